"""The rule language in plain words: clocks, moments, conditions, and which events fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from casekit.model.days import say_day
from casekit.standards.durations import Duration
from casekit.standards.force import Force
from casekit.standards.moments import (
    Birthday,
    EventMoment,
    Moment,
    Offset,
    Pick,
    StateEdge,
)
from casekit.standards.patterns import EventPattern
from casekit.standards.rules import (
    Anchored,
    Decided,
    DueAt,
    Gate,
    Quota,
    Rolling,
    Rule,
    RuleClock,
    Total,
    Within,
)
from casekit.standards.windows import AGE


def describe_clock(rule: Rule) -> str:
    """The rule's clock in one sentence."""
    parts = ", ".join(f"{p.at_least} {p.name}".strip() for p in rule.parts)
    return describe_count(rule.clock) + (f": {parts}" if parts else "")


def describe_count(clock: RuleClock) -> str:
    """A clock in one sentence, without the parts that are asked for."""
    match clock:
        case Within(trigger, length):
            return f"within {describe_length(length)} of: {describe_moment(trigger)}"
        case DueAt(due, opens):
            start = f", from {describe_moment(opens)}" if opens else ""
            return f"by {describe_moment(due)}{start}"
        case Rolling(every):
            return f"at least every {_period(every)}, counted from the last time"
        case Anchored(every, anchor):
            return f"every {_period(every)}, counted from {describe_moment(anchor)}"
        case Quota(each):
            return f"in each {each}"
        case Total(trigger, total, window, not_counting):
            span = f"{total} in the last {window}" if window else f"{total} altogether"
            words = f"{span}, counted from {describe_moment(trigger)}"
            return words + (f", not counting {' or '.join(not_counting)}" if not_counting else "")
        case Gate(trigger, blocks, opens):
            words = f"open from {describe_moment(trigger)}"
            if opens is not None:
                words += f", to be done no earlier than {describe_moment(opens)}"
            return f"{words}; no number is set; it blocks: {blocks}"


def describe_length(length: Duration | Decided) -> str:
    """A length of time, or where the decision is that says it."""
    if isinstance(length, Duration):
        return str(length)
    if length.table:
        limits = ", ".join(f"{name}: {limit}" for name, limit in length.table.items())
        return f"the time for its {length.field} ({limits})"
    return f"the {length.field} that the decision wrote down"


def _period(every: Duration) -> str:
    """`week` or `2 weeks`, to stand behind `every`."""
    return str(every).removeprefix("1 ")


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
        case Pick(which, items, absent):
            words = f"the {which} " + " / ".join(describe_moment(item) for item in items)
            return words + (", once all are known" if absent == "wait" else "")


def describe_pattern(pattern: EventPattern) -> str:
    """Which events fit, in words."""
    words = pattern.event
    if pattern.where:
        words += " (" + ", ".join(f"{k}: {say_value(v)}" for k, v in pattern.where.items()) + ")"
    if pattern.all_of:
        words += " with " + " and ".join(pattern.all_of)
    if pattern.any_of:
        words += " with " + " or ".join(pattern.any_of)
    return words


def what_would_meet(rule: Rule, part: str = "") -> str:
    """What somebody has to do, in words."""
    patterns: Iterable[EventPattern] = rule.met_by
    if part:
        patterns = [pattern for p in rule.parts if p.name == part for pattern in p.met_by]
    return "; or ".join(describe_pattern(p) for p in patterns) or "nothing in the records"


def describe_conditions(conditions: Mapping[str, Any]) -> str:
    """While what holds, in words; empty where a rule has no condition."""
    return " and ".join(describe_condition(state, want) for state, want in conditions.items())


def describe_condition(state: str, wanted: Any) -> str:
    """One condition as it is said: `in care`, `risk is high or medium`, `aged under 18`."""
    if state == AGE:
        return f"aged {say_value(wanted)}"
    if isinstance(wanted, bool):
        return state if wanted else f"not {state}"
    return f"{state} is {say_value(wanted)}"


def say_value(value: Any) -> str:
    """What a rule asks a value to be, in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        if "at least" in value and "under" in value:
            return f"{value['at least']} or over and under {value['under']}"
        return f"{value['at least']} or over" if "at least" in value else f"under {value['under']}"
    if isinstance(value, list | tuple):
        return " or ".join(say_value(item) for item in value)
    return str(value)


def describe_force(force: Force) -> str:
    """When and where a rule is in force; empty where that is always and everywhere."""
    words = []
    if force.since:
        words.append(f"from {say_day(force.since)}")
    if force.until:
        words.append(f"to {say_day(force.until)}")
    if force.places:
        words.append(f"in {' and '.join(force.places)}")
    return " ".join(words)
