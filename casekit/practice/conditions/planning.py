"""What the family needs, what was agreed on, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from casekit.model.plans import (
    SETTLED,
    find_approvals,
    find_standings,
    iter_objectives,
    plans_in_force,
)
from casekit.model.records import Record
from casekit.model.when import age_on
from casekit.practice.conditions.view import Gate, View, last_of, make_gate

# From this age on a child is asked what it wants, and the answer belongs into the plan.
AGE_OF_VIEW = 5


def risk_decided(view: View) -> Gate:
    """The child's risk is known in the present round."""
    found = [r for r in view.fresh("risk", "assessment") if "risk" in r.data]
    last = last_of(found)
    return make_gate(
        "risk decided",
        last,
        f"risk {last.data['risk']} since {last.occurred.day}" if last else "",
        f"the risk to {view.called} is not decided",
    )


def _assessed(view: View, name: str, instrument: str, missing: str) -> Gate:
    found = [r for r in view.fresh("assessment") if r.data["instrument"] == instrument]
    last = last_of(found)
    says = f"{instrument} of {last.occurred.day}" if last else ""
    return make_gate(name, last, says, missing)


def strengths_and_needs_assessed(view: View) -> Gate:
    """The family's strengths and needs, and why there are problems, were assessed."""
    return _assessed(
        view,
        "strengths and needs assessed",
        "family strengths and needs",
        "the family's strengths and needs are not assessed",
    )


def childs_needs_assessed(view: View) -> Gate:
    """The child's own medical, mental health, developmental and educational needs."""
    missing = f"the needs of {view.called} are not assessed"
    return _assessed(view, "child's needs assessed", "child needs", missing)


def psychosocial_assessment_written(view: View) -> Gate:
    """The child's history, behaviour, needs, problems and strengths are written together."""
    missing = f"there is no psychosocial assessment of {view.called}"
    return _assessed(view, "psychosocial assessment written", "psychosocial", missing)


def _plan(view: View) -> Record | None:
    """The newest plan of the child's present round, the safety plan apart."""
    found = [
        p
        for p in plans_in_force(view.case)
        if p.data["kind"] != "safety"
        and view.child.id in p.children
        and p.occurred.latest >= view.since
    ]
    return last_of(found)


def plan_agreed(view: View) -> Gate:
    """There is a plan with a goal, an objective and an activity."""
    plan = _plan(view)
    has_activity = plan is not None and any(o.get("activities") for o in iter_objectives(plan))
    return make_gate(
        "plan agreed",
        plan,
        f"plan {plan.id}" if plan else "",
        "the plan has no goal with an objective and an activity yet"
        if plan
        else f"there is no plan for {view.called}",
        ok=has_activity,
    )


def childs_view_recorded(view: View) -> Gate:
    """What the child says stands in the plan, from the age at which it is asked."""
    name = "child's view recorded"
    plan = _plan(view)
    birth = view.child.birth
    if "date" in birth:
        day = view.now.astimezone(view.timeline.zone).date()
        if age_on(day, date.fromisoformat(birth["date"])) < AGE_OF_VIEW:
            return Gate(name, True, None, f"{view.called} is under {AGE_OF_VIEW}")
    said = [] if plan is None else plan.data.get("child_views", [])
    has_view = any(one["child"] == view.child.id for one in said)
    return make_gate(
        name,
        plan,
        f"the plan has what {view.called} says",
        f"the plan does not have what {view.called} says" if plan else "there is no plan",
        ok=has_view,
    )


def plan_approved(view: View) -> Gate:
    """A supervisor stands for the plan."""
    plan = _plan(view)
    found = find_approvals(view.case, plan.id) if plan else ()
    return make_gate(
        "plan approved",
        last_of(found),
        f"approved by {found[-1].data['approved_by']} on {found[-1].occurred.day}" if found else "",
        "the plan is not approved" if plan else "there is no plan",
    )


def permanency_goals_set(view: View) -> Gate:
    """The child has a first and a second goal for where to grow up."""
    plan = _plan(view)
    said: list[Mapping[str, Any]] = [] if plan is None else plan.data.get("permanency", [])
    mine = [one for one in said if one["child"] == view.child.id]
    goals = f"{mine[-1]['primary']}, else {mine[-1]['alternative']}" if mine else ""
    return make_gate(
        "permanency goals set",
        plan,
        goals,
        f"{view.called} has no primary and alternative permanency goal",
        ok=bool(mine),
    )


def plan_reviewed(view: View) -> Gate:
    """A review in the present round looked at the plan."""
    last = last_of(view.fresh("review"))
    return make_gate(
        "plan reviewed",
        last,
        f"reviewed on {last.occurred.day}: {last.data['result']}" if last else "",
        "no review of the plan yet",
    )


def objectives_settled(view: View) -> Gate:
    """Every objective of the child's plans is achieved, or dropped with a reason."""
    name = "objectives settled"
    last: str | None = None
    for plan in plans_in_force(view.case):
        if view.child.id not in plan.children:
            continue
        standings = find_standings(view.case, plan.id)
        for objective in iter_objectives(plan):
            standing = standings.get(objective["id"])
            status = standing.status if standing else "not started"
            if status not in SETTLED:
                return Gate(name, False, plan.id, f"objective {objective['id']} is {status}")
            last = standing.record.id if standing else None
    return Gate(name, True, last, "no objective is open")


def closing_recorded(view: View) -> Gate:
    """The case is closed for the child."""
    last = last_of(view.fresh("closing"))
    says = f"closed on {last.occurred.day}" if last else ""
    return make_gate("closing recorded", last, says, "the case is open")
