"""An ecomap as SVG: readable in grey, and told in words too."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot

from casekit.documents.directions import set_apart
from casekit.documents.pictures.canvas import open_picture
from casekit.documents.pictures.ecomap_layout import (
    ACROSS,
    MIDDLE,
    NAME,
    Card,
    Ecomap,
    edge,
    lay_out_ecomap,
)
from casekit.documents.pictures.ecomap_words import (
    HELP,
    LINES,
    say_around,
    say_middle,
    say_title,
    tell_surroundings,
)
from casekit.documents.pictures.genogram_words import INDEX
from casekit.documents.pictures.legend import Entry, draw_legend
from casekit.documents.pictures.lettering import quote, shorten
from casekit.documents.pictures.strokes import INK, PALE, draw_arrow, draw_line, number
from casekit.documents.pictures.symbols import draw_symbol
from casekit.documents.tongue import ENGLISH, Tongue
from casekit.model.surroundings import Surroundings

# The style in which each line is drawn.
_STYLES = {"strong": "strong", "ordinary": "solid", "strain": "conflict", "none": "none"}
_SYMBOL = 13


def draw_ecomap(surroundings: Surroundings, tongue: Tongue = ENGLISH) -> str:
    """The picture as an SVG document; the same surroundings give the same text."""
    picture = lay_out_ecomap(surroundings, tongue)
    title = say_title(surroundings, tongue)
    legend, height = draw_legend(list(_entries(picture, tongue)), picture.width, picture.height)
    said = " ".join(line.strip() for line in tell_surroundings(surroundings, tongue))
    parts = [
        *open_picture(title, said, number(picture.width), number(height)),
        f'<text x="20" y="26" font-size="15" font-weight="bold">{quote(title)}</text>',
    ]
    for card in picture.cards:
        parts += _draw_tie(picture, card)
    parts += _draw_middle(picture, tongue)
    parts += [_draw_card(card, tongue) for card in picture.cards]
    return "\n".join([*parts, *legend, "</svg>", ""])


def _draw_tie(picture: Ecomap, card: Card) -> Iterator[str]:
    if not card.around.line:
        return
    x, y = picture.middle
    end = edge(picture.middle, card)
    far = hypot(end[0] - x, end[1] - y)
    part = picture.radius / far
    start = (x + (end[0] - x) * part, y + (end[1] - y) * part)
    # A line ends a little before the head of its arrow, so that the point stays sharp.
    cut = (picture.radius + (8 if card.around.helps else 0)) / far
    yield from draw_line(
        (end, (x + (end[0] - x) * cut, y + (end[1] - y) * cut)), _STYLES[card.around.line]
    )
    if card.around.helps:
        yield draw_arrow((end, start))


def _draw_middle(picture: Ecomap, tongue: Tongue) -> Iterator[str]:
    x, y = picture.middle
    yield (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(picture.radius)}" fill="#f4f4f4" '
        f'stroke="{INK}" stroke-width="2"/>'
    )
    top = min((at for _, _, at in picture.inside), default=y) - _SYMBOL - 10
    home = shorten(say_middle(picture.surroundings, tongue), picture.radius * ACROSS, MIDDLE)
    yield (
        f'<text x="{number(x)}" y="{number(top)}" font-size="11" font-style="italic" '
        f'text-anchor="middle" fill="{PALE}">{quote(home)}</text>'
    )
    for person, px, py in picture.inside:
        yield draw_symbol(person.shape, px, py, _SYMBOL)
        if person.is_index:
            yield draw_symbol(person.shape, px, py, _SYMBOL - 3)
        name = shorten(set_apart(person.called), 66, 11)
        yield (
            f'<text x="{number(px)}" y="{number(py + _SYMBOL + 14)}" font-size="11" '
            f'text-anchor="middle">{quote(name)}</text>'
        )
        if person.id in picture.surroundings.away:
            setting = tongue.word(picture.surroundings.away[person.id], "setting")
            setting = shorten(tongue.say("placed: {setting}", setting=setting), 68, 9)
            yield (
                f'<text x="{number(px)}" y="{number(py + _SYMBOL + 25)}" font-size="9" '
                f'font-style="italic" text-anchor="middle">{quote(setting)}</text>'
            )


def _draw_card(card: Card, tongue: Tongue) -> str:
    left, top, right, bottom = card.bounds
    parts = [
        f"<g><title>{quote(say_around(card.around, tongue))}</title>"
        f'<rect x="{number(left)}" y="{number(top)}" width="{number(right - left)}" '
        f'height="{number(bottom - top)}" rx="16" fill="#ffffff" stroke="{INK}" '
        'stroke-width="1.2"/>'
    ]
    y = top + 6
    for place, (text, size) in enumerate(card.lines):
        y += size + 4
        look = ' font-weight="bold"' if size == NAME else ""
        look += f' font-style="italic" fill="{PALE}"' if place == 0 else ""
        parts.append(
            f'<text x="{number(card.x)}" y="{number(y - 2)}" font-size="{size}" '
            f'text-anchor="middle"{look}>{quote(text)}</text>'
        )
    return "".join([*parts, "</g>"])


def _entries(picture: Ecomap, tongue: Tongue) -> Iterator[Entry]:
    say = tongue.say
    used = {card.around.line for card in picture.cards}
    for line, (_, says) in LINES.items():
        if line in used:
            sign = "".join(draw_line(((0, 0), (30, 0)), _STYLES[line])) if line else ""
            yield Entry(sign, say(says))
    if any(card.around.helps for card in picture.cards):
        arrow = "".join(draw_line(((0, 0), (24, 0)), "solid")) + draw_arrow(((0, 0), (30, 0)))
        yield Entry(arrow, say(HELP))
    if any(person.is_index for person, _, _ in picture.inside):
        double = draw_symbol("square", 14, 0, 9) + draw_symbol("square", 14, 0, 6)
        yield Entry(double, say(INDEX))
