"""Which edition of a rule lays a duty: the one in force on the day that began it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from casekit.standards.calendars import MissingCalendarYear
from casekit.standards.duties import FROM_THE_BEGINNING, NEVER, Duty, Scene, find_duties
from casekit.standards.force import find_force, was_in_force
from casekit.standards.rules import Anchored, DueAt, Quota, Rule, Total
from casekit.standards.windows import Window, find_windows

# Who lived where is told of years in which nobody knew of the case.
HOUSEHOLD_CHANGED = "household changed"


class OwnDuty(NamedTuple):
    """A duty and the edition of the rule that lays it."""

    rule: Rule
    duty: Duty


class _Left(NamedTuple):
    """A duty that began while its edition was not the one to judge, and when that one is."""

    own: OwnDuty
    windows: Sequence[Window]


def choose_duties(editions: Sequence[Rule], scene: Scene) -> Sequence[OwnDuty]:
    """The duties of a rule in all its editions, oldest first, each laid by one of them.

    `editions` are in order of time; a rule that stands in the stead of another counts as one.

    Raises MissingCalendarYear when a day cannot be counted.
    """
    if len(editions) == 1 and not editions[0].force.is_bounded:
        if not find_windows(editions[0].conditions, scene.timeline, scene.subject):
            return ()  # most rules speak of what is not so
        own = [OwnDuty(editions[0], duty) for duty in find_duties(editions[0], scene)]
        own.sort(key=lambda one: one.duty.since.earliest)
        return own
    chosen: list[OwnDuty] = []
    taken: set[tuple[str | None, str]] = set()
    left: list[_Left] = []
    for rule in editions:
        windows = find_force(rule.force, scene.timeline, scene.subject)
        for duty in _find_own(rule, replace(scene, in_force=windows)):
            key = duty.trigger, duty.ordinal
            # Periods are told apart by when they begin; a computed day is one duty in any edition.
            if key in taken and not isinstance(rule.clock, Anchored | Quota):
                continue
            if was_in_force(windows, duty.since):
                taken.add(key)
                chosen.append(OwnDuty(rule, duty))
            else:
                left.append(_Left(OwnDuty(rule, duty), windows))
    chosen += _between_two(editions, taken, left)
    chosen.sort(key=lambda own: own.duty.since.earliest)
    return chosen


def _find_own(rule: Rule, scene: Scene) -> Sequence[Duty]:
    """The duties of one edition; one that was over before the case began needs no calendar."""
    try:
        return list(find_duties(rule, scene))
    except MissingCalendarYear:
        begun = [e.when.earliest for e in scene.timeline.events if e.name != HOUSEHOLD_CHANGED]
        ends = [w.end.latest if w.end else NEVER.latest for w in scene.in_force]
        if begun and max(ends, default=FROM_THE_BEGINNING.latest) >= min(begun):
            raise
        return ()


def _between_two(
    editions: Sequence[Rule], taken: Collection[tuple[str | None, str]], left: Sequence[_Left]
) -> Iterator[OwnDuty]:
    """Computed days of which the work began under no edition, each by the one in force when due.

    Where the edition of then begins the work later and that of now earlier, each says that the
    other one is to judge; nobody would. The same holds for a rule that stands in another's stead,
    and for a case that moves to a place where the work should have begun already.
    """
    if not all(isinstance(rule.clock, DueAt | Total) for rule in editions):
        return
    refused = Counter((own.duty.trigger, own.duty.ordinal) for own, _ in left)
    seen = {*taken}
    for own, windows in left:
        key, due = (own.duty.trigger, own.duty.ordinal), own.duty.due
        # One that a single edition knows is no gap where another edition lays duties.
        is_gap = key not in seen and (refused[key] > 1 or not taken or len(editions) == 1)
        if is_gap and due is not None and was_in_force(windows, due):
            seen.add(key)
            yield own
