"""A PDF as it is read here, beside a library that reads any: what that finds is found."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typst
from pypdf import PdfReader, PdfWriter

from casekit.documents.catalogue import NAMES, readers_of
from casekit.documents.folding import fold
from casekit.documents.last_look import read_pdf_parts
from casekit.documents.making import make_page
from casekit.documents.pdf import render_pdf
from casekit.documents.pdf_file import Page, UnknownForm, read_file
from casekit.documents.pdf_text import Font, read_text
from casekit.documents.request import Request
from casekit.documents.tripwire import Text
from casekit.errors import CasekitError
from casekit.records.schemas import SchemaSet

from .conftest import PRINTED_AT, BuildPage
from .planted import withhold
from .test_validators import AGENCIES, open_sample


def read_twice(content: bytes) -> list[tuple[str, str]]:
    """Each page as it is read here and by the library."""
    fonts: dict[bytes, Font] = {}
    ours = [read_text(page, fonts) for page in read_file(content).pages]
    theirs = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    return list(zip(ours, theirs, strict=True))


def require_alike(content: bytes) -> None:
    pages = [page.contents for page in read_file(content).pages]
    for drawn, (ours, theirs) in zip(pages, read_twice(content), strict=True):
        apart, joined, *meant = ours.split("\n\n")
        assert fold(apart) == fold(joined)
        assert bool(meant) == (b"/ActualText" in drawn)
        assert not Counter(fold(theirs)) - Counter(fold(apart)), "no letter is missing"
        if b"/Alt" in drawn:
            continue  # the letters of a picture stand in no order that two programs would agree on
        assert sorted(fold(apart)) == sorted(fold(theirs)), "each letter once"
        whole = set(ours.split())
        assert not [word for word in theirs.split() if word not in whole and word not in ours]


@pytest.mark.parametrize("agency", AGENCIES)
def test_every_kind_of_document_reads_as_with_the_library(
    agency: str, schemas: SchemaSet, tmp_path: Path
) -> None:
    workspace = open_sample(agency, tmp_path / "files", schemas)
    made = set()
    for number in sorted(workspace.case_folders):
        case = workspace.load(number).case
        for name in set(NAMES) - made:
            try:
                page, *_ = make_page(
                    case,
                    name,
                    readers_of(name)[-1],
                    Request(),
                    agency=workspace.agency,
                    schemas=schemas,
                    version="1",
                    printed_on=date(2026, 11, 23),
                )
            except CasekitError:
                continue
            template = "plan.typ" if "plan" in (name, name.removeprefix("safety-")) else "sheet.typ"
            require_alike(render_pdf(page, printed_at=PRINTED_AT, template=template))
            made.add(name)
    assert {"plan", "case-plan"} <= made and len(made) > 5


DEJAVU = Path("/usr/share/fonts/truetype/dejavu")
STRANGE = [
    "(a) ((b)) (c \\( d \\) [e] <f> <<g>> /h 12 Tf BT ET (",
    "Caf\u00e9 na\u00efve \u0141\u00f3d\u017a Zo\u00eb fi ffl O\u2019Hara 204\u2011555\u20110188",
    "\u0391\u03b8\u03ae\u03bd\u03b1 \u041c\u043e\u0441\u043a\u0432\u0430 " * 9,
    "".join(map(chr, range(0x21, 0x250))),
    "e\u0301 a\u0308 o\u0302",
]


@pytest.mark.parametrize("value", STRANGE)
def test_any_letter_reads_as_with_the_library(value: str, build_page: BuildPage) -> None:
    page = {**build_page(), "subtitle": value}
    try:
        content = render_pdf(page, printed_at=PRINTED_AT)
    except CasekitError:
        pytest.skip("not in the fonts that Typst has in it")
    require_alike(content)


TABLE = b"""2 beginbfchar\n<0028> <0041>\n<0029> <00420043>\nendbfchar
1 beginbfrange\n<0061> <0063> <0078>\nendbfrange"""


def read(data: bytes, table: bytes = TABLE) -> str:
    return read_text(Page(data, {b"f0": table}), {})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"BT/f0 9 Tf[(\\000\\()]TJ ET", "A"),
        (b"BT/f0 9 Tf[(\\000(\\000))]TJ ET", "ABC"),
        (b"BT/f0 9 Tf[<0028>-7.5<0029>]TJ ET", "ABC"),
        (b"BT/f0 9 Tf <002800610063> Tj ET", "Axz"),
        (b"BT/f0 9 Tf (\\000\\050) Tj (\\000b) Tj ET", "Ay"),
        (b"BT/f0 9 Tf[(\\000(\\000(\\000(\\000)\\000)\\000))]TJ ET", "AAABCBCBC"),
        (b"[3 2]0 d/g0 gs/c0 cs 0.5 scn/Artifact BMC BT/f0 9 Tf (\\000a)Tj ET EMC\n", "x"),
        (b"/Span<</Lang(Do Td)>>BDC q 1 0 0 1 0 0 cm 0.5 w 1 2 m 3 4 l S Q EMC", ""),
    ],
)
def test_how_a_string_may_be_written(data: bytes, said: str) -> None:
    assert read(data).partition("\n\n")[2].replace("\n", "") == said


def test_what_stands_for_letters_is_read_beside_them() -> None:
    span = b"/Span<</Lang(en)/ActualText<FEFF0053>>>BDC BT/f0 9 Tf (\\000a)Tj ET EMC"
    figure = b"/Figure<</MCID 4/Alt(A picture)>>BDC BT/f0 9 Tf (\\000b)Tj ET EMC"
    said = read(b"1 0 0 1 0 9 cm BT/f0 9 Tf (\\000\\050)Tj ET " + span + figure).split("\n\n")
    assert [one.split("\n")[1:] for one in said] == [
        *(["A x", "A picture", "y"], ["Ax", "A picture", "y"]),
        *(["A S", "A picture", "y"], ["AS", "A picture", "y"]),
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"BT/f0 9 Tf[(\\000\\001)]TJ ET",
        b"BT/f0 9 Tf[(\\000)]TJ ET",
        b"BT/f0 9 Tf[(\\0\\050)]TJ ET",
        b"BT/f0 9 Tf[(\\000\\q)]TJ ET",
        b"BT/f0 9 Tf[<002>]TJ ET",
        b"BT/f0 9 Tf[(\\000\\050]TJ ET",
        b"BT/f9 9 Tf[(\\000\\050)]TJ ET",
        b"BT[(\\000\\050)]TJ ET",
        b"BT/f0 9 Tf 3 4 Td[(\\000\\050)]TJ ET",
        b"/Span<</E(other)>>BDC EMC",
        b"/Span<</ActualText(other\xff)>>BDC EMC",
        b"/Span<</ActualText(a)>>BDC",
        b"/Span<</ActualText(a)>>BDC/Span<</MCID 1>>BDC EMC EMC",
        b"/Span<</ActualText(a)>>BDC/Span<</ActualText(b)>>BDC EMC EMC",
        b"/Span<</K<</E(a)>>>>BDC EMC",
        b"BI ID xx EI",
        b"q % (a) Tj\nQ",
        b"BT/f0 9 Tf (\\000\\050) ' ET",
        b"cm",
    ],
)
def test_what_is_of_another_form_is_left_to_the_library(data: bytes) -> None:
    with pytest.raises(UnknownForm):
        read(data)


@pytest.mark.parametrize(
    "table",
    [
        b"1 beginbfrange\n<0001> <0002> [<0041> <0042>]\nendbfrange",
        b"1 beginbfrange\n<0000> <FFFFFFFFFF> <0041>\nendbfrange",
        b"1 beginbfrange\n<0000> <0010> <FFFF>\nendbfrange",
        b"1 beginbfchar\n<0001> <041>\nendbfchar",
    ],
)
def test_so_is_a_table_of_letters(table: bytes) -> None:
    with pytest.raises(UnknownForm):
        read(b"BT/f0 9 Tf[(\\000\\001)]TJ ET", table)


# What a file may have besides, and what of it is found: by the library, where we do not know it.
BESIDES = {
    '#pdf.attach("Zorblat.txt", bytes("Quimby"), mime-type: "text/plain", description: "Who")': {
        "attachments"
    },
    '#link("https://zorblat-quimby.example/")[here]': {"metadata"},
    "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='99' height='30'><g opacity='.5'>"
    '<text y=\'20\'>Zorblat Quimby</text></g></svg>"), format: "svg", alt: "Who")': {"text"},
    "#image(bytes(\"<svg xmlns='http://www.w3.org/2000/svg' width='99' height='30'/>\"), "
    'format: "svg", alt: "Zorblat Quimby")': {"text"},
    "#rect(fill: tiling(size: (90pt, 90pt))[Zorblat Quimby], width: 90pt)": {"text"},
    "#text(fill: gradient.linear(red, blue))[Zorblat Quimby]": {"text"},
    "== Zorblat Quimby": {"text", "metadata"},
    "Zor#strong[blat] #emph[Quim]by": {"text"},
    '#box(width: 12mm)[#set text(hyphenate: true, lang: "en")\nZor-?blat Quim-?by]': {"text"},
    "Zor\u200bblat Qu\u200dimby": {"text"},
    "#rotate(90deg)[Zorblat Quimby]": {"text"},
}


@pytest.mark.parametrize("written", BESIDES)
def test_whatever_else_a_file_has_is_found(written: str) -> None:
    page = f'#set document(title: "x")\n#set text(lang: "en")\n= Head\n{written}\n'
    standard: typst.PDFStandard = "a-3a" if "attach" in written else "a-2a"
    fonts = typst.Fonts(include_system_fonts=False)
    pdf = typst.compile(
        page.encode(), format="pdf", font_paths=fonts, pdf_standards=["ua-1", standard], timestamp=1
    )
    told = {**read_pdf_parts(pdf, "x"), "file name": ""}
    name = withhold("name", "Zorblat Quimby")
    assert {part for part, text in told.items() if Text(text).has(name)} == BESIDES[written]


@pytest.mark.skipif(not DEJAVU.exists(), reason="needs fonts-dejavu-core")
def test_other_scripts_are_found_as_they_are_read(build_page: BuildPage) -> None:
    syllabics, name, home, hebrew = "ᓀᐃᔭ", "لام بيتنا", "نبقى", "אנח"
    words = f"ask {name} ({home}) 204-555-0188 {hebrew}"
    page = build_page() | {"subtitle": syllabics, "family_words": words}
    pdf = render_pdf(page, printed_at=PRINTED_AT, font_dirs=[DEJAVU])
    text = Text(read_pdf_parts(pdf, "x")["text"])
    for one in (syllabics, name, hebrew):
        assert text.has(withhold("name", one)), one
    assert text.has(withhold("phrase", home)) and text.has(withhold("phone", "204-555-0188"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"%PDF-1.7", b"%PDF-2.0"),
        (b"endobj\n2 0 obj", b"endobj\n(more)2 0 obj"),
        (b"\n2 0 obj", b"\n7 0 obj"),
        (b"/ID[", b"/Encrypt 2 0 R/ID["),
        (b"startxref\n", b"startxref\n1"),
        (b"/Type/Page/", b"/Type/Pape/"),
        (b"/Subtype/Type0", b"/Subtype/Type3"),
        (b"/Identity-H/D", b"/WinAnsi/D"),
        (b"/ToUnicode", b"/ToUnicodes"),
        (b"/Contents", b"/Contentss"),
        (b"/CMap/Filter/Flate", b"/CMap/Filter/Flatt"),
        (b"/Title(", b"/Title(("),
        (b"/Title(", b"/Title(\xff"),
        (b"/Title(", b"/Title%("),
        (b"/Title(", b"/Title<(>("),
        (b"/Font<<", b"/Shading<</s0 2 0 R>>/Font<<"),
        (b"endstream", b"endstraem"),
        (b"<</Length", b"<<\n/Length"),
        (b"WMode 0>>\nstream\nx", b"WMode 0>>\nstream\ny"),
    ],
)
def test_a_file_of_another_form_is_left_to_the_library(
    old: bytes, new: bytes, build_page: BuildPage
) -> None:
    content = render_pdf(build_page(), printed_at=PRINTED_AT)
    with pytest.raises(UnknownForm):
        read_file(change(content, old, new))


def change(content: bytes, old: bytes, new: bytes) -> bytes:
    """Another word in a file, and the table of objects moved with it."""
    assert old in content
    at = content.index(old)
    head, table, tail = content.replace(old, new, 1).partition(b"xref\n0 ")
    moved = re.sub(
        rb"\n([0-9]{10}) (?=00000 n)",
        lambda row: b"\n%010d " % (int(row[1]) + (len(new) - len(old)) * (int(row[1]) > at)),
        tail,
    )
    return re.sub(
        rb"(startxref\n1?)[0-9]+", lambda found: found[1] + b"%d" % len(head), head + table + moved
    )


def test_the_change_itself_keeps_the_form(build_page: BuildPage) -> None:
    content = render_pdf(build_page(), printed_at=PRINTED_AT)
    assert "Xamily plan for" in "\n".join(read_file(change(content, b"/Title(F", b"/Title(X")).told)


def test_what_another_program_wrote_once_more_is_read_too(build_page: BuildPage) -> None:
    content = render_pdf(build_page(), printed_at=PRINTED_AT)
    out = io.BytesIO()
    PdfWriter(clone_from=io.BytesIO(content)).write(out)
    with pytest.raises(UnknownForm):
        read_file(out.getvalue())
    ours, theirs = (read_pdf_parts(one, "x") for one in (content, out.getvalue()))
    whole = set(ours["text"].split())
    assert not [w for w in theirs["text"].split() if w not in whole and w not in ours["text"]]
    said = set(ours["metadata"].split("\n"))
    assert {one for one in theirs["metadata"].split("\n") if "Producer" not in one} <= said | {
        "pypdf"
    }


def test_every_title_of_the_outline_is_read(build_page: BuildPage) -> None:
    content = render_pdf(build_page(), printed_at=PRINTED_AT)
    told = read_pdf_parts(content, "x")["metadata"].split("\n")
    titles = list(iter_titles(PdfReader(io.BytesIO(content)).outline))
    assert len(titles) > 5
    assert sorted(one for one in told if one in titles) == sorted(titles)


def iter_titles(outline: Any) -> Iterator[str]:
    for item in outline:
        if isinstance(item, list):
            yield from iter_titles(item)
        else:
            yield str(item.title)
