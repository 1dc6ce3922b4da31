"""The time a figure is about: a year, a federal fiscal year, or from one day to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from casekit.errors import UsageFault
from casekit.model.when import ONE_DAY, add_years

_YEAR = re.compile(r"(FFY)?((?:19|20|21)[0-9]{2})\Z")


class Period(NamedTuple):
    """A stretch of whole local days, first and last included."""

    name: str
    first: date
    last: date

    def contains(self, day: date) -> bool:
        """Whether a local day lies in the period."""
        return self.first <= day <= self.last

    @property
    def is_twelve_months(self) -> bool:
        """Whether it lasts twelve months to the day."""
        return add_years(self.first, 1) == self.last + ONE_DAY

    @property
    def is_fiscal_year(self) -> bool:
        """Whether it is a federal fiscal year: from 1 October to 30 September."""
        return self.is_twelve_months and (self.first.month, self.first.day) == (10, 1)

    def months(self) -> Iterator[tuple[date, date]]:
        """The first and last day of each calendar month that lies wholly in the period."""
        first = self.first if self.first.day == 1 else _next_month(self.first)
        while (last := _next_month(first) - ONE_DAY) <= self.last:
            yield first, last
            first = _next_month(first)


def fiscal_year(year: int) -> Period:
    """The federal fiscal year that ends on 30 September of a year."""
    return Period(f"FFY{year}", date(year - 1, 10, 1), date(year, 9, 30))


def read_period(text: str) -> Period:
    """Read `2026` or `FFY2026`; raise UsageFault for anything else."""
    match = _YEAR.match(text)
    if match is None:
        raise UsageFault(
            f"--period: `{text}` is not a year",
            hint="write 2026, or FFY2026 for 1 October 2025 to 30 September 2026; for other "
            "times: --from DATE --until DATE",
        )
    year = int(match[2])
    return fiscal_year(year) if match[1] else Period(text, date(year, 1, 1), date(year, 12, 31))


def from_to(first: date, last: date) -> Period:
    """From one day to another; raise UsageFault when the end lies before the beginning."""
    if last < first:
        raise UsageFault(
            f"--until {last} lies before --from {first}", hint="give the earlier day to --from"
        )
    return Period(f"{first} to {last}", first, last)


def year_in_progress(today: date) -> Period:
    """The federal fiscal year in which a day lies."""
    return fiscal_year(today.year + (today.month >= 10))


def last_year_followed(today: date, years: int) -> Period:
    """The last federal fiscal year that ended, and after which so many more years have passed."""
    return fiscal_year(year_in_progress(today).last.year - 1 - years)


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
