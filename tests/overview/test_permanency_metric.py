"""Permanency in twelve months for three groups, and return to care, by hand."""

from __future__ import annotations

import pytest

from tests.model.hand_made import CaseMaker
from tests.overview.counting import count, figure, left, numbers, placed, whys

YEAR, LATER = "FFY2024", "2026-11-20"
NO_BIRTH_DATE = ["no birth date to tell the age from"]


def stay(
    entered: str,
    home: str | None = None,
    reason: str = "returned",
    born: str | None = "2018-06-02",
) -> CaseMaker:
    maker = CaseMaker()
    maker.child("sam", born)
    again(maker, entered, home, reason)
    return maker


def again(maker: CaseMaker, entered: str, home: str | None = None, reason: str = "returned") -> str:
    placement = placed(maker, entered, "sam")
    if home:
        left(maker, home, placement, "sam", reason=reason)
    return placement


@pytest.mark.parametrize(
    ("reason", "counted"),
    [
        ("returned", 1),
        ("adopted", 1),
        ("guardianship", 1),
        ("aged out", 0),
        ("died", 0),
        ("moved to kin", 0),  # goes on being care
        ("to another setting", 0),
    ],
)
def test_which_ends_are_a_permanent_home(reason: str, counted: int) -> None:
    maker = stay("2024-02-05", "2024-08-05", reason)
    assert numbers(count("permanency-entries", YEAR, maker, now=LATER)) == (counted, 1)


@pytest.mark.parametrize(("home", "counted"), [("2025-02-05", 1), ("2025-02-06", 0)])
def test_within_twelve_months_to_the_day(home: str, counted: int) -> None:
    maker = stay("2024-02-05", home)
    assert numbers(count("permanency-entries", YEAR, maker, now=LATER)) == (counted, 1)


def test_twelve_months_from_29_february() -> None:
    for home, counted in (("2025-03-01", 1), ("2025-03-02", 0)):
        maker = stay("2024-02-29", home)
        assert numbers(count("permanency-entries", YEAR, maker, now=LATER)) == (counted, 1)


@pytest.mark.parametrize(
    ("entered", "home", "of"),
    [
        ("2024-02-05 23:00", "2024-02-12 01:00", 0),  # 7 days
        ("2024-02-05 23:00", "2024-02-13 01:00", 1),  # 8 days
        ("2024-02-05", "2024-02-05", 0),
        ("2023-09-30", "2024-03-01", 0),
        ("2023-10-01", "2024-03-01", 1),
        ("2024-09-30 23:30", "2025-03-01", 1),
        ("2024-10-01 00:10", "2025-03-01", 0),
    ],
)
def test_who_entered_in_the_period_to_stay(entered: str, home: str, of: int) -> None:
    maker = stay(entered, home)
    assert numbers(count("permanency-entries", YEAR, maker, now=LATER)) == (of, of)


def test_only_the_first_stay_of_a_period_counts_and_short_ones_do_not() -> None:
    maker = stay("2023-11-01", "2023-11-08")
    again(maker, "2024-01-05", "2025-08-05")
    again(maker, "2025-09-01", "2025-10-01")
    assert numbers(count("permanency-entries", YEAR, maker, now=LATER)) == (0, 1)


@pytest.mark.parametrize(
    ("born", "of"),
    [
        ("2006-02-05", (0, 0)),  # 18 on the day of entering
        ("2006-08-05", (0, 1)),  # 18 on the day of leaving
        ("2006-08-06", (1, 1)),
    ],
)
def test_whether_the_child_is_18(born: str, of: tuple[int, int]) -> None:
    maker = stay("2024-02-05", "2024-08-05", born=born)
    assert numbers(count("permanency-entries", YEAR, maker, now=LATER)) == of


def test_without_a_birth_date_nothing_is_judged() -> None:
    maker = stay("2024-02-05", "2024-08-05", born=None)
    for metric in ("permanency-entries", "re-entry"):
        assert whys(count(metric, YEAR, maker, now=LATER)) == NO_BIRTH_DATE, metric
    old = stay("2022-02-05", born=None)
    assert whys(count("permanency-12-to-23", YEAR, old, now=LATER)) == NO_BIRTH_DATE


@pytest.mark.parametrize(
    ("visit", "home", "counted"),
    [
        ("2025-01-06", "2025-06-01", 1),  # 30 days end on the last day of the twelve months
        ("2025-01-07", "2025-06-01", 0),
        ("2025-01-06", "2025-02-01", 1),  # shorter than 30 days, and home in time
        ("2025-02-01", "2025-02-20", 0),  # shorter than 30 days: all of it is care
    ],
)
def test_of_a_trial_home_visit_only_30_days_are_care(visit: str, home: str, counted: int) -> None:
    maker = stay("2024-02-05")
    placement = placed(maker, visit, "sam", setting="trial home visit")
    left(maker, home, placement, "sam")
    assert numbers(count("permanency-entries", YEAR, maker, now=LATER)) == (counted, 1)


def test_a_trial_home_visit_that_failed_is_none() -> None:
    maker = stay("2024-02-05")
    visit = placed(maker, "2024-06-01", "sam", setting="trial home visit")
    left(maker, "2024-09-01", visit, "sam", reason="disrupted")
    back = placed(maker, "2024-09-01", "sam")
    left(maker, "2025-06-01", back, "sam")
    assert numbers(count("permanency-entries", YEAR, maker, now=LATER)) == (0, 1)


def test_a_trial_home_visit_that_lasts_may_end_in_a_return() -> None:
    maker = stay("2024-02-05")
    visit = placed(maker, "2024-12-01", "sam", setting="trial home visit")
    waiting = count("permanency-entries", YEAR, maker, now="2025-04-01")
    assert whys(waiting) == ["on a trial home visit since 2024-12-01, which may end in a return"]
    left(maker, "2025-05-01", visit, "sam")
    assert numbers(count("permanency-entries", YEAR, maker, now=LATER)) == (1, 1)
    # Begun in the last 30 days, it comes too late whatever it ends in.
    late = stay("2024-02-05")
    placed(late, "2025-01-07", "sam", setting="trial home visit")
    assert numbers(count("permanency-entries", YEAR, late, now="2025-04-01")) == (0, 1)


def test_what_is_not_over_is_not_judged_even_where_it_happened_already() -> None:
    maker = stay("2024-02-05", "2024-08-05")
    early = count("permanency-entries", YEAR, maker, now="2025-02-05 12:00")
    assert (numbers(early), whys(early)) == (
        (0, 0),
        ["the twelve months after entering on 2024-02-05 are not over"],
    )


@pytest.mark.parametrize(
    ("entered", "in_care"),
    [
        ("2022-10-02", None),
        ("2022-10-01", "permanency-12-to-23"),
        ("2021-10-02", "permanency-12-to-23"),
        ("2021-10-01", "permanency-24-and-more"),
        ("2019-01-01", "permanency-24-and-more"),
    ],
)
def test_how_long_in_care_on_the_first_day(entered: str, in_care: str | None) -> None:
    maker = stay(entered, "2024-03-01", "adopted")
    for metric in ("permanency-12-to-23", "permanency-24-and-more"):
        of = int(metric == in_care)
        assert numbers(count(metric, YEAR, maker, now=LATER)) == (of, of), metric


@pytest.mark.parametrize(
    ("home", "of"),
    [
        ("2023-09-30", (0, 0)),  # gone on the day before
        ("2023-10-01", (1, 1)),
        ("2024-09-30", (1, 1)),
        ("2024-10-01", (0, 1)),
        (None, (0, 1)),
    ],
)
def test_those_in_care_on_the_first_day_have_the_period(
    home: str | None, of: tuple[int, int]
) -> None:
    maker = stay("2022-01-05", home)
    assert numbers(count("permanency-12-to-23", YEAR, maker, now=LATER)) == of


def test_a_break_in_care_begins_anew() -> None:
    maker = stay("2020-01-05", "2022-06-01")
    again(maker, "2022-07-01", "2024-03-01")
    assert numbers(count("permanency-24-and-more", YEAR, maker, now=LATER)) == (0, 0)
    assert numbers(count("permanency-12-to-23", YEAR, maker, now=LATER)) == (1, 1)


def test_those_in_care_who_come_of_age() -> None:
    for born, of in (("2005-10-01", (0, 0)), ("2006-03-01", (0, 1)), ("2006-03-02", (1, 1))):
        maker = stay("2022-01-05", "2024-03-01", born=born)
        assert numbers(count("permanency-12-to-23", YEAR, maker, now=LATER)) == of, born


def test_those_in_care_before_the_period_is_over() -> None:
    maker = stay("2022-01-05", "2024-03-01")
    early = count("permanency-12-to-23", YEAR, maker, now="2024-09-30 12:00")
    assert whys(early) == ["the twelve months from 2023-10-01 are not over"]


@pytest.mark.parametrize(
    ("back", "counted"),
    [
        ("2025-02-05", 1),  # twelve months to the day
        ("2025-02-06", 0),
        ("2024-02-06", 1),
        (None, 0),
    ],
)
def test_back_in_care_within_twelve_months(back: str | None, counted: int) -> None:
    maker = stay("2023-11-01", "2024-02-05")
    if back:
        again(maker, back)
    assert numbers(count("re-entry", YEAR, maker, now=LATER)) == (counted, 1)


def test_back_on_the_very_day() -> None:
    known = stay("2023-11-01", "2024-02-05 10:00")
    again(known, "2024-02-05 18:00")
    assert numbers(count("re-entry", YEAR, known, now=LATER)) == (1, 1)
    same_stay = stay("2023-11-01", "2024-02-05")
    again(same_stay, "2024-02-05")
    assert numbers(count("re-entry", YEAR, same_stay, now=LATER)) == (0, 0)


@pytest.mark.parametrize(
    ("reason", "of"), [("returned", 1), ("guardianship", 1), ("adopted", 0), ("aged out", 0)]
)
def test_from_where_a_child_may_come_back(reason: str, of: int) -> None:
    maker = stay("2023-11-01", "2024-02-05", reason)
    again(maker, "2024-06-01")
    assert numbers(count("re-entry", YEAR, maker, now=LATER)) == (of, of)


def test_who_left_too_late_or_at_18_is_no_part_of_it() -> None:
    late = stay("2023-11-01", "2024-11-02")
    assert figure("re-entry", YEAR, late, now=LATER).rate is None
    grown = stay("2023-11-01", "2024-02-05", born="2006-02-05")
    assert figure("re-entry", YEAR, grown, now=LATER).rate is None


def test_a_return_may_be_in_another_case() -> None:
    maker, other = stay("2023-11-01", "2024-02-05"), CaseMaker()
    other.child("samuel", "2018-06-02", same_person=["sam"])
    placed(other, "2024-06-01", "samuel")
    assert numbers(count("re-entry", YEAR, maker, other, now=LATER)) == (1, 1)


@pytest.mark.parametrize(
    ("home", "now", "why"),
    [
        ("2024-02-05", "2025-02-05 12:00", "after leaving on 2024-02-05 are not over"),
        (None, "2024-06-01", "after entering on 2023-11-01 are not over"),
    ],
)
def test_before_a_return_can_be_told(home: str | None, now: str, why: str) -> None:
    found = count("re-entry", YEAR, stay("2023-11-01", home), now=now)
    assert (numbers(found), whys(found)) == ((0, 0), [f"the twelve months {why}"])


def test_a_confirmed_value_is_said_to_be_reached_or_not() -> None:
    home = figure("permanency-entries", YEAR, stay("2024-02-05", "2024-08-05"), now=LATER)
    kept = figure("permanency-entries", YEAR, stay("2024-02-05"), now=LATER)
    for found, reached in ((home, True), (kept, False)):
        assert [(c.value.value, c.value.verification, c.reached) for c in found.compared] == [
            (40.5, "secondary", reached),
            (42.7, "unverified", None),
            (35.2, "unverified", None),
        ]
