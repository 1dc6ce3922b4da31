"""Contacts that are planned again and again: on which days, and which of them nobody has made.

A day is worked out, never stored. A contact answers the planned day that lies nearest to its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from casekit.model.records import Case, Record
from casekit.model.when import add_months

# Nobody plans for longer: a slip of the pen must not be counted through to the end of time.
_MOST = 1000


def list_days(plan: Record, until: date) -> Sequence[date]:
    """The local days on which a planned contact is to be made, up to a day; one, if only once."""
    first = date.fromisoformat(plan.data["planned_for"][:10])
    if "every" not in plan.data:
        return [first] if first <= until else []
    last = min(until, date.fromisoformat(plan.data.get("until", until.isoformat())))
    days = []
    for day in _recur(first, plan.data["every"]):
        if day > last:
            break
        days.append(day)
    return days


def _recur(first: date, every: str) -> Iterator[date]:
    amount, unit = every.split(" ")
    number = int(amount)
    for turn in range(_MOST):
        if unit.startswith("month"):
            yield add_months(first, number * turn)
        else:
            yield first + timedelta(days=number * turn * (7 if unit.startswith("week") else 1))


def find_day(plan: Record, day: date) -> date | None:
    """The planned day that a contact of a day answers; None where the plan has none."""
    around = list_days(plan, day + timedelta(days=366))
    return min(around, key=lambda planned: (abs(planned - day), planned), default=None)


def _list_answered(case: Case, plan: Record) -> frozenset[date | None]:
    return frozenset(
        find_day(plan, r.occurred.day)
        for r in case.facts("contact")
        if r.data.get("appointment") == plan.id
    )


def list_unanswered(case: Case, plan: Record, today: date) -> Sequence[date]:
    """The planned days before today that no contact answers, made or attempted; oldest first."""
    answered = _list_answered(case, plan)
    past = list_days(plan, today - timedelta(days=1))
    return [day for day in past if day not in answered]


def find_next(case: Case, plan: Record, today: date) -> date | None:
    """The planned day that comes next, today included, as far as it is not answered yet."""
    answered = _list_answered(case, plan)
    ahead = list_days(plan, today + timedelta(days=3660))
    return next((day for day in ahead if day >= today and day not in answered), None)
