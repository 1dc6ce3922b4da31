"""Massachusetts: every row of its editions, and stories with days counted by hand."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from model.hand_made import CaseMaker, local

from casekit.standards.calendars import MissingCalendarYear
from casekit.standards.obligations import Obligation
from casekit.standards.packs import load_editions, load_pack

from .pack_stories import (
    BOTH,
    Row,
    add_report,
    find,
    find_breaches,
    judge,
    labels,
    make_days,
    make_family,
    rows,
)

PACK = "us-ma-dcf"
BOSTON = ZoneInfo("America/New_York")
# The legal holidays that fall on a weekday; Patriots' Day is the third Monday of April.
HOLIDAYS = {
    2007: ("01-01", "01-15", "02-19", "04-16", "05-28", "07-04", "09-03", "12-25"),
    2008: ("01-01", "01-21", "02-18", "04-21", "05-26", "07-04", "11-11", "11-27", "12-25"),
    2009: ("01-01", "01-19", "02-16", "04-20", "05-25", "09-07", "10-12", "11-11", "11-26"),
    2017: ("01-02", "01-16", "02-20", "04-17", "05-29", "07-04", "09-04"),
    2022: ("11-11", "11-24", "12-26"),
    2023: ("01-02", "01-16", "02-20", "04-17", "05-29"),
    2025: ("01-01", "01-20"),
    2026: ("01-01", "01-19", "02-16", "04-20", "05-25", "06-19", "09-07", "10-12", "12-25"),
    2027: ("01-01", "01-18", "02-15"),
}
CLOCK = make_days(BOSTON, HOLIDAYS)

P, S, U, NF = "primary", "secondary", "unverified", "not found"
TODAY = {
    "ma-51a-written": S,
    "ma-screen-emergency": P,
    "ma-screen": P,
    "ma-emerg-view": P,
    "ma-emerg-view-others": P,
    "ma-emerg-safety": P,
    "ma-nonemerg-view": P,
    "ma-nonemerg-parents": P,
    "ma-emerg-initiate": S,
    "ma-nonemerg-initiate": S,
    "ma-51b-complete": U,
    "ma-da-notify": P,
    "ma-da-noncaregiver": P,
    "ma-assess-first": P,
    "ma-assess-contacts": P,
    "ma-assess-contacts-child": P,
    "ma-assess-plan-due": U,
    "ma-worker-visit": U,
    "ma-fcr": P,
    "ma-perm-hearing": P,
    "ma-perm-vpa": P,
    "ma-perm-no-re": P,
    "ma-home-under-6mo": P,
    "ma-appla": P,
    "ma-permanency-plans": S,
    "ma-tracks": P,
}
SERVICE_PLANS = {
    "ma-service-plan": S,
    "ma-service-plan-placement": S,
    "ma-assess-complete": S,
    "ma-case-opening": S,
}
OF_2009 = {
    "ma-screen": NF,
    "ma-emerg-initiate": NF,
    "ma-nonemerg-initiate": NF,
    "ma-initial-assessment": NF,
    "ma-51b-complete": U,
    "ma-assess-plan-due": U,
    "ma-tracks": P,
    **SERVICE_PLANS,
}
OF_2006 = {
    "ma-emerg-initiate": S,
    "ma-nonemerg-initiate": S,
    "ma-51b-complete": S,
    **SERVICE_PLANS,
}


@pytest.mark.parametrize(
    ("edition", "expected"), [("2006", OF_2006), ("2009", OF_2009), ("2023-01-06", TODAY)]
)
def test_every_row_is_there_with_its_label(edition: str, expected: dict[str, str]) -> None:
    pack = load_pack(PACK, edition)
    assert labels(pack) == expected
    assert find_breaches(pack) == []


def test_the_days_of_the_editions_and_what_is_not_sure_about_them() -> None:
    editions = load_editions(PACK)
    assert [p.effective_from.isoformat() for p in editions] == [
        "2006-01-01",
        "2009-09-01",
        "2023-01-06",
    ]
    assert all("not confirmed" in p.data["note"] for p in editions[:2])
    assert "confirmed for chapter 4 only" in editions[2].data["note"]


def test_a_weak_source_is_called_weak() -> None:
    (rule,) = (r for r in load_pack(PACK).rules if r.id == "ma-nonemerg-initiate")
    assert "weak source" in rule.reading


def duties(case: CaseMaker, now: str, rule_id: str, subject: str | None = None) -> list[Obligation]:
    return find(case, now, PACK, rule_id, CLOCK, subject)


def said(case: CaseMaker, now: str, rule_id: str, subject: str | None = None) -> list[Row]:
    return rows(duties(case, now, rule_id, subject), BOSTON)


# ------------------------------------------------------------------ screening


def make_unscreened() -> tuple[CaseMaker, str]:
    """A report on the Friday before Patriots' Day 2026."""
    case = make_family(BOSTON)
    return case, case.add("report", "2026-04-17 15:00", children=["sam"])


def screen(case: CaseMaker, report: str, when: str, **more: str) -> None:
    given = {"result": "screened in", **more}
    case.add("screening", when, report=report, children=["sam"], **given)


def test_one_working_day_over_patriots_day() -> None:
    case, report = make_unscreened()
    assert said(case, "2026-04-20 12:00", "ma-screen") == [("2026-04-21", "due soon")]
    assert said(case, "2026-04-22 00:00", "ma-screen") == [("2026-04-21", "overdue")]
    screen(case, report, "2026-04-21 23:59", priority="non-emergency")
    assert said(case, "2026-04-22 00:00", "ma-screen") == [("2026-04-21", "met")]


def test_screening_at_once_is_open_until_it_is_done() -> None:
    case, report = make_unscreened()
    assert said(case, "2026-04-17 15:01", "ma-screen-emergency") == [(None, "open")]
    screen(case, report, "2026-04-17 16:00", result="screened out")
    assert said(case, "2026-04-17 16:01", "ma-screen-emergency") == [(None, "met")]
    assert said(case, "2026-04-17 16:01", "ma-screen") == [("2026-04-21", "met")]


@pytest.mark.parametrize(
    ("until", "approved", "due"),
    [
        ("2026-04-22", "2026-04-21 12:00", "2026-04-22"),
        ("2026-04-23", "2026-04-21 12:00", "2026-04-21"),
        ("2026-04-22", "2026-04-22 08:00", "2026-04-21"),
    ],
    ids=["one day", "two days are too many", "too late"],
)
def test_one_more_working_day_for_a_named_piece(until: str, approved: str, due: str) -> None:
    case, _ = make_unscreened()
    (duty,) = duties(case, "2026-04-21 09:00", "ma-screen")
    case.add("extension", approved, obligation=duty.id, until=until, approved_by="r-sample")
    (found,) = duties(case, "2026-04-22 09:00", "ma-screen")
    assert local(found.due) == due


def test_a_priority_that_is_missing_leaves_the_screening_open() -> None:
    case, report = make_unscreened()
    screen(case, report, "2026-04-17 16:00")
    assert said(case, "2026-04-22 09:00", "ma-screen") == [("2026-04-21", "overdue")]
    for rule in ("ma-emerg-view", "ma-nonemerg-view", "ma-emerg-safety", "ma-51b-complete"):
        assert said(case, "2026-04-22 09:00", rule) == []
    screen(case, report, "2026-04-22 10:00", priority="non-emergency")
    # Friday is day 0; Tuesday, Wednesday and Thursday are the three days.
    assert said(case, "2026-04-22 11:00", "ma-nonemerg-view") == [("2026-04-23", "due soon")]
    assert said(case, "2026-04-22 11:00", "ma-screen") == [("2026-04-21", "met late")]


# ------------------------------------------------------------------ emergency


def make_emergency() -> CaseMaker:
    """Half an hour before midnight, in the night in which the clocks go forward."""
    case = make_family(BOSTON)
    case.child("lee", "2010-03-03")
    add_report(
        case,
        "2026-03-07 23:30",
        "2026-03-07 23:45",
        children=BOTH,
        also=["lee"],
        priority="emergency",
        response="emergency",
    )
    return case


def test_an_emergency_at_half_past_eleven_at_night() -> None:
    case = make_emergency()
    now = "2026-03-08 00:00"
    assert said(case, now, "ma-emerg-initiate") == [("2026-03-08 01:30", "due soon")]
    # Four hours of the clock on the wall would be 3:30, but an hour is lost at two.
    assert said(case, now, "ma-emerg-view") == [("2026-03-08 04:30", "due soon")] * 2
    assert said(case, now, "ma-emerg-safety") == [("2026-03-09 00:30", "due soon")]
    assert [local(o.opens, BOSTON) for o in duties(case, now, "ma-emerg-view")] == [
        "2026-03-08 01:30"
    ] * 2
    assert said(case, now, "ma-nonemerg-view") == []


def test_seeing_a_child_before_two_hours_is_never_wrong() -> None:
    case = make_emergency()
    case.contact("2026-03-08 00:10", ["jo"], ["sam"])
    now = "2026-03-08 04:31"
    assert said(case, now, "ma-emerg-view", "sam") == [("2026-03-08 04:30", "met")]
    assert said(case, now, "ma-emerg-view", "ada") == [("2026-03-08 04:30", "overdue")]
    assert said(case, now, "ma-emerg-view", "lee") == []
    assert said(case, now, "ma-emerg-initiate") == [("2026-03-08 01:30", "met")]


def test_an_attempt_begins_the_response_and_is_no_visit() -> None:
    case = make_emergency()
    case.contact("2026-03-08 01:00", made="attempted")
    now = "2026-03-08 05:00"
    assert said(case, now, "ma-emerg-initiate") == [("2026-03-08 01:30", "met")]
    assert [s for _, s in said(case, now, "ma-emerg-view")] == ["overdue", "overdue"]


def test_the_other_children_of_the_home_within_a_day() -> None:
    case = make_emergency()
    now = "2026-03-08 23:00"
    # 24 hours of the night of 23 hours: 23:45 and a day is 00:45.
    assert said(case, now, "ma-emerg-view-others", "lee") == [("2026-03-09 00:45", "due soon")]
    case.contact("2026-03-09 00:45", seen=["lee"], place="school")
    assert said(case, "2026-03-09 01:00", "ma-emerg-view-others", "lee") == [
        ("2026-03-09 00:45", "met")
    ]
    late = said(case, "2026-03-09 01:00", "ma-emerg-view-others", "sam")
    assert late == [("2026-03-09 00:45", "overdue")]


@pytest.mark.parametrize("kind", ["assessment", "apprehension"])
def test_safety_is_decided_by_an_assessment_or_by_the_removal(kind: str) -> None:
    case = make_emergency()
    case.add(kind, "2026-03-08 20:00", children=BOTH, instrument="safety", by="w-sample")
    assert said(case, "2026-03-09 01:00", "ma-emerg-safety") == [("2026-03-09 00:30", "met")]
    assert said(case.until("2026-03-08 19:00"), "2026-03-09 01:00", "ma-emerg-safety") == [
        ("2026-03-09 00:30", "overdue")
    ]


def test_the_next_report_is_not_answered_as_fast_as_the_one_before() -> None:
    case = make_emergency()
    add_report(case, "2026-04-16 10:00", "2026-04-16 11:00", priority="non-emergency")
    found = said(case, "2026-04-16 12:00", "ma-emerg-view", "sam")
    assert found == [("2026-03-08 04:30", "overdue")]


# ------------------------------------------------------------------ non-emergency


def make_report() -> tuple[CaseMaker, str]:
    """A report on the Thursday before Patriots' Day 2026."""
    case = make_family(BOSTON)
    report = add_report(
        case, "2026-04-16 10:00", "2026-04-16 11:00", children=BOTH, priority="non-emergency"
    )
    return case, report


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        ("ma-nonemerg-initiate", "2026-04-21"),
        ("ma-nonemerg-parents", "2026-04-22"),
        ("ma-51b-complete", "2026-05-08"),
    ],
)
def test_days_of_a_non_emergency(rule: str, due: str) -> None:
    case, _ = make_report()
    assert [d for d, _ in said(case, "2026-04-16 12:00", rule)] == [due]


def test_each_child_has_to_be_seen_in_three_days() -> None:
    case, _ = make_report()
    case.contact("2026-04-22 17:00", seen=["sam"], place="school")
    assert said(case, "2026-04-23 09:00", "ma-nonemerg-view", "sam") == [("2026-04-22", "met")]
    assert said(case, "2026-04-23 09:00", "ma-nonemerg-view", "ada") == [("2026-04-22", "overdue")]
    assert said(case, "2026-04-23 09:00", "ma-nonemerg-initiate") == [("2026-04-21", "met late")]


def test_the_parents_are_met_at_home() -> None:
    case, _ = make_report()
    case.contact("2026-04-20 17:00", ["jo"], place="office")
    assert said(case, "2026-04-23 09:00", "ma-nonemerg-parents") == [("2026-04-22", "overdue")]
    case.contact("2026-04-23 10:00", ["jo"])
    assert said(case, "2026-04-23 11:00", "ma-nonemerg-parents") == [("2026-04-22", "met late")]


def test_the_response_is_advice_and_asks_the_agency() -> None:
    case, report = make_report()
    (late,) = duties(case, "2026-05-09", "ma-51b-complete")
    assert (late.status, late.counts_as_overdue) == ("overdue", False)
    assert "ma-51b-complete" in load_pack(PACK).asks_agency
    determine(case, report, "2026-05-08", "unsupported")
    assert said(case, "2026-05-09", "ma-51b-complete") == [("2026-05-08", "met")]
    # An emergency has five days: Friday the 17th, then Tuesday to Friday.
    hurried = make_family(BOSTON)
    add_report(hurried, "2026-04-16 10:00", "2026-04-16 10:00", priority="emergency")
    assert said(hurried, "2026-04-16 12:00", "ma-51b-complete") == [("2026-04-24", "upcoming")]


def determine(case: CaseMaker, report: str, when: str, finding: str) -> str:
    findings = [{"child": "sam", "allegation": "physical abuse", "finding": finding}]
    return case.add("determination", when, report=report, findings=findings)


def test_the_district_attorney_and_the_police_are_told() -> None:
    case, report = make_report()
    determine(case, report, "2026-04-17", "supported")
    now = "2026-04-28 09:00"
    told = {"about": "crime against a child", "to": "The office"}
    case.add("notice", "2026-04-27", to_kind="prosecutor", **told)
    found = {o.part: (local(o.due), o.status) for o in duties(case, now, "ma-da-notify")}
    assert found == {
        "to the district attorney": ("2026-04-27", "met"),
        "to the police": ("2026-04-27", "overdue"),
    }
    (police,) = (o for o in duties(case, now, "ma-da-notify") if o.status == "overdue")
    assert police.counts_as_overdue
    # Who finds that it is none of the listed conditions says so before the limit is over.
    given = {"obligation": police.id, "reason": "None of them.", "approved_by": "r-sample"}
    case.add("exception", "2026-04-27 16:00", **given)
    assert sorted(s for _, s in said(case, "2026-04-28 10:00", "ma-da-notify")) == [
        "excused",
        "met",
    ]


def test_nobody_is_told_of_what_was_not_borne_out() -> None:
    case, report = make_report()
    determine(case, report, "2026-04-17", "unsupported")
    assert said(case, "2026-04-28", "ma-da-notify") == []


# ------------------------------------------------------------------ assessment


def make_open_case(day: str = "2026-04-17", *more: str) -> CaseMaker:
    """A case that was opened on a day and given to a worker; `more` are children born in 2020."""
    case = make_family(BOSTON)
    for child in more:
        case.child(child, "2020-05-05")
    case.add("opening", day, children=[*BOTH, *more])
    case.add("assignment", day, worker="w-sample", role="case manager")
    return case


def test_the_first_meeting_of_the_assessment() -> None:
    case = make_open_case()
    # Tuesday the 21st is the first working day, Monday the 27th the fifth.
    assert said(case, "2026-04-28", "ma-assess-first") == [("2026-04-27", "overdue")]
    case.contact("2026-04-27 18:00", ["jo"])
    assert said(case, "2026-04-28", "ma-assess-first") == [("2026-04-27", "met")]


def test_three_meetings_of_which_two_at_home() -> None:
    case = make_open_case()
    case.contact("2026-04-22 10:00", ["jo"], ["sam"])
    case.contact("2026-04-29 10:00", ["jo"], BOTH, place="office")
    case.contact("2026-05-06 10:00", ["jo"], place="office")
    now = "2026-05-07 09:00"
    found = {o.part: (o.status, o.done, o.needed) for o in duties(case, now, "ma-assess-contacts")}
    assert found == {"face to face": ("met", 3, 3), "in the home": ("open", 1, 2)}
    children = {
        o.subject.id: (o.status, o.done, o.needed)
        for o in duties(case, now, "ma-assess-contacts-child")
    }
    assert children == {"sam": ("met", 2, 2), "ada": ("open", 1, 2)}
    case.contact("2026-05-08 10:00", ["jo"], ["ada"])
    done = duties(case, "2026-05-09", "ma-assess-contacts")
    done += duties(case, "2026-05-09", "ma-assess-contacts-child")
    assert {o.status for o in done} == {"met"}


def test_sixty_working_days_are_advice() -> None:
    case = make_open_case("2026-01-02")
    # Holidays between: 19 January and 16 February. 2 January is day 0.
    (duty,) = duties(case, "2026-04-01", "ma-assess-plan-due")
    assert (local(duty.due), duty.status) == ("2026-03-31", "overdue")
    assert not duty.counts_as_overdue
    case.add("plan", "2026-03-30", kind="family", children=BOTH)
    assert said(case, "2026-04-01", "ma-assess-plan-due") == [("2026-03-31", "met")]


# ------------------------------------------------------------------ out of home


def place(case: CaseMaker, day: str, child: str = "sam", setting: str = "foster") -> str:
    return case.add("placement", day, children=[child], setting=setting, carers=["fay"])


def test_foster_care_review_every_six_months() -> None:
    case = make_open_case("2026-01-05")
    place(case, "2026-01-15")
    plan = case.add("plan", "2026-02-01", kind="child", children=["sam"])
    case.add("review", "2026-07-01", children=["sam"], plans=[plan], kind="scheduled")
    assert said(case, "2026-07-16", "ma-fcr") == [("2026-07-15", "overdue")]
    case.add("review", "2026-07-10", children=["sam"], plans=[plan], kind="in care")
    assert said(case, "2026-07-16", "ma-fcr") == [("2026-07-15", "met"), ("2027-01-10", "upcoming")]


def make_custody() -> tuple[CaseMaker, str]:
    case = make_open_case("2025-02-20", "kim")
    case.add("apprehension", "2025-02-28 10:00", children=["kim"], by="w-sample")
    return case, place(case, "2025-02-28 12:00", "kim")


def order_custody(case: CaseMaker, day: str) -> None:
    status = "temporary guardianship or custody"
    case.add("order", day, children=["kim"], legal_status=status, **{"from": day})


def test_the_permanency_hearing_comes_again_and_a_return_home_does_not_end_it() -> None:
    case, home = make_custody()
    order_custody(case, "2025-03-03")
    assert said(case, "2026-03-01", "ma-perm-hearing") == [("2026-02-28", "overdue")]
    case.add("hearing", "2026-02-20", children=["kim"], hearing="permanency")
    case.add("placement-end", "2026-12-01", placement=home, children=["kim"], reason="returned")
    found = said(case, "2027-02-21", "ma-perm-hearing")
    assert found == [("2026-02-28", "met"), ("2027-02-20", "overdue")]


def test_a_child_whose_birth_is_not_known_has_its_hearing_too() -> None:
    case = make_family(BOSTON)
    case.child("lee", None)
    case.add("opening", "2025-02-20", children=["lee"])
    case.add("apprehension", "2025-02-28 10:00", children=["lee"], by="w-sample")
    assert said(case, "2026-03-01", "ma-perm-hearing") == [("2026-02-28", "overdue")]


@pytest.mark.parametrize(
    ("custody", "due"),
    [(None, "2026-02-28"), ("2025-06-01", "2026-02-28"), ("2026-02-10", "2026-04-11")],
    ids=["no custody", "custody long before", "sixty days are later"],
)
def test_placed_by_agreement_the_later_of_two_days(custody: str | None, due: str) -> None:
    case = make_open_case("2025-02-20", "kim")
    case.add(
        "agreement",
        "2025-02-27",
        children=["kim"],
        legal_status="voluntary agreement",
        step="signed",
        **{"from": "2025-02-28"},
    )
    place(case, "2025-02-28 12:00", "kim")
    if custody:
        order_custody(case, custody)
    assert said(case, "2026-02-27", "ma-perm-vpa")[-1][0] == due
    case.add("hearing", "2026-02-27", children=["kim"], hearing="permanency")
    assert said(case, "2026-05-01", "ma-perm-vpa") == [(due, "met")]
    assert said(case.until("2026-02-26"), "2026-05-01", "ma-perm-vpa") == [(due, "overdue")]


def test_thirty_days_where_no_efforts_are_required() -> None:
    case, _ = make_custody()
    found = ["reasonable efforts not required"]
    case.add("hearing", "2026-03-02", children=["kim"], hearing="permanency", determinations=found)
    assert said(case, "2026-04-02", "ma-perm-no-re") == [("2026-04-01", "overdue")]
    case.add("hearing", "2026-04-01", children=["kim"], hearing="permanency")
    assert said(case, "2026-04-02", "ma-perm-no-re") == [("2026-04-01", "met")]


# ------------------------------------------------------------------ editions


def test_the_day_before_the_regulation_and_its_first_day() -> None:
    case = make_family(BOSTON)
    screening = {"priority": "emergency", "response": "emergency"}
    old = add_report(case, "2023-01-05 23:30", "2023-01-06 00:15", **screening)
    new = add_report(case, "2023-01-06 00:00", "2023-01-06 00:20", **screening)
    found = {
        o.trigger: (o.rule.edition, local(o.due), o.status)
        for o in duties(case, "2023-01-09 12:00", "ma-51b-complete")
    }
    # 16 January is Martin Luther King Day.
    assert found == {
        old: ("2009", "2023-01-27", "upcoming"),
        new: ("2023-01-06", "2023-01-13", "upcoming"),
    }
    begun = {
        o.trigger: (o.rule.edition, local(o.due, BOSTON), o.status)
        for o in duties(case, "2023-01-09 12:00", "ma-emerg-initiate")
    }
    assert begun == {
        old: ("2009", None, "open"),
        new: ("2023-01-06", "2023-01-06 02:00", "overdue"),
    }
    seen = duties(case, "2023-01-09 12:00", "ma-emerg-view")
    assert [local(o.due, BOSTON) for o in seen] == ["2023-01-06 04:00"]


def test_a_priority_closes_the_reminder_of_2009_for_the_other_one() -> None:
    case = make_family(BOSTON)
    report = add_report(case, "2012-05-02 10:00", "2012-05-02 11:00", priority="non-emergency")
    now = "2012-05-02 12:00"
    assert [(o.trigger, o.status) for o in duties(case, now, "ma-emerg-initiate")] == [
        (report, "met")
    ]
    assert said(case, now, "ma-nonemerg-initiate") == [(None, "open")]
    # Which of the two tracks it takes is not decided yet.
    assert said(case, now, "ma-screen") == [(None, "open")]
    screen(case, report, "2012-05-02 13:00", priority="non-emergency", response="assessment")
    assert said(case, "2012-05-02 14:00", "ma-screen") == [(None, "met")]
    assert said(case, "2012-05-02 14:00", "ma-initial-assessment") == [(None, "open")]


def test_an_old_report_needs_no_calendar_for_todays_edition() -> None:
    case = make_family(BOSTON)
    add_report(case, "2012-05-02 10:00", "2012-05-02 11:00", priority="non-emergency")
    only_2026 = make_days(BOSTON, {2026: ()})
    found = judge(case, "2026-05-02 12:00", PACK, "ma-nonemerg-initiate", only_2026)
    assert (rows(found.obligations, BOSTON), found.unjudged) == ([(None, "open")], ())


def test_a_rule_that_was_over_before_the_case_needs_no_calendar() -> None:
    case = make_open_case("2026-11-30")
    only_2026 = make_days(BOSTON, {2026: ()})
    found = judge(case, "2026-12-01", PACK, "ma-service-plan", only_2026)
    assert found == ((), ())
    # The rule of today still asks for the year that is missing.
    (fault,) = judge(case, "2026-12-01", PACK, "ma-assess-plan-due", only_2026).unjudged[:1]
    assert fault.fault.year == 2027


def test_the_statute_of_before_2008() -> None:
    case = make_family(BOSTON)
    add_report(case, "2007-12-31 10:00", "2007-12-31 11:00", priority="non-emergency")
    add_report(case, "2008-01-01 10:00", "2008-01-01 11:00", priority="non-emergency")
    now = "2008-01-12"
    assert said(case, now, "ma-51b-complete") == [("2008-01-10", "overdue")]
    assert said(case, now, "ma-nonemerg-initiate") == [("2008-01-03", "overdue")]
    assert duties(case, now, "ma-51b-complete")[0].counts_as_overdue
    case.contact("2008-01-03 20:00", made="attempted")
    assert said(case, now, "ma-nonemerg-initiate") == [("2008-01-03", "met")]
    hurried = make_family(BOSTON)
    add_report(hurried, "2007-06-01 23:30", "2007-06-01 23:40", priority="emergency")
    assert said(hurried, "2007-06-02 02:00", "ma-emerg-initiate") == [
        ("2007-06-02 01:30", "overdue")
    ]
    assert said(hurried, "2007-06-02 02:00", "ma-51b-complete") == [
        ("2007-06-02 23:30", "due soon")
    ]


# Counted by hand: the opening is day 0; closed are 11 and 27 November, Christmas, New Year and
# 19 January.
OPENED, FIFTY_FIVE = "2008-11-03", "2009-01-26"


def test_55_working_days_over_the_end_of_a_year() -> None:
    case = make_open_case(OPENED)
    assert said(case, "2009-01-27", "ma-service-plan") == [(FIFTY_FIVE, "overdue")]
    case.add("plan", FIFTY_FIVE, kind="family", children=BOTH)
    assert said(case, "2009-01-27", "ma-service-plan") == [(FIFTY_FIVE, "met")]


def test_without_the_next_years_calendar_nothing_is_guessed() -> None:
    case = make_open_case(OPENED)
    known = make_days(BOSTON, {2008: HOLIDAYS[2008]})
    found = judge(case, "2008-11-04 09:00", PACK, "ma-service-plan", known)
    assert not found.obligations
    faults = {(c.rule, type(c.fault), c.fault.year) for c in found.unjudged}
    assert faults == {("ma-service-plan", MissingCalendarYear, 2009)}


def test_ten_days_after_the_assessment_come_first() -> None:
    case = make_open_case(OPENED)
    kind = "family strengths and needs"
    case.add("assessment", "2008-11-24", instrument=kind, children=BOTH)
    assert said(case, "2008-11-25", "ma-service-plan") == [("2008-12-09", "upcoming")]
    # 45 working days are ten before the 55.
    assert said(case, "2008-11-25", "ma-assess-complete") == [("2009-01-09", "met")]
    assert said(case.until("2008-11-10"), "2009-01-10", "ma-assess-complete") == [
        ("2009-01-09", "overdue")
    ]


def test_an_opening_of_the_day_before_2009s_edition_keeps_its_own() -> None:
    for day, edition in (("2009-08-31", "2006"), ("2009-09-01", "2009")):
        (duty,) = duties(make_open_case(day), "2009-09-02", "ma-service-plan")
        assert duty.rule.edition == edition


def test_the_service_plan_gave_way_to_the_action_plan_in_2017() -> None:
    before, after = make_open_case("2017-02-05"), make_open_case("2017-02-06")
    assert len(duties(before, "2017-03-01", "ma-service-plan")) == 1
    assert said(before, "2017-03-01", "ma-assess-plan-due") == []
    assert said(after, "2017-03-01", "ma-service-plan") == []
    # 60 days after 6 February, closed are 20 February and 17 April.
    assert said(after, "2017-03-01", "ma-assess-plan-due") == [("2017-05-03", "upcoming")]


def test_a_child_placed_in_an_emergency_has_30_working_days() -> None:
    case = make_open_case("2008-11-03")
    place(case, "2008-12-01")
    # December has 22 working days after the 1st, without Christmas 21 to the 31st; 9 in January.
    (late,) = duties(case, "2009-01-15", "ma-service-plan-placement", "sam")
    assert (local(late.due), late.status) == ("2009-01-14", "overdue")
    planned = make_open_case("2008-11-03")
    planned.add("plan", "2008-11-20", kind="family", children=BOTH)
    place(planned, "2008-12-01")
    assert said(planned, "2009-01-15", "ma-service-plan-placement", "sam") == [
        ("2009-01-14", "met")
    ]


def test_visits_that_roll_begin_with_the_edition_that_asks_for_them() -> None:
    case = make_open_case("2022-10-03", "kim")
    case.contact("2022-12-20 10:00", seen=["kim"])
    assert said(case, "2023-01-05 23:59", "ma-worker-visit", "kim") == []
    assert said(case, "2023-01-06 09:00", "ma-worker-visit", "kim") == [("2023-02-06", "upcoming")]
    case.contact("2023-01-20 10:00", seen=["kim"])
    (met, following) = duties(case, "2023-02-21", "ma-worker-visit", "kim")
    assert (local(met.due), met.status) == ("2023-02-06", "met")
    assert (local(following.due), following.status) == ("2023-02-20", "overdue")
    assert not following.counts_as_overdue
