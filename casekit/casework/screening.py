"""Screening: the decision on a report, and what it sets going."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from casekit.casework.drafting import Drafts
from casekit.casework.request import Request
from casekit.errors import GateRefused
from casekit.model.episodes import children_in_service
from casekit.model.findings import Finding
from casekit.model.protection import tells_danger
from casekit.model.records import Record
from casekit.practice.strict.intake import LONGEST_IN_DANGER, TAKEN, waits_too_long


def judge_screening(drafts: Drafts, screening: Record, request: Request) -> None:
    """A report is screened once, and one of immediate danger is not put aside by one worker.

    A second thought corrects the first decision, visibly. Raises GateRefused.
    """
    _judge_first(drafts, screening, request)
    _judge_danger(drafts, screening, request)


def _judge_first(drafts: Drafts, screening: Record, request: Request) -> None:
    earlier = [
        r
        for r in drafts.case.facts("screening")
        if r.data["report"] == screening.data["report"] and r.id != screening.id
    ]
    if earlier:
        raise GateRefused(
            "nothing was saved",
            [
                Finding(
                    code="GATE-SCREENED-ALREADY",
                    message=f"that report was screened on {earlier[0].occurred.day}: "
                    f"{earlier[0].data['result']}",
                    path=request.path,
                    hint=f"a new report is a new intake; to correct the decision, edit "
                    f"{earlier[0].path}",
                )
            ],
        )


def _judge_danger(drafts: Drafts, screening: Record, request: Request) -> None:
    """Only a supervisor decides that a child in danger now is not seen, or not within a day."""
    report = drafts.case.find(screening.data["report"])
    in_danger = report is not None and tells_danger(report)
    if not in_danger or drafts.desk.worker.holds("supervisor", drafts.desk.today):
        return
    result = screening.data["result"]
    if result not in TAKEN:
        code, message = "GATE-DANGER-NOW", f"a child is in danger now, by the report: {result}"
    elif waits_too_long(screening):
        code = "GATE-DANGER-LIMIT"
        message = (
            "a child is in danger now, by the report: "
            f"{screening.data['respond_within']} are more than {LONGEST_IN_DANGER} hours"
        )
    else:
        return
    raise GateRefused(
        "nothing was saved",
        [
            Finding(
                code=code,
                message=message,
                path=request.path,
                hint=f'screen it in with --respond-within "{LONGEST_IN_DANGER} hours" or less; '
                "a supervisor may decide otherwise, under the own git identity",
            )
        ],
    )


def add_opening_and_assignment(
    drafts: Drafts, screening: Record, request: Request, extra: Mapping[str, Any]
) -> None:
    """Screened in opens the case for the children of the report, unless it is open for them."""
    report = drafts.case.find(screening.data["report"])
    moment = {
        key: screening.data[key] for key in ("occurred_at", "occurred_on") if key in screening.data
    }
    if screening.data["result"] == "screened in" and extra.get("open", True):
        open_for = children_in_service(drafts.case)
        children = sorted(screening.children - open_for)
        if children:
            voluntary = report is not None and report.data["kind"] == "voluntary request"
            opening = {
                **moment,
                "report": screening.data["report"],
                "children": children,
                "service": "voluntary" if voluntary else "protection",
            }
            drafts.add("opening", replace(request, data=opening))
    if "assign_to" in extra:
        assignment = {**moment, "worker": extra["assign_to"], "role": "case manager"}
        drafts.add("assignment", replace(request, data=assignment))
