"""How far a plan has come, as a picture: one row an objective, told by place and word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from casekit.documents.directions import set_apart
from casekit.documents.pictures.canvas import open_picture
from casekit.documents.pictures.lettering import quote, shorten
from casekit.documents.pictures.strokes import INK, PALE

# The way that an objective goes; what ended otherwise stands beside the last station.
STATIONS = ("not started", "in progress", "achieved")
_WIDTH, _LABEL, _ROW, _TOP = 720, 380, 34, 46
_STEP = 120


class Row(NamedTuple):
    """An objective: its id or number, its words, its status and the words for that."""

    number: str
    says: str
    status: str
    said: str


def draw_progress(rows: Sequence[Row], title: str, stations: Sequence[str] = STATIONS) -> str:
    """The picture as an SVG document; `stations` are the words over the three columns."""
    height = _TOP + _ROW * len(rows) + 14
    parts = open_picture(title, tell_progress(rows), _WIDTH, height)
    for place, station in enumerate(stations):
        x = _column(place)
        parts.append(
            f'<text x="{x}" y="22" text-anchor="middle" fill="{PALE}">{quote(station)}</text>'
        )
    for number, row in enumerate(rows):
        parts += _draw_row(row, _TOP + _ROW * number)
    return "\n".join([*parts, "</svg>", ""])


def tell_progress(rows: Sequence[Row]) -> str:
    """The picture in words."""
    return " ".join(f"{_say_row(row)}: {row.said}." for row in rows)


def _say_row(row: Row) -> str:
    return f"{row.number} {set_apart(row.says)}"


def _column(place: int) -> int:
    return _LABEL + 40 + _STEP * place


def _draw_row(row: Row, y: int) -> Iterator[str]:
    first, last = _column(0), _column(len(STATIONS) - 1)
    yield f'<text x="8" y="{y + 4}">{quote(shorten(_say_row(row), _LABEL, 12))}</text>'
    yield (f'<line x1="{first}" y1="{y}" x2="{last}" y2="{y}" stroke="{PALE}" stroke-width="1.2"/>')
    come = STATIONS.index(row.status) if row.status in STATIONS else None
    if come is not None and come > 0:
        yield (
            f'<line x1="{first}" y1="{y}" x2="{_column(come)}" y2="{y}" stroke="{INK}" '
            'stroke-width="3"/>'
        )
    for place in range(len(STATIONS)):
        x = _column(place)
        if come is not None and place == come:
            yield f'<circle cx="{x}" cy="{y}" r="8" fill="{INK}" stroke="{INK}"/>'
        else:
            yield (
                f'<circle cx="{x}" cy="{y}" r="5" fill="#ffffff" stroke="{PALE}" '
                'stroke-width="1.4"/>'
            )
    if come is None:
        # Dropped or not achieved: crossed out, with the word, because it is no place on the way.
        middle = (first + last) // 2
        yield (
            f'<path d="M{middle - 7} {y - 7}l14 14M{middle + 7} {y - 7}l-14 14" '
            f'stroke="{INK}" stroke-width="2.4"/>'
        )
        yield f'<text x="{middle}" y="{y - 10}" text-anchor="middle">{quote(row.said)}</text>'
