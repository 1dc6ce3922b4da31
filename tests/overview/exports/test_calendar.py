"""The due list as a calendar, read back by the library and, for its form, by hand."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest

from casekit.overview.exports.calendar import make_uid, write_calendar
from tests.overview.exports.sample import (
    AS_OF,
    WICKED,
    make_faults,
    make_row,
    make_rows,
    make_sheet,
)


def write(*told: Any) -> bytes:
    made = io.BytesIO()
    write_calendar(make_sheet(*told), made)
    return made.getvalue()


def read(content: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def unfold(content: bytes) -> list[str]:
    """The lines of a calendar as RFC 5545, 3.1 has them, each within its bound."""
    assert content.endswith(b"\r\n")
    lines = content.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in lines)
    assert not re.search(rb"[\r\n]", b"".join(lines))
    return re.sub(rb"\r\n[ \t]", b"", content).decode("utf-8").split("\r\n")[:-1]


def test_there_is_an_entry_for_each_live_duty_that_has_a_limit() -> None:
    entries = read(write())
    # Not the gate, which has no limit, and not what was met.
    assert len(entries) == len(make_rows()) - 2
    starts = {str(e["summary"]): e.decoded("dtstart") for e in entries}
    assert starts["See the child in care (monthly) - 2026-K7Q4MZ3"] == date(2026, 3, 11)
    hour = datetime(2026, 3, 21, 14, 40, tzinfo=UTC)
    assert starts["See the child, screened in, by the case manager - 2026-DB8TWXT"] == hour


def test_the_form_is_that_of_the_standard() -> None:
    lines = unfold(write([make_row(source="Handbuch der Fürsorge, " * 12)]))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20260311" in lines
    assert "DTSTAMP:20260320T153012Z" in lines
    assert "LAST-MODIFIED:20260320T153012Z" in lines
    assert not [line for line in lines if line.startswith(("BEGIN:VALARM", "ATTENDEE", "ORGANI"))]
    assert any(line.count(r"Handbuch der Fürsorge\,") == 12 for line in lines)
    hour = unfold(write([make_row(due="2026-03-21T09:40:00-05:00")]))
    assert "DTSTART:20260321T144000Z" in hour


def test_nobody_looks_busy_and_advice_is_told_from_a_duty() -> None:
    entries = read(write())
    assert {str(e["transp"]) for e in entries} == {"TRANSPARENT"}
    assert {str(e["class"]) for e in entries} == {"CONFIDENTIAL"}
    told = {str(e["uid"]): str(e["status"]) for e in entries}
    for row in make_rows():
        if make_uid(row) in told:
            assert told[make_uid(row)] == ("CONFIRMED" if row["enforced"] else "TENTATIVE")


def test_the_name_of_an_entry_stays_and_tells_nothing() -> None:
    row = make_row()
    assert re.fullmatch(r"[0-9a-f]{40}@due\.casekit\.invalid", make_uid(row))
    later = {"due": "2026-04-01", "due_on": "2026-04-01", "status": "upcoming", "worker": "x"}
    assert make_uid({**row, **later}) == make_uid(row)
    assert make_uid({**row, "id": "other"}) != make_uid(row)
    assert make_uid({**row, "case": "2026-K7Q4MZ3"}) != make_uid(row)
    assert len({make_uid(each) for each in make_rows()}) == len(make_rows())


def test_no_id_of_a_person_or_record_is_in_it() -> None:
    written = "".join(unfold(write())).replace("2026-DB8TWXT", "").replace("2026-K7Q4MZ3", "")
    assert "cwnx6h" not in written
    assert "v3t480" not in written
    assert "w-sample" not in written


def test_the_same_list_gives_the_same_bytes() -> None:
    assert write() == write()
    assert write() != write(make_rows()[:2])


@pytest.mark.parametrize("text", WICKED)
def test_text_stays_text(text: str) -> None:
    content = write([make_row(title=text, source=text, rule=text)])
    lines = unfold(content)
    assert lines.count("BEGIN:VEVENT") == 1
    (entry,) = read(content)
    assert str(entry["summary"]).endswith(" - 2026-DB8TWXT")
    if text.isprintable():
        assert str(entry["summary"]) == f"{text} - 2026-DB8TWXT"


def test_a_calendar_that_lacks_something_says_so() -> None:
    (first, *rest) = read(write(None, make_faults()))
    assert str(first["summary"]) == "This calendar is incomplete: 1 fault"
    assert first.decoded("dtstart") == date(2026, 3, 20)
    assert first.decoded("dtstamp") == AS_OF
    assert len(rest) == len(make_rows()) - 2
    assert str(first["uid"]) != str(rest[0]["uid"])
