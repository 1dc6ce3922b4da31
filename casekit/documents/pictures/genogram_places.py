"""Where everybody of a genogram stands: rows in order, parents above the middle of children."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from casekit.documents.pictures.genogram_parts import HALF, Box, Union
from casekit.documents.pictures.genogram_rows import Item, Rows, expand, room

_ROUNDS = 80
_NEARLY = 5.0
_MOST_GAPS = 300
_MARGIN = 30.0


@dataclass(slots=True)
class Places:
    """The middle of everything by its row: people, where children hang off, lanes."""

    at: dict[str, float] = field(default_factory=dict)
    stub: dict[int, float] = field(default_factory=dict)
    lane: dict[tuple[int, int], float] = field(default_factory=dict)
    row: dict[str, int] = field(default_factory=dict)
    # Who stands beside whom, from left to right.
    order: list[list[str]] = field(default_factory=list)
    # Where the children of each union hang off, and which couples have a line over heads: its row,
    # and how high it goes.
    drops: dict[int, float] = field(default_factory=dict)
    brackets: dict[int, tuple[int, int]] = field(default_factory=dict)
    width: float = 0.0

    def drop(self, union: Union, boxes: Mapping[str, Box]) -> float | None:
        """Where the children of a union hang off; None for siblings without parents."""
        if union.number in self.stub:
            return self.stub[union.number]
        if len(union.parents) != 2:
            return None
        left, right = sorted(union.parents, key=self.at.__getitem__)
        ends = (self.at[left] + boxes[left].width / 2, self.at[right] - boxes[right].width / 2)
        return sum(ends) / 2


def place(
    rows: Rows,
    unions: Sequence[Union],
    boxes: Mapping[str, Box],
    loose: Sequence[tuple[str, str]] = (),
) -> Places:
    """The places, no two too near to each other; `loose` are pairs who are best not far apart."""
    items = [[i for unit in row for i in expand(unit, unions, boxes)] for row in rows]
    rooms = [[room(a, b) for a, b in pairwise(row)] for row in items]
    places = Places(order=[[i.name for i in row if i.kind == "person"] for row in items])
    for number, row in enumerate(items):
        x = 0.0
        for item, step in zip(row, [*rooms[number], 0.0], strict=False):
            _put(places, number, item, x)
            if item.kind == "person":
                places.row[item.name] = number
            x += step
    pulls = _Pulls(unions, boxes, places, loose)
    for turn in range(_ROUNDS):
        numbers = range(len(items))
        for number in numbers if turn % 2 == 0 else reversed(numbers):
            row = items[number]
            wanted = [pulls.want(number, item, row, at, rooms) for at, item in enumerate(row)]
            for item, x in zip(row, settle(wanted, rooms[number]), strict=True):
                _put(places, number, item, x)
        if turn % 10 == 5:
            _close_up(places, items, rooms)
    _close_up(places, items, rooms)
    _shift(places, items)
    _hang(places, unions, boxes)
    return places


def _close_up(
    places: Places, items: Sequence[Sequence[Item]], rooms: Sequence[Sequence[float]]
) -> None:
    """Take out what no row needs: whatever lies to the right of it moves left, all rows alike."""
    for _ in range(_MOST_GAPS):
        if not _close_one(places, items, rooms):
            return


def _close_one(
    places: Places, items: Sequence[Sequence[Item]], rooms: Sequence[Sequence[float]]
) -> bool:
    xs = [[_get(places, number, item) for item in row] for number, row in enumerate(items)]
    flat = sorted({x for row in xs for x in row})
    for before, edge in pairwise(flat):
        slack = []
        for row, steps in zip(xs, rooms, strict=True):
            cut = bisect_left(row, edge)
            if 0 < cut < len(row):
                slack.append(row[cut] - row[cut - 1] - steps[cut - 1])
        # Where no row has both sides, the right one may come under the left one.
        spare = min(slack, default=edge - before)
        if spare > 0.5:
            for number, some in enumerate(items):
                for item, x in zip(some, xs[number], strict=True):
                    if x >= edge:
                        _put(places, number, item, x - spare)
            return True
    return False


def _hang(places: Places, unions: Sequence[Union], boxes: Mapping[str, Box]) -> None:
    """Decide where children hang off, straight above an only child where that is nearly so."""
    for union in unions:
        drop = places.drop(union, boxes)
        if drop is None:
            continue
        own = [places.at[child] for child, kind in union.children if kind != "care"]
        near = [x for x in own if abs(x - drop) <= _NEARLY]
        places.drops[union.number] = near[0] if near else round(drop)
        if _is_over_heads(union, places):
            row = places.row[union.parents[0]]
            level = sum(1 for at, _ in places.brackets.values() if at == row)
            places.brackets[union.number] = (row, level)


def _is_over_heads(union: Union, places: Places) -> bool:
    if union.number not in places.stub:
        return False
    if len(union.parents) == 2:
        return True
    x, stub = places.at[union.parents[0]], places.stub[union.number]
    row = places.order[places.row[union.parents[0]]]
    return any(min(x, stub) < places.at[one] < max(x, stub) for one in row)


def _put(places: Places, row: int, item: Item, x: float) -> None:
    if item.kind == "person":
        places.at[item.name] = x
    elif item.kind == "stub":
        places.stub[item.union] = x
    else:
        places.lane[item.union, row] = x


def _get(places: Places, row: int, item: Item) -> float:
    if item.kind == "person":
        return places.at[item.name]
    return places.stub[item.union] if item.kind == "stub" else places.lane[item.union, row]


class _Pulls:
    """Where each item would like to be, by its lines."""

    def __init__(
        self,
        unions: Sequence[Union],
        boxes: Mapping[str, Box],
        places: Places,
        loose: Sequence[tuple[str, str]],
    ) -> None:
        self.near: dict[str, list[str]] = {}
        for one, other in loose:
            self.near.setdefault(one, []).append(other)
            self.near.setdefault(other, []).append(one)
        self.unions, self.boxes, self.places = unions, boxes, places
        self.over: dict[str, list[tuple[Union, float]]] = {}
        self.under: dict[str, list[Union]] = {}
        for union in unions:
            for child, kind in union.children:
                weight = 0.3 if kind == "care" else 2.0
                self.over.setdefault(child, []).append((union, weight))
            for parent in union.parents:
                self.under.setdefault(parent, []).append(union)

    def want(
        self,
        number: int,
        item: Item,
        row: Sequence[Item],
        at: int,
        rooms: Sequence[Sequence[float]],
    ) -> tuple[float, float]:
        """The place an item is drawn to, and how much."""
        here = _get(self.places, number, item)
        pulls: list[tuple[float, float]] = []
        if item.kind == "person":
            for union, weight in self.over.get(item.name, ()):
                pulls.append((here + self._shift(union), weight))
                drop = self.places.drop(union, self.boxes)
                if drop is not None:
                    # A little towards the parents, so that no row is wider than it must be.
                    pulls.append((drop, 0.03 * weight))
            for union in self.under.get(item.name, ()):
                if union.children:
                    pulls.append((here - self._shift(union), 1.0))
                pulls += self._to_partner(item.name, union, here)
        else:
            union = self.unions[item.union]
            if union.children:
                pulls.append((here - self._shift(union), 1.0))
        if not pulls and item.name in self.near:
            xs = [self.places.at[other] for other in self.near[item.name]]
            pulls.append((sum(xs) / len(xs), 0.3))
        if not pulls or item.kind == "stub":
            # Who hangs on nothing stays near to the neighbour.
            for side, gap in ((at - 1, -1), (at + 1, 0)):
                if 0 <= side < len(row):
                    other = _get(self.places, number, row[side])
                    step = rooms[number][at + gap]
                    pulls.append((other + step if side < at else other - step, 0.2))
        weight = sum(one for _, one in pulls)
        if not weight:
            return here, 0.1
        return sum(x * one for x, one in pulls) / weight, weight

    def _to_partner(self, person: str, union: Union, here: float) -> list[tuple[float, float]]:
        if len(union.parents) != 2:
            return []
        other = next(one for one in union.parents if one != person)
        apart = (self.boxes[person].width + self.boxes[other].width) / 2 + 40.0
        x = self.places.at[other]
        return [(x - apart if here < x else x + apart, 0.15)]

    def _shift(self, union: Union) -> float:
        """How far the children would have to go to hang in the middle below their parents."""
        drop = self.places.drop(union, self.boxes)
        own = [c for c, kind in union.children if kind != "care"] or [c for c, _ in union.children]
        if drop is None or not own:
            return 0.0
        xs = [self.places.at[child] for child in own]
        return drop - (min(xs) + max(xs)) / 2


def settle(wanted: Sequence[tuple[float, float]], rooms: Sequence[float]) -> list[float]:
    """The places nearest to those wanted that keep their order and the room between them."""
    offset, offsets = 0.0, []
    for step in [*rooms, 0.0]:
        offsets.append(offset)
        offset += step
    # Whoever would push into a neighbour shares a place with it, at the mean of what both want.
    blocks: list[list[float]] = []
    for (x, weight), shift in zip(wanted, offsets, strict=False):
        blocks.append([x - shift, weight, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            later, earlier = blocks.pop(), blocks[-1]
            total = earlier[1] + later[1]
            earlier[0] = (earlier[0] * earlier[1] + later[0] * later[1]) / total
            earlier[1], earlier[2] = total, earlier[2] + later[2]
    flat = [x for x, _, count in blocks for _ in range(int(count))]
    return [x + shift for x, shift in zip(flat, offsets, strict=False)]


def _shift(places: Places, items: Sequence[Sequence[Item]]) -> None:
    """Whole numbers from the left margin on; one apart from another by what rounding may take."""
    flat = [(n, i) for n, row in enumerate(items) for i in row]
    if not flat:
        return
    left = min(_get(places, n, i) - max(i.width / 2, HALF) for n, i in flat)
    for number, item in flat:
        _put(places, number, item, round(_get(places, number, item) - left + _MARGIN))
    places.width = max(_get(places, n, i) + max(i.width / 2, HALF) for n, i in flat) + _MARGIN
