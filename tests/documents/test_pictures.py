"""A picture goes into the PDF with words for those who cannot see it, or not at all."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdf
import pytest

from casekit.documents.faults import (
    MissingAltText,
    MissingGlyphs,
    PictureFault,
    PrivateCharacters,
)
from casekit.documents.pdf import render_pdf
from casekit.documents.picture_block import make_picture
from casekit.resources import templates_dir

from .conftest import PRINTED_AT, BuildPage

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="30">\n'
    '\t<rect width="{width}" height="30" fill="#1d3140"/>\n'
    '\t<text x="4" y="20" fill="white">{text}</text>\n</svg>\n'
)
HEAD = '#set document(title: "x")\n#set text(lang: "en")\n= Head\n'
DEJAVU = Path("/usr/share/fonts/truetype/dejavu")


def draw(text: str = "Jo", width: int = 100) -> str:
    return SVG.format(text=text, width=width)


def template(folder: Path, *lines: str) -> Path:
    """A folder with a template of an agency's own, and our picture.typ beside it."""
    (folder / "picture.typ").write_text((templates_dir() / "picture.typ").read_text())
    (folder / "plan.typ").write_text(HEAD + "\n".join(lines) + "\n")
    return folder


PICTURES = (
    '#import "picture.typ": picture',
    "#for block in json(bytes(sys.inputs.page)).blocks { picture(block) }",
)


def figures(pdf: bytes) -> list[str]:
    """The alternative texts of all figures in the tree that a screen reader reads."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if node.get("/S") == "/Figure":
                found.append(str(node.get("/Alt")))
            if "/K" in node:
                walk(node["/K"])

    root: Any = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    walk(root["/StructTreeRoot"])
    return found


def test_a_picture_is_there_for_the_eye_and_for_the_ear(tmp_path: Path) -> None:
    blocks = [
        make_picture(draw(), "Jo in the middle", name="family"),
        make_picture(draw(width=4000), "  Who lives where ", name="homes"),
    ]
    folder = template(tmp_path, *PICTURES)
    pdf = render_pdf({"blocks": blocks}, printed_at=PRINTED_AT, template_dir=folder)
    assert figures(pdf) == ["Jo in the middle", "Who lives where"]
    assert pdf == render_pdf({"blocks": blocks}, printed_at=PRINTED_AT, template_dir=folder)


@pytest.mark.parametrize("alt", ["", "  \n"])
def test_without_alternative_text_it_is_refused_by_name(alt: str) -> None:
    with pytest.raises(
        PictureFault, match="`family` cannot be printed: it has no alternative"
    ) as f:
        make_picture(draw(), alt, name="family")
    assert f.value.exit_code == 4 and "what it shows" in (f.value.hint or "")


def test_a_page_is_looked_through_for_pictures_without_words(build_page: BuildPage) -> None:
    page = build_page() | {"blocks": [{"kind": "text"}, {"kind": "picture", "svg": draw()}]}
    with pytest.raises(PictureFault, match="`page blocks 2`"):
        render_pdf(page, printed_at=PRINTED_AT)


@pytest.mark.parametrize(
    ("svg", "why"),
    [
        ("<svg", "no XML"),
        ("<b/>", "no SVG"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + draw("&a;"), "document type"),
        (draw().replace("<rect", '<image href="face.png"/><rect'), "another file"),
        (
            draw()
            .replace("<svg", '<svg xmlns:x="http://www.w3.org/1999/xlink"')
            .replace("<rect", '<image x:href="http://x.example/a.png"/><rect'),
            "another file",
        ),
    ],
)
def test_a_picture_that_is_not_whole_in_itself_is_refused(svg: str, why: str) -> None:
    with pytest.raises(PictureFault, match=why):
        make_picture(svg, "Jo", name="family")


@pytest.mark.parametrize("text", ["漢", "&#x6F22;"])
def test_a_letter_that_no_font_draws_stops_a_picture_too(tmp_path: Path, text: str) -> None:
    blocks = [make_picture(draw(text), "A name", name="family")]
    with pytest.raises(MissingGlyphs) as stopped:
        render_pdf(
            {"blocks": blocks}, printed_at=PRINTED_AT, template_dir=template(tmp_path, *PICTURES)
        )
    assert stopped.value.characters == ("漢",)


@pytest.mark.parametrize(
    "line",
    ['#image("face.svg")', '#image("face.svg", alt: "")', '#figure(image("face.svg"))', "$ x^2 $"],
)
def test_a_template_with_a_picture_without_words_is_refused_at_its_line(
    tmp_path: Path, line: str
) -> None:
    (tmp_path / "face.svg").write_text(draw())
    with pytest.raises(MissingAltText) as refused:
        render_pdf({}, printed_at=PRINTED_AT, template_dir=template(tmp_path, line))
    fault = refused.value
    assert (fault.code, fault.exit_code) == ("MISSING-ALT-TEXT", 4)
    assert (fault.path, fault.line) == (str(tmp_path / "plan.typ"), 4)
    assert "alt:" in (fault.hint or "")


@pytest.mark.skipif(not (DEJAVU / "DejaVuSans.ttf").exists(), reason="needs fonts-dejavu-core")
def test_a_letter_of_one_font_only_is_refused(build_page: BuildPage) -> None:
    page = build_page() | {"family_words": "\uf6c5"}
    with pytest.raises(PrivateCharacters, match=r"U\+F6C5") as refused:
        render_pdf(page, printed_at=PRINTED_AT, font_dirs=[DEJAVU])
    assert refused.value.code == "PRIVATE-CHARACTER"
