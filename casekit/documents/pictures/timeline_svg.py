"""The picture of a case as SVG: words in every bar, readable in grey, and told in words too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from casekit.documents.pictures.canvas import open_picture
from casekit.documents.pictures.lanes import (
    MARKS,
    STATES,
    Mark,
    Picture,
    Stretch,
    count_days,
    list_ticks,
)
from casekit.documents.pictures.lettering import quote

_WIDTH, _LABEL, _RIGHT = 1120, 150, 20
_ROW, _BAR, _TOP, _LETTER = 26, 20, 64, 14
# Lighter and darker greys, one after the other, so that neighbours differ on any printer.
_FILLS = ("#f2f2f2", "#d9d9d9", "#e6e6e6", "#cccccc")


def draw_svg(picture: Picture) -> str:
    """The picture as an SVG document; the same picture gives the same text."""
    rows = list(_lay_out(picture))
    days = count_days(picture)
    space = _WIDTH - _LABEL - _RIGHT

    def x(day: date, after: int = 0) -> float:
        return round(_LABEL + ((day - picture.start).days + after) * space / days, 1)

    marks = _stagger(picture, x)
    top = _TOP + _LETTER * max((row for _, row in marks), default=0)
    height = top + _ROW * len(rows) + _ROW * 2
    title = f"Case {picture.case}, {picture.start.isoformat()} to {picture.end.isoformat()}"
    parts = [
        *open_picture(title, " ".join(tell(picture)), _WIDTH, height),
        f'<text x="10" y="20" font-size="15" font-weight="bold">{quote(title)}</text>',
    ]
    for day in list_ticks(picture.start, picture.end, 14):
        parts.append(
            f'<line x1="{x(day)}" y1="34" x2="{x(day)}" y2="{height - _ROW * 2}" '
            'stroke="#bbbbbb" stroke-width="1"/>'
        )
        parts.append(f'<text x="{x(day) + 3}" y="44" fill="#333333">{day:%Y-%m}</text>')
    for number, (label, bold, stretches) in enumerate(rows):
        y = top + _ROW * number
        weight = ' font-weight="bold"' if bold else ""
        parts.append(f'<text x="10" y="{y + 14}"{weight}>{quote(label)}</text>')
        for turn, stretch in enumerate(stretches):
            left, right = x(stretch.start), x(stretch.end, 1)
            parts.append(_draw_bar(stretch, left, right, y, _FILLS[turn % len(_FILLS)]))
    for mark, row in marks:
        parts.append(
            f'<text x="{x(mark.day)}" y="{_TOP - 8 + _LETTER * row}" font-weight="bold"><title>'
            f"{quote(f'{mark.day.isoformat()} {mark.says}')}</title>{mark.letter}</text>"
        )
    letters = {mark.letter for mark in picture.marks}
    legend = "; ".join(f"{letter} {MARKS[letter]}" for letter in MARKS if letter in letters)
    parts.append(f'<text x="10" y="{height - 14}" fill="#333333">{quote(legend)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _stagger(picture: Picture, x: Callable[[date], float]) -> list[tuple[Mark, int]]:
    """Each mark with the first row in which no other one is in its way."""
    taken: list[float] = []
    placed = []
    for mark in sorted(picture.marks, key=lambda mark: (mark.day, mark.letter)):
        at = x(mark.day)
        row = next((n for n, end in enumerate(taken) if end <= at), len(taken))
        if row == len(taken):
            taken.append(0.0)
        taken[row] = at + _LETTER
        placed.append((mark, row))
    return placed


def tell(picture: Picture) -> Iterator[str]:
    """The picture in words, for whoever cannot see it."""
    for lane in picture.lanes:
        said = "; ".join(
            f"{s.value} from {s.start.isoformat()} "
            + ("on" if s.goes_on else f"to {s.end.isoformat()}")
            for s in lane.stretches
        )
        yield f"{lane.called}, {STATES[lane.state]}: {said}."
    for mark in picture.marks:
        yield f"{mark.day.isoformat()}: {mark.says}."


def _lay_out(picture: Picture) -> Iterator[tuple[str, bool, tuple[Stretch, ...]]]:
    shown = ""
    for lane in picture.lanes:
        if lane.called != shown:
            shown = lane.called
            yield shown, True, ()
        yield f"  {STATES[lane.state]}", False, lane.stretches


def _draw_bar(stretch: Stretch, left: float, right: float, y: int, fill: str) -> str:
    width = max(2.0, round(right - left, 1))
    dash = ' stroke-dasharray="4 2"' if stretch.goes_on else ""
    said = f"{stretch.value}, {stretch.start.isoformat()} to " + (
        "now" if stretch.goes_on else stretch.end.isoformat()
    )
    bar = (
        f'<g><title>{quote(said)}</title><rect x="{left}" y="{y}" width="{width}" height="{_BAR}" '
        f'fill="{fill}" stroke="#444444"{dash}/>'
    )
    # A letter takes about seven units: what does not fit is told by the title only.
    fits = stretch.value[: max(0, int((width - 6) // 7))]
    word = fits if len(fits) == len(stretch.value) or len(fits) > 2 else ""
    if word:
        bar += f'<text x="{round(left + 4, 1)}" y="{y + 14}">{quote(word)}</text>'
    return bar + "</g>"
