"""The due page as text: whole in one file, every value escaped, the same numbers everywhere."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from casekit.overview.exports.caseload import NOBODY, WHOLE, count_loads, draw_bars
from casekit.overview.exports.web_page import MAX_FAULTS, build_page, write_web_page
from casekit.resources import templates_dir
from tests.overview.exports.sample import (
    NORTH,
    VERSION,
    WICKED,
    make_faults,
    make_row,
    make_rows,
    make_sheet,
)

VOID = {"meta", "link", "br", "img", "input", "rect", "circle", "hr"}


class Outline(HTMLParser):
    """What a page is made of; every element must be closed by its own end."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.texts.append(data)

    def tags(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]


def write(*told: Any) -> str:
    made = io.BytesIO()
    write_web_page(make_sheet(*told), made)
    return made.getvalue().decode("utf-8")


def test_nothing_is_fetched_run_or_sent() -> None:
    page = write(None, make_faults())
    outline = Outline(page)
    tags = {tag for tag, _ in outline.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "use", "image"}
    for _, attributes in outline.elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), "an event handler is a script"
            assert name not in ("style", "src", "srcset", "action")
            if name in ("href", "fill"):
                assert str(value).startswith(("#", "url(#"))
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    policy = outline.tags("meta")[1]
    assert policy["http-equiv"] == "Content-Security-Policy"
    assert str(policy["content"]).startswith("default-src 'none'; style-src 'sha256-")


def test_only_our_own_style_is_passed_on_as_it_is() -> None:
    template = (templates_dir() / "due.html.j2").read_text("utf-8")
    assert re.findall(r"\{\{[^}]*safe[^}]*\}\}", template) == ["{{ style|safe }}"]
    assert "autoescape" not in template
    assert "<" not in (templates_dir() / "due.css").read_text("utf-8")


@pytest.mark.parametrize("text", WICKED)
def test_text_stays_text(text: str) -> None:
    told = dict.fromkeys(
        ("title", "part", "worker", "unit", "office", "workspace", "case", "rule", "source"), text
    )
    row = make_row(**told, per=text, subject=text)
    outline, plain = Outline(write([row])), Outline(write([make_row(part="x")]))
    assert [tag for tag, _ in outline.elements] == [tag for tag, _ in plain.elements]
    shown = "".join(outline.texts)
    assert (text in shown) == text.isprintable()
    assert "\x07" not in shown
    assert "\u202e" not in shown


def test_every_table_has_its_caption_and_every_head_its_scope() -> None:
    outline = Outline(write())
    assert len(outline.tags("table")) == len(outline.tags("caption")) >= 6
    assert all(head.get("scope") in ("col", "row") for head in outline.tags("th"))
    assert [outline.tags(name) != [] for name in ("header", "main", "footer")] == [True] * 3
    ids = [a["id"] for _, a in outline.elements if "id" in a]
    assert len(ids) == len(set(ids))
    for link in outline.tags("a"):
        assert str(link["href"])[1:] in ids
    for _, attributes in outline.elements:
        for label in str(attributes.get("aria-labelledby") or "").split():
            assert label in ids


def test_what_could_not_be_read_stands_first_without_its_words() -> None:
    page = write(None, make_faults())
    assert page.index("Not everything could be read") < page.index('id="summary"')
    assert "SCHEMA-CHOICE" in page
    assert "v8k2qd.yaml:5:3" in page
    assert "Jo of Red River" not in page
    assert "Not everything" not in write()
    warned = write(None, make_faults()[1:])
    assert "Not everything" not in warned
    assert "CALENDAR-YEAR" in warned


def test_many_faults_are_counted() -> None:
    faults = [make_faults()[0]._replace(line=n) for n in range(1, MAX_FAULTS + 4)]
    assert build_page(make_sheet(None, tuple(faults)))["more_faults"] == 3
    assert "and 3 more" in write(None, tuple(faults))


def test_the_numbers() -> None:
    page = build_page(make_sheet())
    counts = {c["status"]: (c["enforced"], c["advice"]) for c in page["counts"]}
    assert counts == {
        "overdue": (2, 1),
        "time needed": (1, 0),
        "due soon": (1, 0),
        "upcoming": (3, 0),
        "open": (1, 0),
    }
    # One met, one nine years on; both are told.
    assert (page["settled"], page["later"]) == (1, 1)
    shown = {group["status"]: len(group["rows"]) for group in page["groups"]}
    assert shown == {status: sum(both) for status, both in counts.items()}
    assert page["cases"] == 2
    assert page["as_of"] == "Fri 20 Mar 2026 10:30"
    assert page["workspaces"][0] == {"name": NORTH, "version": VERSION[:12]}
    assert page["workspaces"][1]["version"] == "not saved"


def test_the_picture_and_its_table_have_the_same_numbers() -> None:
    loads = count_loads(make_rows())
    assert [(load.worker, list(load.counts.values())) for load in loads] == [
        ("w-sample", [1, 1, 2]),
        ("k-sample", [1, 0, 1]),
        (NOBODY, [0, 0, 1]),
    ]
    picture = build_page(make_sheet())["caseload"]
    # The page leaves the far one out.
    assert [worker["counts"] for worker in picture["workers"]] == [[1, 1, 1], [1, 0, 1], [0, 0, 1]]
    assert picture["totals"] == [2, 1, 3]
    assert (picture["total"], picture["height"]) == (6, 3 * 56)
    bars = draw_bars(loads[0], 4)
    assert [(bar.status, bar.start, bar.width) for bar in bars] == [
        ("overdue", 0, 2500),
        ("due soon", 2500, 2500),
        ("upcoming", 5000, 5000),
    ]
    assert [bar.status for bar in draw_bars(loads[1], 4)] == ["overdue", "upcoming"]


def test_bars_touch_and_never_leave_the_picture() -> None:
    rows = [make_row(status=s) for s, n in (("overdue", 3), ("upcoming", 4)) for _ in range(n)]
    (load,) = count_loads(rows)
    for widest in (7, 9, 13, 1001):
        bars = draw_bars(load, widest)
        assert bars[1].start == bars[0].start + bars[0].width
        assert bars[-1].start + bars[-1].width <= WHOLE


def test_nothing_due_is_said() -> None:
    page = write([])
    assert "Nothing is due." in page
    assert "<svg" not in page
    assert "No worker has" in page


def test_origins_are_shown_where_they_tell_something() -> None:
    plain = make_row(unit=None, office=None)
    assert '<th role="columnheader" scope="col">Unit</th>' not in write([plain])
    assert '<th role="columnheader" scope="col">Unit</th>' in write([make_row()])


def test_the_same_list_gives_the_same_bytes() -> None:
    assert write() == write()
    assert write() != write(make_rows()[:2])
