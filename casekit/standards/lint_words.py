"""Words that no record of casekit can say: a rule that asks for one never fires, or is never met.

The data of a pack is walked as it was written, so that every finding has its line.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from casekit.model.findings import Finding
from casekit.records.document import Keys
from casekit.records.schemas import suggest
from casekit.standards.lint_files import PackFile, RuleAt
from casekit.standards.moments import BIRTHDAY, EDGE, OFFSET
from casekit.standards.patterns import ROLES
from casekit.standards.vocabulary import PEOPLE, STAFF, WITH_PEOPLE, Vocabulary

MOMENT_KEYS = ("from", "due", "opens", "counting from")


class Asked(NamedTuple):
    """An event pattern as somebody wrote it, and where."""

    data: Mapping[str, Any]
    keys: Keys


def check_words(file: PackFile, words: Vocabulary) -> Iterator[Finding]:
    """Every event, state, attribute and value under `define:` that no record gives."""
    for name, moment in file.define.items():
        for fault in _check_moment(moment, ("define", name), file, words):
            yield file.finding(*fault)


def check_rule_words(at: RuleAt, words: Vocabulary) -> Iterator[Finding]:
    """The same in a rule, and its conditions and what meets it."""
    for fault in _faults_of_rule(at, words):
        yield at.finding(*fault)


Fault = tuple[str, Keys, str, str]


def _faults_of_rule(at: RuleAt, words: Vocabulary) -> Iterator[Fault]:
    for key in MOMENT_KEYS:
        if key in at.data and at.data[key] != "last":
            yield from _check_moment(at.data[key], (key,), at.file, words)
    for asked in list_asked(at.data):
        yield from _check_pattern(asked.data, asked.keys, words)
    for number, part in enumerate(at.data.get("of which", ())):
        yield from _check_part(at, number, part, words)
    for number, state in enumerate(at.data.get("not counting", ())):
        yield from _check_state(state, ("not counting", number), words.states)
    for state, wanted in at.data.get("while", {}).items():
        yield from _check_condition(state, wanted, words)
    within = at.data.get("within")
    if isinstance(within, Mapping):
        yield from _check_decided(within, at.file, words)


def list_asked(data: Mapping[str, Any]) -> list[Asked]:
    """The event patterns under `met by`, each with its place."""
    met_by = data.get("met by")
    if isinstance(met_by, list):
        return [Asked(_as_pattern(p), ("met by", n)) for n, p in enumerate(met_by)]
    return [Asked(_as_pattern(met_by), ("met by",))] if met_by is not None else []


def _as_pattern(data: Any) -> Mapping[str, Any]:
    return data if isinstance(data, Mapping) else {"event": data}


def _check_moment(data: Any, keys: Keys, file: PackFile, words: Vocabulary) -> Iterator[Fault]:
    if isinstance(data, Mapping):
        for which in ("first of", "last of"):
            for number, item in enumerate(data.get(which, ())):
                yield from _check_moment(item, (*keys, which, number), file, words)
        if "event" in data:
            yield from _check_pattern(data, keys, words)
        return
    text = str(data)
    while match := OFFSET.match(text):
        text = match[3]
    if text in file.define or BIRTHDAY.match(text):
        return
    if match := EDGE.match(text):
        yield from _check_state(match[1], keys, words.states)
        return
    yield from _check_event(text, keys, [*words.events, *file.define])


def _check_event(name: Any, keys: Keys, known: Collection[str]) -> Iterator[Fault]:
    if name not in known:
        yield (
            "RULE-EVENT-UNKNOWN",
            keys,
            f"no record gives an event `{name}`, so this never comes",
            suggest(str(name), known, "events"),
        )


def _check_state(name: Any, keys: Keys, known: Mapping[str, Any]) -> Iterator[Fault]:
    if name not in known:
        yield (
            "RULE-STATE-UNKNOWN",
            keys,
            f"no record gives a state `{name}`, so it neither starts, ends nor holds",
            suggest(str(name), known, "states"),
        )


def _check_condition(state: str, wanted: Any, words: Vocabulary) -> Iterator[Fault]:
    keys: Keys = ("while", state)
    if state == "age":
        yield from _check_range(wanted, keys)
        return
    if state not in words.states:
        yield from _check_state(state, keys, words.states)
        return
    if wanted is False:
        yield (
            "RULE-STATE-FALSE",
            keys,
            f"`{state}: false` never holds: a record says that it is so, or nothing",
            "say what holds instead, for example `track: at home` for a child who is not in care",
        )
    elif not words.states[state].has(wanted):
        yield _unknown_value(state, wanted, words.states[state].describe(), keys)


def _check_pattern(data: Mapping[str, Any], keys: Keys, words: Vocabulary) -> Iterator[Fault]:
    event = str(data.get("event"))
    if event not in words.events:
        place = (*keys, "event") if "event" in data else keys
        yield from _check_event(event, place, words.events)
        return
    for key, wanted in data.get("where", {}).items():
        yield from _check_attribute(event, key, wanted, (*keys, "where", key), words)
    for which, roles in data.get("with", {}).items():
        yield from _check_people(event, roles, (*keys, "with", which), which == "all")


def _check_people(event: str, roles: Any, keys: Keys, needs_all: bool) -> Iterator[Fault]:
    if event not in WITH_PEOPLE:
        yield (
            "RULE-NOBODY-THERE",
            keys,
            f"the records of `{event}` do not say who took part, so nobody ever did",
            "only a contact does; leave `with` out",
        )
        return
    staff = [role for role in roles if role in STAFF]
    if staff and (needs_all or len(staff) == len(roles)):
        yield (
            "RULE-NOBODY-THERE",
            keys,
            f"a contact names the family and carers who took part, never the {staff[0]}",
            f"write `where: {{by: {staff[0]}}}`; `with` knows {', '.join(sorted(PEOPLE))}",
        )


def _check_attribute(
    event: str, key: str, wanted: Any, keys: Keys, words: Vocabulary
) -> Iterator[Fault]:
    known = words.attributes(event)
    if key not in known:
        yield (
            "RULE-ATTRIBUTE-UNKNOWN",
            keys,
            f"no record of `{event}` says `{key}`, so no event fits",
            suggest(key, known, f"attributes of `{event}`"),
        )
        return
    if isinstance(wanted, Mapping):
        yield from _check_range(wanted, keys)
    values = known[key]
    listed = wanted if isinstance(wanted, list) else [wanted]
    if key != "by" and values.workers and any(one in ROLES for one in listed):
        yield (
            "RULE-VALUE-UNKNOWN",
            keys,
            f"`{key}` holds the id of a worker, and only `by` is asked for a role",
            "write `by:` if the record has it",
        )
    elif not values.has(wanted):
        yield _unknown_value(key, wanted, values.describe(), keys)


def _check_part(
    at: RuleAt, number: int, part: Mapping[str, Any], words: Vocabulary
) -> Iterator[Fault]:
    """A part must fit one of the patterns: another one may lack what it asks for."""
    keys: Keys = ("of which", number, "where")
    faults = [
        [
            fault
            for key, wanted in part.get("where", {}).items()
            for fault in _check_attribute(event, key, wanted, (*keys, key), words)
        ]
        for event in (str(asked.data.get("event")) for asked in list_asked(at.data))
        if event in words.events
    ]
    if faults and all(faults):
        yield from min(faults, key=len)


def _check_range(wanted: Any, keys: Keys) -> Iterator[Fault]:
    if not isinstance(wanted, Mapping):
        return
    under, at_least = wanted.get("under"), wanted.get("at least")
    if under == 0 or (under is not None and at_least is not None and at_least >= under):
        yield (
            "RULE-RANGE-EMPTY",
            keys,
            f"nothing is {'at least ' + str(at_least) + ' and ' if at_least is not None else ''}"
            f"under {under}",
            "`under` is the first number that is too high: {at least: 14, under: 18}",
        )


def _check_decided(within: Mapping[str, Any], file: PackFile, words: Vocabulary) -> Iterator[Fault]:
    name = within.get("decided in")
    pattern = _as_pattern(file.define.get(str(name), name))
    event, field = str(pattern.get("event")), str(within.get("field"))
    if event not in words.events:
        if name not in file.define:
            yield from _check_event(event, ("within", "decided in"), [*words.events, *file.define])
        return
    known = words.attributes(event)
    if field not in known:
        yield (
            "RULE-ATTRIBUTE-UNKNOWN",
            ("within", "field"),
            f"no record of `{event}` says `{field}`, so no length is ever found",
            suggest(field, known, f"attributes of `{event}`"),
        )
        return
    for word in within.get("table", {}):
        if not known[field].has(word):
            yield _unknown_value(field, word, known[field].describe(), ("within", "table", word))


def _unknown_value(key: str, wanted: Any, possible: str, keys: Keys) -> Fault:
    listed = wanted if isinstance(wanted, list) else [wanted]
    shown = ", ".join(str(one).lower() if isinstance(one, bool) else str(one) for one in listed)
    return (
        "RULE-VALUE-UNKNOWN",
        keys,
        f"`{key}` is never `{shown}`",
        f"it can be: {possible}",
    )
