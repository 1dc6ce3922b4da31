"""A genogram as SVG: the usual symbols, readable in grey, and told in words too."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.documents.directions import put_together
from casekit.documents.pictures.canvas import open_picture
from casekit.documents.pictures.genogram_homes import Outline
from casekit.documents.pictures.genogram_layout import Genogram, Spot, lay_out
from casekit.documents.pictures.genogram_parts import HALF
from casekit.documents.pictures.genogram_words import (
    APART,
    INDEX,
    QUALITIES,
    SHAPES,
    STANDS,
    say_born,
    say_title,
    tell_kinship,
)
from casekit.documents.pictures.legend import Entry, draw_legend
from casekit.documents.pictures.lettering import quote, shorten
from casekit.documents.pictures.strokes import INK, PALE, draw_line, draw_slashes, number
from casekit.documents.pictures.symbols import draw_symbol
from casekit.documents.tongue import ENGLISH, Tongue
from casekit.documents.words import mark
from casekit.model.kinship import Kinship

_INNER = 4


def draw_genogram(kinship: Kinship, tongue: Tongue = ENGLISH) -> str:
    """The picture as an SVG document; the same family gives the same text."""
    picture = lay_out(kinship, tongue)
    title = say_title(kinship, tongue)
    legend, height = draw_legend(list(_entries(picture, tongue)), picture.width, picture.height)
    said = " ".join(line.strip() for line in tell_kinship(kinship, tongue))
    parts = [
        *open_picture(title, said, number(picture.width), number(height)),
        f'<text x="20" y="26" font-size="15" font-weight="bold">{quote(title)}</text>',
    ]
    parts += [draw_outline(outline) for outline in picture.outlines]
    for stroke in picture.strokes:
        parts += draw_line(stroke.points, stroke.style)
        parts += draw_slashes(*stroke.at, stroke.slashes)
    if picture.apart is not None:
        y = number(picture.apart + 14)
        head = quote(tongue.say(APART))
        parts.append(f'<text x="20" y="{y}" fill="{PALE}">{head}</text>')
    parts += [_draw_label(outline) for outline in picture.outlines]
    parts += [_draw_person(spot, tongue) for spot in picture.spots.values()]
    return "\n".join([*parts, *legend, "</svg>", ""])


def draw_outline(outline: Outline) -> str:
    """The dashed line around a home."""
    points = " ".join(f"{number(x)},{number(y)}" for x, y in outline.points)
    return (
        f'<polygon points="{points}" fill="#f4f4f4" fill-opacity="0.6" stroke="{PALE}" '
        'stroke-width="1.2" stroke-dasharray="3 4" stroke-linejoin="round"/>'
    )


def _draw_label(outline: Outline) -> str:
    x, y = outline.label
    says = shorten(outline.says, outline.room, 10)
    return _write(x, y, says, 10, anchor="start", colour=PALE, italic=True)


def _draw_person(spot: Spot, tongue: Tongue) -> str:
    person, x, y = spot.person, spot.x, spot.y
    says = put_together((person.called, say_born(person, tongue)))
    parts = [f"<g><title>{quote(says)}</title>", draw_symbol(person.shape, x, y, HALF)]
    if person.is_index:
        parts.append(draw_symbol(person.shape, x, y, HALF - _INNER))
    if person.died:
        reach = {"circle": 0.7, "diamond": 0.5, "triangle": 0.5}.get(person.shape, 1.0) * HALF
        for turn in (1, -1):
            parts.append(
                f'<path d="M{number(x - reach)} {number(y - turn * reach)}'
                f'L{number(x + reach)} {number(y + turn * reach)}" '
                f'stroke="{INK}" stroke-width="1.4"/>'
            )
    elif person.age is not None:
        parts.append(_write(x, y + 4, str(person.age), 12, halo=False))
    below = y + HALF + 4
    for line in spot.box.lines:
        below += line.size + 3
        parts.append(_write(x, below - 3, line.text, line.size, bold=line.is_name))
    return "".join([*parts, "</g>"])


def _write(
    x: float,
    y: float,
    text: str,
    size: int,
    *,
    anchor: str = "middle",
    colour: str = INK,
    bold: bool = False,
    italic: bool = False,
    halo: bool = True,
) -> str:
    look = f'font-size="{size}" text-anchor="{anchor}" fill="{colour}"'
    look += ' font-weight="bold"' * bold + ' font-style="italic"' * italic
    if halo:
        # Lines may pass under words; a rim of paper keeps them readable.
        look += ' stroke="#ffffff" stroke-width="3" paint-order="stroke" stroke-linejoin="round"'
    return f'<text x="{number(x)}" y="{number(y)}" {look}>{quote(text)}</text>'


def _entries(picture: Genogram, tongue: Tongue) -> Iterator[Entry]:
    """What the picture uses, and what it means."""
    say = tongue.say
    people = picture.kinship.people
    shapes = {p.shape for p in people}
    for shape, says in SHAPES.items():
        if shape in shapes:
            yield Entry(draw_symbol(shape, 14, 0, 8), say(says))
    if any(p.is_index for p in people):
        double = draw_symbol("square", 14, 0, 9) + draw_symbol("square", 14, 0, 6)
        yield Entry(double, say(INDEX))
    if any(p.died for p in people):
        cross = f'<path d="M6 -8L22 8M6 8L22 -8" stroke="{INK}" stroke-width="1.4"/>'
        yield Entry(draw_symbol("square", 14, 0, 8) + cross, say("has died"))
    if any(p.age is not None for p in people):
        yield Entry('<text x="14" y="4" text-anchor="middle">9</text>', say("age"))
    used = {(s.style, s.slashes) for s in picture.strokes}
    for style, slashes, says in _LINES:
        if (style, slashes) in used:
            line = "".join(draw_line(((0, 0), (30, 0)), style))
            yield Entry(line + "".join(draw_slashes(12, 0, slashes)), say(says))
    if picture.outlines:
        box = Outline(((1, -8), (29, -8), (29, 8), (1, 8)), (), "", (0, 0), 0)
        yield Entry(draw_outline(box), say("live together"))


_LINES = (
    ("solid", 0, mark("married; born to")),
    ("dashed", 0, mark("partners, living together")),
    ("solid", 1, mark("separated")),
    ("solid", 2, STANDS["divorced"]),
    ("dashed", 2, STANDS["parted"]),
    ("unrecorded", 0, mark("parents or carers together; no more is recorded")),
    ("adoptive", 0, mark("adopted by")),
    ("dotted", 0, mark("cared for: foster, kin, guardian")),
    *((quality, 0, says) for quality, says in QUALITIES.items()),
)
