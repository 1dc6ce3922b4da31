"""What is counted per day in care: moves between placements, and maltreatment."""

from __future__ import annotations

from datetime import date

from casekit.model.states import PASSING_SETTINGS
from casekit.model.timeline import Event
from casekit.model.when import ONE_DAY
from casekit.overview.metrics.basis import LEAST_DAYS, Basis, Child, Stay
from casekit.overview.metrics.figures import Count, NotJudged, Part
from casekit.overview.metrics.periods import Period
from casekit.overview.metrics.reports import reports_on

NO_BIRTH_DATE = "no birth date to tell the age from"
TOO_SHORT_YET = f"in care for less than {LEAST_DAYS} days so far"


def count_moves(basis: Basis, period: Period) -> Count:
    """Moves of children who entered care in the period, and their days in care within it."""
    parts, not_judged = [], []
    for child in basis.children:
        moves = days = 0
        stays = [
            s
            for s in child.stays
            if period.contains(s.start.day)
            and not s.is_short
            and (child.grown is None or child.is_under_18(s.start.day))
        ]
        for stay in stays:
            why = _cannot_count(basis, child, stay)
            if why is not None:
                not_judged.append(NotJudged(stay.case, child.id, stay.record, why))
                continue
            stop = _stop(basis, child, stay, period)
            days += (stop - stay.start.day).days
            moves += sum(1 for event in _moves_of(child, stay) if event.when.day < stop)
        if days:
            says = f"{moves} move{'' if moves == 1 else 's'} in {days} days"
            parts.append(Part(stays[0].case, child.id, stays[0].record, moves, days, says))
    return Count(tuple(parts), tuple(not_judged))


def count_maltreatment_in_care(basis: Basis, period: Period) -> Count:
    """Victimizations of children in care, and all days in care of the period."""
    parts, not_judged = [], []
    for child in basis.children:
        days, harmed = 0, set()
        for stay in child.stays:
            first = max(stay.start.day, period.first)
            if stay.is_short or (stay.end is not None and stay.end.day <= period.first):
                continue
            if stay.start.day > period.last or (child.grown and first >= child.grown):
                continue
            why = _cannot_count(basis, child, stay)
            if why is not None:
                not_judged.append(NotJudged(stay.case, child.id, stay.record, why))
                continue
            stop = _stop(basis, child, stay, period)
            days += max(0, (stop - first).days)
            for report in reports_on(child):
                # What was reported on the day of entering led to it.
                if stay.start.day < report.day and first <= report.day < stop:
                    if report.supported:
                        harmed.add(report.day)
                    elif report.supported is None:
                        why = f"no determination of the report of {report.day}"
                        not_judged.append(NotJudged(report.case, child.id, report.record, why))
        if days:
            told = ", ".join(str(day) for day in sorted(harmed))
            says = f"{days} days" + (f"; reported {told}" if told else "")
            parts.append(Part(child.case, child.id, None, len(harmed), days, says))
    return Count(tuple(parts), tuple(not_judged))


def _cannot_count(basis: Basis, child: Child, stay: Stay) -> str | None:
    if child.grown is None:
        return NO_BIRTH_DATE
    so_far = (basis.first_day_not_over - stay.start.day).days
    return TOO_SHORT_YET if stay.end is None and so_far < LEAST_DAYS else None


def _stop(basis: Basis, child: Child, stay: Stay, period: Period) -> date:
    """The first day that no longer counts: left, grown up, the period over, or not yet past."""
    after_period = period.last + ONE_DAY
    ends = [after_period, basis.first_day_not_over]
    ends += [stay.end.day] if stay.end is not None else []
    ends += [child.grown] if child.grown is not None else []
    return max(stay.start.day, min(ends))


def _moves_of(child: Child, stay: Stay) -> list[Event]:
    """The placements of a stay that were a move: into another home, and there to stay."""
    placed = sorted(
        (
            event
            for story, subject in child.views
            for event in story.timeline.events
            if event.name == "placed"
            and subject.id in event.subjects
            and event.attributes.get("setting") not in PASSING_SETTINGS
            and event.when.latest >= stay.start.earliest
            and (stay.end is None or event.when.earliest <= stay.end.latest)
        ),
        key=lambda event: (event.when.earliest, event.record or ""),
    )
    return [
        later
        for earlier, later in zip(placed, placed[1:], strict=False)
        if not _is_same_home(earlier, later)
    ]


def _is_same_home(one: Event, other: Event) -> bool:
    """Whether two placements are in one household, as when a child comes back from hospital.

    Without a household on record, the same kind of placement with the same carers is taken for one.
    """
    homes = one.attributes.get("household"), other.attributes.get("household")
    if all(homes):
        return homes[0] == homes[1]
    carers = [frozenset(e.attributes.get("carers", ())) for e in (one, other)]
    same_setting = one.attributes.get("setting") == other.attributes.get("setting")
    return bool(carers[0]) and carers[0] == carers[1] and same_setting
