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

# Who lived where is told of years in which nobody knew of the case.
HOUSEHOLD_CHANGED = "household changed"


class OwnDuty(NamedTuple):
    """A duty and the edition of the rule that lays it."""

    rule: Rule
    duty: Duty


def choose_duties(editions: Sequence[Rule], scene: Scene) -> Sequence[OwnDuty]:
    """The duties of a rule in all its editions, oldest first, each laid by one of them.

    `editions` are in order of time. Raises MissingCalendarYear when a day cannot be counted.
    """
    if len(editions) == 1 and not editions[0].force.is_bounded:
        own = [OwnDuty(editions[0], duty) for duty in find_duties(editions[0], scene)]
        own.sort(key=lambda one: one.duty.since.earliest)
        return own
    chosen: list[OwnDuty] = []
    taken: set[tuple[str | None, str]] = set()
    left: list[OwnDuty] = []
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
                left.append(OwnDuty(rule, duty))
    if len(editions) > 1:
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
    editions: Sequence[Rule], taken: Collection[tuple[str | None, str]], left: Sequence[OwnDuty]
) -> Iterator[OwnDuty]:
    """Computed days that fell between two editions, each by the one in force when it is due.

    Where the edition of then begins the work later and that of now earlier, each says that the
    other one is to judge; nobody would.
    """
    if not all(isinstance(rule.clock, DueAt | Total) for rule in editions):
        return
    refused = Counter((own.duty.trigger, own.duty.ordinal) for own in left)
    seen = {*taken}
    for own in left:
        key, due, force = (own.duty.trigger, own.duty.ordinal), own.duty.due, own.rule.force
        # One that a single edition knows is no gap where another edition lays duties.
        is_gap = key not in seen and (refused[key] > 1 or not taken)
        if not is_gap or due is None or force.replaced_by:
            continue
        if (force.since or due.day) <= due.day <= (force.until or due.day):
            seen.add(key)
            yield own
