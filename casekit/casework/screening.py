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
from casekit.model.records import Record
from casekit.practice.rulebook import Rulebook


def judge_screening(drafts: Drafts, screening: Record, _book: Rulebook, request: Request) -> None:
    """A report is screened once; a second thought corrects the first decision, visibly."""
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
