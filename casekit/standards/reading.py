"""From the data of a pack to its rules.

Reading is strict: a key or a word that the language does not know is a RuleFault, so that a typing
slip in a pack can never silently drop a deadline.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from casekit.model.timeline import RANKED_STATES
from casekit.standards.durations import Duration, parse_duration
from casekit.standards.force import Force
from casekit.standards.moments import Moment, RuleFault, read_moment
from casekit.standards.patterns import EventPattern, read_event_pattern, share
from casekit.standards.rules import (
    SURE_ENOUGH,
    Anchored,
    Decided,
    DueAt,
    Gate,
    Part,
    Quota,
    Rolling,
    Rule,
    RuleClock,
    Source,
    Total,
    Within,
)

CLOCK_KEYS = frozenset(
    [
        "from",
        "within",
        "due",
        "opens",
        "every",
        "counting from",
        "each",
        "total",
        "in the last",
        "not counting",
        "gate",
    ]
)
# The clocks of which several events may be asked for, or several kinds.
_WITH_PARTS = (Within, DueAt, Gate, Quota)


def read_rule(data: Mapping[str, Any], define: Mapping[str, Any]) -> Rule:
    """Read a rule of a schema-checked pack; raise RuleFault when it makes no sense."""
    verification = data.get("verification", "unverified")
    clock = read_clock(data, define)
    met_by = _read_met_by(data.get("met by"))
    conditions = share(data.get("while", {}))
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
        met_by=met_by,
        reading=data.get("reading", ""),
        source=Source(**data.get("source", {"instrument": "", "section": ""})),
        verification=verification,
        enforced=bool(data.get("enforce", verification in SURE_ENOUGH)),
        series=data.get("series", data["id"]),
        parts=_read_parts(data, clock, met_by),
        not_before=_optional_duration(data.get("not before")),
        early_counts=data.get("early") == "counts",
        extend_at_most=_optional_duration(data.get("extend", {}).get("at most")),
        may_be_excused=bool(data.get("excuse", False)),
        after_closing=bool(data.get("after closing", False)),
        replaces=tuple(data.get("replaces", ())),
        force=Force(
            _optional_day(data.get("effective_from")), _optional_day(data.get("effective_to"))
        ),
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
        case ["each"]:
            if data["each"] != "calendar month":
                raise RuleFault(f"`each: {data['each']}` is not known; write `calendar month`")
            return Quota(data["each"])
        case ["from", "total"] | ["from", "not counting", "total"]:
            return _read_total(data, moment("from"), None)
        case ["from", "in the last", "not counting", "total"] | ["from", "in the last", "total"]:
            return _read_total(data, moment("from"), parse_duration(data["in the last"]))
        case ["from", "gate"]:
            return Gate(moment("from"), data["gate"], None)
        case ["from", "gate", "opens"]:
            return Gate(moment("from"), data["gate"], moment("opens"))
    raise RuleFault(
        f"these keys make no clock: {', '.join(sorted(given)) or 'none given'}; a rule has one of "
        "`from` and `within`, `due` (and `opens`), `every` and `counting from`, `each`, `from` and "
        "`total`, `from` and `gate`"
    )


def _read_total(data: Mapping[str, Any], trigger: Moment, window: Duration | None) -> Total:
    total = parse_duration(data["total"])
    if total.amount == 0:
        raise RuleFault("`total` needs a length of time above 0")
    return Total(trigger, total, window, tuple(data.get("not counting", ())))


def _optional_duration(text: str | None) -> Duration | None:
    return None if text is None else parse_duration(text)


def _optional_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


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


def _read_parts(
    data: Mapping[str, Any], clock: RuleClock, met_by: tuple[EventPattern, ...]
) -> tuple[Part, ...]:
    parts = tuple(
        Part(part["name"], part.get("at least", 1), where, _narrow(met_by, where))
        for part in data.get("of which", ())
        for where in [part.get("where", {})]
    )
    if not parts and ("at least" in data or isinstance(clock, Quota)):
        parts = (Part("", data.get("at least", 1), {}, met_by),)
    if parts and not isinstance(clock, _WITH_PARTS):
        raise RuleFault("`at least` and `of which` go with within, due, gate or each")
    if len({part.name for part in parts}) < len(parts):
        raise RuleFault("two parts of `of which` have the same name")
    return parts


def _narrow(
    patterns: tuple[EventPattern, ...], where: Mapping[str, Any]
) -> tuple[EventPattern, ...]:
    return tuple(share(pattern.narrowed(where)) for pattern in patterns) if where else patterns
