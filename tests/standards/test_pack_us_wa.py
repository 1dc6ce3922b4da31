"""Washington's pack: every row is there, and every number by hand."""

from __future__ import annotations

import pytest
from model.hand_made import CaseMaker, local

from casekit.standards.packs import load_pack

from .united_states import LOS_ANGELES, check_rows, find, hear, make_home, remove, said

PACK = ("us-wa-dcyf",)
Said = list[tuple[str | None, str]]
ROWS = {
    "wa-iff": "primary",
    "wa-cps-investigation": "primary",
    "wa-ld-cps-investigation": "primary",
    "wa-visit-in-care": "primary",
    "wa-visit-at-home": "primary",
    "wa-safety-assessment": "primary",
    "wa-shelter-care": "primary",
    "wa-review": "secondary",
    "wa-review-at-home": "secondary",
    "wa-permanency-hearing": "secondary",
    "wa-far": "unverified",
}


def ask(
    case: CaseMaker, now: str, rule: str, subject: str | None = None, horizon: str | None = None
) -> Said:
    return said(find(case, now, rule, PACK, subject, horizon), LOS_ANGELES)


def test_every_sentence_is_a_rule_or_a_provision() -> None:
    check_rows("us-wa-dcyf", ROWS, {})
    pack = load_pack("us-wa-dcyf")
    assert pack.priorities == {"emergent": "24 hours", "non-emergent": "72 hours"}


# ------------------------------------------------------------------ intake


def call(priority: str | None = None, result: str = "screened in", **data: str) -> CaseMaker:
    """Friday 6 March 2026, 10:00; clocks go forward on Sunday."""
    case = make_home(LOS_ANGELES, children=("sam", "ada"))
    children = ["sam", "ada"]
    report = case.add("report", "2026-03-06 10:00", children=children)
    more = {"priority": priority, **data} if priority else data
    case.add(
        *("screening", "2026-03-06 11:00"),
        report=report,
        children=children,
        result=result,
        **more,
    )
    return case


@pytest.mark.parametrize(
    ("priority", "due"),
    [("emergent", "2026-03-07 10:00"), ("non-emergent", "2026-03-09 11:00")],
)
def test_the_initial_face_to_face(priority: str, due: str) -> None:
    case = call(priority)
    case.contact("2026-03-06 15:00", seen=["sam"])
    case.contact("2026-03-06 16:00", made="attempted")
    assert ask(case, "2026-03-10", "wa-iff") == [(due, "overdue")]
    case.contact(due, seen=["sam", "ada"])
    assert ask(case, "2026-03-10", "wa-iff") == [(due, "met")]


def test_thirty_and_sixty_days_from_the_intake() -> None:
    case = call()
    assert ask(case, "2026-04-06", "wa-safety-assessment") == [("2026-04-05", "overdue")]
    assert ask(case, "2026-05-06", "wa-cps-investigation") == [("2026-05-05", "overdue")]
    case.add("assessment", "2026-04-05", children=["sam", "ada"], instrument="safety")
    report = next(r.id for r in case.records if r.kind == "report")
    case.add(
        "determination",
        "2026-05-05",
        report=report,
        findings=[{"child": "sam", "allegation": "neglect", "finding": "supported"}],
    )
    assert ask(case, "2026-05-06", "wa-safety-assessment") == [("2026-04-05", "met")]
    assert ask(case, "2026-05-06", "wa-cps-investigation") == [("2026-05-05", "met")]


def test_a_report_screened_out_is_not_investigated() -> None:
    case = call(result="screened out")
    for rule in ("wa-safety-assessment", "wa-cps-investigation"):
        assert [status for _, status in ask(case, "2026-03-07", rule)] == ["met"]


def test_the_family_assessment_response_is_advice() -> None:
    (advice,) = find(call(response="assessment"), "2026-04-21", "wa-far", PACK)
    assert (local(advice.due, LOS_ANGELES), advice.status) == ("2026-04-20", "overdue")
    assert not advice.counts_as_overdue
    assert ask(call(response="investigation"), "2026-04-21", "wa-far") == []


# ------------------------------------------------------------------ court


@pytest.mark.parametrize(
    ("taken", "due"),
    [
        ("2026-01-16 15:00", "2026-01-22 15:00"),
        ("2026-01-17 10:00", "2026-01-23 00:00"),
        ("2026-01-20 08:00", "2026-01-23 08:00"),
    ],
    ids=["Friday before the holiday", "Saturday", "Tuesday"],
)
def test_shelter_care_over_a_weekend_and_a_holiday(taken: str, due: str) -> None:
    case = make_home(LOS_ANGELES)
    remove(case, taken)
    assert ask(case, "2026-01-26 09:00", "wa-shelter-care") == [(due, "overdue")]
    hear(case, due, "shelter or preliminary")
    assert ask(case, "2026-01-26 09:00", "wa-shelter-care") == [(due, "met")]


def test_a_child_who_went_home_before_needs_no_shelter_care_hearing() -> None:
    case = make_home(LOS_ANGELES)
    placement = remove(case, "2026-01-16 15:00")
    home = {"placement": placement, "children": ["sam"], "reason": "returned"}
    case.add("placement-end", "2026-01-18 10:00", **home)
    assert ask(case, "2026-02-01", "wa-shelter-care") == [("2026-01-22 15:00", "lapsed")]


def test_a_late_court_review_does_not_move_the_next() -> None:
    case = make_home(LOS_ANGELES)
    remove(case)
    hear(case, "2026-02-20", "adjudication", "abuse or neglect")
    assert ask(case, "2026-02-21", "wa-review") == [("2026-07-15", "upcoming")]
    hear(case, "2026-07-20", "review")
    assert ask(case, "2026-08-01", "wa-review") == [
        ("2026-07-15", "met late"),
        ("2027-01-15", "upcoming"),
    ]


@pytest.mark.parametrize(
    ("held", "status"),
    [
        ("2026-10-14", "overdue"),
        ("2026-10-15", "met"),
        ("2027-01-15", "met"),
        ("2027-01-16", "met late"),
    ],
    ids=["before nine months", "at nine months", "at twelve", "late"],
)
def test_the_permanency_planning_hearing_between_nine_and_twelve_months(
    held: str, status: str
) -> None:
    case = make_home(LOS_ANGELES)
    remove(case)
    hear(case, held, "permanency")
    (duty,) = find(case, "2027-01-20", "wa-permanency-hearing", PACK)
    assert local(duty.opens, LOS_ANGELES) == "2026-10-15"
    assert said([duty], LOS_ANGELES) == [("2027-01-15", status)]


# ------------------------------------------------------------------ monthly visits


def make_two_homes() -> CaseMaker:
    """Sam is removed, Ada stays at home."""
    case = make_home(LOS_ANGELES, children=("sam", "ada"))
    remove(case)
    case.contact("2026-01-20 10:00", seen=["sam", "ada"])
    case.contact("2026-02-28 10:00", seen=["ada"])
    return case


def test_every_child_is_seen_each_calendar_month_at_home_and_in_care() -> None:
    case = make_two_homes()
    assert ask(case, "2026-03-01", "wa-visit-in-care", "sam") == [
        ("2026-01-31", "met"),
        ("2026-02-28", "overdue"),
        ("2026-03-31", "upcoming"),
    ]
    assert ask(case, "2026-03-01", "wa-visit-at-home", "ada") == [
        ("2026-01-31", "met"),
        ("2026-02-28", "met"),
        ("2026-03-31", "upcoming"),
    ]
    assert ask(case, "2026-03-01", "wa-visit-in-care", "ada") == []


def test_the_visit_in_care_stands_for_the_federal_one() -> None:
    case = make_two_homes()
    both = ("us-federal", *PACK)
    assert find(case, "2026-03-01", "worker-visit-monthly", both) == []
    assert len(find(case, "2026-03-01", "worker-visit-monthly", ("us-federal",))) == 3
    assert len(find(case, "2026-03-01", "wa-visit-in-care", both)) == 3
