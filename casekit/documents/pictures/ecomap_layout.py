"""Where everything of an ecomap stands: the household in a circle, the rest on a ring around it.

The ring grows until no box touches another one, and no line passes through a box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, cos, hypot, pi, sin, sqrt
from typing import NamedTuple

from casekit.documents.directions import set_apart
from casekit.documents.pictures.ecomap_words import GROUPS, say_about, say_middle, say_more
from casekit.documents.pictures.lettering import BOLD, measure, shorten, wrap
from casekit.documents.pictures.strokes import Point
from casekit.documents.tongue import ENGLISH, Tongue
from casekit.model.kinship import Relative
from casekit.model.offices import Around
from casekit.model.surroundings import Surroundings

NAME, SMALL, MIDDLE = 12, 10, 11
# How wide a line above the people of the middle may be, in radii.
ACROSS = 1.4
_INNER, _BOX = 142.0, 160.0
_CELL, _CELL_HIGH = 70.0, 60.0
_GAP, _WIDER, _FROM_MIDDLE = 12.0, 1.3, 46.0
_TOP, _MARGIN = 48.0, 20.0
# Beyond so much the ring does not grow: a page that large nobody reads, but nothing hangs either.
_STEPS = 400


class Card(NamedTuple):
    """What is around, its box, and the lines in it: words and the size of their letters."""

    around: Around
    x: float
    y: float
    high: float
    lines: tuple[tuple[str, int], ...]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom."""
        return (
            self.x - _BOX / 2, self.y - self.high / 2, self.x + _BOX / 2, self.y + self.high / 2,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ecomap:
    """Everything in its place."""

    surroundings: Surroundings
    width: float
    height: float
    middle: Point
    radius: float
    inside: tuple[tuple[Relative, float, float], ...]
    cards: tuple[Card, ...]


def lay_out_ecomap(surroundings: Surroundings, tongue: Tongue = ENGLISH) -> Ecomap:
    """Decide where everything of the picture stands."""
    columns = max(1, ceil(sqrt(len(surroundings.inside) * 0.9)))
    rows = ceil(len(surroundings.inside) / columns)
    radius = ceil(hypot(columns * _CELL, rows * _CELL_HIGH + 22) / 2 + 10)
    # What the middle stands for is written across the circle, above the people.
    radius = max(radius, ceil(measure(say_middle(surroundings, tongue), MIDDLE) / ACROSS))
    cards = [_make_card(one, tongue) for one in surroundings.around]
    ring = radius + 60.0
    placed = _on_ring(cards, ring)
    for _ in range(_STEPS):
        if _is_clear(placed, radius):
            break
        ring += 8.0
        placed = _on_ring(cards, ring)
    edges = [card.bounds for card in placed] + [(-radius, -radius, radius, radius)]
    left, up = min(e[0] for e in edges) - _MARGIN, min(e[1] for e in edges) - _TOP
    width = max(max(e[2] for e in edges) - left + _MARGIN, 460.0)
    height = max(e[3] for e in edges) - up + _MARGIN
    left -= (width - (max(e[2] for e in edges) - left + _MARGIN)) / 2
    x, y = -left, -up
    inside = [
        (one, x + _CELL * (n % columns - (_in_row(n, surroundings, columns) - 1) / 2),
         y + 10 + _CELL_HIGH * (n // columns - (rows - 1) / 2) - 8)
        for n, one in enumerate(surroundings.inside)
    ]  # fmt: skip
    return Ecomap(
        surroundings, width, height, (x, y), float(radius), tuple(inside),
        tuple(card._replace(x=card.x + x, y=card.y + y) for card in placed),
    )  # fmt: skip


def _in_row(number: int, surroundings: Surroundings, columns: int) -> int:
    """How many stand in the row of that one."""
    return min(columns, len(surroundings.inside) - number // columns * columns)


def _make_card(around: Around, tongue: Tongue) -> Card:
    lines = [(shorten(tongue.say(GROUPS[around.group]), _INNER, SMALL), SMALL)]
    called = set_apart(tongue.put(around.called))
    lines += [(text, NAME) for text in wrap(called, _INNER / BOLD, NAME, 2)]
    for text, most in ((say_about(around, tongue), 3), (say_more(around, tongue), 2)):
        lines += [(part, SMALL) for part in wrap(text, _INNER, SMALL, most) if part]
    high = sum(size + 4 for _, size in lines) + 12
    return Card(around, 0.0, 0.0, float(high), tuple(lines))


def _on_ring(cards: Sequence[Card], ring: float) -> list[Card]:
    count = len(cards)
    return [
        card._replace(
            x=round(_WIDER * ring * cos(2 * pi * n / count - pi / 2), 1),
            y=round(ring * sin(2 * pi * n / count - pi / 2), 1),
        )
        for n, card in enumerate(cards)
    ]


def _is_clear(cards: Sequence[Card], radius: float) -> bool:
    for one, other in combinations(cards, 2):
        a, b = one.bounds, other.bounds
        if not (
            a[2] + _GAP < b[0] or b[2] + _GAP < a[0] or a[3] + _GAP < b[1] or b[3] + _GAP < a[1]
        ):
            return False
    for card in cards:
        left, up, right, down = card.bounds
        near = hypot(max(left, 0, -right), max(up, 0, -down))
        if near < radius + _FROM_MIDDLE:
            return False
        end = edge((0.0, 0.0), card)
        if any(crosses(end, other.bounds) for other in cards if other is not card):
            return False
    return True


def edge(middle: Point, card: Card) -> Point:
    """Where a line from the middle of the picture meets a box."""
    dx, dy = card.x - middle[0], card.y - middle[1]
    by = [half / abs(way) for half, way in ((_BOX / 2, dx), (card.high / 2, dy)) if abs(way) > 1e-9]
    part = 1 - min(by, default=1.0)
    return middle[0] + dx * part, middle[1] + dy * part


def crosses(end: Point, box: tuple[float, float, float, float], start: Point = (0, 0)) -> bool:
    """Whether a straight line passes through a box."""
    low, high = 0.0, 1.0
    for at, way, near, far in (
        (start[0], end[0] - start[0], box[0], box[2]),
        (start[1], end[1] - start[1], box[1], box[3]),
    ):
        if abs(way) < 1e-9:
            if not near <= at <= far:
                return False
            continue
        a, b = sorted(((near - at) / way, (far - at) / way))
        low, high = max(low, a), min(high, b)
    return low <= high
