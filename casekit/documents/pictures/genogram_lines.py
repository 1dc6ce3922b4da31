"""The lines of a genogram: couples, from parents to children, and how people get on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from casekit.documents.pictures.genogram_bars import Bars, legs
from casekit.documents.pictures.genogram_parts import HALF, Union
from casekit.documents.pictures.genogram_places import Places
from casekit.documents.pictures.strokes import Point
from casekit.model.kinship import Kinship

if TYPE_CHECKING:
    from casekit.documents.pictures.genogram_layout import Spot

_STANDS = {"married": "solid", "cohabiting": "dashed", "separated": "solid", "divorced": "solid"}
_STANDS |= {"parted": "dashed"}
_SLASHES = {"separated": 1, "divorced": 2, "parted": 2}
_DESCENT = {"birth": "solid", "adoptive": "adoptive", "care": "dotted"}
_BRACKET_PORT = 16.0
_BAR_TOP, _BAR_STEP = 14.0, 9.0
_NEARLY = 12.0


class Stroke(NamedTuple):
    """A line of the picture: where, in what style, with how many slashes at which place."""

    points: tuple[Point, ...]
    style: str
    slashes: int = 0
    at: Point = (0.0, 0.0)


def draw_couples(
    unions: Sequence[Union],
    spots: Mapping[str, Spot],
    places: Places,
    bars: Bars,
    middles: Sequence[float],
) -> Iterator[Stroke]:
    """The lines between partners, and those of a parent alone to where the children hang off."""
    for union in unions:
        if not union.parents:
            continue
        stands = union.couple.stands if union.couple else ""
        style = _STANDS.get(stands, "unrecorded" if len(union.parents) == 2 else "solid")
        slashes = _SLASHES.get(stands, 0)
        ends = sorted((spots[one] for one in union.parents), key=lambda spot: spot.x)
        y, drop = ends[0].y, places.drops[union.number]
        # Lines of several kinds leave side by side, and all of them meet the level one.
        far = drop + max((s.aside for s in bars.strands if s.union is union), default=0.0)
        if union.number in places.brackets:
            yield _over(ends, far, _high(union.number, places, middles), style, slashes)
        elif len(ends) == 2:
            left = ends[0].x + side(ends[0].person.shape, 0)
            right = ends[1].x - side(ends[1].person.shape, 0)
            # On the longer side of where the children hang off.
            end = left if drop - left > right - drop else right
            at = ((end + drop) / 2 - 3, y)
            yield Stroke(((left, y), (right, y)), style, slashes, at)
        else:
            turn = 1 if drop > ends[0].x else -1
            end = far if turn == 1 else drop
            yield Stroke(((ends[0].x + turn * side(ends[0].person.shape, 0), y), (end, y)), style)


def _over(ends: Sequence[Spot], stub: float, high: float, style: str, slashes: int) -> Stroke:
    """From head to head, over those between."""
    if len(ends) == 1:
        turn = 1 if stub > ends[0].x else -1
        x = ends[0].x + turn * _BRACKET_PORT
        return Stroke(((x, top(ends[0], turn * _BRACKET_PORT)), (x, high), (stub, high)), style)
    left, right = ends[0].x + _BRACKET_PORT, ends[1].x - _BRACKET_PORT
    points = (
        (left, top(ends[0], _BRACKET_PORT)), (left, high), (right, high),
        (right, top(ends[1], -_BRACKET_PORT)),
    )  # fmt: skip
    return Stroke(points, style, slashes, ((left + right) / 2, high))


def draw_descents(
    spots: Mapping[str, Spot],
    places: Places,
    bars: Bars,
    middles: Sequence[float],
    bottoms: Sequence[float],
) -> Iterator[Stroke]:
    """From each union down to its children."""
    starts = _starts(bars, places, middles)
    for strand in bars.strands:
        start, style = starts.get(strand.union.number, 0.0), _DESCENT[strand.kind]
        for leg in legs(strand, places, bars):
            level = bars.level.get((strand.key, leg.gap), 0)
            above = middles[0] - HALF - 40 - _BAR_STEP * bars.depth(-1)
            y = (bottoms[leg.gap] if leg.gap >= 0 else above) + _BAR_TOP + _BAR_STEP * level
            drops = [(x, top(spots[child], x - spots[child].x)) for child, x in leg.children]
            if leg.entry is not None and len(drops) == 1 and leg.lane is None:
                # One child only: the whole way is one line.
                ((x, end),) = drops
                # Between two who stand side by side it may begin a little aside, and be straight.
                is_free = len(strand.union.parents) == 2 and start in middles
                entry = x if is_free and abs(leg.entry - x) <= _NEARLY else leg.entry
                yield Stroke(((entry, start), (entry, y), (x, y), (x, end)), style)
                continue
            if leg.entry is not None:
                yield Stroke(((leg.entry, start), (leg.entry, y)), style)
            if max(leg.ends) - min(leg.ends) > 0.5:
                yield Stroke(((min(leg.ends), y), (max(leg.ends), y)), style)
            for x, end in drops:
                yield Stroke(((x, y), (x, end)), style)
            start = y


def _starts(bars: Bars, places: Places, middles: Sequence[float]) -> Mapping[int, float]:
    """How high each union's children hang off: between two, or from a line over heads."""
    unions = {strand.union.number: strand.union for strand in bars.strands}
    return {
        number: _high(number, places, middles)
        if number in places.brackets
        else middles[places.row[union.parents[0]]]
        for number, union in unions.items()
        if union.parents
    }


def _high(union: int, places: Places, middles: Sequence[float]) -> float:
    row, level = places.brackets[union]
    return middles[row] - HALF - 6 - 8.0 * (level + 1)


def draw_bonds(
    kinship: Kinship, spots: Mapping[str, Spot], places: Places, bottoms: Sequence[float]
) -> Iterator[Stroke]:
    """How two get on: between neighbours, over heads, or beside labels down to the other one."""
    for bond in kinship.bonds:
        upper, lower = spots[bond.one], spots[bond.other]
        if upper.y > lower.y:
            upper, lower = lower, upper
        if upper.y == lower.y:
            left, right = sorted((upper, lower), key=lambda spot: spot.x)
            yield Stroke(_beside(left, right, spots), bond.quality)
            continue
        turn = 1 if lower.x >= upper.x else -1
        edge = upper.x + turn * (max(upper.box.width / 2, HALF) + 6)
        row = places.row.get(upper.person.id)
        under = bottoms[row] + 4 if row is not None else upper.bounds[3] + 4
        end = (lower.x - turn * 14, top(lower, -turn * 14))
        points = (
            (upper.x + turn * side(upper.person.shape, 9), upper.y + 9),
            (edge, upper.y + 9),
            (edge, under),
            *_between((edge, under), end, spots, places),
            end,
        )
        yield Stroke(points, bond.quality)


def _between(
    start: Point, end: Point, spots: Mapping[str, Spot], places: Places
) -> Iterator[Point]:
    """The way through the rows between two, past everybody who stands there."""
    for row in places.order:
        here = [spots[one] for one in row]
        if not here or not start[1] < here[0].y < end[1]:
            continue
        part = (here[0].y - start[1]) / (end[1] - start[1])
        x = start[0] + (end[0] - start[0]) * part
        walls = sorted((s.bounds[0] - 7, s.bounds[2] + 7) for s in here)
        free = [x, *(edge for wall in walls for edge in wall)]
        free = [at for at in free if all(not left < at < right for left, right in walls)]
        x = min(free, key=lambda at: abs(at - x))
        yield x, here[0].y - HALF - 2
        yield x, max(spot.bounds[3] for spot in here) + 4


def _beside(left: Spot, right: Spot, spots: Mapping[str, Spot]) -> tuple[Point, ...]:
    between = any(s.y == left.y and left.x < s.x < right.x for s in spots.values())
    if not between:
        y = left.y - 10
        start = left.x + side(left.person.shape, -10)
        return (start, y), (right.x - side(right.person.shape, -10), y)
    high = left.y - HALF - 5
    return (
        (left.x + 8, top(left, 8)), (left.x + 14, high), (right.x - 14, high),
        (right.x - 8, top(right, -8)),
    )  # fmt: skip


def side(shape: str, down: float) -> float:
    """How far a symbol reaches aside at a height below its middle."""
    if shape == "circle":
        return sqrt(HALF * HALF - down * down)
    if shape == "diamond":
        return HALF - abs(down)
    return (HALF + down) / 2 if shape == "triangle" else HALF


def top(spot: Spot, aside: float) -> float:
    """Where a line from above meets a symbol."""
    match spot.person.shape:
        case "circle":
            return spot.y - sqrt(HALF * HALF - aside * aside)
        case "diamond":
            return spot.y - HALF + abs(aside)
        case "triangle":
            return spot.y - HALF + 2 * abs(aside)
    return spot.y - HALF
