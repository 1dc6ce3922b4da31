"""Drift: where a case has quietly stopped doing what it set out to do.

Nothing here is wrong in a record, and no limit of a standard has passed: a goal that nobody touched
for weeks, a service without an outcome, a child who is seen but never alone. Each finding
stands at the record that began it, with the way back. After how many days each is told stands in
`practice/waiting.yaml`: numbers of casekit's own, for no source gives any.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from casekit.model.findings import Finding
from casekit.practice.drift.assessments import find_stale_risk, find_unexplained_drops_of_risk
from casekit.practice.drift.contacts import (
    find_falling_contact,
    find_missing_interpreters,
    find_never_alone,
)
from casekit.practice.drift.plan_work import (
    find_barriers_without_change,
    find_idle_activities,
    find_idle_goals,
    find_idle_objectives,
    find_left_behind,
    find_unmeasured_ends,
)
from casekit.practice.drift.services import (
    find_doubled_services,
    find_idle_orders,
    find_idle_services,
)
from casekit.practice.drift.view import CaseView
from casekit.practice.scope import Scope

_CHECKS: tuple[Callable[[CaseView], Iterator[Finding]], ...] = (
    find_idle_goals,
    find_idle_objectives,
    find_idle_activities,
    find_barriers_without_change,
    find_unmeasured_ends,
    find_left_behind,
    find_idle_services,
    find_doubled_services,
    find_idle_orders,
    find_falling_contact,
    find_never_alone,
    find_missing_interpreters,
    find_stale_risk,
    find_unexplained_drops_of_risk,
)


def find_drift(scope: Scope) -> Iterator[Finding]:
    """Every sign of drift in a case that is open; a closed one has nothing left to do."""
    if not scope.is_open:
        return
    view = CaseView(scope)
    for check in _CHECKS:
        yield from check(view)
