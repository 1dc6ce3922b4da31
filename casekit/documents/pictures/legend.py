"""What the signs of a picture mean, in lines under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from casekit.documents.pictures.lettering import measure, quote
from casekit.documents.pictures.strokes import PALE, number

_SIZE, _SIGN, _ROW = 11, 36, 24


class Entry(NamedTuple):
    """A sign drawn around the height 0, from 0 to 30 aside, and what it means."""

    sign: str
    says: str


def draw_legend(entries: Sequence[Entry], width: float, top: float) -> tuple[Sequence[str], float]:
    """The parts of the legend, and where the picture ends under it."""
    if not entries:
        return (), top + 12
    parts = [
        f'<path d="M20 {number(top + 6)}L{number(width - 20)} {number(top + 6)}" '
        f'stroke="{PALE}" stroke-width="0.6"/>'
    ]
    x, y = 20.0, top + 26
    for entry in entries:
        wide = _SIGN + measure(entry.says, _SIZE) + 18
        if x > 20.0 and x + wide > width - 10:
            x, y = 20.0, y + _ROW
        parts.append(
            f'<g transform="translate({number(x)} {number(y)})">{entry.sign}'
            f'<text x="{_SIGN}" y="4" font-size="{_SIZE}">{quote(entry.says)}</text></g>'
        )
        x += wide
    return parts, y + 22
