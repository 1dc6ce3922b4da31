"""Are the records right? Every fault of form, of sense and of the workspace itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from casekit.errors import CasekitError
from casekit.history.folders import Entry, ManyObjects
from casekit.model.findings import Finding, explain_fault, hides_something, sort_findings
from casekit.practice.agency_checks import check_agency
from casekit.practice.checks import check_case
from casekit.practice.deadlines import KINDS, find_without_effect
from casekit.practice.rulebook import Rulebook, open_rulebook
from casekit.practice.scope import Scope
from casekit.workspace.agency import AGENCY_FILE
from casekit.workspace.case_places import list_version_cases
from casekit.workspace.loading import LoadedCase
from casekit.workspace.out_of_sight import find_closed, find_deleted
from casekit.workspace.version_cases import load_version_cases
from casekit.workspace.workspace import Workspace


@dataclass(frozen=True)
class CheckReport:
    """What a check found, and how many cases it looked at."""

    findings: tuple[Finding, ...]
    cases: int

    @property
    def exit_code(self) -> int:
        """4 when a file could not be read, 1 when there are other findings, else 0."""
        if hides_something(self.findings):
            return 4
        return 1 if self.findings else 0


def check_workspace(
    workspace: Workspace, numbers: Iterable[str], now: datetime, *, whole: bool
) -> CheckReport:
    """Check cases; `whole` adds the calendars, the packs and the agency's own limits."""
    numbers = list(numbers)
    folders = tuple(f"{workspace.folder_of(number)}/" for number in numbers)
    findings = [f for f in find_deleted(workspace) if whole or f.path.startswith(folders)]
    if whole:
        findings.extend(check_agency(workspace))
        findings.extend(find_closed(workspace))
        findings.extend(_check_merge(workspace))
    loaded = (workspace.load(number) for number in numbers)
    findings.extend(_check_cases(workspace, loaded, now))
    # A case tells of a merge in its own folder, and so does the whole workspace.
    return CheckReport(sort_findings(dict.fromkeys(findings)), len(numbers))


def check_changed(workspace: Workspace, before: str, now: datetime) -> CheckReport:
    """Check what the version of a workspace changed since an earlier one, and read nothing else.

    A case that differs is checked whole, also for what was wrong in it before; records and cases
    that are gone are told. Raises NotFound for an unknown version, GitFault.
    """
    repo, version = workspace.repo, workspace.version
    earlier = repo.resolve(before)
    assert version is not None
    old = list_version_cases(repo, earlier)
    new = list_version_cases(repo, version, old.folders)
    trees = {place.number: (place.folder, place.tree) for place in old.places}
    changed = [p for p in new.places if trees.get(p.number) != (p.folder, p.tree)]
    findings = [*new.findings]
    if _read_beside(workspace, earlier) != _read_beside(workspace, version):
        findings.extend(check_agency(workspace))
    findings.extend(
        Finding(
            code="RECORD-DELETED",
            message=f"this file was in version {earlier[:7]} and is not in {version[:7]}",
            path=path,
            hint=f"bring it back: git checkout {earlier[:7]} -- {path}; to take a record back, "
            "give it `voided:` with by, at and reason",
        )
        for path in repo.list_removed(earlier, version, "cases")
    )
    findings.extend(_check_cases(workspace, load_version_cases(workspace, changed), now))
    return CheckReport(sort_findings(dict.fromkeys(findings)), len(changed))


def _read_beside(workspace: Workspace, version: str) -> tuple[set[Entry], set[str | None]]:
    """What lies in a version beside its cases, and what of it is refused."""
    with ManyObjects(workspace.repo) as objects:
        top = objects.read_top(version)
    refused = {odd.path for odd in top.refused}
    return {entry for entry in top.entries if entry.name != "cases"}, refused


def _check_cases(
    workspace: Workspace, cases: Iterable[LoadedCase], now: datetime
) -> Iterator[Finding]:
    book: Rulebook | None = None
    for loaded in cases:
        yield from loaded.findings
        scope = Scope(loaded, workspace.agency, workspace.schemas, now)
        yield from check_case(scope)
        if any(True for _ in loaded.case.facts(*KINDS)):
            # Only what speaks of duties needs the rules.
            try:
                book = book or open_rulebook(workspace)
                yield from find_without_effect(scope, book)
            except CasekitError as fault:
                yield from explain_fault(fault, AGENCY_FILE)


def _check_merge(workspace: Workspace) -> list[Finding]:
    """What an unfinished merge leaves to decide, in the cases and outside of them."""
    found = [f for some in workspace.merge_findings.values() for f in some]
    if not found and workspace.is_merging:
        found = [
            Finding(
                code="MERGE-UNFINISHED",
                message="git is in the middle of a merge; every file is put together, and no "
                "version holds it yet",
                path=".",
                hint="save it with: git add -A && git commit (in a rebase: git rebase --continue)",
            )
        ]
    return found
