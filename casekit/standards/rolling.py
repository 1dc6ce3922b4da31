"""Rolling limits: so long after the later of the state's start and the last qualifying event.

The rules of one series (a weekly visit at high risk, a fortnightly one at medium risk, and their
editions) are walked together in time: where one condition passes into the next, a due that still
stands open goes along if it is the earlier one, so that neither paper nor a raised risk ever buys
time. A new edition judges from the first time that it was done under it: what was due before stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from casekit.model.timeline import Event, touches
from casekit.model.when import When, on_day
from casekit.standards.duties import Duty, Scene, end_of_state, opening
from casekit.standards.force import find_force
from casekit.standards.patterns import matching_events
from casekit.standards.rules import Rolling, Rule
from casekit.standards.windows import (
    Window,
    find_windows,
    intersect_windows,
    without_closed_time,
)


class RollingDuty(NamedTuple):
    """A duty of a rolling rule with the event that met it and the one before."""

    rule: Rule
    duty: Duty
    met_by: Event | None
    last: Event | None


class _Stretch(NamedTuple):
    """A time in which a rule both holds and is in force; `state` is the time in which it holds."""

    rule: Rule
    start: When
    end: When | None
    state: Window

    @property
    def outlives_its_edition(self) -> bool:
        """Whether the state goes on when the rule is no longer in force."""
        return self.end is not None and self.end != self.state.end


class _Standing(NamedTuple):
    """What is brought along: a due that is still open, the last event, a base to go on from."""

    due: When | None = None
    last: Event | None = None
    base: When | None = None


class _Walked(NamedTuple):
    """The duties that were met, and the last one; without it another edition goes on."""

    met: Sequence[RollingDuty]
    open: RollingDuty | None


def walk_series(rules: Iterable[Rule], scene: Scene) -> Iterator[RollingDuty]:
    """Give the duties of the rolling rules of one series, oldest first."""
    standing = _Standing()
    before: tuple[_Stretch, RollingDuty] | None = None
    outliving: list[_Stretch] = []
    for stretch in _find_stretches(rules, scene):
        if any(_goes_on_in(stretch, old) for old in outliving):
            continue
        if before is not None:
            old, unmet = before
            if _goes_on_in(stretch, old):
                continue  # what the older edition asked for is still to be done
            if old.outlives_its_edition and _starts_within(stretch, old.state):
                outliving.append(old)  # another rule of the series is a duty beside it
                yield unmet
            elif old.state.end is not None and touches(old.state.end, stretch.start):
                standing = _Standing(unmet.duty.due, unmet.last)
            else:
                yield unmet
            before = None
        elif standing.base is not None:
            if stretch.end is not None and stretch.end.latest < standing.base.earliest:
                continue
            if stretch.start.earliest > standing.base.latest:
                standing = _Standing()
        walked = _walk_stretch(stretch, standing, scene)
        yield from walked.met
        standing = _Standing()
        if walked.open is not None:
            before = stretch, walked.open
        elif walked.met:
            met = walked.met[-1].met_by
            standing = _Standing(None, met, met.when if met else None)
    if before is not None:
        yield before[1]


def _goes_on_in(stretch: _Stretch, old: _Stretch) -> bool:
    """Whether a stretch is only a later edition of one whose duty stands open still."""
    rule = stretch.rule
    return (
        (rule.id == old.rule.id or old.rule.id in rule.replaces)
        and old.outlives_its_edition
        and _starts_within(stretch, old.state)
    )


def _starts_within(stretch: _Stretch, state: Window) -> bool:
    return state.end is None or stretch.start.earliest < state.end.earliest


def _find_stretches(rules: Iterable[Rule], scene: Scene) -> Sequence[_Stretch]:
    """When each rule of a series both holds and is in force, in order of time.

    An edition that is still to come lays no duty yet.
    """
    found = []
    for rule in rules:
        in_force = find_force(rule.force, scene.timeline, scene.subject)
        for state in without_closed_time(
            find_windows(rule.conditions, scene.timeline, scene.subject),
            scene.timeline,
            scene.subject,
        ):
            for window in intersect_windows([state], in_force):
                if window.start is not None and scene.is_listed(window.start.day):
                    found.append(_Stretch(rule, window.start, window.end, state))
    return sorted(found, key=lambda s: (s.start.earliest, s.rule.id, s.rule.edition))


def _walk_stretch(stretch: _Stretch, standing: _Standing, scene: Scene) -> _Walked:
    rule = stretch.rule
    assert isinstance(rule.clock, Rolling)
    start = stretch.start
    until = end_of_state(stretch.state, start, scene)
    open_due, last, base = standing.due, standing.last, standing.base or start
    events = _qualifying_events(rule, base, until, scene)
    if standing.base is not None and last is not None:
        events = [e for e in events if _order(e) > _order(last)]
    met: list[RollingDuty] = []
    while True:
        due = scene.clock.move(base, rule.clock.every)
        if open_due is not None and open_due.latest < due.latest:
            due = open_due
        open_due = None
        opens = opening(rule, due, scene)
        duty = Duty(
            stretch.state.record,
            f"{start.day.isoformat()} {len(met) + 1}",
            base,
            on_day(due.day, scene.clock.zone) if not due.is_exact else due,
            base if rule.early_counts else opens or base,
            opens,
            until,
        )
        event = next((e for e in events if duty.from_.earliest <= e.when.latest), None)
        # The last one was made as the state ended: nothing more falls due.
        over = event is None and until is not None and base.earliest >= until.earliest
        if event is None or over:
            return _Walked(met, RollingDuty(rule, duty, None, last))
        met.append(RollingDuty(rule, duty, event, last))
        events = events[events.index(event) + 1 :]
        base, last = event.when, event
        if (
            stretch.outlives_its_edition
            and stretch.end is not None
            and base.earliest > stretch.end.latest
        ):
            return _Walked(met, None)


def _qualifying_events(rule: Rule, start: When, until: When | None, scene: Scene) -> list[Event]:
    found = {
        id(event): event
        for pattern in rule.met_by
        for event in matching_events(pattern, scene.timeline, scene.subject)
        if event.when.latest >= start.earliest
        and (until is None or event.when.earliest <= until.latest)
    }
    return sorted(found.values(), key=_order)


def _order(event: Event) -> tuple[datetime, str]:
    return event.when.earliest, event.record or ""
