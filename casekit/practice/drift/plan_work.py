"""Drift in the plan: goals nobody touches, objectives without progress, activities past due."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.model.findings import Finding
from casekit.model.plans import (
    SETTLED,
    find_standings,
    iter_objectives,
    iter_replaced,
    plans_in_force,
    what_is_open,
)
from casekit.model.records import Record
from casekit.practice.drift.view import CaseView
from casekit.practice.plan_places import objective_places
from casekit.practice.waiting import is_past

# What an activity or an objective comes to; afterwards nobody has to do anything about it.
_OVER = SETTLED | {"done", "not done", "replaced", "not achieved"}


def _plans(view: CaseView) -> list[Record]:
    return [p for p in plans_in_force(view.case) if p.data["kind"] != "safety"]


def _begun(plan: Record) -> date:
    return max(plan.occurred.day, date.fromisoformat(plan.data["from"]))


def find_idle_goals(view: CaseView) -> Iterator[Finding]:
    """A goal that no contact has touched for long, while it is still to be reached."""
    code = "GOAL-WITHOUT-CONTACT"
    for plan in _plans(view):
        standings = find_standings(view.case, plan.id)
        for number, goal in enumerate(plan.data.get("goals", ())):
            open_ones = {
                one["id"]
                for one in goal.get("objectives", ())
                if one["id"] not in standings or standings[one["id"]].status not in _OVER
            }
            if not open_ones:
                continue
            days = [
                r.occurred.day
                for r in view.made()
                if open_ones & {*r.data.get("objectives", ())} and r.occurred.day >= _begun(plan)
            ]
            last = max(days, default=None)
            if is_past(view.scope, code, last or _begun(plan)):
                yield view.scope.finding(
                    plan,
                    ("goals", number),
                    code,
                    f"no contact has touched {goal['id']} "
                    + (f"since {last}" if last else f"since the plan began on {_begun(plan)}"),
                    "speak of it at the next visit, and name the objective under `objectives:` of "
                    "the contact",
                )


def find_idle_objectives(view: CaseView) -> Iterator[Finding]:
    """An objective of which nothing was noted since the last review, or since the plan began."""
    code = "OBJECTIVE-WITHOUT-PROGRESS"
    for plan in _plans(view):
        standings = find_standings(view.case, plan.id)
        noted: dict[str, date] = {}
        for record in view.case.facts("progress"):
            if record.data["plan"] == plan.id:
                # What is noted of an activity is progress of its objective.
                of = ".".join(record.data["of"].split(".")[:2])
                noted[of] = record.occurred.day
        for keys, objective in objective_places(plan):
            standing = standings.get(objective["id"])
            if standing is not None and standing.status in _OVER:
                continue
            reviewed = standing.record.occurred.day if standing else _begun(plan)
            last = max(noted.get(objective["id"], _begun(plan)), reviewed)
            if is_past(view.scope, code, last):
                yield view.scope.finding(
                    plan,
                    keys,
                    code,
                    f"nothing was noted of {objective['id']} since {last}",
                    f"say how it stands: casekit progress {view.case.number} --of "
                    f"{objective['id']}",
                )


def find_idle_activities(view: CaseView) -> Iterator[Finding]:
    """An activity whose day is past, and nobody says whether it was done or why not."""
    for plan in _plans(view):
        standings = find_standings(view.case, plan.id)
        for keys, objective in objective_places(plan):
            settled = standings.get(objective["id"])
            if settled is not None and settled.status in SETTLED:
                continue
            for number, activity in enumerate(objective.get("activities", ())):
                due = activity.get("due_on")
                standing = standings.get(activity["id"])
                over = standing is not None and standing.status in _OVER
                if due is None or over or date.fromisoformat(due) >= view.today:
                    continue
                yield view.scope.finding(
                    plan,
                    (*keys, "activities", number, "due_on"),
                    "ACTIVITY-PAST-DUE",
                    f"{activity['id']} was to be done by {due}, and nobody says what became of it",
                    f"casekit progress {view.case.number} --of {activity['id']} --status done, or "
                    '"not done" with a reason',
                )


def find_barriers_without_change(view: CaseView) -> Iterator[Finding]:
    """Something stood in the way, and the plan goes on as it was."""
    code = "BARRIER-WITHOUT-CHANGE"
    for plan in _plans(view):
        newest: dict[str, Record] = {}
        for record in view.case.facts("progress"):
            if record.data["plan"] == plan.id:
                newest[record.data["of"]] = record
        for of, record in newest.items():
            if "barriers" not in record.data or record.data["status"] in _OVER:
                continue
            answered = any(
                r.occurred.day >= record.occurred.day
                for r in view.case.facts("review", "consultation")
            )
            if not answered and is_past(view.scope, code, record.occurred.day):
                yield view.scope.finding(
                    record,
                    ("barriers",),
                    code,
                    f"what stands in the way of {of} is known since {record.occurred.day}, and "
                    "neither a review nor a talk with the supervisor has answered it",
                    f"change the plan, or consult: casekit consult {view.case.number}",
                )


def find_unmeasured_ends(view: CaseView) -> Iterator[Finding]:
    """An objective is called achieved, and nobody says what was measured."""
    for record in view.case.facts("progress"):
        of = record.data["of"]
        is_objective = ".O" in of and ".A" not in of
        if is_objective and record.data["status"] == "achieved" and "measured" not in record.data:
            yield view.scope.finding(
                record,
                ("status",),
                "ACHIEVED-WITHOUT-MEASURE",
                f"{of} is called achieved, and nothing says what was counted or seen",
                "write what the objective's measure says now, under `measured:`",
            )


def find_left_behind(view: CaseView) -> Iterator[Finding]:
    """An objective that was still open in a plan that was replaced, and that is nowhere since."""
    for plan in _plans(view):
        kept = {one["id"] for one in iter_objectives(plan)}
        for place, older in enumerate(iter_replaced(view.case, plan)):
            standings = find_standings(view.case, older.id)
            for objective in iter_objectives(older):
                name = objective["id"]
                still = what_is_open(standings.get(name))
                if name not in kept and still is not None:
                    yield view.scope.finding(
                        plan,
                        () if place else ("supersedes",),
                        "OBJECTIVE-LEFT-BEHIND",
                        f"{name} of plan {older.id}, {objective['objective']}, is {still} there "
                        "and is not in this plan",
                        "take it over, or say what became of it: casekit progress "
                        f"{view.case.number} --plan {older.id} --of {name} --status dropped",
                    )
                kept.add(name)
