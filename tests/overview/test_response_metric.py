"""The first response by priority: in time, late, never, not yet; and how soon, by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casekit.overview.metrics.catalogue import COUNTERS
from casekit.overview.metrics.figures import median, nearest_rank
from casekit.overview.metrics.response import FIRST_RESPONSE
from casekit.standards.composing import InForce
from casekit.standards.force import ALWAYS, Force
from casekit.standards.packs import load_pack
from tests.model.hand_made import CaseMaker, pack_rules
from tests.overview.counting import (
    count,
    figure,
    make,
    numbers,
    read,
    reported,
    screened,
    whys,
    without_calendar,
)

YEAR, LATER = "2026", "2026-12-30"


def told(*reports: str) -> tuple[CaseMaker, list[str]]:
    """Reports about Sam, each screened in an hour after it, within 48 hours."""
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    ids = []
    for when in reports:
        ids.append(reported(maker, when, "sam"))
        screened(maker, f"{when[:10]} 23:00", ids[-1], "sam", respond_within="48 hours")
    return maker, ids


def standing(maker: CaseMaker, now: str = LATER) -> dict[str, int]:
    total = figure("first-response", YEAR, maker, now=now).total
    assert total is not None
    return {name: number for name, number in total.marks if number}


def test_it_is_met_by_what_meets_the_rule_of_a_single_case() -> None:
    rule = next(r for r in pack_rules() if r.id == "decided-first-response")
    assert rule.met_by == (FIRST_RESPONSE,)


@pytest.mark.parametrize(
    ("seen", "stands", "of"),
    [
        ("2026-01-14 10:00", "in time", (1, 1)),
        ("2026-01-14 10:01", "late", (0, 1)),
        (None, "no response, overdue", (0, 1)),
        # The day of the limit, at an hour that nobody wrote down.
        ("2026-01-14", "cannot be judged", (0, 0)),
        ("2026-01-13", "in time", (1, 1)),
        ("2026-01-15", "late", (0, 1)),
    ],
)
def test_how_a_report_stands(seen: str | None, stands: str, of: tuple[int, int]) -> None:
    maker, _ = told("2026-01-12 10:00")
    if seen:
        maker.contact(seen, seen=["sam"])
    assert standing(maker) == {stands: 1}
    assert numbers(count("first-response", YEAR, maker, now=LATER)) == of


def test_not_yet_responded_is_told_apart_while_the_limit_lies_ahead() -> None:
    maker, _ = told("2026-01-12 10:00")
    early = count("first-response", YEAR, maker, now="2026-01-14 10:00")
    assert numbers(early) == (0, 0)
    assert whys(early) == [
        "not yet responded; the limit of 48 hours ends 2026-01-14T10:00:00-06:00"
    ]
    assert standing(maker, "2026-01-14 10:00") == {"no response yet": 1}
    assert standing(maker, "2026-01-14 10:01") == {"no response, overdue": 1}


def test_an_attempt_a_call_or_a_visit_before_the_report_is_no_response() -> None:
    maker, _ = told("2026-01-12 10:00")
    maker.contact("2026-01-12 12:00", people=["sam"], made="attempted")
    maker.contact("2026-01-12 13:00", seen=["sam"], mode="voice")
    maker.contact("2026-01-12 09:59", seen=["sam"])
    assert standing(maker) == {"no response, overdue": 1}


def test_every_child_of_the_report_must_be_seen() -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    maker.child("kim", "2016-06-02")
    report = reported(maker, "2026-01-12 10:00", "sam", "kim")
    screened(maker, "2026-01-12 11:00", report, "sam", "kim", respond_within="24 hours")
    maker.contact("2026-01-12 12:00", seen=["sam"])
    assert standing(maker) == {"no response, overdue": 1}
    maker.contact("2026-01-12 16:00", seen=["sam", "kim"])
    found = figure("first-response", YEAR, maker, now=LATER)
    assert found.total is not None
    assert (found.rate, found.total.median_hours) == (100.0, 6.0)


def test_a_second_report_of_the_same_day_has_its_own_limit() -> None:
    maker, ids = told("2026-01-12 09:00", "2026-01-12 15:00")
    maker.contact("2026-01-12 12:00", seen=["sam"])
    found = count("first-response", YEAR, maker, now=LATER)
    assert numbers(found) == (1, 2)
    assert {p.record: p.numerator for p in found.parts} == {ids[0]: 1, ids[1]: 0}
    maker.contact("2026-01-14 14:00", seen=["sam"])
    assert numbers(count("first-response", YEAR, maker, now=LATER)) == (2, 2)


def test_a_voided_report_and_a_voided_screening_are_none() -> None:
    void = {"voided": {"by": "w-sample", "at": "2026-01-13", "reason": "twice"}}
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    gone = reported(maker, "2026-01-12 10:00", "sam", **void)
    screened(maker, "2026-01-12 11:00", gone, "sam", respond_within="48 hours")
    other = reported(maker, "2026-01-13 10:00", "sam")
    screened(maker, "2026-01-13 11:00", other, "sam", respond_within="48 hours", **void)
    assert count("first-response", YEAR, maker, now=LATER).samples == ()


@pytest.mark.parametrize(
    ("results", "is_in"),
    [
        (["screened out"], False),
        (["linked to open case"], False),
        (["screened in", "screened out"], False),
        (["screened out", "screened in"], True),
    ],
)
def test_the_newest_screening_decides(results: list[str], is_in: bool) -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    report = reported(maker, "2026-01-12 10:00", "sam")
    for hour, result in enumerate(results, 11):
        more: dict[str, Any] = {"respond_within": "24 hours"} if result == "screened in" else {}
        screened(maker, f"2026-01-12 {hour}:00", report, "sam", result=result, **more)
    assert bool(count("first-response", YEAR, maker, now=LATER).samples) is is_in


def test_a_report_taken_in_for_one_child_only_is_taken_in() -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    maker.child("kim", "2016-06-02")
    report = reported(maker, "2026-01-12 10:00", "sam", "kim")
    screened(maker, "2026-01-12 11:00", report, "sam", respond_within="24 hours")
    screened(maker, "2026-01-12 12:00", report, "kim", result="screened out")
    assert len(count("first-response", YEAR, maker, now=LATER).samples) == 1


def used(level: str, *, force: Force = ALWAYS, **limits: str) -> InForce:
    """A pack of a level with limits by priority, in force at some time."""
    return InForce(load_pack("decided")._replace(level=level, priorities=limits), force)


def test_the_limit_of_a_priority_comes_from_the_packs() -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    for day, priority in (("12", "immediate"), ("14", "soon")):
        report = reported(maker, f"2026-01-{day} 10:00", "sam")
        screened(maker, f"2026-01-{day} 11:00", report, "sam", priority=priority)
    maker.contact("2026-01-13 10:00", seen=["sam"])
    basis = make(maker, now=LATER, packs=[used("state", immediate="24 hours")])
    found = COUNTERS["first-response"](basis, read(YEAR))
    assert numbers(found) == (1, 1)
    assert whys(found) == ["the screening set no limit, and no pack has one for `soon`"]


@pytest.mark.parametrize("turned", [False, True])
def test_a_priority_means_what_its_table_said_when_it_was_set(turned: bool) -> None:
    """A later edition and a farther law change no limit that was set."""
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    for day in ("2026-01-12", "2026-02-10"):
        report = reported(maker, f"{day} 10:00", "sam")
        screened(maker, f"{day} 11:00", report, "sam", priority="immediate")
        maker.contact(f"{day} 20:00", seen=["sam"])
    packs = [
        used("state", force=Force(until=date(2026, 1, 31)), immediate="12 hours"),
        used("state", force=Force(since=date(2026, 2, 1)), immediate="2 hours"),
        used("federal", immediate="72 hours"),
    ]
    basis = make(maker, now=LATER, packs=packs[::-1] if turned else packs)
    found = COUNTERS["first-response"](basis, read(YEAR))
    assert [sample.mark for sample in found.samples] == ["in time", "late"]
    own = [*packs, used("agency", immediate="72 hours")]
    found = COUNTERS["first-response"](make(maker, now=LATER, packs=own), read(YEAR))
    assert [sample.mark for sample in found.samples] == ["in time", "in time"]


def test_the_screenings_own_limit_goes_before_its_priority() -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    report = reported(maker, "2026-01-12 10:00", "sam")
    given = {"priority": "immediate", "respond_within": "5 working days"}
    screened(maker, "2026-01-12 11:00", report, "sam", **given)
    maker.contact("2026-01-19 20:00", seen=["sam"])
    basis = make(maker, now=LATER, packs=[used("state", immediate="24 hours")])
    found = COUNTERS["first-response"](basis, read(YEAR))
    assert (numbers(found), found.samples[0].group) == ((1, 1), "immediate")


def test_without_a_calendar_year_a_limit_in_working_days_is_not_judged() -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    report = reported(maker, "2026-01-12 10:00", "sam")
    screened(maker, "2026-01-12 11:00", report, "sam", respond_within="5 working days")
    basis = without_calendar(make(maker, now=LATER))
    found = COUNTERS["first-response"](basis, read(YEAR))
    assert numbers(found) == (0, 0)
    assert [rule.subject for rule in found.unjudged_rules] == [report]
    assert len(found.not_judged) == 1


def test_by_priority_with_median_and_ninetieth_percentile() -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    # Hours to the response: 1, 2, 3 and 30 of 24 allowed; and 10 of 48.
    for day, hours in (("02-02", 1), ("02-04", 2), ("02-06", 3), ("02-10", 30)):
        report = reported(maker, f"2026-{day} 00:00", "sam")
        screened(maker, f"2026-{day} 00:10", report, "sam", respond_within="24 hours")
        seen = f"2026-{day} {hours:02}:00" if hours < 24 else "2026-02-11 06:00"
        maker.contact(seen, seen=["sam"])
    report = reported(maker, "2026-03-02 00:00", "sam")
    screened(maker, "2026-03-02 00:10", report, "sam", respond_within="48 hours")
    maker.contact("2026-03-02 10:00", seen=["sam"])
    found = figure("first-response", YEAR, maker, now=LATER)
    by_name = {g.name: g for g in found.groups}
    first, second = by_name["24 hours"], by_name["48 hours"]
    assert (first.numerator, first.denominator) == (3, 4)
    assert (first.median_hours, first.p90_hours, first.timed) == (2.5, 30.0, 4)
    assert (second.median_hours, second.p90_hours) == (10.0, 10.0)
    assert (found.rate, found.total and found.total.median_hours) == (80.0, 3.0)


def test_hours_are_counted_on_instants_and_only_where_both_are_known() -> None:
    # The clocks go forward in the night to 8 March 2026.
    maker, _ = told("2026-03-07 20:00")
    maker.contact("2026-03-08 20:00", seen=["sam"])
    total = figure("first-response", YEAR, maker, now=LATER).total
    assert total is not None and total.median_hours == 23.0
    maker, _ = told("2026-03-07")
    maker.contact("2026-03-08 20:00", seen=["sam"])
    total = figure("first-response", YEAR, maker, now=LATER).total
    assert total is not None and (total.median_hours, total.timed) == (None, 0)


def test_the_period_is_that_of_the_report() -> None:
    maker, _ = told("2025-12-31 23:00", "2027-01-01 00:00")
    assert count("first-response", YEAR, maker, now="2027-06-01").samples == ()


@pytest.mark.parametrize(
    ("hours", "middle", "ninth"),
    [
        ([], None, None),
        ([4.0], 4.0, 4.0),
        ([1.0, 2.0], 1.5, 2.0),
        ([float(n) for n in range(1, 11)], 5.5, 9.0),
        ([float(n) for n in range(1, 12)], 6.0, 10.0),
    ],
)
def test_median_and_nearest_rank(
    hours: list[float], middle: float | None, ninth: float | None
) -> None:
    assert (median(hours), nearest_rank(hours, 90)) == (middle, ninth)
