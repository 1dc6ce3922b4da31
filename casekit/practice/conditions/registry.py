"""Every condition that the process and the gates can name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from casekit.practice.conditions.care import (
    out_of_care,
    permanent_custody_considered,
    permanent_home_final,
    threats_judged_again,
)
from casekit.practice.conditions.determination import (
    benefit_decided,
    determination_approved,
    every_allegation_decided,
    staying_decided,
    supervisor_consulted,
)
from casekit.practice.conditions.first_response import (
    child_seen,
    child_seen_again,
    danger_at_home_judged,
    danger_controlled,
    report_recorded,
    report_screened,
    safe_without_a_plan,
    safety_assessed,
    safety_judged,
)
from casekit.practice.conditions.planning import (
    childs_needs_assessed,
    childs_view_recorded,
    closing_recorded,
    family_agrees_or_court_orders,
    objectives_settled,
    permanency_goals_set,
    plan_agreed,
    plan_approved,
    plan_reviewed,
    psychosocial_assessment_written,
    risk_decided,
    strengths_and_needs_assessed,
)
from casekit.practice.conditions.view import Gate, View

Judge = Callable[[View], Gate]


class Condition(NamedTuple):
    """What judges a condition, and the command that records what meets it."""

    judge: Judge
    command: str


CONDITIONS: Mapping[str, Condition] = {
    "report recorded": Condition(report_recorded, "intake"),
    "report screened": Condition(report_screened, "screen CASE"),
    "child seen": Condition(child_seen, "contact CASE"),
    "child seen again": Condition(child_seen_again, "contact CASE"),
    "safety judged": Condition(safety_judged, "assess CASE --instrument safety"),
    "safety assessed": Condition(safety_assessed, "assess CASE --instrument safety"),
    "safe without a plan": Condition(safe_without_a_plan, "assess CASE --instrument safety"),
    "danger controlled": Condition(danger_controlled, "safety-plan CASE"),
    "every allegation decided": Condition(every_allegation_decided, "determine CASE"),
    "staying decided": Condition(staying_decided, "determine CASE"),
    "benefit decided": Condition(benefit_decided, "determine CASE"),
    "determination approved": Condition(determination_approved, "approve CASE determination"),
    "risk decided": Condition(risk_decided, "assess CASE --instrument risk"),
    "strengths and needs assessed": Condition(
        strengths_and_needs_assessed, 'assess CASE --instrument "family strengths and needs"'
    ),
    "child's needs assessed": Condition(
        childs_needs_assessed, 'assess CASE --instrument "child needs"'
    ),
    "psychosocial assessment written": Condition(
        psychosocial_assessment_written, "assess CASE --instrument psychosocial"
    ),
    "plan agreed": Condition(plan_agreed, "plan CASE"),
    "family agrees or court orders": Condition(
        family_agrees_or_court_orders, "plan CASE, or court CASE --step order"
    ),
    "child's view recorded": Condition(childs_view_recorded, "plan CASE"),
    "plan approved": Condition(plan_approved, "approve CASE plan"),
    "permanency goals set": Condition(permanency_goals_set, "plan CASE"),
    "plan reviewed": Condition(plan_reviewed, "review CASE"),
    "objectives settled": Condition(objectives_settled, "progress CASE"),
    "danger at home judged": Condition(danger_at_home_judged, "assess CASE --instrument safety"),
    "threats of the removal judged again": Condition(
        threats_judged_again, 'assess CASE --instrument "return home"'
    ),
    "out of care": Condition(out_of_care, "placement CASE --step end"),
    "supervisor consulted": Condition(supervisor_consulted, "consult CASE"),
    "permanent custody considered": Condition(
        permanent_custody_considered, 'review CASE --result "consider permanent custody"'
    ),
    "permanent home final": Condition(permanent_home_final, "placement CASE --step end"),
    "closing recorded": Condition(closing_recorded, "close CASE"),
}
