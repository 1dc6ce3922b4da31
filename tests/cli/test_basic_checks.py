"""Checks that refuse at the door and tell again what was edited by hand afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.office import Office
from tests.cli.walk import WALK, take

AT = "2026-02-10T10:00:00-06:00"


def found(office: Office) -> list[tuple[str, int]]:
    told = office.run("check", "--format", "json", at=AT).findings
    return [(finding["code"], finding["line"]) for finding in told]


def edit(path: Path, old: str, new: str) -> int:
    """Change a file by hand, and give the line of the change."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_a_report_taken_in_has_a_limit(empty: Office) -> None:
    office = take(WALK[0], empty, "yaml")
    words = ("screen", office.case, "--result", "screened in", "--reasons", "x")
    refused = office.run(*words, at=AT)
    assert refused.code == 2 and "SCREENING-WITHOUT-LIMIT" in refused.err
    assert "add --respond-within" in refused.err
    assert office.run(*words, "--respond-within", "24 hours", at=AT).code == 0
    (path,) = office.records("screening")
    edit(path, "respond_within: 24 hours\n", "")
    assert [code for code, _ in found(office)] == ["SCREENING-WITHOUT-LIMIT"]


def test_a_child_seen_alone_was_seen(office: Office) -> None:
    words = ("--on", "2026-02-09", "--mode", "in person", "--place", "school")
    more = ("--purpose", "safety", "--seen-alone", "Sam", "--narrative", "x")
    refused = office.run("contact", office.case, *words, *more, at=AT)
    assert refused.code == 2 and "SEEN-ALONE-NOT-SEEN" in refused.err
    assert office.run("contact", office.case, *words, *more, "--seen", "Sam", at=AT).code == 0


def test_nothing_is_written_down_before_it_happened(office: Office) -> None:
    path = min(office.records("contact"), key=lambda one: one.name)
    line = edit(path, "occurred_at: 2026-01-13T", "occurred_at: 2026-01-14T")
    assert ("RECORDED-TOO-EARLY", line) in found(office)


def test_a_birth_lies_ahead_only_where_it_is_expected(empty: Office) -> None:
    """A year that is mistyped would hide the child: unborn, it has no risk and no open case."""

    def call(certainty: str, day: str = "2026-08-01") -> list[str]:
        new = f"name=Kim Sample; role=child; birth.date={day}; birth.certainty={certainty}"
        words = ("--on", "2026-02-09", "--reporter", "neighbour", "--no-immediate-danger")
        more = ("--new-person", new, "--child", "Kim Sample", "--narrative", "x")
        done = empty.run("intake", *words, *more, "--format", "json", at=AT)
        return [f["code"] for f in done.findings] if done.code else [done.data["case"]]

    assert call("known") == ["BIRTH-IN-FUTURE"] == call("estimated")
    assert call("expected", "2031-01-01") == ["BIRTH-TOO-FAR"]
    (number,) = call("expected")
    office = Office(empty.root, empty.home, number)
    (path,) = office.records("person")
    line = edit(path, "certainty: expected", "certainty: known") - 1
    assert found(office) == [("BIRTH-IN-FUTURE", line)]


@pytest.mark.parametrize(
    ("kind", "year", "refused"),
    [
        ("concern", 2007, True),
        ("concern", 2009, False),
        ("voluntary request", 2007, False),
        ("voluntary request", 1990, True),
    ],
)
def test_who_is_called_a_child_is_none_for_long(
    empty: Office, kind: str, year: int, refused: bool
) -> None:
    """A birth date of years ago ends what is due to a child before anything began."""
    new = f"name=Kim Sample; role=child; birth.date={year}-01-01; birth.certainty=known"
    words = ("--on", "2026-02-09", "--kind", kind, "--reporter", "family")
    more = ("--new-person", new, "--child", "Kim Sample", "--narrative", "x")
    done = empty.run("intake", *words, "--no-immediate-danger", *more, "--format", "json", at=AT)
    assert done.code == (2 if refused else 0)
    assert ("CHILD-OF-AGE" in done.err) == refused
