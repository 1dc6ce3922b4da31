"""Due lists for the tests of the exports, made by hand: no workspace, no rule, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from casekit.model.findings import Finding
from casekit.overview.exports.sheet import DueSheet, SheetWorkspace

ZONE = ZoneInfo("America/Winnipeg")
AS_OF = datetime(2026, 3, 20, 15, 30, 12, tzinfo=UTC)
NORTH = "Willow River North (fictional)"
SOUTH = "Willow River South (fictional)"
VERSION = "c67ce67f6951f6076fc45b26e1dd2f2163880456"
# What would run in a spreadsheet, be markup in a page or an end of line in a calendar.
WICKED = (
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1)",
    "+1",
    "-1",
    "<script>alert(1)</script>",
    "</style><b>",
    "{{ page }}",
    "BEGIN:VEVENT\r\nSUMMARY:x",
    "a;b,c\\d",
    "\u202ereversed\x07",
    "http://evil.example/",
    "_x0041_",
    "delete\x7f",
    "ünïcode \U0001f600",
)


def make_row(**told: Any) -> dict[str, Any]:
    """A row that is overdue, but for what is told otherwise."""
    row: dict[str, Any] = {
        "workspace": NORTH,
        "office": "North",
        "unit": "Intake",
        "worker": "w-sample",
        "id": "mb-114-s3-ongoing/2026-01-12-cwnx6h/2026-02-11-v3t480/2026-02-11 2",
        "case": "2026-DB8TWXT",
        "rule": "mb-114-s3-ongoing",
        "title": "See the child in care (monthly)",
        "part": None,
        "kind": "contact",
        "per": "child",
        "subject": "2026-01-12-cwnx6h",
        "status": "overdue",
        "enforced": True,
        "since": "2026-02-11T16:00:00-06:00",
        "due": "2026-03-11",
        "due_on": "2026-03-11",
        "opens": None,
        "met_at": None,
        "met_by": None,
        "last": "2026-02-11",
        "ended": None,
        "days_overdue": 9,
        "trigger": "2026-02-11-v3t480",
        "source": "CFS Standards Manual, 1.1.4 Standard 3 (2022-06-30)",
        "verification": "primary",
        "extended_from": None,
        "extended_by": [],
        "excused_by": None,
        "waiting": [],
        "done": 0,
        "needed": 1,
    }
    assert told.keys() <= row.keys() | {"version"}
    return row | told


def make_rows() -> list[dict[str, Any]]:
    """One row of each kind that matters: days and hours, advice, a gate, what is settled or far."""
    hour = "2026-03-21T09:40:00-05:00"
    far = {"due": "2035-05-01", "due_on": "2035-05-01", "status": "upcoming", "days_overdue": 0}
    later = {"due": "2026-04-16", "due_on": "2026-04-16", "status": "upcoming", "days_overdue": 0}
    gate = {"due": None, "due_on": None, "status": "open", "days_overdue": 0, "per": "case"}
    return [
        make_row(),
        make_row(id="b/1/1/1", worker="k-sample", case="2026-K7Q4MZ3", days_overdue=1),
        make_row(
            id="c/1/1/1",
            title="See the child, screened in",
            due=hour,
            due_on="2026-03-21",
            status="due soon",
            days_overdue=0,
            part="by the case manager",
        ),
        make_row(id="d/1/1/1", **later),
        make_row(id="e/1/1/1", worker="k-sample", **later),
        make_row(id="f/1/1/1", worker=None, unit=None, office=None, workspace=SOUTH, **later),
        make_row(id="g/1/1/1", enforced=False, days_overdue=40, verification="unverified"),
        make_row(id="h/1/1/1", title="Review the plan", subject="2026-DB8TWXT", **gate),
        make_row(id="i/1/1/1", status="time needed", days_overdue=0, met_at="2026-03-11"),
        make_row(id="j/1/1/1", status="met", days_overdue=0, met_at="2026-03-01T10:00:00-06:00"),
        make_row(id="k/1/1/1", **far),
    ]


def make_faults() -> tuple[Finding, ...]:
    """An error and a warning, whose words must not travel."""
    broken = "cases/2026/2026-K7Q4MZ3/contacts/2026-01-20-v8k2qd.yaml"
    return (
        Finding("SCHEMA-CHOICE", "`Jo of Red River` is not one of the choices", broken, 5, 3),
        Finding("CALENDAR-YEAR", "2027 is not there", "calendars", severity="warning"),
    )


def make_sheet(
    rows: Iterable[dict[str, Any]] | None = None, faults: tuple[Finding, ...] = ()
) -> DueSheet:
    """A list over two workspaces; the faults are met in the first."""
    workspaces = (SheetWorkspace(NORTH, VERSION, faults), SheetWorkspace(SOUTH, None))
    return DueSheet(AS_OF, ZONE, workspaces, iter(make_rows() if rows is None else rows))
