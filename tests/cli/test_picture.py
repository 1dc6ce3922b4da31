"""`casekit picture`: words by default, SVG for a page, data for programs; all text is text."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from casekit.casework.stories import play_stories, read_stories
from casekit.documents.tongue import LANGUAGES
from casekit.resources import stories_dir
from tests.cli.contract import find_breaches
from tests.cli.office import Office

AT = "2026-11-20T10:00:00-06:00"
GOLDEN = Path(__file__).parents[1] / "documents" / "pictures" / "golden"
NAME = "<b>S&m \u05e9\u05dd \u202e</b>"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The sample case with the large family, in an office of its own."""
    root = tmp_path_factory.mktemp("picture") / "files"
    folder = stories_dir("birch-lake")
    stories = [story for story in read_stories(folder) if story.name == "two-homes"]
    numbers = play_stories(root, folder, os.environ, stories)
    return Office(root, tmp_path_factory.mktemp("home"), numbers["two-homes"])


def show(office: Office, *words: str) -> Any:
    return office.run("picture", office.case, *words, at=AT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", ["genogram", "ecomap"])
def test_a_picture_of_the_sample_is_as_it_was_looked_at(
    large: Office, subject: str, language: str
) -> None:
    """Set UPDATE_GOLDEN=1 to draw it anew, then look at it."""
    done = show(large, subject, "--format", "svg", "--language", language)
    assert done.code == 0, done.err
    golden = GOLDEN / (f"{subject}.svg" if language == "en" else f"{subject}-{language}.svg")
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(done.out, encoding="utf-8", newline="\n")
    assert done.out == golden.read_text("utf-8")


@pytest.mark.parametrize("subject", ["genogram", "ecomap"])
def test_its_words_are_the_text_alternative(large: Office, subject: str) -> None:
    words = show(large, subject)
    assert words.code == 0, words.err
    root = ElementTree.fromstring(show(large, subject, "--format", "svg").out)
    assert root.get("role") == "img" and root.get("aria-labelledby") == "title desc"
    desc = root.find(f"{SVG}desc")
    assert desc is not None
    said = " ".join(line.strip() for line in words.out.splitlines()[2:])
    assert desc.text == said


def test_the_genogram_in_words(large: Office) -> None:
    out = show(large, "genogram").out
    for line in (
        "Hans, male, 1955\u20132019, died at 64",
        "The baby, child of the case, expected Feb 2027",
        "Ida and Ralf: divorced, since 1 June 2019",
        "Noel and Rhea: partners once, parted, since 1 March 2018",
        "Vera and Willi: married, living apart",
        "Nell: adopted by Otto",
        "Ben: child of Ida and Ralf",
        "Ida and Otto: cut off",
        "Family home: Ben, Cleo, Tim, The baby, Ida and Noel",
        "on the ecomap: Sol",
    ):
        assert line in out


def test_an_earlier_day_shows_an_earlier_family(large: Office) -> None:
    out = show(large, "genogram", "--today", "2016-01-01").out
    assert "Noel and Rhea: partners once" not in out and "Cleo, child of the case, expected" in out
    assert "Hans, male, 1955, age 60" in out and "Petra and Ralf: married" not in out


@pytest.mark.parametrize("subject", ["genogram", "ecomap"])
def test_the_answer_for_programs_and_tables(large: Office, subject: str) -> None:
    data = show(large, subject, "--format", "json").data
    assert find_breaches("picture", data) == []
    assert data["picture"] == subject
    for how in ("tsv", "csv", "md"):
        assert "close" in show(large, subject, "--format", how).out or subject == "genogram"


def test_it_is_written_into_a_file_of_its_kind_only(large: Office, tmp_path: Path) -> None:
    file = tmp_path / "family.svg"
    done = show(large, "genogram", "-o", str(file))
    assert done.code == 0 and done.out == ""
    assert file.read_text("utf-8") == show(large, "genogram", "-o", "-").out
    assert show(large, "genogram", "-o", str(tmp_path / "family.yaml")).code == 2
    assert show(large, "genogram", "-o", str(file), "--format", "json").code == 2
    assert show(large, "portrait").code == 2
    assert show(large, "genogram", "-o", str(tmp_path / "none" / "x.svg")).code == 4


@pytest.mark.parametrize("subject", ["genogram", "ecomap"])
def test_hostile_names_are_text(office: Office, subject: str) -> None:
    (path,) = [p for p in office.records("person") if "called: Sam\n" in p.read_text()]
    escaped = NAME.replace("\u202e", "\\u202e")
    path.write_text(path.read_text().replace("called: Sam", f'called: "{escaped}"'))
    svg = show(office, subject, "--format", "svg")
    root = ElementTree.fromstring(svg.out)
    assert not list(root.iter(f"{SVG}b")) and "\u202e" not in svg.out
    assert "<b>S&m" in show(office, subject).out


def test_who_was_taken_back_is_in_no_picture(office: Office) -> None:
    (path,) = [p for p in office.records("person") if "called: Marie\n" in p.read_text()]
    voided = "voided: {by: w-sample, at: 2026-02-01T10:00:00-06:00, reason: x}\n"
    path.write_text(path.read_text() + voided)
    for subject in ("genogram", "ecomap"):
        assert "Marie" not in show(office, subject, "--format", "svg").out
        assert "Marie" not in show(office, subject).out


def test_who_is_placed_is_shown_as_away(office: Office) -> None:
    at = "2026-02-12T10:00:00-06:00"
    placed = ("--on", "2026-02-11", "--child", "Sam", "--setting", "kinship", "--reasons", "x")
    assert office.run("placement", office.case, *placed, at=at).code == 0
    home = ("--kind", "family home", "--address", "x", "--since", "2025-01-01")
    done = office.run("household", office.case, *home, "--member", "Sam", "--member", "Jo", at=at)
    assert done.code == 0, done.err
    out = office.run("picture", office.case, "ecomap", at=at).out
    assert "Sam (placed: kinship)" in out
    data = office.run("picture", office.case, "ecomap", "--format", "json", at=at).data
    assert [one["away"] for one in data["people"] if one["called"] == "Sam"] == ["kinship"]
