"""What is due, what was done, what was missed: the evaluator.

Pure: a timeline up to now, rules, a clock, a moment and a horizon give the same obligations on any
machine, in any order of records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, NamedTuple

from casekit.model.timeline import Event, Subject, Timeline
from casekit.model.when import When, at_instant
from casekit.standards.calendars import MissingCalendarYear
from casekit.standards.clocks import Clock
from casekit.standards.duties import Duty, Scene, find_duties
from casekit.standards.grants import Grant, judge_grants, read_asked
from casekit.standards.patterns import matching_events
from casekit.standards.rolling import walk_series
from casekit.standards.rules import Gate, Rolling, Rule

Status = Literal[
    "open",
    "upcoming",
    "due soon",
    "overdue",
    "time needed",
    "met",
    "met late",
    "excused",
    "paused",
    "missed",
    "lapsed",
]
# What somebody still has to do something about.
LIVE: frozenset[Status] = frozenset(
    {"open", "upcoming", "due soon", "overdue", "time needed", "paused"}
)


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty of one subject under one rule, and how it stands.

    `grants` are the extensions and exceptions on file for it, also those without effect;
    `extended_from` is the rule's own limit where a later one was approved.
    """

    id: str
    case: str
    rule: Rule
    subject: Subject
    status: Status
    since: When
    due: When | None
    opens: When | None
    met_at: When | None
    met_by: str | None
    last: When | None
    ended: When | None
    days_overdue: int
    trigger: str | None
    part: str
    extended_from: When | None = None
    grants: tuple[Grant, ...] = ()

    @property
    def extensions(self) -> tuple[Grant, ...]:
        """The extensions that moved its limit, oldest first."""
        return tuple(g for g in self.grants if g.kind == "extension" and g.is_in_effect)

    @property
    def excused_by(self) -> Grant | None:
        """The exception by which it is set aside."""
        found = (g for g in self.grants if g.kind == "exception" and g.is_in_effect)
        return next(found, None)

    @property
    def waiting(self) -> tuple[Grant, ...]:
        """What was asked for and may still be approved, while there is something to be done."""
        return tuple(g for g in self.grants if g.standing == "waiting" and self.is_live)

    @property
    def is_live(self) -> bool:
        """Whether something is still to be done."""
        return self.status in LIVE

    @property
    def counts_as_overdue(self) -> bool:
        """Whether it is overdue under an enforced rule: what turns an exit code to 1."""
        return self.status == "overdue" and self.rule.enforced


class CannotJudge(NamedTuple):
    """A rule that could not be evaluated for a subject, and the calendar year that is missing."""

    case: str
    rule: str
    subject: str
    fault: MissingCalendarYear


class Judgement(NamedTuple):
    """All obligations of a case, and whatever could not be judged."""

    obligations: tuple[Obligation, ...]
    unjudged: tuple[CannotJudge, ...]


def find_obligations(
    timeline: Timeline,
    rules: Iterable[Rule],
    clock: Clock,
    now: datetime,
    *,
    horizon: date | None = None,
    due_soon_days: int = 1,
) -> Judgement:
    """Evaluate rules over a timeline that was built up to `now` (an aware instant).

    `horizon` is the last local day up to which recurring duties are listed; without it each rule
    shows its next one. A rule that lacks a calendar year is reported as not judged, and the other
    rules go on.
    """
    today = at_instant(now, clock.zone).day
    found: list[Obligation] = []
    unjudged: list[CannotJudge] = []
    settle = _Settler(now, today, due_soon_days, clock, read_asked(timeline))
    for group in _group_rules(rules):
        for subject in timeline.subjects(group[0].per):
            scene = Scene(timeline, subject, clock, now, horizon or today)
            try:
                if isinstance(group[0].clock, Rolling):
                    found.extend(settle.rolling(group, scene))
                else:
                    found.extend(settle.plain(group[0], scene))
            except MissingCalendarYear as fault:
                unjudged.extend(
                    CannotJudge(timeline.case, rule.id, subject.id, fault) for rule in group
                )
    found.sort(key=_sort_key)
    return Judgement(tuple(found), tuple(unjudged))


def _sort_key(obligation: Obligation) -> tuple[datetime, str]:
    moment = obligation.due or obligation.since
    return moment.latest, obligation.id


def _group_rules(rules: Iterable[Rule]) -> list[list[Rule]]:
    """Rolling rules by series, every other rule by itself."""
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        rolls = isinstance(rule.clock, Rolling)
        key = f"series {rule.per} {rule.series}" if rolls else f"rule {rule.id}"
        groups.setdefault(key, []).append(rule)
    return list(groups.values())


@dataclass(frozen=True, slots=True, eq=False)
class _Settler:
    """Turns duties into obligations as of a moment."""

    now: datetime
    today: date
    due_soon_days: int
    clock: Clock
    asked: Mapping[str, Sequence[Event]]

    def rolling(self, series: list[Rule], scene: Scene) -> Iterator[Obligation]:
        for step in walk_series(series, scene):
            duty = step.duty
            over = duty.until is not None and duty.until.earliest <= duty.since.earliest
            if over and step.met_by is None and step.last is not None:
                continue  # done as the state ended: there is no further duty
            yield self.settle(step.rule, duty, step.met_by, step.last, scene)

    def plain(self, rule: Rule, scene: Scene) -> Iterator[Obligation]:
        used: set[int] = set()
        for duty in find_duties(rule, scene):
            events = _fitting_events(rule, duty, scene)
            # A quota counts its months, and one review may open several gates.
            shared = duty.part is not None or isinstance(rule.clock, Gate)
            fresh = events if shared else [e for e in events if id(e) not in used]
            met = _pick_event(duty, fresh)
            settled = self.settle(rule, duty, met, events[-1] if events else None, scene)
            if met is not None and settled.met_at is not None:
                used.add(id(met))
            yield settled

    def settle(
        self, rule: Rule, duty: Duty, met: Event | None, last: Event | None, scene: Scene
    ) -> Obligation:
        part = duty.part.name if duty.part else ""
        draft = Obligation(
            id=f"{rule.id}/{scene.subject.id}/{duty.trigger or '-'}/{duty.ordinal}",
            case=scene.timeline.case,
            rule=rule,
            subject=scene.subject,
            status="open",
            since=duty.since,
            due=duty.due,
            opens=duty.opens,
            met_at=met.when if met else None,
            met_by=met.record if met else None,
            last=last.when if last else None,
            ended=duty.until if duty.until and duty.until.earliest <= self.now else None,
            days_overdue=0,
            trigger=duty.trigger,
            part=part,
        )
        if draft.id in self.asked:
            draft = _with_grants(draft, judge_grants(rule, duty.due, self.asked[draft.id], scene))
        status = self._status(draft, duty)
        late = status == "overdue" and draft.due is not None
        return replace(
            draft,
            status=status,
            days_overdue=(self.today - draft.due.day).days if late and draft.due else 0,
        )

    def _status(self, draft: Obligation, duty: Duty) -> Status:
        due = draft.due
        if draft.met_at is not None:
            if due is None or draft.met_at.latest <= due.latest:
                return "met"
            return "met late" if draft.met_at.earliest > due.latest else "time needed"
        if draft.excused_by is not None:
            return "excused"
        if draft.ended is not None:
            missed = due is not None and draft.ended.earliest > due.latest
            return "missed" if missed else "lapsed"
        if due is None:
            return "open"
        if self.now > due.latest:
            return "overdue"
        if duty.paused:
            return "paused"
        days_left = (due.day - self.today).days
        return "due soon" if days_left <= self.due_soon_days else "upcoming"


def _with_grants(draft: Obligation, grants: tuple[Grant, ...]) -> Obligation:
    """The duty with its later limit; one that is set aside uses up nothing that was done late."""
    draft = replace(draft, grants=grants)
    if draft.extensions:
        draft = replace(draft, due=draft.extensions[-1].until, extended_from=draft.due)
    late = draft.due is not None and draft.met_at and draft.met_at.latest > draft.due.latest
    if draft.excused_by is not None and late:
        draft = replace(draft, met_at=None, met_by=None)
    return draft


def _fitting_events(rule: Rule, duty: Duty, scene: Scene) -> list[Event]:
    """The events that could meet a duty: of the right kind, and inside its time."""
    patterns = rule.met_by
    if duty.part is not None:
        patterns = tuple(p.narrowed(duty.part.where) for p in patterns)
    found = {
        id(event): event
        for pattern in patterns
        for event in matching_events(pattern, scene.timeline, scene.subject)
        if event.when.latest >= duty.from_.earliest
        and (duty.until is None or event.when.earliest <= duty.until.latest)
        and (duty.part is None or duty.due is None or event.when.earliest <= duty.due.latest)
        and not _is_trigger(event, duty)
    }
    return sorted(found.values(), key=lambda e: (e.when.earliest, e.record or ""))


def _is_trigger(event: Event, duty: Duty) -> bool:
    """An order that starts a clock does not also stop it."""
    return (
        duty.part is None
        and duty.trigger is not None
        and event.record == duty.trigger
        and event.when == duty.since
    )


def _pick_event(duty: Duty, events: list[Event]) -> Event | None:
    """The event that met a duty: for a quota the last one that was needed.

    An event surely in time comes before one whose hour nobody wrote down.
    """
    if duty.part is not None:
        needed = duty.part.at_least
        return events[needed - 1] if len(events) >= needed else None
    if duty.due is not None:
        in_time = [e for e in events if e.when.latest <= duty.due.latest]
        if in_time:
            return in_time[0]
    return events[0] if events else None
