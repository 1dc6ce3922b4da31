"""Rules and editions against each other: contradictions, replacements, gaps, and words unused."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from casekit.model.findings import Finding, Severity
from casekit.model.when import ONE_DAY
from casekit.standards.composing import RANKS, may_replace
from casekit.standards.describing import describe_conditions, describe_count
from casekit.standards.durations import Duration
from casekit.standards.force import Force
from casekit.standards.lint_clocks import days_of
from casekit.standards.lint_files import PackFile, RuleAt
from casekit.standards.lint_sense import find_exclusion, lies_in
from casekit.standards.patterns import value_fits
from casekit.standards.rules import Anchored, Gate, Quota, Rolling, Rule, Total, Within


class InForceAt(NamedTuple):
    """A rule at its place, and when and where it is in force."""

    at: RuleAt
    force: Force


def check_editions(files: Sequence[PackFile]) -> Iterator[Finding]:
    """The editions of one pack, in any order: one follows the other without overlap or gap."""
    dated = [(day, file) for file in files if (day := file.day("effective_from"))]
    dated.sort(key=lambda pair: (pair[0], pair[1].document.path))
    for since, file in dated:
        until = file.day("effective_to")
        if until and until < since:
            yield file.finding(
                "PACK-FORCE-EMPTY",
                ("effective_to",),
                f"the edition ends on {until}, before it begins on {since}",
                "correct one of the two days",
            )
    for (_, older), (since, newer) in pairwise(dated):
        until = older.day("effective_to")
        if older.edition == newer.edition:
            yield newer.finding(
                "PACK-EDITION-TWICE",
                ("edition",),
                f"two editions of {newer.id} are called {newer.edition}",
                f"the other one is {older.document.path}; give each a name of its own",
            )
        if older.day("effective_from") == since or (until and until >= since):
            yield newer.finding(
                "PACK-EDITIONS-OVERLAP",
                ("effective_from",),
                f"{newer.id} {newer.edition} begins on {since}, while {older.edition} is still in "
                "force" + (f" (to {until})" if until else ""),
                "an edition ends the day before the next one begins; leave `effective_to` out of "
                "one that is followed by another",
            )
        elif until and until + ONE_DAY < since:
            yield newer.finding(
                "PACK-EDITIONS-GAP",
                ("effective_from",),
                f"nothing of {newer.id} is in force from {until + ONE_DAY} to {since - ONE_DAY}",
                f"leave `effective_to` out of {older.edition} if it held up to this one",
                "warning",
            )


def check_defines(file: PackFile, events: Collection[str]) -> Iterator[Finding]:
    """Names under `define:` that no rule uses, or that an event bears already."""
    for name in file.define:
        if name in events:
            yield file.finding(
                "PACK-DEFINE-SHADOWS",
                ("define", name),
                f"`{name}` is an event, so the same word would mean two things",
                "give the moment a name of its own",
            )
    used: set[str] = set()
    waiting = list(_texts(file.data.get("rules")))
    while waiting:
        text = waiting.pop()
        for name in file.define:
            if name not in used and (text == name or re.search(rf" {re.escape(name)}\Z", text)):
                used.add(name)
                waiting.extend(_texts(file.define[name]))
    for name in file.define:
        if name not in used:
            yield file.finding(
                "PACK-DEFINE-UNUSED",
                ("define", name),
                f"no rule uses `{name}`",
                "take it out, or correct the name where it was meant",
                "warning",
            )


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


def check_ids(rules: Sequence[RuleAt]) -> Iterator[Finding]:
    """Two rules of one file under one id: limits and extensions could mean either."""
    first: dict[str, RuleAt] = {}
    for at in rules:
        if at.rule.id in first:
            line = at.file.document.locate(first[at.rule.id].keys).line
            yield at.finding(
                "RULE-ID-TWICE",
                ("id",),
                f"another rule is called so on line {line}",
                "give each a short id of its own; limits and extensions name it",
            )
        first.setdefault(at.rule.id, at)


def check_times(rules: Sequence[InForceAt]) -> Iterator[Finding]:
    """A rule that begins when its edition has already been followed by the next one."""
    for one in rules:
        own, force = one.at.rule.force, one.force
        ended = one.at.file.day("effective_to")
        if (
            own.since
            and force.until
            and force.until < own.since
            and (ended is None or own.since <= ended)
            and (own.until is None or own.since <= own.until)
        ):
            yield one.at.finding(
                "RULE-FORCE-EMPTY",
                ("effective_from",),
                f"it begins on {own.since}, and its edition is followed by another one on "
                f"{force.until + ONE_DAY}",
                "put it into the later edition",
            )


def check_against_each_other(
    rules: Sequence[InForceAt], list_known: Callable[[], Collection[str]]
) -> Iterator[Finding]:
    """Rules that contradict, and `replaces` that replaces nothing.

    `list_known` gives the ids of further rules; it is asked only where some rule replaces one.
    """
    known = list_known() if any(one.at.rule.replaces for one in rules) else ()
    by_id: dict[str, list[InForceAt]] = {}
    for one in rules:
        by_id.setdefault(one.at.rule.id, []).append(one)
    for one in rules:
        yield from _check_replaces(one, by_id, known)
    kinds: dict[Any, list[InForceAt]] = {}
    # Of two rules the one of the higher level is told: whoever wrote it can change it.
    for one in sorted(rules, key=lambda one: RANKS.get(one.at.rule.level, 0)):
        kinds.setdefault(_likeness(one.at.rule), []).append(one)
    for alike in kinds.values():
        for number, later in enumerate(alike):
            for earlier in alike[:number]:
                yield from _check_pair(earlier, later)
        yield from _check_series(alike)


def _likeness(rule: Rule) -> Any:
    """What two rules must share before they can contradict: all but their limits."""
    trigger = (
        rule.clock.trigger
        if isinstance(rule.clock, Within | Total | Gate)
        else rule.clock.anchor
        if isinstance(rule.clock, Anchored)
        else None
    )
    parts = tuple((p.name, repr(sorted(p.where.items()))) for p in rule.parts)
    met_by = tuple(sorted(map(repr, rule.met_by)))
    window = rule.clock.window if isinstance(rule.clock, Total) else None
    return type(rule.clock).__name__, rule.per, repr(trigger), window, met_by, parts


def _check_pair(earlier: InForceAt, later: InForceAt) -> Iterator[Finding]:
    one, other = earlier.at.rule, later.at.rule
    if one.id == other.id and one.pack == other.pack:
        return  # its editions, or told already
    if one.pack == other.pack and one.edition == other.edition and _says_same(one, other):
        yield later.at.finding(
            "RULES-REPEAT",
            ("id",),
            f"it asks for what {one.id} asks for, so everything would be due twice",
            "take one of the two out, or say in what they differ",
            "warning",
        )
    if not (one.enforced and other.enforced and _limits_differ(one, other)):
        return  # advice beside a rule is no contradiction: it never counts as overdue
    if not _overlap(earlier.force, later.force) or not conditions_overlap(
        one.conditions, other.conditions
    ):
        return
    if other.id in one.replaces or one.id in other.replaces:
        return  # whether it may is told there
    if _is_special(one, other) or _is_special(other, one):
        return
    yield later.at.finding(
        "RULES-CONTRADICT",
        ("id",),
        f"it says `{describe_count(other.clock)}` and {one.id} of {one.pack} says "
        f"`{describe_count(one.clock)}` of the same"
        + (f", while {describe_conditions(other.conditions)}" if other.conditions else ""),
        f"write `replaces: [{one.id}]` if it stands for that rule, or tell their conditions apart",
        _weight(one, other),
    )


def _says_same(one: Rule, other: Rule) -> bool:
    return all(
        getattr(one, word) == getattr(other, word)
        for word in ("per", "conditions", "clock", "met_by", "parts", "force")
    )


def _is_special(rule: Rule, general: Rule) -> bool:
    """Whether a rule asks for more, and only under some of the conditions of a general one."""
    narrower = set(general.conditions) <= set(rule.conditions) and all(
        lies_in(rule.conditions[state], wanted) for state, wanted in general.conditions.items()
    )
    same = dict(rule.conditions) == dict(general.conditions)
    return narrower and not same and _is_weaker(general, rule)


def _weight(one: Rule, other: Rule) -> Severity:
    """What an agency cannot change, it is told; what one hand wrote is a fault."""
    own = "agency" in (one.level, other.level)
    same = one.pack == other.pack
    return "error" if own or same else "warning"


def limit_of(rule: Rule) -> Duration | None:
    """The number of a rule as a length of time; None where it has none, or a decision says it."""
    match rule.clock:
        case Within(_, Duration() as length) | Rolling(length) | Anchored(length):
            return length
        case Total(_, total):
            return total
        case _:
            return None


def _limits_differ(one: Rule, other: Rule) -> bool:
    if isinstance(one.clock, Quota):
        return _asked(one) != _asked(other)
    first, second = limit_of(one), limit_of(other)
    if first is None or second is None:
        return False
    return _plain(first) != _plain(second)


def _plain(length: Duration) -> tuple[int, str]:
    """Two weeks are fourteen days, two years are twenty-four months."""
    times, unit = {"weeks": (7, "days"), "years": (12, "months")}.get(length.unit, (1, length.unit))
    return length.amount * times, unit


def _asked(rule: Rule) -> int:
    return sum(part.at_least for part in rule.parts)


def _overlap(one: Force, other: Force) -> bool:
    since = max(one.since or date.min, other.since or date.min)
    until = min(one.until or date.max, other.until or date.max)
    apart = one.places and other.places and not set(one.places) & set(other.places)
    return since <= until and not apart


def conditions_overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two sets of conditions can hold at once."""
    if not all(_can_both(want, other[state]) for state, want in one.items() if state in other):
        return False
    # Of a state that both speak of, each has words in common with the other: either will do.
    return find_exclusion({**one, **other}) is None and find_exclusion({**other, **one}) is None


def _can_both(one: Any, other: Any) -> bool:
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        low = max(one.get("at least", 0), other.get("at least", 0))
        high = min(one.get("under", 1000), other.get("under", 1000))
        return bool(low < high)
    listed = one if isinstance(one, list | tuple) else [one]
    return any(value_fits(other, value) for value in listed)


def _check_replaces(
    one: InForceAt, by_id: Mapping[str, Sequence[InForceAt]], known: Collection[str]
) -> Iterator[Finding]:
    rule = one.at.rule
    for number, name in enumerate(rule.replaces):
        keys = ("replaces", number)
        others = [other.at.rule for other in by_id.get(name, ()) if other.at.rule is not rule]
        if not others:
            if name not in known:
                yield one.at.finding(
                    "RULE-REPLACES-UNKNOWN",
                    keys,
                    f"there is no rule `{name}` to replace",
                    "see the rules there are with: casekit standards list --all, casekit standards "
                    "show PACK",
                )
            continue
        refused = [other for other in others if not may_replace(rule, other)]
        if refused:
            yield one.at.finding(
                "RULE-REPLACES-NOT-ALLOWED", keys, _why_refused(rule, refused[0]), _REPLACING
            )
            continue
        for other in others:
            if _is_weaker(rule, other):
                yield one.at.finding(
                    "RULE-REPLACES-WEAKER",
                    keys,
                    f"`{describe_count(rule.clock)}` asks for less than {name} of {other.pack}: "
                    f"`{describe_count(other.clock)}`",
                    "a rule may replace another one by a stricter limit, never by a longer one",
                )
                break


_REPLACING = (
    "an agency's rule may replace a state's or a module's, a state's a federal one, and only what "
    "is enforced replaces what is enforced"
)


def _why_refused(rule: Rule, other: Rule) -> str:
    if rule.enforced or not other.enforced:
        return f"a rule of level {rule.level} cannot replace {other.id} of level {other.level}"
    return f"it is advice, and {other.id} is enforced: both stay in force"


def _is_weaker(rule: Rule, other: Rule) -> bool:
    if isinstance(rule.clock, Quota) and isinstance(other.clock, Quota):
        return _asked(rule) < _asked(other)
    before, now = limit_of(other), limit_of(rule)
    if before is None or not other.enforced:
        return False
    if now is None:
        return isinstance(rule.clock, Gate)
    return days_of(now) > days_of(before) * 1.01


def _check_series(alike: Iterable[InForceAt]) -> Iterator[Finding]:
    """A rolling rule beside a series that asks for the same: the earlier due is not handed over."""
    rolling = [one.at for one in alike if isinstance(one.at.rule.clock, Rolling)]
    in_series = [at.rule for at in rolling if at.rule.series != at.rule.id]
    for at in rolling:
        rule = at.rule
        beside = [
            other.series
            for other in in_series
            if other.pack == rule.pack and set(other.conditions) == set(rule.conditions)
        ]
        if beside and rule.series == rule.id:
            yield at.finding(
                "RULE-OUTSIDE-SERIES",
                ("id",),
                f"it asks for what the series `{beside[0]}` asks for, and is not in it",
                f"write `series: {beside[0]}`, so that an earlier due is handed over when the "
                "condition changes",
                "warning",
            )
