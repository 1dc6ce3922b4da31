"""Reports and their screening: what was wished for, which response, referred to whom."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.findings import Finding
from casekit.model.protection import tells_danger
from casekit.model.records import Record
from casekit.practice.scope import Scope
from casekit.standards.durations import parse_duration

TAKEN = frozenset({"screened in", "linked to open case"})
# Every pack that ships sees a child of its highest priority within so many hours, or sooner.
LONGEST_IN_DANGER = 24


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
        yield from _danger_put_aside(scope, record)
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
        taken = data["result"] in TAKEN
        if (met and warranted and not taken) or (met is False and warranted is False and taken):
            yield scope.finding(
                record,
                ("result",),
                "SCREENING-CONTRADICTS",
                f"the decision is: {data['result']}, and what was judged says the other thing",
                "look at `criteria_met`, `involvement_warranted` and the reasons once more",
            )


def waits_too_long(screening: Record) -> bool:
    """Whether a limit is longer than a child in danger can wait."""
    limit = parse_duration(screening.data.get("respond_within", "0 hours"))
    return limit.unit != "hours" or limit.amount > LONGEST_IN_DANGER


def _danger_put_aside(scope: Scope, screening: Record) -> Iterator[Finding]:
    """A worker alone decided that a child in danger now is not seen, or not soon."""
    report = scope.loaded.case.find(screening.data["report"])
    if report is None or not tells_danger(report):
        return
    worker = scope.agency.worker(screening.recorded_by)
    if worker is not None and worker.holds("supervisor", screening.occurred.day):
        return
    out = screening.data["result"] not in TAKEN
    if out or waits_too_long(screening):
        yield scope.finding(
            screening,
            ("result",) if out else ("respond_within",),
            "DANGER-PUT-ASIDE",
            "a child was in danger then, by the report, and no supervisor decided on it: "
            + (screening.data["result"] if out else screening.data["respond_within"]),
            "see the children now; a supervisor looks at the decision and writes a note under it",
        )
