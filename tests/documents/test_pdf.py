"""The PDF says what the page says, the same bytes every time, and never an empty box."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.documents.agency_template import AgencyTemplates
from casekit.documents.faults import MissingGlyphs, TemplateFault
from casekit.documents.folding import fold
from casekit.documents.last_look import read_pdf_parts
from casekit.documents.markdown import TEMPLATE, render_markdown
from casekit.documents.pdf import refuse_packages, render_pdf
from casekit.documents.tongue import ENGLISH
from casekit.documents.web_page import render_web_document
from casekit.model.visible import make_visible
from casekit.resources import templates_dir

from . import red_river
from .conftest import PRINTED_AT, BuildPage


def _read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in _read(pdf).pages)


def _fold(text: str) -> str:
    """Without white space and break marks: lines break where the paper ends."""
    return re.sub(r"[\s\u200b]", "", text)


def _pdf(page: dict[str, Any], **more: Any) -> bytes:
    return render_pdf(page, printed_at=PRINTED_AT, **more)


def test_the_plan_is_in_the_text(build_page: BuildPage) -> None:
    page = build_page()
    pdf = _pdf(page)
    text = _fold(_text(pdf))
    assert page["goals"]
    for goal in page["goals"]:
        assert _fold(f"Goal {goal['number']}: {goal['goal']}{page['labels']['why']}") in text
        for objective in goal["objectives"]:
            for key in ("objective", "measure", "baseline", "target_date"):
                assert _fold(objective[key]) in text
    for words in ("Sam (Alone with W. Sample at school", "9 of 10 nights", "Approved by R. Sample"):
        assert _fold(words) in text


@pytest.mark.parametrize(
    ("plan_id", "count"), [(red_river.SAFETY_PLAN, 2), (red_river.FAMILY_PLAN, 3)]
)
def test_every_page_says_which_of_how_many_of_which_version(
    build_page: BuildPage, plan_id: str, count: int
) -> None:
    page_data = build_page(plan_id, version="v-1234567")
    pages = _read(_pdf(page_data)).pages
    assert len(pages) == count
    for number, page in enumerate(pages, start=1):
        text = page.extract_text()
        assert f"Page {number} of {len(pages)}" in text
        assert f"Case {red_river.NUMBER}, record version v-1234567" in text
        assert f"Content {page_data['content']}" in text
        assert text.count("Confidential. Copy for the team.") == 1
        assert ("Printed on 23 November 2026" in text) == (number == 1)


def test_the_banner_is_read_aloud_once_and_repeated_for_the_eye(build_page: BuildPage) -> None:
    def is_furniture(page: pypdf.PageObject) -> bool:
        content: Any = page.get_contents()
        before = content.get_data().split(b"BT")[0]
        return bool(re.findall(rb"/(\w+)<<[^\n]*?>>BDC", before)[-1] == b"Artifact")

    first, *others = _read(_pdf(build_page())).pages
    banner = "Confidential. Copy for the team."
    assert first.extract_text().startswith(banner) and not is_furniture(first)
    assert others
    assert all(p.extract_text().startswith(banner) and is_furniture(p) for p in others)


def test_the_file_is_tagged_titled_and_dated(build_page: BuildPage) -> None:
    reader = _read(_pdf(build_page()))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en"
    packet = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert "<pdfaid:part>2</pdfaid:part>" in packet
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in packet
    metadata = reader.metadata
    assert metadata is not None
    assert metadata.title == "Family plan for Jo, Sam and Ada"
    assert metadata.creation_date == PRINTED_AT
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [595, 842]


def test_same_page_same_bytes(build_page: BuildPage) -> None:
    first = _pdf(build_page())
    assert _pdf(build_page()) == first
    later = render_pdf(build_page(), printed_at=PRINTED_AT + timedelta(days=1))
    assert later != first


def test_hostile_text_prints_as_itself(build_page: BuildPage) -> None:
    case = red_river.make_case(*red_river.people(), red_river.hostile_plan())
    text = _fold(_text(_pdf(build_page(case=case))))
    for hostile in red_river.HOSTILE:
        assert _fold(make_visible(hostile, keep_lines=True)) in text


# What Typst, or a reader of its PDF, could take for more than text; its own fonts have all of it.
TYPST_TEXT = st.lists(
    st.one_of(
        st.sampled_from("#$*_`@<>[]{}()\\/~=+-\"'.:;,!&%^|0 \n\t"),
        st.sampled_from(["#import", "#eval(", "//", "/*", "*/", "$x$", "\\u{41}", "---", "= h"]),
        st.sampled_from("ab\u00e9\u0416\u20ac\u202e\x1b\x07\u2028\U000e0041"),
    ),
    max_size=60,
).map("".join)


@settings(max_examples=20, deadline=None)
@given(text=TYPST_TEXT, person=TYPST_TEXT)
def test_any_text_prints_as_itself(text: str, person: str, build_page: BuildPage) -> None:
    page = build_page() | {"family_words": f"({text})", "copies": [f"({person})"]}
    page |= {"title": f"({person})"}
    reader = _read(_pdf(page))
    printed = _fold("".join(p.extract_text() for p in reader.pages))
    for words in (text, person):
        # pypdf tells letters set close together apart from what stands for them.
        assert _fold(make_visible(f"({words})", keep_lines=True)) in printed
    metadata = reader.metadata
    assert metadata is not None and metadata.title is not None
    assert make_visible(metadata.title, keep_lines=True) == metadata.title


@pytest.mark.parametrize("part", ["w", "word ", "line\n"])
def test_no_text_is_lost_however_long_it_is(build_page: BuildPage, part: str) -> None:
    long = part * (2000 // len(part))
    activity: dict[str, Any] = {"id": "G1.O1.A1", "what": long, "who": [long]}
    activity |= {"where": long, "how": long, "when": long}
    objective = {"id": "G1.O1", "objective": long, "measure": long, "activities": [activity]}
    plan = red_river.family_plan(
        goals=[{"id": "G1", "goal": long, "why": long, "objectives": [objective]}],
        agreement=[{"person": red_river.JO, "answer": "agrees", "words": long}] * 10,
    )
    page = build_page(case=red_river.make_case(*red_river.people(), plan))
    reader = _read(_pdf(page))
    heights: list[float] = []

    def note_height(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            heights.append(tm[5] * cm[3] + cm[5])

    text = _fold("".join(p.extract_text(visitor_text=note_height) for p in reader.pages))
    copies = 1 + 1 + 1 + 1 + 5 + 10
    assert text.count(part.strip()) >= copies * long.count(part)
    assert min(heights) > 20 and max(heights) < 842 - 20


def test_no_id_of_a_person_is_in_the_file(build_page: BuildPage) -> None:
    pdf = _pdf(build_page())
    everything = _text(pdf) + str(_read(pdf).metadata)
    for person in (red_river.JO, red_river.SAM, red_river.ADA, red_river.MARIE, red_river.DAN):
        assert person not in everything


def test_a_character_that_no_font_draws_stops_the_build(build_page: BuildPage) -> None:
    plan = red_river.family_plan(family_words="ᓀᐦᐃᔭᐍᐏᐣ and 漢")
    page = build_page(case=red_river.make_case(*red_river.people(), plan))
    with pytest.raises(MissingGlyphs) as stopped:
        _pdf(page)
    fault = stopped.value
    assert fault.exit_code == 7
    assert "ᓀ (U+14C0 CANADIAN SYLLABICS NE)" in fault.message
    assert "漢 (U+6F22" in fault.message
    assert "fonts-noto-core" in (fault.hint or "") and "fonts-noto-cjk" in (fault.hint or "")
    assert "a" not in fault.characters


@pytest.mark.parametrize("text", ["漢\u0301", "\U000f0000", "x\u3099", "👨\u200d👩"])
def test_an_accent_or_a_joiner_hides_no_empty_box(build_page: BuildPage, text: str) -> None:
    page = build_page() | {"family_words": text}
    with pytest.raises(MissingGlyphs) as stopped:
        _pdf(page)
    assert stopped.value.characters[0] in text


def test_letters_of_european_languages_need_no_font(build_page: BuildPage) -> None:
    page = build_page() | {"family_words": "née, łódź, Ÿ, œ, “so”, …, Пётр, Ελένη, ½ €"}
    text = _text(_pdf(page))
    assert page["family_words"] in text


@pytest.mark.parametrize(
    "line",
    [
        '#import "@preview/cetz:0.3.0"',
        '#import "@local/x:0.1.0": *',
        '#include "@preview/x:0.1.0"',
        '#import "@pre" + "view/cetz:0.3.0"',
        "#let f(x) = { import x }",
        '#eval("1")',
    ],
)
def test_a_template_that_could_load_a_package_is_refused(
    build_page: BuildPage, tmp_path: Path, line: str
) -> None:
    (tmp_path / "plan.typ").write_text('#include "parts.typ"\n')
    (tmp_path / "parts.typ").write_text(f"Hello\n{line}\n")
    with pytest.raises(TemplateFault) as refused:
        _pdf(build_page(), template_dir=tmp_path)
    assert refused.value.path == str(tmp_path / "parts.typ")
    assert refused.value.line == 2


def test_a_template_may_load_its_neighbours_and_nothing_outside(
    build_page: BuildPage, tmp_path: Path
) -> None:
    inside = tmp_path / "templates"
    inside.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (inside / "parts.typ").write_text("#let greet = [Hello]\n")
    template = inside / "plan.typ"
    template.write_text('#import "parts.typ": greet\n#set document(title: "x")\n#greet\n')
    assert "Hello" in _text(_pdf(build_page(), template_dir=inside))
    template.write_text('#set document(title: "x")\n#read("../secret.txt")\n')
    with pytest.raises(TemplateFault, match="does not compile"):
        _pdf(build_page(), template_dir=inside)


def test_our_own_templates_load_nothing() -> None:
    refuse_packages(templates_dir())


DEJAVU = Path("/usr/share/fonts/truetype/dejavu")


@pytest.mark.skipif(not (DEJAVU / "DejaVuSans.ttf").exists(), reason="needs fonts-dejavu-core")
def test_a_font_of_a_folder_that_is_named_draws_what_ours_cannot(build_page: BuildPage) -> None:
    page = build_page() | {"family_words": "ᓀᐃᔭ"}
    assert "ᓀᐃᔭ" in _text(_pdf(page, font_dirs=[DEJAVU]))


@pytest.mark.skipif(not (DEJAVU / "DejaVuSans.ttf").exists(), reason="needs fonts-dejavu-core")
def test_a_paragraph_of_a_script_from_the_right_begins_at_the_right(build_page: BuildPage) -> None:
    page = build_page(red_river.SAFETY_PLAN) | {"family_words": "نريد (2) بيتا.\n\nA home."}
    begins: dict[str, float] = {}

    def note(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        for word in ("بيتا", "A home"):
            if word in text:
                begins[word] = tm[4] * cm[0] + cm[4]

    for one in _read(_pdf(page, font_dirs=[DEJAVU])).pages:
        one.extract_text(visitor_text=note)
    assert begins["A home"] < 100 and begins["بيتا"] > 400


@pytest.mark.skipif(not (DEJAVU / "DejaVuSans.ttf").exists(), reason="needs fonts-dejavu-core")
def test_a_goal_from_the_right_with_a_name_in_it_is_read_from_the_right(
    build_page: BuildPage,
) -> None:
    goal = "نجتمع Dr. W. Sample بيتا"
    heading = ENGLISH.say("Goal {number}: {goal}", number="2", goal=goal)
    section = {"heading": "Goals", "icon": "", "blocks": [{"kind": "heading", "text": heading}]}
    page = build_page() | {"sections": [section], "signatures": []}
    page |= {"title": "Sheet", "subtitle": f"{goal} (2)"}
    pdf = _pdf(page, template="sheet.typ", font_dirs=[DEJAVU])
    begins: dict[str, float] = {}

    def note(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        for word in ("Goal 2", "Sample", "بيتا", "نجتمع"):
            if word in text:
                begins[word] = tm[4] * cm[0] + cm[4]

    for one in _read(pdf).pages:
        one.extract_text(visitor_text=note)
    in_order = sorted(begins, key=begins.__getitem__)
    assert in_order == ["Goal 2", "بيتا", "Sample", "نجتمع"]
    titles = read_pdf_parts(pdf, "x.pdf")["metadata"]
    assert fold(heading) in fold(titles) and fold(f"Sheet {goal} (2)") in fold(titles)
    # The other papers, and an agency's template, say the same.
    assert f"### Goal 2: ⁨{goal}⁩\n" in render_markdown(page, template="sheet.md.j2")
    web = render_web_document(page, template="sheet.html.j2")
    assert f'<h3 dir="auto">Goal 2: ⁨{goal}⁩</h3>' in web and f"<bdi>{goal} (2)" in web
    own = AgencyTemplates({TEMPLATE: "{{ page.title }} {{ page.subtitle|apart }}."})
    assert render_markdown(page, agency=own) == f"Sheet ⁨{goal} (2)⁩."
