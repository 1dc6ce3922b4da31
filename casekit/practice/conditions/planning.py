"""What the family needs, what was agreed on, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casekit.model.plans import (
    find_approvals,
    find_standings,
    iter_objectives,
    plans_in_force,
    what_is_open,
)
from casekit.model.records import Record
from casekit.practice.child_voice import AGE_OF_VIEW, can_be_asked
from casekit.practice.conditions.view import Gate, View, last_of, make_gate

# What is assessed of a child out of home.
CHILD_NEEDS = ("physical health", "mental health", "development", "education")


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
    """The child's own medical, mental health, developmental and educational needs.

    Each of the four is looked at, as a need or as a strength, or the form for it is answered
    (Delaware, Out-of-Home Case Management).
    """
    name = "child's needs assessed"
    missing = f"the needs of {view.called} are not assessed"
    gate = _assessed(view, name, "child needs", missing)
    looked_at: set[str] = set()
    for record in view.fresh("assessment"):
        if record.data["instrument"] == "child needs":
            if record.data.get("answers"):
                return gate
            said = (*record.data.get("needs", ()), *record.data.get("strengths", ()))
            looked_at |= {str(one["domain"]) for one in said}
    left = [domain for domain in CHILD_NEEDS if domain not in looked_at]
    if gate.met and left:
        return gate._replace(met=False, says=f"not looked at for {view.called}: {', '.join(left)}")
    return gate


def psychosocial_assessment_written(view: View) -> Gate:
    """The child's history, behaviour, needs, problems and strengths are written together."""
    missing = f"there is no psychosocial assessment of {view.called}"
    return _assessed(view, "psychosocial assessment written", "psychosocial", missing)


def _plans(view: View) -> list[Record]:
    """The plans in force of the child's present round, safety plans apart, newest first.

    A family's plan and a child's plan stand beside each other; neither hides the other.
    """
    return [
        p
        for p in reversed(plans_in_force(view.case))
        if p.data["kind"] != "safety"
        and view.child.id in p.children
        and p.occurred.latest >= view.since
    ]


def plan_agreed(view: View) -> Gate:
    """There is a plan with a goal, an objective and an activity, and the family answered it.

    Who disagrees and has the agency's answer has been asked too (flow chart, Goals/Objectives).
    """
    name = "plan agreed"
    plans = _plans(view)
    whole = [p for p in plans if any(o.get("activities") for o in iter_objectives(p))]
    for plan in whole:
        if any(_has_answered(one) for one in plan.data.get("agreement", ())):
            return Gate(name, True, plan.id, f"plan {plan.id}")
    if whole:
        missing = "nobody of the family has been asked whether they agree with the plan"
    elif plans:
        missing = "the plan has no goal with an objective and an activity yet"
    else:
        missing = f"there is no plan for {view.called}"
    return Gate(name, False, plans[0].id if plans else None, missing)


def family_agrees_or_court_orders(view: View) -> Gate:
    """Service at home rests on the family's agreement or on an order (Delaware, In-Home)."""
    name = "family agrees or court orders"
    for plan in _plans(view):
        if any(one["answer"] == "agrees" for one in plan.data.get("agreement", ())):
            return Gate(name, True, plan.id, "the family agrees with the plan")
    status = view.holds("legal status")
    if status is not None and status.value != "none":
        return Gate(name, True, status.record, f"{status.value} since {status.start.day}")
    return Gate(
        name, False, None, "nobody of the family agrees with the plan, and no order is made"
    )


def _has_answered(one: Mapping[str, Any]) -> bool:
    answer = one["answer"]
    return answer == "agrees" or (answer == "disagrees" and bool(one.get("agency_answer")))


def childs_view_recorded(view: View) -> Gate:
    """What the child says stands in a plan, from the age at which it is asked."""
    name = "child's view recorded"
    plans = _plans(view)
    day = view.now.astimezone(view.timeline.zone).date()
    if "date" in view.child.birth and not can_be_asked(view.child, day):
        return Gate(name, True, None, f"{view.called} is under {AGE_OF_VIEW}")
    for plan in plans:
        if any(one["child"] == view.child.id for one in plan.data.get("child_views", ())):
            return Gate(name, True, plan.id, f"the plan has what {view.called} says")
    missing = f"the plan does not have what {view.called} says" if plans else "there is no plan"
    return Gate(name, False, plans[0].id if plans else None, missing)


def plan_approved(view: View) -> Gate:
    """A supervisor stands for every plan of the child."""
    name = "plan approved"
    plans = _plans(view)
    approval: Record | None = None
    for plan in plans:
        found = find_approvals(view.case, plan.id)
        if not found:
            return Gate(name, False, None, f"the {plan.data['kind']} plan is not approved")
        approval = approval or found[-1]
    return make_gate(
        name,
        approval,
        f"approved by {approval.data['approved_by']} on {approval.occurred.day}"
        if approval
        else "",
        "there is no plan",
    )


def permanency_goals_set(view: View) -> Gate:
    """The child has a first and a second goal for where to grow up."""
    name = "permanency goals set"
    for plan in _plans(view):
        for one in plan.data.get("permanency", ()):
            if one["child"] == view.child.id:
                return Gate(name, True, plan.id, f"{one['primary']}, else {one['alternative']}")
    missing = f"{view.called} has no primary and alternative permanency goal"
    return Gate(name, False, None, missing)


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
    """Every objective of the child's plans is achieved by its measure, or dropped with a reason."""
    name = "objectives settled"
    last: str | None = None
    for plan in plans_in_force(view.case):
        if view.child.id not in plan.children:
            continue
        standings = find_standings(view.case, plan.id)
        for objective in iter_objectives(plan):
            standing = standings.get(objective["id"])
            still = what_is_open(standing)
            if still is not None:
                return Gate(name, False, plan.id, f"objective {objective['id']} is {still}")
            last = standing.record.id if standing else None
    return Gate(name, True, last, "no objective is open")


def closing_recorded(view: View) -> Gate:
    """The case is closed for the child."""
    last = last_of(view.fresh("closing"))
    says = f"closed on {last.occurred.day}" if last else ""
    return make_gate("closing recorded", last, says, "the case is open")
