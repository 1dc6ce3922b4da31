"""A due list as a calendar: one entry for each duty that is still to be done by some time.

Entries are events, not to-dos: the calendars of phones and offices show a subscribed feed's events
and pass its to-dos over. An event here takes up no time, so nobody looks busy because of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO

from casekit import __version__
from casekit.overview.exports.sheet import DueSheet, Row, read_moment, say_faults, say_value
from casekit.standards.obligations import LIVE

if TYPE_CHECKING:
    import icalendar

# Names no computer: what stands behind the @ only has to be ours.
_DOMAIN = "due.casekit.invalid"


def write_calendar(sheet: DueSheet, stream: BinaryIO) -> None:
    """Write an iCalendar file (RFC 5545); the same list gives the same bytes.

    Names nobody: an entry has the rule, the case number, how it stands and the source.
    """
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//casekit//casekit due {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _name_calendar([w.name for w in sheet.workspaces]))
    if sheet.errors:
        calendar.add_component(_tell_incomplete(sheet))
    for row in sheet.rows:
        if row["status"] in LIVE and row["due"] is not None:
            calendar.add_component(_make_entry(sheet, row))
    stream.write(calendar.to_ical())


def make_uid(row: Row) -> str:
    """The name of a duty's entry in every calendar: always the same, and tells nothing."""
    whole = f"{row['case']}\n{row['id']}".encode()
    return f"{sha256(whole).hexdigest()[:40]}@{_DOMAIN}"


def _name_calendar(names: Sequence[str]) -> str:
    return "Due: " + (say_value(names[0]) if len(names) == 1 else f"{len(names)} workspaces")


def _make_entry(sheet: DueSheet, row: Row) -> icalendar.Event:
    entry = _begin_entry(make_uid(row), sheet.as_of)
    what = say_value(row["title"]) + (f", {say_value(row['part'])}" if row.get("part") else "")
    limit = read_moment(row["due"], sheet.zone)
    entry.add("dtstart", limit.astimezone(UTC) if isinstance(limit, datetime) else limit)
    entry.add("summary", f"{what} - {say_value(row['case'])}")
    advice = "" if row["enforced"] else " (advice)"
    lines = [f"Status: {row['status']}{advice}", f"Rule: {row['rule']}", f"Source: {row['source']}"]
    entry.add("description", "\n".join(say_value(line) for line in lines))
    entry.add("categories", [row["status"]])
    entry.add("status", "CONFIRMED" if row["enforced"] else "TENTATIVE")
    return entry


def _tell_incomplete(sheet: DueSheet) -> icalendar.Event:
    """An entry of its own: in a calendar, what is not there looks like nothing to do."""
    day = sheet.as_of.astimezone(sheet.zone).date()
    names = "\n".join(w.name for w in sheet.workspaces)
    # It keeps its name, so that on the next day it moves and does not stay behind.
    uid = sha256(f"incomplete\n{names}".encode()).hexdigest()[:40]
    entry = _begin_entry(f"{uid}@{_DOMAIN}", sheet.as_of)
    entry.add("dtstart", day)
    entry.add("summary", f"This calendar is incomplete: {say_faults(sheet.errors)}")
    entry.add("description", "Something could not be read or judged; casekit due tells what.")
    entry.add("status", "CONFIRMED")
    return entry


def _begin_entry(uid: str, as_of: datetime) -> icalendar.Event:
    import icalendar

    entry = icalendar.Event()
    entry.add("uid", uid)
    # The clock of the list, not of the computer: the same list gives the same bytes.
    entry.add("dtstamp", as_of.astimezone(UTC))
    entry.add("last-modified", as_of.astimezone(UTC))
    entry.add("transp", "TRANSPARENT")
    entry.add("class", "CONFIDENTIAL")
    return entry
