"""Awkward facts: who was there, in which capacity, when exactly, and about whom."""

from __future__ import annotations

import pytest
from model.hand_made import CaseMaker, make_rule, written

from .test_attacks_on_states import make_home


def make_response(limit: str = "48 hours", received: str = "2026-01-13 09:00") -> CaseMaker:
    case = make_home()
    report = case.add("report", received, children=["sam"], id="2026-01-13-rrrrrr")
    case.add(
        "screening",
        received,
        report=report,
        children=["sam"],
        result="screened in",
        respond_within=limit,
    )
    return case


RESPONSE = "decided-first-response"


# ------------------------------------------------------------------ exactly at the limit


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        ("2026-01-15 09:00:00", "met"),
        ("2026-01-15 09:00:01", "met late"),
        ("2026-01-14", "met"),
        ("2026-01-15", "time needed"),
        ("2026-01-16", "met late"),
    ],
)
def test_an_hour_limit_is_inclusive(seen: str, status: str) -> None:
    case = make_response()
    case.contact(seen, ["jo"], ["sam"])
    assert [o.status for o in case.find("2026-01-17", RESPONSE)] == [status]


@pytest.mark.parametrize(
    ("seen", "status"),
    [
        ("2026-01-20 23:59:59", "met"),
        ("2026-01-21 00:00:00", "met late"),
        ("2026-01-20", "met"),
    ],
)
def test_a_day_limit_ends_with_the_local_day(seen: str, status: str) -> None:
    case = make_response("5 working days")
    case.contact(seen, ["jo"], ["sam"])
    found = case.find("2026-01-22", RESPONSE)
    assert [written(o) for o in found] == [("2026-01-20", status)]


def test_an_hour_limit_over_the_gap_of_summer_time() -> None:
    case = make_response("24 hours", received="2026-03-07 09:00")
    case.contact("2026-03-08 10:00", ["jo"], ["sam"])
    found = case.find("2026-03-09", RESPONSE)
    assert [written(o) for o in found] == [("2026-03-08 10:00", "met")]


def test_the_second_report_has_its_own_clock() -> None:
    case = make_response()
    case.contact("2026-01-14 09:00", ["jo"], ["sam"])
    second = case.add("report", "2026-01-20 09:00", children=["sam"])
    case.add(
        "screening",
        "2026-01-20 10:00",
        report=second,
        children=["sam"],
        result="screened in",
        respond_within="24 hours",
    )
    found = case.find("2026-01-22 09:00", RESPONSE)
    assert [written(o) for o in found] == [
        ("2026-01-15 09:00", "met"),
        ("2026-01-21 09:00", "overdue"),
    ]
    case.contact("2026-01-22 10:00", ["jo"], ["sam"])
    assert [o.status for o in case.find("2026-01-23", RESPONSE)] == ["met", "met late"]


def test_screening_again_after_the_limit_buys_no_time() -> None:
    case = make_response("24 hours")

    def screen_again(when: str) -> CaseMaker:
        copy = CaseMaker(case.zone, list(case.records))
        copy.add(
            "screening",
            when,
            report="2026-01-13-rrrrrr",
            children=["sam"],
            result="screened in",
            respond_within="5 working days",
        )
        return copy

    late = screen_again("2026-01-14 10:00").find("2026-01-15 09:00", RESPONSE)
    assert [written(o) for o in late] == [("2026-01-14 09:00", "overdue")]
    in_time = screen_again("2026-01-14 08:00").find("2026-01-15 09:00", RESPONSE)
    assert [written(o) for o in in_time] == [("2026-01-20", "upcoming")]


# ------------------------------------------------------------------ roles at the moment

QUOTA = make_rule(
    {
        "per": "case",
        "while": {"risk": "high", "track": "at home"},
        "each": "calendar month",
        "met by": {"event": "contact", "with": {"any": ["the family"]}},
        "of which": [
            {"name": "cm", "where": {"by": "case manager"}},
            {"name": "home", "where": {"place": "residence"}},
        ],
    }
)


def make_high(children: tuple[str, ...] = ("sam",)) -> CaseMaker:
    case = make_home(children)
    case.add("risk", "2026-01-12 11:00", children=list(children), risk="high")
    return case


def quota(case: CaseMaker, now: str = "2026-01-31 09:00") -> dict[str, str]:
    return {
        o.part: o.status for o in case.judge(now, [QUOTA]).obligations if o.since.day.month == 1
    }


def test_the_case_manager_is_asked_at_the_moment_of_the_contact() -> None:
    case = make_high()
    case.contact("2026-01-15 10:00", ["jo"], by="w-sample")
    case.add("assignment", "2026-01-20 09:00", worker="k-sample", role="case manager")
    assert quota(case)["cm"] == "met"
    case.contact("2026-01-22 10:00", ["jo"], by="w-sample")
    assert quota(case)["cm"] == "met"
    fresh = make_high()
    fresh.add("assignment", "2026-01-13 09:00", worker="k-sample", role="case manager")
    fresh.contact("2026-01-22 10:00", ["jo"], by="w-sample")
    assert quota(fresh)["cm"] == "due soon"


def test_a_new_case_managers_visit_of_the_same_day_counts() -> None:
    case = make_high()
    case.add("assignment", "2026-01-20 09:00", worker="k-sample", role="case manager")
    case.contact("2026-01-20", ["jo"], by="k-sample")
    assert quota(case)["cm"] == "met"


def test_one_childs_case_manager_is_not_the_others() -> None:
    case = make_high(("sam", "ada"))
    case.add(
        "assignment", "2026-01-13 09:00", worker="k-sample", role="case manager", children=["ada"]
    )
    rule = make_rule(
        {
            "per": "child",
            "from": "case opened",
            "gate": "x",
            "met by": {"event": "contact", "where": {"by": "case manager"}},
        }
    )
    case.contact("2026-01-15 10:00", by="k-sample")
    found = case.judge("2026-01-16", [rule]).obligations
    assert {o.subject.id: o.status for o in found} == {"sam": "open", "ada": "met"}
    case.contact("2026-01-17 10:00", by="w-sample")
    found = case.judge("2026-01-18", [rule]).obligations
    assert {o.subject.id: o.status for o in found} == {"sam": "met", "ada": "met"}


def test_a_list_of_roles_may_make_the_visit() -> None:
    case = make_high()
    rule = make_rule(
        {
            "from": "case opened",
            "gate": "x",
            "met by": {"event": "contact", "where": {"by": ["case manager", "supervisor"]}},
        }
    )
    case.contact("2026-01-15 10:00", by="k-sample")
    assert [o.status for o in case.judge("2026-01-16", [rule]).obligations] == ["open"]
    case.contact("2026-01-17 10:00", by="r-sample")
    assert [o.status for o in case.judge("2026-01-18", [rule]).obligations] == ["met"]


def test_a_visit_on_the_day_of_the_placement_known_by_its_day_reaches_the_carer() -> None:
    case = make_home()
    case.add("placement", "2026-02-11 18:00", children=["sam"], setting="foster", carers=["fay"])
    case.contact("2026-02-11", ["fay"], ["sam"], place="placement")
    assert [o.status for o in case.find("2026-02-12", "mb-114-s3-initial")] == ["met"]


def test_a_sisters_foster_home_is_not_the_home_of_the_child_at_home() -> None:
    case = make_high(("sam", "ada"))
    case.add("placement", "2026-01-14 18:00", children=["ada"], setting="foster", carers=["fay"])
    case.contact("2026-01-20 10:00", ["jo"], ["ada"], place="placement")
    assert quota(case)["home"] == "due soon"


# ------------------------------------------------------------------ siblings


def test_the_highest_risk_at_home_wins_and_a_sister_in_care_does_not_count() -> None:
    case = make_home(("sam", "ada"))
    case.add("risk", "2026-01-12 12:00", children=["sam"], risk="medium")
    case.add("risk", "2026-01-12 12:00", children=["ada"], risk="high")
    now = "2026-01-13 09:00"
    high, medium = "mb-114-s2-high-family", "mb-114-s2-med-family"
    assert [written(o) for o in case.find(now, high)] == [("2026-01-19", "upcoming")]
    assert case.find(now, medium) == []
    case.add("apprehension", "2026-01-14 10:00", children=["ada"], by="w-sample")
    now = "2026-01-15 09:00"
    assert case.find(now, high) == []
    # The earlier due stands when the weekly rule gives way to the fortnightly one.
    assert [written(o) for o in case.find(now, medium)] == [("2026-01-19", "upcoming")]


def test_conditions_must_hold_for_the_same_child_also_under_a_plan() -> None:
    case = make_home(("sam", "ada"))
    case.add("risk", "2026-01-12 12:00", children=["sam"], risk="high")
    case.add("risk", "2026-01-12 12:00", children=["ada"], risk="low")
    case.add("apprehension", "2026-01-13 10:00", children=["sam"], by="w-sample")
    case.add("plan", "2026-01-14 10:00", kind="family", children=["sam", "ada"])
    rule = make_rule(
        {
            "per": "plan",
            "while": {"risk": "high", "track": "at home"},
            "from": "plan agreed",
            "within": "5 days",
        }
    )
    assert case.judge("2026-01-15 09:00", [rule]).obligations == ()


# ------------------------------------------------------------------ what is about whom


def test_a_receipt_of_the_sisters_notice_tells_nothing_about_the_child() -> None:
    case = make_home(("sam", "ada"))
    for child in ("sam", "ada"):
        case.add("application", "2026-02-13", children=[child], hearing_on="2026-03-12")
    notice = case.add(
        "notice", "2026-02-14", about="application", to_kind="parent", children=["ada"]
    )
    case.add("notice-receipt", "2026-02-14", notice=notice)
    found = case.find("2026-02-15", "mb-notice")
    assert {o.subject.id: written(o) for o in found} == {
        "ada": ("2026-03-09", "met"),
        "sam": ("2026-03-09", "upcoming"),
    }


def test_a_notice_rule_takes_the_application_of_its_own_hearing() -> None:
    case = make_home()
    case.add("application", "2026-02-13", children=["sam"])
    case.add("application", "2026-02-20", children=["sam"], hearing_on="2026-03-12")
    (duty,) = case.find("2026-02-21", "mb-notice")
    assert duty.opens is not None and duty.opens.day.isoformat() == "2026-02-20"


def test_every_change_of_the_household_is_a_duty_of_its_own() -> None:
    case = make_home()
    case.add("plan", "2026-01-13 15:30", kind="safety", children=["sam"])
    memberships = [
        {"household": "home", "from": "2026-01-20", "until": "2026-01-25"},
        {"household": "home", "from": "2026-02-02"},
    ]
    case.adult("marie", "grandmother", ["sam"], memberships=memberships)
    found = case.find("2026-02-03", "mb-113-safetyplan-review")
    assert [o.status for o in found] == ["open", "open", "open"]
    assert len({o.id for o in found}) == 3
    case.add("review", "2026-02-04 10:00", children=["sam"])
    found = case.find("2026-02-05", "mb-113-safetyplan-review")
    assert [o.status for o in found] == ["met", "met", "met"], "one review answers them all"


def test_a_voided_visit_and_a_voided_report_count_for_nothing() -> None:
    case = make_response()
    case.contact("2026-01-14 09:00", ["jo"], ["sam"], voided={"by": "w-sample"})
    assert [o.status for o in case.find("2026-01-16", RESPONSE)] == ["overdue"]
    ghost = make_home()
    ghost.add("report", "2026-01-13 09:00", children=["sam"], voided={"by": "w-sample"})
    assert ghost.find("2026-01-16", "mb-111-close") == []


def test_a_superseded_plan_needs_no_approval_any_more() -> None:
    case = make_home()
    first = case.add("plan", "2026-01-13 15:30", kind="safety", children=["sam"])
    case.add("plan", "2026-01-20 15:30", kind="safety", children=["sam"], supersedes=first)
    found = case.find("2026-01-21", "mb-113-safetyplan-approval")
    assert [o.status for o in found] == ["lapsed", "open"]


def test_an_order_that_starts_next_month_is_not_yet_a_state() -> None:
    case = make_home()
    case.add(
        "order",
        "2026-01-20",
        children=["sam"],
        legal_status="permanent guardianship",
        **{"from": "2026-02-20"},
    )
    assert case.find("2026-01-21", "mb-118-agreement") == []
    assert [o.status for o in case.find("2026-02-21", "mb-118-agreement")] == ["upcoming"]
