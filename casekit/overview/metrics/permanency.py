"""Permanency within twelve months, for three groups of children; and return to care after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from casekit.model.when import ONE_DAY, add_years
from casekit.overview.metrics.basis import Basis, Child, Stay, days_after, one_year_after
from casekit.overview.metrics.figures import Count, NotJudged, Part
from casekit.overview.metrics.periods import Period

# The reasons for which care ends that are a permanent home, and what they are called.
PERMANENT = {"returned": "reunification", "adopted": "adoption", "guardianship": "guardianship"}
# Children come back from these; after an adoption they come as another family's.
MAY_COME_BACK = frozenset({"returned", "guardianship"})
# Of a trial home visit that ends in a return, only so many days count as time in care.
HOME_VISIT_DAYS = 30


def count_permanency_of_entries(basis: Basis, period: Period) -> Count:
    """Children who entered care in the period, and of them those who left to a home in a year."""
    parts, not_judged = [], []
    for child, stay in _entries(basis, period):
        last_day = one_year_after(stay.start.day)
        why = _cannot_tell(basis, child, stay)
        if why is not None:
            not_judged.append(NotJudged(stay.case, child.id, stay.record, why))
            continue
        in_time = _left_to_a_home(child, stay) and _day_of_leaving(stay) <= last_day
        parts.append(_part(child, stay, int(in_time)))
    return Count(tuple(parts), tuple(not_judged))


def count_permanency_of_12_to_23(basis: Basis, period: Period) -> Count:
    """Children 12 to 23 months in care on the first day, and those who left to a home in a year."""

    def fits(entered: date, day: date) -> bool:
        return add_years(entered, 1) <= day < add_years(entered, 2)

    return _count_of_those_in_care(basis, period, fits)


def count_permanency_of_24_and_more(basis: Basis, period: Period) -> Count:
    """Children 24 months and more in care on the first day, and those who left to a home."""
    return _count_of_those_in_care(basis, period, lambda entered, day: add_years(entered, 2) <= day)


def count_re_entry(basis: Basis, period: Period) -> Count:
    """Entries that left within a year to family or a guardian, and those who came back in a year.

    A return to care on the very day of leaving never ended the stay, unless the hours are known.
    """
    parts, not_judged = [], []
    for child, stay in _entries(basis, period):
        in_a_year = stay.end is not None and _day_of_leaving(stay) <= one_year_after(stay.start.day)
        why = _cannot_tell(basis, child, stay) if stay.end is None or child.grown is None else None
        if why is None and in_a_year and stay.end is not None and stay.reason in MAY_COME_BACK:
            if not child.is_under_18(stay.end.day):
                continue
            last_day = one_year_after(stay.end.day)
            if basis.is_over(last_day):
                later = child.stays[child.stays.index(stay) + 1 :]
                back = [s for s in later if s.start.day <= last_day]
                says = f", back {back[0].start.day}" if back else ""
                parts.append(_part(child, stay, int(bool(back)), says))
                continue
            why = f"the twelve months after leaving on {stay.end.day} are not over"
        if why is not None:
            not_judged.append(NotJudged(stay.case, child.id, stay.record, why))
    return Count(tuple(parts), tuple(not_judged))


def _entries(basis: Basis, period: Period) -> Iterator[tuple[Child, Stay]]:
    """Each child's first stay that began in the period, stays of under eight days left out."""
    for child in basis.children:
        for stay in child.stays:
            entered = stay.start.day
            if not period.contains(entered) or stay.is_short:
                continue
            if child.grown is None or child.is_under_18(entered):
                yield child, stay
                break


def _count_of_those_in_care(
    basis: Basis, period: Period, fits: Callable[[date, date], bool]
) -> Count:
    first_day = period.first
    last_day = one_year_after(first_day) - ONE_DAY
    parts, not_judged = [], []
    for child in basis.children:
        for stay in child.stays:
            is_there = stay.end is None or stay.end.day >= first_day
            if not is_there or not fits(stay.start.day, first_day):
                continue
            if child.grown is None:
                why = "no birth date to tell the age from"
            elif not child.is_under_18(first_day):
                continue
            elif not basis.is_over(last_day):
                why = f"the twelve months from {first_day} are not over"
            else:
                left = _left_to_a_home(child, stay) and _end_day(stay) <= last_day
                parts.append(_part(child, stay, int(left)))
                continue
            not_judged.append(NotJudged(stay.case, child.id, stay.record, why))
    return Count(tuple(parts), tuple(not_judged))


def _cannot_tell(basis: Basis, child: Child, stay: Stay) -> str | None:
    """Why it cannot be told yet whether an entry led to a home within twelve months."""
    last_day = one_year_after(stay.start.day)
    if child.grown is None:
        return "no birth date to tell the age from"
    if not basis.is_over(last_day):
        return f"the twelve months after entering on {stay.start.day} are not over"
    visit = stay.home_visit
    if stay.end is None and visit and days_after(visit.day, HOME_VISIT_DAYS) <= last_day:
        return f"on a trial home visit since {visit.day}, which may end in a return"
    return None


def _left_to_a_home(child: Child, stay: Stay) -> bool:
    return stay.end is not None and stay.reason in PERMANENT and child.is_under_18(stay.end.day)


def _end_day(stay: Stay) -> date:
    return stay.end.day if stay.end is not None else date.max


def _day_of_leaving(stay: Stay) -> date:
    """When a stay is taken to have ended: a long trial home visit before a return is cut short."""
    left = _end_day(stay)
    if stay.reason == "returned" and stay.home_visit is not None:
        return min(left, days_after(stay.home_visit.day, HOME_VISIT_DAYS))
    return left


def _part(child: Child, stay: Stay, counted: int, more: str = "") -> Part:
    says = f"entered {stay.start.day}"
    if stay.end is None:
        says += ", in care"
    else:
        says += f", left {stay.end.day} ({PERMANENT.get(stay.reason or '', stay.reason)})"
    return Part(stay.case, child.id, stay.record, counted, 1, says + more)
