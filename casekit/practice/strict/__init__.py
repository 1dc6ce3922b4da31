"""The strict level of `casekit check`: what is weak or left out without being wrong.

Each check is a plain function from a scope to warnings, and asks what one of the practice documents
asks; docs/coverage.md says which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from casekit.model.findings import Finding
from casekit.practice.drift import find_drift
from casekit.practice.safety_plan_checks import find_weak_plans
from casekit.practice.scope import Scope
from casekit.practice.strict.assessing import find_dropped_threats, find_thin_assessments
from casekit.practice.strict.belonging import find_belonging_left_out
from casekit.practice.strict.care import find_gaps_in_care
from casekit.practice.strict.deciding import find_unfitting_decisions
from casekit.practice.strict.following import find_loose_ends
from casekit.practice.strict.intake import find_thin_decisions
from casekit.practice.strict.leaving import find_unprepared
from casekit.practice.strict.relationship import find_unexplained
from casekit.practice.strict.rights import find_rights_left_out
from casekit.practice.strict.sight import find_left_out, find_unseen

_CHECKS: tuple[Callable[[Scope], Iterator[Finding]], ...] = (
    find_weak_plans,
    find_unexplained,
    find_thin_decisions,
    find_unseen,
    find_left_out,
    find_thin_assessments,
    find_dropped_threats,
    find_unfitting_decisions,
    find_gaps_in_care,
    find_belonging_left_out,
    find_rights_left_out,
    find_unprepared,
    find_loose_ends,
    find_drift,
)


def find_weak(scope: Scope) -> Iterator[Finding]:
    """Everything that the strict level tells of a case, as warnings."""
    for check in _CHECKS:
        for finding in check(scope):
            yield finding._replace(severity="warning")
