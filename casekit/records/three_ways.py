"""Comparing what two sides made of one record, field by field, with what it was before both.

Items of a list are known by their `id` where they have one, as goals, objectives and activities
do; else by their place. Items that were only added to a list contradict nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from casekit.records.document import Keys
from casekit.records.sealing import is_sealed
from casekit.records.writing import render_inline

# So much of a value is shown of each side: enough to tell which is right.
SHOWN_CHARACTERS = 60
_BEFORE_DIFFERENCE = 20


class Missing(Enum):
    """Why there is no value: the side has none, or what was there before cannot be told."""

    ABSENT = "absent"
    UNKNOWN = "unknown"


ABSENT, UNKNOWN = Missing.ABSENT, Missing.UNKNOWN
Kind = Literal["collision", "same id", "here", "there"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place at which two sides differ.

    A collision when both changed it, `same id` when both added an item under one id and say other
    things of it; else the side that alone changed it. The keys lead to the value as each side
    counts its lists.
    """

    kind: Kind
    here_keys: Keys
    there_keys: Keys
    before: Any
    here: Any
    there: Any

    @property
    def keys(self) -> Keys:
        """The keys of the value here, or on the other side where it is only there."""
        return self.there_keys if self.here is ABSENT else self.here_keys


def compare_sides(base: Any, here: Any, there: Any) -> tuple[Difference, ...]:
    """Every difference between two sides, in the order of the file here.

    `base` is ABSENT where both sides added the record, UNKNOWN where it cannot be read: then each
    difference is a collision.
    """
    return tuple(_compare(base, here, there, (), ()))


def _compare(base: Any, here: Any, there: Any, at: Keys, other: Keys) -> Iterator[Difference]:
    if is_same(here, there):
        return
    if is_mapping(here) and is_mapping(there) and (is_mapping(base) or is_missing(base)):
        for key in (*here, *(key for key in there if key not in here)):
            was, one, two = (_get(side, key) for side in (base, here, there))
            yield from _compare(was, one, two, (*at, key), (*other, key))
    elif isinstance(here, list) and isinstance(there, list):
        items = [items_by_id(side) for side in (base, here, there)]
        if None in items:
            yield from _compare_places(base, here, there, at, other)
        else:
            yield from _compare_items(items, base is UNKNOWN, at, other)
    else:
        yield Difference(_judge(base, here, there), at, other, base, here, there)


def _judge(base: Any, here: Any, there: Any) -> Kind:
    if is_same(base, here):
        return "there"
    return "here" if is_same(base, there) else "collision"


def _compare_items(
    sides: Sequence[Any], unknown: bool, at: Keys, other: Keys
) -> Iterator[Difference]:
    base, here, there = sides
    for name in (*here, *(name for name in there if name not in here)):
        _, was = base.get(name, (0, UNKNOWN if unknown else ABSENT))
        n, one = here.get(name, (0, ABSENT))
        m, two = there.get(name, (0, ABSENT))
        found = list(_compare(was, one, two, (*at, n), (*other, m)))
        both_new = was is ABSENT and not is_missing(one) and not is_missing(two)
        if both_new and any(d.kind == "collision" for d in found):
            yield Difference("same id", (*at, n), (*other, m), ABSENT, one, two)
        else:
            yield from found


def _compare_places(
    base: Any, here: list[Any], there: list[Any], at: Keys, other: Keys
) -> Iterator[Difference]:
    before = [] if base is ABSENT else base
    if not isinstance(before, list):
        yield Difference(_judge(base, here, there), at, other, base, here, there)
        return
    found: list[Difference] = []
    new_here, new_there = find_added(before, here), find_added(before, there)
    if new_here is None or new_there is None:
        if len(before) > min(len(here), len(there)):
            yield Difference(_judge(base, here, there), at, other, base, here, there)
            return
        for n, was in enumerate(before):
            found += _compare(was, here[n], there[n], (*at, n), (*other, n))
        new_here = list(range(len(before), len(here)))
        new_there = list(range(len(before), len(there)))
    found += [
        Difference("here", (*at, n), (*other, n), ABSENT, here[n], ABSENT)
        for n in new_here
        if not any(is_same(here[n], there[m]) for m in new_there)
    ]
    found += [
        Difference("there", (*at, m), (*other, m), ABSENT, ABSENT, there[m])
        for m in new_there
        if not any(is_same(here[n], there[m]) for n in new_here)
    ]
    if not found and not is_same(here, there):
        # The same items in another order, or another number of times.
        found = [Difference(_judge(base, here, there), at, other, base, here, there)]
    yield from found


def items_by_id(items: Any) -> Mapping[str, tuple[int, Any]] | None:
    """The items of a list by their ids; None when they have none, or one of them twice."""
    found: dict[str, tuple[int, Any]] = {}
    if is_missing(items):
        return found
    if not isinstance(items, list):
        return None
    for number, item in enumerate(items):
        name = item.get("id") if isinstance(item, dict) else None
        if not isinstance(name, str) or name in found:
            return None
        found[name] = (number, item)
    return found


def find_added(before: Sequence[Any], after: Sequence[Any]) -> list[int] | None:
    """Which items were added, when all that was there stands in its order still; else None."""
    added, left = [], list(before)
    for number, item in enumerate(after):
        if left and is_same(left[0], item):
            left.pop(0)
        else:
            added.append(number)
    return None if left else added


def _get(side: Any, key: str) -> Any:
    return side if isinstance(side, Missing) else side.get(key, ABSENT)


def is_missing(value: Any) -> bool:
    return isinstance(value, Missing)


def is_mapping(value: Any) -> bool:
    return isinstance(value, dict) and not is_sealed(value)


def is_same(one: Any, other: Any) -> bool:
    """Whether values are equal with their types, in whatever order their keys stand."""
    if one is UNKNOWN or other is UNKNOWN:
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return type(one) is type(other) and bool(one == other)


def show_value(value: Any, beside: Any = ABSENT) -> str:
    """A value on one line, bounded, and never a sealed one.

    Of a long text the part is shown in which it differs from the one `beside` it.
    """
    if isinstance(value, Missing):
        return "nothing"
    if is_sealed(value):
        return "sealed value"
    text, other = _write(value), _write(beside)
    if len(text) <= SHOWN_CHARACTERS:
        return f"`{text}`"
    pairs = enumerate(zip(text, other, strict=False))
    differs = next((n for n, (one, two) in pairs if one != two), min(len(text), len(other)))
    start = max(0, min(differs - _BEFORE_DIFFERENCE, len(text) - SHOWN_CHARACTERS))
    end = start + SHOWN_CHARACTERS
    return f"`{'...' if start else ''}{text[start:end]}{'...' if end < len(text) else ''}`"


def _write(value: Any) -> str:
    if isinstance(value, Missing):
        return ""
    return value if isinstance(value, str) else render_inline(cover_sealed(value))


def cover_sealed(value: Any) -> Any:
    """The value with a word in the place of whatever is sealed in it."""
    if is_sealed(value):
        return "sealed value"
    if isinstance(value, dict):
        return {key: cover_sealed(child) for key, child in value.items()}
    return [cover_sealed(child) for child in value] if isinstance(value, list) else value
