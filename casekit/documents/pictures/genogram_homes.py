"""Outlines around those who live together, clear of everybody else where the order allows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from casekit.documents.pictures.genogram_parts import HALF
from casekit.documents.pictures.genogram_places import Places
from casekit.documents.pictures.genogram_words import say_home
from casekit.documents.pictures.strokes import Point
from casekit.documents.tongue import Tongue
from casekit.model.kinship import Kinship

if TYPE_CHECKING:
    from casekit.documents.pictures.genogram_layout import Spot

_ASIDE, _OVER, _UNDER = 11.0, 9.0, 7.0
_FAR = 70.0


class Outline(NamedTuple):
    """A closed line around people of one home, who they are, and where its name stands."""

    points: tuple[Point, ...]
    members: tuple[str, ...]
    says: str
    label: Point
    room: float


class _Run(NamedTuple):
    """Neighbours in a row who live together."""

    row: int
    members: tuple[str, ...]
    left: float
    top: float
    right: float
    bottom: float


def outline_homes(
    kinship: Kinship,
    spots: Mapping[str, Spot],
    places: Places,
    heads: Mapping[int, float],
    tongue: Tongue,
) -> Iterator[Outline]:
    """The outline of each home, in parts where its people do not stand together.

    `heads` is how much lines over the heads of a row take.
    """
    nested: dict[str, int] = {}
    for home in kinship.homes:
        members = [one for one in home.members if one in spots]
        # Whoever lives in two homes has two outlines, one inside the other.
        deep = max((nested.get(one, 0) for one in members), default=0)
        nested.update(dict.fromkeys(members, deep + 1))
        runs = list(_runs(members, spots, places, 3.0 * min(deep, 3), heads))
        for chain, legs in _chains(runs):
            label = chain[0] if chain else legs[0]
            yield Outline(
                _around_all(chain, legs),
                tuple(one for run in (*chain, *legs) for one in run.members),
                say_home(home.kind, tongue),
                (label.left + 4, label.top - 4),
                label.right - label.left - 8,
            )


def _around_all(chain: Sequence[_Run], legs: Sequence[_Run]) -> tuple[Point, ...]:
    """One line down the left of a chain, around each of its legs, and up on the right."""
    left = [p for run in chain for p in ((run.left, run.top), (run.left, run.bottom))]
    right = [p for run in chain for p in ((run.right, run.top), (run.right, run.bottom))]
    under: list[Point] = []
    for number, leg in enumerate(legs):
        # Between two legs the line goes up again into the gap above the row.
        fork = chain[-1].bottom + (leg.top - chain[-1].bottom) * 0.6 if chain else leg.top
        if number:
            under.append((leg.left, fork))
        under += [(leg.left, leg.top), (leg.left, leg.bottom)]
        under += [(leg.right, leg.bottom), (leg.right, leg.top)]
        if number < len(legs) - 1:
            under.append((leg.right, fork))
    return (*left, *under, *reversed(right))


def _runs(
    members: Sequence[str],
    spots: Mapping[str, Spot],
    places: Places,
    more: float,
    heads: Mapping[int, float],
) -> Iterator[_Run]:
    for number, row in enumerate(places.order):
        run: list[str] = []
        for one in [*row, None]:
            if one is not None and one in members:
                run.append(one)
            elif run:
                yield _around(number, run, spots, more, heads.get(number, 0.0))
                run = []
    for one in members:
        if one not in places.row:
            yield _around(-1, [one], spots, more, 0.0)


def _around(
    row: int, run: Sequence[str], spots: Mapping[str, Spot], more: float, head: float
) -> _Run:
    bounds = [spots[one].bounds for one in run]
    return _Run(
        row,
        tuple(run),
        min(b[0] for b in bounds) - _ASIDE - more,
        spots[run[0]].y - HALF - _OVER - head - more,
        max(b[2] for b in bounds) + _ASIDE + more,
        max(b[3] for b in bounds) + _UNDER + more,
    )


def _is_near(above: _Run, below: _Run) -> bool:
    """Whether a line around both stays clear of others: the next row, and not far aside."""
    aside = max(below.left - above.right, above.left - below.right)
    return below.row == above.row + 1 and aside <= _FAR


def _chains(runs: Sequence[_Run]) -> Iterator[tuple[list[_Run], list[_Run]]]:
    """Runs of rows that follow on each other, as far as each row has one; then the next row's.

    What does not follow stands for itself.
    """
    rows: dict[int, list[_Run]] = {}
    for run in runs:
        rows.setdefault(run.row, []).append(run)
    chain: list[_Run] = []
    for row in sorted(rows):
        here = rows[row]
        near = [one for one in here if chain and _is_near(chain[-1], one)]
        if chain and not near:
            yield chain, []
            chain = []
        far = [one for one in here if one not in near]
        if len(here) == 1 and row >= 0:
            chain.append(here[0])
            continue
        yield from (([one], []) for one in far)
        if near:
            yield chain, near
            chain = []
    if chain:
        yield chain, []
