"""Awkward lives: what a hostile supervisor would try, where states begin, end and change."""

from __future__ import annotations

import pytest
from model.hand_made import CaseMaker, local, written

from casekit.standards.obligations import Obligation

CASE = "2026-K7Q4MZ3"


def make_home(children: tuple[str, ...] = ("sam",), opened: str = "2026-01-12 11:00") -> CaseMaker:
    case = CaseMaker()
    for child in children:
        case.child(child, "2018-06-02")
    case.adult("jo", "mother", children)
    case.add("opening", opened, children=list(children))
    case.add("assignment", opened, worker="w-sample", role="case manager")
    return case


def live(found: list[Obligation]) -> list[tuple[str | None, str]]:
    return [written(o) for o in found if o.is_live]


# ------------------------------------------------------------------ episodes


def test_a_closing_known_only_by_its_day_ends_what_opened_that_day() -> None:
    case = make_home()
    case.add("risk", "2026-01-12 11:00", children=["sam"], risk="high")
    case.add("closing", "2026-01-12", children=["sam"])
    assert live(case.find("2026-01-20 09:00", "mb-114-s2-high-child")) == []


def test_a_reopened_case_starts_anew_and_keeps_what_was_missed() -> None:
    case = make_home()
    case.add("risk", "2026-01-12 11:00", children=["sam"], risk="high")
    case.add("closing", "2026-02-20 16:00", children=["sam"])
    case.add("reopening", "2026-04-01 10:00", children=["sam"])
    found = case.find("2026-04-02 09:00", "mb-114-s2-high-child")
    assert [written(o) for o in found] == [("2026-01-26", "missed"), ("2026-04-15", "upcoming")]


def test_a_child_still_in_care_at_the_reopening_is_visited_again() -> None:
    case = make_home()
    case.add("placement", "2026-01-20 10:00", children=["sam"], setting="foster", carers=["fay"])
    case.add("closing", "2026-02-02 16:00", children=["sam"])
    case.add("reopening", "2026-04-01 10:00", children=["sam"])
    found = case.find("2026-04-02 09:00", "mb-114-s3-ongoing")
    assert [written(o) for o in found] == [("2026-02-20", "lapsed"), ("2026-05-01", "upcoming")]


def test_a_report_on_the_day_of_a_closing_keeps_its_clock() -> None:
    case = make_home()
    case.add("closing", "2026-02-20", children=["sam"])
    report = case.add("report", "2026-02-20 15:00", children=["sam"])
    case.add(
        "screening",
        "2026-02-20 16:00",
        report=report,
        children=["sam"],
        result="screened in",
        respond_within="24 hours",
    )
    found = case.find("2026-02-22 09:00", "decided-first-response")
    assert [written(o) for o in found] == [("2026-02-21 15:00", "overdue")]


def test_apprehended_before_the_case_is_opened_is_not_at_home() -> None:
    case = CaseMaker()
    case.child("sam", "2018-06-02")
    case.add("apprehension", "2026-01-12 02:00", children=["sam"], by="k-sample")
    case.add("opening", "2026-01-12 11:00", children=["sam"])
    case.add("risk", "2026-01-12 11:00", children=["sam"], risk="high")
    assert case.find("2026-01-13 09:00", "mb-114-s2-high-child") == []
    assert live(case.find("2026-01-13 09:00", "mb-114-s3-ongoing")) == [("2026-02-12", "upcoming")]


def test_a_case_without_children_is_closed_by_its_closing() -> None:
    case = CaseMaker()
    case.add("opening", "2026-01-12 11:00", children=["unborn"])
    assert live(case.find("2026-01-13 09:00", "mb-112-family-assessment")) == [(None, "open")]
    case.add("closing", "2026-02-12 11:00", children=["unborn"])
    found = case.find("2026-02-13 09:00", "mb-112-family-assessment")
    assert [o.status for o in found] == ["lapsed"]


def test_a_sibling_born_later_does_not_reopen_what_was_missed() -> None:
    case = make_home()
    case.add("risk", "2026-01-12 11:00", children=["sam"], risk="high")
    case.add("closing", "2026-02-20 16:00", children=["sam"])
    before = case.find("2026-03-01 09:00", "mb-114-s2-high-family")
    assert [o.status for o in before] == ["missed"]
    case.child("ada", "2026-03-02")
    case.add("opening", "2026-03-03 10:00", children=["ada"])
    after = case.find("2026-03-04 09:00", "mb-114-s2-high-family")
    assert [(o.id, o.status) for o in after] == [(o.id, o.status) for o in before]
    gates = case.find("2026-03-04 09:00", "mb-112-family-assessment")
    assert [o.status for o in gates] == ["lapsed", "open"]


# ------------------------------------------------------------------ unborn


def make_expecting() -> CaseMaker:
    case = make_home()
    case.add("risk", "2026-01-13 11:00", children=["sam", "ada"], risk="high")
    return case


def test_an_expected_child_has_no_duties() -> None:
    case = make_expecting()
    case.add(
        "person",
        "2026-01-12 09:00",
        id="ada",
        name="ada",
        role="child",
        birth={"date": "2026-03-02", "certainty": "expected"},
    )
    found = case.judge("2026-02-20 09:00").obligations
    assert {o.subject.id for o in found if o.subject.per == "child"} == {"sam"}


def test_once_born_the_childs_clocks_start_with_the_birth() -> None:
    case = make_expecting()
    case.child("ada", "2026-03-02")
    case.add("opening", "2026-01-12 11:00", children=["ada"])
    found = case.find("2026-03-03 09:00", "mb-114-s2-high-child", "ada")
    assert [written(o) for o in found] == [("2026-03-16", "upcoming")]
    assert case.find("2026-02-20 09:00", "mb-114-s2-high-child", "ada") == []


def test_a_report_about_a_family_expecting_a_child_is_answered_by_seeing_the_others() -> None:
    case = make_home()
    case.add(
        "person",
        "2026-01-12 09:00",
        id="ada",
        name="ada",
        role="child",
        birth={"date": "2026-03-02", "certainty": "expected"},
    )
    report = case.add("report", "2026-01-13 09:00", children=["sam", "ada"])
    case.add(
        "screening",
        "2026-01-13 10:00",
        report=report,
        children=["sam", "ada"],
        result="screened in",
        respond_within="48 hours",
    )
    case.contact("2026-01-14 09:00", ["jo"], ["sam"])
    assert [o.status for o in case.find("2026-02-01", "decided-first-response")] == ["met"]


# ------------------------------------------------------------------ placements


def make_placed() -> CaseMaker:
    case = make_home()
    case.add("apprehension", "2026-02-11 16:20", children=["sam"], by="k-sample")
    return case


def place(case: CaseMaker, when: str, carer: str, children: tuple[str, ...] = ("sam",)) -> str:
    return case.add("placement", when, children=list(children), setting="foster", carers=[carer])


def test_a_move_that_nobody_ended_still_ends_the_first_home() -> None:
    case = make_placed()
    place(case, "2026-02-11 18:00", "fay")
    second = place(case, "2026-02-13 10:00", "gus")
    case.contact("2026-02-17 11:00", ["gus"], ["sam"], place="placement")
    found = case.find("2026-02-26 09:00", "mb-114-s3-initial")
    assert [(o.status, o.trigger == second) for o in found] == [
        ("lapsed", False),
        ("met", True),
    ]


def test_the_first_homes_carer_no_longer_counts_after_the_move() -> None:
    case = make_placed()
    place(case, "2026-02-11 18:00", "fay")
    place(case, "2026-02-13 10:00", "gus")
    case.contact("2026-02-17 11:00", ["fay"], ["sam"], place="placement")
    found = case.find("2026-02-26 09:00", "mb-114-s3-initial")
    assert [o.status for o in found] == ["lapsed", "overdue"]


def test_two_placements_on_one_day_each_known_by_its_day() -> None:
    case = make_home()
    first = place(case, "2026-02-11", "fay")
    case.add(
        "placement-end",
        "2026-02-11",
        placement=first,
        children=["sam"],
        reason="to another setting",
        recorded="2026-02-12 09:00",
    )
    place(case, "2026-02-11", "gus")
    found = case.find("2026-02-12 09:00", "mb-114-s3-initial")
    assert [o.status for o in found] == ["lapsed", "upcoming"]
    ongoing = case.find("2026-02-12 09:00", "mb-114-s3-ongoing")
    assert [written(o) for o in ongoing] == [("2026-03-11", "upcoming")]


def test_placed_at_an_hour_and_returned_some_time_that_day() -> None:
    case = make_home()
    first = place(case, "2026-02-11 18:00", "fay")
    case.add("placement-end", "2026-02-11", placement=first, children=["sam"], reason="returned")
    assert live(case.find("2026-02-13 09:00", "mb-114-s3-ongoing")) == []
    assert live(case.find("2026-02-13 09:00", "mb-114-s3-initial")) == []


def test_a_voluntary_placement_that_began_care_ends_its_first_visit_at_the_move() -> None:
    case = make_home()
    first = place(case, "2026-02-11 18:00", "fay")
    case.add(
        "placement-end",
        "2026-02-12 10:00",
        placement=first,
        children=["sam"],
        reason="to another setting",
    )
    place(case, "2026-02-12 10:00", "gus")
    found = case.find("2026-02-26 09:00", "mb-114-s3-initial")
    assert [o.status for o in found] == ["lapsed", "overdue"]
    ongoing = case.find("2026-02-26 09:00", "mb-114-s3-ongoing")
    assert [written(o) for o in ongoing] == [("2026-03-11", "upcoming")]


def test_the_end_of_a_voided_placement_ends_no_care() -> None:
    case = make_placed()
    place(case, "2026-02-11 18:00", "fay")
    wrong = case.add(
        "placement",
        "2026-02-12 10:00",
        children=["sam"],
        setting="kinship",
        voided={"by": "w-sample"},
    )
    case.add(
        "placement-end", "2026-02-13 10:00", placement=wrong, children=["sam"], reason="returned"
    )
    assert live(case.find("2026-02-14 09:00", "mb-114-s3-ongoing")) == [("2026-03-11", "upcoming")]


def test_one_of_two_placed_together_goes_home() -> None:
    case = make_home(("sam", "ada"))
    first = place(case, "2026-02-11 18:00", "fay", ("sam", "ada"))
    case.add(
        "placement-end", "2026-02-20 10:00", placement=first, children=["ada"], reason="returned"
    )
    now = "2026-02-21 09:00"
    assert live(case.find(now, "mb-114-s3-ongoing", "sam")) == [("2026-03-11", "upcoming")]
    assert live(case.find(now, "mb-114-s3-ongoing", "ada")) == []


def test_apprehended_and_sent_home_within_the_court_days() -> None:
    case = make_placed()
    first = place(case, "2026-02-11 18:00", "fay")
    case.add(
        "placement-end", "2026-02-12 10:00", placement=first, children=["sam"], reason="returned"
    )
    assert [o.status for o in case.find("2026-02-26", "mb-cfsa-27-court")] == ["lapsed"]


def test_apprehended_and_never_placed() -> None:
    case = make_placed()
    now = "2026-03-20 09:00"
    assert live(case.find(now, "mb-cfsa-27-court")) == [("2026-02-18", "overdue")]
    assert live(case.find(now, "mb-114-s3-ongoing")) == [("2026-03-11", "overdue")]
    assert case.find(now, "mb-114-s3-initial") == []


# ------------------------------------------------------------------ orders and ages


def order(case: CaseMaker, when: str, children: list[str], status: str, **data: str) -> str:
    return case.add("order", when, children=children, legal_status=status, **data)


TEMPORARY = "temporary guardianship or custody"


def test_the_age_that_counts_is_the_childs_own() -> None:
    case = CaseMaker()
    case.child("sam", "2018-06-02")
    case.child("ada", "2022-11-20")
    case.add("opening", "2026-01-12", children=["sam", "ada"])
    order(case, "2026-03-12", ["sam", "ada"], TEMPORARY, **{"from": "2026-03-12"})
    now = "2026-03-13 09:00"
    young, older = "mb-tgo-under-5", "mb-tgo-5-to-11"
    assert [(o.subject.id, written(o)[0]) for o in case.find(now, young)] == [("ada", "2026-09-12")]
    assert [(o.subject.id, written(o)[0]) for o in case.find(now, older)] == [("sam", "2027-03-12")]


def test_an_order_does_not_meet_the_duty_it_starts() -> None:
    case = make_home()
    order(case, "2026-03-12", ["sam"], TEMPORARY, **{"from": "2026-03-12"})
    (duty,) = case.find("2026-03-13 09:00", "mb-tgo-5-to-11")
    assert written(duty) == ("2027-03-12", "upcoming")
    replaced = order(case, "2026-06-26", ["sam"], "supervision order", **{"from": "2026-06-26"})
    (duty,) = case.find("2026-06-27 09:00", "mb-tgo-5-to-11")
    assert (duty.status, duty.met_by) == ("met", replaced)


@pytest.mark.parametrize("today", ["2026-02-28", "2026-03-01"])
def test_born_on_29_february(today: str) -> None:
    case = CaseMaker()
    case.child("sam", "2008-02-29")
    case.add("opening", "2025-01-12", children=["sam"])
    order(case, "2025-01-12", ["sam"], "permanent guardianship", **{"from": "2025-01-12"})
    (duty,) = case.find(f"{today} 09:00", "mb-118-agreement")
    assert local(duty.due) == "2026-03-01"
    assert local(duty.opens) == "2025-03-01"
    assert duty.status == "due soon"


def test_a_permanent_order_that_ended_in_childhood_asks_for_no_agreement() -> None:
    case = CaseMaker()
    case.child("sam", "2010-06-02")
    case.add("opening", "2020-01-12", children=["sam"])
    first = order(case, "2020-01-12", ["sam"], "permanent guardianship", **{"from": "2020-01-12"})
    case.add("order-end", "2022-01-12", order=first, children=["sam"], reason="ended by court")
    assert case.find("2026-01-13 09:00", "mb-118-agreement") == []


def test_an_order_runs_to_the_end_of_its_last_day_and_the_next_one_touches() -> None:
    case = make_home()
    order(
        case,
        "2026-03-12",
        ["sam"],
        TEMPORARY,
        **{"from": "2026-03-12", "until": "2026-09-11"},
    )
    order(
        case,
        "2026-09-10",
        ["sam"],
        TEMPORARY,
        **{"from": "2026-09-12", "until": "2027-03-11"},
    )
    spans = [s for s in case.timeline("2026-10-01").spans if s.state == "legal status"]
    assert [(s.start.day.isoformat(), s.end and s.end.day.isoformat()) for s in spans] == [
        ("2026-03-12", "2027-03-11")
    ]


def test_a_transition_plan_with_two_spells_in_care() -> None:
    case = CaseMaker()
    case.child("sam", "2012-06-02")
    case.add("opening", "2020-01-12", children=["sam"])
    first = place(case, "2020-01-12 10:00", "fay")
    case.add(
        "placement-end", "2021-01-12 10:00", placement=first, children=["sam"], reason="returned"
    )
    place(case, "2026-01-12 10:00", "gus")
    found = case.find("2026-02-01", "mb-117-transition-plan")
    assert [written(o) for o in found] == [
        ("2027-06-02", "lapsed"),
        ("2027-06-02", "upcoming"),
    ]
    assert len({o.id for o in found}) == 2
