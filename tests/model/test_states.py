"""States from records made by hand: what held from when to when, for whom."""

from __future__ import annotations

import pytest

from casekit.model.timeline import Span, merge_touching
from casekit.model.when import end_of_day, on_day, read_when

from .hand_made import WINNIPEG, CaseMaker, dated

NOW = "2027-06-01"


@pytest.fixture
def case() -> CaseMaker:
    made = CaseMaker()
    made.child("sam", "2018-06-02", memberships=[{"household": "home", "from": "2024-01-01"}])
    made.child("ada", "2021-11-20")
    made.add("opening", "2026-01-12 11:00", children=["sam", "ada"])
    return made


def states(case: CaseMaker, state: str, child: str | None = "sam", now: str = NOW) -> object:
    return dated(case.timeline(now).spans, state, child)


def test_an_episode_opens_closes_and_opens_again(case: CaseMaker) -> None:
    case.add("closing", "2026-02-01", children=["sam"])
    case.add("reopening", "2026-03-01 09:00", children=["sam"])
    assert states(case, "episode open") == [
        (True, "2026-01-12 11:00", "2026-02-01"),
        (True, "2026-03-01 09:00", None),
    ]
    assert states(case, "episode open", "ada") == [(True, "2026-01-12 11:00", None)]


def test_a_reopening_of_the_day_of_the_closing_comes_after_it(case: CaseMaker) -> None:
    case.add("closing", "2026-02-01 14:00", children=["sam"])
    case.add("reopening", "2026-02-01", children=["sam"])
    assert states(case, "episode open") == [(True, "2026-01-12 11:00", None)]


def place(case: CaseMaker, when: str, setting: str = "foster", carer: str = "fay") -> str:
    return case.add("placement", when, children=["sam"], setting=setting, carers=[carer])


def leave(case: CaseMaker, when: str, placement: str, reason: str = "returned") -> str:
    return case.add("placement-end", when, placement=placement, children=["sam"], reason=reason)


def test_track_and_care_from_removal_to_return(case: CaseMaker) -> None:
    case.add("apprehension", "2026-02-11 16:20", children=["sam"], by="k-sample")
    first = place(case, "2026-02-11 18:00")
    leave(case, "2026-03-01 10:00", first, "to another setting")
    second = place(case, "2026-03-01 10:00", carer="gus")
    case.add("track", "2026-05-01 10:00", children=["sam"], track="permanency")
    leave(case, "2026-06-26 13:00", second)
    assert states(case, "in care") == [(True, "2026-02-11 16:20", "2026-06-26 13:00")]
    assert states(case, "track") == [
        ("at home", "2026-01-12 11:00", "2026-02-11 16:20"),
        ("out of home", "2026-02-11 16:20", "2026-05-01 10:00"),
        ("permanency", "2026-05-01 10:00", "2026-06-26 13:00"),
        ("at home", "2026-06-26 13:00", None),
    ]
    assert states(case, "placement") == [(True, "2026-02-11 18:00", "2026-06-26 13:00")]
    assert states(case, "carer") == [
        ("fay", "2026-02-11 18:00", "2026-03-01 10:00"),
        ("gus", "2026-03-01 10:00", "2026-06-26 13:00"),
    ]
    assert states(case, "in care", "ada") == []


def test_a_trial_home_visit_leaves_the_foster_home_open(case: CaseMaker) -> None:
    place(case, "2026-02-11 18:00")
    trial = place(case, "2026-04-01 10:00", "trial home visit", "jo")
    leave(case, "2026-04-20 10:00", trial, "to another setting")
    assert states(case, "trial home visit") == [(True, "2026-04-01 10:00", "2026-04-20 10:00")]
    assert ("fay", "2026-02-11 18:00", None) in states(case, "carer")  # type: ignore[operator]
    assert states(case, "in care") == [(True, "2026-02-11 18:00", None)]


def test_the_return_ends_every_placement(case: CaseMaker) -> None:
    place(case, "2026-02-11 18:00")
    trial = place(case, "2026-04-01 10:00", "trial home visit", "jo")
    leave(case, "2026-04-20 10:00", trial, "returned")
    assert states(case, "placement") == [(True, "2026-02-11 18:00", "2026-04-20 10:00")]


def test_a_track_decision_counts_only_for_a_child_in_care(case: CaseMaker) -> None:
    case.add("track", "2026-02-01 10:00", children=["sam"], track="permanency")
    assert states(case, "track") == [("at home", "2026-01-12 11:00", None)]


def test_risk_is_the_childs_own_and_ends_with_the_episode(case: CaseMaker) -> None:
    case.add("risk", "2026-01-10 09:00", children=["sam"], risk="high")
    case.add("assessment", "2026-02-01", instrument="risk", children=["sam", "ada"], risk="low")
    case.add("closing", "2026-03-01 09:00", children=["sam"])
    assert states(case, "risk") == [
        ("high", "2026-01-12 11:00", "2026-02-01"),
        ("low", "2026-02-01", "2026-03-01 09:00"),
    ]
    assert states(case, "risk", "ada") == [("low", "2026-02-01", None)]


def test_of_two_risks_on_one_day_the_one_written_down_later_holds(case: CaseMaker) -> None:
    case.add("risk", "2026-02-01", id="2026-02-01-zzzzzz", children=["sam"], risk="low")
    case.add(
        "risk",
        "2026-02-01",
        id="2026-02-01-000000",
        children=["sam"],
        risk="high",
        recorded="2026-02-02",
    )
    assert states(case, "risk") == [("high", "2026-02-01", None)]


def order(case: CaseMaker, when: str, status: str, **dates: str) -> str:
    return case.add("order", when, children=["sam"], legal_status=status, **dates)


def test_a_legal_status_ends_by_its_date_by_the_next_order_or_by_the_court(
    case: CaseMaker,
) -> None:
    temporary = "temporary guardianship or custody"
    case.add("apprehension", "2026-02-11 16:20", children=["sam"], by="k-sample")
    order(case, "2026-03-12", temporary, **{"from": "2026-03-12", "until": "2026-09-11"})
    third = order(
        case, "2026-06-26", "supervision order", **{"from": "2026-06-26", "until": "2026-09-26"}
    )
    assert states(case, "legal status") == [
        ("apprehended or emergency custody", "2026-02-11 16:20", "2026-03-12"),
        (temporary, "2026-03-12", "2026-06-26"),
        ("supervision order", "2026-06-26", "2026-09-26 23:59"),
    ]
    case.add("order-end", "2026-08-01", order=third, children=["ada"], reason="ended by court")
    assert states(case, "legal status")[-1][2] == "2026-09-26 23:59"  # type: ignore[index]
    case.add("order-end", "2026-08-02", order=third, children=["sam"], reason="ended by court")
    assert states(case, "legal status")[-1][2] == "2026-08-02"  # type: ignore[index]


def test_a_status_waits_for_the_day_it_is_valid_from(case: CaseMaker) -> None:
    order(case, "2026-03-12", "supervision order", **{"from": "2026-04-01"})
    assert states(case, "legal status", now="2026-03-31") == []
    assert states(case, "legal status") == [("supervision order", "2026-04-01", None)]


def test_an_agreement_is_a_status_while_signed(case: CaseMaker) -> None:
    common = {"children": ["sam"], "legal_status": "voluntary agreement"}
    case.add("agreement", "2026-02-01 10:00", step="offered", **common)
    case.add("agreement", "2026-02-03 10:00", step="signed", **common)
    case.add("agreement", "2026-03-03 10:00", step="ended", **common)
    assert states(case, "legal status") == [
        ("voluntary agreement", "2026-02-03 10:00", "2026-03-03 10:00")
    ]


def test_family_are_parents_main_carers_and_the_household(case: CaseMaker) -> None:
    case.adult("jo", "mother", ["sam"])
    case.adult("marie", "grandmother", ["sam"])
    case.adult("dan", "other", memberships=[{"household": "home", "from": "2026-02-01"}])
    case.adult(
        "kim",
        "other",
        memberships=[{"household": "home", "from": "2022-01-01", "until": "2023-12-31"}],
    )
    case.adult("pat", "mother", ["sam"], role="professional")
    found = states(case, "family")
    assert found == [("jo", "2018-06-02", None), ("dan", "2026-02-01", None)]


def test_the_household_counts_while_both_live_in_it() -> None:
    case = CaseMaker()
    case.child(
        "sam",
        "2018-06-02",
        memberships=[{"household": "home", "from": "2024-01-01", "until": "2026-03-31"}],
    )
    case.adult("dan", "other", memberships=[{"household": "home", "from": "2026-02-01"}])
    assert states(case, "family") == [("dan", "2026-02-01", "2026-03-31")]


def test_a_superseded_plan_ends_with_the_next(case: CaseMaker) -> None:
    first = case.add("plan", "2026-01-30", kind="family", children=["sam"])
    second = case.add("plan", "2026-04-30", kind="family", children=["sam"], supersedes=first)
    assert states(case, "family plan in force") == [
        (first, "2026-01-30", "2026-04-30"),
        (second, "2026-04-30", None),
    ]
    assert states(case, "under a family plan") == [(True, "2026-01-30", None)]
    case.add("plan-end", "2026-06-30", plan=second, reason="goals achieved")
    assert states(case, "under a family plan") == [(True, "2026-01-30", "2026-06-30")]


def test_the_case_manager_is_one_until_children_are_named(case: CaseMaker) -> None:
    case.add("assignment", "2026-01-12 11:00", worker="w-sample", role="case manager")
    assert states(case, "case manager", None) == [("w-sample", "2026-01-12 11:00", None)]
    case.add(
        "assignment", "2026-02-01 09:00", worker="k-sample", role="case manager", children=["ada"]
    )
    assert states(case, "case manager", None) == []
    assert states(case, "case manager") == [("w-sample", "2026-01-12 11:00", None)]
    assert states(case, "case manager", "ada") == [
        ("w-sample", "2026-01-12 11:00", "2026-02-01 09:00"),
        ("k-sample", "2026-02-01 09:00", None),
    ]


def test_a_voided_record_begins_and_ends_nothing(case: CaseMaker) -> None:
    voided = {"by": "w-sample", "at": "2026-02-02T09:00:00-06:00", "reason": "wrong case"}
    case.add("risk", "2026-02-01", children=["sam"], risk="high", voided=voided)
    case.add("closing", "2026-02-01", children=["sam"], voided=voided)
    assert states(case, "risk") == []
    assert states(case, "episode open") == [(True, "2026-01-12 11:00", None)]


# ------------------------------------------------------------------ touching spans


def span(start: str, end: str | None, value: object = "high", subject: str = "sam") -> Span:
    def when(text: str) -> object:
        if text.endswith("!"):
            return end_of_day(on_day_date(text[:-1]), WINNIPEG)
        return read_when(text, WINNIPEG)

    return Span("risk", value, when(start), when(end) if end else None, subject, start, end)  # type: ignore[arg-type]


def on_day_date(text: str):  # type: ignore[no-untyped-def]
    return read_when(text, WINNIPEG).day


def edges(*spans: Span) -> list[tuple[str | None, str | None]]:
    return [(s.record, s.end_record) for s in merge_touching(spans)]


def test_spans_that_touch_or_overlap_are_one() -> None:
    early, late = span("2026-01-01", "2026-02-01"), span("2026-02-01", "2026-03-01")
    assert edges(late, early) == [("2026-01-01", "2026-03-01")]
    assert edges(early, span("2026-01-10", None)) == [("2026-01-01", None)]
    assert edges(span("2026-01-01", None), late) == [("2026-01-01", None)]
    assert edges(span("2026-01-01", "2026-04-01"), late) == [("2026-01-01", "2026-04-01")]


def test_a_last_day_touches_the_next_day_but_an_unknown_hour_does_not() -> None:
    next_day = span("2026-02-02", "2026-03-01")
    assert edges(span("2026-01-01", "2026-02-01!"), next_day) == [("2026-01-01", "2026-03-01")]
    assert len(edges(span("2026-01-01", "2026-02-01"), next_day)) == 2


def test_other_values_and_other_children_stay_apart() -> None:
    early = span("2026-01-01", "2026-02-01")
    assert len(edges(early, span("2026-02-01", None, "low"))) == 2
    assert len(edges(early, span("2026-02-01", None, "high", "ada"))) == 2


def test_the_day_itself_is_open_at_both_ends() -> None:
    one = span("2026-01-01", "2026-02-01")
    day = on_day(on_day_date("2026-02-01"), WINNIPEG)
    assert one.holds_at(day.latest) and one.may_hold_during(day)
    assert not one.may_hold_during(on_day(on_day_date("2026-02-02"), WINNIPEG))


def test_coming_of_age_ends_the_episode_with_the_birthday(case: CaseMaker) -> None:
    case.child("tess", born="2008-02-29")
    case.add("opening", "2026-01-12 11:00", children=["tess"])
    assert states(case, "episode open", "tess", now="2026-03-01 23:00") == [
        (True, "2026-01-12 11:00", None)
    ]
    assert states(case, "episode open", "tess", now="2026-03-02 09:00") == [
        (True, "2026-01-12 11:00", "2026-03-02")
    ]


def test_an_estimated_birth_date_ends_nobodys_protection(case: CaseMaker) -> None:
    case.add(
        "person",
        "2000-01-01 09:00",
        id="tess",
        name="Tess",
        role="child",
        birth={"date": "2008-01-01", "certainty": "estimated"},
    )
    case.add("opening", "2026-01-12 11:00", children=["tess"])
    assert states(case, "episode open", "tess", now="2026-06-01 09:00") == [
        (True, "2026-01-12 11:00", None)
    ]
