"""The rows of a genogram as they begin: partners side by side, generations in the order of kinship.

`genogram_order` betters the order; here is what it may move.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import NamedTuple

from casekit.documents.pictures.genogram_parts import Box, Union, by_age
from casekit.model.kinship import Kinship

_PERSON_GAP, _STUB_GAP = 40.0, 22.0
_STUB, _LANE = 6.0, 8.0
# Beyond so many partners in a row no order is tried but the one in which they were found.
_FEW = 6


@dataclass(frozen=True, slots=True)
class Unit:
    """Partners side by side, or the way of a line through a row on which it has nobody."""

    people: tuple[str, ...]
    lane: int | None = None


class Item(NamedTuple):
    """What takes room in a row: a person, the place where children hang off, a line's way."""

    kind: str
    name: str
    union: int
    width: float


Rows = list[list[Unit]]


def begin_rows(kinship: Kinship, unions: Sequence[Union]) -> Rows:
    """The units of each generation, parents' children beside each other, oldest first."""
    row = {p.id: p.generation for p in kinship.people if p.generation is not None}
    rows: Rows = [[] for _ in range(max(row.values(), default=-1) + 1)]
    unit_of = {one: unit for unit in _find_units(kinship, unions) for one in unit.people}
    above = {c: u for u in reversed(unions) for c, _ in u.children}
    seen: set[Unit] = set()

    def visit(unit: Unit) -> Iterator[Unit]:
        if unit in seen:
            return
        for one in unit.people:
            up = above.get(one)
            parents = [unit_of[p] for p in up.parents if unit_of[p] not in seen] if up else []
            if parents:
                yield parents[0]
                if unit in seen:
                    break
        if unit in seen:
            return
        seen.add(unit)
        rows[row[unit.people[0]]].append(unit)
        for one in unit.people:
            up = above.get(one)
            for parent in up.parents if up else ():
                yield unit_of[parent]
            for sibling, _ in up.children if up else ():
                yield unit_of[sibling]
        for union in unions:
            if set(union.parents) & set(unit.people):
                for child, _ in union.children:
                    yield unit_of[child]

    children = [p.id for p in kinship.people if p.is_index and p.id in row]
    for person in [*children, *sorted(row, key=lambda one: row[one])]:
        # A stack of our own: a long line of ancestors must not end the interpreter's.
        visits = [visit(unit_of[person])]
        while visits:
            following = next(visits[-1], None)
            if following is None:
                visits.pop()
            else:
                visits.append(visit(following))
    for union in unions:
        for number in _lanes(union, row):
            rows[number].append(Unit((), union.number))
    return rows


def _lanes(union: Union, row: Mapping[str, int]) -> range:
    """The rows that lie between a union and the lowest of its children."""
    lowest = max((row[child] for child, _ in union.children), default=0)
    start = row[union.parents[0]] if union.parents else lowest
    return range(start + 1, lowest)


def _find_units(kinship: Kinship, unions: Sequence[Union]) -> Sequence[Unit]:
    ages = {p.id: number for number, p in enumerate(by_age(kinship.people))}
    group = {p.id: {p.id} for p in kinship.people if p.generation is not None}
    for union in unions:
        if len(union.parents) == 2:
            joined = group[union.parents[0]] | group[union.parents[1]]
            group.update(dict.fromkeys(joined, joined))
    found = {frozenset(some) for some in group.values()}
    pairs = [(union.parents, weigh(union)) for union in unions if len(union.parents) == 2]
    shapes = {p.id: p.shape for p in kinship.people}
    ordered = [_order_partners(sorted(some, key=ages.__getitem__), pairs, shapes) for some in found]
    return [Unit(people) for people in sorted(ordered, key=lambda some: ages[some[0]])]


def _order_partners(
    people: Sequence[str],
    pairs: Sequence[tuple[tuple[str, ...], int]],
    shapes: Mapping[str, str],
) -> tuple[str, ...]:
    """Partners beside each other; of two, a man on the left, as readers of genograms expect."""
    if len(people) == 1:
        return tuple(people)
    if len(people) == 2:
        return tuple(sorted(people, key=lambda one: shapes[one] == "circle"))
    mine = [(pair, weight) for pair, weight in pairs if set(pair) <= set(people)]
    if len(people) <= _FEW:
        return min(permutations(people), key=lambda some: _stretch(some, mine))
    found = [people[0]]
    for one in found:
        near = [next(iter({*pair} - {one})) for pair, _ in mine if one in pair]
        found += [other for other in near if other not in found]
    return tuple(found)


def _stretch(people: Sequence[str], pairs: Sequence[tuple[tuple[str, ...], int]]) -> int:
    place = {one: number for number, one in enumerate(people)}
    return sum(weight * (abs(place[a] - place[b]) - 1) for (a, b), weight in pairs)


def weigh(union: Union) -> int:
    """How much two belong side by side: who is together now more than who was."""
    together = union.couple is not None and not union.couple.is_over
    return (5 if together else 1) + len(union.children)


def expand(unit: Unit, unions: Sequence[Union], boxes: Mapping[str, Box]) -> Iterator[Item]:
    """What a unit takes room for, from left to right.

    Children of two who stand beside each other hang off between them. Whoever is a parent alone, or
    with somebody farther off, has a place of its own for it.
    """
    if unit.lane is not None:
        yield Item("lane", "", unit.lane, _LANE)
        return
    people = unit.people
    place = {one: number for number, one in enumerate(people)}
    before: dict[int, list[Item]] = {}
    for union in unions:
        if not union.parents or union.parents[0] not in place:
            continue
        stub = Item("stub", "", union.number, _STUB)
        if len(union.parents) == 2:
            left, right = sorted(place[one] for one in union.parents)
            if right - left > 1:
                before.setdefault(right, []).append(stub)
        elif union.children:
            at = place[union.parents[0]]
            is_left = at == 0 and len(people) > 1
            before.setdefault(0 if is_left else len(people), []).append(stub)
    for number, one in enumerate(people):
        yield from before.get(number, ())
        yield Item("person", one, -1, boxes[one].width)
    yield from before.get(len(people), ())


def room(left: Item, right: Item) -> float:
    """How far the middles of two neighbours must lie apart."""
    gap = _PERSON_GAP if left.kind == right.kind == "person" else _STUB_GAP
    return (left.width + right.width) / 2 + gap
