"""A rule of a standards pack: who, while what holds, one clock, met by what, and its source.

The words of the language are named tuples: there are many kinds of them, every command makes the
classes anew as it starts, and a dataclass takes four times as long to make.

Reading is strict: a key or a word that the language does not know is a RuleFault, so that a typing
slip in a pack can never silently drop a deadline.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from casekit.model.timeline import RANKED_STATES
from casekit.standards.durations import Duration, parse_duration
from casekit.standards.moments import Moment, RuleFault, read_moment
from casekit.standards.patterns import EventPattern, read_event_pattern

CLOCK_KEYS = frozenset(
    [
        "from",
        "within",
        "due",
        "opens",
        "every",
        "counting from",
        "each",
        "of which",
        "at least",
        "total",
        "in the last",
        "not counting",
        "gate",
    ]
)


class Decided(NamedTuple):
    """A length that somebody wrote into a decision: a field of the newest fitting event.

    With a `table`, the field's value is looked up there; without one it is the length itself.
    """

    pattern: EventPattern
    field: str
    table: Mapping[str, str] | None


class Within(NamedTuple):
    """One obligation per trigger: so long after it."""

    trigger: Moment
    length: Duration | Decided


class DueAt(NamedTuple):
    """A computed moment, perhaps with an earliest one."""

    due: Moment
    opens: Moment | None


class Rolling(NamedTuple):
    """So long after the later of the state's start and the last qualifying event."""

    every: Duration


class Anchored(NamedTuple):
    """An anchor and k periods; a late one does not move the next."""

    every: Duration
    anchor: Moment


class Part(NamedTuple):
    """One part of a quota: so many events that also fit `where`."""

    name: str
    at_least: int
    where: Mapping[str, Any]


class Quota(NamedTuple):
    """So many in each calendar month."""

    parts: tuple[Part, ...]


class Total(NamedTuple):
    """So many cumulative days within a moving window, some states not counted."""

    trigger: Moment
    total: Duration
    window: Duration
    not_counting: tuple[str, ...]


class Gate(NamedTuple):
    """No number: something that stays open until it is done, and what it blocks."""

    trigger: Moment
    blocks: str


RuleClock = Within | DueAt | Rolling | Anchored | Quota | Total | Gate


class Source(NamedTuple):
    """Where a rule stands written."""

    instrument: str
    section: str
    edition: str = ""
    where: str = ""

    def __str__(self) -> str:
        edition = f" ({self.edition})" if self.edition else ""
        return f"{self.instrument}, {self.section}{edition}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, ready to be evaluated.

    Rolling rules of one `series` hand over: when a condition changes from one to the next, the
    earlier due stands. A duty of a rule that is for `after_closing` does not end with the episode.
    """

    id: str
    title: str
    kind: str
    per: str
    conditions: Mapping[str, Any]
    clock: RuleClock
    met_by: tuple[EventPattern, ...]
    reading: str
    source: Source
    verification: str
    enforced: bool
    series: str
    not_before: Duration | None = None
    extend_at_most: Duration | None = None
    may_be_excused: bool = False
    after_closing: bool = False


def read_rule(data: Mapping[str, Any], define: Mapping[str, Any]) -> Rule:
    """Read a rule of a schema-checked pack; raise RuleFault when it makes no sense."""
    verification = data.get("verification", "unverified")
    clock = read_clock(data, define)
    conditions = data.get("while", {})
    if isinstance(clock, Rolling) and not conditions:
        raise RuleFault("`counting from: last` needs a `while`: it counts from a state's start")
    for state, ranks in RANKED_STATES.items():
        wanted = conditions.get(state, ())
        for value in wanted if isinstance(wanted, list | tuple) else [wanted]:
            if value not in ranks:
                raise RuleFault(f"`{state}: {value}` is not known; write {', '.join(ranks)}")
    return Rule(
        id=data["id"],
        title=data.get("title", data["id"]),
        kind=data.get("kind", "documentation"),
        per=data.get("per", "case"),
        conditions=conditions,
        clock=clock,
        met_by=_read_met_by(data.get("met by")),
        reading=data.get("reading", ""),
        source=Source(**data.get("source", {"instrument": "", "section": ""})),
        verification=verification,
        enforced=bool(data.get("enforce", verification in ("primary", "secondary", "decision"))),
        series=data.get("series", data["id"]),
        not_before=_optional_duration(data.get("not before")),
        extend_at_most=_optional_duration(data.get("extend", {}).get("at most")),
        may_be_excused=bool(data.get("excuse", False)),
        after_closing=bool(data.get("after closing", False)),
    )


def read_clock(data: Mapping[str, Any], define: Mapping[str, Any]) -> RuleClock:
    """Read the one clock of a rule; raise RuleFault when there is none, or more than one."""
    given = CLOCK_KEYS & set(data)

    def moment(key: str) -> Moment:
        return read_moment(data[key], define)

    match sorted(given):
        case ["from", "within"]:
            return Within(moment("from"), _read_length(data["within"], define))
        case ["due"]:
            return DueAt(moment("due"), None)
        case ["due", "opens"]:
            return DueAt(moment("due"), moment("opens"))
        case ["counting from", "every"]:
            every = parse_duration(data["every"])
            if every.amount == 0:
                raise RuleFault("`every` needs a length of time above 0")
            if data["counting from"] == "last":
                return Rolling(every)
            return Anchored(every, moment("counting from"))
        case ["each"] | ["at least", "each"] | ["each", "of which"]:
            if data["each"] != "calendar month":
                raise RuleFault(f"`each: {data['each']}` is not known; write `calendar month`")
            return Quota(_read_parts(data))
        case ["from", "in the last", "not counting", "total"] | ["from", "in the last", "total"]:
            return Total(
                moment("from"),
                parse_duration(data["total"]),
                parse_duration(data["in the last"]),
                tuple(data.get("not counting", ())),
            )
        case ["from", "gate"]:
            return Gate(moment("from"), data["gate"])
    raise RuleFault(f"these keys make no clock: {', '.join(sorted(given)) or 'none given'}")


def with_agency_limit(rule: Rule, length: Duration) -> Rule:
    """The rule with the agency's own number, which is enforced.

    Only a rule that counts from a moment can take one; raises RuleFault for the others.
    """
    match rule.clock:
        case Within(trigger) | Gate(trigger):
            clock: RuleClock = Within(trigger, length)
        case Rolling():
            clock = Rolling(length)
        case Anchored(_, anchor):
            clock = Anchored(length, anchor)
        case _:
            raise RuleFault(f"{rule.id} has no number that an agency could set")
    return replace(rule, clock=clock, enforced=True, verification="agency")


def _optional_duration(text: str | None) -> Duration | None:
    return None if text is None else parse_duration(text)


def _read_length(data: Any, define: Mapping[str, Any]) -> Duration | Decided:
    if isinstance(data, str):
        return parse_duration(data)
    decided_in = data["decided in"]
    pattern = read_event_pattern(define.get(decided_in, decided_in))
    return Decided(pattern, data["field"], data.get("table"))


def _read_met_by(data: Any) -> tuple[EventPattern, ...]:
    if data is None:
        return ()
    if isinstance(data, list):
        return tuple(read_event_pattern(item) for item in data)
    return (read_event_pattern(data),)


def _read_parts(data: Mapping[str, Any]) -> tuple[Part, ...]:
    parts = tuple(
        Part(part["name"], part.get("at least", 1), part.get("where", {}))
        for part in data.get("of which", ())
    )
    return parts or (Part("", data.get("at least", 1), {}),)
