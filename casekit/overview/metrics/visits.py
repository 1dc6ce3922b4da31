"""The monthly visits of a worker to children in care: made, and made where the child lives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.overview.metrics.basis import Basis, Child
from casekit.overview.metrics.figures import Count, NotJudged, Part
from casekit.overview.metrics.periods import Period
from casekit.standards.patterns import THE_CHILD, EventPattern, matching_events

VISIT = EventPattern(
    "contact",
    {"made": "completed", "mode": "in person", "by": ["worker", "case manager"]},
    all_of=(THE_CHILD,),
)
AT_HOME = VISIT.narrowed({"place": "residence"})


def count_visits_made(basis: Basis, period: Period) -> Count:
    """Full months in care, and of them those in which a worker saw the child."""
    parts = []
    for child, months in _children_in_care(basis, period):
        if child.grown is None:
            continue
        seen = _months_of(VISIT, child)
        missed = [month for month in months if month not in seen]
        says = f"no visit in {', '.join(map(_say_month, missed))}" if missed else ""
        made = len(months) - len(missed)
        parts.append(Part(child.case, child.id, None, made, len(months), says))
    return Count(tuple(parts), tuple(_without_birth_date(basis, period)))


def count_visits_at_home(basis: Basis, period: Period) -> Count:
    """Full months in care with a visit, and of them those with a visit where the child lived."""
    parts = []
    for child, months in _children_in_care(basis, period):
        if child.grown is None:
            continue
        seen, at_home = _months_of(VISIT, child), _months_of(AT_HOME, child)
        visited = [month for month in months if month in seen]
        elsewhere = [month for month in visited if month not in at_home]
        says = f"only elsewhere in {', '.join(map(_say_month, elsewhere))}" if elsewhere else ""
        if visited:
            home = len(visited) - len(elsewhere)
            parts.append(Part(child.case, child.id, None, home, len(visited), says))
    return Count(tuple(parts), tuple(_without_birth_date(basis, period)))


def _children_in_care(basis: Basis, period: Period) -> Iterator[tuple[Child, list[date]]]:
    """Each child with the months that it was in care from the first day to the last, under 18.

    A month is named by its first day. Of a child without a birth date, all ages count.
    """
    past = [(first, last) for first, last in period.months() if basis.is_over(last)]
    for child in basis.children:
        months = [
            first
            for first, last in past
            if (child.grown is None or child.is_under_18(last))
            and any(
                stay.start.day <= first and (stay.end is None or stay.end.day > last)
                for stay in child.stays
            )
        ]
        if months:
            yield child, months


def _without_birth_date(basis: Basis, period: Period) -> Iterator[NotJudged]:
    for child, months in _children_in_care(basis, period):
        if child.grown is None:
            why = f"{len(months)} full months in care, but no birth date to tell the age from"
            yield NotJudged(child.case, child.id, None, why)


def _months_of(pattern: EventPattern, child: Child) -> frozenset[date]:
    """The local calendar months, by their first days, with an event that fits."""
    return frozenset(
        event.when.day.replace(day=1)
        for story, subject in child.views
        for event in matching_events(pattern, story.timeline, subject)
    )


def _say_month(first: date) -> str:
    return f"{first:%Y-%m}"
