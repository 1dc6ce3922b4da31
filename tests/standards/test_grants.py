"""Extensions and exceptions: which count, in whose name, from when on, and why others do not."""

from __future__ import annotations

from typing import Any

import pytest
from model.hand_made import CaseMaker, local, written

from casekit.standards.obligations import Obligation

from .test_attacks_on_states import make_home
from .test_clocks_and_modifiers import WITHIN, judge

RULE: dict[str, Any] = {**WITHIN, "extend": {"at most": "5 days"}, "excuse": True}
LIMIT = "2026-02-16"
LATER = "2026-02-20"


def make_duty(rule: dict[str, Any] = RULE) -> tuple[CaseMaker, str]:
    """Sam placed on 11 February, to be seen by the 16th; the case and the duty's id."""
    case = make_home()
    case.add("placement", "2026-02-11 18:00", children=["sam"], setting="foster")
    (duty,) = judge(case, "2026-02-12", rule)
    return case, duty.id


def extend(case: CaseMaker, when: str, duty: str, until: str = LATER, **more: Any) -> str:
    return case.add("extension", when, obligation=duty, until=until, reason="snow", **more)


def excuse(case: CaseMaker, when: str, duty: str, **more: Any) -> str:
    return case.add("exception", when, obligation=duty, reason="abroad", **more)


def approve(case: CaseMaker, when: str, record: str, by: str = "r-sample", **more: Any) -> str:
    return case.add("approval", when, scope="other", approves=[record], approved_by=by, **more)


def only(case: CaseMaker, now: str, rule: dict[str, Any] = RULE) -> Obligation:
    (duty,) = judge(case, now, rule)
    return duty


# ------------------------------------------------------------------ asked for, then approved


def test_what_is_asked_for_moves_nothing_and_is_shown_as_waiting() -> None:
    case, duty = make_duty()
    asked = extend(case, "2026-02-13 09:00", duty)
    found = only(case, "2026-02-14")
    assert (local(found.due), found.status, found.extensions) == (LIMIT, "upcoming", ())
    assert [(g.record, g.asked_by, g.standing) for g in found.waiting] == [
        (asked, "w-sample", "waiting")
    ]


def test_an_approval_in_time_moves_the_limit_and_keeps_the_first_one() -> None:
    case, duty = make_duty()
    asked = extend(case, "2026-02-13 09:00", duty)
    approval = approve(case, "2026-02-16 23:00", asked)
    found = only(case, "2026-02-17")
    assert (local(found.due), local(found.extended_from), found.status) == (
        LATER,
        LIMIT,
        "upcoming",
    )
    (grant,) = found.extensions
    assert (grant.record, grant.approval, grant.approved_by) == (asked, approval, "r-sample")
    assert found.waiting == ()


@pytest.mark.parametrize(
    ("asked", "approved", "fault"),
    [
        ("2026-02-13 09:00", None, "not approved"),
        ("2026-02-17 09:00", None, "too late"),
        ("2026-02-13 09:00", "2026-02-17 00:00", "too late"),
    ],
)
def test_what_nobody_approved_in_time_has_no_effect(
    asked: str, approved: str | None, fault: str
) -> None:
    case, duty = make_duty()
    record = extend(case, asked, duty)
    if approved:
        approve(case, approved, record)
    found = only(case, "2026-02-18")
    assert written(found) == (LIMIT, "overdue")
    assert [(g.standing, g.fault) for g in found.grants] == [("without effect", fault)]


@pytest.mark.parametrize("kind", ["extension", "exception"])
def test_what_was_written_down_after_the_limit_was_not_there_in_time(kind: str) -> None:
    """The day it names is a claim; that it was on file is a fact."""
    case, duty = make_duty()
    make = extend if kind == "extension" else excuse
    make(case, "2026-02-14", duty, approved_by="r-sample", recorded="2026-02-17 08:00")
    found = only(case, "2026-02-18")
    assert written(found) == (LIMIT, "overdue")
    assert [g.fault for g in found.grants] == ["too late"]
    assert "written down after" in found.grants[0].why


# ------------------------------------------------------------------ in whose name


@pytest.mark.parametrize(
    ("by", "recorded_by", "fault"),
    [
        ("w-sample", "w-sample", "approver role"),
        ("k-sample", "k-sample", "approver role"),
        ("r-sample", "w-sample", "approver is other"),
        ("nobody", "nobody", "approver role"),
    ],
)
@pytest.mark.parametrize("apart", [False, True], ids=["at once", "by an approval"])
def test_nobody_but_a_supervisor_in_person_approves(
    by: str, recorded_by: str, fault: str, apart: bool
) -> None:
    case, duty = make_duty()
    if apart:
        asked = extend(case, "2026-02-13 09:00", duty, recorded_by="t-sample")
        approve(case, "2026-02-14 09:00", asked, by, recorded_by=recorded_by)
    else:
        extend(case, "2026-02-14 09:00", duty, approved_by=by, recorded_by=recorded_by)
    found = only(case, "2026-02-15")
    assert local(found.due) == LIMIT
    assert [(g.standing, g.fault) for g in found.grants] == [("waiting", fault)]
    # While the limit lies ahead, a supervisor can still make it good.
    approve(case, "2026-02-15 09:00", found.grants[0].record)
    assert local(only(case, "2026-02-16").due) == LATER


def test_who_asked_does_not_approve_even_as_a_supervisor() -> None:
    case, duty = make_duty()
    asked = extend(case, "2026-02-13 09:00", duty, recorded_by="r-sample")
    approve(case, "2026-02-14 09:00", asked, "r-sample")
    found = only(case, "2026-02-15")
    assert (local(found.due), found.grants[0].fault) == (LIMIT, "approver is author")


@pytest.mark.parametrize("apart", [False, True], ids=["at once", "by an approval"])
def test_who_is_responsible_does_not_approve_even_as_a_supervisor(apart: bool) -> None:
    case, duty = make_duty()
    case.add("assignment", "2026-02-12 09:00", worker="r-sample", role="case manager")
    if apart:
        approve(case, "2026-02-14 09:00", extend(case, "2026-02-13 09:00", duty))
    else:
        extend(case, "2026-02-14 09:00", duty, approved_by="r-sample")
    found = only(case, "2026-02-15")
    assert (local(found.due), found.grants[0].fault) == (LIMIT, "approver is responsible")


# ------------------------------------------------------------------ how long


def test_a_second_extension_counts_from_the_limit_that_then_holds() -> None:
    case, duty = make_duty()
    extend(case, "2026-02-15 09:00", duty, "2026-02-18", approved_by="r-sample")
    extend(case, "2026-02-17 09:00", duty, "2026-02-21", approved_by="r-sample")
    found = only(case, "2026-02-22")
    assert [local(g.limit) for g in found.extensions] == [LIMIT, "2026-02-18"]
    assert (*written(found), local(found.extended_from)) == ("2026-02-21", "overdue", LIMIT)


def test_extensions_together_never_go_beyond_the_most() -> None:
    case, duty = make_duty()
    extend(case, "2026-02-15 09:00", duty, "2026-02-20", approved_by="r-sample")
    extend(case, "2026-02-18 09:00", duty, "2026-02-22", approved_by="r-sample")
    found = only(case, "2026-02-19")
    assert local(found.due) == "2026-02-20"
    assert [g.fault for g in found.grants] == [None, "too long"]
    assert "at most 5 days: until 2026-02-21" in found.grants[1].why


@pytest.mark.parametrize(
    ("rule", "fault"),
    [
        ({**WITHIN, "excuse": True}, "allows no extension"),
        (
            {
                "per": "child",
                "while": {"in care": True},
                "each": "calendar month",
                "met by": {"event": "contact"},
                "extend": {"at most": "5 days"},
            },
            "calendar month",
        ),
        (
            {
                "per": "child",
                "from": "placed",
                "gate": "x",
                "met by": {"event": "contact"},
                "extend": {"at most": "5 days"},
            },
            "no limit",
        ),
    ],
    ids=["not said", "quota", "gate"],
)
def test_what_has_no_later_limit(rule: dict[str, Any], fault: str) -> None:
    case, duty = make_duty(rule)
    extend(case, "2026-02-13 09:00", duty, "2026-03-04", approved_by="r-sample")
    (grant,) = only(case, "2026-02-14", rule).grants
    assert (grant.standing, grant.fault) == ("without effect", "not allowed")
    assert fault in grant.why


def test_a_limit_in_hours_is_extended_to_the_minute() -> None:
    rule = {**RULE, "within": "48 hours", "extend": {"at most": "12 hours"}}
    case, duty = make_duty(rule)
    until = "2026-02-14T06:00:00-06:00"
    extend(case, "2026-02-13 18:00", duty, until, approved_by="r-sample")
    assert written(only(case, "2026-02-14 06:00", rule)) == ("2026-02-14 06:00", "due soon")
    assert only(case, "2026-02-14 06:01", rule).status == "overdue"


# ------------------------------------------------------------------ set aside


def test_a_rolling_duty_is_not_set_aside_because_none_would_follow_it() -> None:
    rule = {
        "per": "child",
        "while": {"in care": True},
        "every": "5 days",
        "counting from": "last",
        "met by": {"event": "contact"},
        "excuse": True,
    }
    case, duty = make_duty(rule)
    excuse(case, "2026-02-13 09:00", duty, approved_by="r-sample")
    found = only(case, "2026-02-17", rule)
    assert (found.status, found.grants[0].fault) == ("overdue", "not allowed")


def test_a_gate_is_set_aside_at_any_time() -> None:
    rule = {
        "per": "child",
        "from": "placed",
        "gate": "x",
        "met by": {"event": "reviewed"},
        "excuse": True,
    }
    case, duty = make_duty(rule)
    excuse(case, "2026-06-13 09:00", duty, approved_by="r-sample")
    assert only(case, "2026-06-14", rule).status == "excused"


def test_what_is_done_late_counts_for_the_next_duty_when_this_one_was_set_aside() -> None:
    rule = {
        "per": "child",
        "every": "10 days",
        "counting from": "placed",
        "met by": {"event": "reviewed"},
        "excuse": True,
    }
    case = make_home()
    case.add("placement", "2026-02-11 18:00", children=["sam"], setting="foster")
    first = judge(case, "2026-02-12", rule)[0]
    case.add("review", "2026-02-25 10:00", children=["sam"])
    before = [o.status for o in judge(case, "2026-03-02", rule)]
    assert before[:2] == ["met late", "due soon"]
    excuse(case, "2026-02-20 09:00", first.id, approved_by="r-sample")
    assert [o.status for o in judge(case, "2026-03-02", rule)][:2] == ["excused", "met"]


def test_what_is_done_in_time_is_met_and_not_excused() -> None:
    case, duty = make_duty()
    excuse(case, "2026-02-12 09:00", duty, approved_by="r-sample")
    case.contact("2026-02-14 10:00", seen=["sam"])
    found = only(case, "2026-02-15")
    assert (found.status, local(found.met_at)) == ("met", "2026-02-14 10:00")


def test_an_extended_limit_may_still_be_excused_in_time() -> None:
    case, duty = make_duty()
    extend(case, "2026-02-15 09:00", duty, approved_by="r-sample")
    excuse(case, "2026-02-18 09:00", duty, approved_by="r-sample")
    assert written(only(case, "2026-03-01")) == (LATER, "excused")


# ------------------------------------------------------------------ what is missed stays missed


@pytest.mark.parametrize("kind", ["extension", "exception"])
@pytest.mark.parametrize("when", ["2026-02-17 00:00", "2026-02-19 09:00", "2026-02-25 09:00"])
@pytest.mark.parametrize("apart", [False, True], ids=["at once", "by an approval"])
def test_a_missed_duty_stays_missed_whatever_is_recorded_later(
    kind: str, when: str, apart: bool
) -> None:
    case, duty = make_duty()
    first = next(r.id for r in case.records if r.kind == "placement")
    make = extend if kind == "extension" else excuse
    if apart:
        approve(case, when, make(case, "2026-02-14 09:00", duty))
    else:
        make(case, when, duty, approved_by="r-sample")
    end = {"placement": first, "children": ["sam"], "reason": "returned"}
    case.add("placement-end", "2026-02-18 12:00", **end)
    for now in ("2026-02-26", "2026-06-01"):
        assert written(only(case, now)) == (LIMIT, "missed")


def test_what_lies_ahead_of_the_day_looked_at_has_no_effect_yet() -> None:
    case, duty = make_duty()
    asked = extend(case, "2026-02-13 09:00", duty)
    approve(case, "2026-02-15 09:00", asked)
    assert only(case, "2026-02-12").grants == ()
    assert only(case, "2026-02-14").waiting
    assert only(case, "2026-02-15").extensions


def test_what_was_taken_back_counts_for_nothing() -> None:
    case, duty = make_duty()
    extend(case, "2026-02-13 09:00", duty, approved_by="r-sample", voided={"reason": "x"})
    assert local(only(case, "2026-02-14").due) == LIMIT
    asked = extend(case, "2026-02-14 09:00", duty)
    approve(case, "2026-02-14 10:00", asked, voided={"reason": "x"})
    found = only(case, "2026-02-15")
    assert (local(found.due), len(found.waiting)) == (LIMIT, 1)
