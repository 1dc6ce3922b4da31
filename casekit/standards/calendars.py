"""Working and court days, from calendars that the agency signed off year by year.

A year without a calendar is never guessed: the answer is an error that names the file to make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from casekit.errors import Unreadable
from casekit.model.when import ONE_DAY

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SATURDAY_SUNDAY = frozenset({5, 6})


class MissingCalendarYear(Unreadable):
    """A deadline needs a year of a calendar that the agency has not signed off."""

    code = "CALENDAR-MISSING"

    def __init__(self, calendar: str, year: int):
        path = name_calendar_file(calendar, year)
        super().__init__(
            f"{self.say_why(calendar, year)}, so no {calendar} days can be counted",
            hint=self.say_way(calendar, year),
            path=path,
        )
        self.calendar = calendar
        self.year = year

    @staticmethod
    def say_why(calendar: str, year: int) -> str:
        """What is the matter with the year."""
        return f"there is no calendar `{calendar}` for {year}"

    @staticmethod
    def say_way(calendar: str, year: int) -> str:
        """How the year comes to count."""
        return (
            f"propose it: casekit calendar propose {year} --calendar {calendar} --write; "
            f"then sign it off: casekit calendar sign {year} --calendar {calendar}"
        )


class UnsignedCalendarYear(MissingCalendarYear):
    """A deadline needs a year that is only proposed: nobody has signed it off yet."""

    code = "CALENDAR-UNSIGNED"

    @staticmethod
    def say_why(calendar: str, year: int) -> str:
        """What is the matter with the year."""
        return f"{name_calendar_file(calendar, year)} is a proposal that nobody has signed off"

    @staticmethod
    def say_way(calendar: str, year: int) -> str:
        """How the year comes to count."""
        return (
            "a supervisor or administrator reads it and signs it off: "
            f"casekit calendar sign {year} --calendar {calendar}"
        )


def name_calendar_file(calendar: str, year: int) -> str:
    """Where the file of a year lies in a workspace."""
    return f"calendars/{calendar}/{year}.yaml"


@dataclass(frozen=True, slots=True)
class Year:
    """One signed-off year: the weekend and the named non-working days."""

    weekend: frozenset[int] = SATURDAY_SUNDAY
    non_working: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The signed-off years of one calendar, such as `working` or `court`.

    `unsigned` are years that somebody proposed: they count for nothing, and are told apart from
    those that nobody has begun.
    """

    name: str
    years: Mapping[int, Year]
    unsigned: frozenset[int] = frozenset()

    def why_closed(self, day: date) -> str | None:
        """Why a day does not count: the holiday's name or the weekday; None when it counts.

        Raises MissingCalendarYear when nobody signed off the day's year.
        """
        year = self.years.get(day.year)
        if year is None:
            missing = UnsignedCalendarYear if day.year in self.unsigned else MissingCalendarYear
            raise missing(self.name, day.year)
        if day in year.non_working:
            return year.non_working[day]
        if day.weekday() in year.weekend:
            return WEEKDAYS[day.weekday()].capitalize()
        return None

    def is_open(self, day: date) -> bool:
        """Whether the day counts."""
        return self.why_closed(day) is None

    def count_days(self, start: date, amount: int) -> date:
        """Give the day reached by counting open days; the start is day 0, open or not.

        A negative amount counts backwards.
        """
        step = ONE_DAY if amount >= 0 else -ONE_DAY
        day = start
        left = abs(amount)
        while left:
            day += step
            if self.is_open(day):
                left -= 1
        return day

    def skipped_days(self, start: date, end: date) -> Iterator[tuple[date, str]]:
        """The closed days after the start, up to and including the end, each with its reason."""
        day = start
        while day < end:
            day += ONE_DAY
            reason = self.why_closed(day)
            if reason is not None:
                yield day, reason


def read_calendar_year(data: Mapping[str, Any]) -> tuple[int, Year]:
    """Build a year from a checked calendar file; a day marked for a decision counts once it is in.

    Whether the year was signed off is asked of `is_signed_off`.
    """
    closed = [*data["non_working"], *(d for d in data.get("optional", ()) if d["decision"] == "in")]
    weekend = data.get("weekend")
    return data["year"], Year(
        weekend=frozenset(map(WEEKDAYS.index, weekend)) if weekend else SATURDAY_SUNDAY,
        non_working={date.fromisoformat(d["date"]): d["name"] for d in closed},
    )


def is_signed_off(data: Mapping[str, Any]) -> bool:
    """Whether a checked calendar file counts: somebody signed it, and no day is left to decide."""
    return "signed_by" in data and "signed_on" in data and not list_open_days(data)


def list_open_days(data: Mapping[str, Any]) -> list[int]:
    """Which of the days under `optional:` are still marked for a decision, by their place there."""
    return [n for n, day in enumerate(data.get("optional", ())) if day["decision"] == "open"]
