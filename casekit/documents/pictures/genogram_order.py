"""A better order of a genogram's rows: few crossings, homes together, the oldest on the left.

Units are swapped, turned round and moved as long as that makes the picture better. The same family
gives the same order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from casekit.documents.pictures.genogram_parts import Box, Union, by_age, loose_ties
from casekit.documents.pictures.genogram_rows import Rows, Unit, begin_rows, expand, room, weigh
from casekit.model.kinship import Kinship

# What a fault of the order costs, in units of the picture.
_CROSSING, _BETWEEN, _SPLIT_HOME, _NOT_BY_AGE, _BY_FAMILY = 260.0, 150.0, 320.0, 1500.0, 40.0
_WOMAN_LEFT, _OVER_HEADS, _LOOSE = 8.0, 160.0, 0.1
_CROSSING_OF_CARE = 90.0
_MOST_TRIES, _LARGE = 4000, 60


def arrange(kinship: Kinship, unions: Sequence[Union], boxes: Mapping[str, Box]) -> Rows:
    """The units of each row in their order."""
    judge = _Judge(kinship, unions, boxes)
    best = begin_rows(kinship, unions)
    cost = judge.cost(best)
    tries, better = 0, True
    # What a try costs grows with the family: a very large one is drawn a little less well, in time.
    most = _MOST_TRIES * min(1.0, (_LARGE / max(1, len(kinship.people))) ** 2)
    while better and tries < most:
        better = False
        for number, other in _neighbours(best):
            # Alone, and with everybody below where the parents now are.
            for candidate in (other, judge.follow(other, number)):
                tries += 1
                found = judge.cost(candidate)
                if found < cost - 0.5:
                    best, cost, better = candidate, found, True
                    break
            if better or tries >= most:
                break
    return best


def _neighbours(rows: Rows) -> Iterator[tuple[int, Rows]]:
    """Every order that one step leads to, and the row in which the step is."""
    for number, row in enumerate(rows):
        for at in range(len(row) - 1):
            yield _with(rows, number, [*row[:at], row[at + 1], row[at], *row[at + 2 :]])
        for at, unit in enumerate(row):
            for people in _other_orders(unit.people):
                yield _with(rows, number, [*row[:at], Unit(people), *row[at + 1 :]])
        for at, unit in enumerate(row):
            rest = [*row[:at], *row[at + 1 :]]
            for to in range(len(row)):
                if abs(to - at) > 1:
                    yield _with(rows, number, [*rest[:to], unit, *rest[to:]])


def _other_orders(people: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if len(people) > 1:
        yield people[::-1]
    if len(people) > 2:
        for at, one in enumerate(people):
            rest = (*people[:at], *people[at + 1 :])
            for to in range(len(people)):
                if to != at:
                    yield (*rest[:to], one, *rest[to:])


def _with(rows: Rows, number: int, row: list[Unit]) -> tuple[int, Rows]:
    return number, [*rows[:number], row, *rows[number + 1 :]]


class _Judge:
    """What an order costs."""

    def __init__(self, kinship: Kinship, unions: Sequence[Union], boxes: Mapping[str, Box]) -> None:
        self.unions, self.boxes = unions, boxes
        self.row = {p.id: p.generation for p in kinship.people if p.generation is not None}
        self.shape = {p.id: p.shape for p in kinship.people}
        self.age = {one.id: number for number, one in enumerate(by_age(kinship.people))}
        # Whom each is drawn under first of all.
        self.over: dict[str, Union] = {}
        for union in unions:
            for child, kind in union.children if union.parents else ():
                if kind != "care":
                    self.over.setdefault(child, union)
        self.loose = loose_ties(kinship)
        self.homes = [home.members for home in kinship.homes]
        partners = {p: set(u.parents) - {p} for u in unions for p in u.parents}
        rooted = {child for union in unions for child, _ in union.children}
        # Whose partner has parents or siblings here may stand at the edge, towards them.
        self.married = {p for p, others in partners.items() if others & rooted}

    def follow(self, rows: Rows, above: int) -> Rows:
        """The rows below one put in the order of the parents, brothers and sisters by age."""
        rows = list(rows)
        for number in range(above + 1, len(rows)):
            at, drop, lane = self._place(rows)
            keys = {unit: self._under(unit, number, at, drop, lane) for unit in rows[number]}
            rows[number] = sorted(rows[number], key=keys.__getitem__)
        return rows

    def _under(
        self,
        unit: Unit,
        number: int,
        at: Mapping[str, float],
        drop: Mapping[int, float],
        lane: Mapping[tuple[int, int], float],
    ) -> tuple[float, int]:
        if unit.lane is not None:
            return lane[unit.lane, number], 0
        own = [(one, self.over[one]) for one in unit.people if one in self.over]
        if not own:
            return sum(at[one] for one in unit.people) / len(unit.people), 0
        xs = [drop.get(u.number, sum(map(at.__getitem__, u.parents)) / 2) for _, u in own]
        return sum(xs) / len(xs), self.age[own[0][0]]

    def cost(self, rows: Rows) -> float:
        at, drop, lane = self._place(rows)
        found = sum(_LOOSE * abs(at[one] - at[other]) for one, other in self.loose)
        by_gap: dict[int, list[tuple[float, float, bool]]] = {}
        for union in self.unions:
            middle = drop.get(union.number)
            if middle is None and len(union.parents) == 2:
                middle = (at[union.parents[0]] + at[union.parents[1]]) / 2
            xs = [at[child] for child, _ in union.children]
            if middle is None:
                middle = sum(xs) / len(xs) if xs else 0.0
            found += self._by_age(union, at)
            for child, kind in union.children:
                is_care = kind == "care"
                weight = 0.4 if is_care else 1.0
                here, number = middle, self.row[union.parents[0]] if union.parents else -1
                for row in range(number + 1, self.row[child] if union.parents else 0):
                    by_gap.setdefault(row - 1, []).append((here, lane[union.number, row], is_care))
                    here = lane[union.number, row]
                if union.parents:
                    by_gap.setdefault(self.row[child] - 1, []).append((here, at[child], is_care))
                found += weight * abs(here - at[child])
            if len(union.parents) == 2:
                left, right = sorted(union.parents, key=at.__getitem__)
                found += 0.6 * (at[right] - at[left])
                if union.number in drop:
                    found += _OVER_HEADS * weigh(union)
                # Readers of genograms expect a man on the left, where nothing else decides.
                if self.shape[left] == "circle" and self.shape[right] == "square":
                    found += _WOMAN_LEFT
        found += sum(_cross(lines) for lines in by_gap.values())
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


def _cross(lines: Sequence[tuple[float, float, bool]]) -> float:
    """What the crossings of one gap cost; the dotted lines of carers disturb less."""
    return sum(
        _CROSSING_OF_CARE if a[2] or b[2] else _CROSSING
        for number, a in enumerate(lines)
        for b in lines[number + 1 :]
        if (a[0] - b[0]) * (a[1] - b[1]) < 0
    )
