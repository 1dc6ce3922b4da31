"""The moments that a rule speaks of, as it writes them.

    removal                          an event
    {event: hearing held, where: {hearing: permanency}}
    placement starts                 the edge of a state
    birthday 18
    5 working days after MOMENT      or before it
    {first of: [MOMENT, ...]}        {last of: [...], absent: ignore | wait}
    a name under `define:`

`read_moment` turns that into the classes below and `find_moments` finds them in a window of a
subject's timeline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from casekit.model.timeline import Subject, Timeline
from casekit.model.when import When, add_years, on_day
from casekit.standards.clocks import Clock
from casekit.standards.durations import Duration, parse_duration
from casekit.standards.patterns import EventPattern, matching_events, read_event_pattern
from casekit.standards.windows import Window

# How a moment is written; whoever looks for slips in a rule must read it by the same words.
BIRTHDAY = re.compile(r"birthday (0|[1-9][0-9]?)\Z")
EDGE = re.compile(r"(.+) (starts|ends)\Z")
OFFSET = re.compile(r"((?:0|[1-9][0-9]{0,2}) [a-z -]+?) (after|before) (.+)\Z")


class RuleFault(ValueError):
    """A rule says something that the language does not know; the message names it."""


class EventMoment(NamedTuple):
    """Each time an event happens."""

    pattern: EventPattern


class StateEdge(NamedTuple):
    """Each time a state starts or ends."""

    state: str
    edge: Literal["starts", "ends"]


class Birthday(NamedTuple):
    """The day on which the child reaches an age, in whole years."""

    age: int


class Offset(NamedTuple):
    """So long after (sign 1) or before (sign -1) another moment."""

    length: Duration
    sign: Literal[1, -1]
    base: Moment


class Pick(NamedTuple):
    """The earliest or the latest of several moments.

    `absent` says what to do while one of them is not known: leave it out, or wait for it.
    """

    which: Literal["first of", "last of"]
    items: tuple[Moment, ...]
    absent: Literal["ignore", "wait"]


Moment = EventMoment | StateEdge | Birthday | Offset | Pick


class Found(NamedTuple):
    """A moment in the case's own time, and the record that it came from, if any.

    `state` is the state that began with it; empty when one ended; None for anything else.
    """

    when: When
    record: str | None
    state: str | None = None


def read_moment(data: Any, define: Mapping[str, Any], _depth: int = 0) -> Moment:
    """Read a moment as a pack writes it; raise RuleFault when it is none."""
    if _depth > 8:
        raise RuleFault("definitions go round in a circle")
    if isinstance(data, Mapping):
        for which in ("first of", "last of"):
            if which in data:
                items = tuple(read_moment(item, define, _depth + 1) for item in data[which])
                absent = data.get("absent", "ignore" if which == "first of" else "wait")
                return Pick(which, items, absent)
        return EventMoment(read_event_pattern(data))
    if not isinstance(data, str):
        raise RuleFault(f"`{data}` is not a moment")
    if data in define:
        return read_moment(define[data], define, _depth + 1)
    if match := BIRTHDAY.match(data):
        return Birthday(int(match[1]))
    if match := OFFSET.match(data):
        length = parse_duration(match[1])
        base = read_moment(match[3], define, _depth + 1)
        return Offset(length, 1 if match[2] == "after" else -1, base)
    if match := EDGE.match(data):
        edge: Literal["starts", "ends"] = "starts" if match[2] == "starts" else "ends"
        return StateEdge(match[1], edge)
    return EventMoment(EventPattern(data))


def find_moments(
    moment: Moment, timeline: Timeline, subject: Subject, window: Window, clock: Clock
) -> Sequence[Found]:
    """Find a moment in a window of the subject's time, oldest first.

    Events and edges count inside the window only; birthdays are what they are. Raises
    MissingCalendarYear when an offset needs a year that nobody signed off.
    """
    match moment:
        case EventMoment(pattern):
            return [
                Found(e.when, e.record)
                for e in matching_events(pattern, timeline, subject)
                if window.contains(e.when)
            ]
        case StateEdge(state, edge):
            return _find_edges(state, edge, timeline, subject, window)
        case Birthday(age):
            born = timeline.births.get(subject.id)
            if born is None:
                return []
            return [Found(on_day(add_years(born.day, age), timeline.zone), subject.id)]
        case Offset(length, sign, base):
            return [
                found._replace(when=clock.move(found.when, length, sign))
                for found in find_moments(base, timeline, subject, window, clock)
            ]
        case Pick(which, items, absent):
            firsts = [
                found[0]
                for item in items
                if (found := find_moments(item, timeline, subject, window, clock))
            ]
            if not firsts or (absent == "wait" and len(firsts) < len(items)):
                return []
            pick = min if which == "first of" else max
            return [pick(firsts, key=lambda found: found.when.latest)]


def _find_edges(
    state: str, edge: str, timeline: Timeline, subject: Subject, window: Window
) -> list[Found]:
    # Siblings placed together by one record are one moment of their case.
    found = set()
    for span in timeline.spans_for(subject, state):
        if edge == "starts":
            if window.contains(span.start):
                found.add(Found(span.start, span.record, state))
        elif span.end is not None and window.contains(span.end):
            found.add(Found(span.end, span.end_record, ""))
    return sorted(found, key=lambda f: (f.when.earliest, f.record or ""))


def moment_leaves(moment: Moment) -> Iterator[Moment]:
    """The moments that a moment is put together from."""
    match moment:
        case Offset(_, _, base):
            yield from moment_leaves(base)
        case Pick(_, items):
            for item in items:
                yield from moment_leaves(item)
        case _:
            yield moment
