"""The drill: a backup is restored, read, and held against the workspace that it is of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from casekit.errors import CasekitError, GitFault, NotFound
from casekit.history.branches import count_versions
from casekit.history.objects import FileEntry
from casekit.history.repository import Repository
from casekit.history.restoring import Restored, restore_bundle, tell_moment
from casekit.history.walking import PatientReader, compare_versions, walk_version
from casekit.model.findings import Finding, sort_findings
from casekit.oversight.comparing import compare_with_workspace
from casekit.oversight.listing import cannot_read, refuse_name
from casekit.records.characters import decode_text
from casekit.records.profile import read_document
from casekit.workspace.finding_cases import find_case_folder
from casekit.workspace.loading import CASE_FILE

# With one of these the backup does not hold what was saved; other faults were saved as they are.
_NOT_WHOLE = ("BACKUP-", "HISTORY-MISSING", "HISTORY-CORRUPT", "HISTORY-DAMAGED", "HISTORY-UNREAD")


@dataclass(frozen=True)
class Reference:
    """A name in a backup, the version that it points to, and when that was saved."""

    name: str
    version: str
    when: datetime


@dataclass(frozen=True)
class Drill:
    """What a restored backup holds, and how it stands to the workspace.

    `behind` counts the versions that the workspace has gained since; None outside of a workspace,
    and where the two do not belong together.
    """

    references: tuple[Reference, ...]
    versions: int
    cases: frozenset[str]
    # The cases whose sealed values need a key file.
    sealed: frozenset[str]
    records: int
    newest: Reference | None
    behind: int | None
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        """Whether all that the backup names can be restored from it."""
        return not any(f.code.startswith(_NOT_WHOLE) for f in self.findings)


def run_drill(
    file: IO[bytes], environment: Mapping[str, str], workspace: Repository | None
) -> Drill:
    """Restore a backup aside, check and read all of it, and compare; the backup is only read.

    Raises DamagedBackup where it cannot be restored at all, GitFault.
    """
    with restore_bundle(file, environment) as restored:
        findings = list(restored.findings)
        if not restored.head.is_proven:
            findings.append(_find_unproven())
        references = _read_references(restored, findings)
        newest = _find_newest(references)
        cases: set[str] = set()
        sealed: set[str] = set()
        records = 0
        if newest is not None:
            with PatientReader(restored.repo.git) as reader:
                for path, oid in _iter_records(restored.repo, newest, references, findings):
                    records += 1
                    case = find_case_folder(path)
                    data = reader.read(oid)
                    if isinstance(data, CasekitError):
                        findings.append(cannot_read(data, path))
                        continue
                    # Whether a record is text at all; what it says, `casekit verify` judges.
                    findings += decode_text(data, path)[1]
                    if case is not None:
                        cases.add(case[0])
                        if path == f"{case[1]}/{CASE_FILE}" and _has_sealing_key(data, path):
                            sealed.add(case[0])
        behind = None
        if workspace is not None and newest is not None:
            behind, compared = compare_with_workspace(
                restored.repo,
                workspace,
                {r.name: r.version for r in references},
                newest.version,
            )
            findings += compared
        versions = 0 if newest is None else _count(restored.repo, newest, findings)
    return Drill(
        tuple(references),
        versions,
        frozenset(cases),
        frozenset(sealed),
        records,
        newest,
        behind,
        sort_findings(dict.fromkeys(findings)),
    )


def _read_references(restored: Restored, findings: list[Finding]) -> list[Reference]:
    references = []
    for name, oid in restored.head.references:
        try:
            version = restored.repo.resolve(oid)
            references.append(Reference(name, version, tell_moment(restored.repo, version)))
        except NotFound:
            # A tag may point to a file; that it is there and whole, the check of the store tells.
            continue
        except GitFault as fault:
            findings.append(cannot_read(fault, name))
    return references


def _find_newest(references: list[Reference]) -> Reference | None:
    """What was checked out when the backup was made, or else what was saved last on a branch."""
    branches = [r for r in references if r.name.startswith("refs/heads/")]
    head = [r for r in references if r.name == "HEAD"]
    return next(iter(head), None) or max(branches or references, key=lambda r: r.when, default=None)


def _iter_records(
    repo: Repository, newest: Reference, references: list[Reference], findings: list[Finding]
) -> Iterator[tuple[str, str]]:
    """Every record file of the newest version, then those that other versions hold differently."""
    seen = {newest.version}
    try:
        for entry in walk_version(repo, newest.version):
            if not isinstance(entry, FileEntry):
                findings.append(refuse_name(entry, entry.path or "history"))
            elif _is_record(entry.path):
                yield entry.path, entry.oid
        for other in references:
            if other.version in seen:
                continue
            seen.add(other.version)
            for change in compare_versions(repo, newest.version, other.version):
                if change.after is None:
                    continue
                if change.fault is not None:
                    findings.append(refuse_name(change.fault, f"{other.name}: {change.path}"))
                elif _is_record(change.path):
                    yield change.path, change.after
    except CasekitError as fault:
        findings.append(cannot_read(fault, "history"))


def _is_record(path: str) -> bool:
    return path.startswith("cases/") and path.endswith(".yaml")


def _has_sealing_key(data: bytes, path: str) -> bool:
    read = read_document(data, path).data
    return isinstance(read, dict) and "sealing_key" in read


def _count(repo: Repository, newest: Reference, findings: list[Finding]) -> int:
    try:
        return count_versions(repo, newest.version)
    except GitFault as fault:
        findings.append(cannot_read(fault, "history"))
        return 0


def _find_unproven() -> Finding:
    return Finding(
        code="BACKUP-UNPROVEN",
        message="the head of this backup bears no checksum of its own, or one that does not fit: "
        "the names of its branches may be wrong",
        path="backup",
        hint="casekit backup FILE writes one; of a bundle by git alone only the objects are proven",
    )
