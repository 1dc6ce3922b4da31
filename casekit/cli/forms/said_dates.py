"""Days and times as people say them, read strictly: what could mean two days is asked again.

`yesterday 3pm`, `last tuesday`, `24 november 15:00`, `2026-11-24`, `3 weeks ago`, `in 6 months`.
Nothing is guessed: `03/04/2026` could be in March or in April, `3:30` by night or by day, `tuesday`
in this week or the next. Whatever is read is said back in words before it counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from casekit.casework.local_time import complete, explain_gap
from casekit.model.when import add_months

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
EXAMPLES = "today, yesterday 3pm, last tuesday, 24 november 15:00, 2026-11-24"
# A day said without its year is taken for the nearest one only where no other is half as near.
NEAR = timedelta(days=180)
# A year that has every day that any year has.
_LEAP_YEAR = 2024
_YEARS = range(1900, 2200)
_HOUR_HINT = "write 15:30 or 3:30pm; before noon 03:30 or 3:30am"


@dataclass(frozen=True, slots=True)
class SaidWhen:
    """A day, and the local time where one was said; `stamp` is how records write it."""

    day: date
    time: time | None
    stamp: str


class NotOneDay(ValueError):
    """What was said is no day, or could be several; `hint` says what to write."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint or f"write a day like these: {EXAMPLES}"


def read_said(text: str, now: datetime, zone: ZoneInfo, *, ahead: bool = False) -> SaidWhen:
    """Read what somebody said about when; `now` is an aware instant, the answer local to `zone`.

    `ahead` says that the question is about what is to come: then a day and month without a year
    lie ahead. Raises NotOneDay.
    """
    said = " ".join(text.casefold().replace(",", " ").split())
    said = re.sub(r"\b([ap])\.?\s?m\.?(?=\s|$)", r"\1m", said)
    local = now.astimezone(zone)
    if said == "now":
        return _with_time(local.date(), local.time().replace(second=0, microsecond=0), zone)
    moment = re.match(
        r"(\d{4}-\d{2}-\d{2})[t ](\d{2}:\d{2}(?::\d{2})?)\s?(z|[+-]\d{2}:\d{2})\Z", said
    )
    if moment:
        return _with_offset(moment[1], moment[2], moment[3].upper(), zone)
    if not said:
        raise NotOneDay("nothing is not a day")
    day_words, at = _split_time(re.sub(r"(\d{4}-\d{2}-\d{2})t(?=\d)", r"\1 ", said))
    day = _read_day(day_words, local.date(), ahead) if day_words else local.date()
    return _with_time(day, at, zone) if at is not None else SaidWhen(day, None, day.isoformat())


def say_said(said: SaidWhen, today: date) -> str:
    """A day in words, with what it is to today: `Tuesday 24 November 2026, 15:00 (yesterday)`."""
    day = said.day
    words = f"{DAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1].title()} {day.year}"
    if said.time is not None:
        words += f", {said.time:%H:%M}"
    distance = (day - today).days
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}.get(distance)
    return f"{words} ({near or _say_distance(distance)})"


def _say_distance(days: int) -> str:
    """So far off that nobody counts it in days, it is told in whole months or years."""
    number, unit = abs(days), "days"
    if number >= 730:
        number, unit = int(number / 365.2425), "years"
    elif number >= 90:
        number, unit = int(number / 30.44), "months"
    return f"{number} {unit} ago" if days < 0 else f"in {number} {unit}"


def _with_time(day: date, at: time, zone: ZoneInfo) -> SaidWhen:
    text = f"{day.isoformat()}T{at:%H:%M:%S}"
    gap = explain_gap(text, zone)
    if gap is not None:
        raise NotOneDay(gap[0], gap[1])
    return SaidWhen(day, at, complete(text, zone))


def _with_offset(day: str, at: str, offset: str, zone: ZoneInfo) -> SaidWhen:
    try:
        moment = datetime.fromisoformat(f"{day}T{at}{offset}")
    except ValueError as fault:
        raise NotOneDay(f"there is no {day} {at}") from fault
    local = moment.astimezone(zone)
    return SaidWhen(local.date(), local.time(), moment.isoformat(timespec="seconds"))


_CLOCK = (
    r"(?:(?P<clock>\d{1,2}[:h]\d{2})\s?(?P<half>[ap]m)?"
    r"|(?P<hour>\d{1,2})\s?(?P<only>[ap]m)|(?P<word>noon|midnight))"
)
_TIME = re.compile(rf"(?:^|\s)(?:at )?{_CLOCK}\Z")
_TIME_FIRST = re.compile(rf"(?:at )?{_CLOCK}\s(?![ap]m\b)(?=\S)")


def _split_time(said: str) -> tuple[str, time | None]:
    leading = _TIME_FIRST.match(said)
    if leading:
        said = f"{said[leading.end() :].strip()} {leading[0].strip()}"
    found = _TIME.search(said)
    if not found:
        vague = re.search(r"\b(morning|afternoon|evening|night|tonight)\b", said)
        if vague:
            raise NotOneDay(
                f"`{vague[1]}` is not a time",
                f"{_HOUR_HINT}; or give the day alone",
            )
        return said, None
    return said[: found.start()].strip(), _read_time(found)


def _read_time(found: re.Match[str]) -> time:
    if found["word"] == "noon":
        return time(12)
    if found["word"] == "midnight":
        raise NotOneDay(
            "midnight belongs to two days", "write 00:00 of the day that begins, or 23:59"
        )
    clock = (found["clock"] or f"{found['hour']}:00").replace("h", ":")
    half = found["half"] or found["only"]
    hours, minutes = (int(part) for part in clock.split(":"))
    written = found["clock"] or found["hour"]
    if minutes > 59 or hours > 23 or (half and not 1 <= hours <= 12):
        raise NotOneDay(f"there is no time {written}{half or ''}", _HOUR_HINT)
    if half is None:
        if 1 <= hours <= 9 and not written.startswith("0"):
            raise NotOneDay(f"`{written}` could be in the night or in the afternoon", _HOUR_HINT)
        return time(hours, minutes)
    if hours == 12 and half == "am":
        raise NotOneDay("12am is read as midnight and as noon", "write 00:00, or noon")
    return time(hours % 12 + (12 if half == "pm" else 0), minutes)


def _read_day(said: str, today: date, ahead: bool) -> date:
    said = said.removeprefix("on ").strip()
    for read in (_relative, _counted, _weekday, _iso, _by_numbers, _by_month):
        day = read(said, today, ahead)
        if day is not None:
            if day.year not in _YEARS:
                raise NotOneDay(f"the year {day.year} is not one of a case")
            return day
    raise NotOneDay(f"`{said}` is not a day that can be read")


def _relative(said: str, today: date, _ahead: bool) -> date | None:
    distance = {"today": 0, "yesterday": -1, "tomorrow": 1}.get(said)
    if said == "day before yesterday" or said == "the day before yesterday":
        distance = -2
    return None if distance is None else today + timedelta(days=distance)


_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNTED = re.compile(
    r"(?P<in>in )?(?P<number>\d{1,4}|" + "|".join(_NUMBERS) + r") "
    r"(?P<unit>day|week|month|year)s?(?P<ago> ago)?\Z"
)


def _counted(said: str, today: date, _ahead: bool) -> date | None:
    found = _COUNTED.match(said)
    if not found:
        return None
    if bool(found["in"]) == bool(found["ago"]):
        raise NotOneDay(f"`{said}` could be past or to come", f"write `{said} ago` or `in {said}`")
    number = _NUMBERS.get(found["number"]) or int(found["number"])
    number = -number if found["ago"] else number
    try:
        if found["unit"] in ("day", "week"):
            return today + timedelta(days=number * (7 if found["unit"] == "week" else 1))
        return add_months(today, number * (12 if found["unit"] == "year" else 1))
    except (ValueError, OverflowError) as fault:
        raise NotOneDay(f"`{said}` is too far away") from fault


def _weekday(said: str, today: date, _ahead: bool) -> date | None:
    found = re.match(r"(?:(last|next|this) )?([a-z]+)\Z", said)
    if not found:
        return None
    place = _find_name(found[2], DAYS)
    if place is None:
        return None
    back = (today.weekday() - place) % 7 or 7
    last, following = today - timedelta(days=back), today + timedelta(days=7 - back or 7)
    if found[1] == "last":
        return last
    if found[1] == "next":
        return following
    raise NotOneDay(
        f"`{said}` could be {_say(last)} or {_say(today if back == 7 else following)}",
        f"write last {DAYS[place]}, next {DAYS[place]}, or the date",
    )


def _iso(said: str, _today: date, _ahead: bool) -> date | None:
    found = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z", said)
    return _make(int(found[1]), int(found[2]), int(found[3]), said) if found else None


def _by_numbers(said: str, _today: date, _ahead: bool) -> date | None:
    found = re.match(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?\.?\Z", said)
    if not found:
        return None
    first, second = int(found[1]), int(found[2])
    if found[3] is None or len(found[3]) == 2:
        raise NotOneDay(f"`{said}` does not say the year in four digits")
    year = int(found[3])
    if first == second:
        return _make(year, first, second, said)
    if first <= 12 and second <= 12:
        one, other = _make(year, second, first, said), _make(year, first, second, said)
        raise NotOneDay(
            f"`{said}` could be {_say(one)} or {_say(other)}",
            f"write {one.isoformat()} or {other.isoformat()}, or the month as a word",
        )
    return _make(year, second, first, said) if second <= 12 else _make(year, first, second, said)


def _by_month(said: str, today: date, ahead: bool) -> date | None:
    found = re.match(r"(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]+)\.?(?: (\d{4}))?\Z", said)
    if found:
        day, name, year = int(found[1]), found[2], found[3]
    else:
        found = re.match(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?\Z", said)
        if not found:
            return None
        day, name, year = int(found[2]), found[1], found[3]
    place = _find_name(name, MONTHS)
    if place is None:
        return None
    if year is not None:
        return _make(int(year), place + 1, day, said)
    _make(_LEAP_YEAR, place + 1, day, said)  # 31 February is a day of no year
    return _nearest(said, today, ahead, lambda y: _make(y, place + 1, day, said))


def _nearest(said: str, today: date, ahead: bool, make: Callable[[int], date]) -> date:
    """The one day of that name on the side that is asked about, where it is near."""
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            day = make(year)
        except NotOneDay:
            continue  # 29 February of another year
        distance = day - today if ahead else today - day
        if timedelta(0) <= distance <= NEAR:
            return day
    raise NotOneDay(f"`{said}` does not say which year", f"write the year too: {said} {today.year}")


def _find_name(word: str, names: tuple[str, ...]) -> int | None:
    """The place of a name that is written out, or shortened to three letters or more."""
    if len(word) < 3:
        return None
    fitting = [n for n, name in enumerate(names) if name.startswith(word)]
    return fitting[0] if len(fitting) == 1 else None


def _make(year: int, month: int, day: int, said: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as fault:
        raise NotOneDay(f"there is no day `{said}`") from fault


def _say(day: date) -> str:
    return f"{DAYS[day.weekday()].title()} {day.day} {MONTHS[day.month - 1].title()} {day.year}"
