"""Carrying out and reviewing a plan: every end has its reason, every review looks at the whole.

What stopped, was dropped or broke down says why; a review looks at each objective and hears child
and family (flow chart, Reassessment; component 6, evaluation). That it comes by its day is a duty.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.model.episodes import children_in_service
from casekit.model.findings import Finding
from casekit.model.plans import SETTLED, find_standings, iter_objectives
from casekit.model.records import Case, Record
from casekit.practice.scope import Scope
from casekit.practice.waiting import is_past

_NEEDS_REASON = frozenset({"dropped", "not done", "not achieved"})


def find_loose_ends(scope: Scope) -> Iterator[Finding]:
    """Ends without a reason, reviews that leave something out, and reviews past their day."""
    case = scope.loaded.case
    for record in case.facts("progress"):
        data = record.data
        if data["status"] in _NEEDS_REASON and "reason" not in data:
            yield scope.finding(
                record,
                ("status",),
                "ENDED-WITHOUT-REASON",
                f"{data['of']} is {data['status']}, and nothing says why",
                "write it under `reason:`",
            )
    for record in case.facts("placement-end"):
        if record.data["reason"] == "disrupted" and "why" not in record.data:
            yield scope.finding(
                record,
                ("reason",),
                "DISRUPTED-WITHOUT-REASON",
                "a placement broke down, and nothing says why",
                "find out why with the child and the carers, and write it under `why:`: the next "
                "home depends on it",
            )
    for record in case.facts("review"):
        yield from _look_at_review(scope, record)
    yield from _find_unclosed(scope)
    yield from _find_unborn(scope)


def _find_unborn(scope: Scope) -> Iterator[Finding]:
    """The day of an expected birth is past: until it is written down the child has no case."""
    code = "BIRTH-NOT-RECORDED"
    if not scope.is_open:
        return
    for record in scope.loaded.case.facts("person"):
        birth = record.data.get("birth", {})
        if birth.get("certainty") != "expected" or "date" not in birth:
            continue
        day = date.fromisoformat(birth["date"])
        if is_past(scope, code, day):
            yield scope.finding(
                record,
                ("birth", "certainty"),
                code,
                f"the birth was expected on {day}, and nothing says whether the child is born",
                f"casekit person {scope.loaded.case.number} --change "
                f"{scope.loaded.case.call(record.id)}",
            )


def _find_unclosed(scope: Scope) -> Iterator[Finding]:
    """A child came of age or died, which ends what is due; the work with it has no end on file."""
    case = scope.loaded.case
    still = children_in_service(case)
    episodes = [s for s in scope.timeline.spans if s.state == "episode open"]
    for child in case.children:
        own = [s for s in episodes if s.subject == child.id]
        over = [
            s for s in own if s.end_record == child.id and s.end and s.end.earliest <= scope.now
        ]
        is_open = any(s.end is None or s.end.earliest > scope.now for s in own)
        record = case.find(child.id)
        if child.id in still and over and not is_open and record is not None:
            died = "died_on" in child.data
            yield scope.finding(
                record,
                ("died_on",) if died else ("birth",),
                "CLOSING-MISSING",
                f"{child.called} {'has died' if died else 'is of age'}, and nobody closed the case",
                f"casekit review {case.number} --result close --end "
                + ("death" if died else '"coming of age"')
                + ", then approve and close",
            )


def _look_at_review(scope: Scope, review: Record) -> Iterator[Finding]:
    case = scope.loaded.case
    judged = {(one["plan"], one["of"]) for one in review.data.get("objectives", ())}
    for plan_id in review.data["plans"]:
        plan = case.find(plan_id)
        if plan is None or plan.kind != "plan" or plan.data["kind"] == "safety":
            continue
        before = find_standings(case, plan_id)
        settled = {
            of
            for of, standing in before.items()
            if standing.status in SETTLED and standing.record.id != review.id
        }
        asked = [one["id"] for one in iter_objectives(plan) if one["id"] not in settled]
        left = [of for of in asked if (plan_id, of) not in judged]
        if left:
            yield scope.finding(
                review,
                ("plans",),
                "REVIEW-LEAVES-OUT",
                f"the review does not say how these stand: {', '.join(left)}",
                "judge each against its measure under `objectives:`",
            )
    if not review.data.get("feedback") and _anybody_met(case):
        yield scope.finding(
            review,
            ("result",),
            "REVIEW-WITHOUT-FEEDBACK",
            "nothing says what child and family say of the work",
            "ask, and write it under `feedback:` in their own words",
        )


def _anybody_met(case: Case) -> bool:
    """Whether anybody of the case was ever spoken with: nobody else can be asked."""
    return any(
        contact.data["made"] == "completed"
        and (contact.data.get("with") or contact.data.get("seen"))
        for contact in case.facts("contact")
    )
