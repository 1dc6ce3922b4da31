"""Documents for a browser: whole in one file, every value as text, and nothing that runs or hides.

UPDATE_GOLDEN=1 writes the golden pages anew; look at them in a browser before you save them.
"""

from __future__ import annotations

import json
import os
import re
from html import escape
from pathlib import Path
from typing import Any

import pytest

from casekit.documents.directions import drop_hints
from casekit.documents.faults import PictureFault, TemplateFault
from casekit.documents.web_page import render_web_document
from casekit.documents.web_parts import read_web_parts
from casekit.model.visible import make_visible
from casekit.resources import templates_dir
from tests.overview.exports.browser import Browser, find_axe, find_browser
from tests.overview.exports.test_web_page import Outline

from . import red_river
from .canaries import make_pages, sample_cases
from .conftest import BuildPage

GOLDEN = Path(__file__).parent / "golden"
OURS = ("plan.html.j2", "sheet.html.j2", "document.html.j2")


def write(page: dict[str, Any]) -> str:
    template = "sheet.html.j2" if "sections" in page else "plan.html.j2"
    return render_web_document(page, template=template)


def parts(page: str) -> dict[str, str]:
    return read_web_parts(page, "x.html", "x")


def find_page(name: str, audience: str, holds: str) -> dict[str, Any]:
    """The page of a sample case that has something in it."""
    pages = (
        page
        for case in sample_cases()
        for of, reader, page in make_pages(case)
        if (of, reader) == (name, audience)
    )
    return next(page for page in pages if holds in json.dumps(page))


@pytest.fixture(scope="module")
def pages(build_page: BuildPage) -> dict[str, str]:
    """A plan, a sheet with pictures placed in it, and a child's, which pictures lead through."""
    return {
        "family-plan-family": write(build_page(audience="family")),
        "case-plan-team": write(find_page("case-plan", "team", '"picture"')),
        "child-plan-child": write(find_page("child-plan", "child", '"quote"')),
    }


@pytest.mark.parametrize("name", ["family-plan-family", "case-plan-team", "child-plan-child"])
def test_documents_read_as_agreed(name: str, pages: dict[str, str]) -> None:
    page = re.sub(r"ontent [0-9a-f]{12}", "ontent HASH", pages[name])
    page = re.sub(r"sha256-[\w+/=]+|(?s:<style>.*</style>)", "", page)
    path = GOLDEN / f"{name}.html"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(page, "utf-8")
    assert page == path.read_text("utf-8")


def test_each_is_whole_in_itself_and_in_order(pages: dict[str, str]) -> None:
    for page in pages.values():
        outline = Outline(re.sub("<(path|rect|circle|line)([^>]*)></\\1>", r"<\1\2/>", page))
        tags = [tag for tag, _ in outline.elements]
        assert not {"script", "link", "img", "iframe", "object", "form", "use"} & set(tags)
        for _, attributes in outline.elements:
            assert not any(key.startswith("on") or key == "style" for key in attributes)
        assert [tags.count(one) for one in ("header", "main", "footer", "h1")] == [1, 1, 1, 1]
        levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
        steps = zip(levels, levels[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps)
        ids = [a["id"] for _, a in outline.elements if "id" in a]
        assert len(ids) == len(set(ids))
        for _, attributes in outline.elements:
            assert str(attributes.get("aria-labelledby") or ids[0]) in ids
        assert all(head.get("scope") in ("col", "row") for head in outline.tags("th"))
        drawn = outline.tags("svg")
        assert all(one.get("aria-label") or one.get("aria-hidden") for one in drawn)
        assert outline.tags("html")[0]["lang"] == "en"
        policy = outline.tags("meta")[1]
        assert str(policy["content"]).startswith("default-src 'none'; style-src 'sha256-")
    assert 'role="img" aria-label="Generation 1: ' in pages["case-plan-team"]
    assert 'aria-hidden="true"' in pages["child-plan-child"]


def test_only_our_own_templates_pass_on_anything_as_it_is() -> None:
    texts = {name: (templates_dir() / name).read_text("utf-8") for name in OURS}
    passed = {name: re.findall(r"\{\{[^}]*safe[^}]*\}\}", text) for name, text in texts.items()}
    assert passed == {
        **{name: [] for name in OURS},
        "document.html.j2": ["{{ style|safe }}", "{{ body|safe }}"],
    }


def test_hostile_text_prints_as_itself(build_page: BuildPage) -> None:
    """Also text that looks like the mark of a picture, or like the language of templates."""
    case = red_river.make_case(*red_river.people(), red_river.hostile_plan())
    page = build_page(case=case) | {"family_words": "a \x00picture 0\x00 \u202eb\u2066 \u05d0"}
    page["title"] = '"><script>x</script>'
    written = write(page)
    tags = [tag for tag, _ in Outline(written).elements]
    assert not {"script", "b", "a", "img", "svg", "picture"} & set(tags)
    text = " ".join(parts(written)["text"].split())
    for hostile in red_river.HOSTILE:
        assert " ".join(make_visible(hostile, keep_lines=True).split()) in text
    assert r"a \x00picture 0\x00 \u202eb\u2066 א" in drop_hints(text)
    assert not set("\u202e\u2066\x00\x07") & set(written)
    assert f"<title>{escape(page['title']).replace('&quot;', '&#34;')}" in written
    assert write(page) == written


def test_a_picture_that_is_not_whole_in_itself_is_refused() -> None:
    page = find_page("case-plan", "team", '"picture"')
    section = next(s for s in page["sections"] if "picture" in json.dumps(s))
    block = next(b for b in section["blocks"] if b["kind"] == "picture")
    block["svg"] = '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://x.example/"/></svg>'
    with pytest.raises(PictureFault):
        write(page)


@pytest.mark.parametrize(
    "guest",
    [
        *("<script>x</script>", "<SCRIPT>x</SCRIPT>", "<iframe></iframe>", "<form></form>"),
        *('<meta http-equiv="refresh" content="0">', '<base href="#">', "<img>", "<object>"),
        *('<p onclick="x">x</p>', '<p style="color: red">x</p>', "<style>x</style>"),
        *('<a href="http://x.example/">x</a>', '<a href="javascript:x">x</a>', "<?php x ?>"),
        *("<svg><script>x</script></svg>", '<svg onload="x"></svg>', "<p", "<div>", "</div>"),
        *('<svg><a xlink:href="http://x.example/">x</a></svg>', "<title>x</title>"),
        *("<template>x</template>", "<math>x</math>", "<plaintext>", "<svg><style>x</style></svg>"),
        '<svg><path fill="url(http://x.example/)"></path></svg>',
    ],
)
def test_what_a_page_may_not_have_is_refused(guest: str, pages: dict[str, str]) -> None:
    page = pages["family-plan-family"]
    with pytest.raises(TemplateFault):
        parts(page.replace("</main>", guest + "</main>"))


def test_all_of_the_source_is_read(pages: dict[str, str]) -> None:
    """Words in attributes, comments and what is hidden are looked at, not only what is shown."""
    told = '<!-- Aaa --><p title="Bbb" class="Ccc" id="Ddd" data-x="Eee" hidden>Fff</p>'
    read = parts(pages["case-plan-team"].replace("</main>", told + "</main>"))
    assert {"Bbb", "Ccc", "Ddd", "Eee"} <= set(read["attributes"].split("\n"))
    assert "Aaa" in read["metadata"] and "Fff" in read["text"]
    assert all(word in read["source"] for word in ("Aaa", "Bbb", "Eee", "Fff"))
    assert "Generation 1: " in read["attributes"] and "Genogram, case" in read["text"]
    ours = parts(pages["family-plan-family"])
    assert ours["attributes"] == "" and ours["metadata"].startswith("Family plan for ")


@pytest.mark.trial
def test_a_browser_and_the_judge_of_accessibility(pages: dict[str, str], tmp_path: Path) -> None:
    browser, axe = Browser(find_browser(), tmp_path), find_axe()
    for name in ("family-plan-family", "case-plan-team"):
        assert browser.complaints(pages[name]) == []
        told = browser.ask(
            pages[name],
            axe + "; const found = await axe.run(document, {resultTypes: ['violations']});"
            "return {violations: found.violations.map(v => [v.id, v.nodes.map(n => n.html)]),"
            "passes: found.passes.length, wide: document.documentElement.scrollWidth};",
            width=320,
        )
        assert told["violations"] == []
        assert told["passes"] > 15 and told["wide"] <= 320
