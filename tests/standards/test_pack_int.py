"""Humanitarian settings: the six steps with blanks that an agency fills."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from model.hand_made import CaseMaker, local

from casekit.standards.composing import compose, put_in_force
from casekit.standards.obligations import Obligation
from casekit.standards.packs import load_editions, load_pack
from casekit.standards.rules import Gate

from .pack_stories import Row, add_report, find, find_breaches, labels, make_days, make_family, rows

PACK = "int-cpms"
NAIROBI = ZoneInfo("Africa/Nairobi")
CLOCK = make_days(NAIROBI, {})

P, S, U = "primary", "secondary", "unverified"
ROWS = {
    "cpms-steps": P,
    "cpms-registration": P,
    "cpms-assign": P,
    "cpms-response": U,
    "cpms-initial-assessment": S,
    "cpms-assessment": P,
    "cpms-case-plan": P,
    "cpms-implement": P,
    "cpms-follow-up-high": U,
    "cpms-follow-up-medium": U,
    "cpms-follow-up-low": U,
    "cpms-review": U,
    "cpms-closure": P,
    "cpms-remembered": U,
    "cpms-caseload": U,
}


def test_every_row_is_there_with_its_label() -> None:
    pack = load_pack(PACK)
    assert labels(pack) == ROWS
    assert find_breaches(pack) == []
    assert "not confirmed" in pack.data["note"]


def test_only_what_stands_written_is_enforced_and_everything_asks() -> None:
    pack = load_pack(PACK)
    numbers = {r.id for r in pack.rules if r.enforced and not isinstance(r.clock, Gate)}
    assert numbers == {"cpms-initial-assessment"}
    assert set(pack.asks_agency) == {rule.id for rule in pack.rules}


def duties(case: CaseMaker, now: str, rule_id: str, subject: str | None = None) -> list[Obligation]:
    return find(case, now, PACK, rule_id, CLOCK, subject)


def said(case: CaseMaker, now: str, rule_id: str, subject: str | None = None) -> list[Row]:
    return rows(duties(case, now, rule_id, subject), NAIROBI)


def make_case(priority: str) -> tuple[CaseMaker, str]:
    case = make_family(NAIROBI)
    case.child("kim", "2020-05-05")
    report = add_report(
        case, "2026-04-03 23:00", "2026-04-03 23:20", children=["kim"], priority=priority
    )
    case.add("opening", "2026-04-03 23:20", children=["kim"])
    return case, report


def test_the_initial_assessment_within_48_hours() -> None:
    case, _ = make_case("high")
    assert said(case, "2026-04-05 23:01", "cpms-initial-assessment") == [
        ("2026-04-05 23:00", "overdue")
    ]
    case.add("assessment", "2026-04-05 23:00", instrument="safety", children=["kim"])
    assert said(case, "2026-04-05 23:01", "cpms-initial-assessment") == [
        ("2026-04-05 23:00", "met")
    ]


@pytest.mark.parametrize(
    ("priority", "given", "seen"),
    [
        ("high", "2026-04-04 00:00", "2026-04-04 23:00"),
        ("medium", "2026-04-04 02:00", "2026-04-06 23:00"),
        ("low", "2026-04-04 02:00", "2026-04-10"),
    ],
)
def test_remembered_numbers_are_advice(priority: str, given: str, seen: str) -> None:
    case, _ = make_case(priority)
    late = "2026-04-11 00:00"
    assert said(case, late, "cpms-assign") == [(given, "overdue")]
    assert said(case, late, "cpms-response") == [(seen, "overdue")]
    assert not duties(case, late, "cpms-response")[0].counts_as_overdue
    case.add("assignment", "2026-04-03 23:50", worker="w-sample", role="case manager")
    case.contact("2026-04-04 10:00", seen=["kim"])
    assert said(case, late, "cpms-assign") == [(given, "met")]
    assert said(case, late, "cpms-response") == [(seen, "met")]


def test_the_steps_open_and_close_one_after_the_other() -> None:
    case, _ = make_case("low")
    now = "2026-05-01"
    steps = ("registration", "assessment", "case-plan")
    assert [said(case, now, f"cpms-{s}")[0][1] for s in steps] == ["met", "open", "open"]
    case.add("assessment", "2026-04-08", instrument="child needs", children=["kim"])
    made = case.add("plan", "2026-04-12", kind="child", children=["kim"])
    assert [said(case, now, f"cpms-{s}")[0][1] for s in steps] == ["met", "met", "met"]
    assert said(case, now, "cpms-implement") == [(None, "open")]
    case.add("referral", "2026-04-14", service="Clinic", provider="x", **{"for": ["kim"]})
    assert said(case, now, "cpms-implement") == [(None, "met")]
    assert said(case, "2026-07-13", "cpms-review", "kim") == [("2026-07-12", "overdue")]
    case.add(
        "review", "2026-07-12", plans=[made], children=["kim"], kind="scheduled", result="close"
    )
    assert said(case, "2026-07-13", "cpms-review", "kim")[0] == ("2026-07-12", "met")
    assert said(case, "2026-07-13", "cpms-closure") == [(None, "open")]
    case.add("closing", "2026-07-14", children=["kim"], reason="goals achieved")
    assert said(case, "2026-07-15", "cpms-closure") == [(None, "met")]


@pytest.mark.parametrize(
    ("risk", "due"), [("high", "2026-04-17"), ("medium", "2026-04-24"), ("low", "2026-05-10")]
)
def test_following_up_by_risk(risk: str, due: str) -> None:
    case, _ = make_case("low")
    case.add("risk", "2026-04-08", children=["kim"], risk=risk)
    case.contact("2026-04-10 09:00", seen=["kim"])
    rule = f"cpms-follow-up-{risk}"
    assert said(case, "2026-05-11", rule)[-1] == (due, "overdue")
    case.contact(f"{due} 09:00", seen=["kim"])
    assert (due, "met") in said(case, "2026-05-11", rule)


def test_the_agencys_numbers_fill_the_blanks_and_are_enforced() -> None:
    editions = put_in_force(load_editions(PACK), ())
    rules = compose(editions, {"cpms-assessment": "1 week", "cpms-follow-up-high": "3 days"})
    case, _ = make_case("high")
    case.add("risk", "2026-04-05", children=["kim"], risk="high")
    found = {
        o.rule.id: (local(o.due), o.counts_as_overdue)
        for o in case.judge("2026-04-12", rules, clock=CLOCK).obligations
        if o.rule.verification == "agency"
    }
    assert found == {
        "cpms-assessment": ("2026-04-10", True),
        "cpms-follow-up-high": ("2026-04-08", True),
    }
