"""Comparing two states of one record, value by value: what was set, changed, taken out or moved.

Items of a list are known by their `id`, else by whom they are about, else by what they say; so a
list in another order, like keys in another order, is no difference. Where the order says something
(`x-ordered` in the schema) it is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

from casekit.model.ids import RECORD_ID
from casekit.model.records import FOLDERS
from casekit.records.annotations import find_nodes
from casekit.records.canonical import canonical_json
from casekit.records.document import Keys
from casekit.records.schemas import SchemaSet
from casekit.records.three_ways import is_mapping, is_same


class What(Enum):
    """What was done to a value."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"
    REORDERED = "reordered"


# What tells items apart that have no id of their own.
_ABOUT = ("id", "person", "child", "household", "of", "to", "key")

# Parts of plans and assessments: G1.O2.A1, T1, N2, C1.
_PART = re.compile(r"[A-Z][0-9]{1,2}(?:\.[A-Z][0-9]{1,2})*\Z")


class FieldChange(NamedTuple):
    """One value that differs.

    `keys` lead to it in the newer state, in the older one where it is only there; `steps` are the
    same with the name of each item in the place of its number. A moved item has its old steps in
    `before` and its new ones in `after`.
    """

    what: What
    keys: Keys
    steps: tuple[str, ...]
    before: Any
    after: Any


def compare_data(before: Any, after: Any, kind: str, schemas: SchemaSet) -> list[FieldChange]:
    """Every difference between two states of a record of this kind, in the order of its file."""
    found = list(_Comparison(kind, schemas).compare(before, after, (), ()))
    return list(_join_moves(found))


def without_ids(value: Any) -> Any:
    """What an item says besides how it and its parts are called."""
    if isinstance(value, Mapping):
        return {key: without_ids(part) for key, part in value.items() if key != "id"}
    return [without_ids(part) for part in value] if isinstance(value, list) else value


@dataclass(frozen=True, slots=True)
class _Comparison:
    """A comparison of two states of data of one kind."""

    kind: str
    schemas: SchemaSet

    def compare(
        self, before: Any, after: Any, keys: Keys, steps: tuple[str, ...]
    ) -> Iterator[FieldChange]:
        if is_mapping(before) and is_mapping(after):
            for key in (*after, *(key for key in before if key not in after)):
                place, named = (*keys, key), (*steps, key)
                if key not in before:
                    yield FieldChange(What.ADDED, place, named, None, after[key])
                elif key not in after:
                    yield FieldChange(What.REMOVED, place, named, before[key], None)
                else:
                    yield from self.compare(before[key], after[key], place, named)
        elif isinstance(before, list) and isinstance(after, list):
            found: list[FieldChange] = []
            for one, other in _pair_items(before, after):
                found += self._compare_items(before, after, one, other, keys, steps)
            if not found and not is_same(before, after) and self._is_ordered(keys):
                found.append(FieldChange(What.REORDERED, keys, steps, before, after))
            yield from found
        elif not is_same(before, after):
            yield FieldChange(What.CHANGED, keys, steps, before, after)

    def _compare_items(
        self,
        before: list[Any],
        after: list[Any],
        one: int | None,
        other: int | None,
        keys: Keys,
        steps: tuple[str, ...],
    ) -> Iterator[FieldChange]:
        """What differs between the items at these places, None where one list has none."""
        number = other if other is not None else one
        assert number is not None
        place = (*keys, number)
        item = after[number] if other is not None else before[number]
        named = (*steps, self._name(item, number))
        if one is None:
            yield FieldChange(What.ADDED, place, named, None, item)
        elif other is None:
            yield FieldChange(What.REMOVED, place, named, item, None)
        else:
            yield from self.compare(before[one], item, place, named)

    def _is_ordered(self, keys: Keys) -> bool:
        return any(node.get("x-ordered") for node, _ in find_nodes(self.kind, keys, self.schemas))

    def _name(self, item: Any, number: int) -> str:
        # The agency's own files have ids of workers and the like, which stand in every version.
        if self.kind not in FOLDERS and is_mapping(item) and isinstance(item.get("id"), str):
            return str(item["id"])
        return name_item(item, number)


def _pair_items(
    before: Sequence[Any], after: Sequence[Any]
) -> Iterator[tuple[int | None, int | None]]:
    """The items of two lists that are one and the same, by their places; None: only in the other.

    In the order of the newer list, with what was taken out at the end.
    """
    name = _find_name(before, after)
    pairs: dict[int, int | None] = {}
    gone, new = list(range(len(before))), list(range(len(after)))
    if name is not None:
        older = {item[name]: number for number, item in enumerate(before)}
        newer = {item[name]: number for number, item in enumerate(after)}
        pairs = {number: older[called] for called, number in newer.items() if called in older}
        gone = [number for called, number in older.items() if called not in newer]
        new = [number for called, number in newer.items() if called not in older]
    if name != "id":
        more, gone = _pair_by_content(before, after, gone, new)
        pairs |= more
    for number in range(len(after)):
        yield pairs.get(number), number
    for number in gone:
        yield number, None


def _find_name(before: Sequence[Any], after: Sequence[Any]) -> str | None:
    """The field by which the items of both lists can be told apart, if there is one."""
    if not all(is_mapping(item) for item in (*before, *after)):
        return None
    for name in _ABOUT:
        sides = [[item.get(name) for item in side] for side in (before, after)]
        if all(isinstance(called, str) for side in sides for called in side) and all(
            len(set(side)) == len(side) for side in sides
        ):
            return name
    return None


def _pair_by_content(
    before: Sequence[Any], after: Sequence[Any], gone: list[int], new: list[int]
) -> tuple[dict[int, int], list[int]]:
    """Pair items at these places by what they say; with them the places that stay alone."""
    pairs: dict[int, int] = {}
    older: dict[bytes, list[int]] = {}
    for number in gone:
        older.setdefault(canonical_json(before[number]), []).append(number)
    left: list[int] = []
    for number in new:
        same = older.get(canonical_json(after[number]))
        if same:
            pairs[number] = same.pop(0)
        else:
            left.append(number)
    gone = sorted(number for some in older.values() for number in some)
    # What is left on both sides was changed: those that have most in common first.
    alike = sorted(
        ((_count_common(before[one], after[other]), one, other) for one in gone for other in left),
        key=lambda found: (-found[0], found[1], found[2]),
    )
    for _, one, other in alike:
        if one in gone and other in left:
            pairs[other] = one
            gone.remove(one)
            left.remove(other)
    return pairs, gone


def _count_common(one: Any, other: Any) -> int:
    if not (is_mapping(one) and is_mapping(other)):
        return 0
    return sum(key in other and is_same(value, other[key]) for key, value in one.items())


def name_item(item: Any, number: int) -> str:
    """What an item of a record's list is called: by its id or whom it is about, else by its place.

    What somebody chose names nothing: whom a copy went `to`, or an action called `marie-nights`.
    """
    if is_mapping(item):
        for name in _ABOUT:
            called = item.get(name)
            if isinstance(called, str) and (RECORD_ID.match(called) or _PART.match(called)):
                return called
    return f"{number + 1}"


def _join_moves(found: Sequence[FieldChange]) -> Iterator[FieldChange]:
    """Make one of an item that was taken out in one place and stands in another, word for word."""
    moved: dict[int, int] = {}
    taken: set[int] = set()
    for number, change in enumerate(found):
        if change.what is not What.ADDED or not is_mapping(change.after) or len(change.steps) < 2:
            continue
        for other, gone in enumerate(found):
            if (
                gone.what is What.REMOVED
                and other not in taken
                and len(gone.steps) == len(change.steps)
                and gone.steps[-2] == change.steps[-2]
                and is_mapping(gone.before)
                and is_same(without_ids(gone.before), without_ids(change.after))
            ):
                moved[number] = other
                taken.add(other)
                break
    for number, change in enumerate(found):
        if number in moved:
            gone = found[moved[number]]
            yield FieldChange(
                What.MOVED, change.keys, change.steps, list(gone.steps), list(change.steps)
            )
        elif number not in taken:
            yield change
