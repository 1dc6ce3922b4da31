"""What is right outside of the cases: the agency's packs, limits, calendars and directory."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casekit.errors import CasekitError
from casekit.model.faults import explain_fault
from casekit.model.findings import Finding
from casekit.practice.places import say_places
from casekit.practice.rulebook import BANKS, INSTRUMENTS, PROCESS_FILE, open_rulebook
from casekit.practice.waiting import read_limits
from casekit.records.schemas import suggest
from casekit.workspace.agency import AGENCY_FILE
from casekit.workspace.workspace import Workspace


def check_agency(workspace: Workspace) -> list[Finding]:
    """Tell what is wrong with the calendars, the packs, the agency's own limits and providers."""
    try:
        findings = list(open_rulebook(workspace).findings)
    except CasekitError as fault:
        findings = explain_fault(fault, AGENCY_FILE)
    if workspace.source.has_folder("standards"):
        # Few agencies have rules of their own, and the lint reads every pack in force.
        from casekit.practice.standards_lint import lint_own

        findings.extend(lint_own(workspace))
    if workspace.source.has(PROCESS_FILE):
        from casekit.practice.process_data import check_process

        findings.extend(check_process(workspace))
    if workspace.source.has_folder(BANKS):
        from casekit.practice.banks_data import check_banks

        findings.extend(check_banks(workspace))
    if workspace.source.has_folder(INSTRUMENTS):
        from casekit.practice.instrument_data import check_instruments

        findings.extend(check_instruments(workspace))
    findings.extend(_check_places(workspace))
    findings.extend(_check_told_after(workspace))
    return [*findings, *_check_directory(workspace), *_find_twins(workspace)]


def _check_directory(workspace: Workspace) -> Iterator[Finding]:
    for path in workspace.source.list_paths("directory"):
        if not path.endswith(".yaml"):
            continue
        try:
            yield from workspace.read_checked(path, "provider").findings
        except CasekitError as fault:
            yield from explain_fault(fault, path)


def _check_places(workspace: Workspace) -> Iterator[Finding]:
    """A pack that is bound to a place which the agency does not have binds nowhere."""
    document = workspace.read_checked(AGENCY_FILE, "agency")
    known = workspace.agency.places
    for number, chosen in enumerate(workspace.agency.standards):
        for place, name in enumerate(chosen.places):
            if name not in known:
                where = document.locate(("standards", number, "places", place))
                yield Finding(
                    code="AGENCY-PLACE-UNKNOWN",
                    message=f"`{chosen.pack}` is to bind in `{name}`, which is no place of the "
                    "agency",
                    path=AGENCY_FILE,
                    line=where.line,
                    column=where.column,
                    hint=say_places(known),
                )


def _check_told_after(workspace: Workspace) -> Iterator[Finding]:
    """Days for a finding that waits for none would be read by nobody."""
    document = workspace.read_checked(AGENCY_FILE, "agency")
    known = read_limits()
    for number, code in enumerate(workspace.agency.told_after):
        if code not in known:
            where = document.locate(("told_after", number, "code"))
            yield Finding(
                code="AGENCY-DAYS-UNKNOWN",
                message=f"`{code}` is no finding that waits for days",
                path=AGENCY_FILE,
                line=where.line,
                column=where.column,
                hint=suggest(code, tuple(known), "findings"),
            )


# What agency.yaml may hold only once. Of two, the first person and the last limit would count.
_ONCE = (("people", "id"), ("people", "email"), ("limits", "rule"), ("told_after", "code"))


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
