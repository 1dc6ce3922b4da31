"""Contacts that are planned, once or again and again: on which days, and which nobody has made.

A day is worked out, never stored. A contact answers the planned day that lies nearest to its own.
What is called off in time is no planned day any more; what is called off later stays one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta, tzinfo

from casekit.model.records import Case, Record
from casekit.model.when import Present, add_months, on_day

# One day of a planned contact, as a rule speaks of it: `per: planned contact`.
PLANNED_CONTACT = "planned contact"
# Nobody plans for longer: a slip of the pen must not be counted through to the end of time.
_MOST = 1000


def iter_days(plan: Record) -> Iterator[date]:
    """The local days on which a planned contact is to be made, whoever called it off; in order."""
    first = date.fromisoformat(plan.data["planned_for"][:10])
    last = date.fromisoformat(plan.data["until"]) if "until" in plan.data else date.max
    days = _recur(first, plan.data["every"]) if "every" in plan.data else (first,)
    return itertools.takewhile(lambda day: day <= last or "every" not in plan.data, days)


def list_days(plan: Record, until: date) -> Sequence[date]:
    """Those of them up to a day."""
    return list(itertools.takewhile(lambda day: day <= until, iter_days(plan)))


def is_called_off(ends: Sequence[Record], day: date) -> bool:
    """Whether one of the words that called a planned contact off took a day of it away in time."""
    return any(
        end.occurred.day <= day and end.data.get("only_on", day.isoformat()) == day.isoformat()
        for end in ends
    )


def find_ends(case: Case, plan: Record) -> Sequence[Record]:
    """What called off a planned contact, or one day of it."""
    return [r for r in case.facts("appointment-end") if r.data["appointment"] == plan.id]


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
    """The planned days before today of which no record says what became of them; oldest first.

    A contact answers its day, made or attempted, and so does what called it off.
    """
    answered = _list_answered(case, plan)
    ends = find_ends(case, plan)
    past = list_days(plan, today - timedelta(days=1))
    return [
        day
        for day in past
        if day not in answered
        and not is_called_off(ends, day)
        and all(day not in list_answered_late(plan, end) for end in ends)
    ]


def list_answered_late(plan: Record, end: Record) -> Sequence[date]:
    """The planned days that were past when they, or all of them, were called off."""
    past = list_days(plan, end.occurred.day - timedelta(days=1))
    only = end.data.get("only_on")
    return [day for day in past if only in (None, day.isoformat())]


def find_next(case: Case, plan: Record, today: date) -> date | None:
    """The planned day that comes next, today included, as far as it is not answered yet."""
    answered = _list_answered(case, plan)
    ends = find_ends(case, plan)
    ahead = list_days(plan, today + timedelta(days=3660))
    open_ = (day for day in ahead if day >= today and not is_called_off(ends, day))
    return next((day for day in open_ if day not in answered), None)


def name_planned_contact(plan: str, day: date) -> str:
    """The name of one day of a planned contact among the records of a case."""
    return f"{plan}:{day.isoformat()}"


def list_planned_contacts(
    case: Case, zone: tzinfo, present: Present
) -> Iterator[tuple[str, date, Record]]:
    """Each day of the planned contacts of a case by its name: those that came, and the next one.

    Without an end they go on for ever, so no more of them is asked than what is near.
    """
    for plan in case.facts("appointment"):
        ends = find_ends(case, plan)
        whole = [end for end in ends if "only_on" not in end.data]
        for day in iter_days(plan):
            if is_called_off(whole, day):
                break
            if is_called_off(ends, day):
                continue
            yield name_planned_contact(plan.id, day), day, plan
            if not present.has_reached(on_day(day, zone).earliest):
                break


def planned_days_spoken_of(record: Record, by_id: Mapping[str, Record]) -> frozenset[str]:
    """The planned contact that a contact or its calling off is about, and its days."""
    plan = by_id.get(record.data.get("appointment", ""))
    if plan is None or plan.kind != "appointment":
        return frozenset()
    if record.kind == "contact":
        day = find_day(plan, record.occurred.day)
        days = [day] if day is not None else []
    else:
        days = list(list_answered_late(plan, record))
    return frozenset({plan.id, *(name_planned_contact(plan.id, day) for day in days)})
