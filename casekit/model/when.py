"""When something happened: at an instant, or on a day whose hour nobody wrote down.

Hours are counted on instants, days on local dates. A fact known only by its day could have
happened at any moment of it, so every `When` carries the first and the last moment it may mean,
in UTC: comparing local times of one zone would ignore the change to and from summer time.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

ONE_DAY = timedelta(days=1)
LAST_TICK = timedelta(microseconds=1)


class When(NamedTuple):
    """A local day, and the first and last UTC instant that the fact may stand for."""

    day: date
    earliest: datetime
    latest: datetime

    @property
    def is_exact(self) -> bool:
        """Whether the instant is known and not only the day."""
        return self.earliest == self.latest


FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)
LAST_INSTANT = datetime.max.replace(tzinfo=UTC)


@dataclass(slots=True, eq=False)
class Present:
    """The moment that is asked about (aware, UTC), which remembers what it was compared with.

    Whatever looks at a case asks here whether something has come, and never at a clock. So from
    `since` up to, not including, `until` each of those questions has the same answer, and what was
    worked out from the answers stays as it is. That is how long an answer may be kept.
    """

    instant: datetime
    zone: tzinfo
    since: datetime = FIRST_INSTANT
    until: datetime = LAST_INSTANT

    def has_reached(self, instant: datetime) -> bool:
        """Whether an aware instant is now or past."""
        if instant <= self.instant:
            if instant > self.since:
                self.since = instant
            return True
        if instant < self.until:
            self.until = instant
        return False

    def has_passed(self, instant: datetime) -> bool:
        """Whether an aware instant is past."""
        return self.has_reached(instant + LAST_TICK)

    def has_begun(self, day: date) -> bool:
        """Whether a local day is today or past."""
        return self.has_reached(on_day(day, self.zone).earliest)

    @property
    def today(self) -> date:
        """The local day; what is worked out from it may change with every midnight."""
        today = self.instant.astimezone(self.zone).date()
        self.has_begun(today)
        self.has_begun(today + ONE_DAY)
        return today


def look_at(now: datetime | Present, zone: tzinfo) -> Present:
    """A moment to ask; one that is asked already stays the same."""
    return now if isinstance(now, Present) else Present(now.astimezone(UTC), zone)


def at_instant(moment: datetime, zone: tzinfo) -> When:
    """Place an aware instant on the local calendar; raise ValueError when it has no offset."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs an offset from UTC")
    utc = moment.astimezone(UTC)
    return When(moment.astimezone(zone).date(), utc, utc)


@lru_cache(maxsize=4096)
def on_day(day: date, zone: tzinfo) -> When:
    """A whole local day, from its first instant to its last."""
    starts = datetime.combine(day, time(), zone).astimezone(UTC)
    ends = datetime.combine(day + ONE_DAY, time(), zone).astimezone(UTC) - LAST_TICK
    return When(day, starts, ends)


def read_when(text: str, zone: tzinfo) -> When:
    """Read `2026-01-12` or `2026-01-12T09:40:00-06:00`; raise ValueError for anything else."""
    if len(text) == 10:
        return on_day(date.fromisoformat(text), zone)
    return at_instant(datetime.fromisoformat(text), zone)


def no_earlier_than(when: When, other: When) -> When:
    """Narrow a fact known by its day: it cannot have happened before another of that day."""
    if when.is_exact or when.day != other.day:
        return when
    return When(when.day, max(when.earliest, other.earliest), when.latest)


def end_of_day(day: date, zone: tzinfo) -> When:
    """The last instant of a local day: what is valid until a date lasts so long."""
    last = on_day(day, zone).latest
    return When(day, last, last)


def age_on(day: date, born: date) -> int:
    """Whole years: someone born on 29 February reaches an age on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def write_when(when: When, zone: tzinfo) -> str:
    """Write a day as a plain date and an instant with its local offset."""
    if not when.is_exact:
        return when.day.isoformat()
    return when.earliest.astimezone(zone).isoformat(timespec="seconds")


def add_years(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 1 March of a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the end of a month is clipped: 31 January, 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
