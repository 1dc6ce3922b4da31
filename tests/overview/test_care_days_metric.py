"""Moves and maltreatment per day in care, by hand."""

from __future__ import annotations

import pytest

from tests.model.hand_made import CaseMaker
from tests.overview.counting import (
    count,
    determined,
    figure,
    left,
    numbers,
    placed,
    reported,
    screened,
    whys,
)

YEAR, LATER = "FFY2024", "2026-11-20"
# From 1 September to the end of the period.
DAYS = 30


def sam(born: str | None = "2018-06-02", entered: str = "2024-09-01") -> CaseMaker:
    maker = CaseMaker()
    maker.child("sam", born)
    placed(maker, entered, "sam", household="one")
    return maker


def moves(maker: CaseMaker, now: str = LATER) -> tuple[int, int]:
    return numbers(count("placement-stability", YEAR, maker, now=now))


def test_the_first_placement_is_no_move() -> None:
    assert moves(sam()) == (0, DAYS)


def test_removal_and_placement_are_one_entry() -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    maker.add("apprehension", "2024-08-31 22:00", children=["sam"])
    placed(maker, "2024-09-02", "sam")
    assert moves(maker) == (0, DAYS + 1)


def test_each_of_several_moves_of_one_day_counts() -> None:
    maker = sam()
    placed(maker, "2024-09-10 09:00", "sam", household="two")
    placed(maker, "2024-09-10 15:00", "sam", household="three")
    placed(maker, "2024-09-10 21:00", "sam", setting="kinship", household="four")
    found = figure("placement-stability", YEAR, maker, now=LATER)
    assert (found.numerator, found.denominator, found.rate) == (3, DAYS, 100.0)


@pytest.mark.parametrize("setting", ["hospital", "runaway or missing", "trial home visit"])
def test_what_is_no_move(setting: str) -> None:
    maker = sam()
    placed(maker, "2024-09-10", "sam", setting=setting, household="elsewhere")
    assert moves(maker) == (0, DAYS)
    placed(maker, "2024-09-12", "sam", household="one")
    assert moves(maker) == (0, DAYS)
    placed(maker, "2024-09-14", "sam", household="two")
    assert moves(maker) == (1, DAYS)


def test_without_a_household_the_same_carers_are_the_same_home() -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    for day, carers in (("01", ["ann"]), ("08", ["ann"]), ("15", ["ben"]), ("22", [])):
        placed(maker, f"2024-09-{day}", "sam", carers=carers)
    assert moves(maker) == (2, DAYS)


@pytest.mark.parametrize(
    ("home", "of"),
    [
        ("2024-09-08", (0, 0)),  # 7 days
        ("2024-09-09", (1, 8)),
        ("2024-09-30", (1, 29)),
        ("2024-10-20", (1, DAYS)),  # what is after the period is no part of it
    ],
)
def test_days_go_from_entering_to_leaving_within_the_period(home: str, of: tuple[int, int]) -> None:
    maker = sam()
    second = placed(maker, "2024-09-05", "sam", household="two")
    left(maker, home, second, "sam")
    assert moves(maker) == of


def test_a_move_after_the_period_is_no_part_of_it() -> None:
    maker = sam()
    placed(maker, "2024-10-01", "sam", household="two")
    assert moves(maker) == (0, DAYS)


def test_who_was_in_care_already_is_no_part_of_it() -> None:
    maker = sam(entered="2023-09-30")
    placed(maker, "2024-02-01", "sam", household="two")
    assert figure("placement-stability", YEAR, maker, now=LATER).rate is None


def test_stays_of_a_period_are_added_up() -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    first = placed(maker, "2024-02-01", "sam", household="one")
    left(maker, "2024-02-11", first, "sam")
    placed(maker, "2024-09-01", "sam", household="two")
    placed(maker, "2024-09-02", "sam", household="three")
    assert moves(maker) == (1, 10 + DAYS)


def test_days_and_moves_end_with_the_eighteenth_birthday() -> None:
    maker = sam("2006-09-11")
    placed(maker, "2024-09-10", "sam", household="two")
    placed(maker, "2024-09-11", "sam", household="three")
    assert moves(maker) == (1, 10)


def test_a_year_that_is_not_over_counts_as_far_as_it_has_passed() -> None:
    assert moves(sam(), now="2024-09-20") == (0, 20)
    assert moves(sam(), now="2024-09-20 12:00") == (0, 19)


def test_who_came_this_week_and_who_has_no_birth_date_is_told() -> None:
    for metric in ("placement-stability", "maltreatment-in-care"):
        early = count(metric, YEAR, sam(), now="2024-09-07")
        assert whys(early) == ["in care for less than 8 days so far"], metric
        assert numbers(count(metric, YEAR, sam(), now="2024-09-08")) == (0, 8), metric
        unknown = count(metric, YEAR, sam(None), now=LATER)
        assert whys(unknown) == ["no birth date to tell the age from"], metric


def harmed(maker: CaseMaker, day: str, finding: str | None = "supported") -> None:
    report = reported(maker, f"{day} 10:00", "sam")
    screened(maker, f"{day} 11:00", report, "sam", respond_within="48 hours")
    if finding:
        determined(maker, "2024-12-01 10:00", report, "sam", finding)


@pytest.mark.parametrize(
    ("day", "counted"),
    [
        ("2024-08-30", 0),
        ("2024-09-01", 0),  # what led to the removal
        ("2024-09-02", 1),
        ("2024-09-30", 1),
        ("2024-10-01", 0),  # after the period
    ],
)
def test_a_report_received_in_care_and_in_the_period(day: str, counted: int) -> None:
    maker = sam()
    harmed(maker, day)
    found = count("maltreatment-in-care", YEAR, maker, now=LATER)
    assert numbers(found) == (counted, DAYS)


def test_reports_of_one_day_are_one_and_of_two_days_two() -> None:
    maker = sam()
    for day in ("2024-09-10", "2024-09-10", "2024-09-11"):
        harmed(maker, day)
    harmed(maker, "2024-09-12", "unsupported")
    found = figure("maltreatment-in-care", YEAR, maker, now=LATER)
    assert (found.numerator, found.denominator) == (2, DAYS)
    assert found.rate == round(200_000 / DAYS, 2)


def test_a_report_that_nobody_decided_on_is_told_and_the_days_still_count() -> None:
    maker = sam()
    harmed(maker, "2024-09-10", None)
    found = count("maltreatment-in-care", YEAR, maker, now=LATER)
    assert numbers(found) == (0, DAYS)
    assert whys(found) == ["no determination of the report of 2024-09-10"]


def test_all_days_in_care_of_the_period_count() -> None:
    maker = sam(entered="2022-03-01")
    assert numbers(count("maltreatment-in-care", YEAR, maker, now=LATER)) == (0, 366)
    grown = sam("2005-10-11", entered="2022-03-01")
    assert numbers(count("maltreatment-in-care", YEAR, grown, now=LATER)) == (0, 10)
    before = sam("2005-09-01", entered="2022-03-01")
    assert figure("maltreatment-in-care", YEAR, before, now=LATER).rate is None


def test_a_short_stay_has_no_days() -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    placement = placed(maker, "2024-09-01", "sam")
    left(maker, "2024-09-08", placement, "sam")
    assert figure("maltreatment-in-care", YEAR, maker, now=LATER).rate is None


def test_what_has_no_day_in_the_period_is_not_told_as_not_judged() -> None:
    gone = CaseMaker()
    gone.child("sam", None)
    placement = placed(gone, "2023-06-01", "sam")
    left(gone, "2023-10-01", placement, "sam")
    grown = sam("2006-09-01", entered="2024-09-02")
    for maker, now in ((gone, LATER), (grown, "2024-09-04")):
        found = count("maltreatment-in-care", YEAR, maker, now=now)
        assert (found.parts, found.not_judged) == ((), ())
