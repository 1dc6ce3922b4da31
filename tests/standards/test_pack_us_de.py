"""Delaware: every row, and stories with days counted by hand."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from model.hand_made import CaseMaker, local

from casekit.standards.obligations import Obligation
from casekit.standards.packs import load_pack

from .pack_stories import (
    BOTH,
    Row,
    add_report,
    find,
    find_breaches,
    labels,
    make_days,
    make_family,
    rows,
)

PACK = "us-de-dfs"
DOVER = ZoneInfo("America/New_York")
CLOCK = make_days(
    DOVER,
    {
        2025: ("12-25",),
        2026: ("01-01", "01-19", "04-03", "05-25", "06-19", "07-03", "09-07", "11-26", "12-25"),
        2027: ("01-01", "01-18"),
    },
)

P, S, U, NF = "primary", "secondary", "unverified", "not found"
ROWS = {
    "de-p1": S,
    "de-p2": S,
    "de-p3": S,
    "de-priority": S,
    "de-written-report-contact": S,
    "de-safety": S,
    "de-safety-return": S,
    "de-investigation": P,
    "de-child-plan": S,
    "de-family-plan": NF,
    "de-agency-plan": P,
    "de-agency-plan-year": P,
    "de-plan-review": S,
    "de-ppc": S,
    "de-ppc-goal-change": S,
    "de-perm-hearing": P,
    "de-perm-hearing-yearly": S,
    "de-perm-hearing-no-re": P,
    "de-re-60": P,
    "de-re-finalize": P,
    "de-entered-care": P,
    "de-adjudicatory": P,
    "de-pph": U,
    "de-dispositional": U,
    "de-review": U,
    "de-motion": P,
    "de-post-tpr": P,
    "de-appla": P,
    "de-goals": P,
    "de-contact": NF,
}


def test_every_row_is_there_with_its_label() -> None:
    pack = load_pack(PACK)
    assert labels(pack) == ROWS
    assert find_breaches(pack) == []
    assert "not confirmed" in pack.data["note"]


def test_what_is_not_the_rule_of_today_is_not_enforced() -> None:
    rules = {rule.id: rule for rule in load_pack(PACK).rules}
    advice = {i for i, r in rules.items() if not r.enforced and r.verification in (P, S)}
    assert advice == {"de-investigation", "de-agency-plan", "de-agency-plan-year"}
    for weak in ("de-p1", "de-p2", "de-p3", "de-priority"):
        assert "weak source" in rules[weak].reading


def duties(case: CaseMaker, now: str, rule_id: str, subject: str | None = None) -> list[Obligation]:
    return find(case, now, PACK, rule_id, CLOCK, subject)


def said(case: CaseMaker, now: str, rule_id: str, subject: str | None = None) -> list[Row]:
    return rows(duties(case, now, rule_id, subject), DOVER)


# ------------------------------------------------------------------ the report


@pytest.mark.parametrize(
    ("priority", "rule", "due", "late"),
    [
        ("P1", "de-p1", "2026-02-11 23:30", "2026-02-11 23:31"),
        ("P2", "de-p2", "2026-02-13 23:30", "2026-02-13 23:31"),
        ("P3", "de-p3", "2026-02-20 23:30", "2026-02-21 00:00"),
    ],
)
def test_each_priority_has_its_own_limit(priority: str, rule: str, due: str, late: str) -> None:
    case = make_family(DOVER)
    add_report(case, "2026-02-10 23:30", "2026-02-10 23:50", children=BOTH, priority=priority)
    if priority == "P3":
        due = due[:10]
    assert said(case, late, rule) == [(due, "overdue")] * 2
    case.contact("2026-02-11 09:00", ["jo"], ["sam"])
    assert said(case, late, rule, "sam") == [(due, "met")]
    assert said(case, late, rule, "ada") == [(due, "overdue")]
    for other in {"de-p1", "de-p2", "de-p3"} - {rule}:
        assert said(case, late, other) == []


def test_a_missing_priority_stays_open() -> None:
    case = make_family(DOVER)
    add_report(case, "2026-02-10 09:00", "2026-02-10 10:00")
    now = "2026-02-20 12:00"
    assert [said(case, now, f"de-p{n}") for n in (1, 2, 3)] == [[], [], []]
    assert said(case, now, "de-priority") == [(None, "open")]
    add_report(case, "2026-02-20 13:00", "2026-02-20 14:00", priority="P2")
    assert sorted(s for _, s in said(case, "2026-02-20 15:00", "de-priority")) == ["met", "open"]


def test_whoever_wrote_is_answered() -> None:
    case = make_family(DOVER)
    report = case.add("report", "2026-02-10 09:00", children=["sam"], how="in writing")
    case.add("report", "2026-02-10 09:00", children=["sam"], how="telephone")
    now = "2026-02-12 09:01"
    assert said(case, now, "de-written-report-contact") == [("2026-02-12 09:00", "overdue")]
    told = {"to_kind": "reporter", "to": "The school", "about": "decision"}
    case.add("notice", "2026-02-12 08:00", record=report, children=["sam"], **told)
    assert said(case, now, "de-written-report-contact") == [("2026-02-12 09:00", "met")]


def test_safety_before_the_contact_ends_and_before_a_return() -> None:
    case = make_family(DOVER)
    add_report(case, "2026-02-10 09:00", "2026-02-10 10:00", priority="P1")
    case.add("apprehension", "2026-02-10 15:00", children=["sam"], by="w-sample")
    now = "2026-02-10 16:00"
    assert said(case, now, "de-safety") == [(None, "open")]
    assert said(case, now, "de-safety-return", "sam") == [(None, "open")]
    case.add("assessment", "2026-02-10 15:30", instrument="safety", children=["sam"])
    assert said(case, now, "de-safety") == [(None, "met")]
    assert said(case, now, "de-safety-return", "sam") == [(None, "met")]


def test_the_45_days_are_advice() -> None:
    case = make_family(DOVER)
    report = add_report(case, "2026-02-10 09:00", "2026-02-10 10:00", priority="P3")
    (late,) = duties(case, "2026-03-28", "de-investigation")
    assert (local(late.due), late.status) == ("2026-03-27", "overdue")
    assert not late.counts_as_overdue
    findings = [{"child": "sam", "allegation": "neglect", "finding": "supported"}]
    case.add("determination", "2026-03-27", report=report, findings=findings)
    assert said(case, "2026-03-28", "de-investigation") == [("2026-03-27", "met")]


# ------------------------------------------------------------------ plans


def make_placed(day: str = "2026-01-30 14:00") -> tuple[CaseMaker, str]:
    """Kim, born in 2020, came into care and was placed on one day."""
    case = make_family(DOVER)
    case.child("kim", "2020-05-05")
    case.add("opening", f"{day[:10]} 08:00", children=["kim"])
    case.add("apprehension", f"{day[:10]} 10:00", children=["kim"], by="w-sample")
    home = case.add("placement", day, children=["kim"], setting="foster", carers=["fay"])
    return case, home


def hold(case: CaseMaker, day: str, hearing: str, *found: str) -> str:
    return case.add("hearing", day, children=["kim"], hearing=hearing, determinations=[*found])


def order(case: CaseMaker, day: str, status: str) -> str:
    return case.add("order", day, children=["kim"], legal_status=status, **{"from": day})


def plan(case: CaseMaker, day: str, kind: str = "child") -> str:
    return case.add("plan", day, children=["kim"], kind=kind)


def review(case: CaseMaker, day: str, of: str, kind: str) -> str:
    return case.add("review", day, children=["kim"], plans=[of], kind=kind, result="continue")


def test_the_plan_of_a_child_in_care() -> None:
    case, _ = make_placed()
    assert said(case, "2026-02-05", "de-child-plan") == [("2026-02-04", "overdue")]
    assert said(case, "2026-02-05", "de-goals") == [(None, "open")]
    assert said(case, "2026-02-05", "de-family-plan") == [(None, "open")]
    plan(case, "2026-02-04")
    assert said(case, "2026-02-05", "de-child-plan") == [("2026-02-04", "met")]
    assert said(case, "2026-02-05", "de-goals") == [(None, "met")]
    plan(case, "2026-02-05", "family")
    assert said(case, "2026-02-05", "de-family-plan") == [(None, "met")]


def test_the_plans_of_a_licensed_agency() -> None:
    case, _ = make_placed("2026-01-16 14:00")
    # The 19th is a holiday: five business days end on the 26th, thirty on 2 March.
    (late,) = duties(case, "2026-01-27", "de-agency-plan")
    assert (local(late.due), late.status, late.counts_as_overdue) == (
        "2026-01-26",
        "overdue",
        False,
    )
    (year,) = duties(case, "2026-01-27", "de-agency-plan-year")
    assert local(year.due) == "2026-03-02"
    plan(case, "2026-01-10")  # before the placement
    assert said(case, "2026-01-27", "de-agency-plan") == [("2026-01-26", "met")]
    assert said(case, "2026-03-03", "de-agency-plan-year") == [("2026-03-02", "overdue")]
    plan(case, "2026-03-02")
    assert said(case, "2026-03-03", "de-agency-plan-year") == [("2026-03-02", "met")]


def test_the_written_review_of_the_plan() -> None:
    case, _ = make_placed()
    made = plan(case, "2026-02-04")
    assert said(case, "2026-07-31", "de-plan-review") == [("2026-07-30", "overdue")]
    review(case, "2026-07-20", made, "scheduled")
    assert said(case, "2026-07-31", "de-plan-review") == [
        ("2026-07-30", "met"),
        ("2027-01-20", "upcoming"),
    ]


# ------------------------------------------------------------------ permanency


def test_nine_months_in_care_go_before_the_committee() -> None:
    case, _ = make_placed()
    made = plan(case, "2026-02-04")
    review(case, "2026-07-20", made, "scheduled")
    assert said(case, "2026-10-31", "de-ppc") == [("2026-10-30", "overdue")]
    review(case, "2026-10-28", made, "in care")
    assert said(case, "2026-10-31", "de-ppc") == [("2026-10-30", "met")]


def test_nine_of_the_last_fifteen_months_over_two_stays() -> None:
    case, home = make_placed()
    gone = {"placement": home, "children": ["kim"], "reason": "returned"}
    case.add("placement-end", "2026-06-30 14:00", **gone)
    case.add("placement", "2026-08-31 14:00", children=["kim"], setting="foster")
    # 151 days up to 30 June; nine months from 31 August are 273, so 122 more: the last of August,
    # September, October, November and thirty days of December.
    assert said(case, "2026-12-31 12:00", "de-ppc") == [("2026-12-31", "due soon")]
    assert said(case, "2027-01-01", "de-ppc") == [("2026-12-31", "overdue")]


def test_entering_care_is_the_finding_or_the_sixtieth_day() -> None:
    case, _ = make_placed()
    # 60 days after 30 January are 31 March; ten and twelve months on from there.
    (duty,) = duties(case, "2026-02-10", "de-perm-hearing")
    assert (local(duty.opens), local(duty.due)) == ("2027-01-31", "2027-03-31")
    hold(case, "2026-03-02", "adjudication", "abuse or neglect")
    (duty,) = duties(case, "2026-03-03", "de-perm-hearing")
    assert (local(duty.opens), local(duty.due)) == ("2027-01-02", "2027-03-02")


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ("2026-12-01", "met"),
        ("2027-01-15", "met"),
        ("2027-03-02", "met"),
        ("2027-03-03", "met late"),
    ],
    ids=["earlier", "11th month", "12th month", "too late"],
)
def test_the_permanency_hearing_in_the_11th_month_and_never_after_the_12th(
    held: str, status: str
) -> None:
    case, _ = make_placed()
    hold(case, "2026-03-02", "adjudication", "abuse or neglect")
    assert said(case, "2027-03-03", "de-perm-hearing") == [("2027-03-02", "overdue")]
    hold(case, held, "permanency")
    assert said(case, "2027-03-04", "de-perm-hearing") == [("2027-03-02", status)]
    (again,) = duties(case, "2027-03-04", "de-perm-hearing-yearly")
    assert local(again.due) == f"{int(held[:4]) + 1}{held[4:]}"


def test_the_yearly_hearing() -> None:
    case, _ = make_placed()
    hold(case, "2026-12-01", "permanency")
    assert said(case, "2027-12-02", "de-perm-hearing-yearly") == [("2027-12-01", "overdue")]
    hold(case, "2027-11-20", "permanency")
    found = said(case, "2027-12-02", "de-perm-hearing-yearly")
    assert found == [("2027-12-01", "met"), ("2028-11-20", "upcoming")]


def test_thirty_days_where_no_efforts_are_required() -> None:
    case, _ = make_placed()
    hold(case, "2026-02-20", "adjudication", "reasonable efforts not required")
    assert said(case, "2026-03-23", "de-perm-hearing-no-re") == [("2026-03-22", "overdue")]
    hold(case, "2026-03-20", "permanency")
    assert said(case, "2026-03-23", "de-perm-hearing-no-re") == [("2026-03-22", "met")]


def test_reasonable_efforts() -> None:
    case, _ = make_placed()
    assert said(case, "2026-04-01", "de-re-60", "kim") == [("2026-03-31", "overdue")]
    hold(case, "2026-03-02", "adjudication", "abuse or neglect")
    assert said(case, "2026-04-01", "de-re-60", "kim") == [("2026-03-31", "overdue")]
    hold(case, "2026-03-31", "disposition", "reasonable efforts to prevent removal")
    assert said(case, "2026-04-01", "de-re-60", "kim") == [("2026-03-31", "met")]
    assert said(case, "2027-03-03", "de-re-finalize") == [
        ("2027-03-02", "overdue"),
        ("2028-03-02", "upcoming"),
    ]
    hold(case, "2027-02-20", "permanency", "reasonable efforts to finalize the plan")
    assert said(case, "2027-03-03", "de-re-finalize")[0] == ("2027-03-02", "met")


# ------------------------------------------------------------------ hearings


def test_the_hearings_after_a_removal() -> None:
    case, _ = make_placed()
    assert said(case, "2026-02-10", "de-pph", "kim") == [("2026-02-09", "overdue")]
    hold(case, "2026-02-09", "shelter or preliminary")
    assert said(case, "2026-02-10", "de-pph", "kim") == [("2026-02-09", "met")]
    assert said(case, "2026-03-12", "de-adjudicatory", "kim") == [("2026-03-11", "overdue")]
    hold(case, "2026-03-11", "adjudication")
    assert said(case, "2026-03-12", "de-adjudicatory", "kim") == [("2026-03-11", "met")]
    assert said(case, "2026-04-11", "de-dispositional", "kim") == [("2026-04-10", "overdue")]
    hold(case, "2026-04-10", "disposition")
    assert said(case, "2026-04-11", "de-dispositional", "kim") == [("2026-04-10", "met")]
    assert said(case, "2026-07-10", "de-review", "kim") == [("2026-07-09", "overdue")]
    hold(case, "2026-07-09", "review")
    assert said(case, "2026-07-10", "de-review", "kim") == [
        ("2026-07-09", "met"),
        ("2026-10-07", "upcoming"),
    ]
    assert not any(o.counts_as_overdue for o in duties(case, "2027-01-01", "de-review"))


def test_every_six_months_after_parental_rights_ended() -> None:
    case, _ = make_placed()
    order(case, "2026-05-31", "parental rights terminated")
    assert said(case, "2026-12-01", "de-post-tpr", "kim") == [("2026-11-30", "overdue")]
    hold(case, "2026-11-10", "review")
    found = said(case, "2026-12-01", "de-post-tpr", "kim")
    assert found == [("2026-11-30", "met"), ("2027-05-10", "upcoming")]
    told = {"about": "review", "to_kind": "other", "to": "The court", "children": ["kim"]}
    case.add("notice", "2027-05-10", **told)
    found = said(case, "2027-05-11", "de-post-tpr", "kim")
    assert found[-2:] == [("2027-05-10", "met"), ("2027-11-10", "upcoming")]


def test_how_often_a_risk_asks_for_a_visit_was_not_found() -> None:
    case, _ = make_placed()
    case.add("risk", "2026-02-02", children=["kim"], risk="high")
    assert said(case, "2026-02-03", "de-contact", "kim") == [(None, "open")]
    case.contact("2026-02-03 10:00", seen=["kim"])
    assert said(case, "2026-02-03", "de-contact", "kim") == [(None, "met")]
