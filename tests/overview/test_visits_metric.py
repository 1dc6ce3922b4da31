"""Monthly visits: which months are required, and which visits count, by hand."""

from __future__ import annotations

import pytest

from tests.model.hand_made import CaseMaker
from tests.overview.counting import count, figure, left, make, numbers, placed, read, whys

LATER = "2026-12-31"


def in_care(born: str = "2018-06-02", since: str = "2026-01-15 10:00") -> CaseMaker:
    maker = CaseMaker()
    maker.child("sam", born)
    placed(maker, since, "sam")
    return maker


def test_a_child_placed_on_the_15th_is_first_owed_a_visit_in_the_next_month() -> None:
    maker = in_care()
    maker.contact("2026-01-20 10:00", seen=["sam"])
    maker.contact("2026-02-03 10:00", seen=["sam"])
    maker.contact("2026-02-20 10:00", seen=["sam"])
    maker.contact("2026-04-30 10:00", seen=["sam"])
    found = count("visits-made", "2026-01-01 2026-04-30", maker, now=LATER)
    assert numbers(found) == (2, 3)
    assert found.parts[0].says == "no visit in 2026-03"


@pytest.mark.parametrize(
    ("placed_on", "home_on", "months"),
    [
        ("2026-03-01", None, 3),
        ("2026-03-01 23:00", None, 3),
        ("2026-03-02 00:10", None, 2),
        ("2026-02-20", "2026-04-30 23:00", 1),
        ("2026-02-20", "2026-05-01 00:30", 2),
        ("2026-03-05", "2026-03-30", 0),
    ],
)
def test_a_month_is_required_from_its_first_day_to_its_end(
    placed_on: str, home_on: str | None, months: int
) -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    placement = placed(maker, placed_on, "sam")
    if home_on:
        left(maker, home_on, placement, "sam")
    found = count("visits-made", "2026-03-01 2026-05-31", maker, now=LATER)
    assert numbers(found) == (0, months)


@pytest.mark.parametrize(
    ("when", "made"),
    [
        ("2026-02-28 23:30", 1),
        ("2026-02-01 00:10", 1),
        ("2026-02-28", 1),
        ("2026-03-01 00:10", 0),
        ("2026-01-31 23:30", 0),
    ],
)
def test_the_visit_belongs_to_the_local_month(when: str, made: int) -> None:
    maker = in_care()
    maker.contact(when, seen=["sam"])
    found = count("visits-made", "2026-02-01 2026-02-28", maker, now=LATER)
    assert numbers(found) == (made, 1)


@pytest.mark.parametrize(
    "data",
    [
        {"made": "attempted"},
        {"mode": "video"},
        {"mode": "voice"},
        {"seen": [], "people": ["sam"]},
        {"by": "r-sample"},
        {"voided": {"by": "w-sample", "at": "2026-02-11", "reason": "wrong child"}},
    ],
)
def test_what_is_no_visit(data: dict[str, object]) -> None:
    maker = in_care()
    maker.contact("2026-02-10 10:00", **{"seen": ["sam"], **data})
    found = count("visits-made", "2026-02-01 2026-02-28", maker, now=LATER)
    assert numbers(found) == (0, 1)


def test_a_case_manager_visits_whatever_their_role() -> None:
    maker = in_care()
    maker.add("assignment", "2026-02-01 09:00", worker="r-sample", role="case manager")
    maker.contact("2026-02-10 10:00", seen=["sam"], by="r-sample")
    found = count("visits-made", "2026-02-01 2026-02-28", maker, now=LATER)
    assert numbers(found) == (1, 1)


def test_one_visit_to_two_siblings_counts_for_each_that_was_seen() -> None:
    maker = CaseMaker()
    for name in ("sam", "kim", "lee"):
        maker.child(name, "2018-06-02")
    placed(maker, "2026-01-15", "sam", "kim", "lee")
    maker.contact("2026-02-10 10:00", seen=["sam", "kim"])
    found = count("visits-made", "2026-02-01 2026-02-28", maker, now=LATER)
    assert numbers(found) == (2, 3)
    assert [p.child for p in found.parts if not p.numerator] == ["lee"]


@pytest.mark.parametrize(
    ("born", "months"), [("2008-04-01", 3), ("2008-03-31", 2), ("2008-03-10", 2), ("2008-01-01", 0)]
)
def test_the_month_of_the_eighteenth_birthday_is_not_required(born: str, months: int) -> None:
    found = count("visits-made", "2026-01-01 2026-04-30", in_care(born, "2025-12-20"), now=LATER)
    assert numbers(found) == (0, months)


def test_a_child_without_a_birth_date_is_told_and_not_counted() -> None:
    maker = CaseMaker()
    maker.child("sam", None)
    placed(maker, "2026-01-15", "sam")
    found = count("visits-made", "2026-02-01 2026-03-31", maker, now=LATER)
    assert numbers(found) == (0, 0)
    assert whys(found) == ["2 full months in care, but no birth date to tell the age from"]
    assert found.not_judged[0].child == "sam"


def test_a_month_that_is_not_over_is_not_yet_required() -> None:
    maker = in_care()
    for now, months in (("2026-02-28 23:59", 0), ("2026-02-28", 1), ("2026-03-01 00:00", 1)):
        found = count("visits-made", "2026-02-01 2026-03-31", maker, now=now)
        assert numbers(found) == (0, months), now


def test_a_trial_home_visit_and_being_away_are_in_care() -> None:
    maker = in_care()
    placed(maker, "2026-02-10", "sam", setting="runaway or missing")
    placed(maker, "2026-03-10", "sam", setting="trial home visit")
    found = count("visits-made", "2026-02-01 2026-04-30", maker, now=LATER)
    assert numbers(found) == (0, 3)


def test_in_the_residence_counts_months_with_a_visit() -> None:
    maker = in_care()
    maker.contact("2026-02-10 10:00", seen=["sam"], place="school")
    maker.contact("2026-02-20 10:00", seen=["sam"], place="residence")
    maker.contact("2026-03-10 10:00", seen=["sam"], place="office")
    maker.contact("2026-04-10 10:00", seen=["sam"], place="placement")
    found = count("visits-in-residence", "2026-02-01 2026-05-31", maker, now=LATER)
    assert numbers(found) == (2, 3)
    assert found.parts[0].says == "only elsewhere in 2026-03"


def test_nobody_in_care_is_no_cases_and_not_nothing_of_a_hundred() -> None:
    maker = CaseMaker()
    maker.child("sam", "2018-06-02")
    for metric in ("visits-made", "visits-in-residence"):
        found = figure(metric, "FFY2026", maker, now=LATER)
        assert (found.numerator, found.denominator, found.rate) == (0, 0, None)
        assert found.compared[0].why_not == "no cases"


def test_the_year_is_compared_with_what_the_law_asks() -> None:
    maker = in_care(since="2025-09-20")
    for month in range(1, 13):
        maker.contact(f"2026-{month:02}-10 10:00", seen=["sam"])
    found = figure("visits-made", "FFY2026", maker, now=LATER)
    assert (found.numerator, found.denominator, found.rate) == (9, 12, 75.0)
    assert [(c.value.value, c.reached) for c in found.compared] == [(95, False)]
    maker.contact("2025-10-05", seen=["sam"])
    maker.contact("2025-11-05", seen=["sam"])
    maker.contact("2025-12-05", seen=["sam"])
    assert figure("visits-made", "FFY2026", maker, now=LATER).compared[0].reached is True


@pytest.mark.parametrize(
    ("period", "now", "whole", "why"),
    [
        ("2026", "2027-01-10", True, "it is meant for a federal fiscal year"),
        ("FFY2026", "2026-09-30 12:00", True, "the period is not over"),
        ("FFY2026", "2026-10-10", False, "cases were left out"),
    ],
)
def test_nothing_is_said_of_a_year_that_is_not_the_whole_one(
    period: str, now: str, whole: bool, why: str
) -> None:
    maker = in_care(since="2025-09-20")
    found = figure("visits-made", period, maker, now=now, whole=whole)
    assert [(c.reached, c.why_not) for c in found.compared] == [(None, why)]


def test_before_2015_the_law_asked_for_less() -> None:
    maker = CaseMaker()
    asked = [figure("visits-made", f"FFY{y}", maker, now=LATER) for y in (2014, 2015)]
    assert [[c.value.value for c in f.compared] for f in asked] == [[90], [95]]


def test_a_child_of_two_cases_is_one_child() -> None:
    first = in_care(since="2026-01-01")
    second = CaseMaker()
    second.child("sam-again", "2018-06-02", same_person=["sam"])
    second.contact("2026-02-10 10:00", seen=["sam-again"])
    found = count("visits-made", "2026-02-01 2026-02-28", first, second, now=LATER)
    assert numbers(found) == (1, 1)
    assert len(make(first, second, now=LATER).children) == 1


def test_the_months_of_a_period() -> None:
    months = [f"{a:%m-%d} {b:%m-%d}" for a, b in read("2026-01-02 2026-03-30").months()]
    assert months == ["02-01 02-28"]
    assert len(list(read("FFY2026").months())) == 12
