"""Counting working days and hours gives what other libraries give, on many random days."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from whenever import Instant

from casekit.model.when import at_instant, read_when
from casekit.standards.calendars import WEEKDAYS, Calendar, Year, read_calendar_year
from casekit.standards.clocks import Clock
from casekit.standards.durations import Duration

FIRST, LAST = date(1995, 1, 1), date(2045, 12, 31)
CALENDARS = 40
DAYS_EACH = 500
ZONES = (
    *("America/Winnipeg", "America/New_York", "America/St_Johns", "Europe/London"),
    # Clocks that change by half an hour, at midnight, in Ramadan, or once by a whole day.
    *("Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "Pacific/Apia"),
    "Pacific/Kiritimati",
)


def random_calendar(chance: random.Random) -> tuple[Calendar, np.busdaycalendar]:
    """The same closed days for casekit, by way of a file's data, and for numpy."""
    weekend = frozenset(chance.sample(range(7), chance.randint(1, 6)))
    span = (LAST - FIRST).days
    holidays = {FIRST + timedelta(chance.randint(0, span)) for _ in range(chance.randint(60, 3000))}
    years = {}
    for year in range(FIRST.year, LAST.year + 1):
        days = [{"date": str(d), "name": "closed"} for d in holidays if d.year == year]
        names = [WEEKDAYS[n] for n in weekend]
        number, read = read_calendar_year(
            {"year": year, "weekend": names, "non_working": days, "source": "chance"}
        )
        years[number] = read
    mask = [day not in weekend for day in range(7)]
    return Calendar("working", years), np.busdaycalendar(mask, sorted(holidays))


@pytest.mark.parametrize("seed", range(CALENDARS))
def test_working_days_are_those_of_numpy(seed: int) -> None:
    chance = random.Random(seed)
    calendar, other = random_calendar(chance)
    # Far enough from both ends that no count leaves the years that are there.
    span = (LAST - FIRST).days - 2 * 700
    for _ in range(DAYS_EACH):
        start = FIRST + timedelta(700 + chance.randint(0, span))
        amount = chance.choice((1, 2, 3, 5, 10, chance.randint(1, 40)))
        # The start is day 0, open or not: from a closed day, numpy is to begin with the open day
        # before it where it counts forward, and with the one behind it where it counts back.
        ahead = np.busday_offset(start, amount, roll="backward", busdaycal=other).item()
        back = np.busday_offset(start, -amount, roll="forward", busdaycal=other).item()
        assert calendar.count_days(start, amount) == ahead
        assert calendar.count_days(start, -amount) == back
        assert calendar.count_days(start, 0) == start

        behind = np.arange(start + timedelta(1), ahead + timedelta(1))
        closed = [day.item() for day in behind if not np.is_busday(day, busdaycal=other)]
        assert [day for day, _ in calendar.skipped_days(start, ahead)] == closed
        assert list(calendar.skipped_days(ahead, start)) == []
        opened = np.busday_count(start + timedelta(1), ahead + timedelta(1), busdaycal=other)
        assert opened == amount == (ahead - start).days - len(closed)


def changes_of_clock(zone: ZoneInfo) -> list[datetime]:
    """Instants shortly before the clocks of a zone change, from 2000 to 2037."""
    found = []
    hour = timedelta(hours=12)
    now = datetime(2000, 1, 1, tzinfo=UTC)
    while now.year < 2038:
        if now.astimezone(zone).utcoffset() != (now + hour).astimezone(zone).utcoffset():
            found.append(now)
        now += hour
    return found


@pytest.mark.parametrize("name", ZONES)
def test_hours_are_those_of_whenever(name: str) -> None:
    """Hours pass on instants: a change of the clocks makes none longer, shorter, twice or none."""
    chance = random.Random(name)
    zone = ZoneInfo(name)
    clock = Clock(zone, {})
    starts = [
        change + timedelta(minutes=chance.randint(-900, 1500))
        for change in changes_of_clock(zone)
        for _ in range(5)
    ]
    starts += [
        datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randint(0, 19_000_000))
        for _ in range(200)
    ]
    for start in starts:
        hours = chance.choice((1, 2, 24, 48, 72, chance.randint(1, 2000)))
        other = Instant.from_timestamp(int(start.timestamp())).to_tz(name)
        for sign in (1, -1):
            moved = clock.move(at_instant(start, zone), Duration(hours, "hours"), sign)
            wanted = other.add(hours=sign * hours)
            assert moved.earliest == moved.latest
            assert moved.earliest.timestamp() == wanted.timestamp()
            assert str(moved.day) == str(wanted.date())


@pytest.mark.parametrize("name", ZONES)
def test_open_hours_stand_still_on_closed_days(name: str) -> None:
    """Counted by quarters of an hour, those of open days before the limit are what was asked."""
    chance = random.Random(name)
    zone = ZoneInfo(name)
    year = Year(non_working={date(2026, 1, 1) + timedelta(n): "closed" for n in range(0, 360, 11)})
    calendar = Calendar("working", {2026: year, 2027: year})
    clock = Clock(zone, {"working": calendar})
    quarter = 900
    for _ in range(40):
        start = datetime(2026, 1, 2, tzinfo=UTC) + timedelta(minutes=15 * chance.randint(0, 32_000))
        hours = chance.randint(1, 72)
        length = Duration(hours, "hours except non-working days")
        limit = clock.move(at_instant(start, zone), length).earliest
        now, end = int(start.timestamp()), limit.timestamp()
        passed = 0
        while now < end:
            day = str(Instant.from_timestamp(now).to_tz(name).date())
            passed += quarter * calendar.is_open(date.fromisoformat(day))
            now += quarter
        assert (now, passed) == (end, hours * 3600)
        assert calendar.is_open((limit - timedelta(seconds=1)).astimezone(zone).date())


def test_hours_from_a_fact_known_by_its_day_start_with_the_day() -> None:
    zone = ZoneInfo("America/Winnipeg")
    # The clocks go forward on 8 March 2026: that day has 23 hours.
    moved = Clock(zone, {}).move(read_when("2026-03-08", zone), Duration(24, "hours"))
    assert moved.earliest == datetime(2026, 3, 9, 1, tzinfo=zone)
