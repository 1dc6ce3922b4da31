"""England and Wales: every row, and stories with days counted by hand over the bank holidays."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from model.hand_made import CaseMaker, local

from casekit.standards.obligations import Obligation
from casekit.standards.packs import load_pack

from .pack_stories import Row, find, find_breaches, labels, make_days, make_family, rows

ENGLAND, WALES = "gb-eng-wt", "gb-wls-wsp"
LONDON = ZoneInfo("Europe/London")
# Good Friday, Easter Monday, the bank holidays of May and August, Christmas and its substitute.
CLOCK = make_days(
    LONDON,
    {
        2026: ("01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"),
        2027: ("01-01", "03-26", "03-29"),
    },
)

P, S, U = "primary", "secondary", "unverified"
ROWS = {
    ENGLAND: {
        "eng-referral-decision": S,
        "eng-assessment": S,
        "eng-icpc": S,
        "eng-core-group": U,
        "eng-review-first": U,
        "eng-review-later": U,
        "eng-lac-review-first": S,
        "eng-lac-review-second": S,
        "eng-lac-review-later": S,
        "eng-visit-first": S,
        "eng-visit-later": S,
        "eng-visit-to-18": S,
        "eng-visit-long-term": S,
    },
    WALES: {
        "wls-s47-assessment": P,
        "wls-core-group-first": P,
        "wls-core-group-later": P,
        "wls-core-group-monthly": P,
        "wls-review-first": P,
        "wls-review-later": P,
    },
}


@pytest.mark.parametrize("name", [ENGLAND, WALES])
def test_every_row_is_there_with_its_label(name: str) -> None:
    pack = load_pack(name)
    assert labels(pack) == ROWS[name]
    assert find_breaches(pack) == []
    assert "not confirmed" in pack.data["note"]
    assert {r.id for r in pack.rules if not r.enforced and r.verification != U} <= {
        "wls-core-group-monthly"
    }


def duties(case: CaseMaker, now: str, rule_id: str, subject: str | None = None) -> list[Obligation]:
    pack = ENGLAND if rule_id.startswith("eng-") else WALES
    return find(case, now, pack, rule_id, CLOCK, subject)


def said(case: CaseMaker, now: str, rule_id: str, subject: str | None = None) -> list[Row]:
    return rows(duties(case, now, rule_id, subject), LONDON)


# ------------------------------------------------------------------ referral and enquiry


def make_referral() -> tuple[CaseMaker, str]:
    """On the Thursday before Easter 2026, about Kim, who was born in 2020."""
    case = make_family(LONDON)
    case.child("kim", "2020-05-05")
    return case, case.add("report", "2026-04-02 16:00", children=["kim"])


def screen(case: CaseMaker, report: str, when: str, response: str = "investigation") -> None:
    given = {"result": "screened in", "response": response}
    case.add("screening", when, report=report, children=["kim"], **given)


def test_one_working_day_over_easter() -> None:
    case, report = make_referral()
    assert said(case, "2026-04-06 12:00", "eng-referral-decision") == [("2026-04-07", "due soon")]
    assert said(case, "2026-04-08", "eng-referral-decision") == [("2026-04-07", "overdue")]
    screen(case, report, "2026-04-07 17:00")
    assert said(case, "2026-04-08", "eng-referral-decision") == [("2026-04-07", "met")]


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        # Working days of April from the 7th: 18; of May 19; the rest in June.
        ("eng-icpc", "2026-04-27"),
        ("wls-s47-assessment", "2026-06-05"),
        ("eng-assessment", "2026-06-10"),
    ],
)
def test_working_days_of_an_enquiry(rule: str, due: str) -> None:
    case, report = make_referral()
    assert said(case, "2026-04-02 17:00", rule) == []
    screen(case, report, "2026-04-02 16:30")
    assert said(case, "2026-04-02 17:00", rule) == [(due, "upcoming")]
    assert [s for _, s in said(case, "2026-06-11", rule)] == ["overdue"]
    if rule == "eng-icpc":
        confer(case, due, plan(case, due), "initial conference")
    else:
        case.add("assessment", "2026-05-01", instrument="safety", children=["kim"])
        assert [s for _, s in said(case, "2026-06-11", rule)] == ["overdue"]
        case.add("assessment", due, instrument="child needs", children=["kim"])
    assert said(case, "2026-06-11", rule) == [(due, "met")]


def test_without_an_enquiry_there_is_no_conference() -> None:
    case, report = make_referral()
    screen(case, report, "2026-04-02 16:30", response="assessment")
    assert said(case, "2026-06-11", "eng-icpc") == []
    assert said(case, "2026-06-11", "wls-s47-assessment") == []
    assert said(case, "2026-06-11", "eng-assessment") == [("2026-06-10", "overdue")]


def test_an_enquiry_that_bore_nothing_out_needs_no_conference() -> None:
    case, report = make_referral()
    screen(case, report, "2026-04-02 16:30")
    findings = [{"child": "kim", "allegation": "neglect", "finding": "unsupported"}]
    case.add("determination", "2026-04-20", report=report, findings=findings)
    assert said(case, "2026-04-28", "eng-icpc") == [("2026-04-27", "met")]


# ------------------------------------------------------------------ the child protection plan


def plan(case: CaseMaker, day: str) -> str:
    return case.add("plan", day, kind="child", children=["kim"])


def confer(case: CaseMaker, day: str, of: str, kind: str) -> str:
    return case.add("review", day, kind=kind, plans=[of], children=["kim"], result="continue")


def make_plan() -> tuple[CaseMaker, str]:
    """A conference and the plan that it made, on 27 April 2026, with the child at home."""
    case = make_family(LONDON)
    case.child("kim", "2020-05-05")
    case.add("opening", "2026-04-07", children=["kim"])
    made = plan(case, "2026-04-27")
    confer(case, "2026-04-27", made, "initial conference")
    return case, made


@pytest.mark.parametrize("rule", ["eng-core-group", "wls-core-group-first"])
def test_the_first_core_group(rule: str) -> None:
    case, made = make_plan()
    # The 4th of May is a bank holiday.
    assert said(case, "2026-05-13", rule) == [("2026-05-12", "overdue")]
    confer(case, "2026-05-11", made, "core group")
    assert said(case, "2026-05-13", rule) == [("2026-05-12", "met")]


def test_core_groups_are_monthly_and_never_more_than_six_weeks_apart() -> None:
    case, made = make_plan()
    confer(case, "2026-05-11", made, "core group")
    now = "2026-06-12"
    assert said(case, now, "wls-core-group-monthly")[-1] == ("2026-06-11", "overdue")
    assert said(case, now, "wls-core-group-later")[-1] == ("2026-06-22", "upcoming")
    assert not any(o.counts_as_overdue for o in duties(case, now, "wls-core-group-monthly"))
    assert duties(case, "2026-06-23", "wls-core-group-later")[-1].counts_as_overdue
    confer(case, "2026-06-22", made, "core group")
    later = said(case, "2026-06-23", "wls-core-group-later")
    assert later[-2:] == [("2026-06-22", "met"), ("2026-08-03", "upcoming")]


@pytest.mark.parametrize("land", ["eng", "wls"])
def test_review_conferences_after_three_and_then_six_months(land: str) -> None:
    case, made = make_plan()
    # The conference that made the plan is not a review of it.
    assert said(case, "2026-07-28", f"{land}-review-first") == [("2026-07-27", "overdue")]
    assert said(case, "2026-07-28", f"{land}-review-later") == []
    confer(case, "2026-07-20", made, "review conference")
    assert said(case, "2026-07-28", f"{land}-review-first") == [("2026-07-27", "met")]
    assert said(case, "2027-01-21", f"{land}-review-later") == [("2027-01-20", "overdue")]
    confer(case, "2027-01-20", made, "review conference")
    assert said(case, "2027-01-21", f"{land}-review-later") == [
        ("2027-01-20", "met"),
        ("2027-07-20", "upcoming"),
    ]


def test_with_the_plan_its_meetings_end() -> None:
    case, made = make_plan()
    confer(case, "2026-05-11", made, "core group")
    confer(case, "2026-07-20", made, "review conference")
    case.add("plan-end", "2026-07-20", plan=made, reason="goals achieved")
    for rule in ("wls-core-group-later", "wls-core-group-monthly", "wls-review-later"):
        assert not [o for o in duties(case, "2026-08-20", rule) if o.is_live]


# ------------------------------------------------------------------ looked-after children


def make_looked_after() -> tuple[CaseMaker, str]:
    case = make_family(LONDON)
    case.child("kim", "2020-05-05")
    case.add("opening", "2026-04-01", children=["kim"])
    case.add("placement", "2026-04-02 14:00", children=["kim"], setting="foster", carers=["fay"])
    return case, plan(case, "2026-04-10")


def test_the_reviews_of_a_looked_after_child() -> None:
    case, made = make_looked_after()
    # Twenty working days: 4 in the week after Easter, 15 to 1 May, and Tuesday the 5th.
    assert said(case, "2026-05-06", "eng-lac-review-first") == [("2026-05-05", "overdue")]
    confer(case, "2026-05-05", made, "in care")
    assert said(case, "2026-05-06", "eng-lac-review-first") == [("2026-05-05", "met")]
    assert said(case, "2026-08-06", "eng-lac-review-second") == [("2026-08-05", "overdue")]
    assert said(case, "2026-08-06", "eng-lac-review-later") == [("2026-11-05", "upcoming")]
    confer(case, "2026-08-03", made, "in care")
    assert said(case, "2026-08-06", "eng-lac-review-second") == [("2026-08-05", "met")]
    assert said(case, "2027-02-04", "eng-lac-review-later") == [
        ("2026-11-05", "met"),
        ("2027-02-03", "overdue"),
    ]
    # A core group or a look at the plan is no such review.
    confer(case, "2027-02-03", made, "scheduled")
    assert said(case, "2027-02-04", "eng-lac-review-later")[-1] == ("2027-02-03", "overdue")


def test_each_stay_in_care_has_its_own_first_and_second_review() -> None:
    case, made = make_looked_after()
    confer(case, "2026-05-05", made, "in care")
    first = next(r.id for r in case.records if r.kind == "placement")
    gone = {"placement": first, "children": ["kim"], "reason": "returned"}
    case.add("placement-end", "2026-06-01 12:00", **gone)
    case.add("placement", "2026-07-01 12:00", children=["kim"], setting="foster")
    assert said(case, "2026-07-02", "eng-lac-review-first") == [
        ("2026-05-05", "met"),
        ("2026-07-29", "upcoming"),
    ]
    assert not [o for o in duties(case, "2026-07-02", "eng-lac-review-second") if o.is_live]
    confer(case, "2026-07-29", made, "in care")
    assert said(case, "2026-07-30", "eng-lac-review-second")[-1] == ("2026-10-29", "upcoming")


def test_visits_in_the_first_week_and_then_every_six_weeks() -> None:
    case, _ = make_looked_after()
    assert said(case, "2026-04-10", "eng-visit-first") == [("2026-04-09", "overdue")]
    case.contact("2026-04-08 10:00", ["fay"], ["kim"], place="placement")
    assert said(case, "2026-04-10", "eng-visit-first") == [("2026-04-09", "met")]
    late = duties(case, "2026-05-21", "eng-visit-later")[-1]
    assert (local(late.due), late.status) == ("2026-05-20", "overdue")
    for until, due in (("2026-07-08", "2026-07-08"), ("2026-10-08", "2026-05-20")):
        longer = CaseMaker(case.zone, list(case.records))
        given = {"obligation": late.id, "until": until, "approved_by": "r-sample"}
        longer.add("extension", "2026-05-19 09:00", reason="Placed until 18.", **given)
        assert local(duties(longer, "2026-05-21 10:00", "eng-visit-later")[-1].due) == due
    case.contact("2026-05-20 10:00", ["fay"], ["kim"], place="placement")
    assert duties(case, "2026-05-21 10:00", "eng-visit-later")[-1].status == "upcoming"


def test_a_move_asks_for_a_visit_of_its_own() -> None:
    case, _ = make_looked_after()
    case.contact("2026-04-08 10:00", ["fay"], ["kim"], place="placement")
    case.add("placement", "2026-05-18 09:00", children=["kim"], setting="kinship")
    assert said(case, "2026-05-26", "eng-visit-first") == [
        ("2026-04-09", "met"),
        ("2026-05-25", "overdue"),
    ]
