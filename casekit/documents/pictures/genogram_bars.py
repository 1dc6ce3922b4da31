"""How the lines from parents to children run: in levels between rows, no two on each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from casekit.documents.pictures.genogram_parts import Union
from casekit.documents.pictures.genogram_places import Places

KINDS = ("birth", "adoptive", "care")
# Where lines from above meet a symbol, the first in its middle; brackets of couples keep outside.
_PORTS = (0.0, -8.0, 8.0, -12.0, 12.0)
# How far apart the lines of different kinds leave the same two.
_APART = 7.0


class Strand(NamedTuple):
    """The children of a union who hang off it by one kind of line, and how far aside it leaves."""

    union: Union
    kind: str
    children: tuple[str, ...]
    aside: float

    @property
    def key(self) -> tuple[int, str]:
        """What tells it from others."""
        return self.union.number, self.kind


class Leg(NamedTuple):
    """A strand's way through the gap below a row: where it enters, its children there, its exit."""

    gap: int
    entry: float | None
    children: tuple[tuple[str, float], ...]
    lane: float | None

    @property
    def ends(self) -> list[float]:
        """Everything aside that it touches."""
        xs = [x for _, x in self.children]
        return [*xs, *(x for x in (self.entry, self.lane) if x is not None)]


@dataclass(slots=True)
class Bars:
    """The strands, how deep under a row the level part of each lies, and where it meets a child."""

    strands: tuple[Strand, ...]
    level: dict[tuple[tuple[int, str], int], int] = field(default_factory=dict)
    ports: dict[tuple[tuple[int, str], str], float] = field(default_factory=dict)

    def depth(self, gap: int) -> int:
        """How many levels a gap has."""
        return max((level + 1 for (_, at), level in self.level.items() if at == gap), default=0)


def plan_bars(unions: Sequence[Union], places: Places) -> Bars:
    """Give each strand its level in each gap."""
    bars = Bars(tuple(strand for union in unions for strand in _split(union)))
    taken: dict[str, int] = {}
    for strand in sorted(bars.strands, key=lambda s: (KINDS.index(s.kind), s.union.number)):
        for child in strand.children:
            number = taken.get(child, 0)
            taken[child] = number + 1
            bars.ports[strand.key, child] = _PORTS[min(number, len(_PORTS) - 1)]
    spans: dict[int, list[tuple[float, float, tuple[int, str]]]] = {}
    for strand in bars.strands:
        for leg in legs(strand, places, bars):
            if max(leg.ends) - min(leg.ends) > 0.5:
                span = (min(leg.ends), max(leg.ends), strand.key)
                spans.setdefault(leg.gap, []).append(span)
    for gap, some in spans.items():
        full: list[list[tuple[float, float]]] = []
        # Short ones first, so that they lie above the long ones and are crossed less often.
        for left, right, key in sorted(some, key=lambda span: (span[1] - span[0], span)):
            level = next((n for n, row in enumerate(full) if _is_free(row, left, right)), len(full))
            if level == len(full):
                full.append([])
            full[level].append((left, right))
            bars.level[key, gap] = level
    return bars


def _split(union: Union) -> Iterator[Strand]:
    kinds = [kind for kind in KINDS if any(each == kind for _, each in union.children)]
    for number, kind in enumerate(kinds):
        own = tuple(child for child, each in union.children if each == kind)
        yield Strand(union, kind, own, _APART * number)


def _is_free(row: Sequence[tuple[float, float]], left: float, right: float) -> bool:
    return all(right + 8 < a or b + 8 < left for a, b in row)


def legs(strand: Strand, places: Places, bars: Bars) -> Iterator[Leg]:
    """The strand's ways, from its union down to the lowest of its children."""
    lowest = max(places.row[child] for child in strand.children)
    union = strand.union
    here = places.drops.get(union.number)
    start = places.row[union.parents[0]] if union.parents else lowest - 1
    if here is not None:
        here += strand.aside
    for gap in range(start, lowest):
        children = tuple(
            (child, places.at[child] + bars.ports[strand.key, child])
            for child in strand.children
            if places.row[child] == gap + 1
        )
        goes_on = gap + 1 < lowest
        lane = places.lane[union.number, gap + 1] + strand.aside if goes_on else None
        yield Leg(gap, here, children, lane)
        here = lane
