"""An obligation in a sentence, in the words of a worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from casekit.model.records import Case
from casekit.model.when import When, read_when
from casekit.overview.due import name_subject, obligation_row
from casekit.standards.obligations import Obligation


def say_obligation(o: Obligation, case: Case, zone: tzinfo, now: datetime) -> str:
    """Such as `Due Tue 10 Feb: See the child, high risk (every two weeks) - Sam`."""
    return say_row(obligation_row(o, zone), name_subject(o, {case.number: case}), zone)


def say_row(row: Mapping[str, Any], who: str, zone: tzinfo) -> str:
    """The same of a row of a list."""
    part = f", {row['part']}" if row["part"] else ""
    whom = "" if who == "the case" else f" - {who}"
    advice = "" if row["enforced"] else " (advice)"
    return f"{say_standing(row, zone)}: {row['title']}{part}{whom}{advice}"


def say_status(o: Obligation, zone: tzinfo, now: datetime) -> str:
    """How an obligation stands, with its date in words."""
    return say_standing(obligation_row(o, zone), zone)


def say_standing(row: Mapping[str, Any], zone: tzinfo) -> str:
    """How the obligation of a row stands, with its date in words."""
    status = str(row["status"])
    due = say_when(_read(row["due"], zone), zone)
    met = say_when(_read(row["met_at"], zone), zone)
    if status == "overdue":
        days = row["days_overdue"]
        if days == 0:
            return f"Overdue since today {due}"
        return f"Overdue by {days} day{'s' if days != 1 else ''} ({due})"
    if status in ("upcoming", "due soon"):
        return f"Due {due}"
    if status in ("met", "met late"):
        return f"{status.capitalize()} {met}"
    if status == "open":
        return "Still open"
    if status == "time needed":
        return f"Time of day needed ({met})"
    return status.capitalize() + (f" ({due})" if due else "")


def _read(text: str | None, zone: tzinfo) -> When | None:
    return read_when(text, zone) if text else None


def say_when(when: When | None, zone: tzinfo) -> str:
    """`Tue 10 Feb 2026`, with the time where it is known; never words that depend on a locale."""
    if when is None:
        return ""
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    day = when.day
    text = f"{days[day.weekday()]} {day.day} {months[day.month - 1]} {day.year}"
    if when.is_exact:
        text += f" {when.earliest.astimezone(zone):%H:%M}"
    return text
