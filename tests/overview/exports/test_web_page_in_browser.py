"""The due page in a real browser: what it refuses, how it fits, what a screen reader is told."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from casekit.overview.exports.web_page import write_web_page
from tests.overview.exports.browser import Browser, find_axe, find_browser
from tests.overview.exports.sample import make_faults, make_row, make_rows, make_sheet

# Once in a run of everything is enough: no library's age makes a difference.
pytestmark = pytest.mark.trial

LOOKS = [(1200, False), (1200, True), (320, False), (320, True)]
COMPUTED = "--enable-blink-features=ComputedAccessibilityInfo"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    return Browser(find_browser(), tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def page() -> str:
    long = {"worker": "a-worker-with-a-very-long-identifier", "title": "See the child " * 12}
    rows = [*make_rows(), make_row(id="z/1/1/1", status="missed", **long)]
    made = io.BytesIO()
    write_web_page(make_sheet(rows, make_faults()), made)
    return made.getvalue().decode("utf-8")


def test_the_browser_refuses_nothing_of_it(browser: Browser, page: str) -> None:
    assert browser.complaints(page) == []


@pytest.mark.parametrize(
    "guest",
    [
        "<script>document.title = 'x'</script>",
        '<img src="data:image/png;base64,AAAA" alt="">',
        '<p style="color: red">x</p>',
        "<style>p { color: red }</style>",
    ],
)
def test_the_browser_refuses_whatever_gets_into_it(guest: str, browser: Browser, page: str) -> None:
    told = browser.complaints(page.replace("</main>", guest + "</main>"))
    assert any("Content Security Policy" in line for line in told)


def test_its_style_is_the_one_that_the_policy_lets_in(browser: Browser, page: str) -> None:
    told = browser.complaints(page.replace("--ground: #ffffff", "--ground: #fffffe"))
    assert any("Content Security Policy" in line for line in told)


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_it_fits_and_follows_the_colours_that_the_reader_chose(
    width: int, dark: bool, browser: Browser, page: str
) -> None:
    told = browser.ask(
        page,
        "const root = document.documentElement;"
        "return [root.clientWidth, root.scrollWidth, getComputedStyle(document.body).color];",
        width=width,
        dark=dark,
    )
    assert told == [width, width, "rgb(236, 236, 236)" if dark else "rgb(26, 26, 26)"]


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_axe_finds_nothing_wrong(width: int, dark: bool, browser: Browser, page: str) -> None:
    told = _ask_axe(browser, page, width, dark)
    assert told["violations"] == []
    assert {"color-contrast", "landmark-one-main", "svg-img-alt"} <= set(told["passes"])


def test_axe_would_find_what_is_wrong(browser: Browser, page: str) -> None:
    bad = page.replace("--text: #1a1a1a", "--text: #dddddd").replace('lang="en"', "")
    told = _ask_axe(browser, bad, 1200, False)
    assert {"color-contrast", "html-has-lang"} <= set(told["violations"])


def _ask_axe(browser: Browser, page: str, width: int, dark: bool) -> Any:
    script = find_axe() + (
        ";const found = await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a',"
        "'wcag21aa', 'wcag22aa', 'best-practice']});"
        "return {violations: found.violations.map(f => f.id), passes: found.passes.map(f => f.id)};"
    )
    return browser.ask(page, script, width=width, dark=dark)


@pytest.mark.parametrize("width", [1200, 320])
def test_a_table_is_one_for_a_screen_reader_at_any_width(
    width: int, browser: Browser, page: str
) -> None:
    told = browser.ask(
        page,
        "const table = document.querySelector('table.wide');"
        "const row = table.querySelector('tbody tr');"
        "const roles = [table, table.querySelector('thead th'), row, ...row.children];"
        "return [roles.map(each => each.computedRole), table.computedName];",
        COMPUTED,
        width=width,
    )
    roles, name = told
    assert roles == ["table", "columnheader", "row", "rowheader", *["cell"] * (len(roles) - 4)]
    assert len(roles) > 8
    assert name.startswith("Overdue: 3.")


def test_the_picture_is_told_in_words(browser: Browser, page: str) -> None:
    told = browser.ask(
        page,
        "const bars = document.querySelector('svg.bars');"
        "return [bars.computedRole, bars.computedName];",
        COMPUTED,
    )
    assert told[0] in ("img", "image")
    assert "w-sample: 1 overdue, 1 due soon, 1 upcoming." in told[1]


def test_the_skip_link_comes_first_and_is_seen_when_it_has_the_focus(
    browser: Browser, page: str
) -> None:
    told = browser.ask(
        page,
        "const link = document.querySelector('a, button, input, [tabindex=\"0\"]');"
        "const before = link.getBoundingClientRect().bottom; link.focus();"
        "const style = getComputedStyle(link);"
        "const target = document.getElementById(link.hash.slice(1));"
        "return [link.textContent, before < 0, link.getBoundingClientRect().top >= 0,"
        "target.tagName];",
    )
    assert told == ["Skip to the duties", True, True, "SECTION"]


def test_in_print_nothing_is_missing(browser: Browser, page: str) -> None:
    from pypdf import PdfReader

    path: Path = browser.print_pdf(page)
    text = " ".join(sheet.extract_text() for sheet in PdfReader(path).pages)
    folded = "".join(text.split())
    for word in ("Noteverythingcouldberead", "2026-K7Q4MZ3", "Timeneeded", "Caseload", "Missed"):
        assert word in folded
