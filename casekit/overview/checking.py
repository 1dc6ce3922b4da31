"""Are the records right? Every fault of form, of sense and of the workspace itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casekit.errors import CasekitError
from casekit.model.findings import Finding, sort_findings
from casekit.practice.checks import check_case
from casekit.practice.rulebook import open_rulebook
from casekit.practice.scope import Scope
from casekit.workspace.agency import AGENCY_FILE
from casekit.workspace.workspace import Workspace

# Faults that keep a file from being read, or from being decided: what they hide, nobody has judged.
UNREADABLE_PREFIXES = ("YAML-", "JSON-", "MERGE-")


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
        findings.extend(_check_merge(workspace))
    count = 0
    for number in numbers:
        count += 1
        loaded = workspace.load(number)
        findings.extend(loaded.findings)
        findings.extend(check_case(Scope(loaded, workspace.agency, workspace.schemas, now)))
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
                hint="save it with: git commit (in a rebase: git rebase --continue)",
            )
        ]
    return found


def _check_agency(workspace: Workspace) -> list[Finding]:
    twins = list(_find_twins(workspace))
    try:
        return [*open_rulebook(workspace).findings, *twins]
    except CasekitError as fault:
        inner: tuple[Finding, ...] = getattr(fault, "findings", ())
        own = Finding(
            code=fault.code,
            message=fault.message,
            path=fault.path or "agency.yaml",
            hint=fault.hint,
        )
        return [*inner, own, *twins]


# What agency.yaml may hold only once. Of two, the first person and the last limit would count.
_ONCE = (("people", "id"), ("people", "email"), ("limits", "rule"))


def _find_twins(workspace: Workspace) -> Iterator[Finding]:
    """Two people under one id or address, or two limits of one rule, as two clones can add them."""
    document = workspace.read_checked(AGENCY_FILE, "agency")
    data: Any = document.data
    for key, field in _ONCE:
        seen: dict[str, int] = {}
        for number, item in enumerate(data.get(key, ())):
            value = item[field].casefold()
            if value in seen:
                place = document.locate((key, number, field))
                first = document.locate((key, seen[value], field)).line
                yield Finding(
                    code="AGENCY-TWICE",
                    message=f"{field} `{item[field]}` stands under `{key}` twice; the first is on "
                    f"line {first}",
                    path=AGENCY_FILE,
                    line=place.line,
                    column=place.column,
                    hint="keep one of the two; two people who only share it get one each",
                )
            seen.setdefault(value, number)
