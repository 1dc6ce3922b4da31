"""Rolling limits: so long after the later of the state's start and the last qualifying event.

The rules of one series (a weekly visit at high risk, a fortnightly one at medium risk) are walked
together in time: where one condition passes into the next, a due that still stands open goes along
if it is the earlier one, so that neither paper nor a raised risk ever buys time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from casekit.model.timeline import Event, touches
from casekit.model.when import When, on_day
from casekit.standards.duties import Duty, Scene, end_of_state, opening
from casekit.standards.patterns import matching_events
from casekit.standards.rules import Rolling, Rule
from casekit.standards.windows import Window, find_windows, without_closed_time

# A due that stands open where one condition passes into the next, and the last qualifying event.
Carried = tuple[When | None, Event | None]


class RollingDuty(NamedTuple):
    """A duty of a rolling rule with the event that met it and the one before."""

    rule: Rule
    duty: Duty
    met_by: Event | None
    last: Event | None


def walk_series(rules: Iterable[Rule], scene: Scene) -> Iterator[RollingDuty]:
    """Give the duties of the rolling rules of one series, oldest first."""
    stretches = sorted(
        (
            (window, rule)
            for rule in rules
            for window in without_closed_time(
                find_windows(rule.conditions, scene.timeline, scene.subject),
                scene.timeline,
                scene.subject,
            )
            if window.start is not None
        ),
        key=lambda pair: (pair[0].start.earliest if pair[0].start else scene.now, pair[1].id),
    )
    carried: Carried = (None, None)
    for number, (window, rule) in enumerate(stretches):
        following = stretches[number + 1][0] if number + 1 < len(stretches) else None
        passes_on = (
            following is not None
            and window.end is not None
            and following.start is not None
            and touches(window.end, following.start)
        )
        *done, last = _walk_stretch(rule, window, carried, scene)
        yield from done
        if last.met_by is None and passes_on:
            carried = last.duty.due, last.last
            continue
        carried = (None, None)
        yield last


def _walk_stretch(
    rule: Rule, window: Window, carried: Carried, scene: Scene
) -> Iterator[RollingDuty]:
    assert isinstance(rule.clock, Rolling)
    assert window.start is not None
    until = end_of_state(window, window.start, scene)
    events = _qualifying_events(rule, window.start, until, scene)
    open_due, last = carried
    base = window.start
    number = 1
    while True:
        due = scene.clock.move(base, rule.clock.every)
        if open_due is not None and open_due.latest < due.latest:
            due = open_due
        open_due = None
        opens = opening(rule, due, scene)
        duty = Duty(
            window.record,
            f"{window.start.day.isoformat()} {number}",
            base,
            on_day(due.day, scene.clock.zone) if not due.is_exact else due,
            opens or base,
            opens,
            until,
        )
        event = next((e for e in events if opens is None or opens.earliest <= e.when.latest), None)
        if event is None and until is not None and base.earliest >= until.earliest:
            # The last one was made as the state ended: nothing more falls due.
            yield RollingDuty(rule, duty, None, last)
            return
        yield RollingDuty(rule, duty, event, last)
        if event is None:
            return
        events = events[events.index(event) + 1 :]
        base, last = event.when, event
        number += 1


def _qualifying_events(rule: Rule, start: When, until: When | None, scene: Scene) -> list[Event]:
    found = {
        id(event): event
        for pattern in rule.met_by
        for event in matching_events(pattern, scene.timeline, scene.subject)
        if event.when.latest >= start.earliest
        and (until is None or event.when.earliest <= until.latest)
    }
    return sorted(found.values(), key=lambda e: (e.when.earliest, e.record or ""))
