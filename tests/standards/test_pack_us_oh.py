"""Ohio's pack: every row is there, and every number by hand."""

from __future__ import annotations

import re

import pytest
from model.hand_made import CaseMaker, local, read_moment_of

from casekit.standards.composing import compose, put_in_force
from casekit.standards.obligations import find_obligations
from casekit.standards.packs import load_editions, load_pack

from .united_states import (
    NEW_YORK,
    check_rows,
    find,
    hear,
    make_clock,
    make_home,
    remove,
    said,
    tell,
)

PACK = ("us-oh-pcsa",)
Said = list[tuple[str | None, str]]
ROWS = {
    "oh-initiate-emerg": "primary",
    "oh-initiate": "primary",
    "oh-mandated-notice": "primary",
    "oh-safety-interviews": "primary",
    "oh-extension": "primary",
    "oh-safetyplan": "primary",
    "oh-safetyplan-sign": "primary",
    "oh-assessment-complete": "unverified",
    "oh-plan-inhome": "primary",
    "oh-plan-custody": "primary",
    "oh-plan-notice": "primary",
    "oh-plan-copy": "primary",
    "oh-case-review": "primary",
    "oh-review-approval": "primary",
    "oh-sar": "primary",
    "oh-review-at-closure": "primary",
    "oh-place-visit1": "primary",
    "oh-place-visit2": "primary",
    "oh-place-monthly": "primary",
    "oh-sunset": "primary",
    "oh-private-agency": "primary",
}
# The further parts of rows that ask for several things.
MORE = {
    "oh-safety-interviews-parent": "primary",
    "oh-safety-assessment": "primary",
    "oh-plan-inhome-agreed": "primary",
    "oh-sar-notice": "primary",
    "oh-place-caregivers": "primary",
}


def ask(
    case: CaseMaker, now: str, rule: str, subject: str | None = None, horizon: str | None = None
) -> Said:
    return said(find(case, now, rule, PACK, subject, horizon), NEW_YORK)


def test_every_row_is_a_rule_or_a_provision() -> None:
    check_rows("us-oh-pcsa", ROWS, MORE)


def test_both_numberings_are_cited() -> None:
    pack = load_pack("us-oh-pcsa")
    sources = [rule.source for rule in pack.rules] + [p.source for p in pack.provisions]
    for source in sources:
        old = re.findall(r"5101:(2-3[0-9]-[0-9]+)", source.section)
        assert all(
            f"5180:{number}" in source.section or "3-7-02" in source.section for number in old
        )
    assert pack.asks_agency == ("oh-assessment-complete",)


# ------------------------------------------------------------------ intake

# Friday; the Monday after is Presidents' Day.
CALLED, SCREENED = "2026-02-13 10:00", "2026-02-13 11:00"


def call(
    response: str | None = "investigation",
    reporter: str = "neighbour",
    result: str = "screened in",
    screened: str = SCREENED,
) -> CaseMaker:
    case = make_home(NEW_YORK, children=("sam", "ada"))
    children = ["sam", "ada"]
    report = case.add("report", CALLED, children=children, reporter=reporter, kind="concern")
    more = {"response": response} if response else {}
    case.add("screening", screened, report=report, children=children, result=result, **more)
    return case


def test_an_emergency_begins_within_the_hour_and_an_attempt_will_do() -> None:
    case = call("emergency")
    assert ask(case, "2026-02-13 11:30", "oh-initiate-emerg") == [("2026-02-13 12:00", "due soon")]
    case.contact("2026-02-13 11:40", ["jo"], mode="voice")
    assert ask(case, "2026-02-13 12:01", "oh-initiate-emerg") == [("2026-02-13 12:00", "overdue")]
    case.contact("2026-02-13 12:00", made="attempted")
    assert ask(case, "2026-02-13 12:01", "oh-initiate-emerg") == [("2026-02-13 12:00", "met")]


@pytest.mark.parametrize("response", ["investigation", None], ids=["written", "not written"])
def test_any_other_report_is_begun_within_a_day_also_by_telephone(response: str | None) -> None:
    case = call(response)
    assert ask(case, "2026-02-14 11:01", "oh-initiate-emerg") == []
    assert ask(case, "2026-02-14 11:01", "oh-initiate") == [("2026-02-14 11:00", "overdue")]
    case.contact("2026-02-14 10:59", ["jo"], mode="voice")
    assert ask(case, "2026-02-14 11:01", "oh-initiate") == [("2026-02-14 11:00", "met")]


def test_a_call_that_nobody_answered_begins_nothing() -> None:
    case = call()
    case.contact("2026-02-14 10:59", mode="voice", made="attempted")
    assert ask(case, "2026-02-14 11:01", "oh-initiate") == [("2026-02-14 11:00", "overdue")]


@pytest.mark.parametrize("result", ["screened in", "screened out"])
def test_the_mandated_reporter_is_told_within_seven_days(result: str) -> None:
    case = call(None, "mandated professional", result, "2026-02-14 09:00")
    assert ask(case, "2026-02-22", "oh-mandated-notice") == [("2026-02-21", "overdue")]
    tell(case, "2026-02-21 12:00", "decision", "reporter", ("sam", "ada"))
    assert ask(case, "2026-02-22", "oh-mandated-notice") == [("2026-02-21", "met")]


def test_another_reporter_is_not() -> None:
    assert ask(call(), "2026-02-22", "oh-mandated-notice") == []


def test_four_working_days_over_a_weekend_and_a_holiday_for_each_child() -> None:
    case = call()
    case.contact("2026-02-20 15:00", seen=["sam"], place="school")
    assert ask(case, "2026-02-21", "oh-safety-interviews", "sam") == [("2026-02-20", "met")]
    assert ask(case, "2026-02-21", "oh-safety-interviews", "ada") == [("2026-02-20", "overdue")]
    assert ask(case, "2026-02-21", "oh-safety-interviews-parent") == [("2026-02-20", "overdue")]
    case.contact("2026-02-20 17:00", ["jo"])
    assert ask(case, "2026-02-21", "oh-safety-interviews-parent") == [("2026-02-20", "met")]
    case.add("assessment", "2026-02-20", children=["ada"], instrument="safety", conclusion="safe")
    assert ask(case, "2026-02-21", "oh-safety-assessment", "ada") == [("2026-02-20", "met")]
    assert ask(case, "2026-02-21", "oh-safety-assessment", "sam") == [("2026-02-20", "overdue")]


def test_a_threat_asks_for_a_safety_plan_at_once() -> None:
    case = call()
    for child, conclusion in (("sam", "unsafe"), ("ada", "safe")):
        case.add(
            *("assessment", "2026-02-20 10:00"),
            children=[child],
            instrument="safety",
            conclusion=conclusion,
        )
    assert ask(case, "2026-02-20 11:00", "oh-safetyplan", "sam") == [(None, "open")]
    assert ask(case, "2026-02-20 11:00", "oh-safetyplan", "ada") == []
    case.add("plan", "2026-02-20 12:00", children=["sam"], kind="safety")
    assert ask(case, "2026-02-20 13:00", "oh-safetyplan", "sam") == [(None, "met")]


# ------------------------------------------------------------------ extensions


@pytest.mark.parametrize(
    ("approved", "until", "due"),
    [
        ("2026-03-30 16:00", "2026-04-14", "2026-04-14"),
        ("2026-03-31 08:00", "2026-04-14", "2026-03-30"),
        ("2026-03-20 08:00", "2026-04-15", "2026-03-30"),
    ],
    ids=["on the last day", "after it ran out", "a day more than 15"],
)
@pytest.mark.parametrize("enforced", [False, True], ids=["advice", "the agency's own number"])
def test_an_extension_counts_when_approved_before_the_limit_ran_out(
    enforced: bool, approved: str, until: str, due: str
) -> None:
    case = call()
    limits = {"oh-assessment-complete": "45 days"} if enforced else {}
    rules = compose(put_in_force(load_editions(PACK[0]), ()), limits)
    chosen = [rule for rule in rules if rule.id == "oh-assessment-complete"]

    def duty(now: str) -> tuple[str | None, str, bool]:
        moment = read_moment_of(now, NEW_YORK)
        found = find_obligations(case.timeline(now), chosen, make_clock(NEW_YORK), moment)
        (one,) = found.obligations
        obligations.append(one.id)
        return local(one.due, NEW_YORK), one.status, one.counts_as_overdue

    obligations: list[str] = []
    assert duty("2026-03-01") == ("2026-03-30", "upcoming", False)
    data = {"obligation": obligations[0], "until": until, "approved_by": "r-sample"}
    case.add("extension", approved, **data)
    assert duty("2026-05-01") == (due, "overdue", enforced)


# ------------------------------------------------------------------ plans


def test_a_familys_own_request_counts_from_its_day() -> None:
    case = make_home(NEW_YORK)
    case.add("report", "2025-12-20 10:00", children=["sam"], kind="voluntary request")
    assert ask(case, "2026-01-20", "oh-plan-inhome") == [("2026-01-19", "overdue")]
    case.add("plan", "2026-01-19", children=["sam"], kind="family")
    assert ask(case, "2026-01-20", "oh-plan-inhome") == [("2026-01-19", "met")]


def test_after_a_determination_the_plan_is_open_without_a_number() -> None:
    case = call()
    assert ask(case, "2026-03-01", "oh-plan-inhome") == []
    report = next(r.id for r in case.records if r.kind == "report")
    findings = [{"child": "sam", "allegation": "neglect", "finding": "supported"}]
    case.add("determination", "2026-03-20", report=report, findings=findings)
    assert ask(case, "2026-06-01", "oh-plan-inhome-agreed") == [(None, "open")]
    case.add("plan", "2026-04-01", children=["sam", "ada"], kind="family")
    assert ask(case, "2026-06-01", "oh-plan-inhome-agreed") == [(None, "met")]


@pytest.mark.parametrize(
    ("told", "made", "status"),
    [
        ("2026-01-10 10:00", "2026-01-16", "open"),
        ("2026-01-10 10:00", "2026-01-17", "met"),
        (None, "2026-02-01", "open"),
    ],
    ids=["6 days", "7 days", "never told"],
)
@pytest.mark.parametrize("to", ["parent", "guardian"])
def test_the_parties_are_told_seven_days_before(
    to: str, told: str | None, made: str, status: str
) -> None:
    case = make_home(NEW_YORK)
    if told:
        tell(case, told, "plan", to)
        # What they are told of the next plan takes nothing back.
        tell(case, "2026-03-01", "plan", to)
    case.add("plan", made, children=["sam"], kind="family")
    assert ask(case, "2026-03-02", "oh-plan-notice") == [(None, status)]


@pytest.mark.parametrize(
    ("ordered", "due"),
    [(None, "2026-02-15"), ("2026-01-10", "2026-02-09"), ("2026-01-20", "2026-02-15")],
    ids=["complaint", "supervision before it", "supervision after it"],
)
def test_the_plan_is_with_the_court_thirty_days_after_the_first_of_four(
    ordered: str | None, due: str
) -> None:
    case = make_home(NEW_YORK)
    case.add("application", "2026-01-16", children=["sam"], application="protection")
    if ordered:
        order = {"legal_status": "supervision order", "from": ordered}
        case.add("order", ordered, children=["sam"], **order)
    assert ask(case, "2026-02-16", "oh-plan-custody") == [(due, "overdue")]
    case.add("plan", due, children=["sam"], kind="child")
    assert ask(case, "2026-02-16", "oh-plan-custody") == [(due, "met")]


# ------------------------------------------------------------------ reviews


def in_care() -> CaseMaker:
    """Placed on 15 January, complaint on the 16th: the review clock starts with the placement."""
    case = make_home(NEW_YORK)
    remove(case)
    case.add("application", "2026-01-16", children=["sam"], application="protection")
    return case


def review(case: CaseMaker, when: str, kind: str = "scheduled") -> str:
    return case.add("review", when, children=["sam"], kind=kind, result="continue")


def test_a_late_case_review_does_not_move_the_next() -> None:
    case = in_care()
    assert ask(case, "2026-02-01", "oh-case-review") == [("2026-04-15", "upcoming")]
    review(case, "2026-04-25")
    assert ask(case, "2026-05-01", "oh-case-review") == [
        ("2026-04-15", "met late"),
        ("2026-07-14", "upcoming"),
    ]
    assert ask(case, "2026-07-15", "oh-case-review") == [
        ("2026-04-15", "met late"),
        ("2026-07-14", "overdue"),
        ("2026-10-12", "upcoming"),
    ]


def test_the_parents_signature_may_be_the_first() -> None:
    case = make_home(NEW_YORK)
    case.add("plan", "2026-01-12", children=["sam"], kind="family")
    remove(case)
    assert ask(case, "2026-02-01", "oh-case-review") == [("2026-04-12", "upcoming")]
    assert ask(case, "2026-02-01", "oh-sar") == [("2026-07-11", "upcoming")]


def test_a_reopened_case_is_reviewed_from_what_begins_it_anew() -> None:
    case = in_care()
    case.add("closing", "2026-03-01 09:00", children=["sam"])
    case.add("reopening", "2026-05-01 09:00", children=["sam"])
    case.add("placement", "2026-05-03 10:00", children=["sam"], setting="foster")
    assert ask(case, "2026-05-04", "oh-case-review") == [
        ("2026-04-15", "lapsed"),
        ("2026-08-01", "upcoming"),
    ]


@pytest.mark.parametrize(
    ("held", "kind", "status"),
    [
        ("2026-06-13", "in care", "overdue"),
        ("2026-06-14", "in care", "met"),
        ("2026-07-14", "in care", "met"),
        ("2026-07-20", "in care", "met late"),
        ("2026-07-01", "scheduled", "overdue"),
    ],
    ids=["31 days early", "30 days early", "on the day", "late", "a worker's own look"],
)
def test_the_semiannual_review_lies_in_the_thirty_days_before_its_day(
    held: str, kind: str, status: str
) -> None:
    case = in_care()
    review(case, held, kind)
    first, following = find(case, "2026-07-25", "oh-sar", PACK)
    assert local(first.opens, NEW_YORK) == "2026-06-14"
    assert said([first, following], NEW_YORK) == [
        ("2026-07-14", status),
        ("2027-01-10", "upcoming"),
    ]


def test_the_semiannual_review_is_a_case_review_too() -> None:
    case = in_care()
    review(case, "2026-04-10")
    review(case, "2026-07-10", "in care")
    assert ask(case, "2026-07-15", "oh-case-review")[:2] == [
        ("2026-04-15", "met"),
        ("2026-07-14", "met"),
    ]


def test_a_supervisor_approves_within_five_working_days() -> None:
    """Friday 22 May; Monday is Memorial Day."""
    case = in_care()
    first = review(case, "2026-05-22 10:00")
    second = review(case, "2026-05-22 11:00")
    data = {"scope": "other", "approves": [second]}
    case.add("approval", "2026-05-26 09:00", approved_by="k-sample", **data)
    assert ask(case, "2026-06-02", "oh-review-approval", second) == [("2026-06-01", "overdue")]
    case.add("approval", "2026-06-01 09:00", approved_by="r-sample", **data)
    assert ask(case, "2026-06-02", "oh-review-approval", second) == [("2026-06-01", "met")]
    assert ask(case, "2026-06-02", "oh-review-approval", first) == [("2026-06-01", "overdue")]


@pytest.mark.parametrize(
    ("reviewed", "status"),
    [("2026-04-29", "overdue"), ("2026-04-30", "met"), ("2026-05-30", "met"), (None, "overdue")],
    ids=["31 days before", "30 days before", "on the day", "never"],
)
def test_a_case_is_reviewed_at_its_closing(reviewed: str | None, status: str) -> None:
    case = make_home(NEW_YORK)
    if reviewed:
        review(case, reviewed, "closing")
    case.add("closing", "2026-05-30", children=["sam"])
    assert ask(case, "2026-06-01", "oh-review-at-closure") == [("2026-05-30", status)]


# ------------------------------------------------------------------ children in substitute care


def visit(case: CaseMaker, when: str, *people: str, place: str = "placement") -> None:
    case.contact(when, people, seen=["sam"], place=place)


def test_the_first_week_and_the_first_four_weeks() -> None:
    case = in_care()
    visit(case, "2026-01-20 10:00")
    visit(case, "2026-01-21 10:00", "fay", place="office")
    assert ask(case, "2026-01-23", "oh-place-visit1") == [("2026-01-22", "overdue")]
    visit(case, "2026-01-22 10:00", "fay")
    assert ask(case, "2026-01-23", "oh-place-visit1") == [("2026-01-22", "met")]
    (second,) = find(case, "2026-02-13", "oh-place-visit2", PACK)
    assert (second.done, second.needed) == (1, 2)
    assert said([second], NEW_YORK) == [("2026-02-12", "overdue")]
    visit(case, "2026-02-12 10:00", "fay")
    assert ask(case, "2026-02-13", "oh-place-visit2") == [("2026-02-12", "met")]


def test_a_move_begins_the_first_week_anew_and_running_away_does_not() -> None:
    case = in_care()
    visit(case, "2026-01-22 10:00", "fay")
    case.add("placement", "2026-02-03 10:00", children=["sam"], setting="runaway or missing")
    assert len(ask(case, "2026-02-11", "oh-place-visit1")) == 1
    case.add("placement", "2026-02-20 10:00", children=["sam"], setting="kinship", carers=["gran"])
    assert ask(case, "2026-02-28", "oh-place-visit1") == [
        ("2026-01-22", "met"),
        ("2026-02-27", "overdue"),
    ]


def test_child_and_caregiver_in_each_calendar_month() -> None:
    case = in_care()
    visit(case, "2026-01-22 10:00", "fay")
    visit(case, "2026-02-10 10:00")
    assert ask(case, "2026-03-01", "oh-place-monthly") == [
        ("2026-01-31", "met"),
        ("2026-02-28", "overdue"),
        ("2026-03-31", "upcoming"),
    ]
    # The federal visit stands beside it: the child alone is enough there.
    federal = find(case, "2026-03-01", "worker-visit-monthly", ("us-federal", *PACK))
    assert [o.status for o in federal] == ["met", "met", "upcoming"]


def test_ohio_and_the_federal_law_side_by_side() -> None:
    case = in_care()
    hear(case, "2026-03-02", "adjudication", "abuse or neglect")
    packs = ("us-federal", "us-icwa", *PACK)
    (hearing,) = find(case, "2026-05-01", "permanency-hearing", packs)
    assert local(hearing.due, NEW_YORK) == "2027-03-02"
