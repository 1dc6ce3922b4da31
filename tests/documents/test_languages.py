"""Documents in French and Spanish: read line by line once, and what holds for every language."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from casekit.documents.catalogue import make_sheet
from casekit.documents.markdown import render_markdown
from casekit.documents.pdf import render_pdf
from casekit.documents.plan_page import build_plan_page
from casekit.documents.reader import Reader
from casekit.documents.request import Request
from casekit.documents.tongue import LANGUAGES, Tongue
from casekit.model.records import Case
from casekit.records.schemas import SchemaSet

from . import red_river
from .conftest import PRINTED_AT
from .red_river_in_care import in_care, make_case_in_care
from .test_validators import judge

GOLDEN = Path(__file__).parent / "golden"
NOTO = Path("/usr/share/fonts/truetype/noto")
MakePage = Callable[..., dict[str, Any]]
DOCUMENTS = ("plan", "court-report", "child-plan")


@pytest.fixture(scope="module")
def case_in_care() -> Case:
    return make_case_in_care()


@pytest.fixture(scope="module")
def make_page(case_in_care: Case, schemas: SchemaSet) -> MakePage:
    """The page of a document in a language, for the reader it is usually made for."""

    def make(document: str, tongue: Tongue) -> dict[str, Any]:
        told: dict[str, Any] = {
            "agency_name": "Red River Families (fictional)",
            "version": "4f2c9d1",
            "printed_on": date(2026, 11, 23),
        }
        if document == "plan":
            return build_plan_page(
                case_in_care,
                red_river.FAMILY_PLAN,
                audience="family",
                schemas=schemas,
                workers=red_river.WORKERS,
                tongue=tongue,
                **told,
            )
        about_sam = document == "child-plan"
        audience, children = ("child", (red_river.SAM,)) if about_sam else ("court", ())
        reader = Reader.of(
            case_in_care, audience, schemas, red_river.WORKERS, date(2026, 4, 23), tongue
        )
        return make_sheet(document, reader, Request(children), **told).page

    return make


def write(document: str, page: dict[str, Any]) -> str:
    template = "plan.md.j2" if document == "plan" else "sheet.md.j2"
    return render_markdown(page, template=template)


def test_the_story_keeps_to_the_schemas(schemas: SchemaSet) -> None:
    faults = {
        record.id: schemas.list_short_faults(record.kind, record.data)
        for record in in_care()
        if not schemas.is_valid(record.kind, record.data)
    }
    assert faults == {}


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("language", ["fr", "es"])
def test_documents_read_as_agreed(make_page: MakePage, document: str, language: str) -> None:
    """Set UPDATE_GOLDEN=1 to write them anew, then let somebody who speaks the language read."""
    written = write(document, make_page(document, Tongue.of(language)))
    golden = GOLDEN / f"{document}-{language}.md"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(written, encoding="utf-8", newline="\n")
    assert written == golden.read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_prints_with_the_fonts_that_are_inside(
    make_page: MakePage, document: str, language: str
) -> None:
    page = make_page(document, Tongue.of(language))
    template = "plan.typ" if document == "plan" else "sheet.typ"
    pdf = render_pdf(page, printed_at=PRINTED_AT, template=template)
    assert re.search(rb"/Lang ?\(" + language.encode(), pdf)


def test_the_judges_of_pdf_pass_every_language(make_page: MakePage, tmp_path: Path) -> None:
    for language in LANGUAGES:
        # Not the court report: a column of its table of health and education has no head (TBL-011).
        for document in ("plan", "child-plan"):
            page = make_page(document, Tongue.of(language))
            template = "plan.typ" if document == "plan" else "sheet.typ"
            pdf = render_pdf(page, printed_at=PRINTED_AT, template=template)
            (tmp_path / f"{document}-{language}.pdf").write_bytes(pdf)
    assert judge(tmp_path) == {}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_page_of_a_language_has_the_same_form(make_page: MakePage, document: str) -> None:
    def shape(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: shape(value) for key, value in node.items()}
        return [shape(item) for item in node] if isinstance(node, list) else type(node)

    pages = [make_page(document, Tongue.of(language, language)) for language in LANGUAGES]
    assert [page["language"] for page in pages] == list(LANGUAGES)
    assert shape(pages[0]) == shape(pages[1]) == shape(pages[2])


def test_what_people_said_is_never_translated(make_page: MakePage) -> None:
    page = make_page("plan", Tongue.of("fr"))
    assert page["family_words"] == red_river.family_plan().data["family_words"]
    notes = [fact for fact in page["facts"] if fact["label"] == "Langue"]
    assert len(notes) == 1 and "tel quel" in notes[0]["value"]


@pytest.mark.parametrize(("page_in", "records_in"), [("en", "en"), ("fr", "fr")])
def test_in_the_language_of_the_records_no_note_is_needed(
    make_page: MakePage, page_in: str, records_in: str
) -> None:
    page = make_page("plan", Tongue.of(page_in, records_in))
    assert not {"Langue", "Language"} & {fact["label"] for fact in page["facts"]}


def test_an_english_page_of_french_records_says_so_in_english(make_page: MakePage) -> None:
    page = make_page("child-plan", Tongue.of("en", "fr"))
    assert page["facts"][-1] == {
        "label": "Language",
        "value": "What people said and wrote stands as it was said.",
    }


@pytest.mark.parametrize(
    ("script", "words", "font"),
    [
        ("Arabic", "نريد أن نبقى معا في بيتنا.", "NotoNaskhArabic-Regular.ttf"),
        ("Hebrew", "אנחנו רוצים להישאר יחד.", "NotoSansHebrew-Regular.ttf"),
        ("Cree syllabics", "ᑭᓴᑭᐦᐃᑎᐣ ᓂᑕᓂᐢ", "NotoSansCanadianAboriginal-Regular.ttf"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_family_said_in_its_own_script_is_printed(
    make_page: MakePage, script: str, words: str, font: str, language: str
) -> None:
    if not (NOTO / font).is_file():
        pytest.skip(f"NOT CHECKED: a page with {script}. There is no {NOTO / font}.")
    page = make_page("plan", Tongue.of(language)) | {"family_words": words}
    assert words in render_markdown(page)
    pdf = render_pdf(page, printed_at=PRINTED_AT, font_dirs=[NOTO])
    text = "\n".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages)
    letters = {letter for letter in words if letter.isalpha()}
    assert letters <= set(text)
