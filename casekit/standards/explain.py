"""Which days were not counted towards a limit, and what is still missing of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from casekit.model.timeline import Timeline
from casekit.model.when import When
from casekit.standards.calendars import Calendar, MissingCalendarYear
from casekit.standards.clocks import Clock
from casekit.standards.durations import CALENDAR_UNITS, HOUR_UNITS, Duration
from casekit.standards.moments import Moment, Offset, Pick, find_moments
from casekit.standards.obligations import Obligation
from casekit.standards.rules import Anchored, DueAt, Gate, Rolling, Rule, Total, Within
from casekit.standards.windows import WHOLE_TIME


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that was not counted, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A length of open days that was counted, from one moment to another."""

    unit: str
    start: When
    end: When


def skipped_days(
    obligation: Obligation, timeline: Timeline, clock: Clock
) -> tuple[SkippedDay, ...]:
    """The closed days on the way to a duty's limit, wherever open days were counted.

    That is the limit itself, and a moment such as `3 court days before hearing date`. A day that an
    extension has added is not counted by the rule, and not among them.
    """
    found: dict[date, str] = {}
    for stretch in _stretches(obligation, timeline, clock):
        if stretch.unit not in CALENDAR_UNITS:
            continue
        try:
            found |= _closed_days(clock.calendar_for(stretch.unit), stretch)
        except MissingCalendarYear:
            continue  # the limit itself was set by somebody: an extension into a year not signed
    return tuple(SkippedDay(day, reason) for day, reason in sorted(found.items()))


def _closed_days(calendar: Calendar, stretch: _Stretch) -> dict[date, str]:
    days = dict(calendar.skipped_days(stretch.start.day, stretch.end.day))
    # Hours stand still on the day itself, too; of days, the first one is day 0 in any case.
    first = calendar.why_closed(stretch.start.day) if stretch.unit in HOUR_UNITS else None
    if first is not None:
        days[stretch.start.day] = first
    return days


def _stretches(o: Obligation, timeline: Timeline, clock: Clock) -> Iterator[_Stretch]:
    """Each count of open days that led to what the duty shows."""
    length, counted = _length(o.rule), count_anew(o, clock)
    # A due that stands over from before a condition changed was not counted from here.
    if length is not None and counted is not None and (o.extensions or counted == o.due):
        yield _Stretch(length.unit, o.since, counted)
    reached = [when for when in (o.since, o.due, o.opens) if when is not None]
    for moment in _moments(o.rule):
        yield from _offsets(moment, reached, o, timeline, clock)


def count_anew(o: Obligation, clock: Clock) -> When | None:
    """The limit as the rule's own length gives it, without extensions or an earlier due.

    None where the rule has no length, or the calendar years for it are not signed off.
    """
    length = _length(o.rule)
    if length is None:
        return None
    try:
        return clock.move(o.since, length)
    except MissingCalendarYear:
        return None


def _offsets(
    moment: Moment, reached: list[When], o: Obligation, timeline: Timeline, clock: Clock
) -> Iterator[_Stretch]:
    match moment:
        case Pick(_, items):
            for item in items:
                yield from _offsets(item, reached, o, timeline, clock)
        case Offset(length, sign, base):
            bases = []
            try:
                for found in find_moments(base, timeline, o.subject, WHOLE_TIME, clock):
                    moved = clock.move(found.when, length, sign)
                    if moved in reached:
                        bases.append(found.when)
                        ends = (found.when, moved) if sign > 0 else (moved, found.when)
                        yield _Stretch(length.unit, *ends)
            except MissingCalendarYear:
                return
            yield from _offsets(base, bases, o, timeline, clock)
        case _:
            return


def _moments(rule: Rule) -> list[Moment]:
    match rule.clock:
        case Within(trigger) | Total(trigger):
            return [trigger]
        case Gate(trigger, _, opens):
            return [trigger, opens] if opens else [trigger]
        case DueAt(due, opens):
            return [due, opens] if opens else [due]
        case Anchored(_, anchor):
            return [anchor]
        case _:
            return []


def _length(rule: Rule) -> Duration | None:
    match rule.clock:
        case Within(_, Duration() as length):
            return length
        case Rolling(every) | Anchored(every):
            return every
        case _:
            return None


def say_done(o: Obligation) -> str | None:
    """How many of several were made, such as `2 of 3 made`; None where one is enough."""
    return f"{o.done} of {o.needed} made" if o.needed > 1 else None


def say_opens(o: Obligation, opens: str) -> str | None:
    """From when doing it counts, `opens` being that moment in words; None where nothing waits."""
    if o.opens is not None:
        return opens + (
            ", and what is done before counts as well"
            if o.rule.early_counts
            else ", and what is done before does not count"
        )
    if isinstance(o.rule.clock, Gate) and o.rule.clock.opens is not None:
        return "that moment is not known yet, and until it is nothing counts"
    return None
