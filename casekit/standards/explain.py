"""Why something is due, and why a rule does not apply: facts for a reader, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from casekit.model.timeline import Subject, Timeline
from casekit.standards.calendars import MissingCalendarYear
from casekit.standards.clocks import Clock
from casekit.standards.durations import CALENDAR_UNITS, Duration
from casekit.standards.moments import (
    Birthday,
    EventMoment,
    Moment,
    Offset,
    Pick,
    StateEdge,
)
from casekit.standards.obligations import Obligation
from casekit.standards.patterns import EventPattern, value_fits
from casekit.standards.rules import Anchored, DueAt, Gate, Quota, Rolling, Rule, Total, Within
from casekit.standards.windows import find_windows


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day that was not counted, and why."""

    day: date
    reason: str


def skipped_days(obligation: Obligation, clock: Clock) -> tuple[SkippedDay, ...]:
    """The closed days between the trigger and the limit of a rule that counts open days."""
    length = _length(obligation.rule)
    if length is None or length.unit not in CALENDAR_UNITS or obligation.due is None:
        return ()
    calendar = clock.calendar_for(length.unit)
    try:
        found = calendar.skipped_days(obligation.since.day, obligation.due.day)
        return tuple(SkippedDay(day, reason) for day, reason in found)
    except MissingCalendarYear:
        return ()  # the limit itself was set by somebody: an extension into a year not signed off


def describe_clock(rule: Rule) -> str:
    """The rule's clock in one sentence."""
    parts = ", ".join(f"{p.at_least} {p.name}".strip() for p in rule.parts)
    return _describe_clock(rule) + (f": {parts}" if parts else "")


def _describe_clock(rule: Rule) -> str:
    match rule.clock:
        case Within(trigger, length):
            span = (
                str(length)
                if isinstance(length, Duration)
                else f"the {length.field} that the decision wrote down"
            )
            return f"within {span} of: {describe_moment(trigger)}"
        case DueAt(due, opens):
            start = f", from {describe_moment(opens)}" if opens else ""
            return f"by {describe_moment(due)}{start}"
        case Rolling(every):
            return f"at least every {every}, counted from the last time"
        case Anchored(every, anchor):
            return f"every {every}, counted from {describe_moment(anchor)}"
        case Quota(each):
            return f"in each {each}"
        case Total(trigger, total, window, _):
            span = f"{total} in the last {window}" if window else f"{total} altogether"
            return f"{span}, counted from {describe_moment(trigger)}"
        case Gate(trigger, blocks, opens):
            words = f"open from {describe_moment(trigger)}"
            if opens is not None:
                words += f", to be done no earlier than {describe_moment(opens)}"
            return f"{words}; no number is set; it blocks: {blocks}"


def describe_moment(moment: Moment) -> str:
    """A moment in words."""
    match moment:
        case EventMoment(pattern):
            return describe_pattern(pattern)
        case StateEdge(state, edge):
            return f"{state} {edge}"
        case Birthday(age):
            return f"birthday {age}"
        case Offset(length, sign, base):
            return f"{length} {'after' if sign > 0 else 'before'} {describe_moment(base)}"
        case Pick(which, items, _):
            return f"the {which} " + " / ".join(describe_moment(item) for item in items)


def describe_pattern(pattern: EventPattern) -> str:
    """Which events fit, in words."""
    words = pattern.event
    if pattern.where:
        words += " (" + ", ".join(f"{k}: {_words(v)}" for k, v in pattern.where.items()) + ")"
    if pattern.all_of:
        words += " with " + " and ".join(pattern.all_of)
    if pattern.any_of:
        words += " with " + " or ".join(pattern.any_of)
    return words


def what_would_meet(rule: Rule, part: str = "") -> str:
    """What somebody has to do, in words."""
    patterns: Iterable[EventPattern] = rule.met_by
    if part:
        wheres = [p.where for p in rule.parts if p.name == part]
        patterns = [p.narrowed(where) for p in rule.met_by for where in wheres]
    return "; or ".join(describe_pattern(p) for p in patterns) or "nothing in the records"


def why_not(rule: Rule, timeline: Timeline, subject: Subject, now: datetime) -> str:
    """Why a rule lays no duty on a subject at the moment."""
    if rule.conditions:
        missing = [
            f"{state} is {_now(timeline, subject, state, now)}, not {_words(wanted)}"
            for state, wanted in rule.conditions.items()
            if not _holds(timeline, subject, state, wanted, now)
        ]
        if missing:
            return "not now, because " + "; ".join(missing)
        windows = find_windows(rule.conditions, timeline, subject)
        if not windows:
            return "not now, because its conditions never held together for one child"
    match rule.clock:
        case Within(trigger, length):
            if not isinstance(length, Duration):
                return (
                    f"not yet, because no {length.field} was written into: "
                    f"{describe_pattern(length.pattern)}"
                )
            return f"not yet, because there was no: {describe_moment(trigger)}"
        case Gate(trigger) | Total(trigger):
            return f"not yet, because there was no: {describe_moment(trigger)}"
        case DueAt(due):
            return f"not yet, because there is no: {describe_moment(due)}"
        case Anchored(_, anchor):
            return f"not yet, because there was no: {describe_moment(anchor)}"
        case _:
            return "not now"


def _holds(timeline: Timeline, subject: Subject, state: str, wanted: Any, now: datetime) -> bool:
    return any(
        s.holds_at(now) and value_fits(wanted, s.value) for s in timeline.spans_for(subject, state)
    )


def _now(timeline: Timeline, subject: Subject, state: str, now: datetime) -> str:
    values = sorted(
        {_words(s.value) for s in timeline.spans_for(subject, state) if s.holds_at(now)}
    )
    return " and ".join(values) or "not known"


def _words(value: Any) -> str:
    if value is True:
        return "so"
    if isinstance(value, Mapping):
        return " and ".join(f"{key} {item}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return " or ".join(str(item) for item in value)
    return str(value)


def _length(rule: Rule) -> Duration | None:
    match rule.clock:
        case Within(_, Duration() as length):
            return length
        case Rolling(every) | Anchored(every):
            return every
        case _:
            return None
