"""`casekit check --changed`: what a branch has changed, and nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from tests.cli.office import Answer, Office
from tests.cli.walk import WALK, take

NOW = "2026-02-20T09:00:00-06:00"


@pytest.fixture
def two(office: Office) -> Office:
    """Two cases; a contact of the first cannot be read, and that is saved."""
    contact = office.records("contact")[0]
    contact.write_text("schema: contact/1\nid: [\n")
    office.git("commit", "-qam", "Broken")
    first = office.case
    # Another family: the same one would be told as a possible duplicate.
    child = {"name": "Tess Other", "called": "Tess", "role": "child"}
    told = {"child": "Tess", "allegation": "neglect", "description": "alone at night"}
    people = {"people": [child], "children": ["Tess"], "allegations": [told]}
    office = take(replace(WALK[0], data={**WALK[0].data, **people}), office, "yaml")
    assert office.case != first
    return office


def changed(office: Office, words: str) -> Answer:
    return office.run("check", "--changed", words, "--format", "json", at=NOW)


def test_only_what_changed_is_read(two: Office) -> None:
    done = changed(two, "HEAD~1..HEAD")
    assert (done.code, done.data["cases"], done.findings) == (0, 1, [])
    assert done.data["version"] == two.git("rev-parse", "HEAD").strip()
    whole = two.run("check", "--format", "json", at=NOW)
    assert whole.code == 4


def test_the_newest_version_is_meant_where_none_is_named(two: Office) -> None:
    for words in ("HEAD~2", "HEAD~2.."):
        done = changed(two, words)
        assert (done.code, done.data["cases"]) == (4, 2)
        assert {f["code"][:5] for f in done.findings} == {"YAML-"}


def test_an_older_pair_of_versions_is_checked_as_it_was(two: Office) -> None:
    done = changed(two, "HEAD~2..HEAD~1")
    assert (done.code, done.data["cases"]) == (4, 1)


def test_a_record_and_a_case_that_are_gone_are_told(two: Office) -> None:
    folder = two.root / "cases" / "2026" / two.case
    (report,) = folder.glob("reports/*.yaml")
    report.unlink()
    two.git("commit", "-qam", "Gone")
    done = changed(two, "HEAD~1")
    assert done.code == 1
    gone = [f for f in done.findings if f["code"] == "RECORD-DELETED"]
    assert [f["path"] for f in gone] == [report.relative_to(two.root).as_posix()]
    assert "git checkout" in gone[0]["hint"]
    shutil.rmtree(folder)
    two.git("commit", "-qam", "All gone")
    done = changed(two, "HEAD~1")
    assert (done.code, done.data["cases"]) == (1, 0)
    assert {f["code"] for f in done.findings} == {"RECORD-DELETED"}


def test_what_lies_beside_the_cases_is_checked_where_it_changed(two: Office) -> None:
    calendar = two.root / "calendars" / "working" / "2026.yaml"
    calendar.write_text(calendar.read_text().replace("year: 2026", "year: soon"))
    two.git("commit", "-qam", "A slip")
    assert {f["path"] for f in changed(two, "HEAD~1").findings} == {"calendars/working/2026.yaml"}
    assert changed(two, "HEAD~2..HEAD~1").findings == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--changed", "nope"), 3, "no version"),
        (("--changed", "..HEAD"), 2, "names no version"),
        (("--changed", "A....B"), 2, "names no version"),
        (("--changed", "HEAD", "2026"), 2, "neither cases nor"),
        (("--changed", "HEAD", "--as-known", "HEAD"), 2, "neither cases nor"),
    ],
)
def test_what_makes_no_sense_is_refused(
    words: tuple[str, ...], code: int, said: str, untouched: Office
) -> None:
    done = untouched.run("check", *words, at=NOW)
    assert done.code == code
    assert said in done.err
    assert "hint: " in done.err
