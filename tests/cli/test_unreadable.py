"""What cannot be read or judged: exit 4, told by its file, and never hiding the rest."""

from __future__ import annotations

import pytest

from tests.cli.office import Office, snapshot
from tests.cli.walk import WALK

NOW = "2026-02-11T09:00:00-06:00"
PLACED = ("--child", "Sam", "--setting", "foster", "--reasons", "no carer at home")


@pytest.fixture
def broken(office: Office) -> Office:
    """One contact of the case lost its quotes."""
    contact = office.records("contact")[0]
    contact.write_text(contact.read_text().replace("mode: in person", 'mode: "in person'))
    return office


def broken_path(office: Office) -> str:
    return office.records("contact")[0].relative_to(office.root).as_posix()


@pytest.mark.parametrize(
    "words",
    [
        ("due", "--working"),
        ("due", "CASE", "--working"),
        ("next", "--working"),
        ("show", "CASE"),
        ("chronology", "CASE"),
        ("explain", "CASE"),
        ("check",),
        ("search", "night"),
        ("fmt", "--check"),
        ("report",),
    ],
)
def test_readers_tell_the_broken_file_and_still_read_the_rest(
    words: tuple[str, ...], broken: Office
) -> None:
    before = snapshot(broken.root)
    given = [broken.case if word == "CASE" else word for word in words]
    done = broken.run(*given, at=NOW)
    assert done.code == 4
    said = done.out + done.err
    assert f"{broken_path(broken)}:" in said
    assert "error[YAML-" in said
    assert snapshot(broken.root) == before


def test_json_carries_the_fault_and_the_rest(broken: Office) -> None:
    done = broken.run("due", "--working", "--format", "json", at=NOW)
    assert done.code == 4
    assert done.data["obligations"]
    assert [f["path"] for f in done.findings] == [broken_path(broken)]
    assert all(f["line"] for f in done.findings)
    told = broken.run("chronology", broken.case, "--format", "json", at=NOW)
    assert {e["kind"] for e in told.data["entries"]} >= {"report", "plan", "contact"}


@pytest.mark.parametrize("name", ["progress", "referred"])
def test_recording_on_half_a_case_is_refused(name: str, broken: Office) -> None:
    step = next(s for s in WALK if s.name == name)
    before = snapshot(broken.root)
    done = broken.run(step.command, broken.case, *step.flags, at=NOW)
    assert done.code == 4
    assert f"{broken_path(broken)}:" in done.err
    assert "nothing was saved" in done.err
    assert snapshot(broken.root) == before


def test_a_plan_is_not_printed_from_half_a_case(broken: Office) -> None:
    done = broken.run("render", broken.case, "plan", "-o", "plan.md", at=NOW)
    assert done.code == 4
    assert not (broken.root / "plan.md").exists()


def test_a_schema_fault_in_one_record_is_told_too(office: Office) -> None:
    contact = office.records("contact")[0]
    contact.write_text(contact.read_text().replace("narrative:", "narative:"))
    done = office.run("due", "--working", "--format", "json", at=NOW)
    assert done.code == 4
    assert {"SCHEMA-UNKNOWN-KEY", "SCHEMA-MISSING"} == {f["code"] for f in done.findings}
    assert office.run("check", at=NOW).code == 1


@pytest.fixture
def december(office: Office) -> Office:
    """A placement so late in the year that its limit falls into the next, which nobody signed."""
    done = office.run(
        *("placement", office.case, "--at", "2026-12-29T10:00", *PLACED),
        at="2026-12-29T12:00:00-06:00",
    )
    assert done.code == 0, done.err
    return office


def test_a_missing_calendar_year_is_named_and_the_rest_is_judged(december: Office) -> None:
    before = snapshot(december.root)
    done = december.run("due", "--format", "json", at="2026-12-30T09:00:00-06:00")
    assert done.code == 4
    assert "calendars/working/2027.yaml" in {f["path"] for f in done.findings}
    assert done.data["obligations"], "what needs no such calendar is still listed"
    assert snapshot(december.root) == before


def test_a_missing_calendar_year_in_plain_words(december: Office) -> None:
    done = december.run("due", december.case, at="2026-12-30T09:00:00-06:00")
    assert done.code == 4
    assert "calendars/working/2027.yaml" in done.err
    assert "hint: " in done.err
    assert "When" in done.out


def test_a_broken_calendar_counts_as_missing(office: Office) -> None:
    calendar = office.root / "calendars" / "working" / "2026.yaml"
    calendar.write_text(calendar.read_text().replace("year: 2026", "year: soon"))
    done = office.run("due", "--working", "--format", "json", at=NOW)
    assert done.code == 4
    assert "calendars/working/2026.yaml" in {f["path"] for f in done.findings}
    assert office.run("check", "--format", "json", at=NOW).code == 1
