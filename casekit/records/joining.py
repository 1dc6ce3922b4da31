"""Joining what two sides made of one record, with what it was before both.

What only one side changed is taken as it is, wherever it stands, also in lists whose items have
ids, added to, taken from or put in another order. Where both changed the same place, somebody
decides. Of lists without ids only what was added on both sides is joined; else they are one value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from casekit.records.document import Keys
from casekit.records.three_ways import (
    ABSENT,
    UNKNOWN,
    find_added,
    is_mapping,
    is_missing,
    is_same,
    items_by_id,
)

_NUMBERED = re.compile(r"(.*?)([0-9]+)\Z", re.DOTALL)
What = Literal["value", "same id", "order"]
Decision = tuple[Any, ...]
Place = tuple[What, str, Keys]


@dataclass(frozen=True, slots=True)
class Collision:
    """One place that both sides changed, or added under one id; `order` is that of a list's items.

    `name` says the place by the ids of items: `G1.O2.target_date`. Of an order the values are the
    ids. A value is ABSENT where a side has none, `before` UNKNOWN where it cannot be read.
    """

    what: What
    name: str
    keys: Keys
    before: Any
    here: Any
    there: Any

    @property
    def place(self) -> Place:
        """What tells it from every other collision of its record."""
        return self.what, self.name, self.keys


# What is to stand at the place: nothing, one value, or of one id both items, the second renumbered.
Decide = Callable[[Collision], Decision]


def join_sides(base: Any, here: Any, there: Any, decide: Decide) -> Any:
    """The record that holds the edits of both sides, and what was decided where they collide.

    `base` is ABSENT where both sides added the record, UNKNOWN where it cannot be read.
    """
    (joined,) = _join(base, here, there, (), "", decide)
    return joined


def _join(base: Any, here: Any, there: Any, at: Keys, name: str, decide: Decide) -> Decision:
    if is_same(here, there) or is_same(base, there):
        return _one(here)
    if is_same(base, here):
        return _one(there)
    if is_mapping(here) and is_mapping(there) and (is_mapping(base) or is_missing(base)):
        if base is ABSENT and at:
            return _join_new(here, there, at, name, decide, "value")
        return (_join_mappings(base, here, there, at, name, decide),)
    if isinstance(here, list) and isinstance(there, list):
        sides = [items_by_id(side) for side in (base, here, there)]
        if None not in sides:
            return (_join_items(sides, base is UNKNOWN, at, name, decide),)
        added = _join_added(base, here, there)
        if added is not None:
            return (added,)
    return decide(Collision("value", name, at, base, here, there))


def _one(value: Any) -> Decision:
    return () if is_missing(value) else (value,)


def _join_mappings(
    base: Any,
    here: Mapping[str, Any],
    there: Mapping[str, Any],
    at: Keys,
    name: str,
    decide: Decide,
) -> dict[str, Any]:
    joined: dict[str, Any] = {}
    for key in _weave(list(here), list(there)):
        was = base if is_missing(base) else base.get(key, ABSENT)
        sides = was, here.get(key, ABSENT), there.get(key, ABSENT)
        for value in _join(*sides, (*at, key), f"{name}.{key}" if name else key, decide):
            joined[key] = value
    return joined


def _join_items(
    sides: Sequence[Any], unknown: bool, at: Keys, name: str, decide: Decide
) -> list[Any]:
    base, here, there = sides
    joined: dict[str, Decision] = {}
    for one in _order(list(base), list(here), list(there), at, name, decide):
        _, was = base.get(one, (0, UNKNOWN if unknown else ABSENT))
        number, mine = here.get(one, (0, ABSENT))
        other, theirs = there.get(one, (0, ABSENT))
        keys = (*at, number if one in here else other)
        if was is ABSENT and mine is not ABSENT and theirs is not ABSENT:
            joined[one] = _join_new(mine, theirs, keys, one, decide, "same id")
        else:
            joined[one] = _join(was, mine, theirs, keys, one, decide)
    taken = {*base, *here, *there}
    found: list[Any] = []
    for items in joined.values():
        found += items[:1]
        for item in items[1:]:
            free = _next_free(str(item["id"]), taken)
            taken.add(free)
            found.append(_renumber(item, str(item["id"]), free))
    return found


def _join_new(
    mine: Any, theirs: Any, keys: Keys, name: str, decide: Decide, what: What
) -> Decision:
    """What both added in one place: one thing only where nothing in it collides.

    Of two withdrawals nobody may make a third, by one person and for the reason of another.
    """
    if is_same(mine, theirs):
        return (mine,)
    collides: list[Collision] = []

    def note(collision: Collision) -> Decision:
        collides.append(collision)
        return ()

    if not is_mapping(mine) or not is_mapping(theirs):
        return decide(Collision(what, name, keys, ABSENT, mine, theirs))
    joined = _join_mappings(ABSENT, mine, theirs, keys, name, note)
    return decide(Collision(what, name, keys, ABSENT, mine, theirs)) if collides else (joined,)


def _order(
    base: list[str], here: list[str], there: list[str], at: Keys, name: str, decide: Decide
) -> list[str]:
    """The ids in the order of whichever side moved them, what only the other has put among them."""

    def common(side: list[str], other: list[str]) -> list[str]:
        return [one for one in side if one in other]

    mine, theirs = common(here, there), common(there, here)
    if mine == theirs:
        return _weave(here, there)
    known = [one for one in base if one in mine]
    if [one for one in mine if one in known] == known:
        return _weave(there, here)
    if [one for one in theirs if one in known] == known:
        return _weave(here, there)
    collision = Collision("order", f"{name}.order", at, known, mine, theirs)
    (decided,) = decide(collision)
    return _weave(here, there) if decided == mine else _weave(there, here)


def _weave(first: list[str], second: list[str]) -> list[str]:
    """The names of the first in their order; each that only the second has behind its neighbour."""
    woven = list(first)
    behind = 0
    for name in second:
        if name in woven:
            behind = woven.index(name) + 1
        else:
            woven.insert(behind, name)
            behind += 1
    return woven


def _join_added(base: Any, here: list[Any], there: list[Any]) -> list[Any] | None:
    """A list that both sides only added to; None where either did something else."""
    before = [] if base is ABSENT else base
    if not isinstance(before, list):
        return None
    mine, theirs = find_added(before, here), find_added(before, there)
    if mine is None or theirs is None:
        return None
    new = [there[n] for n in theirs if not any(is_same(there[n], here[m]) for m in mine)]
    return [*here, *new]


def join_lists(here: list[Any], there: list[Any]) -> list[Any]:
    """What both lists have, each item once."""
    return [*here, *(item for item in there if not any(is_same(item, one) for one in here))]


def _next_free(name: str, taken: set[str]) -> str:
    match = _NUMBERED.match(name)
    stem, number = (match[1], int(match[2])) if match else (f"{name}-", 1)
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def _renumber(value: Any, old: str, new: str) -> Any:
    """An item under another id; the ids of what is in it begin with its own."""
    if isinstance(value, dict):
        return {
            key: _rename(child, old, new) if key == "id" else _renumber(child, old, new)
            for key, child in value.items()
        }
    return [_renumber(child, old, new) for child in value] if isinstance(value, list) else value


def _rename(name: Any, old: str, new: str) -> Any:
    is_inside = isinstance(name, str) and (name == old or name.startswith(f"{old}."))
    return f"{new}{name[len(old) :]}" if is_inside else name
