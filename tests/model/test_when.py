"""Days and instants where clocks change, and where the day begins somewhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casekit.model.when import (
    LAST_TICK,
    age_on,
    at_instant,
    end_of_day,
    no_earlier_than,
    on_day,
    read_when,
    write_when,
)


def hours(zone: str, day: str) -> float:
    when = on_day(date.fromisoformat(day), ZoneInfo(zone))
    return (when.latest + LAST_TICK - when.earliest) / timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("America/Winnipeg", "2026-03-08", 23),
        ("America/Winnipeg", "2026-11-01", 25),
        ("America/Winnipeg", "2026-07-01", 24),
        ("Europe/London", "2026-03-29", 23),
        ("Europe/London", "2026-10-25", 25),
        ("Pacific/Kiritimati", "2026-03-08", 24),
        ("America/St_Johns", "2026-03-08", 23),
        ("America/St_Johns", "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Africa/Cairo", "2026-04-24", 23),
    ],
)
def test_a_day_is_as_long_as_it_is_there(zone: str, day: str, length: float) -> None:
    assert hours(zone, day) == length


@pytest.mark.parametrize(
    "zone",
    ["America/Winnipeg", "Europe/London", "Pacific/Kiritimati", "America/St_Johns", "Africa/Cairo"],
)
def test_days_follow_each_other_without_gap_or_overlap(zone: str) -> None:
    place, day = ZoneInfo(zone), date(2026, 1, 1)
    while day < date(2027, 1, 1):
        one, other = on_day(day, place), on_day(day + timedelta(days=1), place)
        assert one.latest + LAST_TICK == other.earliest
        assert at_instant(one.earliest, place).day == day == at_instant(one.latest, place).day
        day += timedelta(days=1)


def test_the_local_day_of_an_instant() -> None:
    moment = datetime(2026, 1, 12, 10, 30, tzinfo=UTC)
    assert at_instant(moment, ZoneInfo("Pacific/Kiritimati")).day == date(2026, 1, 13)
    assert at_instant(moment, ZoneInfo("America/St_Johns")).day == date(2026, 1, 12)


def test_the_repeated_hour_is_two_hours() -> None:
    zone = ZoneInfo("America/Winnipeg")
    first = read_when("2026-11-01T01:30:00-05:00", zone)
    second = read_when("2026-11-01T01:30:00-06:00", zone)
    assert second.earliest - first.earliest == timedelta(hours=1)
    assert write_when(first, zone) == "2026-11-01T01:30:00-05:00"
    assert write_when(second, zone) == "2026-11-01T01:30:00-06:00"


@pytest.mark.parametrize("text", ["2026-01-12", "2026-01-12T09:40:00-06:00"])
def test_what_is_read_is_written_again(text: str) -> None:
    zone = ZoneInfo("America/Winnipeg")
    assert write_when(read_when(text, zone), zone) == text


@pytest.mark.parametrize("text", ["2026-02-30", "2026-01-12T09:40:00", "yesterday", ""])
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_when(text, ZoneInfo("America/Winnipeg"))


def test_a_fact_known_by_its_day_is_narrowed_by_what_must_come_first() -> None:
    zone = ZoneInfo("America/Winnipeg")
    day = on_day(date(2026, 1, 12), zone)
    start = read_when("2026-01-12T09:40:00-06:00", zone)
    assert no_earlier_than(day, start).earliest == start.earliest
    assert no_earlier_than(day, start).latest == day.latest
    assert no_earlier_than(start, day) == start
    assert no_earlier_than(on_day(date(2026, 1, 13), zone), start).earliest > start.earliest


def test_the_end_of_a_day_is_exact_and_of_that_day() -> None:
    zone = ZoneInfo("Pacific/Kiritimati")
    end = end_of_day(date(2026, 1, 12), zone)
    assert end.is_exact and at_instant(end.earliest, zone).day == date(2026, 1, 12)


@pytest.mark.parametrize(
    ("day", "born", "age"),
    [
        ("2026-02-28", "2008-02-29", 17),
        ("2026-03-01", "2008-02-29", 18),
        ("2024-02-29", "2008-02-29", 16),
        ("2026-06-01", "2018-06-02", 7),
        ("2026-06-02", "2018-06-02", 8),
    ],
)
def test_ages(day: str, born: str, age: int) -> None:
    assert age_on(date.fromisoformat(day), date.fromisoformat(born)) == age
