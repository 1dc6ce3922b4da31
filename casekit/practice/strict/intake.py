"""Reports and their screening: what was wished for, which response, referred to whom."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.findings import Finding
from casekit.practice.scope import Scope

_TAKEN = frozenset({"screened in", "linked to open case"})


def find_thin_decisions(scope: Scope) -> Iterator[Finding]:
    """What a request or a screening leaves out (Massachusetts ICPM, What happens, 1 and 2)."""
    case = scope.loaded.case
    for report in case.facts("report"):
        if report.data["kind"] == "voluntary request" and "wishes" not in report.data:
            yield scope.finding(
                report,
                ("kind",),
                "REQUEST-WITHOUT-WISHES",
                "somebody asks for help, and nothing says for which",
                "ask what would help, and write it under `wishes:`",
            )
    for record in case.facts("screening"):
        data = record.data
        if data["result"] == "screened in" and "response" not in data:
            yield scope.finding(
                record,
                ("result",),
                "SCREENING-WITHOUT-RESPONSE",
                "the report is taken in, and nothing says how the agency responds",
                "choose investigation, assessment or emergency by how severe it is: `response:`",
            )
        if data["result"] == "referred to community services" and "referred_to" not in data:
            yield scope.finding(
                record,
                ("result",),
                "REFERRED-TO-NOBODY",
                "the family is referred to services of the community, and nothing says to which",
                "name them under `referred_to:`",
            )
        met, warranted = data.get("criteria_met"), data.get("involvement_warranted")
        taken = data["result"] in _TAKEN
        if (met and warranted and not taken) or (met is False and warranted is False and taken):
            yield scope.finding(
                record,
                ("result",),
                "SCREENING-CONTRADICTS",
                f"the decision is: {data['result']}, and what was judged says the other thing",
                "look at `criteria_met`, `involvement_warranted` and the reasons once more",
            )
