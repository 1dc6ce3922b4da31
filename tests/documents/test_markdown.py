"""Text of a record prints as itself in Markdown, and the documents read as agreed."""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from casekit.documents.markdown import escape_markdown, render_markdown
from casekit.model.visible import make_visible

from . import red_river
from .conftest import BuildPage

GOLDEN = Path(__file__).parent / "golden"
ALLOWED_TAGS = {"p", "br", "h1", "ul", "li", "blockquote", "table", "thead", "tbody", "tr", "th",
                "td", "strong"}  # fmt: skip
# Whole beginnings of what Markdown makes something of, besides its single characters.
MARKUP = (
    *("http://x.example", "www.x.example", "a@x.example", "<http://x.example>", "mailto:a@x"),
    *("[x](javascript:alert(1))", "![i](x)", "[x]: http://x", "[x][y]", "<b>", "</td>", "<!--"),
    *("&lt;", "&#42;", "&amp;lt;", "```", "~~~", "~~", "***", "---", "===", "| a | b |", "<?php"),
    *("1.", "1)", "+ ", "> ", "# ", "    ", "\\\n", "  \n", "\n\n", "$$", "{{ x }}", "<![CDATA["),
)
NASTY = st.lists(
    st.one_of(
        st.sampled_from("\\`*_[]{}#|~$^@<>&-+=:1.)(!\n\t /w\"'"),
        st.sampled_from(MARKUP),
        st.characters(),
    )
).map("".join)


class _Shown(HTMLParser):
    """The text that a browser shows, line breaks as `\\n`, and the tags it came in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "br":
            self.text += "\n"

    def handle_data(self, data: str) -> None:
        self.text += data


def _show(markdown: str) -> _Shown:
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    shown = _Shown()
    shown.feed(reader.render(markdown))
    return shown


def _squeeze(text: str) -> str:
    """White space counts as one space in HTML; which kind is not what is tested here."""
    return " ".join(text.split())


@settings(deadline=None)
@given(text=NASTY)
def test_any_text_shows_as_itself_wherever_a_template_puts_it(text: str) -> None:
    wanted = _squeeze(make_visible(text, keep_lines=True))
    value = escape_markdown(text)
    assert "\n" not in value
    places = (
        "{}\n",
        "# x {}\n",
        "- {}\n",
        "> {}\n",
        "**x** {} y\n",
        "- x\n\n    - {}\n",
        "{}\n{}\n",
        "x {}{} y\n",
        "| a | b |\n| --- | --- |\n| {} | y |\n",
    )
    for place in places:
        shown = _show(place.replace("{}", value))
        assert shown.tags <= ALLOWED_TAGS
        around = _squeeze(_show(place.replace("{}", "QQ")).text)
        assert _squeeze(shown.text) == _squeeze(around.replace("QQ", f"{wanted}"))


def test_hostile_text_prints_as_itself(build_page: BuildPage) -> None:
    case = red_river.make_case(*red_river.people(), red_river.hostile_plan())
    shown = _show(render_markdown(build_page(case=case)))
    text = _squeeze(shown.text)
    for hostile in red_river.HOSTILE:
        assert _squeeze(make_visible(hostile, keep_lines=True)) in text
    assert not shown.tags & {"b", "script", "a", "img", "code", "em", "del", "pre"}


def test_links_do_not_make_themselves() -> None:
    assert escape_markdown("http://x.example www.x.example a@x.example") == (
        r"http\://x.example www\.x.example a\@x.example"
    )


@pytest.mark.parametrize("plan", ["family-plan", "safety-plan"])
@pytest.mark.parametrize("audience", ["team", "family"])
def test_documents_read_as_agreed(build_page: BuildPage, plan: str, audience: str) -> None:
    """Set UPDATE_GOLDEN=1 to write them anew, then read the difference."""
    plan_id = {"family-plan": red_river.FAMILY_PLAN, "safety-plan": red_river.SAFETY_PLAN}[plan]
    written = render_markdown(build_page(plan_id, audience=audience))
    normalised = re.sub(r"record version [^\s,]+", "record version VERSION", written)
    normalised = re.sub(r"Printed on \d+ \w+ \d{4}", "Printed on DAY", normalised)
    golden = GOLDEN / f"{plan}-{audience}.md"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(normalised, encoding="utf-8", newline="\n")
    assert normalised == golden.read_text("utf-8")
