"""The federal pack of the United States: every row is there, and every number by hand."""

from __future__ import annotations

from typing import Any

import pytest
from model.hand_made import CaseMaker, local

from casekit.standards.packs import load_pack

from .united_states import (
    NEW_YORK,
    REMOVED,
    check_rows,
    find,
    hear,
    make_home,
    remove,
    said,
    tell,
)

PACK = ("us-federal",)
Said = list[tuple[str | None, str]]
ROWS = {
    "case-plan-initial": "primary",
    "case-plan-update-on-move": "primary",
    "reasonable-efforts-prevent": "primary",
    "reasonable-efforts-finalize": "unverified",
    "contrary-to-welfare": "unverified",
    "entered-care-date": "primary",
    "periodic-review": "primary",
    "permanency-hearing": "primary",
    "permanency-hearing-no-re": "primary",
    "tpr-15-of-22": "primary",
    "tpr-immediate": "primary",
    "tpr-exceptions": "primary",
    "tpr-clock-detail": "unverified",
    "worker-visit-monthly": "primary",
    "worker-visit-aggregate": "primary",
    "worker-visit-in-residence": "primary",
    "out-of-state-visit": "primary",
    "relative-notice": "primary",
    "siblings-together": "primary",
    "missing-child-report": "primary",
    "trafficking-report": "primary",
    "interstate-home-study": "primary",
    "interstate-study-decision": "primary",
    "qrtp-assessment": "primary",
    "qrtp-court": "primary",
    "qrtp-long-stay": "primary",
    "voluntary-placement": "primary",
    "age14-consultation": "primary",
    "age14-rights-document": "primary",
    "age14-transition-services": "primary",
    "age14-credit-report": "primary",
    "appla-min-age": "primary",
    "transition-plan-90": "primary",
    "discharge-documents": "primary",
    "health-education-record": "primary",
    "nytd-baseline": "unverified",
}
# The vocabulary of goals, the indicators, and the parts of rows that have several numbers.
MORE = {
    "permanency-goals": "primary",
    "concurrent-planning": "primary",
    "permanency-hearing-again": "primary",
    "qrtp-long-stay-total": "primary",
    "qrtp-long-stay-under-13": "primary",
    "cfsr-maltreatment-in-care": "unverified",
    "cfsr-recurrence": "unverified",
    "cfsr-permanency-entries": "unverified",
    "cfsr-permanency-entries-standard": "secondary",
    "cfsr-permanency-12-23": "unverified",
    "cfsr-permanency-24": "unverified",
    "cfsr-reentry": "unverified",
    "cfsr-stability": "unverified",
    "afcars-elements": "unverified",
    "ncands-elements": "not found",
}


def ask(
    case: CaseMaker,
    now: str,
    rule: str,
    subject: str | None = None,
    horizon: str | None = None,
) -> Said:
    return said(find(case, now, rule, PACK, subject, horizon), NEW_YORK)


@pytest.fixture
def case() -> CaseMaker:
    """Sam, 7, was removed on 15 January 2026 and lives with foster carer Fay."""
    made = make_home(NEW_YORK)
    remove(made)
    return made


def test_every_row_is_a_rule_or_a_provision() -> None:
    check_rows("us-federal", ROWS, MORE)


def test_the_pack_says_of_when_it_is() -> None:
    pack = load_pack("us-federal")
    assert (pack.level, pack.edition) == ("federal", "2023-04-01")
    assert "April 2023" in pack.data["note"]


# ------------------------------------------------------------------ sixty days

SIXTY_DAYS: list[tuple[str, str, dict[str, Any]]] = [
    ("case-plan-initial", "plan", {"kind": "child"}),
    ("case-plan-initial", "plan", {"kind": "family"}),
    (
        "reasonable-efforts-prevent",
        "hearing",
        {"hearing": "adjudication", "determinations": ["reasonable efforts to prevent removal"]},
    ),
    (
        "reasonable-efforts-prevent",
        "hearing",
        {"hearing": "adjudication", "determinations": ["reasonable efforts not required"]},
    ),
]


@pytest.mark.parametrize(("rule", "kind", "data"), SIXTY_DAYS)
def test_sixty_days_after_the_removal(
    case: CaseMaker, rule: str, kind: str, data: dict[str, Any]
) -> None:
    assert ask(case, "2026-02-01 09:00", rule) == [("2026-03-16", "upcoming")]
    assert ask(case, "2026-03-16 23:59", rule) == [("2026-03-16", "due soon")]
    assert ask(case, "2026-03-17 00:00", rule) == [("2026-03-16", "overdue")]
    case.add(kind, "2026-03-16 23:00", children=["sam"], **data)
    assert ask(case, "2026-03-17 00:00", rule) == [("2026-03-16", "met")]


def test_a_safety_plan_is_no_case_plan(case: CaseMaker) -> None:
    case.add("plan", "2026-02-01", children=["sam"], kind="safety")
    assert ask(case, "2026-03-17", "case-plan-initial") == [("2026-03-16", "overdue")]


def test_back_home_on_day_twenty_there_is_no_case_plan_to_write(case: CaseMaker) -> None:
    placement = next(r.id for r in case.records if r.kind == "placement")
    case.add(
        "placement-end", "2026-02-04", placement=placement, children=["sam"], reason="returned"
    )
    assert ask(case, "2026-06-01", "case-plan-initial") == [("2026-03-16", "lapsed")]


def test_a_move_asks_for_an_updated_plan_and_a_hospital_stay_does_not(case: CaseMaker) -> None:
    case.add("plan", "2026-01-20", children=["sam"], kind="child")
    case.add("placement", "2026-02-01 10:00", children=["sam"], setting="hospital")
    assert ask(case, "2026-02-10", "case-plan-update-on-move") == [(None, "met")]
    case.add("placement", "2026-02-20 10:00", children=["sam"], setting="kinship")
    assert ask(case, "2026-02-21", "case-plan-update-on-move") == [(None, "met"), (None, "open")]


def test_a_voluntary_placement_may_be_excused_from_the_finding(case: CaseMaker) -> None:
    (duty,) = find(case, "2026-02-01", "reasonable-efforts-prevent", PACK)
    case.add("exception", "2026-02-02", obligation=duty.id, reason="x", approved_by="r-sample")
    assert ask(case, "2026-04-01", "reasonable-efforts-prevent") == [("2026-03-16", "excused")]


# ------------------------------------------------------------------ entered care


@pytest.mark.parametrize(
    ("finding", "due"),
    [
        (None, "2027-03-16"),
        ("2026-03-02 10:00", "2027-03-02"),
        ("2026-03-15 10:00", "2027-03-15"),
        ("2026-03-17 10:00", "2027-03-16"),
        ("2026-04-10 10:00", "2027-03-16"),
        ("2026-01-10 10:00", "2027-03-16"),
    ],
    ids=["none", "before day 60", "day 59", "day 61", "late", "before the removal"],
)
def test_the_first_permanency_hearing_counts_from_the_entry_into_care(
    finding: str | None, due: str
) -> None:
    case = make_home(NEW_YORK)
    remove(case)
    if finding:
        hear(case, finding, "adjudication", "abuse or neglect")
    assert ask(case, "2026-05-01", "permanency-hearing") == [(due, "upcoming")]
    (yearly,) = find(case, "2026-05-01", "reasonable-efforts-finalize", PACK)
    assert (local(yearly.due, NEW_YORK), yearly.rule.enforced) == (due, False)


def test_a_brothers_finding_does_not_begin_a_sisters_year() -> None:
    case = make_home(NEW_YORK, children=("sam", "ada"))
    remove(case, children=("sam", "ada"))
    hear(case, "2026-03-02", "adjudication", "abuse or neglect")
    assert ask(case, "2026-05-01", "permanency-hearing", "sam") == [("2027-03-02", "upcoming")]
    assert ask(case, "2026-05-01", "permanency-hearing", "ada") == [("2027-03-16", "upcoming")]


def test_an_early_permanency_hearing_brings_the_next_one_forward(case: CaseMaker) -> None:
    hear(case, "2027-02-10 09:00", "permanency")
    assert ask(case, "2027-03-17", "permanency-hearing") == [("2027-03-16", "met")]
    assert ask(case, "2027-03-17", "permanency-hearing-again") == [("2028-02-10", "upcoming")]
    assert ask(case, "2028-02-11", "permanency-hearing-again") == [("2028-02-10", "overdue")]
    hear(case, "2028-02-09", "permanency")
    assert ask(case, "2028-02-11", "permanency-hearing-again") == [
        ("2028-02-10", "met"),
        ("2029-02-09", "upcoming"),
    ]


def test_thirty_days_where_efforts_are_not_required(case: CaseMaker) -> None:
    hear(case, "2026-02-02 10:00", "adjudication", "reasonable efforts not required")
    assert ask(case, "2026-02-03", "permanency-hearing-no-re") == [("2026-03-04", "upcoming")]
    assert ask(case, "2026-03-05", "permanency-hearing-no-re") == [("2026-03-04", "overdue")]
    hear(case, "2026-03-04 16:00", "permanency")
    assert ask(case, "2026-03-05", "permanency-hearing-no-re") == [("2026-03-04", "met")]


def test_the_first_order_should_speak_of_the_childs_welfare(case: CaseMaker) -> None:
    (gate,) = find(case, "2026-01-20", "contrary-to-welfare", PACK)
    assert (gate.status, gate.rule.enforced) == ("open", False)
    hear(case, "2026-01-16 11:00", "shelter or preliminary", "contrary to the welfare")
    assert ask(case, "2026-01-20", "contrary-to-welfare") == [(None, "met")]


# ------------------------------------------------------------------ reviews


def test_a_review_every_six_months_by_a_panel_or_a_court(case: CaseMaker) -> None:
    case.add("review", "2026-05-01", children=["sam"], kind="scheduled", result="continue")
    assert ask(case, "2026-07-16", "periodic-review") == [("2026-07-15", "overdue")]
    case.add("review", "2026-06-20", children=["sam"], kind="in care", result="continue")
    assert ask(case, "2026-07-16", "periodic-review") == [
        ("2026-07-15", "met"),
        ("2026-12-20", "upcoming"),
    ]
    hear(case, "2026-12-21", "review")
    assert ask(case, "2026-12-22", "periodic-review")[1:] == [
        ("2026-12-20", "met late"),
        ("2027-06-21", "upcoming"),
    ]


# ------------------------------------------------------------------ 15 of 22 months


def test_fifteen_months_after_the_entry_into_care(case: CaseMaker) -> None:
    assert ask(case, "2026-05-01", "tpr-15-of-22") == [("2027-06-16", "upcoming")]
    assert ask(case, "2027-06-17", "tpr-15-of-22") == [("2027-06-16", "overdue")]
    case.add(
        *("application", "2027-06-16"),
        children=["sam"],
        application="termination of parental rights",
    )
    assert ask(case, "2027-06-17", "tpr-15-of-22") == [("2027-06-16", "met")]


@pytest.mark.parametrize("setting", ["trial home visit", "runaway or missing"])
def test_days_of_a_trial_home_visit_or_away_do_not_count(case: CaseMaker, setting: str) -> None:
    """1 to 31 July: thirty days, the last one is a day in care again."""
    away = case.add("placement", "2026-07-01 10:00", children=["sam"], setting=setting)
    case.add("placement-end", "2026-07-31 10:00", placement=away, children=["sam"], reason="other")
    assert ask(case, "2026-09-01", "tpr-15-of-22") == [("2027-07-16", "upcoming")]


def test_a_trial_home_visit_over_the_day_itself_stops_the_clock(case: CaseMaker) -> None:
    visit = case.add("placement", "2027-06-01", children=["sam"], setting="trial home visit")
    (duty,) = find(case, "2027-06-20", "tpr-15-of-22", PACK)
    assert duty.status == "paused"
    case.add("placement-end", "2027-07-01", placement=visit, children=["sam"], reason="other")
    assert ask(case, "2027-07-02", "tpr-15-of-22") == [("2027-07-16", "upcoming")]
    assert ask(case, "2027-07-17", "tpr-15-of-22") == [("2027-07-16", "overdue")]


@pytest.mark.parametrize(
    ("again", "due"),
    [
        ("2026-01-15 14:00", "2026-12-15"),
        ("2026-03-01 14:00", "2027-07-30"),
        ("2026-06-01 14:00", "2027-10-31"),
    ],
    ids=["183 days still in the window", "for each day on, one falls out", "none of them"],
)
def test_days_of_an_earlier_stay_count_while_they_lie_in_the_last_22_months(
    again: str, due: str
) -> None:
    """The first stay counts 2 March to 31 August 2025: 183 days."""
    case = CaseMaker(NEW_YORK)
    case.child("sam", "2018-06-02")
    case.add("opening", "2025-01-01 09:00", children=["sam"])
    first = remove(case, "2025-01-01 10:00")
    case.add("placement-end", "2025-09-01", placement=first, children=["sam"], reason="returned")
    remove(case, again)
    assert ask(case, "2026-06-15", "tpr-15-of-22") == [(due, "upcoming")]


def test_an_exception_excuses_the_petition(case: CaseMaker) -> None:
    (duty,) = find(case, "2027-05-01", "tpr-15-of-22", PACK)
    case.add(
        *("exception", "2027-05-02"),
        obligation=duty.id,
        reason="lives with a relative",
        approved_by="r-sample",
    )
    assert ask(case, "2028-01-01", "tpr-15-of-22") == [("2027-06-16", "excused")]


def test_grounds_for_a_petition_at_once(case: CaseMaker) -> None:
    hear(case, "2026-02-02", "adjudication", "grounds for termination at once")
    assert ask(case, "2026-02-03", "tpr-immediate") == [(None, "open")]
    (detail,) = find(case, "2026-04-04", "tpr-clock-detail", PACK)
    assert (local(detail.due, NEW_YORK), detail.status) == ("2026-04-03", "overdue")
    assert not detail.counts_as_overdue
    case.add(
        *("application", "2026-03-01"),
        children=["sam"],
        application="termination of parental rights",
    )
    assert ask(case, "2026-04-04", "tpr-immediate") == [(None, "met")]
    assert ask(case, "2026-04-04", "tpr-clock-detail") == [("2026-04-03", "met")]


# ------------------------------------------------------------------ visits


def test_a_visit_in_each_calendar_month(case: CaseMaker) -> None:
    case.contact("2026-01-31 16:00", seen=["sam"])
    case.contact("2026-02-10 16:00", seen=["sam"], mode="video")
    assert ask(case, "2026-03-01", "worker-visit-monthly") == [
        ("2026-01-31", "met"),
        ("2026-02-28", "overdue"),
        ("2026-03-31", "upcoming"),
    ]


@pytest.mark.parametrize(
    ("removed", "months"), [("2026-01-25 14:00", 2), ("2026-01-26 14:00", 1)], ids=["7", "6 days"]
)
def test_a_month_with_fewer_than_seven_days_in_care_is_not_judged(
    removed: str, months: int
) -> None:
    case = make_home(NEW_YORK)
    remove(case, removed)
    assert len(ask(case, "2026-02-10", "worker-visit-monthly")) == months


def test_a_child_in_another_state_is_visited_every_six_months() -> None:
    case = make_home(NEW_YORK)
    remove(case, outside_jurisdiction=True)
    assert ask(case, "2026-02-01", "out-of-state-visit") == [("2026-07-15", "upcoming")]
    assert ask(case, "2026-07-16", "out-of-state-visit") == [("2026-07-15", "overdue")]
    case.contact("2026-05-01 10:00", seen=["sam"])
    assert ask(case, "2026-07-16", "out-of-state-visit") == [
        ("2026-07-15", "met"),
        ("2026-11-01", "upcoming"),
    ]


def test_a_child_in_this_state_has_no_out_of_state_visit(case: CaseMaker) -> None:
    assert ask(case, "2026-08-01", "out-of-state-visit") == []


# ------------------------------------------------------------------ relatives


def test_relatives_are_told_within_thirty_days_for_each_child() -> None:
    case = make_home(NEW_YORK, children=("sam", "ada"))
    remove(case)
    remove(case, "2026-02-10 09:00", ("ada",))
    tell(case, "2026-02-14 12:00", "removal", "relative")
    tell(case, "2026-02-20 12:00", "removal", "parent", ("ada",))
    assert ask(case, "2026-02-15", "relative-notice", "sam") == [("2026-02-14", "met")]
    assert ask(case, "2026-03-13", "relative-notice", "ada") == [("2026-03-12", "overdue")]
    tell(case, "2026-03-12 12:00", "removal", "relative", ("ada",))
    assert ask(case, "2026-03-13", "relative-notice", "ada") == [("2026-03-12", "met")]


# ------------------------------------------------------------------ missing, trafficked

# Clocks go forward in the night to 8 March 2026, so 24 hours after 20:00 is 21:00.
AWAY = "2026-03-07 20:00"


def run_away(case: CaseMaker, found: str | None = None) -> None:
    away = case.add("placement", AWAY, children=["sam"], setting="runaway or missing")
    if found:
        case.add("placement-end", found, placement=away, children=["sam"], reason="other")


def parts(case: CaseMaker, now: str) -> dict[str, tuple[str | None, str]]:
    found = find(case, now, "missing-child-report", PACK)
    return dict(zip([o.part for o in found], said(found, NEW_YORK), strict=True))


def test_a_missing_child_is_reported_to_both_within_24_hours(case: CaseMaker) -> None:
    run_away(case)
    tell(case, "2026-03-07 22:00", "missing child", "law enforcement")
    tell(case, "2026-03-08 21:01", "missing child", "missing children centre")
    assert parts(case, "2026-03-08 21:00") == {
        "to law enforcement": ("2026-03-08 21:00", "met"),
        "to the centre for missing children": ("2026-03-08 21:00", "due soon"),
    }
    assert parts(case, "2026-03-08 22:00") == {
        "to law enforcement": ("2026-03-08 21:00", "met"),
        "to the centre for missing children": ("2026-03-08 21:00", "met late"),
    }


@pytest.mark.parametrize(
    ("found", "status"),
    [("2026-03-08 20:00", "lapsed"), ("2026-03-08 22:00", "missed")],
    ids=["after 23 hours", "after 25 hours"],
)
def test_a_child_who_is_found_again(case: CaseMaker, found: str, status: str) -> None:
    run_away(case, found)
    assert set(parts(case, "2026-03-10").values()) == {("2026-03-08 21:00", status)}


@pytest.mark.parametrize(
    ("allegation", "duties"),
    [("exploitation or trafficking", [("2026-03-03 09:00", "overdue")]), ("neglect", [])],
)
def test_news_of_trafficking_goes_to_law_enforcement(allegation: str, duties: Said) -> None:
    case = make_home(NEW_YORK)
    case.add(
        *("report", "2026-03-02 09:00"),
        children=["sam"],
        allegations=[{"child": "sam", "allegation": allegation, "description": "x"}],
    )
    assert ask(case, "2026-03-03 09:01", "trafficking-report") == duties
    tell(case, "2026-03-03 08:59", "trafficking", "law enforcement")
    met = [(due, "met") for due, _ in duties]
    assert ask(case, "2026-03-03 09:01", "trafficking-report") == met


# ------------------------------------------------------------------ residential treatment

QRTP = "qualified residential treatment"


def in_treatment(born: str = "2011-06-02") -> CaseMaker:
    case = make_home(NEW_YORK, born)
    remove(case, setting=QRTP)
    return case


def test_residential_treatment_is_assessed_and_decided_on() -> None:
    case = in_treatment()
    assert ask(case, "2026-02-15", "qrtp-assessment") == [("2026-02-14", "overdue")]
    assert ask(case, "2026-03-17", "qrtp-court") == [("2026-03-16", "overdue")]
    case.add(
        "assessment", "2026-02-14", children=["sam"], instrument="need for residential treatment"
    )
    hear(case, "2026-03-16", "review", "residential treatment disapproved")
    assert ask(case, "2026-02-15", "qrtp-assessment") == [("2026-02-14", "met")]
    assert ask(case, "2026-03-17", "qrtp-court") == [("2026-03-16", "met")]


def test_each_new_program_is_assessed_anew() -> None:
    case = in_treatment()
    case.add("placement", "2026-02-01 10:00", children=["sam"], setting=QRTP)
    assert ask(case, "2026-02-10", "qrtp-assessment") == [
        ("2026-02-14", "lapsed"),
        ("2026-03-03", "upcoming"),
    ]


def test_twelve_months_on_end_go_on_in_another_program() -> None:
    case = in_treatment()
    case.add("placement", "2026-06-01 10:00", children=["sam"], setting=QRTP)
    assert ask(case, "2026-09-01", "qrtp-long-stay") == [("2027-01-15", "upcoming")]
    assert ask(case, "2027-01-16", "qrtp-long-stay") == [("2027-01-15", "overdue")]
    tell(case, "2027-01-15", "placement", "federal authority")
    assert ask(case, "2027-01-16", "qrtp-long-stay") == [("2027-01-15", "met")]


def test_a_month_elsewhere_begins_the_twelve_anew_and_not_the_eighteen() -> None:
    """137 days before 1 June; 549 - 137 = 412 more from 1 July."""
    case = in_treatment()
    case.add("placement", "2026-06-01 10:00", children=["sam"], setting="foster")
    case.add("placement", "2026-07-01 10:00", children=["sam"], setting=QRTP)
    assert ask(case, "2026-09-01", "qrtp-long-stay") == [("2027-07-01", "upcoming")]
    assert ask(case, "2026-09-01", "qrtp-long-stay-total") == [("2027-08-17", "upcoming")]


@pytest.mark.parametrize(
    ("born", "now", "duties"),
    [
        ("2013-09-01", "2026-07-01", [("2026-07-15", "upcoming")]),
        ("2013-09-01", "2026-07-16", [("2026-07-15", "overdue")]),
        ("2013-09-01", "2026-10-01", [("2026-07-15", "missed")]),
        ("2013-02-10", "2026-10-01", []),
        ("2011-06-02", "2026-10-01", []),
    ],
    ids=["12", "overdue at 12", "missed, now 13", "12 years 11 months", "14"],
)
def test_six_months_of_a_child_under_thirteen(born: str, now: str, duties: Said) -> None:
    assert ask(in_treatment(born), now, "qrtp-long-stay-under-13") == duties


# ------------------------------------------------------------------ voluntary placement


@pytest.mark.parametrize(
    ("signed", "due"),
    [("2026-01-10", "2026-07-14"), ("2026-01-15", "2026-07-14"), ("2026-01-20", "2026-07-19")],
    ids=["before", "same day", "after the placement"],
)
def test_a_voluntary_placement_comes_before_a_court_within_180_days(signed: str, due: str) -> None:
    case = make_home(NEW_YORK)
    case.add("placement", REMOVED, children=["sam"], setting="foster")
    data = {"children": ["sam"], "legal_status": "voluntary agreement", "step": "signed"}
    case.add("agreement", signed, **data)
    assert ask(case, "2026-02-01", "voluntary-placement") == [(due, "upcoming")]
    hear(case, "2026-07-14", "review", "placement in the best interests")
    assert ask(case, "2026-08-01", "voluntary-placement") == [(due, "met")]


def test_an_order_that_takes_the_agreements_place_ends_the_180_days() -> None:
    case = make_home(NEW_YORK)
    case.add("placement", REMOVED, children=["sam"], setting="foster")
    data = {"children": ["sam"], "legal_status": "voluntary agreement", "step": "signed"}
    case.add("agreement", "2026-01-10", **data)
    case.add(
        *("order", "2026-05-01"),
        children=["sam"],
        legal_status="temporary guardianship or custody",
        **{"from": "2026-05-01"},
    )
    assert ask(case, "2026-09-01", "voluntary-placement") == [("2026-07-14", "lapsed")]


def test_a_removal_is_no_voluntary_placement(case: CaseMaker) -> None:
    assert ask(case, "2026-09-01", "voluntary-placement") == []


# ------------------------------------------------------------------ from 14 on


def in_care(born: str) -> CaseMaker:
    case = make_home(NEW_YORK, born)
    remove(case)
    return case


@pytest.mark.parametrize("rule", ["age14-rights-document", "age14-transition-services"])
@pytest.mark.parametrize(
    ("born", "due"),
    [("2012-04-10", "2026-04-10"), ("2012-01-20", "2026-03-16"), ("2010-01-20", "2026-03-16")],
    ids=["14 in April", "14 five days after the removal", "15 at the removal"],
)
def test_at_fourteen_or_with_the_case_plan(rule: str, born: str, due: str) -> None:
    case = in_care(born)
    assert ask(case, "2026-02-01", rule) == [(due, "upcoming")]
    assert ask(case, "2026-05-01", rule) == [(due, "overdue")]


def test_the_rights_are_given_when_they_are_signed_for() -> None:
    case = in_care("2012-04-10")
    notice = tell(case, "2026-03-01", "rights", "child")
    assert ask(case, "2026-04-11", "age14-rights-document") == [("2026-04-10", "overdue")]
    case.add("notice-receipt", "2026-04-10", notice=notice, received_by="Sam")
    assert ask(case, "2026-04-11", "age14-rights-document") == [("2026-04-10", "met")]


@pytest.mark.parametrize(
    ("signed", "status"),
    [("2025-04-09", "overdue"), ("2025-04-10", "met")],
    ids=["at 12", "at 13"],
)
def test_what_was_signed_before_thirteen_is_not_taken_for_it(signed: str, status: str) -> None:
    case = CaseMaker(NEW_YORK)
    case.child("sam", "2012-04-10")
    case.add("opening", "2024-01-02 09:00", children=["sam"])
    remove(case, "2024-01-15 14:00")
    notice = tell(case, "2025-04-01", "rights", "child")
    case.add("notice-receipt", signed, notice=notice, received_by="Sam")
    case.add("plan", signed, children=["sam"], kind="transition")
    for rule in ("age14-rights-document", "age14-transition-services"):
        assert ask(case, "2026-05-01", rule) == [("2026-04-10", status)]


def test_a_credit_report_each_year_from_fourteen() -> None:
    case = in_care("2012-04-10")
    assert ask(case, "2026-05-01", "age14-credit-report") == [("2027-04-10", "upcoming")]
    tell(case, "2026-09-01", "credit report", "child")
    assert ask(case, "2027-09-02", "age14-credit-report") == [
        ("2027-04-10", "met"),
        ("2027-09-01", "overdue"),
    ]


def test_the_first_credit_report_is_not_due_before_fifteen() -> None:
    case = in_care("2013-01-01")
    assert all(status == "upcoming" for _, status in ask(case, "2026-12-31", "age14-credit-report"))
    assert ask(case, "2027-01-01", "age14-credit-report") == [("2028-01-01", "upcoming")]


@pytest.mark.parametrize(
    ("made", "now", "status"),
    [
        ("2026-06-02", "2026-07-01", "upcoming"),
        ("2026-06-03", "2026-07-01", "met"),
        ("2026-08-31", "2026-09-01", "met"),
        (None, "2026-08-31", "due soon"),
        (None, "2026-09-01", "overdue"),
        (None, "2026-09-03", "missed"),
    ],
    ids=["day 91", "day 90", "the eve", "open", "the birthday", "of age"],
)
def test_the_transition_plan_belongs_into_the_90_days_before_18(
    made: str | None, now: str, status: str
) -> None:
    case = in_care("2008-09-01")
    if made:
        case.add("plan", made, children=["sam"], kind="transition")
    (duty,) = find(case, now, "transition-plan-90", PACK)
    assert local(duty.opens, NEW_YORK) == "2026-06-03"
    assert said([duty], NEW_YORK) == [("2026-08-31", status)]


def test_the_survey_at_seventeen_is_advice() -> None:
    case = in_care("2009-03-01")
    (duty,) = find(case, "2026-04-16", "nytd-baseline", PACK)
    assert (local(duty.due, NEW_YORK), duty.status) == ("2026-04-15", "overdue")
    assert not duty.counts_as_overdue
    case.add("assessment", "2026-04-15", children=["sam"], instrument="transition survey")
    assert ask(case, "2026-04-16", "nytd-baseline") == [("2026-04-15", "met")]


def test_each_carer_gets_the_health_and_education_record(case: CaseMaker) -> None:
    assert ask(case, "2026-01-16", "health-education-record") == [(None, "open")]
    tell(case, "2026-01-16", "health and education record", "carer")
    case.add("placement", "2026-02-20 10:00", children=["sam"], setting="kinship")
    assert ask(case, "2026-02-21", "health-education-record") == [(None, "met"), (None, "open")]


def test_siblings_with_one_carer_are_one_record_to_give() -> None:
    case = CaseMaker(NEW_YORK)
    case.child("sam", "2018-06-02")
    case.child("ada", "2021-11-20")
    case.add("opening", "2026-01-10 09:00", children=["sam", "ada"])
    case.add("placement", "2026-01-15 10:00", children=["sam", "ada"], setting="foster")
    assert ask(case, "2026-01-16", "health-education-record") == [(None, "open")]
