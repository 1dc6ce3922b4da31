"""What the records of casekit can say: which events, with which attributes, and which states.

Read from the schemas of the records, so that a rule that asks for a word which no record has is
found before it silently never fires.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from casekit.model.events import (
    ASKED_EVENTS,
    DERIVED_ATTRIBUTES,
    EXTRA_EVENT_KINDS,
    ORDER_DUTY,
    PLAIN_EVENTS,
    SKIPPED_FIELDS,
)
from casekit.model.schedules import PLANNED_CONTACT
from casekit.model.state_names import STATE_FIELDS, STATE_WORDS, TRUE_STATES
from casekit.records.annotations import find_nodes
from casekit.records.document import Keys
from casekit.records.schemas import SchemaSet
from casekit.standards.patterns import EACH_CHILD, ROLES, THE_CHILD

# Kinds whose events know who took part.
WITH_PEOPLE = frozenset({"contact", "household changed"})
# Of those who take part, contacts name the people of the case; workers stand under `by`.
STAFF = frozenset({"case manager", "supervisor", "worker"})
PEOPLE = frozenset(ROLES) - STAFF | {THE_CHILD, EACH_CHILD}


class Values(NamedTuple):
    """What an attribute can be: one of some words, or of a type; `is_open` for any text.

    `workers` when it names somebody of the staff, so that a role may stand for it.
    """

    words: frozenset[str] = frozenset()
    is_open: bool = False
    truth: bool = False
    number: bool = False
    workers: bool = False

    def has(self, wanted: Any) -> bool:
        """Whether some value can be what a rule asks for; of a list, whether each one can."""
        if isinstance(wanted, list | tuple):
            return bool(wanted) and all(self.has(item) for item in wanted)
        if isinstance(wanted, Mapping):
            return self.number
        if isinstance(wanted, bool):
            return self.truth
        if isinstance(wanted, int | float):
            return self.number
        if self.workers:
            return wanted in ROLES or " " not in str(wanted)
        return self.is_open or wanted in self.words

    def describe(self) -> str:
        """What can stand there, in words."""
        if self.workers:
            return ", ".join(sorted(STAFF)) + ", or the id of a worker"
        if self.words:
            return ", ".join(sorted(self.words))
        if self.truth:
            return "true or false"
        if self.number:
            return "a whole number, or a range such as {under: 5}"
        return "any text" if self.is_open else "nothing that a rule could ask for"


class Vocabulary:
    """The words that rules can use, by the schemas of the records."""

    def __init__(self, schemas: SchemaSet) -> None:
        self._schemas = schemas
        self._attributes: dict[str, Mapping[str, Values]] = {}

    @cached_property
    def events(self) -> Mapping[str, tuple[str, ...]]:
        """Every event that a record can give, and the kinds of record that give it."""
        own = [*PLAIN_EVENTS.items(), *ASKED_EVENTS.items()]
        return {**{event: (kind,) for kind, event in own}, **EXTRA_EVENT_KINDS}

    def attributes(self, event: str) -> Mapping[str, Values]:
        """What may be asked of an event under `where`, and what it can be."""
        if event not in self._attributes:
            found: dict[str, Values] = {}
            if event not in EXTRA_EVENT_KINDS:
                for kind in self.events[event]:
                    found |= self._read_attributes(kind)
            for name, words in DERIVED_ATTRIBUTES.get(event, {}).items():
                found[name] = self._derived(words)
            # Whatever happens, the children whom it concerns have an age.
            found["age"] = Values(number=True)
            self._attributes[event] = found
        return self._attributes[event]

    def _derived(self, words: Any) -> Values:
        if words is None:
            return Values(truth=True)
        if isinstance(words, str):
            return self._read_path(words)
        return Values(frozenset(words))

    def _fields(self, kinds: Iterable[str]) -> frozenset[str]:
        return frozenset(f for kind in kinds for f in self._schemas.get(kind)["properties"])

    def _read_attributes(self, kind: str) -> dict[str, Values]:
        fields = self._schemas.get(kind)["properties"]
        return {
            field.replace("_", " "): self._read_values(kind, field)
            for field in fields
            if field not in SKIPPED_FIELDS
        }

    def _read_path(self, path: str) -> Values:
        """What a field holds: `kind.field`, or `kind.list.field` for the items of a list."""
        kind, *fields = path.split(".")
        keys: Keys = ()
        for field in fields[:-1]:
            keys = (*keys, field, 0)
        return self._read_values(kind, fields[-1], keys)

    def _read_values(self, kind: str, field: str, above: Keys = ()) -> Values:
        nodes = find_nodes(kind, (*above, field), self._schemas)
        if any(node.get("type") == "array" for node, _ in nodes):
            nodes = find_nodes(kind, (*above, field, 0), self._schemas)
        words = frozenset(w for node, _ in nodes for w in _list_words(node))
        types = {t for node, _ in nodes for t in _list_types(node)}
        refers = {node.get("x-refers-to") for node, _ in nodes}
        return Values(
            words=words,
            is_open="string" in types and not words,
            truth="boolean" in types,
            number=bool(types & {"integer", "number"}),
            workers="worker" in refers,
        )

    @cached_property
    def states(self) -> Mapping[str, Values]:
        """Every state that the records can give, and what it can be."""
        found = {state: Values(truth=True) for state in TRUE_STATES}
        for state, fields in STATE_FIELDS.items():
            words = frozenset(STATE_WORDS.get(state, ()))
            for path in fields:
                words |= self._read_path(path).words
            found[state] = Values(words, is_open=not words)
        for kind in sorted(self._read_values("plan", "kind").words):
            found[f"under a {kind} plan"] = Values(truth=True)
            found[f"{kind} plan in force"] = Values(is_open=True)
        for role in sorted(self._staff_roles()):
            found.setdefault(role, Values(is_open=True))
        return found

    def _staff_roles(self) -> frozenset[str]:
        nodes = find_nodes("agency", ("people", 0, "roles", 0), self._schemas)
        return frozenset(w for node, _ in nodes for w in _list_words(node))

    def has_children(self, per: str) -> bool:
        """Whether what a rule is `per:` names the children that it concerns."""
        return "children" in self._fields([_kind_of(per)])

    def always_names_children(self, kind: str) -> bool:
        """Whether each record of the kind names children, so that it concerns nobody else."""
        return "children" in self._schemas.get(kind)["required"]

    def refers_to(self, kind: str, other: str) -> bool:
        """Whether a record of a kind can speak of one of another kind."""
        fields = self._fields([kind])
        other = _kind_of(other)
        return bool({other, f"{other}s", "record", "approves", "notice"} & fields)


def _kind_of(per: str) -> str:
    """The kind of record that a rule's subject stands in: the duty of an order in the order."""
    return {ORDER_DUTY: "order", PLANNED_CONTACT: "appointment"}.get(per, per)


def _list_words(node: Mapping[str, Any]) -> Iterable[str]:
    if "const" in node:
        return [str(node["const"])]
    return [str(word) for word in node.get("enum", ())]


def _list_types(node: Mapping[str, Any]) -> Iterable[str]:
    types = node.get("type", ())
    return [types] if isinstance(types, str) else types
