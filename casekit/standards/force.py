"""Where and when a rule is in force: its edition's days, its places, and what stands in its stead.

A duty is judged by the edition in force on the day that began it, so a later edition never moves a
deadline that an earlier one set.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import NamedTuple

from casekit.model.timeline import Subject, Timeline
from casekit.model.when import LAST_TICK, When, end_of_day, on_day
from casekit.standards.windows import WHOLE_TIME, Window, intersect_windows, union, without

# The state that says under which place's standards a case is worked.
PLACE = "place"


class Force(NamedTuple):
    """The first and the last day of a rule, and its places; None and () are without bounds.

    Where one of `replaced_by` is in force, the rule is not.
    """

    since: date | None = None
    until: date | None = None
    places: tuple[str, ...] = ()
    replaced_by: tuple[Force, ...] = ()

    @property
    def is_bounded(self) -> bool:
        """Whether there is anything to look at."""
        return self != ALWAYS


ALWAYS = Force()


def find_force(force: Force, timeline: Timeline, subject: Subject) -> Sequence[Window]:
    """When a rule is in force for a subject.

    While no record says in which place a case is worked, the standards of all places bind: a
    missing word must not take a duty away.
    """
    if not force.is_bounded:
        return [WHOLE_TIME]
    windows = [_edition(force, timeline.zone)]
    if force.places:
        windows = intersect_windows(windows, _places(force.places, timeline, subject))
    for other in force.replaced_by:
        holes = find_force(other, timeline, subject)
        windows = without(windows, [_from_just_before(hole, timeline.zone) for hole in holes])
    return windows


def _from_just_before(hole: Window, zone: tzinfo) -> Window:
    """The same, so that what it cuts ends before it begins: its first day is not of both."""
    if hole.start is None:
        return hole
    instant = hole.start.earliest - LAST_TICK
    return hole._replace(start=When(instant.astimezone(zone).date(), instant, instant))


def was_in_force(windows: Sequence[Window], since: When) -> bool:
    """Whether what began at a moment began in one of the windows."""
    return any(
        (w.start is None or w.start.earliest <= since.earliest)
        and (w.end is None or since.earliest <= w.end.latest)
        for w in windows
    )


def _edition(force: Force, zone: tzinfo) -> Window:
    return Window(
        on_day(force.since, zone) if force.since else None,
        end_of_day(force.until, zone) if force.until else None,
    )


def _places(places: tuple[str, ...], timeline: Timeline, subject: Subject) -> list[Window]:
    """The place first written down holds for the time before it as well."""
    spans = timeline.spans_for(subject, PLACE)
    if not spans:
        return [WHOLE_TIME]
    first = min(span.start.earliest for span in spans)
    return union(
        [
            Window(
                None if span.start.earliest == first else span.start,
                span.end,
                span.record,
                span.end_record,
            )
            for span in spans
            if span.value in places
        ]
    )
