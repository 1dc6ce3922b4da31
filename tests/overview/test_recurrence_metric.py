"""Recurrence of maltreatment: who is a victim, what counts as another report, by hand."""

from __future__ import annotations

import pytest

from tests.model.hand_made import CaseMaker
from tests.overview.counting import (
    count,
    determined,
    figure,
    numbers,
    reported,
    screened,
    whys,
)

YEAR, LATER = "FFY2024", "2026-11-20"


def found_out(
    maker: CaseMaker, day: str, child: str = "sam", finding: str | None = "supported"
) -> str:
    """A report of a day, screened in, with its determination a week or so later."""
    report = reported(maker, f"{day} 10:00", child)
    screened(maker, f"{day} 11:00", report, child, respond_within="48 hours")
    if finding:
        determined(maker, f"{day[:8]}28 10:00", report, child, finding)
    return report


def sam(born: str | None = "2018-06-02") -> CaseMaker:
    maker = CaseMaker()
    maker.child("sam", born)
    return maker


@pytest.mark.parametrize(
    ("second", "again"),
    [
        ("2024-02-05", 0),  # the same day: another word about the same harm
        ("2024-02-19", 0),  # fourteen days later
        ("2024-02-20", 1),
        ("2025-02-05", 1),  # twelve months to the day
        ("2025-02-06", 0),
    ],
)
def test_when_another_report_is_another(second: str, again: int) -> None:
    maker = sam()
    found_out(maker, "2024-02-05")
    found_out(maker, second)
    assert numbers(count("recurrence", YEAR, maker, now=LATER)) == (again, 1)


@pytest.mark.parametrize("finding", ["unsupported", "inconclusive", "not required"])
def test_only_supported_reports_make_a_victim_or_a_recurrence(finding: str) -> None:
    maker = sam()
    found_out(maker, "2024-01-05", finding=finding)
    assert figure("recurrence", YEAR, maker, now=LATER).rate is None
    found_out(maker, "2024-03-05")
    found_out(maker, "2024-06-05", finding=finding)
    assert numbers(count("recurrence", YEAR, maker, now=LATER)) == (0, 1)


def test_a_sibling_is_judged_alone() -> None:
    maker = sam()
    maker.child("kim", "2016-06-02")
    found_out(maker, "2024-02-05")
    found_out(maker, "2024-02-06", "kim")
    found_out(maker, "2024-08-05", "kim")
    found = count("recurrence", YEAR, maker, now=LATER)
    assert {p.child: p.numerator for p in found.parts} == {"sam": 0, "kim": 1}


def test_a_later_determination_of_the_same_allegation_replaces_the_earlier() -> None:
    maker = sam()
    report = found_out(maker, "2024-02-05")
    determined(maker, "2024-04-01 10:00", report, "sam", "unsupported")
    assert numbers(count("recurrence", YEAR, maker, now=LATER)) == (0, 0)


def test_a_voided_report_is_none() -> None:
    maker = sam()
    found_out(maker, "2024-02-05")
    second = reported(maker, "2024-06-05 10:00", "sam", voided={"reason": "twice"})
    determined(maker, "2024-06-28 10:00", second, "sam")
    assert numbers(count("recurrence", YEAR, maker, now=LATER)) == (0, 1)


def test_a_child_is_counted_once_in_a_period() -> None:
    maker = sam()
    for day in ("2023-10-01", "2024-02-05", "2024-06-05", "2024-09-30"):
        found_out(maker, day)
    assert numbers(count("recurrence", YEAR, maker, now=LATER)) == (1, 1)


def test_a_second_report_in_another_case_counts_where_the_records_tell_of_the_same_child() -> None:
    maker, other = sam(), CaseMaker()
    found_out(maker, "2024-02-05")
    other.child("samuel", "2018-06-02", same_person=["sam"])
    found_out(other, "2024-09-05", "samuel")
    assert numbers(count("recurrence", YEAR, maker, other, now=LATER)) == (1, 1)


def test_what_is_not_over_is_not_judged_even_where_it_happened_already() -> None:
    maker = sam()
    found_out(maker, "2024-02-05")
    found_out(maker, "2024-06-05")
    early = count("recurrence", YEAR, maker, now="2025-02-05 23:00")
    assert (numbers(early), whys(early)) == (
        (0, 0),
        ["the twelve months after 2024-02-05 are not over"],
    )
    assert numbers(count("recurrence", YEAR, maker, now="2025-02-05")) == (1, 1)


def test_a_report_without_a_determination_may_still_decide() -> None:
    maker = sam()
    found_out(maker, "2024-02-05")
    found_out(maker, "2024-06-05", finding=None)
    waiting = count("recurrence", YEAR, maker, now=LATER)
    assert whys(waiting) == ["no determination of the report of 2024-06-05"]
    only = sam()
    found_out(only, "2024-06-05", finding=None)
    assert whys(count("recurrence", YEAR, only, now=LATER)) == whys(waiting)
    out = sam()
    found_out(out, "2024-02-05")
    report = reported(out, "2024-06-05 10:00", "sam")
    screened(out, "2024-06-05 11:00", report, "sam", result="screened out")
    assert numbers(count("recurrence", YEAR, out, now=LATER)) == (0, 1)
    # The newest screening decides, also where an earlier one took the report in.
    report = reported(out, "2024-07-05 10:00", "sam")
    screened(out, "2024-07-05 11:00", report, "sam", respond_within="48 hours")
    assert whys(count("recurrence", YEAR, out, now=LATER)) == [
        "no determination of the report of 2024-07-05"
    ]
    screened(out, "2024-07-05 12:00", report, "sam", result="screened out")
    assert numbers(count("recurrence", YEAR, out, now=LATER)) == (0, 1)


def test_whether_the_child_is_18() -> None:
    grown = sam("2006-02-05")
    found_out(grown, "2024-02-05")
    assert figure("recurrence", YEAR, grown, now=LATER).rate is None
    nearly = sam("2006-06-05")
    found_out(nearly, "2024-02-05")
    found_out(nearly, "2024-06-05")
    assert numbers(count("recurrence", YEAR, nearly, now=LATER)) == (0, 1)
    unknown = sam(None)
    found_out(unknown, "2024-02-05")
    assert whys(count("recurrence", YEAR, unknown, now=LATER)) == [
        "no birth date to tell the age from"
    ]


def test_an_unverified_value_is_never_a_target() -> None:
    maker = sam()
    found_out(maker, "2024-02-05")
    compared = figure("recurrence", YEAR, maker, now=LATER).compared
    assert [(c.value.value, c.reached, c.why_not) for c in compared] == [
        (value, None, "the value is unverified") for value in (9.1, 9.5, 9.7)
    ]
