"""A due list as plain data, and the list made from a judged workspace."""

from __future__ import annotations

from casekit.model.findings import Finding
from casekit.overview.exports.sheet import (
    COLUMNS,
    OBLIGATION,
    DueSheet,
    SheetWorkspace,
    read_moment,
    say_place,
)
from tests.cli.contract import read_schema
from tests.overview.exports.sample import (
    AS_OF,
    NORTH,
    SOUTH,
    VERSION,
    ZONE,
    make_faults,
    make_row,
    make_sheet,
)


def test_the_columns_are_those_of_an_obligation_in_the_answers() -> None:
    known = read_schema("common")["$defs"]["obligation"]["properties"]
    origin = {"workspace", "worker", "unit", "office"}
    assert [column.key for column in OBLIGATION] == [key for key in known if key not in origin]
    assert len({column.key for column in COLUMNS}) == len(COLUMNS)
    assert set(make_row()) == {column.key for column in COLUMNS}


def test_the_version_is_that_of_the_row_or_of_its_workspace() -> None:
    sheet = make_sheet()
    assert sheet.version_of(make_row()) == VERSION
    assert sheet.version_of(make_row(workspace=SOUTH)) is None
    assert sheet.version_of(make_row(workspace="another")) is None
    # Two teams of one agency may go by its name.
    same = DueSheet(AS_OF, ZONE, (SheetWorkspace(NORTH, "a"), SheetWorkspace(NORTH, "b")), ())
    assert same.version_of(make_row(version="a")) == "a"


def test_errors_are_counted_and_warnings_are_not() -> None:
    assert make_sheet(faults=make_faults()).errors == 1
    assert make_sheet().errors == 0


def test_a_moment_is_a_day_or_local_time() -> None:
    assert str(read_moment("2026-03-11", ZONE)) == "2026-03-11"
    assert str(read_moment("2026-03-21T14:40:00+00:00", ZONE)) == "2026-03-21 09:40:00-05:00"


def test_a_place_has_its_line_where_there_is_one_and_hides_nothing() -> None:
    assert say_place(Finding("A", "words", "a.yaml", 5, 3)) == "a.yaml:5:3"
    assert say_place(Finding("A", "words", "a\u202eb")) == r"a\u202eb"
