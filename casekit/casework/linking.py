"""A call about a family whose case is open: it is linked to that case, where its duties run.

A link ends what is due on the call by itself, so it is only made to a case that has the call on
file as a report of its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from casekit.casework.request import Request
from casekit.errors import BadInput, GateRefused, NotFound
from casekit.model.episodes import children_in_service
from casekit.model.protection import tells_danger
from casekit.model.records import Case, Record
from casekit.workspace.loading import LoadedCase
from casekit.workspace.workspace import Workspace

LINKED = "linked to open case"
# The same call, written down in two places, may be a day apart.
_A_DAY = timedelta(days=1)


def link_call(request: Request, loaded: LoadedCase, workspace: Workspace) -> Request:
    """Put the whole number of the linked case into a screening that links to one.

    Raises BadInput for a case that is not there, GateRefused where the call is not on file in it,
    and what reading it raises.
    """
    said = request.data.get("linked_case")
    if request.data.get("result") != LINKED or not isinstance(said, str):
        return request  # the check of screenings says what is missing
    case = loaded.case
    try:
        number = workspace.find_case(said)
    except NotFound as fault:
        # Found out about a value of the request, it is told at its place like every other fault.
        told = request.fault(("linked_case",), fault.code, fault.message, fault.hint)
        raise BadInput("nothing was saved", [told]) from fault
    if number == case.number:
        _refuse(
            "GATE-LINKED-TO-ITSELF",
            f"the report lies in case {number} already",
            "screen it in: what is open is not opened again, and the first response is due",
            request,
        )
    other = workspace.load(number).case
    if not children_in_service(other):
        _refuse(
            "GATE-LINK-CLOSED",
            f"case {number} is not open, so nothing would be done about this report",
            f"screen it in here, or open that one again: casekit reopen {number}",
            request,
        )
    report = _find_report(case, request)
    if report is not None and not _has_call(other, report):
        danger = " of immediate danger" if tells_danger(report) else ""
        _refuse(
            "GATE-LINK-REPORT",
            f"case {number} has no report{danger} of {report.occurred.day}: nobody there would "
            "answer it",
            f"write the call down there first, where its worker sees what is due: casekit intake "
            f"--case {number}",
            request,
        )
    return replace(request, data={**request.data, "linked_case": number})


def _find_report(case: Case, request: Request) -> Record | None:
    said = request.data.get("report")
    if isinstance(said, str):
        return case.find(said)
    reports = list(case.facts("report"))
    return reports[-1] if reports else None


def _has_call(other: Case, report: Record) -> bool:
    """Whether a report of that day is on file there, as urgent as this one."""
    return any(
        abs(one.occurred.day - report.occurred.day) <= _A_DAY
        and (tells_danger(one) or not tells_danger(report))
        for one in other.facts("report")
    )


def _refuse(code: str, message: str, hint: str, request: Request) -> None:
    raise GateRefused("nothing was saved", [request.fault(("linked_case",), code, message, hint)])
