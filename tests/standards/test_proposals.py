"""What the `holidays` library knows, as a proposal: certain days, and days to decide."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pytest

from casekit.standards.packs import list_calendar_proposals, list_packs
from casekit.standards.proposals import PLACES, UnknownPlace, find_place, propose_days


def split(place: str, year: int) -> tuple[dict[str, str], dict[str, str]]:
    """The certain days and those to decide, name by day."""
    days = propose_days(place, year).days
    assert list(days) == sorted(days)
    certain = {str(d.date): d.name for d in days if d.why is None}
    return certain, {str(d.date): d.name for d in days if d.why is not None}


@pytest.mark.parametrize("place", sorted(set(PLACES.values())))
@pytest.mark.parametrize("year", [2026, 2027, 2028])
def test_every_place_of_our_packs_has_its_days(place: str, year: int) -> None:
    certain, _ = split(place, year)
    assert f"{year}-12-25" in certain
    assert len(certain) >= 8
    assert all(day.startswith(str(year)) for day in certain)


def test_manitoba_is_what_its_shipped_calendar_says() -> None:
    certain, _ = split("CA-MB", 2026)
    shipped = next(c for c in list_calendar_proposals("ca-mb-cfs") if c["year"] == 2026)
    assert set(certain) == {day["date"] for day in shipped["non_working"]}


def test_what_only_some_offices_keep_is_for_somebody_to_decide() -> None:
    certain, to_decide = split("CA-MB", 2026)
    assert to_decide["2026-08-03"] == "Terry Fox Day"
    assert to_decide["2026-11-11"] == "Remembrance Day"
    assert not set(certain) & set(to_decide)
    why = {str(d.date): d.why for d in propose_days("CA-MB", 2026).days}
    assert why["2026-08-03"] == "optional holiday"
    assert why["2026-11-11"] == "optional holiday; government holiday"


def test_election_day_in_delaware_is_one_of_even_years_to_decide() -> None:
    assert split("US-DE", 2026)[1]["2026-11-03"] == "Election Day"
    assert "Election Day" not in split("US-DE", 2027)[1].values()
    assert "Election Day" not in split("US-DE", 2026)[0].values()
    # A holiday of the federation that the state does not keep.
    assert split("US-DE", 2026)[1]["2026-10-12"] == "Columbus Day"


def test_a_holiday_on_a_weekend_has_its_substitute_said_in_the_name() -> None:
    assert split("GB-ENG", 2028)[0]["2028-01-03"] == "New Year's Day (observed)"
    assert split("US-WA", 2027)[0]["2027-07-05"] == "Independence Day (observed)"
    # The new year's first day falls on a Saturday: it is kept in the year before.
    assert split("US-WA", 2027)[0]["2027-12-31"] == "New Year's Day (observed)"


def test_the_same_in_every_language_of_the_machine() -> None:
    program = (
        "from casekit.standards.proposals import propose_days\n"
        "for place in ('CA-MB', 'US-WA', 'GB-WLS'): print(propose_days(place, 2027))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "LANG": lang, "LANGUAGE": lang, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            check=True,
        ).stdout
        for lang in ("en_US", "fr", "th")
    }
    assert len(told) == 1
    assert b"Labour Day" in told.pop()


def test_the_source_says_what_was_asked() -> None:
    source = propose_days("GB-WLS", 2027).source
    assert "holidays" in source and "GB-WLS" in source and "law" in source


@pytest.mark.parametrize(("place", "year"), [("XX", 2027), ("CA-ZZ", 2027), ("US-WA", 1600)])
def test_a_place_or_year_that_is_not_known(place: str, year: int) -> None:
    with pytest.raises(UnknownPlace) as told:
        propose_days(place, year)
    assert told.value.hint and "--place" in told.value.hint


def test_a_country_without_a_part_will_do() -> None:
    assert date(2027, 7, 1) in {day.date for day in propose_days("CA", 2027).days}


def test_the_place_follows_from_the_packs() -> None:
    assert find_place(["ca-mb-cfs"]) == "CA-MB"
    assert find_place(["us-ma-retention", "gb-wls-wsp"]) == "GB-WLS"
    for packs in ((), ("us-ma-retention",), ("ca-mb-cfs", "us-wa-dcyf")):
        with pytest.raises(UnknownPlace):
            find_place(packs)
    assert set(PLACES) & set(list_packs())
