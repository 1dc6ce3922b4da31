"""Moving a moment by a length of time.

Hours are counted on instants and days on local dates. The end of a month is clipped (31 January
and one month is 28 February), an anchor day is kept (two months from 31 January is 31 March), and
29 February becomes 1 March when years are counted, as for reaching an age.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from casekit.model.when import When, add_months, add_years, at_instant, on_day
from casekit.standards.calendars import Calendar
from casekit.standards.durations import HOUR_UNITS, Duration


@dataclass(frozen=True, slots=True)
class Clock:
    """A zone and the calendars by name: all that counting time needs."""

    zone: tzinfo
    calendars: Mapping[str, Calendar]

    def calendar_for(self, unit: str) -> Calendar:
        """The calendar that a unit counts by; a name nobody defined has no years."""
        name = "court" if unit == "court days" else "working"
        return self.calendars.get(name, Calendar(name, {}))

    def move(self, start: When, length: Duration, sign: int = 1, times: int = 1) -> When:
        """Give `start` plus (sign 1) or minus (sign -1) so many lengths.

        An hour limit from a fact known only by its day starts with the day: a limit may come too
        early, never too late. Raises MissingCalendarYear when a needed year is not signed off.
        """
        amount = length.amount * times * sign
        if length.unit in HOUR_UNITS:
            if length.unit == "hours":
                return at_instant(start.earliest + timedelta(hours=amount), self.zone)
            return at_instant(self._move_open_hours(start.earliest, amount), self.zone)
        return on_day(self.move_day(start.day, Duration(abs(amount), length.unit), sign), self.zone)

    def move_day(self, day: date, length: Duration, sign: int = 1) -> date:
        """Move a local date by a length in days or longer units."""
        amount = length.amount * sign
        match length.unit:
            case "days":
                return day + timedelta(days=amount)
            case "weeks":
                return day + timedelta(weeks=amount)
            case "months":
                return add_months(day, amount)
            case "years":
                return add_years(day, amount)
            case "working days" | "court days":
                return self.calendar_for(length.unit).count_days(day, amount)
        raise ValueError(f"{length.unit} are not counted on days")

    def _move_open_hours(self, start: datetime, amount: int) -> datetime:
        """Count hours while the local day is a working day; closed days stand still."""
        if amount < 0:
            raise ValueError("hours except non-working days are only counted forwards")
        calendar = self.calendar_for("working days")
        left = timedelta(hours=amount)
        now = start.astimezone(UTC)
        while True:
            day = now.astimezone(self.zone).date()
            midnight = datetime.combine(day + timedelta(days=1), time(), self.zone)
            until_midnight = midnight.astimezone(UTC) - now
            if calendar.is_open(day):
                if left <= until_midnight:
                    return now + left
                left -= until_midnight
            now = midnight.astimezone(UTC)
