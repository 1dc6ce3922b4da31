"""The grammar of days and times: what it reads, and what could be two things and is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.cli.forms.said_dates import DAYS, MONTHS, NotOneDay, read_said, say_said

WINNIPEG = ZoneInfo("America/Winnipeg")
# A Friday, 14:20 local.
NOW = datetime(2026, 11, 27, 20, 20, 41, tzinfo=UTC)

READ = {
    "2026-11-24": "2026-11-24",
    "2026-11-4": "2026-11-04",
    "2026-11-24 15:00": "2026-11-24T15:00:00-06:00",
    "2026-11-24T15:00": "2026-11-24T15:00:00-06:00",
    "2026-11-24 15:00 -05:00": "2026-11-24T15:00:00-05:00",
    "2026-11-24T15:00:30Z": "2026-11-24T15:00:30+00:00",
    "now": "2026-11-27T14:20:00-06:00",
    "today": "2026-11-27",
    "Today at 9:40am": "2026-11-27T09:40:00-06:00",
    "9:40 a.m.": "2026-11-27T09:40:00-06:00",
    "15:00": "2026-11-27T15:00:00-06:00",
    "09:40": "2026-11-27T09:40:00-06:00",
    "00:10": "2026-11-27T00:10:00-06:00",
    "15h30": "2026-11-27T15:30:00-06:00",
    "yesterday": "2026-11-26",
    "yesterday 3pm": "2026-11-26T15:00:00-06:00",
    "3pm yesterday": "2026-11-26T15:00:00-06:00",
    "at 3:15 pm on 24 november": "2026-11-24T15:15:00-06:00",
    "yesterday, 12pm": "2026-11-26T12:00:00-06:00",
    "yesterday noon": "2026-11-26T12:00:00-06:00",
    "the day before yesterday": "2026-11-25",
    "tomorrow": "2026-11-28",
    "last tuesday": "2026-11-24",
    "last tue 16:30": "2026-11-24T16:30:00-06:00",
    # On a Friday, last Friday is a week ago and never today.
    "last friday": "2026-11-20",
    "next friday": "2026-12-04",
    "next monday": "2026-11-30",
    "24 november": "2026-11-24",
    "24 nov 2025": "2025-11-24",
    "24th of november 2026": "2026-11-24",
    "november 24": "2026-11-24",
    "Nov. 24 2026 15:00": "2026-11-24T15:00:00-06:00",
    "1 june": "2026-06-01",
    "24/11/2026": "2026-11-24",
    "11/24/2026": "2026-11-24",
    "24.11.2026": "2026-11-24",
    "5/5/2026": "2026-05-05",
    "3 days ago": "2026-11-24",
    "a week ago": "2026-11-20",
    "two weeks ago 10:00": "2026-11-13T10:00:00-06:00",
    "1 month ago": "2026-10-27",
    "in 3 months": "2027-02-27",
    "in 1 year": "2027-11-27",
    "29 february 2024": "2024-02-29",
}
REFUSED = {
    "": "is not a day",
    "tuesday": "could be Tuesday 24 November 2026 or Tuesday 1 December 2026",
    "this tuesday": "could be",
    "friday": "could be Friday 20 November 2026 or Friday 27 November 2026",
    "03/04/2026": "could be Friday 3 April 2026 or Wednesday 4 March 2026",
    "3.4.2026": "could be",
    "24/11": "does not say the year",
    "24/11/26": "does not say the year",
    "yesterday 3:30": "could be in the night or in the afternoon",
    "9:40": "could be in the night or in the afternoon",
    "12am": "midnight and as noon",
    "yesterday midnight": "midnight belongs to two days",
    "yesterday evening": "`evening` is not a time",
    "last night": "`night` is not a time",
    "3 days": "could be past or to come",
    "in 3 days ago": "could be past or to come",
    "2026-02-30": "there is no day",
    "2026-13-01": "there is no day",
    "31 april 2026": "there is no day",
    "31 february": "there is no day",
    "29 february 2026": "there is no day",
    "13pm": "there is no time",
    "25:00": "there is no time",
    "10:61": "there is no time",
    # Nearer than half a year neither way: which year is not plain.
    "1 may": "does not say which year",
    "ma 3 2026": "is not a day",
    "soon": "is not a day",
    "the twelfth": "is not a day",
    "1 jan 0026": "is not one of a case",
    "4000 years ago": "too far away",
    # The clocks went back on 1 November 2026 at 2, forward on 8 March.
    "1 november 2026 01:30": "came twice",
    "8 march 2026 02:30": "was skipped",
}


@pytest.mark.parametrize("said", READ)
def test_what_can_mean_one_thing_is_read(said: str) -> None:
    assert read_said(said, NOW, WINNIPEG).stamp == READ[said]


@pytest.mark.parametrize("said", REFUSED)
def test_what_could_mean_two_things_is_refused_with_a_way_out(said: str) -> None:
    with pytest.raises(NotOneDay) as refused:
        read_said(said, NOW, WINNIPEG)
    assert REFUSED[said] in str(refused.value)
    assert refused.value.hint


def test_a_day_without_a_year_lies_ahead_where_what_is_to_come_is_asked() -> None:
    assert read_said("1 may", NOW, WINNIPEG, ahead=True).stamp == "2027-05-01"
    with pytest.raises(NotOneDay, match="which year"):
        read_said("24 november", NOW, WINNIPEG, ahead=True)


def test_it_is_said_back_in_words() -> None:
    today = date(2026, 11, 27)
    said = [
        say_said(read_said(text, NOW, WINNIPEG), today)
        for text in ("yesterday 3pm", "today", "24 nov", "2 june 2018", "in 5 months")
    ]
    assert said == [
        "Thursday 26 November 2026, 15:00 (yesterday)",
        "Friday 27 November 2026 (today)",
        "Tuesday 24 November 2026 (3 days ago)",
        "Saturday 2 June 2018 (8 years ago)",
        "Tuesday 27 April 2027 (in 4 months)",
    ]


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_way_of_writing_a_whole_date_means_that_date(day: date) -> None:
    month = MONTHS[day.month - 1]
    ways = [day.isoformat(), f"{day.day} {month} {day.year}", f"{month[:3]} {day.day} {day.year}"]
    if day.day > 12:
        ways += [f"{day.day}/{day.month}/{day.year}", f"{day.month}/{day.day}/{day.year}"]
    assert {read_said(way, NOW, WINNIPEG).day for way in ways} == {day}


@given(st.integers(0, 10 * 365 * 24 * 60))
def test_last_and_next_weekday_lie_within_a_week_and_never_today(minutes: int) -> None:
    now = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    today = now.astimezone(WINNIPEG).date()
    for name in DAYS:
        last = read_said(f"last {name}", now, WINNIPEG).day
        following = read_said(f"next {name}", now, WINNIPEG).day
        assert DAYS[last.weekday()] == DAYS[following.weekday()] == name
        assert timedelta(1) <= today - last <= timedelta(7)
        assert timedelta(1) <= following - today <= timedelta(7)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    try:
        said = read_said(text, NOW, WINNIPEG)
    except NotOneDay:
        return
    assert said.stamp.startswith(said.day.isoformat()) or said.time is not None
