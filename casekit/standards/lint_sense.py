"""Rules that can never fire or never be met although each of their words is known, and rules that
do not say where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casekit.model.findings import Finding
from casekit.standards.describing import say_value
from casekit.standards.lint_clocks import check_clock
from casekit.standards.lint_files import PackFile, RuleAt, read_day
from casekit.standards.lint_words import list_asked
from casekit.standards.moments import Birthday, EventMoment, moment_leaves
from casekit.standards.patterns import EACH_CHILD, THE_CHILD, EventPattern, value_fits
from casekit.standards.rules import (
    SURE_ENOUGH,
)
from casekit.standards.vocabulary import Vocabulary

# States of a child in care: they never hold while the track is at home.
_IN_CARE = frozenset(
    {
        "in care",
        "placement",
        "setting",
        "trial home visit",
        "runaway",
        "placed outside the jurisdiction",
    }
)
# What people write where they have nothing to say yet.
_EMPTY = frozenset({"", "-", "?", ".", "none", "n/a", "tbd", "todo", "unknown", "xxx"})


def check_sense(at: RuleAt, words: Vocabulary) -> Iterator[Finding]:
    """Everything that makes a single rule of known words a rule without an effect."""
    yield from _check_conditions(at)
    yield from _check_force(at)
    yield from _check_subject(at, words)
    yield from _check_parts(at)
    yield from _check_seen(at)
    yield from check_clock(at)


def check_origin(file: PackFile, number: int, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Where a rule comes from, how it is read, and whether it may be enforced; by the raw data."""
    name = str(data.get("id", f"number {number + 1}"))
    keys = ("rules", number)
    source = data.get("source")
    source = source if isinstance(source, Mapping) else {}
    for key in ("instrument", "section"):
        if _says_nothing(source.get(key)):
            yield file.finding(
                "RULE-NO-SOURCE",
                (*keys, "source", key),
                f"{name}: the source names no {key}",
                "write the law or manual and its section: a deadline must be found where it stands",
            )
    if _says_nothing(data.get("reading")):
        yield file.finding(
            "RULE-NO-READING",
            (*keys, "reading"),
            f"{name}: it is not said how the rule is read",
            "say in a sentence how you count and what you count: day 0, what meets it, what not",
        )
    verification = str(data.get("verification", "unverified"))
    if verification not in SURE_ENOUGH and data.get("enforce", False):
        yield file.finding(
            "RULE-UNVERIFIED-ENFORCED",
            (*keys, "enforce"),
            f"{name}: it is {verification}, and enforced",
            "write `enforce: false`, or compare it with its text and say `verification: primary`",
        )
    if verification == "not found" and {"within", "every", "each", "total", "due"} & set(data):
        yield file.finding(
            "RULE-LIMIT-NOT-FOUND",
            (*keys, "verification"),
            f"{name}: it has a limit, and says that the limit was not found",
            "use `gate:` while there is no number; a remembered one is `verification: unverified`",
        )


def _says_nothing(text: Any) -> bool:
    return text is None or str(text).strip().casefold().rstrip(".") in _EMPTY


def find_exclusion(conditions: Mapping[str, Any]) -> str | None:
    """The state that never holds while the track of these conditions does; None if all may."""
    track = _as_list(conditions.get("track"))
    if not track or any(value != "at home" for value in track):
        return None
    return next((s for s in sorted(_IN_CARE & set(conditions)) if conditions[s] is not False), None)


def _check_conditions(at: RuleAt) -> Iterator[Finding]:
    state = find_exclusion(at.rule.conditions)
    if state is not None:
        yield at.finding(
            "RULE-CONDITIONS-EXCLUDE",
            ("while", state),
            f"`track: at home` and `{state}` never hold together: a child in care is not at home",
            "leave one of the two out",
        )


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _check_force(at: RuleAt) -> Iterator[Finding]:
    since, until = (read_day(at.data.get(key)) for key in ("effective_from", "effective_to"))
    first, last = at.file.day("effective_from"), at.file.day("effective_to")
    hint = "the days of a rule lie within those of its edition; leave out what the edition says"
    if since and until and since > until:
        yield at.finding(
            "RULE-FORCE-EMPTY",
            ("effective_to",),
            f"it ends on {until}, before it begins on {since}",
            "correct one of the two days",
        )
    elif until and first and until < first:
        yield at.finding(
            "RULE-FORCE-EMPTY",
            ("effective_to",),
            f"it ends on {until}, before its edition begins on {first}",
            hint,
        )
    elif since and last and since > last:
        yield at.finding(
            "RULE-FORCE-EMPTY",
            ("effective_from",),
            f"it begins on {since}, after its edition has ended on {last}",
            hint,
        )


def _check_subject(at: RuleAt, words: Vocabulary) -> Iterator[Finding]:
    """What never concerns the subjects of a rule: they have no birthday, or no children."""
    per = at.rule.per
    moments = [(key, leaf) for key, moment in at.list_moments() for leaf in moment_leaves(moment)]
    if per != "child":
        for key, leaf in moments:
            if isinstance(leaf, Birthday):
                yield at.finding(
                    "RULE-PER-NEVER",
                    (key,),
                    f"it is `per: {per}`, and only a child has a birthday",
                    "write `per: child`",
                )
    if per in ("case", "child") or words.has_children(per):
        return
    for state in at.rule.conditions:
        yield at.finding(
            "RULE-PER-NEVER",
            ("while", state),
            f"a {per} names no children, so `{state}` never holds for one",
            "write `per: child` or `per: case`",
        )
    events = [((key,), leaf.pattern) for key, leaf in moments if isinstance(leaf, EventMoment)]
    asked = list_asked(at.data)
    met_by = [(a.keys, p) for a, p in zip(asked, at.rule.met_by, strict=True)]
    for keys, pattern in [*events, *met_by]:
        kinds = words.events.get(pattern.event, ())
        if pattern.all_of or pattern.any_of:
            yield at.finding(
                "RULE-PER-NEVER",
                (*keys, "with"),
                f"a {per} names no children, so nobody of their families is known for it",
                "write `per: child` or `per: case`",
            )
        elif kinds and not any(_may_concern(kind, per, words) for kind in kinds):
            yield at.finding(
                "RULE-PER-NEVER",
                keys,
                f"`{pattern.event}` concerns children and never a {per}",
                "write `per: child` or `per: case`",
            )


def _may_concern(kind: str, per: str, words: Vocabulary) -> bool:
    return kind == per or words.refers_to(kind, per) or not words.always_names_children(kind)


def _check_parts(at: RuleAt) -> Iterator[Finding]:
    """A part takes the place of what the pattern asks under the same name, so it must lie in it."""
    for number, part in enumerate(at.rule.parts):
        for key, wanted in part.where.items():
            fitting = (key not in p.where or lies_in(wanted, p.where[key]) for p in at.rule.met_by)
            if at.rule.met_by and not any(fitting):
                asked = at.rule.met_by[0].where[key]
                yield at.finding(
                    "RULE-PART-CONTRADICTS",
                    ("of which", number, "where", key),
                    f"`met by` asks for `{key}: {say_value(asked)}`, and the part for "
                    f"`{key}: {say_value(wanted)}`",
                    "a part may narrow what meets the rule, not change it",
                )


def _check_seen(at: RuleAt) -> Iterator[Finding]:
    """A child takes part in a contact by being seen: not by telephone, and not in an attempt."""
    asked = list_asked(at.data)
    for one, pattern in zip(asked, at.rule.met_by, strict=True):
        if word := _why_unseen(pattern):
            yield at.finding("RULE-NEVER-SEEN", one.keys, _UNSEEN.format(word), _SEEN)
    for number, part in enumerate(at.rule.parts):
        words = [_why_unseen(pattern) for pattern in part.met_by]
        if words and all(words) and not any(map(_why_unseen, at.rule.met_by)):
            keys = ("of which", number, "where")
            yield at.finding("RULE-NEVER-SEEN", keys, _UNSEEN.format(words[0]), _SEEN)


_UNSEEN = "with `{}` no child is ever seen, so nothing fits"
_SEEN = "a child takes part only where somebody saw it in person: leave `with` out, or change that"


def _why_unseen(pattern: EventPattern) -> str:
    """The word by which a contact with the child never comes about; empty where it may."""
    the_child = {THE_CHILD, EACH_CHILD}
    needed = set(pattern.all_of) & the_child or (
        bool(pattern.any_of) and set(pattern.any_of) <= the_child
    )
    if pattern.event != "contact" or not needed:
        return ""
    for key, wanted in (("mode", "in person"), ("made", "completed")):
        if key in pattern.where and wanted not in _as_list(pattern.where[key]):
            return f"{key}: {say_value(pattern.where[key])}"
    return ""


def lies_in(wanted: Any, whole: Any) -> bool:
    """Whether all that fits one wish also fits another."""
    if isinstance(wanted, Mapping) or isinstance(whole, Mapping):
        return _range_lies_in(wanted, whole)
    return all(value_fits(whole, item) for item in _as_list(wanted))


def _range_lies_in(wanted: Any, whole: Any) -> bool:
    if not isinstance(whole, Mapping):
        return bool(wanted == whole)
    if not isinstance(wanted, Mapping):
        return all(value_fits(whole, item) for item in _as_list(wanted))
    none = float("inf")
    return bool(
        wanted.get("at least", -none) >= whole.get("at least", -none)
        and wanted.get("under", none) <= whole.get("under", none)
    )
