"""Working and court days, from calendars that the agency signed off year by year.

A year without a calendar is never guessed: the answer is an error that names the file to make.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from casekit.errors import Unreadable

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SATURDAY_SUNDAY = frozenset({5, 6})
ONE_DAY = timedelta(days=1)


class MissingCalendarYear(Unreadable):
    """A deadline needs a year of a calendar that the agency has not signed off."""

    code = "CALENDAR-MISSING"

    def __init__(self, calendar: str, year: int):
        path = f"calendars/{calendar}/{year}.yaml"
        super().__init__(
            f"there is no calendar `{calendar}` for {year}, so no {calendar} days can be counted",
            hint=f"write {path} with the non-working days of {year}, their source and who signed",
            path=path,
        )
        self.calendar = calendar
        self.year = year


@dataclass(frozen=True, slots=True)
class Year:
    """One signed-off year: the weekend and the named non-working days."""

    weekend: frozenset[int] = SATURDAY_SUNDAY
    non_working: Mapping[date, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years of one calendar, such as `working` or `court`."""

    name: str
    years: Mapping[int, Year]

    def why_closed(self, day: date) -> str | None:
        """Why a day does not count: the holiday's name or the weekday; None when it counts.

        Raises MissingCalendarYear when nobody signed off the day's year.
        """
        year = self.years.get(day.year)
        if year is None:
            raise MissingCalendarYear(self.name, day.year)
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


def read_calendar_year(data: Mapping[str, object]) -> tuple[int, Year]:
    """Build a year from a checked calendar file."""
    weekend = data.get("weekend")
    days = data.get("non_working", ())
    assert isinstance(days, list | tuple)
    year = data["year"]
    assert isinstance(year, int)
    return year, Year(
        weekend=frozenset(WEEKDAYS.index(str(d)) for d in weekend)
        if isinstance(weekend, list | tuple)
        else SATURDAY_SUNDAY,
        non_working={date.fromisoformat(d["date"]): str(d["name"]) for d in days},
    )
