"""Every clock and every modifier of the rule language, on small cases of their own."""

from __future__ import annotations

from typing import Any

import pytest
from model.hand_made import CaseMaker, local, make_clock, make_rule, written

from casekit.standards.moments import RuleFault
from casekit.standards.obligations import Obligation

from .test_attacks_on_states import make_home

CONTACT = {"event": "contact", "where": {"made": "completed"}}


def judge(
    case: CaseMaker,
    now: str,
    data: dict[str, Any],
    define: dict[str, Any] | None = None,
    horizon: str | None = None,
) -> list[Obligation]:
    found = case.judge(now, [make_rule(data, define)], horizon=horizon)
    assert not found.unjudged
    return list(found.obligations)


def said(found: list[Obligation]) -> list[tuple[str | None, str]]:
    return [written(o) for o in found]


# ------------------------------------------------------------------ states after the limit

WITHIN: dict[str, Any] = {
    "per": "child",
    "from": "placed",
    "within": "5 days",
    "met by": {"event": "contact", "with": {"all": ["the child"]}},
}


@pytest.mark.parametrize(
    ("ended", "status"),
    [("2026-02-14 10:00", "lapsed"), ("2026-02-16 23:00", "lapsed"), ("2026-02-17", "missed")],
)
def test_missed_when_the_state_ended_after_the_limit_else_lapsed(ended: str, status: str) -> None:
    case = make_home()
    first = case.add("placement", "2026-02-11 18:00", children=["sam"], setting="foster")
    case.add("placement-end", ended, placement=first, children=["sam"], reason="returned")
    case.contact("2026-03-01 10:00", ["jo"], ["sam"])
    for now in ("2026-02-20", "2026-03-02", "2030-01-01"):
        assert said(judge(case, now, WITHIN)) == [("2026-02-16", status)]


@pytest.mark.parametrize(
    ("now", "status", "days"),
    [
        ("2026-02-14 23:59", "upcoming", 0),
        ("2026-02-15 00:00", "due soon", 0),
        ("2026-02-16 23:59", "due soon", 0),
        ("2026-02-17 00:00", "overdue", 1),
        ("2026-02-26 09:00", "overdue", 10),
    ],
)
def test_status_by_local_days(now: str, status: str, days: int) -> None:
    case = make_home()
    case.add("placement", "2026-02-11 18:00", children=["sam"], setting="foster")
    (duty,) = judge(case, now, WITHIN)
    assert (duty.status, duty.days_overdue) == (status, days)


def test_one_event_meets_one_ordinal_the_oldest_first() -> None:
    case = make_home()
    for when in ("2026-02-11 10:00", "2026-02-12 10:00"):
        case.add("consultation", when, **{"with": ["r-sample"], "about": "Sam"})
    case.contact("2026-02-13 10:00", ["jo"], ["sam"])
    rule = {"from": "consulted", "within": "1 day", "met by": CONTACT}
    assert said(judge(case, "2026-02-14", rule)) == [
        ("2026-02-12", "met late"),
        ("2026-02-13", "overdue"),
    ]


# ------------------------------------------------------------------ modifiers


def extend(case: CaseMaker, when: str, obligation: str, until: str) -> None:
    case.add("extension", when, obligation=obligation, until=until, approved_by="r-sample")


@pytest.mark.parametrize(
    ("approved", "until", "due"),
    [
        ("2026-02-16 23:00", "2026-02-20", "2026-02-20"),
        ("2026-02-16", "2026-02-20", "2026-02-20"),
        ("2026-02-17 00:00", "2026-02-20", "2026-02-16"),
        ("2026-02-14", "2026-02-22", "2026-02-16"),
        ("2026-02-14", "2026-02-12", "2026-02-16"),
    ],
    ids=["in time", "on the last day", "too late", "beyond the most", "shorter is none"],
)
def test_an_extension_counts_when_approved_in_time(approved: str, until: str, due: str) -> None:
    case = make_home()
    case.add("placement", "2026-02-11 18:00", children=["sam"], setting="foster")
    rule = {**WITHIN, "extend": {"at most": "5 days"}}
    (duty,) = judge(case, "2026-02-12", rule)
    extend(case, approved, duty.id, until)
    (duty,) = judge(case, "2026-02-28", rule)
    assert local(duty.due) == due
    assert bool(duty.extensions) is (due != "2026-02-16")


def test_without_the_modifier_nothing_is_extended_or_excused() -> None:
    case = make_home()
    case.add("placement", "2026-02-11 18:00", children=["sam"], setting="foster")
    (duty,) = judge(case, "2026-02-12", WITHIN)
    extend(case, "2026-02-13", duty.id, "2026-02-20")
    case.add("exception", "2026-02-13", obligation=duty.id, reason="x", approved_by="r-sample")
    assert said(judge(case, "2026-02-28", WITHIN)) == [("2026-02-16", "overdue")]
    assert said(judge(case, "2026-02-28", {**WITHIN, "excuse": False})) == [
        ("2026-02-16", "overdue")
    ]
    assert said(judge(case, "2026-02-28", {**WITHIN, "excuse": True})) == [
        ("2026-02-16", "excused")
    ]


def test_what_is_missed_cannot_be_excused_afterwards() -> None:
    rule = {**WITHIN, "excuse": True}
    for excused, status in (
        ("2026-02-16", "excused"),
        ("2026-02-18", "missed"),
        ("2026-02-21", "missed"),
    ):
        case = make_home()
        first = case.add("placement", "2026-02-11 18:00", children=["sam"], setting="foster")
        (duty,) = judge(case, "2026-02-12", rule)
        case.add(
            "placement-end", "2026-02-20", placement=first, children=["sam"], reason="returned"
        )
        case.add("exception", excused, obligation=duty.id, reason="x", approved_by="r-sample")
        assert [o.status for o in judge(case, "2026-03-01", rule)] == [status]


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ({"from": "placed", "within": "30 days"}, "2026-03-03"),
        ({"due": "30 days after placed"}, "2026-03-03"),
        ({"every": "30 days", "counting from": "placed"}, "2026-03-03"),
        (
            {"while": {"in care": True}, "every": "30 days", "counting from": "last"},
            "2026-03-03",
        ),
    ],
    ids=["within", "due", "anchored", "rolling"],
)
def test_not_before(rule: dict[str, Any], first: str) -> None:
    rule = {**rule, "per": "child", "not before": "10 days", "met by": {"event": "reviewed"}}

    def first_duty(reviewed: str) -> Obligation:
        case = make_home()
        case.add("placement", "2026-02-11 18:00", children=["sam"], setting="foster")
        case.add("review", reviewed, children=["sam"])
        return judge(case, "2026-04-01", rule)[0]

    assert first_duty("2026-03-02").status == "overdue"
    met = first_duty("2026-03-03")
    assert (local(met.due), local(met.opens), met.status) == ("2026-03-13", first, "met")


# ------------------------------------------------------------------ quotas

HIGH = {"risk": "high", "track": "at home"}
QUOTA: dict[str, Any] = {
    "while": HIGH,
    "each": "calendar month",
    "at least": 2,
    "met by": CONTACT,
}


def risk(case: CaseMaker, when: str, level: str, *children: str) -> str:
    return case.add("risk", when, children=list(children or ("sam",)), risk=level)


@pytest.mark.parametrize(
    ("start", "months"), [("2026-01-25", [1, 2]), ("2026-01-26", [2]), ("2026-02-01", [2])]
)
def test_a_month_in_which_the_state_held_under_seven_days(start: str, months: list[int]) -> None:
    case = make_home()
    risk(case, start, "high")
    assert [o.since.day.month for o in judge(case, "2026-02-15", QUOTA)] == months


def test_two_stretches_of_one_month_are_one_month() -> None:
    case = make_home()
    for day, level in (("02", "high"), ("06", "low"), ("20", "high"), ("24", "low")):
        risk(case, f"2026-03-{day} 09:00", level)
    case.contact("2026-03-03 10:00")
    case.contact("2026-03-22 10:00")
    found = judge(case, "2026-04-10", QUOTA)
    assert said(found) == [("2026-03-31", "met")]
    assert local(found[0].met_at) == "2026-03-22 10:00"


def test_a_quota_needs_its_number_and_a_part_its_own() -> None:
    case = make_home()
    risk(case, "2026-02-01", "high")
    case.contact("2026-02-10 10:00", place="office")
    assert said(judge(case, "2026-02-20", QUOTA)) == [("2026-02-28", "upcoming")]
    case.contact("2026-02-12 10:00", place="office")
    assert [local(o.met_at) for o in judge(case, "2026-02-20", QUOTA)] == ["2026-02-12 10:00"]
    home = {"name": "home", "where": {"place": "residence"}}
    office = {"name": "office", "at least": 2, "where": {"place": "office"}}
    parts = {**{k: v for k, v in QUOTA.items() if k != "at least"}, "of which": [home, office]}
    found = {o.part: o.status for o in judge(case, "2026-03-01", parts) if o.since.day.month == 2}
    assert found == {"home": "overdue", "office": "met"}


# ------------------------------------------------------------------ rolling

ROLLING = [
    make_rule(
        {
            "id": f"{level}",
            "per": "child",
            "series": "seeing",
            "while": {"risk": level, "track": "at home"},
            "every": every,
            "counting from": "last",
            "met by": {"event": "contact", "with": {"all": ["the child"]}},
        }
    )
    for level, every in (("high", "1 week"), ("medium", "2 weeks"), ("low", "1 month"))
]


def roll(case: CaseMaker, now: str) -> list[tuple[str, str | None, str]]:
    return [(o.rule.id, *written(o)) for o in case.judge(now, ROLLING).obligations]


def test_raising_the_risk_does_not_buy_time() -> None:
    case = make_home()
    risk(case, "2026-01-12 12:00", "medium")
    risk(case, "2026-01-24 12:00", "high")
    assert roll(case, "2026-01-25") == [("high", "2026-01-26", "due soon")]


def test_lowering_the_risk_does_not_buy_time_nor_hide_what_is_overdue() -> None:
    case = make_home()
    risk(case, "2026-01-12 12:00", "high")
    risk(case, "2026-01-17 12:00", "low")
    assert roll(case, "2026-01-18") == [("low", "2026-01-19", "due soon")]
    assert roll(case, "2026-01-25") == [("low", "2026-01-19", "overdue")]
    case.contact("2026-01-26 10:00", ["jo"], ["sam"])
    assert roll(case, "2026-01-27") == [
        ("low", "2026-01-19", "met late"),
        ("low", "2026-02-26", "upcoming"),
    ]


def test_the_last_visit_is_told_across_a_change_of_risk() -> None:
    case = make_home()
    risk(case, "2026-01-12 12:00", "medium")
    case.contact("2026-01-15 10:00", ["jo"], ["sam"])
    risk(case, "2026-01-17 12:00", "high")
    (duty,) = [o for o in case.judge("2026-01-18", ROLLING).obligations if o.is_live]
    assert local(duty.last) == "2026-01-15 10:00"


def test_touching_spans_do_not_start_the_clock_again() -> None:
    case = make_home()
    risk(case, "2026-01-12 12:00", "high")
    risk(case, "2026-01-17 12:00", "high")
    assert roll(case, "2026-01-18") == [("high", "2026-01-19", "due soon")]


# ------------------------------------------------------------------ totals, gates, horizons

TOTAL: dict[str, Any] = {
    "per": "child",
    "while": {"in care": True},
    "from": "in care starts",
    "total": "60 days",
    "in the last": "90 days",
    "not counting": ["trial home visit"],
    "met by": {"event": "application filed"},
}


def test_days_in_care_add_up_over_a_return_home() -> None:
    case = make_home()
    first = case.add("placement", "2026-02-01", children=["sam"], setting="foster")
    case.add("placement-end", "2026-03-13", placement=first, children=["sam"], reason="returned")
    case.add("placement", "2026-03-23", children=["sam"], setting="foster")
    # 40 days, then 20 more from 23 March: the limit is reached on 12 April.
    assert said(judge(case, "2026-04-01", TOTAL)) == [("2026-04-12", "upcoming")]


def test_a_pause_moves_the_limit_and_says_so() -> None:
    case = make_home()
    case.add("placement", "2026-02-01", children=["sam"], setting="foster")
    assert said(judge(case, "2026-02-10", TOTAL)) == [("2026-04-02", "upcoming")]
    trial = case.add("placement", "2026-02-11", children=["sam"], setting="trial home visit")
    assert said(judge(case, "2026-02-20", TOTAL)) == [("2026-04-12", "paused")]
    case.add(
        "placement-end",
        "2026-02-21",
        placement=trial,
        children=["sam"],
        reason="to another setting",
    )
    assert said(judge(case, "2026-03-20", TOTAL)) == [("2026-04-12", "upcoming")]


def test_a_gate_is_open_until_it_is_done_and_lapses_with_its_ground() -> None:
    case = make_home()
    case.add("plan", "2026-02-01 10:00", kind="family", children=["sam"])
    gate = {
        "per": "plan",
        "from": "plan agreed",
        "gate": "x",
        "met by": {"event": "approved", "where": {"by": "supervisor"}},
    }
    assert said(judge(case, "2026-02-02", gate)) == [(None, "open")]
    plan = case.records[-1].id
    worker = {"scope": "plan", "approves": [plan], "approved_by": "w-sample"}
    case.add("approval", "2026-02-03", **worker)
    assert said(judge(case, "2026-02-04", gate)) == [(None, "open")]
    case.add("plan-end", "2026-02-05", plan=plan, reason="replaced")
    assert said(judge(case, "2026-02-06", gate)) == [(None, "lapsed")]


@pytest.mark.parametrize(
    ("now", "status"),
    [("2032-06-01 23:59", []), ("2032-06-02 00:00", [(None, "open")])],
    ids=["the eve", "the birthday"],
)
def test_a_gate_is_not_open_before_its_moment(now: str, status: list[tuple[None, str]]) -> None:
    gate = {
        "per": "child",
        "from": "birthday 14",
        "gate": "x",
        "met by": {"event": "plan agreed"},
    }
    assert said(judge(make_home(), now, gate)) == status


def test_a_horizon_lists_what_comes_and_without_it_only_the_next() -> None:
    case = make_home()
    case.add("placement", "2026-01-31", children=["sam"], setting="foster")
    rule = {
        "per": "child",
        "every": "1 month",
        "counting from": "placement starts",
        "met by": {"event": "reviewed"},
    }
    assert [written(o)[0] for o in judge(case, "2026-02-10", rule)] == ["2026-02-28"]
    assert [written(o)[0] for o in judge(case, "2026-02-10", rule, horizon="2026-04-15")] == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]


def test_a_missing_calendar_year_is_named_and_the_other_rules_go_on() -> None:
    case = make_home()
    case.add("placement", "2026-12-30 10:00", children=["sam"], setting="foster")
    counted = make_rule({**WITHIN, "id": "counted", "within": "5 working days"})
    other = make_rule({**WITHIN, "id": "other"})
    found = case.judge("2026-12-31", [counted, other], clock=make_clock(years=[2026]))
    assert [(u.rule, u.subject, u.fault.calendar, u.fault.year) for u in found.unjudged] == [
        ("counted", "sam", "working", 2027)
    ]
    assert found.unjudged[0].fault.exit_code == 4
    assert [(o.rule.id, written(o)) for o in found.obligations] == [
        ("other", ("2027-01-04", "upcoming"))
    ]


# ------------------------------------------------------------------ rules without sense


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"from": "placed"},
        {"from": "placed", "within": "5 days", "gate": "x"},
        {"every": "1 week", "counting from": "last"},
        {"every": "0 days", "counting from": "placed"},
        {"each": "calendar week"},
        {"from": "placed", "within": "5 days", "while": {"risk": "hgih"}},
        {"from": ["placed"], "within": "5 days"},
    ],
)
def test_a_rule_without_sense_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(RuleFault):
        make_rule(data)


# ------------------------------------------------------------------ whose decision it is

BY_PRIORITY: dict[str, Any] = {
    "from": "report received",
    "within": {"decided in": "screened", "field": "priority", "table": {"high": "24 hours"}},
    "met by": {"event": "contact", "with": {"all": ["the child"]}},
}


@pytest.mark.parametrize("per", ["case", "child", "report"])
def test_a_decision_about_one_report_sets_no_limit_for_another(per: str) -> None:
    case = make_home()
    for day, priority in (("2026-02-02", "high"), ("2026-02-09", "low"), ("2026-02-16", "high")):
        report = case.add("report", f"{day} 09:00", children=["sam"])
        case.add("screening", f"{day} 10:00", report=report, children=["sam"], priority=priority)
    found = judge(case, "2026-02-17 08:00", {"per": per, **BY_PRIORITY})
    assert said(found) == [("2026-02-03 09:00", "overdue"), ("2026-02-17 09:00", "due soon")]
