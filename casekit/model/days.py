"""Days and moments as people read them, in words that depend on no locale."""

from __future__ import annotations

from datetime import date, tzinfo

from casekit.model.when import When

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_day(day: date) -> str:
    """`Tue 10 Feb 2026`."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_when(when: When | None, zone: tzinfo) -> str:
    """The local day of a moment, with the time where it is known; nothing for None."""
    if when is None:
        return ""
    text = say_day(when.day)
    if when.is_exact:
        text += f" {when.earliest.astimezone(zone):%H:%M}"
    return text
