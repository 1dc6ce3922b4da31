"""Are the records right? Every fault of form, of sense and of the workspace itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casekit.errors import CasekitError
from casekit.model.findings import Finding, hides_something, sort_findings
from casekit.practice.agency_checks import check_agency, explain_fault
from casekit.practice.checks import check_case
from casekit.practice.deadlines import KINDS, find_without_effect
from casekit.practice.rulebook import Rulebook, open_rulebook
from casekit.practice.scope import Scope
from casekit.workspace.agency import AGENCY_FILE
from casekit.workspace.out_of_sight import find_closed, find_deleted
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
    count = 0
    book: Rulebook | None = None
    for number in numbers:
        count += 1
        loaded = workspace.load(number)
        findings.extend(loaded.findings)
        scope = Scope(loaded, workspace.agency, workspace.schemas, now)
        findings.extend(check_case(scope))
        if any(True for _ in loaded.case.facts(*KINDS)):
            # Only what speaks of duties needs the rules.
            try:
                book = book or open_rulebook(workspace)
                findings.extend(find_without_effect(scope, book))
            except CasekitError as fault:
                findings.extend(explain_fault(fault, AGENCY_FILE))
    # A case tells of a merge in its own folder, and so does the whole workspace.
    return CheckReport(sort_findings(dict.fromkeys(findings)), count)


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
