"""What a plan holds and what became of it: derived from progress and reviews, never stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from casekit.model.records import Case, Record

# Statuses of an objective that leave nothing to be done.
SETTLED = frozenset({"achieved", "dropped"})
# What speaks against an approval only since something was changed.
_HELD_ONCE = frozenset({"APPROVAL-VOID", "APPROVAL-ADDED-AFTER"})


class Standing(NamedTuple):
    """The newest word on a goal, an objective or an activity."""

    status: str
    measured: str
    record: Record


def plans_in_force(case: Case) -> Sequence[Record]:
    """The plans that were neither ended nor superseded, oldest first."""
    over = find_plan_ends(case)
    return [r for r in case.facts("plan") if r.id not in over]


def find_plan_ends(case: Case) -> Mapping[str, Record]:
    """By plan: the record that ended it, or the plan that took its place."""
    ends: dict[str, Record] = {r.data["plan"]: r for r in case.facts("plan-end")}
    for later in case.facts("plan"):
        if "supersedes" in later.data:
            ends.setdefault(later.data["supersedes"], later)
    return ends


def casework_plans(case: Case, children: Collection[str]) -> Sequence[Record]:
    """Plans that any of these children ever had, ended ones too; safety plans are none of them."""
    return [
        plan
        for plan in case.facts("plan")
        if plan.data["kind"] != "safety" and plan.children.intersection(children)
    ]


def iter_objectives(plan: Record) -> Iterator[Mapping[str, Any]]:
    """The objectives of a plan, goal by goal."""
    for goal in plan.data.get("goals", ()):
        yield from goal.get("objectives", ())


def plan_item_ids(plan: Record) -> frozenset[str]:
    """The ids of a plan's goals, objectives and activities."""
    goals = plan.data.get("goals", ())
    objectives = list(iter_objectives(plan))
    activities = [a for objective in objectives for a in objective.get("activities", ())]
    return frozenset(item["id"] for item in (*goals, *objectives, *activities))


def find_standings(case: Case, plan_id: str) -> Mapping[str, Standing]:
    """What the newest progress note or review says of each item of a plan."""
    standings: dict[str, Standing] = {}
    for record in case.facts("progress", "review"):
        said = [record.data] if record.kind == "progress" else record.data.get("objectives", ())
        for item in said:
            if item.get("plan") == plan_id:
                standings[item["of"]] = Standing(item["status"], item.get("measured", ""), record)
    return standings


def what_is_open(standing: Standing | None) -> str | None:
    """Why an objective is not settled.

    None where it is achieved by its measure, or dropped with a reason; a review says both in one
    field.
    """
    if standing is None:
        return "not started"
    data = standing.record.data
    if standing.status not in SETTLED:
        return standing.status
    if standing.status == "achieved" and not standing.measured:
        return "achieved, but nothing says by which measure"
    if standing.status == "dropped" and not (standing.measured or data.get("reason")):
        return "dropped, but nothing says why"
    return None


def find_reached(case: Case, plan: Record) -> Mapping[str, date]:
    """By need, cause or threat that a goal of the plan answers: the day on which it was reached.

    A goal is reached where nothing of it is open and something was achieved; an assessment after
    that day may find the same again.
    """
    standings = find_standings(case, plan.id)
    reached: dict[str, date] = {}
    for goal in plan.data.get("goals", ()):
        said = [standings.get(one["id"]) for one in goal.get("objectives", ())]
        settled = [one for one in said if one is not None and what_is_open(one) is None]
        if len(settled) == len(said) and any(one.status == "achieved" for one in settled):
            days = [one.record.occurred.day for one in settled]
            names = [name for key in ("needs", "causes", "threats") for name in goal.get(key, ())]
            reached |= dict.fromkeys(names, max(days))
    return reached


def iter_replaced(case: Case, plan: Record) -> Iterator[Record]:
    """The plans that this one replaced, the newest first."""
    seen = {plan.id}
    newer = plan
    while (older := case.find(newer.data.get("supersedes", ""))) is not None:
        # Plans that replace each other in a ring are a fault of their own.
        if older.id in seen:
            return
        seen.add(older.id)
        yield older
        newer = older


def list_waiting(case: Case) -> Sequence[Record]:
    """What waits for a supervisor: plans in force, determinations, and requests for more time."""
    approved = {one for r in case.facts("approval") for one in r.data["approves"]}
    asked = [r for r in case.facts("extension", "exception") if not case.is_decided(r)]
    found = [*case.facts("determination"), *asked, *plans_in_force(case)]
    return [r for r in found if r.id not in approved]


def list_given(case: Case) -> Sequence[Record]:
    """The approvals that a supervisor gave and nobody took back, oldest first.

    Also those that count for nothing any more, since something was changed; never one that nobody
    who is trusted has signed.
    """
    given = (r for r in case.records if r.kind == "approval" and not r.is_voided)
    doubts = ((r, case.unproven.get(r.id)) for r in given)
    return [r for r, doubt in doubts if doubt is None or doubt.code in _HELD_ONCE]


def find_approvals(case: Case, record_id: str) -> Sequence[Record]:
    """The approvals that count and name a record, oldest first."""
    return [r for r in case.facts("approval") if record_id in r.data["approves"]]


def list_sent_back(case: Case) -> Sequence[Record]:
    """The returns for changes that no later approval answers, oldest first.

    What was ended or superseded meanwhile is not waited for any more.
    """
    over = find_plan_ends(case)
    return [
        sent_back
        for sent_back in case.facts("sent-back")
        if not any(
            one in over
            or any(
                a.occurred.earliest >= sent_back.occurred.earliest
                for a in find_approvals(case, one)
            )
            for one in sent_back.data["returns"]
        )
    ]
