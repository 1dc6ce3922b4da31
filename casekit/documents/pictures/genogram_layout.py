"""A genogram with every place decided: symbols, lines, outlines of homes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from casekit.documents.pictures.genogram_bars import plan_bars
from casekit.documents.pictures.genogram_homes import Outline, outline_homes
from casekit.documents.pictures.genogram_lines import (
    Stroke,
    draw_bonds,
    draw_couples,
    draw_descents,
)
from casekit.documents.pictures.genogram_order import arrange
from casekit.documents.pictures.genogram_parts import HALF, Box, find_unions, loose_ties, make_boxes
from casekit.documents.pictures.genogram_places import place
from casekit.documents.tongue import ENGLISH, Tongue
from casekit.model.kinship import Kinship, Relative

_TOP, _HEAD, _GAP, _BAR, _BRACKET = 44.0, 28.0, 24.0, 9.0, 8.0
_APART_GAP = 34.0


class Spot(NamedTuple):
    """A person's symbol: its middle, and the box of symbol and label around it."""

    person: Relative
    x: float
    y: float
    box: Box

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        half = max(self.box.width / 2, HALF)
        return self.x - half, self.y - HALF, self.x + half, self.y + self.box.below


@dataclass(frozen=True, slots=True)
class Genogram:
    """Everything in its place; `apart` is where those without a tie begin, if there are any."""

    kinship: Kinship
    width: float
    height: float
    spots: Mapping[str, Spot]
    strokes: tuple[Stroke, ...]
    outlines: tuple[Outline, ...]
    apart: float | None


def lay_out(kinship: Kinship, tongue: Tongue = ENGLISH) -> Genogram:
    """Decide where everything of the picture stands."""
    unions = find_unions(kinship)
    boxes = make_boxes(kinship, unions, tongue)
    places = place(arrange(kinship, unions, boxes), unions, boxes, loose_ties(kinship))
    bars = plan_bars(unions, places)
    rows_over = [row for row, _ in places.brackets.values()]
    brackets = {row: rows_over.count(row) for row in rows_over}
    middles: list[float] = []
    bottoms: list[float] = []
    y = _TOP + (_BAR * bars.depth(-1) + 12 if bars.depth(-1) else 0)
    for number, row in enumerate(places.order):
        middles.append(y + _HEAD + _BRACKET * brackets.get(number, 0) + HALF)
        bottoms.append(middles[-1] + max((boxes[one].below for one in row), default=HALF))
        y = bottoms[-1] + _GAP + _BAR * bars.depth(number)
    people = {p.id: p for p in kinship.people}
    spots = {
        one: Spot(people[one], places.at[one], middles[number], boxes[one])
        for number, row in enumerate(places.order)
        for one in row
    }
    width = max(places.width, 460.0)
    apart = [p for p in kinship.people if p.generation is None]
    start = y if apart else None
    if apart:
        spots |= _set_apart(apart, boxes, width, y + _APART_GAP)
        y = max(spot.bounds[3] for spot in spots.values()) + _GAP
    strokes = [
        *draw_bonds(kinship, spots, places, bottoms),
        *draw_couples(unions, spots, places, bars, middles),
        *draw_descents(spots, places, bars, middles, bottoms),
    ]
    heads = {row: _BRACKET * many for row, many in brackets.items()}
    outlines = outline_homes(kinship, spots, places, heads, tongue)
    return Genogram(kinship, width, y, spots, tuple(strokes), tuple(outlines), start)


def _set_apart(
    people: Sequence[Relative], boxes: Mapping[str, Box], width: float, top: float
) -> Mapping[str, Spot]:
    """Those without a tie, in lines as long as the picture is wide."""
    found: dict[str, Spot] = {}
    x, y, deepest = 30.0, top, 0.0
    for person in people:
        box = boxes[person.id]
        half = max(box.width / 2, HALF)
        if x > 30.0 and x + 2 * half + 30.0 > width:
            x, y, deepest = 30.0, y + HALF + deepest + 30.0, 0.0
        found[person.id] = Spot(person, round(x + half), y + HALF, box)
        x += 2 * half + 40.0
        deepest = max(deepest, box.below)
    return found
