"""The case as a picture: what holds for each child, readable without colour, escaped everywhere."""

from __future__ import annotations

import html
import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from casekit.documents.directions import set_apart
from casekit.documents.pictures.lanes import list_ticks
from casekit.documents.tongue import LANGUAGES, Tongue
from casekit.overview.timeline_text import LEAST_WIDTH
from tests.cli.contract import find_breaches
from tests.cli.office import Office
from tests.cli.walk import WALK, take

AT = "2026-08-10T10:00:00-05:00"
GOLDEN = Path(__file__).parents[1] / "documents" / "pictures" / "golden"
NAME = "<b>S&m \u05e9\u05dd</b>"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def whole(empty_template: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The whole walk: placed, returned, closed and reopened; the child has a hostile name."""
    office = empty_template.copy(tmp_path_factory.mktemp("timeline") / "files")
    for step in WALK:
        office = take(step, office, "yaml")
    (path,) = [p for p in office.records("person") if "called: Sam\n" in p.read_text()]
    path.write_text(path.read_text().replace("called: Sam", f'called: "{NAME}"'))
    office.git("commit", "-qam", "x")
    return office


def test_the_picture_in_the_terminal(whole: Office) -> None:
    done = whole.run("timeline", whole.case, at=AT, env={"COLUMNS": "100"})
    assert done.code == 0, done.err
    assert NAME in done.out
    lanes = {line.split()[0]: line for line in done.out.splitlines() if line.startswith("  ")}
    assert lanes["track"].count("[") == 4, "home, out of home, home, and again after the reopening"
    assert lanes["service"].rstrip().endswith(">"), "it is open again"
    assert "foster" in lanes["home"] and "out of" in lanes["track"]
    assert done.out.rstrip().endswith("X closing; N reopening")


@pytest.mark.parametrize("width", [10, 60, 80, 140])
def test_it_fits_the_window(whole: Office, width: int) -> None:
    done = whole.run("timeline", whole.case, at=AT, env={"COLUMNS": str(width)})
    lines = done.out.splitlines()[1:-1]
    assert max(map(len, lines)) <= max(width, LEAST_WIDTH)


def test_the_svg_is_whole_and_told_in_words(whole: Office) -> None:
    one = whole.run("timeline", whole.case, "--format", "svg", at=AT)
    assert one.code == 0, one.err
    assert one.out == whole.run("timeline", whole.case, "--format", "svg", at=AT).out
    root = ElementTree.fromstring(one.out)
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title desc"
    desc = root.find(f"{SVG}desc")
    assert desc is not None and desc.text is not None
    assert f"{set_apart(NAME)}, track: at home from 12 January 2026" in desc.text
    assert "review: close" in desc.text
    shown = [text.text for text in root.iter(f"{SVG}text")]
    assert set_apart(NAME) in shown and "foster" in shown
    # Whole also where its bar is only some days long.
    assert "apprehended or emergency custody" in shown
    # A terminal has a way of its own with such a name.
    for what in ("genogram", "ecomap"):
        told = whole.run("picture", whole.case, what, at=AT).out
        assert NAME in told and "2068" not in told and "\u2068" not in told
        drawn = whole.run("picture", whole.case, what, "--format", "svg", at=AT).out
        assert set_apart(html.escape(NAME)) in drawn and "\\u20" not in drawn
    assert not list(root.iter(f"{SVG}b")) and not list(root.iter(f"{SVG}script"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_picture_is_as_it_was_looked_at(whole: Office, language: str) -> None:
    """Set UPDATE_GOLDEN=1 to draw it anew, then look at it."""
    done = whole.run("timeline", whole.case, "--format", "svg", "--language", language, at=AT)
    assert done.code == 0, done.err
    golden = GOLDEN / f"timeline-{language}.svg"
    drawn = done.out.replace(whole.case, "2026-A1B2C3D")
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(drawn, encoding="utf-8", newline="\n")
    assert drawn == golden.read_text("utf-8")
    words = whole.run("timeline", whole.case, "--language", language, at=AT).out
    assert Tongue.of(language).say("legal status") in words


def test_the_answer_for_programs(whole: Office) -> None:
    data = whole.run("timeline", whole.case, "--format", "json", at=AT).data
    assert find_breaches("timeline", data) == []
    spans = [s["value"] for s in data["stretches"] if s["state"] == "track"]
    assert spans == ["at home", "out of home", "at home", "at home"]
    assert {mark["letter"] for mark in data["marks"]} >= set("RVPAHOWXN")


def test_days_and_a_child_are_chosen(whole: Office) -> None:
    days = ("--since", "2026-02-01", "--until", "2026-02-28", "--format", "json")
    data = whole.run("timeline", whole.case, *days, at=AT).data
    assert (data["start"], data["end"]) == ("2026-02-01", "2026-02-28")
    assert all("2026-02-01" <= s["start"] <= s["end"] <= "2026-02-28" for s in data["stretches"])
    assert any(s["goes_on"] for s in data["stretches"])
    back = ("--since", "2026-03-01", "--until", "2026-02-28")
    assert whole.run("timeline", whole.case, *back, at=AT).code == 2
    assert whole.run("timeline", whole.case, "--child", "Nobody", at=AT).code == 3


def test_siblings_have_lanes_of_their_own(office: Office, tmp_path: Path) -> None:
    at = "2026-02-12T10:00:00-06:00"
    new = ("--name", "Ada Sample", "--called", "Ada", "--role", "child")
    assert office.run("person", office.case, *new, at=at).code == 0
    risk = ("--step", "risk", "--on", "2026-02-11", "--child", "Ada", "--risk", "high")
    assert office.run("determine", office.case, *risk, "--reasons", "x", at=at).code == 0
    placed = ("--on", "2026-02-11", "--child", "Ada", "--setting", "kinship", "--reasons", "x")
    assert office.run("placement", office.case, *placed, at=at).code == 0
    data = office.run("timeline", office.case, "--format", "json", at=at).data
    homes = {s["called"] for s in data["stretches"] if s["state"] == "setting"}
    assert homes == {"Ada"}


def test_a_case_of_one_day_can_be_read(empty: Office) -> None:
    words = ("--at", "2026-01-12T09:40", "--reporter", "neighbour", "--new-person")
    words += ("name=Kim Sample; role=child", "--child", "Kim Sample", "--no-immediate-danger")
    made = empty.run("intake", *words, "--narrative", "x", "--format", "json")
    case = made.data["case"]
    screen = ("--result", "screened in", "--respond-within", "24 hours", "--reasons", "x")
    assert empty.run("screen", case, *screen).code == 0
    out = empty.run("timeline", case, env={"COLUMNS": "80"}).out
    assert "[open--" in out and "[at home--" in out


def test_what_cannot_be_read_is_told(office: Office) -> None:
    (path,) = office.records("risk")
    path.write_text(path.read_text() + "risk: [\n")
    done = office.run("timeline", office.case)
    assert done.code == 4 and "error[YAML" in done.err


def test_a_case_with_nothing_on_file(empty: Office) -> None:
    words = ("--at", "2026-01-12T09:40", "--reporter", "neighbour", "--new-person")
    words += ("name=Kim Sample; role=child", "--child", "Kim Sample", "--no-immediate-danger")
    made = empty.run("intake", *words, "--narrative", "x", "--format", "json")
    done = empty.run("timeline", made.data["case"], "--today", "2026-01-11")
    assert (done.code, done.out) == (0, "Nothing is on file.\n")


def test_ticks_never_crowd() -> None:
    from datetime import date

    for years in (0, 1, 5, 30, 300):
        ticks = list_ticks(date(2001, 2, 3), date(2001 + years, 12, 31), 8)
        assert 1 <= len(ticks) <= 8
        assert all(day.day == 1 for day in ticks)
    assert re.match(r"2001-0?3", str(list_ticks(date(2001, 2, 3), date(2001, 6, 1), 8)[0]))
