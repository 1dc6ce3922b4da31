"""Which years of which calendars are signed off, proposed or missing, and the days in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from casekit.model.findings import Finding
from casekit.records.document import Document
from casekit.standards.calendars import (
    WEEKDAYS,
    is_signed_off,
    list_open_days,
    name_calendar_file,
)
from casekit.workspace.workspace import Workspace


class CalendarYear(NamedTuple):
    """A year of a calendar as it stands.

    `state` is signed, proposed, missing or unreadable; `data` is None for the last two.
    """

    folder: str
    used_for: tuple[str, ...]
    year: int
    state: str
    data: Mapping[str, Any] | None
    findings: tuple[Finding, ...] = ()

    @property
    def path(self) -> str:
        """Where its file lies, or would."""
        return name_calendar_file(self.folder, self.year)


def list_calendar_years(workspace: Workspace, today: date) -> list[CalendarYear]:
    """Every year that has a file, and for the calendars in use this year and the next."""
    used: dict[str, tuple[str, ...]] = {}
    for purpose, folder in workspace.agency.calendar_folders.items():
        used[folder] = (*used.get(folder, ()), purpose)
    found = {
        (folder, year): CalendarYear(folder, purposes, year, "missing", None)
        for folder, purposes in used.items()
        for year in (today.year, today.year + 1)
    }
    for document in workspace.read_calendars():
        folder, _, name = document.path.removeprefix("calendars/").partition("/")
        year = name.removesuffix(".yaml")
        if year.isascii() and year.isdigit():
            key = folder, int(year)
            found[key] = _judge_year(document, folder, used.get(folder, ()), int(year))
    return [found[key] for key in sorted(found)]


def _judge_year(
    document: Document, folder: str, used_for: tuple[str, ...], year: int
) -> CalendarYear:
    data: Any = document.data
    if document.findings or data is None:
        return CalendarYear(folder, used_for, year, "unreadable", None, document.findings)
    state = "signed" if is_signed_off(data) else "proposed"
    return CalendarYear(folder, used_for, year, state, data)


def year_row(year: CalendarYear) -> dict[str, Any]:
    """A year as the contract for scripts writes it, without its days."""
    data = year.data or {}
    return {
        "calendar": year.folder,
        "used_for": list(year.used_for),
        "year": year.year,
        "state": year.state,
        "to_decide": len(list_open_days(data)),
        "place": data.get("place"),
        "weekend": list(data.get("weekend", ("saturday", "sunday"))) if year.data else [],
        "source": data.get("source"),
        "signed_by": data.get("signed_by"),
        "signed_on": data.get("signed_on"),
        "path": year.path,
    }


def day_rows(data: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The named days of a checked calendar file in their order; `worked` is None until decided."""
    worked = {"open": None, "in": False, "out": True}
    days: list[tuple[Any, bool | None]] = [(day, False) for day in data["non_working"]]
    days += [(day, worked[day["decision"]]) for day in data.get("optional", ())]
    for day, answer in sorted(days, key=lambda pair: str(pair[0]["date"])):
        yield {
            "date": day["date"],
            "weekday": WEEKDAYS[date.fromisoformat(day["date"]).weekday()].capitalize(),
            "name": day["name"],
            "worked": answer,
            "why": day.get("why"),
        }
