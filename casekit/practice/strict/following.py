"""Carrying out and reviewing a plan: every end has its reason, every review looks at the whole.

What stopped, was dropped or broke down says why; a review looks at each objective, hears child and
family, and comes by its day (flow chart, Reassessment; component 6, evaluation).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.model.findings import Finding
from casekit.model.plans import SETTLED, find_standings, iter_objectives, plans_in_force
from casekit.model.records import Record
from casekit.practice.scope import Scope

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
    yield from _find_late_reviews(scope)


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
    if not review.data.get("feedback"):
        yield scope.finding(
            review,
            ("result",),
            "REVIEW-WITHOUT-FEEDBACK",
            "nothing says what child and family say of the work",
            "ask, and write it under `feedback:` in their own words",
        )


def _find_late_reviews(scope: Scope) -> Iterator[Finding]:
    """A day for the next review was set, and it is past."""
    case = scope.loaded.case
    if not scope.is_open:
        return
    reviews = list(case.facts("review"))
    wanted = reviews[-1].data.get("next_review_by") if reviews else None
    if wanted and date.fromisoformat(wanted) < scope.today:
        yield _late(scope, reviews[-1], "next_review_by", wanted)
    for plan in plans_in_force(case):
        wanted = plan.data.get("review_by")
        reviewed = any(
            plan.id in r.data["plans"] and r.occurred.day >= plan.occurred.day for r in reviews
        )
        if wanted and not reviewed and date.fromisoformat(wanted) < scope.today:
            yield _late(scope, plan, "review_by", wanted)


def _late(scope: Scope, record: Record, key: str, wanted: str) -> Finding:
    return scope.finding(
        record,
        (key,),
        "REVIEW-PAST-DUE",
        f"a review was to be held by {wanted}, and none was",
        f"casekit review {scope.loaded.case.number}",
    )
