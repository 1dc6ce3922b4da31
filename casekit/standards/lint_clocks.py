"""Clocks and modifiers that have no effect, and moments that never come or come only once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from casekit.model.events import PLAIN_EVENTS
from casekit.model.findings import Finding
from casekit.standards.durations import Duration
from casekit.standards.lint_files import RuleAt
from casekit.standards.moments import Birthday, EventMoment, Moment, Offset, Pick
from casekit.standards.rules import Anchored, DueAt, Gate, Quota, Rolling, Total, Within

# About how many days a unit lasts: enough to tell which of two lengths is the longer one.
DAYS: Mapping[str, float] = {
    "hours": 1 / 24,
    "hours except non-working days": 1.4 / 24,
    "days": 1,
    "working days": 1.4,
    "court days": 1.4,
    "weeks": 7,
    "months": 30.44,
    "years": 365.25,
}
# How far apart two moments must lie, in days, before one is surely the later.
_SURELY = 3


def days_of(length: Duration) -> float:
    """About how many days a length of time lasts."""
    return length.amount * DAYS[length.unit]


class _Spot(NamedTuple):
    """A moment as so many days from another one that both sides may share."""

    base: str
    days: float


def _spot(moment: Moment) -> _Spot | None:
    match moment:
        case Birthday(age):
            return _Spot("birth", age * DAYS["years"])
        case Offset(length, sign, base):
            inner = _spot(base)
            return inner._replace(days=inner.days + sign * days_of(length)) if inner else None
        case Pick():
            return None
        case _:
            return _Spot(repr(moment), 0)


def check_clock(at: RuleAt) -> Iterator[Finding]:
    """Everything that a clock and its modifiers say that has no effect or never comes to pass."""
    rule = at.rule
    if isinstance(rule.clock, DueAt) and rule.clock.opens is not None:
        due, opens = _spot(rule.clock.due), _spot(rule.clock.opens)
        if due and opens and due.base == opens.base and opens.days - due.days > _SURELY:
            yield at.finding(
                "RULE-OPENS-AFTER-DUE",
                ("opens",),
                "it opens after it is due, so nothing ever counts in time",
                "`opens` is the first moment at which doing it counts, `due` the last",
            )
    if isinstance(rule.clock, Total) and rule.clock.window is not None:
        total, window = rule.clock.total, rule.clock.window
        if days_of(total) > days_of(window):
            yield at.finding(
                "RULE-TOTAL-TOO-LONG",
                ("total",),
                f"{total} never fit into {window}",
                "`in the last` is the longer of the two",
            )
    yield from _check_modifiers(at)
    yield from _check_itself(at)
    yield from _check_picked(at)
    yield from _check_closing(at)


def _check_modifiers(at: RuleAt) -> Iterator[Finding]:
    rule = at.rule
    match rule.clock:
        case Within(_, Duration() as length) | Rolling(length) | Anchored(length):
            period: Duration | None = length
        case _:
            period = None
    if rule.not_before is not None:
        if period is not None and days_of(rule.not_before) > days_of(period):
            yield at.finding(
                "RULE-NOT-BEFORE-TOO-LONG",
                ("not before",),
                f"{rule.not_before} before the limit lie before the beginning of {period}",
                "`not before` says how long before the limit doing it begins to count",
            )
        if isinstance(rule.clock, Gate | Quota | Total):
            yield at.finding(
                "RULE-MODIFIER-IDLE",
                ("not before",),
                "`not before` has no effect on this clock",
                "it goes with within, due and every",
            )
    if rule.extend_at_most is not None and isinstance(rule.clock, Gate | Quota):
        gate = isinstance(rule.clock, Gate)
        yield at.finding(
            "RULE-EXTEND-NOTHING",
            ("extend",),
            "it may be extended although "
            + ("it has no limit" if gate else "what belongs to a calendar month cannot be"),
            "leave `extend` out"
            + (": what has no number stays open until it is done" if gate else ""),
        )
    if rule.may_be_excused and isinstance(rule.clock, Rolling):
        yield at.finding(
            "RULE-MODIFIER-IDLE",
            ("excuse",),
            "it may be excused although it is counted from the last time: none would follow it",
            "leave `excuse` out",
        )


def _check_itself(at: RuleAt) -> Iterator[Finding]:
    """What begins a duty does not also meet it; of a plan there is no second agreement."""
    rule = at.rule
    trigger = rule.clock.trigger if isinstance(rule.clock, Within | Gate) else None
    own = PLAIN_EVENTS.get(rule.per)
    if (
        own is not None
        and isinstance(trigger, EventMoment)
        and trigger.pattern.event == own
        and rule.met_by
        and all(pattern.event == own for pattern in rule.met_by)
    ):
        yield at.finding(
            "RULE-MET-BY-ITSELF",
            ("met by",),
            f"`{own}` begins the duty, and each {rule.per} has only one",
            f"say what is to be done after it, or write `per: child` so that the next {rule.per} "
            "counts",
        )


def _check_picked(at: RuleAt) -> Iterator[Finding]:
    """The first of several moments is one moment of each stretch in which the conditions hold."""
    rule = at.rule
    if rule.conditions or rule.per not in ("case", "child"):
        return
    for key, moment in at.list_moments():
        if key != "opens" and _picks(moment):
            yield at.finding(
                "RULE-PICKED-ONCE",
                (key,),
                f"without `while` this is picked once and for all of the {rule.per}, so a second "
                "time in care, say, lays no duty",
                "say in `while` what must hold: in each stretch of it, it is picked anew",
                "warning",
            )


def _picks(moment: Moment) -> bool:
    return isinstance(moment, Pick) or (isinstance(moment, Offset) and _picks(moment.base))


def _check_closing(at: RuleAt) -> Iterator[Finding]:
    """What a case's closing begins ends with it, where the rule is not for the time after it."""
    rule = at.rule
    if isinstance(rule.clock, Within | Gate | Anchored) and not rule.after_closing:
        for key, moment in at.list_moments():
            if key != "opens" and _comes_after_closing(moment):
                yield at.finding(
                    "RULE-ENDS-AT-ONCE",
                    (key,),
                    "it begins when the case is closed, and a closed case owes nothing",
                    "write `after closing: true`, or `due: case closed` for what comes before it",
                )


def _comes_after_closing(moment: Moment) -> bool:
    match moment:
        case Offset(_, 1, base):
            return _comes_after_closing(base)
        case EventMoment(pattern):
            return pattern.event == "case closed"
        case _:
            return False
