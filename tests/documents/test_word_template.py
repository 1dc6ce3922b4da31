"""An agency's template of Word: what it may say, how values print, how the file is judged."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from casekit.documents.agency_template import run_word_template
from casekit.documents.faults import TemplateFault
from casekit.documents.word_file import read_word_parts

docx = pytest.importorskip("docx")

PAGE: Mapping[str, Any] = {
    "title": "Court report",
    "banner": "Confidential.",
    "approved": True,
    "facts": [{"label": "Case", "value": "2026-K7"}, {"label": "Worker", "value": "W. Sample"}],
}
HOSTILE = [
    "{{ page.title }}",
    "{{ page.__class__ }} {% raw %}",
    "{_{ page.title }_} {_% if %_}",
    "<b>bold</b> & <w:p/> \"quoted\" 'too'",
    "</w:t></w:r></w:p>",
    "&lt;b&gt; &amp; &#65;",
    "]]> <!-- <?xml?>",
    "a\x00b\x07c\x0cd\x1b[31m",
    "\u202eright to left",
]
NAME = "court-report.docx"


def make(*paragraphs: str, change: Callable[[Any], None] = lambda _: None) -> bytes:
    """A document of Word with these paragraphs."""
    made = docx.Document()
    for text in paragraphs:
        made.add_paragraph(text)
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def write(*paragraphs: str, page: Mapping[str, Any] = PAGE, **more: Any) -> dict[str, str]:
    """The parts of what a template makes of a page."""
    made = run_word_template(make(*paragraphs, **more), NAME, page)
    docx.Document(io.BytesIO(made))
    return read_word_parts(made, "report.docx", NAME)


def lines(*paragraphs: str, **more: Any) -> list[str]:
    return [line for line in write(*paragraphs, **more)["text"].split("\n") if line]


def refuse(template: bytes, page: Mapping[str, Any] = PAGE) -> TemplateFault:
    with pytest.raises(TemplateFault) as refused:
        read_word_parts(run_word_template(template, NAME, page), "x.docx", f"templates/{NAME}")
    fault = refused.value
    assert (fault.code, fault.exit_code, fault.path) == ("TEMPLATE", 4, f"templates/{NAME}")
    assert "--builtin-template" not in (fault.hint or "")
    return fault


def test_paragraphs_rows_and_a_choice() -> None:
    def add_table(made: Any) -> None:
        rows = made.add_table(rows=3, cols=2)
        rows.cell(0, 0).text = "{%tr for fact in page.facts %}"
        rows.cell(1, 0).text, rows.cell(1, 1).text = "{{ fact.label }}", "{{ fact.value | upper }}"
        rows.cell(2, 0).text = "{%tr endfor %}"

    told = lines(
        *("{{ page.title }} of {{ page.facts | length }} facts", "{%p for fact in page.facts %}"),
        *("{{ loop.index }}. {{ fact.value }}", "{%p endfor %}"),
        "{% if page.approved %}approved{% else %}draft{% endif %}",
        change=add_table,
    )
    assert told[:4] == ["Court report of 2 facts", "1. 2026-K7", "2. W. Sample", "approved"]
    assert told[4:] == ["Case", "2026-K7", "Worker", "W. SAMPLE"]


def test_a_word_that_an_editor_cut_into_pieces() -> None:
    def cut(made: Any) -> None:
        paragraph = made.add_paragraph()
        for piece in ("{", "{ pa", "ge.ti", "tle }", "}!"):
            paragraph.add_run(piece)

    assert lines(change=cut) == ["Court report!"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_value_prints_as_itself_everywhere(value: str) -> None:
    def spread(made: Any) -> None:
        made.sections[0].header.paragraphs[0].text = "{{ page.title }}"
        made.sections[0].footer.paragraphs[0].text = "{{ page.title }}"
        made.core_properties.title = "{{ page.title }}"

    shown = value
    for sign, written in (
        *(("\x00", "\\x00"), ("\x07", "\\x07"), ("\x0c", "\\x0c"), ("\x1b", "\\x1b")),
        ("\u202e", "\\u202e"),
    ):
        shown = shown.replace(sign, written)
    parts = write("[{{ page.title }}]", page={**PAGE, "title": value}, change=spread)
    assert [line for line in parts["text"].split("\n") if line] == [f"[{shown}]", shown, shown]
    assert shown in parts["metadata"].split("\n")


def test_the_lines_of_a_value_stay_lines() -> None:
    assert lines("{{ page.title }}", page={"title": "one\ntwo\r\nthree"}) == ["one", "two", "three"]


def test_a_macro_and_what_it_was_given() -> None:
    macro = "{% macro say(x) %}({{ x }}){% endmacro %}"
    page = {"title": "a & <b>"}
    assert lines(f"{macro}{{{{ say(page.title) }}}}", page=page) == ["(a & <b>)"]
    assert "<b>" in lines("{{ '<b>' ~ page.title }}", page=page)[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ page.nothing }}", "nothing"),
        ("{{ page.title.__class__ }}", "__class__"),
        ("{{ ''.__class__.__mro__ }}", "__class__"),
        ("{{ page.facts.append }}", "append"),
        ("{{ page.title | safe }}", "no filter `safe`"),
        ("{{ 'a' * 10**9 }}", "may not use"),
        ("{% include 'other' %}", "not beside it"),
        ("{{ cycler }}", "cycler"),
        ("{{ page.facts }}", "only text can be printed"),
        ("{% if page.title %}", "does not read"),
        ("{{ page.title }", "does not read"),
    ],
)
def test_what_a_template_may_not_say(text: str, said: str) -> None:
    assert said in refuse(make("before", f"Here: {text}", "after")).message


def test_the_paragraph_of_a_fault_is_named() -> None:
    fault = refuse(make("before", "The worker: {{ page.worker }}", "after"))
    assert "(in the paragraph: The worker: {{ page.worker }})" in fault.message


def test_what_would_be_dropped_without_a_word_is_refused() -> None:
    told = refuse(make("a {% if not page.approved %} b", "{%p endif %}", "c"))
    assert "no whole paragraph" in told.message


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 40])
def test_what_is_no_word_document(content: bytes) -> None:
    assert "no Word document" in refuse(content).message


def test_the_same_page_gives_the_same_bytes() -> None:
    template = make("{{ page.title }}")
    first, second = (run_word_template(template, NAME, PAGE) for _ in range(2))
    assert first == second


def put_into(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The same file with something else in one of its parts, or with one part more."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(out, "w") as after:
        for one in before.namelist():
            data = before.read(one)
            after.writestr(one, data.replace(old, new) if one == name else data)
        if name not in before.namelist():
            after.writestr(name, new)
    return out.getvalue()


RELS = "word/_rels/document.xml.rels"
OUTSIDE = (
    b'<Relationship Id="rId99" TargetMode="External" Target="http://tracker.example/x" Type='
    b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s"/></Relationships>'
)
FIELD = b'<w:p><w:fldSimple w:instr=" DDEAUTO cmd x"/></w:p><w:sectPr'
CUT = b"<w:p><w:r><w:instrText>INCLUDE</w:instrText></w:r><w:r><w:instrText>PICTURE x"
CUT += b"</w:instrText></w:r></w:p><w:sectPr"


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        (RELS, b"</Relationships>", OUTSIDE % b"attachedTemplate", "attachedTemplate"),
        (RELS, b"</Relationships>", OUTSIDE % b"image", "something from elsewhere (image)"),
        ("word/document.xml", b"<w:sectPr", FIELD, "fetches or starts"),
        ("word/document.xml", b"<w:sectPr", CUT, "fetches or starts"),
    ],
)
def test_nothing_comes_from_elsewhere(part: str, old: bytes, new: bytes, said: str) -> None:
    assert said in refuse(put_into(make("x"), part, old, new)).message


def test_a_link_for_whoever_clicks_on_it_may_stay() -> None:
    content = put_into(make("x"), RELS, b"</Relationships>", OUTSIDE % b"hyperlink")
    made = run_word_template(content, NAME, PAGE)
    assert "tracker.example" in read_word_parts(made, "x", NAME)["metadata"]


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("word/vbaProject.bin", b"", b"x", "a macro"),
        ("word/document.xml", b"<w:document", b"<!DOCTYPE x><w:document", "can be read"),
        ("word/document.xml", b"<w:body>", b"", "can be read"),
        ("word/more.xml", b"", b" " * (65 * 1024 * 1024), "more than"),
    ],
)
def test_the_finished_file_is_judged_whoever_wrote_it(
    part: str, old: bytes, new: bytes, said: str
) -> None:
    with pytest.raises(TemplateFault, match=said):
        read_word_parts(put_into(make("x"), part, old, new), "x.docx", NAME)


def test_every_place_with_words_is_read() -> None:
    content = make("a")
    for name, xml in (
        ("word/footnotes.xml", b"<f><p><t>in a foot</t><t>note</t></p></f>"),
        ("word/comments.xml", b'<c author="Ann Other"><p><t>a comment</t></p></c>'),
        ("docProps/custom.xml", b"<c>a property</c>"),
        ("customXml/item7.xml", b"<c>a hidden part</c>"),
    ):
        content = put_into(content, name, b"", xml)
    parts = read_word_parts(content, "x.docx", NAME)
    assert "in a footnote\n" in parts["text"] and "a comment" in parts["text"]
    told = parts["metadata"].split("\n")
    assert {"Ann Other", "a property", "a hidden part"} <= set(told)
    assert parts["file name"] == "x.docx"
