"""What is due, what was done, what was missed: the evaluator.

Pure: a timeline up to now, rules, a clock, a moment and a horizon give the same obligations on any
machine, in any order of records.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from typing import Literal, NamedTuple

from casekit.model.timeline import Event, Subject, Timeline
from casekit.model.when import Present, When, look_at
from casekit.standards.calendars import MissingCalendarYear
from casekit.standards.clocks import Clock
from casekit.standards.duties import Duty, Scene
from casekit.standards.editions import choose_duties
from casekit.standards.grants import Grant, judge_grants, read_asked
from casekit.standards.patterns import matching_events
from casekit.standards.rolling import walk_series
from casekit.standards.rules import DueAt, Gate, Quota, Rolling, Rule, Total

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
    `done` of the `needed` events have counted.
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
    done: int = 0
    needed: int = 1
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
    rules: Iterable[Rule] | RuleGroups,
    clock: Clock,
    now: datetime | Present,
    *,
    horizon: date | None = None,
    due_soon_days: int = 1,
) -> Judgement:
    """Evaluate rules over a timeline that was built up to `now` (aware).

    `horizon` is the last local day up to which recurring duties are listed; without it each rule
    shows its next one. A rule that lacks a calendar year is reported as not judged, and the other
    rules go on.
    """
    present = look_at(now, clock.zone)
    found: list[Obligation] = []
    unjudged: list[CannotJudge] = []
    scenes: dict[Subject, Scene] = {}
    today = present.instant.astimezone(clock.zone).date()
    settle = _Settler(present, today, due_soon_days, clock, read_asked(timeline))
    for group in rules if isinstance(rules, RuleGroups) else group_rules(rules):
        for subject in timeline.subjects(group[0].per):
            scene = scenes.get(subject)
            if scene is None:
                scene = scenes[subject] = Scene(timeline, subject, clock, present, horizon)
            try:
                if isinstance(group[0].clock, Rolling):
                    found.extend(settle.rolling(group, scene))
                else:
                    found.extend(settle.plain(group, scene))
            except MissingCalendarYear as fault:
                unjudged.extend(
                    CannotJudge(timeline.case, rule.id, subject.id, fault) for rule in group
                )
    found.sort(key=_sort_key)
    return Judgement(tuple(found), tuple(unjudged))


def _sort_key(obligation: Obligation) -> tuple[datetime, str]:
    moment = obligation.due or obligation.since
    return moment.latest, obligation.id


class RuleGroups(tuple[tuple[Rule, ...], ...]):
    """Rules by what must be looked at together."""

    __slots__ = ()


def group_rules(rules: Iterable[Rule]) -> RuleGroups:
    """Rolling rules by series, every other rule with its editions.

    A computed day is judged together with the rule that stands in its rule's stead: it must be
    known whether the other one laid it.
    """
    rules = list(rules)
    replaced = {rule.id: rule for rule in rules if rule.force.replaced_by and _is_computed(rule)}
    groups: dict[str, list[Rule]] = {}
    for rule in rules:
        if isinstance(rule.clock, Rolling):
            key = f"series {rule.per} {rule.series}"
        else:
            key = f"rule {_stands_for(rule, replaced)}"
        groups.setdefault(key, []).append(rule)
    for group in groups.values():
        if len({rule.id for rule in group}) > 1 and _is_computed(group[0]):
            group.sort(key=lambda rule: rule.force.since or date.min)
    return RuleGroups(tuple(group) for group in groups.values())


def _is_computed(rule: Rule) -> bool:
    return isinstance(rule.clock, DueAt | Total)


def _stands_for(rule: Rule, replaced: Mapping[str, Rule]) -> str:
    """The id of the rule whose computed day this one judges in its stead, or its own."""
    if not _is_computed(rule):
        return rule.id
    own = rule.force._replace(replaced_by=())
    for other in (replaced[name] for name in rule.replaces if name in replaced):
        forces = [force._replace(replaced_by=()) for force in other.force.replaced_by]
        if other.per == rule.per and own in forces:
            return _stands_for(other, {k: v for k, v in replaced.items() if k != rule.id})
    return rule.id


@dataclass(frozen=True, slots=True, eq=False)
class _Settler:
    """Turns duties into obligations as of a moment."""

    present: Present
    # For how a live duty stands only: nothing else may depend on the day without saying so.
    today: date
    due_soon_days: int
    clock: Clock
    asked: Mapping[str, Sequence[Event]]

    def rolling(self, series: Sequence[Rule], scene: Scene) -> Iterator[Obligation]:
        for step in walk_series(series, scene):
            duty = step.duty
            over = duty.until is not None and duty.until.earliest <= duty.since.earliest
            if over and step.met_by is None and step.last is not None:
                continue  # done as the state ended: there is no further duty
            yield self.settle(step.rule, duty, step.met_by, step.last, scene)

    def plain(self, editions: Sequence[Rule], scene: Scene) -> Iterator[Obligation]:
        # One visit may serve several parts, and of each part one duty.
        used: set[tuple[str, int]] = set()
        for rule, duty in choose_duties(editions, scene):
            part = duty.part.name if duty.part else ""
            events = _fitting_events(rule, duty, scene)
            # A quota counts its months, and one review may open several gates.
            shared = isinstance(rule.clock, Gate | Quota)
            fresh = events if shared else [e for e in events if (part, id(e)) not in used]
            counted = _pick_events(duty, fresh)
            met = counted[-1] if len(counted) == _needed(duty) else None
            last = events[-1] if events else None
            settled = self.settle(rule, duty, met, last, scene, done=len(counted))
            if settled.met_at is not None or met is None:
                used.update((part, id(event)) for event in counted)
            yield settled

    def settle(
        self,
        rule: Rule,
        duty: Duty,
        met: Event | None,
        last: Event | None,
        scene: Scene,
        done: int | None = None,
    ) -> Obligation:
        until = duty.until
        ended = until if until and self.present.has_reached(until.earliest) else None
        met_at = met.when if met else None
        status = _come_out(duty.due, met_at, ended)
        days = 0
        if status is None:
            status, days = self.stands("paused" if duty.paused else "open", duty.due)
        settled = Obligation(
            id=f"{rule.id}/{scene.subject.id}/{duty.trigger or '-'}/{duty.ordinal}"
            + (f"@{rule.edition}" if rule.is_later_edition else ""),
            case=scene.timeline.case,
            rule=rule,
            subject=scene.subject,
            status=status,
            since=duty.since,
            due=duty.due,
            opens=duty.opens,
            met_at=met_at,
            met_by=met.record if met else None,
            last=last.when if last else None,
            ended=ended,
            days_overdue=days,
            trigger=duty.trigger,
            part=duty.part.name if duty.part else "",
            done=done if done is not None else int(met is not None),
            needed=_needed(duty),
        )
        if settled.id not in self.asked:
            return settled
        grants = judge_grants(rule, duty.due, self.asked[settled.id], scene)
        granted = _with_grants(settled, grants)
        status = _come_out(granted.due, granted.met_at, ended, granted.excused_by is not None)
        days = 0
        if status is None:
            status, days = self.stands("paused" if duty.paused else "open", granted.due)
        return replace(granted, status=status, days_overdue=days)

    def stands(self, status: Status, due: When | None) -> tuple[Status, int]:
        """How what is still to be done stands now."""
        return _stand(status, due, self.present.instant, self.today, self.due_soon_days)


def _come_out(
    due: When | None, met_at: When | None, ended: When | None, is_excused: bool = False
) -> Status | None:
    """How a duty came out; None while something is still to be done."""
    if met_at is not None:
        if due is None or met_at.latest <= due.latest:
            return "met"
        return "met late" if met_at.earliest > due.latest else "time needed"
    if is_excused:
        return "excused"
    if ended is not None:
        return "missed" if due is not None and ended.earliest > due.latest else "lapsed"
    return None


def stand(obligation: Obligation, now: datetime, due_soon_days: int, zone: tzinfo) -> Obligation:
    """How what is still to be done stands at an aware instant; what has come out stays so.

    Only this changes from one moment to the next while nothing happens in the case.
    """
    if not obligation.is_live or obligation.met_at is not None:
        return obligation
    today = now.astimezone(zone).date()
    status, days = _stand(obligation.status, obligation.due, now, today, due_soon_days)
    return replace(obligation, status=status, days_overdue=days)


def _stand(
    status: Status, due: When | None, now: datetime, today: date, due_soon_days: int
) -> tuple[Status, int]:
    """The status of a live duty, and for how many local days it has been overdue."""
    if due is None:
        return status, 0
    if now > due.latest:
        return "overdue", (today - due.day).days
    if status == "paused":
        return status, 0
    return "due soon" if (due.day - today).days <= due_soon_days else "upcoming", 0


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
    patterns = duty.part.met_by if duty.part is not None else rule.met_by
    is_quota = isinstance(rule.clock, Quota)
    found = {
        id(event): event
        for pattern in patterns
        for event in matching_events(pattern, scene.timeline, scene.subject)
        if event.when.latest >= duty.from_.earliest
        and (duty.until is None or event.when.earliest <= duty.until.latest)
        and (not is_quota or duty.due is None or event.when.earliest <= duty.due.latest)
        and (is_quota or not _is_trigger(event, duty))
    }
    events = list(found.values())
    if len(events) > 1:
        events.sort(key=lambda e: (e.when.earliest, e.record or ""))
    return events


def _is_trigger(event: Event, duty: Duty) -> bool:
    """An order that starts a clock does not also stop it."""
    return duty.trigger is not None and event.record == duty.trigger and event.when == duty.since


def _needed(duty: Duty) -> int:
    return duty.part.at_least if duty.part else 1


def _pick_events(duty: Duty, events: list[Event]) -> list[Event]:
    """The events that count towards a duty, as many as it needs, the last one last.

    An event surely in time comes before one whose hour nobody wrote down.
    """
    needed = _needed(duty)
    if duty.due is not None:
        in_time = [e for e in events if e.when.latest <= duty.due.latest]
        events = in_time if len(in_time) >= needed else events
    return events[:needed]
