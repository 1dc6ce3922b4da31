"""Red River row by row, on records built by hand: what is due, what was met, what was missed."""

from __future__ import annotations

import pytest
from model.hand_made import CaseMaker, local, make_clock, written

from casekit.standards.obligations import Obligation

from .red_river import make_red_river

CASE = "2026-K7Q4MZ3"


@pytest.fixture(scope="module")
def case() -> CaseMaker:
    return make_red_river()[0]


@pytest.fixture(scope="module")
def ids() -> dict[str, str]:
    return make_red_river()[1]


def only(found: list[Obligation], status: str) -> Obligation:
    chosen = [o for o in found if o.status == status]
    assert len(chosen) == 1, [(o.id, written(o)) for o in found]
    return chosen[0]


def latest(found: list[Obligation]) -> Obligation:
    return max(found, key=lambda o: o.since.earliest)


def test_first_response_by_the_screenings_own_limit(case: CaseMaker, ids: dict[str, str]) -> None:
    (decided,) = case.find("2026-01-12 12:00", "decided-first-response")
    assert written(decided) == ("2026-01-14 09:40", "upcoming")
    assert decided.rule.enforced
    (table,) = case.find("2026-01-12 12:00", "mb-111-response")
    assert written(table) == ("2026-01-14 09:40", "upcoming")
    assert not table.rule.enforced
    (met,) = case.find("2026-01-13 14:00", "decided-first-response")
    assert (met.status, met.met_by, local(met.met_at)) == (
        "met",
        ids["first visit"],
        "2026-01-13 14:00",
    )


def test_an_attempt_meets_no_first_response(case: CaseMaker) -> None:
    (decided,) = case.find("2026-01-13 12:00", "decided-first-response")
    assert decided.status == "due soon"
    (at_once,) = case.find("2026-01-13 12:00", "mb-cfsa-18.4")
    assert at_once.status == "met"


def test_safety_plan_is_open_until_a_supervisor_approves(
    case: CaseMaker, ids: dict[str, str]
) -> None:
    (gate,) = case.find("2026-01-13 16:00", "mb-113-safetyplan-approval")
    assert written(gate) == (None, "open")
    assert gate.trigger == ids["safety plan"]
    (met,) = case.find("2026-01-13 18:00", "mb-113-safetyplan-approval")
    assert (met.status, local(met.met_at)) == ("met", "2026-01-13 17:30")
    assert met.met_by == ids["safety plan approval"]


@pytest.mark.parametrize("child", ["sam", "ada"])
def test_4_february_children(case: CaseMaker, child: str) -> None:
    duty = only(case.find("2026-02-04 09:00", "mb-114-s2-high-child", child), "upcoming")
    assert written(duty) == ("2026-02-10", "upcoming")
    assert local(duty.last) == "2026-01-27 17:00"


def test_4_february_family(case: CaseMaker) -> None:
    duty = only(case.find("2026-02-04 09:00", "mb-114-s2-high-family"), "upcoming")
    assert written(duty) == ("2026-02-10", "upcoming")
    assert local(duty.last) == "2026-02-03 16:30"


def february(case: CaseMaker, now: str) -> dict[str, tuple[str | None, str, str | None]]:
    return {
        o.part: (*written(o), local(o.met_at))
        for o in case.find(now, "mb-114-s2-high-cm")
        if o.since.day.month == 2
    }


@pytest.mark.parametrize("now", ["2026-02-04 09:00", "2026-02-12 09:00", "2026-03-05 09:00"])
def test_februarys_quota_is_met_and_stays_met(case: CaseMaker, now: str) -> None:
    met = ("2026-02-28", "met", "2026-02-03 16:30")
    assert february(case, now) == {"by the case manager": met, "in the home": met}


def test_januarys_quota_was_met_on_the_20th(case: CaseMaker) -> None:
    january = [
        o for o in case.find("2026-02-04 09:00", "mb-114-s2-high-cm") if o.since.day.month == 1
    ]
    assert [(o.status, local(o.met_at)) for o in january] == [("met", "2026-01-13 14:00")] * 2


THREE = [
    ("mb-114-s2-high-family", CASE),
    ("mb-114-s2-high-child", "sam"),
    ("mb-114-s2-high-child", "ada"),
]


@pytest.mark.parametrize(("rule", "subject"), THREE)
def test_11_february_morning_overdue_by_one_day(case: CaseMaker, rule: str, subject: str) -> None:
    duty = only(case.find("2026-02-11 09:00", rule, subject), "overdue")
    assert written(duty) == ("2026-02-10", "overdue")
    assert duty.days_overdue == 1
    assert duty.counts_as_overdue


@pytest.mark.parametrize(("rule", "subject"), THREE)
def test_12_february_met_late_and_no_new_one(case: CaseMaker, rule: str, subject: str) -> None:
    found = case.find("2026-02-12 09:00", rule, subject)
    late = latest(found)
    assert written(late) == ("2026-02-10", "met late")
    assert local(late.met_at) == "2026-02-11 16:20"
    assert not [o for o in found if o.is_live]


@pytest.mark.parametrize("child", ["sam", "ada"])
def test_12_february_court_application(case: CaseMaker, child: str) -> None:
    (duty,) = case.find("2026-02-12 09:00", "mb-cfsa-27-court", child)
    assert written(duty) == ("2026-02-18", "upcoming")
    assert duty.due is not None
    court = make_clock().calendar_for("court days")
    skipped = dict(court.skipped_days(duty.since.day, duty.due.day))
    assert "Louis Riel Day" in skipped.values()
    (met,) = case.find("2026-02-18 09:00", "mb-cfsa-27-court", child)
    assert (met.status, local(met.met_at)) == ("met", "2026-02-13")


@pytest.mark.parametrize("child", ["sam", "ada"])
def test_first_visit_in_the_placement(case: CaseMaker, child: str) -> None:
    (duty,) = case.find("2026-02-12 09:00", "mb-114-s3-initial", child)
    assert written(duty) == ("2026-02-19", "upcoming")
    (met,) = case.find("2026-02-18 09:00", "mb-114-s3-initial", child)
    assert (met.status, local(met.met_at)) == ("met", "2026-02-17 11:00")


@pytest.mark.parametrize("child", ["sam", "ada"])
def test_1_march_the_telephone_call_is_no_visit(case: CaseMaker, child: str) -> None:
    duty = only(case.find("2026-03-01 09:00", "mb-114-s3-ongoing", child), "upcoming")
    assert written(duty) == ("2026-03-17", "upcoming")
    assert local(duty.last) == "2026-02-17 11:00"
    (met,) = [
        o
        for o in case.find("2026-03-17 09:00", "mb-114-s3-ongoing", child)
        if written(o)[0] == "2026-03-17"
    ]
    assert (met.status, local(met.met_at)) == ("met", "2026-03-16")


MEDIUM = [
    ("mb-114-s2-med-family", CASE),
    ("mb-114-s2-med-child", "sam"),
    ("mb-114-s2-med-child", "ada"),
]


@pytest.mark.parametrize(("rule", "subject"), MEDIUM)
def test_6_july_every_two_weeks(case: CaseMaker, rule: str, subject: str) -> None:
    duty = only(case.find("2026-07-06 09:00", rule, subject), "upcoming")
    assert written(duty) == ("2026-07-14", "upcoming")
    assert local(duty.last) == "2026-06-30 17:00"


@pytest.mark.parametrize(("rule", "subject"), MEDIUM)
def test_15_july_without_the_visits(case: CaseMaker, rule: str, subject: str) -> None:
    duty = only(case.until("2026-06-30").find("2026-07-15 09:00", rule, subject), "overdue")
    assert written(duty) == ("2026-07-14", "overdue")
    assert duty.days_overdue == 1


def test_nothing_is_due_the_day_after_the_closing(case: CaseMaker) -> None:
    found = case.judge("2026-10-31 09:00", horizon="2027-10-31")
    assert not found.unjudged
    assert [(o.id, o.status) for o in found.obligations if o.is_live] == []


def test_jos_duty_of_10_february_is_missed_for_ever(case: CaseMaker, ids: dict[str, str]) -> None:
    copy = case.without(ids["11 Feb"])
    for now in ("2026-02-12 09:00", "2026-03-12 09:00", "2026-10-31 09:00", "2031-01-01 09:00"):
        duty = latest(copy.find(now, "mb-114-s2-high-family"))
        assert written(duty) == ("2026-02-10", "missed")
        assert local(duty.ended) == "2026-02-11 16:20"


def test_every_id_is_there_once(case: CaseMaker) -> None:
    for month in range(1, 13):
        found = case.judge(f"2026-{month:02}-28 12:00", horizon="2027-12-31").obligations
        ids = [o.id for o in found]
        assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
