"""Are the records right? Every fault of form, of sense and of the workspace itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from casekit.errors import CasekitError
from casekit.model.findings import Finding, sort_findings
from casekit.practice.checks import check_case
from casekit.practice.rulebook import open_rulebook
from casekit.practice.scope import Scope
from casekit.workspace.workspace import Workspace

# Faults that keep a file from being read at all: what they hide, nobody has judged.
UNREADABLE_PREFIXES = ("YAML-", "JSON-")


@dataclass(frozen=True)
class CheckReport:
    """What a check found, and how many cases it looked at."""

    findings: tuple[Finding, ...]
    cases: int

    @property
    def exit_code(self) -> int:
        """4 when a file could not be read, 1 when there are other findings, else 0."""
        if any(f.code.startswith(UNREADABLE_PREFIXES) for f in self.findings):
            return 4
        return 1 if self.findings else 0


def check_workspace(
    workspace: Workspace, numbers: Iterable[str], now: datetime, *, whole: bool
) -> CheckReport:
    """Check cases; `whole` adds the calendars, the packs and the agency's own limits."""
    numbers = list(numbers)
    folders = tuple(f"{workspace.folder_of(number)}/" for number in numbers)
    findings = [f for f in workspace.find_deleted() if whole or f.path.startswith(folders)]
    if whole:
        findings.extend(_check_agency(workspace))
    count = 0
    for number in numbers:
        count += 1
        loaded = workspace.load(number)
        findings.extend(loaded.findings)
        findings.extend(check_case(Scope(loaded, workspace.agency, workspace.schemas, now)))
    return CheckReport(sort_findings(findings), count)


def _check_agency(workspace: Workspace) -> list[Finding]:
    try:
        return list(open_rulebook(workspace).findings)
    except CasekitError as fault:
        inner: tuple[Finding, ...] = getattr(fault, "findings", ())
        own = Finding(
            code=fault.code,
            message=fault.message,
            path=fault.path or "agency.yaml",
            hint=fault.hint,
        )
        return [*inner, own]
