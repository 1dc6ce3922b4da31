"""A better order of a genogram's rows: few crossings, homes together, the oldest on the left.

Units are swapped, turned round and moved as long as that makes the picture better. The same family
gives the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from casekit.documents.pictures.genogram_parts import Box, Union
from casekit.documents.pictures.genogram_rows import Rows, Unit, begin_rows, expand, room
from casekit.model.kinship import Kinship

# What a fault of the order costs, in units of the picture.
_CROSSING, _BETWEEN, _SPLIT_HOME, _NOT_BY_AGE, _BY_FAMILY = 260.0, 150.0, 320.0, 1500.0, 40.0
_WOMAN_LEFT = 8.0
_MOST_TRIES = 2500


def arrange(kinship: Kinship, unions: Sequence[Union], boxes: Mapping[str, Box]) -> Rows:
    """The units of each row in their order."""
    judge = _Judge(kinship, unions, boxes)
    best = begin_rows(kinship, unions)
    cost = judge.cost(best)
    tries, better = 0, True
    while better and tries < _MOST_TRIES:
        better = False
        for other in _neighbours(best):
            tries += 1
            found = judge.cost(other)
            if found < cost - 0.5:
                best, cost, better = other, found, True
                break
            if tries >= _MOST_TRIES:
                break
    return best


def _neighbours(rows: Rows) -> Iterator[Rows]:
    for number, row in enumerate(rows):
        for at in range(len(row) - 1):
            yield _with(rows, number, [*row[:at], row[at + 1], row[at], *row[at + 2 :]])
        for at, unit in enumerate(row):
            if len(unit.people) > 1:
                turned = Unit(unit.people[::-1])
                yield _with(rows, number, [*row[:at], turned, *row[at + 1 :]])
        for at, unit in enumerate(row):
            rest = [*row[:at], *row[at + 1 :]]
            for to in range(len(row)):
                if abs(to - at) > 1:
                    yield _with(rows, number, [*rest[:to], unit, *rest[to:]])


def _with(rows: Rows, number: int, row: list[Unit]) -> Rows:
    return [*rows[:number], row, *rows[number + 1 :]]


class _Judge:
    """What an order costs."""

    def __init__(self, kinship: Kinship, unions: Sequence[Union], boxes: Mapping[str, Box]) -> None:
        self.unions, self.boxes = unions, boxes
        self.row = {p.id: p.generation for p in kinship.people if p.generation is not None}
        self.shape = {p.id: p.shape for p in kinship.people}
        self.homes = [home.members for home in kinship.homes]
        partners = {p: set(u.parents) - {p} for u in unions for p in u.parents}
        rooted = {child for union in unions for child, _ in union.children}
        # Whose partner has parents or siblings here may stand at the edge, towards them.
        self.married = {p for p, others in partners.items() if others & rooted}

    def cost(self, rows: Rows) -> float:
        at, drop, lane = self._place(rows)
        found = 0.0
        by_gap: dict[int, list[tuple[float, float]]] = {}
        for union in self.unions:
            middle = drop.get(union.number)
            xs = [at[child] for child, _ in union.children]
            if middle is None:
                middle = sum(xs) / len(xs) if xs else 0.0
            found += self._by_age(union, at)
            for child, kind in union.children:
                weight = 1.0 if kind != "care" else 0.4
                here, number = middle, self.row[union.parents[0]] if union.parents else -1
                for row in range(number + 1, self.row[child] if union.parents else 0):
                    by_gap.setdefault(row - 1, []).append((here, lane[union.number, row]))
                    here = lane[union.number, row]
                if union.parents:
                    by_gap.setdefault(self.row[child] - 1, []).append((here, at[child]))
                found += weight * abs(here - at[child])
            if len(union.parents) == 2:
                left, right = sorted(union.parents, key=at.__getitem__)
                found += 0.6 * (at[right] - at[left])
                # Readers of genograms expect a man on the left, where nothing else decides.
                if self.shape[left] == "circle" and self.shape[right] == "square":
                    found += _WOMAN_LEFT
        found += sum(_CROSSING * _crossings(lines) for lines in by_gap.values())
        return found + self._between(rows) + self._split_homes(rows)

    def _place(
        self, rows: Rows
    ) -> tuple[dict[str, float], dict[int, float], dict[tuple[int, int], float]]:
        """Where everything lies with each row packed around the same middle."""
        at: dict[str, float] = {}
        drop: dict[int, float] = {}
        lane: dict[tuple[int, int], float] = {}
        for number, row in enumerate(rows):
            items = [item for unit in row for item in expand(unit, self.unions, self.boxes)]
            xs = [0.0]
            for left, right in pairwise(items):
                xs.append(xs[-1] + room(left, right))
            for item, x in zip(items, xs, strict=False):
                x -= xs[-1] / 2
                if item.kind == "person":
                    at[item.name] = x
                elif item.kind == "stub":
                    drop[item.union] = x
                else:
                    lane[item.union, number] = x
        for union in self.unions:
            if len(union.parents) == 2 and union.number not in drop:
                drop[union.number] = (at[union.parents[0]] + at[union.parents[1]]) / 2
        return at, drop, lane

    def _by_age(self, union: Union, at: Mapping[str, float]) -> float:
        # Of who cares nobody expects that the children stand in order there.
        own = [child for child, kind in union.children if kind != "care"]
        return sum(
            _BY_FAMILY if {older, younger} & self.married else _NOT_BY_AGE
            for number, older in enumerate(own)
            for younger in own[number + 1 :]
            if at[older] > at[younger] and self.row[older] == self.row[younger]
        )

    def _between(self, rows: Rows) -> float:
        """Who stands among the children of others."""
        found = 0.0
        for row in rows:
            place = {one: number for number, unit in enumerate(row) for one in unit.people}
            for union in self.unions:
                own = [place[c] for c, kind in union.children if c in place and kind != "care"]
                if own:
                    found += _BETWEEN * (max(own) - min(own) + 1 - len({*own}))
        return found

    def _split_homes(self, rows: Rows) -> float:
        found = 0.0
        for row in rows:
            people = [one for unit in row for one in unit.people]
            for members in self.homes:
                inside = [one in members for one in people]
                runs = sum(now and not before for before, now in pairwise([False, *inside]))
                found += _SPLIT_HOME * max(0, runs - 1)
        return found


def _crossings(lines: Sequence[tuple[float, float]]) -> int:
    return sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0
        for number, a in enumerate(lines)
        for b in lines[number + 1 :]
    )
