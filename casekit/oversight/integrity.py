"""Is what history holds whole and right? Reads versions, not working files; writes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from casekit.errors import CasekitError, GitFault, NotFound
from casekit.history.branches import list_branches
from casekit.history.config import list_unusual_settings
from casekit.history.fsck import check_store, is_shallow
from casekit.history.repository import Repository
from casekit.history.walking import PatientReader
from casekit.model.findings import Finding, judge_findings, sort_findings
from casekit.oversight.content import Content, read_content
from casekit.oversight.listing import Listing, cannot_read, list_version
from casekit.oversight.other_branches import check_branches
from casekit.oversight.story import Story, find_removals, find_shallow, read_story
from casekit.records.profile import read_document
from casekit.records.schemas import SchemaSet
from casekit.workspace.loading import CASE_FILE


@dataclass(frozen=True)
class IntegrityReport:
    """What was verified, and every finding; `versions` counts the line of first parents."""

    version: str | None
    shallow: bool
    versions: int
    branches: int
    cases: int
    files: int
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """As judge_findings says."""
        return judge_findings(self.findings)


def verify_integrity(repo: Repository, revision: str | None, schemas: SchemaSet) -> IntegrityReport:
    """Verify a version (the newest without one), its line, the other branches and the store.

    Raises NotFound for a revision that is unknown and for a history without versions.
    """
    findings: list[Finding] = []
    version = _find_version(repo, revision, findings)
    shallow = is_shallow(repo)
    if shallow:
        findings.append(find_shallow())
    findings += _judge_settings(repo)
    if version is None:
        findings += check_store(repo.git)
        return IntegrityReport(None, shallow, 0, 0, 0, 0, sort_findings(findings))
    listing = list_version(repo, version)
    findings += check_store(repo.git, listing.find_path)
    story = read_story(repo, version)
    branches = list_branches(repo)
    findings += (*listing.findings, *story.findings)
    with PatientReader(repo.git) as reader:
        content = read_content(repo, version, listing, story, schemas, reader)
        findings += content.findings
        findings += _judge_removals(story, listing, content, reader)
        findings += check_branches(repo, version, branches, listing, content, reader)
    return IntegrityReport(
        version,
        shallow,
        story.versions,
        len(branches),
        len(listing.cases),
        len(listing.files),
        sort_findings(dict.fromkeys(findings)),
    )


def _judge_settings(repo: Repository) -> list[Finding]:
    """Settings of the repository that casekit does not know; those it refuses ended the command."""
    return [
        Finding(
            code="SETTING-UNKNOWN",
            message=f"the configuration sets {key}, which casekit does not know",
            path=".git/config",
            severity="warning",
            hint="if you did not set it, find out who did",
        )
        for key in list_unusual_settings(repo.git, repo.git_dir, repo.common_dir)
    ]


def _find_version(repo: Repository, revision: str | None, findings: list[Finding]) -> str | None:
    """The version to verify; None, with a finding, when the newest cannot be read."""
    if revision is not None:
        return repo.resolve(revision)
    try:
        version = repo.head()
    except GitFault as fault:
        findings.append(cannot_read(fault, "history"))
        return None
    if version is None:
        raise NotFound("nothing has been saved in this workspace yet, so there is no history")
    return version


def _judge_removals(
    story: Story, listing: Listing, content: Content, reader: PatientReader
) -> list[Finding]:
    """A record that is there under another name, by its id, was not removed; nor were its bytes."""
    if not story.removed:
        return []
    concerned = {removal.number for removal in story.removed.values()}
    kept: set[tuple[str, str]] = set()
    for (number, folder), paths in listing.cases.items():
        if number not in concerned:
            continue
        if f"{folder}/{CASE_FILE}" in paths:
            kept.add((number, CASE_FILE))
        for path in paths:
            kept.add((number, content.odd_names.get(path, _stem(path))))
            kept.add((number, listing.files[path]))
    removed_ids = {}
    for path, removal in story.removed.items():
        if not path.endswith(".yaml"):
            removed_ids[path] = removal.oid
        elif path == f"{removal.folder}/{CASE_FILE}":
            removed_ids[path] = CASE_FILE
        else:
            removed_ids[path] = _read_id(removal.oid, reader) or _stem(path)
    return find_removals(
        story,
        removed_ids,
        kept,
        frozenset(number for number, _ in listing.cases),
        frozenset(content.destroyed),
    )


def _read_id(oid: str, reader: PatientReader) -> str | None:
    data = reader.read(oid)
    if isinstance(data, CasekitError):
        return None
    read = read_document(data, oid).data
    return str(read["id"]) if isinstance(read, dict) and "id" in read else None


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yaml")
