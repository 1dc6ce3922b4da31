"""What a record, a person, a field and a value are called when a change is told.

A forge keeps what it is shown. So people are told by their part in the case and their id, and free
text, names, birth dates, addresses and phones by nothing but that they changed; unless `names` says
that whoever reads may see them. A sealed value stays sealed either way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casekit.difference.fields import FieldChange
from casekit.model.records import FOLDERS, Case, Record
from casekit.records.annotations import find_nodes
from casekit.records.document import Keys
from casekit.records.schemas import SchemaSet
from casekit.records.sealing import is_sealed
from casekit.records.three_ways import ABSENT, show_value

# Kinds that a caseworker calls by another name than the file does.
_KINDS = {
    "case": "case file",
    "progress": "progress note",
    "assignment": "assignment of a worker",
    "risk": "decision on risk",
    "track": "decision on the track",
    "screening": "screening decision",
    "family-time": "family time agreement",
    "health": "health record",
    "education": "education record",
    "home-considered": "home that was considered",
    "release": "release of a value",
    "handover": "hand-over of a document",
    "tombstone": "state of the case file",
    "agency": "agency",
}
_FIELDS = {
    "who": "responsible person",
    "due_on": "due day",
    "occurred_on": "day",
    "occurred_at": "moment",
    "voided": "withdrawal",
    "for": "people it is for",
    "with": "people it was with",
    "only_for": "narrower readers",
    "memberships": "household memberships",
    "same_person": "ids elsewhere",
}
# One item of a list whose name is more than that with an s.
_ITEMS = {
    "who": "responsible person",
    "for": "person it is for",
    "with": "person it was with",
    "only_for": "narrower reader",
    "memberships": "household membership",
    "same_person": "id elsewhere",
    "copies": "copy",
    "child_views": "child's view",
    "people": "person",
    "children": "child",
}
_REFERENCES = frozenset({"person", "worker"})
_PLAIN_FORMATS = frozenset({"date", "date-time"})
_PLAIN_TYPES = frozenset({"integer", "number", "boolean"})
# Definitions whose values are codes of the agency's or ours, whoever reads them.
_PLAIN = frozenset(
    (
        *("recordId", "workerId", "caseNumber", "date", "dateTime", "duration"),
        *("threatId", "needId", "causeId", "goalId", "objectiveId", "activityId", "planItemId"),
    )
)
_SHOWN_FIELDS = 3


def say_kind(kind: str) -> str:
    """The kind of a record in words, such as `safety plan` for a plan only where it says so."""
    return _KINDS.get(kind, kind.replace("-", " "))


def say_field(name: str) -> str:
    """A field as a noun: `target_date` is the target date."""
    return _FIELDS.get(name, name.replace("_", " "))


def say_item(name: str) -> str:
    """One item of a list by the name of the list: an objective of `objectives`."""
    if name in _ITEMS:
        return _ITEMS[name]
    word = name.replace("_", " ")
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word.removesuffix("s") if not word.endswith("ss") else word


@dataclass(frozen=True)
class Speaker:
    """Tells changes of one case; `names` says whether names and free texts may be read."""

    case: Case
    schemas: SchemaSet
    names: bool = False

    def person(self, person_id: str) -> str:
        """A person by their part in the case and their id, or as they are called."""
        person = self.case.person(person_id)
        if person is None:
            return person_id
        return person.called if self.names else f"{person.role} {person_id}"

    def record(self, record: Record) -> str:
        """A record by its kind, its day and its id, such as `contact of 2026-03-04 (...)`."""
        if record.kind == "person":
            return self.person(record.id) if self.case.person(record.id) else f"person {record.id}"
        what = say_kind(record.kind)
        if record.kind == "plan":
            what = f"{record.data['kind']} plan"
        if record.kind == "assessment":
            what = f"{record.data['instrument']} assessment"
        if record.kind == "case":
            return what
        if record.kind in ("household", "tombstone"):
            return f"{what} {record.id}"
        if record.kind not in FOLDERS:
            return record.path
        return f"{what} of {record.occurred.day} ({record.id})"

    def summary(self, record: Record) -> str:
        """What a record says in a few of its fields that anybody may see who sees the change."""
        told = []
        for key, value in record.data.items():
            if key in ("schema", "id", "occurred_on", "occurred_at", "recorded_at", "recorded_by"):
                continue
            if key in ("kind", "instrument") and record.kind in ("plan", "assessment"):
                continue
            nodes = find_nodes(record.kind, (key,), self.schemas)
            if key == "approves":
                found = [self.case.find(one) for one in value]
                told.append(", ".join(self.record(one) for one in found if one is not None))
            elif isinstance(value, str) and _is_choice(nodes):
                told.append(
                    value if key in ("kind", "status", "result") else self._pair(key, value)
                )
            elif isinstance(value, bool) or (isinstance(value, str) and _is_worker(nodes)):
                told.append(self._pair(key, self.value(record.kind, (key,), value)))
            elif key == "children":
                told.append(", ".join(self.person(child) for child in value))
            if len(told) == _SHOWN_FIELDS:
                break
        return "; ".join(told)

    @staticmethod
    def _pair(key: str, value: str) -> str:
        return f"{say_field(key)}: {value}"

    def is_shown(self, kind: str, keys: Keys, value: Any) -> bool:
        """Whether a value itself may be told, and not only that it changed."""
        return not is_sealed(value) and (self.names or self.is_code(kind, keys, value))

    def is_code(self, kind: str, keys: Keys, value: Any) -> bool:
        """Whether a value is a choice, a day, a number or an id: no name, and no description."""
        if is_sealed(value):
            return False
        if isinstance(value, Mapping):
            return all(self.is_code(kind, (*keys, key), part) for key, part in value.items())
        if isinstance(value, list):
            return all(self.is_code(kind, (*keys, n), part) for n, part in enumerate(value))
        nodes = find_nodes(kind, keys, self.schemas)
        if any("x-trace" in node or "x-class" in node for node, _ in nodes):
            return False
        return any(_is_plain(node) for node, _ in nodes) or _refers(nodes) in _REFERENCES

    def value(self, kind: str, keys: Keys, value: Any, beside: Any = ABSENT) -> str:
        """A value in words: of people the part in the case, of what is not to be seen nothing."""
        if value is None or value is ABSENT:
            return "nothing"
        if is_sealed(value):
            return "a sealed value"
        if not self.is_shown(kind, keys, value):
            return "a text"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            parts = (self.value(kind, (*keys, n), part) for n, part in enumerate(value))
            return ", ".join(parts) or "none"
        if isinstance(value, Mapping):
            return ", ".join(
                f"{say_field(key)}: {self.value(kind, (*keys, key), part)}"
                for key, part in value.items()
            )
        if _refers(find_nodes(kind, keys, self.schemas)) == "person":
            return self.person(str(value))
        if isinstance(value, str) and any(
            _is_plain(node) for node, _ in find_nodes(kind, keys, self.schemas)
        ):
            return value
        other = ABSENT if beside is None else beside
        return show_value(value, other).replace("`", '"')

    def place(self, change: FieldChange) -> str:
        """The items and groups that a change lies in: `objective G1.O2`, `birth`, or nothing."""
        told: list[str] = []
        last = ""
        for number in range(len(change.keys) - 1):
            if isinstance(change.keys[number], int):
                called = change.steps[number]
                # G1.O2 says by itself that it is of G1.
                if last and called.startswith(f"{last}."):
                    told.pop()
                told.append(self.item(change.steps[number - 1], called))
                last = called
            elif not isinstance(change.keys[number + 1], int):
                told.append(say_field(change.steps[number]))
        return ", ".join(told)

    def item(self, listed: str, called: str) -> str:
        """An item of a list by its name: `objective G1.O2`, or its number."""
        what = say_item(listed)
        if self.case.person(called) is not None:
            return f"{what} of {self.person(called)}"
        return f"{what} {called}" if not called.isdigit() else f"{what} no. {called}"


def _is_plain(node: Mapping[str, Any]) -> bool:
    if "enum" in node or "const" in node:
        return True
    reference = str(node.get("$ref", "")).rpartition("/")[2]
    return (
        reference in _PLAIN
        or node.get("format") in _PLAIN_FORMATS
        or node.get("type") in _PLAIN_TYPES
    )


def _is_choice(nodes: list[Any]) -> bool:
    return any("enum" in node for node, _ in nodes)


def _is_worker(nodes: list[Any]) -> bool:
    return _refers(nodes) == "worker"


def _refers(nodes: list[Any]) -> str:
    return next((str(node["x-refers-to"]) for node, _ in nodes if "x-refers-to" in node), "")
