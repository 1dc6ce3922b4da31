"""The duties that a rule lays on a subject, before anybody asks whether they were done.

Each clock of the rule language has one function here. A duty knows since when, until when, from
when at the earliest, and when the state that it hangs on ended.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from typing import NamedTuple

from casekit.model.timeline import Event, Subject, Timeline
from casekit.model.when import ONE_DAY, Present, When, on_day
from casekit.standards.clocks import Clock
from casekit.standards.durations import Duration, parse_duration
from casekit.standards.force import was_in_force
from casekit.standards.moments import Found, Moment, find_moments
from casekit.standards.patterns import matching_events
from casekit.standards.rules import (
    Anchored,
    Decided,
    DueAt,
    Gate,
    Part,
    Quota,
    Rule,
    Total,
    Within,
)
from casekit.standards.windows import WHOLE_TIME, Window, find_windows, without_closed_time

# A month in which the state held for fewer days is not judged by a quota.
LEAST_DAYS_OF_A_MONTH = 7
# States that a record begins and on which the duties of that record hang.
NARROW_GROUNDS = frozenset({"placed under"})
WIDE_GROUNDS = frozenset({"in care", "legal status"})
FROM_THE_BEGINNING = on_day(date(1900, 1, 1), UTC)
NEVER = on_day(date(9998, 12, 31), UTC)


class Duty(NamedTuple):
    """Something to be done by somebody: `due` is None for a gate.

    `from_` is the first moment at which doing it counts, `until` the end of the state it hangs on.
    """

    trigger: str | None
    ordinal: str
    since: When
    due: When | None
    from_: When
    opens: When | None = None
    until: When | None = None
    part: Part | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What a clock function looks at: a subject of a timeline, by a clock, at a moment.

    What comes again and again is listed up to the horizon, a local day, and at least to today.
    `in_force` is when the edition that is looked at was the one to judge.
    """

    timeline: Timeline
    subject: Subject
    clock: Clock
    present: Present
    horizon: date | None
    outlives_episode: bool = False
    in_force: Sequence[Window] = (WHOLE_TIME,)

    def is_listed(self, day: date) -> bool:
        """Whether what begins on a local day is to be told already."""
        within = self.horizon is not None and day <= self.horizon
        return within or self.present.has_begun(day)


def find_duties(rule: Rule, scene: Scene) -> Iterator[Duty]:
    """Give the duties of a rule whose clock does not roll, oldest first, each part one of its own.

    Raises MissingCalendarYear when a day cannot be counted.
    """
    seen: dict[tuple[str | None, str], int] = {}
    if rule.after_closing:
        scene = replace(scene, outlives_episode=True)
    for duty in _read_duties(rule, scene):
        key = duty.trigger, duty.ordinal
        seen[key] = seen.get(key, 0) + 1
        # One record may begin several: two changes in one person's file, two spells in care.
        ordinal = duty.ordinal if seen[key] == 1 else f"{duty.ordinal}.{seen[key]}"
        for part in rule.parts:
            yield duty._replace(ordinal=f"{ordinal} {part.name}".rstrip(), part=part)
        if not rule.parts:
            yield duty._replace(ordinal=ordinal)


def _read_duties(rule: Rule, scene: Scene) -> Iterator[Duty]:
    windows = find_windows(rule.conditions, scene.timeline, scene.subject)
    if isinstance(rule.clock, Quota):
        yield from _quota(windows, scene)
    if isinstance(rule.clock, Total):
        yield from _total(rule.clock, windows, scene)
    for window in windows:
        match rule.clock:
            case Within(trigger, length):
                yield from _within(rule, trigger, length, window, scene)
            case DueAt(due, opens):
                yield from _due_at(rule, due, opens, window, scene)
            case Anchored(every, anchor):
                yield from _anchored(rule, every, anchor, window, scene)
            case Gate(trigger, _, opens):
                yield from _gate(trigger, opens, window, scene)


def _gate(trigger: Moment, opens: Moment | None, window: Window, scene: Scene) -> Iterator[Duty]:
    opening_ = _find(opens, window, scene) if opens is not None else []
    for found in _find(trigger, window, scene):
        if not scene.present.has_reached(found.when.earliest):
            continue  # a birthday that lies ahead blocks nothing yet
        first, start = found.when, None
        if opens is not None:
            start = max((o.when for o in opening_), key=lambda when: when.latest, default=None)
            first = max(start, found.when, key=lambda when: when.latest) if start else NEVER
        until = end_of_duty(found, window, scene)
        yield Duty(found.record, "1", found.when, None, first, start, until)


def end_of_duty(found: Found, window: Window, scene: Scene) -> When | None:
    """When the duty's ground falls away: its condition, what its trigger began, or the episode.

    A duty that a placement began ends with that placement.
    """
    return _first_end([_own_end(found, scene), end_of_state(window, found.when, scene)])


def end_of_state(window: Window, since: When, scene: Scene) -> When | None:
    """When a stretch ends that is itself a duty's ground: by itself or with the episode."""
    return _first_end([window.end, _episode_end(since, scene)])


def _first_end(ends: list[When | None]) -> When | None:
    return min((end for end in ends if end), key=lambda end: end.earliest, default=None)


def _own_end(found: Found, scene: Scene) -> When | None:
    """When what the trigger began is over: the home or the plan itself before care as such."""
    if found.record is None or found.state == "":
        return None
    begun = [
        span
        for span in scene.timeline.spans
        if span.record == found.record
        and (span.subject is None or span.subject in scene.subject.children)
    ]
    if found.state is not None:
        return _last_end([span.end for span in begun if span.state == found.state])
    narrow = [
        span.end
        for span in begun
        if span.state in NARROW_GROUNDS or span.state.endswith(" plan in force")
    ]
    return _last_end(narrow or [span.end for span in begun if span.state in WIDE_GROUNDS])


def _episode_end(since: When, scene: Scene) -> When | None:
    """The close of the episode in which a duty arose; of several children the last one's.

    What arose before the opening, such as a report, belongs to the episode that it led to. A
    report of the day of a closing, hour unknown, is not taken to be answered by that closing.
    """
    if scene.outlives_episode:
        return None
    open_ = [
        span
        for span in scene.timeline.spans_for(scene.subject, "episode open")
        if span.end is None
        or (
            span.end.earliest > since.earliest
            if scene.subject.per == "report"
            else span.end.latest >= since.earliest
        )
    ]
    during = [span for span in open_ if span.start.earliest <= since.latest]
    first = min((span.start.earliest for span in open_), default=None)
    return _last_end([s.end for s in during or open_ if during or s.start.earliest == first])


def _last_end(ends: list[When | None]) -> When | None:
    known = [end for end in ends if end is not None]
    return max(known, key=lambda end: end.earliest) if known and len(known) == len(ends) else None


def opening(rule: Rule, due: When, scene: Scene) -> When | None:
    """The earliest moment at which doing it counts, where the rule says `not before`."""
    if rule.not_before is None:
        return None
    return scene.clock.move(due, rule.not_before, -1)


def _find(moment: Moment, window: Window, scene: Scene) -> list[Found]:
    return list(find_moments(moment, scene.timeline, scene.subject, window, scene.clock))


def _within(
    rule: Rule, trigger: Moment, length: Duration | Decided, window: Window, scene: Scene
) -> Iterator[Duty]:
    for found in _find(trigger, window, scene):
        if not was_in_force(scene.in_force, found.when):
            # Another edition judges it: it keeps its place in the count, and needs no calendar.
            yield Duty(found.record, "1", found.when, None, found.when)
            continue
        due = (
            scene.clock.move(found.when, length)
            if isinstance(length, Duration)
            else _decided_due(found, length, scene)
        )
        if due is None:
            continue  # nobody has decided on a length yet
        until = end_of_duty(found, window, scene)
        opens = opening(rule, due, scene)
        first = found.when if rule.early_counts else opens or found.when
        yield Duty(found.record, "1", found.when, due, first, opens, until)


def _decided_due(begun: Found, decided: Decided, scene: Scene) -> When | None:
    """The limit by the newest decision; one made after the limit had run out buys no time."""
    due: When | None = None
    for event in matching_events(decided.pattern, scene.timeline, scene.subject):
        if _is_about_another(event, begun, scene):
            continue  # how fast one report is answered says nothing of the next one
        value = event.attributes.get(decided.field)
        if value is not None and decided.table is not None:
            value = decided.table.get(str(value))
        if value is not None and (due is None or event.when.earliest <= due.latest):
            due = scene.clock.move(begun.when, parse_duration(str(value)))
    return due


def _is_about_another(event: Event, begun: Found, scene: Scene) -> bool:
    """Whether a decision speaks of a record of the same kind as the trigger, and not of it."""
    kinds = scene.timeline.record_kinds
    kind = kinds.get(begun.record or "")
    same = {record for record in event.about if kind is not None and kinds.get(record) == kind}
    return bool(same) and begun.record not in same


def _due_at(
    rule: Rule, due: Moment, opens: Moment | None, window: Window, scene: Scene
) -> Iterator[Duty]:
    openings = _find(opens, window, scene) if opens is not None else []
    for found in _find(due, window, scene):
        start = _own_opening(found, openings) if opens else opening(rule, found.when, scene)
        since = start or window.start or found.when
        first = (None if rule.early_counts else start) or window.start or FROM_THE_BEGINNING
        until = end_of_duty(found._replace(when=since), window, scene)
        if until is not None and until.latest < since.earliest:
            continue  # the state was over before the duty could arise
        yield Duty(found.record, "1", since, found.when, first, start, until)


def _own_opening(due: Found, openings: list[Found]) -> When | None:
    """Of several openings the one of the same record, or else the last before the limit."""
    own = [o.when for o in openings if o.record is not None and o.record == due.record]
    before = [o.when for o in openings if o.when.earliest <= due.when.latest]
    return max(own or before, key=lambda when: when.earliest, default=None)


def _anchored(
    rule: Rule, every: Duration, anchor: Moment, window: Window, scene: Scene
) -> Iterator[Duty]:
    for found in _find(anchor, window, scene):
        until = end_of_duty(found, window, scene)
        before, number = found.when, 1
        while True:
            due = scene.clock.move(found.when, every, times=number)
            if until is not None and before.earliest > until.earliest:
                break
            opens = opening(rule, due, scene)
            yield Duty(found.record, str(number), before, due, opens or before, opens, until)
            if not scene.is_listed(due.day):
                break
            before, number = due, number + 1


def _quota(windows: Sequence[Window], scene: Scene) -> Iterator[Duty]:
    """A month in which the state held in several stretches is one month, and their days add up."""
    zone = scene.clock.zone
    months: dict[date, list[Window]] = {}
    for window in without_closed_time(windows, scene.timeline, scene.subject):
        month = (window.start.day if window.start else scene.present.today).replace(day=1)
        while (window.end is None or month <= window.end.day) and scene.is_listed(month):
            months.setdefault(month, []).append(window)
            month = _following_month(month)
    for month, held in sorted(months.items()):
        last = _following_month(month) - ONE_DAY
        days = _days_held(held, month, last)
        if len(days) < LEAST_DAYS_OF_A_MONTH:
            continue
        yield Duty(
            held[0].record,
            f"{month:%Y-%m}",
            on_day(min(days), zone),
            on_day(last, zone),
            on_day(month, zone),
            until=end_of_state(held[-1], held[-1].start or on_day(month, zone), scene),
        )


def _following_month(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _days_held(windows: list[Window], first: date, last: date) -> frozenset[date]:
    days: set[date] = set()
    for window in windows:
        day = max(first, window.start.day) if window.start else first
        end = min(last, window.end.day) if window.end else last
        days.update(day + timedelta(days=n) for n in range((end - day).days + 1))
    return frozenset(days)


def _total(total: Total, windows: Sequence[Window], scene: Scene) -> Iterator[Duty]:
    """Days add up over every stretch inside the moving window, also after a return and re-entry."""
    paused = _not_counted_days(total.not_counting, scene)
    counted: list[date] = []
    for window in windows:
        found = next(iter(_find(total.trigger, window, scene)), None)
        if found is None:
            continue
        day = found.when.day
        needed = (scene.clock.move_day(day, total.total) - day).days
        # Behind the last day that does not count, the limit lies no farther than the whole total.
        last = scene.clock.move_day(max({day, *paused}), total.total) + ONE_DAY
        due: date | None = None
        while day <= last and (window.end is None or day < window.end.day):
            if total.window is not None:
                oldest = scene.clock.move_day(day, total.window, -1)
                while counted and counted[0] < oldest:
                    counted.pop(0)
            if due is None and len(counted) >= needed:
                due = day
                if window.end is None:
                    break
            if day not in paused:
                counted.append(day)
            day += ONE_DAY
        if due is not None:
            yield Duty(
                found.record,
                "1",
                found.when,
                on_day(due, scene.clock.zone),
                found.when,
                until=end_of_duty(found, window, scene),
                paused=_stands_still(total.not_counting, scene)
                and not scene.present.has_begun(due),
            )


def _not_counted_days(states: tuple[str, ...], scene: Scene) -> frozenset[date]:
    """The local days on which an excluded state held: its first day, up to but not its last.

    Of a state that goes on, the days up to today: beyond it every day counts.
    """
    days: set[date] = set()
    for state in states:
        for span in scene.timeline.spans_for(scene.subject, state):
            day = span.start.day
            end = span.end.day if span.end else scene.present.today + ONE_DAY
            while day < end:
                days.add(day)
                day += ONE_DAY
    return frozenset(days)


def _stands_still(states: tuple[str, ...], scene: Scene) -> bool:
    """Whether today is a day that does not count."""
    return any(
        scene.present.has_begun(span.start.day)
        and (span.end is None or not scene.present.has_begun(span.end.day))
        for state in states
        for span in scene.timeline.spans_for(scene.subject, state)
    )
