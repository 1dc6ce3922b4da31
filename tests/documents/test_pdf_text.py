"""The text layer as it is read here, beside a library that reads any PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from casekit.documents import last_look
from casekit.documents.catalogue import NAMES, readers_of
from casekit.documents.folding import fold
from casekit.documents.last_look import read_pdf_parts
from casekit.documents.making import make_page
from casekit.documents.pdf import render_pdf
from casekit.documents.pdf_text import UnknownForm, read_text
from casekit.documents.request import Request
from casekit.errors import CasekitError
from casekit.records.schemas import SchemaSet

from .conftest import PRINTED_AT, BuildPage
from .test_validators import AGENCIES, open_sample


def read_twice(content: bytes) -> list[tuple[str, str]]:
    """Each page as it is read here and by the library."""
    fonts: dict[int, Mapping[int, str]] = {}
    pages = PdfReader(io.BytesIO(content)).pages
    return [(read_text(page, fonts), page.extract_text()) for page in pages]


def require_alike(content: bytes) -> int:
    for ours, theirs in read_twice(content):
        apart, _, joined = ours.partition("\n\n")
        assert sorted(fold(apart)) == sorted(fold(theirs)), "each letter once"
        assert fold(apart) == fold(joined)
        whole = set(apart.split())
        assert not [word for word in theirs.split() if word not in whole and word not in joined]
    return len(read_twice(content))


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
            for part in page.get("sections", ()):
                # The letters of a picture stand in no order that two programs would agree on.
                part["blocks"] = [b for b in part["blocks"] if b["kind"] != "picture"]
            template = "plan.typ" if "plan" in (name, name.removeprefix("safety-")) else "sheet.typ"
            content = render_pdf(page, printed_at=PRINTED_AT, template=template)
            try:
                require_alike(content)
            except UnknownForm:
                continue
            made.add(name)
    assert {"plan", "case-plan"} <= made and len(made) > 5


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
    try:
        require_alike(content)
    except UnknownForm:
        assert len(value) > 300, "only letters that stand for others are left over"


class Page(dict[str, Any]):
    """A page of a PDF, as far as it is asked."""

    def __init__(self, data: bytes, **resources: Any) -> None:
        super().__init__({"/Contents": Stream(data), "/Resources": Named(resources)})


class Named(dict[str, Any]):
    def get_object(self) -> Named:
        return self

    def raw_get(self, name: str) -> Any:
        return self[name]


class Stream:
    def __init__(self, data: bytes) -> None:
        self.data = data

    def get_object(self) -> Stream:
        return self

    def get_data(self) -> bytes:
        return self.data


class Font(Named):
    idnum = 7


def draw_page(data: bytes, table: bytes = b"", **change: str) -> Page:
    table = table or b"2 beginbfchar\n<0028> <0041>\n<0029> <00420043>\nendbfchar\n1 beginbfrange\n"
    table += b"<0061> <0063> <0078>\nendbfrange"
    font = Font({"/Subtype": "/Type0", "/Encoding": "/Identity-H", "/ToUnicode": Stream(table)})
    font.update({f"/{key}": value for key, value in change.items()})
    return Page(data, **{"/Font": Named({"/f0": font})})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"BT/f0 9 Tf[(\\000\\()]TJ ET", "A"),
        (b"BT/f0 9 Tf[(\\000(\\000))]TJ ET", "ABC"),
        (b"BT/f0 9 Tf[<0028>-7.5<0029>]TJ ET", "ABC"),
        (b"BT/f0 9 Tf <002800610063> Tj ET", "Axz"),
        (b"BT/f0 9 Tf (\\000\\050) Tj (\\000b) Tj ET", "Ay"),
        (b"/Span<</Lang(Do Td)>>BDC q 1 0 0 1 0 0 cm 0.5 w 1 2 m 3 4 l S Q EMC", ""),
    ],
)
def test_how_a_string_may_be_written(data: bytes, said: str) -> None:
    assert read_text(draw_page(data), {}).partition("\n\n")[2].replace("\n", "") == said


@pytest.mark.parametrize(
    "page",
    [
        draw_page(b"BT/f0 9 Tf[(\\000\\001)]TJ ET"),
        draw_page(b"BT/f0 9 Tf[(\\000)]TJ ET"),
        draw_page(b"BT/f9 9 Tf[(\\000\\050)]TJ ET"),
        draw_page(b"BT[(\\000\\050)]TJ ET"),
        draw_page(b"BT/f0 9 Tf 3 4 Td[(\\000\\050)]TJ ET"),
        draw_page(b"q /x0 Do Q"),
        draw_page(b"/Span<</ActualText(other)>>BDC EMC"),
        draw_page(b"BI ID xx EI"),
        draw_page(b"BT/f0 9 Tf (\\000\\050) ' ET"),
        draw_page(b"BT/f0 9 Tf[(\\000\\050)]TJ ET", Subtype="/Type3"),
        draw_page(b"BT/f0 9 Tf[(\\000\\050)]TJ ET", Encoding="/WinAnsiEncoding"),
        draw_page(
            b"BT/f0 9 Tf[<0001>]TJ", b"1 beginbfrange\n<0001> <0002> [<0041> <0042>]\nendbfrange"
        ),
        Page(b"", **{"/XObject": Named()}),
    ],
)
def test_what_is_of_another_form_is_left_to_the_library(page: Page) -> None:
    with pytest.raises(UnknownForm):
        read_text(page, {})


def test_the_library_is_asked_then(build_page: BuildPage, monkeypatch: pytest.MonkeyPatch) -> None:
    content = render_pdf(build_page(), printed_at=PRINTED_AT)
    ours = read_pdf_parts(content, "x")["text"]

    def refuse(*_: Any) -> str:
        raise UnknownForm

    monkeypatch.setattr(last_look, "read_text", refuse)
    theirs = read_pdf_parts(content, "x")["text"]
    whole = set(ours.split())
    assert not [word for word in theirs.split() if word not in whole and word not in ours]


def test_every_title_of_the_outline_is_read(build_page: BuildPage) -> None:
    content = render_pdf(build_page(), printed_at=PRINTED_AT)
    told = read_pdf_parts(content, "x")["metadata"].split("\n")
    titles = list(iter_titles(PdfReader(io.BytesIO(content)).outline))
    assert len(titles) > 5
    assert [one for one in told if one in titles] == titles


def iter_titles(outline: Any) -> Iterator[str]:
    for item in outline:
        if isinstance(item, list):
            yield from iter_titles(item)
        else:
            yield str(item.title)
