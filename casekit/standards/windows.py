"""While: the stretches of a subject's time in which a rule's conditions all hold.

For a case, a report or a plan with several children, a condition holds while it holds for one of
the children, all conditions for the same child. A ranked state such as risk is the case's highest:
while one child at home is at high risk, the rules for medium risk do not hold for the case on
account of a sister.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, NamedTuple

from casekit.model.timeline import RANKED_STATES, Span, Subject, Timeline, touches
from casekit.model.when import ONE_DAY, When, add_years, end_of_day, on_day
from casekit.standards.patterns import value_fits

# A condition that no record states: it follows from the birth.
AGE = "age"
_BEGINNING = datetime.min.replace(tzinfo=UTC)
_NO_END = datetime.max.replace(tzinfo=UTC)


class Window(NamedTuple):
    """A stretch of time; without a start or an end it is open on that side.

    `record` and `end_record` are the records that began and ended it.
    """

    start: When | None = None
    end: When | None = None
    record: str | None = None
    end_record: str | None = None

    def contains(self, when: When) -> bool:
        """Whether a fact may lie in the stretch, first and last moment included."""
        return (self.start is None or self.start.earliest <= when.latest) and (
            self.end is None or when.earliest <= self.end.latest
        )


WHOLE_TIME = Window()


def find_windows(
    conditions: Mapping[str, Any], timeline: Timeline, subject: Subject
) -> Sequence[Window]:
    """Find when all conditions hold; no condition holds all the time."""
    if not conditions:
        return [WHOLE_TIME]
    # By identity, and kept alive beside their answer: no other conditions can take their place.
    key = "windows", id(conditions), subject
    known: tuple[Mapping[str, Any], Sequence[Window]] | None = timeline.remembered.get(key)
    if known is None:
        found = _find_windows(conditions, timeline, subject)
        known = timeline.remembered[key] = conditions, found
    return known[1]


def _find_windows(
    conditions: Mapping[str, Any], timeline: Timeline, subject: Subject
) -> Sequence[Window]:
    if not subject.children:
        return _windows_of_one(conditions, timeline, subject)
    children = [Subject("child", c, frozenset({c})) for c in sorted(subject.children)]
    held = union([w for c in children for w in _windows_of_one(conditions, timeline, c)])
    for state, ranks in RANKED_STATES.items():
        if state in conditions and subject.per == "case":
            higher = _ranks_above(conditions[state], ranks)
            outranked = union(
                [
                    w
                    for c in children
                    for w in _windows_of_one({**conditions, state: higher}, timeline, c)
                ]
            )
            held = without(held, outranked)
    return held


def without_closed_time(
    windows: Sequence[Window], timeline: Timeline, subject: Subject
) -> Sequence[Window]:
    """Cut out the time between a closing and a reopening: a clock that runs anew starts anew."""
    open_ = union([_as_window(s) for s in timeline.spans_for(subject, "episode open")])
    gaps = [
        Window(before.end, after.start, before.end_record, after.record)
        for before, after in pairwise(open_)
    ]
    return without(list(windows), gaps)


def _ranks_above(wanted: Any, ranks: tuple[str, ...]) -> list[str]:
    values = wanted if isinstance(wanted, list | tuple) else [wanted]
    highest = max(ranks.index(value) for value in values)
    return list(ranks[highest + 1 :])


def _windows_of_one(
    conditions: Mapping[str, Any], timeline: Timeline, subject: Subject
) -> list[Window]:
    held: list[Window] | None = None
    for state, wanted in conditions.items():
        if state == AGE:
            fitting = _ages(wanted, timeline, subject)
        else:
            spans = timeline.spans_for(subject, state)
            fitting = union([_as_window(s) for s in spans if value_fits(wanted, s.value)])
        held = fitting if held is None else intersect_windows(held, fitting)
        if not held:
            return held  # most rules speak of what never held
    return [WHOLE_TIME] if held is None else held


def _ages(wanted: Mapping[str, int], timeline: Timeline, subject: Subject) -> list[Window]:
    """From one birthday to the last moment before another; none while the birth is not known."""
    born = timeline.births.get(subject.id)
    if born is None:
        return []
    start = on_day(add_years(born.day, wanted.get("at least", 0)), timeline.zone)
    end = (
        end_of_day(add_years(born.day, wanted["under"]) - ONE_DAY, timeline.zone)
        if "under" in wanted
        else None
    )
    return [Window(start, end, subject.id, subject.id if end else None)]


def intersect_windows(one: Sequence[Window], other: Sequence[Window]) -> list[Window]:
    """The stretches that lie in both."""
    return [both for a in one for b in other if (both := _intersect(a, b)) is not None]


def _as_window(span: Span) -> Window:
    return Window(span.start, span.end, span.record, span.end_record)


def _start(window: Window) -> datetime:
    return window.start.earliest if window.start else _BEGINNING


def _end(window: Window) -> datetime:
    return window.end.earliest if window.end else _NO_END


def _intersect(one: Window, other: Window) -> Window | None:
    opening, closing = max(one, other, key=_start), min(one, other, key=_end)
    window = Window(opening.start, closing.end, opening.record, closing.end_record)
    return window if _start(window) < _end(window) else None


def union(windows: list[Window]) -> list[Window]:
    """Join windows that touch or overlap: a state that goes on does not start again."""
    if len(windows) < 2:
        return windows
    joined: list[Window] = []
    for window in sorted(windows, key=_start):
        if joined and _goes_on(joined[-1], window):
            longer = max(joined[-1], window, key=_end)
            joined[-1] = joined[-1]._replace(end=longer.end, end_record=longer.end_record)
        else:
            joined.append(window)
    return joined


def _goes_on(one: Window, other: Window) -> bool:
    return one.end is None or other.start is None or touches(one.end, other.start)


def without(windows: list[Window], taken: list[Window]) -> list[Window]:
    """What is left of windows when others are cut out of them."""
    left = windows
    for hole in taken:
        rest: list[Window] = []
        for window in left:
            if _end(hole) <= _start(window) or _end(window) <= _start(hole):
                rest.append(window)
                continue
            if _start(window) < _start(hole):
                rest.append(window._replace(end=hole.start, end_record=hole.record))
            if _end(hole) < _end(window):
                rest.append(window._replace(start=hole.end, record=hole.end_record))
        left = rest
    return left
