"""The picture of a case as SVG: words in every bar, readable in grey, and told in words too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from casekit.documents.directions import set_apart
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
from casekit.documents.pictures.lettering import BOLD, measure, quote, shorten, wrap
from casekit.documents.tongue import ENGLISH, Tongue

_RIGHT, _LEFT, _SIZE = 20, 10, 12
# On a screen, and on a sheet of paper upright, where the letters have to stay readable.
WIDTH, ON_PAPER = 1120, 680
_TICK = 80
_NARROWEST, _WIDEST = 150, 260
_ROW, _BAR, _TOP, _LETTER, _LINE = 26, 20, 64, 14, 18
# Lighter and darker greys, one after the other, so that neighbours differ on any printer.
_FILLS = ("#f2f2f2", "#d9d9d9", "#e6e6e6", "#cccccc")


# How far from the left a day begins, or with 1 where it ends.
Place = Callable[..., float]


def draw_svg(picture: Picture, tongue: Tongue = ENGLISH, width: int = WIDTH) -> str:
    """The picture as an SVG document; the same picture gives the same text."""
    rows = list(_lay_out(picture, tongue))
    days = count_days(picture)
    widest = max((measure(label, _SIZE) * BOLD for label, _, _ in rows), default=0)
    labels = round(min(max(widest + 2 * _LEFT, _NARROWEST), _WIDEST))
    space = width - labels - _RIGHT

    def x(day: date, after: int = 0) -> float:
        return round(labels + ((day - picture.start).days + after) * space / days, 1)

    marks = _stagger(picture, x)
    legend = wrap(say_marks(picture, tongue), width - 2 * _LEFT, _SIZE, len(MARKS))
    bottom = _TOP + _LETTER * max((row for _, row in marks), default=0)
    lanes: list[str] = []
    for label, bold, stretches in rows:
        weight = ' font-weight="bold"' if bold else ""
        said = shorten(label, (labels - 2 * _LEFT) / (BOLD if bold else 1), _SIZE)
        left = _LEFT if bold else _LEFT + 8
        lanes.append(f'<text x="{left}" y="{bottom + 14}"{weight}>{quote(said)}</text>')
        drawn, below = _draw_lane(stretches, x, bottom, width, tongue)
        lanes += drawn
        bottom += _ROW + _LETTER * below
    height = bottom + _ROW + _LINE * len(legend) + 8
    title = say_title(picture, tongue)
    parts = [
        *open_picture(title, " ".join(tell(picture, tongue)), width, height),
        f'<text x="{_LEFT}" y="20" font-size="15" font-weight="bold">{quote(title)}</text>',
    ]
    for day in list_ticks(picture.start, picture.end, space // _TICK):
        parts.append(
            f'<line x1="{x(day)}" y1="34" x2="{x(day)}" y2="{bottom}" '
            'stroke="#bbbbbb" stroke-width="1"/>'
        )
        month = tongue.month(day)
        if x(day) + 3 + measure(month, _SIZE) <= width:
            parts.append(f'<text x="{x(day) + 3}" y="44" fill="#333333">{quote(month)}</text>')
    parts += lanes
    for mark, row in marks:
        says = tongue.label(tongue.day(mark.day), tongue.put(mark.says))
        parts.append(
            f'<text x="{x(mark.day)}" y="{_TOP - 8 + _LETTER * row}" font-weight="bold" '
            f'stroke="#ffffff" stroke-width="3" paint-order="stroke"><title>'
            f"{quote(says)}</title>{mark.letter}</text>"
        )
    for number, line in enumerate(legend):
        y = bottom + _ROW + _LINE * number
        parts.append(f'<text x="{_LEFT}" y="{y}" fill="#333333">{quote(line)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def say_title(picture: Picture, tongue: Tongue) -> str:
    """What stands over the picture."""
    days = {"since": tongue.day(picture.start), "until": tongue.day(picture.end)}
    return tongue.say("Case {number}, {since} to {until}", number=picture.case, **days)


def say_marks(picture: Picture, tongue: Tongue) -> str:
    """What each letter of the picture stands for."""
    letters = {mark.letter for mark in picture.marks}
    return tongue.row([f"{one} {tongue.say(MARKS[one])}" for one in MARKS if one in letters])


def _stagger(picture: Picture, x: Place) -> list[tuple[Mark, int]]:
    """Each mark with the first row in which no other one is in its way."""
    taken: list[float] = []
    placed = []
    for mark in sorted(picture.marks, key=lambda mark: (mark.day, mark.letter)):
        at = x(mark.day)
        placed.append((mark, _find_row(taken, at, at + _LETTER)))
    return placed


def _find_row(taken: list[float], start: float, end: float) -> int:
    """The first row that is free from there on, and then is taken up to the end."""
    row = next((n for n, until in enumerate(taken) if until <= start), len(taken))
    if row == len(taken):
        taken.append(0.0)
    taken[row] = end
    return row


def tell(picture: Picture, tongue: Tongue = ENGLISH) -> Iterator[str]:
    """The picture in words, for whoever cannot see it."""
    for lane in picture.lanes:
        said = tongue.row([_say_stretch(stretch, tongue) for stretch in lane.stretches])
        head = f"{set_apart(lane.called)}, {tongue.say(STATES[lane.state])}"
        yield f"{tongue.label(head, said)}."
    for mark in picture.marks:
        yield f"{tongue.label(tongue.day(mark.day), tongue.put(mark.says))}."


def _say_stretch(stretch: Stretch, tongue: Tongue) -> str:
    said = {"value": tongue.put(stretch.value), "since": tongue.day(stretch.start)}
    if stretch.goes_on:
        return tongue.say("{value} from {since} on", **said)
    return tongue.say("{value} from {since} to {until}", **said, until=tongue.day(stretch.end))


def _lay_out(picture: Picture, tongue: Tongue) -> Iterator[tuple[str, bool, tuple[Stretch, ...]]]:
    shown = ""
    for lane in picture.lanes:
        if lane.child != shown:
            shown = lane.child
            yield set_apart(lane.called), True, ()
        yield tongue.say(STATES[lane.state]), False, lane.stretches


def _draw_lane(
    stretches: Sequence[Stretch], x: Place, y: int, width: int, tongue: Tongue
) -> tuple[list[str], int]:
    """The bars of a lane, and how many lines of words stand under them.

    A word that does not fit into its bar stands below it, whole, behind a stroke from where the bar
    begins.
    """
    bars, words = [], []
    taken: list[float] = []
    for turn, stretch in enumerate(stretches):
        left, right = x(stretch.start), x(stretch.end, 1)
        bar = max(2.0, round(right - left, 1))
        says = tongue.put(stretch.value)
        room = measure(says, _SIZE)
        inside = ""
        if room <= bar - 8:
            inside = f'<text x="{round(left + 4, 1)}" y="{y + 14}">{quote(says)}</text>'
        else:
            at = round(min(left + 4, width - room - 4), 1)
            row = _find_row(taken, at, at + room + 8)
            base = y + _BAR + _LETTER * (row + 1) - 2
            words.append(
                f'<path d="M{left + 1} {y + _BAR}V{base - 9}" stroke="#444444"/>'
                f'<text x="{at}" y="{base}" stroke="#ffffff" stroke-width="3" '
                f'paint-order="stroke">{quote(says)}</text>'
            )
        bars.append(_draw_bar(stretch, (left, bar), y, _FILLS[turn % len(_FILLS)], inside, tongue))
    return [*bars, *words], len(taken)


def _draw_bar(
    stretch: Stretch, place: tuple[float, float], y: int, fill: str, inside: str, tongue: Tongue
) -> str:
    left, width = place
    dash = ' stroke-dasharray="4 2"' if stretch.goes_on else ""
    return (
        f"<g><title>{quote(_say_stretch(stretch, tongue))}</title>"
        f'<rect x="{left}" y="{y}" width="{width}" height="{_BAR}" '
        f'fill="{fill}" stroke="#444444"{dash}/>{inside}</g>'
    )
