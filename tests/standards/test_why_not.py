"""Why a rule lays no duty: the first thing that is missing, as a caseworker would be told it."""

from __future__ import annotations

from typing import Any

import pytest
from model.hand_made import CaseMaker, make_clock, make_rule, read_moment_of

from casekit.model.when import look_at
from casekit.standards.composing import compose, put_in_force
from casekit.standards.duties import Scene
from casekit.standards.explain import SkippedDay, skipped_days
from casekit.standards.rules import Rule
from casekit.standards.why_not import why_not

from .test_attacks_on_states import make_home
from .test_editions import SEEN, make_pack, two_editions

NAMES = {"sam": "Sam", "max": "Max"}


def ask(
    case: CaseMaker,
    rule: Rule | dict[str, Any],
    now: str = "2026-03-20",
    subject: str = "sam",
    instead: tuple[Rule, ...] = (),
) -> str:
    rule = rule if isinstance(rule, Rule) else make_rule({"per": "child", "met by": SEEN, **rule})
    timeline = case.timeline(now)
    (one,) = (s for s in timeline.subjects(rule.per) if rule.per == "case" or s.id == subject)
    found = case.judge(now, [rule]).obligations
    assert not [o for o in found if o.subject.id == one.id], "it does lay a duty"
    clock = make_clock()
    scene = Scene(timeline, one, clock, look_at(read_moment_of(now), clock.zone), None)
    return why_not(rule, scene, NAMES, instead)


WITHIN = {"from": "placed", "within": "5 days"}


def test_nothing_of_the_kind_has_happened() -> None:
    assert ask(make_home(), WITHIN) == "not yet, because there is no `placed` on file"


def test_it_happened_to_somebody_else() -> None:
    case = make_home()
    case.child("max", "2015-01-01")
    case.add("placement", "2026-02-01 09:00", children=["max"], setting="foster")
    assert ask(case, WITHIN) == "not yet, because `placed` of Sun 1 Feb 2026 concerns Max"


@pytest.mark.parametrize(
    ("where", "wrong"),
    [
        ({"setting": "kinship"}, "setting is foster, not kinship"),
        ({"expected until": "x"}, "it says no expected until, and x is asked for"),
        ({"age": {"under": 5}}, "age is 7, not under 5"),
    ],
)
def test_of_what_nearly_fits_it_is_said_what_is_wrong(where: Any, wrong: str) -> None:
    case = make_home()
    case.add("placement", "2026-02-01 09:00", children=["sam"], setting="foster")
    rule = {"from": {"event": "placed", "where": where}, "within": "1 day"}
    assert ask(case, rule) == (
        f"not yet, because `placed` of Sun 1 Feb 2026 is not what is asked for: {wrong}"
    )


@pytest.mark.parametrize(
    ("pattern", "wrong"),
    [
        ({"with": {"all": ["the child", "the family"]}}, "it was without the child"),
        ({"with": {"any": ["a caregiver"]}}, "it was without a caregiver"),
        ({"where": {"by": "case manager"}}, "it was not by the case manager"),
    ],
)
def test_who_was_not_there_is_named(pattern: Any, wrong: str) -> None:
    case = make_home()
    case.contact("2026-02-03 10:00", ["jo"], by="k-sample")
    rule = {"from": {"event": "contact", **pattern}, "within": "1 day"}
    assert ask(case, rule).endswith(f"is not what is asked for: {wrong}")


def test_conditions_are_told_with_what_is_so_instead() -> None:
    case = make_home()
    case.add("risk", "2026-02-15 09:00", children=["sam"], risk="medium")
    rule = {"while": {"risk": ["high"], "in care": True}, **WITHIN}
    assert ask(case, rule) == (
        "not now, because the risk of Sam is medium, not high; Sam is not in care"
    )
    rule = {"while": {"legal status": "permanent guardianship"}, **WITHIN}
    assert ask(case, rule) == (
        "not now, because no legal status of Sam is on file (permanent guardianship is asked for)"
    )


def test_an_age_is_told_and_one_that_nobody_knows() -> None:
    case = make_home()
    rule = {"while": {"age": {"at least": 14, "under": 18}}, **WITHIN}
    assert ask(case, rule) == (
        "not now, because the age of Sam is 7, not 14 or over and under 18; they hold from Wed 2 "
        "Jun 2032 on, if nothing changes"
    )
    case.child("max", None)
    case.add("opening", "2026-01-02 09:00", children=["max"])
    assert ask(case, rule, subject="max") == (
        "not now, because no birth date of Max is on file, so the age is not known"
    )


def test_what_happened_while_the_conditions_did_not_hold() -> None:
    case = make_home()
    case.add("placement", "2026-02-01 09:00", children=["sam"], setting="foster")
    case.add("risk", "2026-02-15 09:00", children=["sam"], risk="high")
    assert ask(case, {"while": {"risk": "high"}, **WITHIN}) == (
        "not yet, because `placed` was on Sun 1 Feb 2026, when its conditions did not hold"
    )


def test_conditions_that_held_are_told_with_their_days() -> None:
    case = make_home()
    case.add("risk", "2026-02-01 09:00", children=["sam"], risk="high")
    case.add("risk", "2026-02-15 09:00", children=["sam"], risk="low")
    assert ask(case, {"while": {"risk": "high"}, **WITHIN}) == (
        "not now, because the risk of Sam is low, not high; its conditions held from Sun 1 Feb "
        "2026 to Sun 15 Feb 2026, and nothing began a duty then"
    )


def test_a_case_has_the_highest_risk_of_its_children() -> None:
    case = make_home()
    case.child("max", "2015-01-01")
    case.add("opening", "2026-01-02 09:00", children=["max"])
    case.add("risk", "2026-02-01 09:00", children=["sam"], risk="medium")
    case.add("risk", "2026-02-01 09:00", children=["max"], risk="high")
    rule = {
        "per": "case",
        "while": {"risk": "medium"},
        "every": "1 week",
        "counting from": "last",
    }
    assert ask(case, rule) == (
        "not now, because the risk of the case is the highest of its children's: high, for Max"
    )


def test_a_closed_case_and_one_that_was_never_opened() -> None:
    case = make_home()
    case.add("closing", "2026-03-01 09:00", children=["sam"], reason="other", summary="x")
    assert ask(case, WITHIN) == "not now, because the case was closed on Sun 1 Mar 2026"
    new = CaseMaker()
    new.child("sam", "2015-01-01")
    assert ask(new, {"while": {"risk": "high"}, **WITHIN}) == (
        "not yet, because the case has not been opened"
    )


def test_a_short_month_is_not_judged_by_a_quota() -> None:
    case = make_home()
    case.add("placement", "2026-03-28 09:00", children=["sam"], setting="foster")
    rule = {"while": {"in care": True}, "each": "calendar month", "at least": 2}
    assert ask(case, rule, "2026-03-30") == (
        "not yet, because its conditions have not held for 7 days of this calendar month"
    )


def test_a_state_that_has_not_ended() -> None:
    case = make_home()
    case.add("placement", "2026-02-01 09:00", children=["sam"], setting="foster")
    for moment, why in (
        ("in care ends", "`in care` has not ended"),
        ("5 days after runaway ends", "`runaway` has not started"),
        ("trial home visit starts", "`trial home visit` has not started"),
    ):
        assert ask(case, {"from": moment, "within": "1 day"}) == f"not yet, because {why}"


def test_of_several_moments_those_that_are_missing() -> None:
    case = make_home()
    case.add("placement", "2026-02-01 09:00", children=["sam"], setting="foster")
    both = {"last of": ["placed", "order made"]}
    assert ask(case, {"from": both, "within": "1 day"}) == (
        "not yet, because all of its moments must be known, and there is no `order made` on file"
    )
    none = {"first of": ["apprehension", "order made"]}
    assert ask(case, {"from": none, "within": "1 day"}) == (
        "not yet, because there is no `apprehension` on file; there is no `order made` on file"
    )


def test_a_birthday_of_nobody_knows_when() -> None:
    case = make_home()
    case.child("max", None)
    assert ask(case, {"due": "birthday 18"}, subject="max") == (
        "not yet, because no birth date is on file, so nobody knows when that birthday is"
    )


def test_days_that_did_not_add_up() -> None:
    case = make_home()
    first = case.add("placement", "2026-01-10 09:00", children=["sam"], setting="foster")
    case.add(
        "placement-end", "2026-01-21 09:00", placement=first, children=["sam"], reason="returned"
    )
    rule = {"from": "in care starts", "total": "30 days"}
    words = ask(case, {"while": {"in care": True}, **rule})
    assert words.startswith("not now, because Sam is not in care; its conditions held from")


def test_a_length_that_nobody_decided_on() -> None:
    case = make_home()
    report = case.add("report", "2026-02-01 09:00", children=["sam"], kind="report")
    rule = make_rule(
        {
            "per": "report",
            "from": "report received",
            "within": {"decided in": "screened", "field": "respond within"},
            "met by": SEEN,
        }
    )
    assert ask(case, rule, subject=report) == (
        "not yet, because no respond within was decided on: there is no `screened` on file"
    )
    case.add("screening", "2026-02-02 09:00", report=report, children=["sam"], result="screened in")
    assert ask(case, rule, subject=report) == (
        "not yet, because screened of Mon 2 Feb 2026 set no respond within that the rule knows"
    )


# ------------------------------------------------------------------ in force


def test_an_edition_that_is_not_in_force_yet_or_any_more() -> None:
    old, new = two_editions(WITHIN, WITHIN)
    case = make_home()
    assert ask(case, new, "2026-02-01") == (
        "not now, because edition new of toy is in force from Sun 1 Mar 2026 on"
    )
    assert ask(case, old, "2026-03-02") == (
        "not now, because edition old of toy was in force to Sat 28 Feb 2026; what begins now is "
        "not judged by it"
    )
    case.add("placement", "2026-02-20 09:00", children=["sam"], setting="foster")
    assert ask(case, new, "2026-03-02") == (
        "no, because what began it was on Fri 20 Feb 2026, and edition new of toy is in force "
        "from Sun 1 Mar 2026; the edition of that day judges it"
    )


def test_another_place_and_another_rule_in_its_stead() -> None:
    pack = make_pack("1", "2020-01-01", {"id": "rule", **WITHIN})
    (rule,) = compose(put_in_force([pack], ("north", "coast")), {})
    case = make_home()
    case.add(
        "assignment", "2026-01-02 09:00", worker="w-sample", role="case manager", place="south"
    )
    assert ask(case, rule) == (
        "not now, because the case is worked in south, and the rule binds in north and coast"
    )
    own = make_pack(
        "1", "2020-01-01", {"id": "own", "replaces": ["rule"], **WITHIN}, level="agency"
    )
    rules = compose([*put_in_force([pack], ()), *put_in_force([own], ())], {})
    assert ask(make_home(), rules[0], instead=rules[1:]) == (
        "not now, because own of toy (agency) stands in its place"
    )


# ------------------------------------------------------------------ days that are not counted


def skipped(case: CaseMaker, rule: dict[str, Any], now: str) -> list[tuple[str, str]]:
    found = case.judge(now, [make_rule({"per": "child", "met by": SEEN, **rule})]).obligations
    days: tuple[SkippedDay, ...] = skipped_days(found[0], case.timeline(now), make_clock())
    return [(s.day.isoformat(), s.reason) for s in days]


def test_hours_stand_still_on_the_day_itself_too() -> None:
    case = make_home()
    # Saturday; Louis Riel Day is Monday 16 February: 24 hours run from Tuesday.
    case.add("placement", "2026-02-14 10:00", children=["sam"], setting="foster")
    rule = {"from": "placed", "within": "24 hours except non-working days"}
    assert skipped(case, rule, "2026-02-15") == [
        ("2026-02-14", "Saturday"),
        ("2026-02-15", "Sunday"),
        ("2026-02-16", "Louis Riel Day"),
    ]


def test_of_days_the_first_is_day_0_and_not_skipped() -> None:
    case = make_home()
    case.add("placement", "2026-02-14 10:00", children=["sam"], setting="foster")
    assert skipped(case, {"from": "placed", "within": "1 working day"}, "2026-02-15") == [
        ("2026-02-15", "Sunday"),
        ("2026-02-16", "Louis Riel Day"),
    ]


def test_a_moment_counted_in_open_days_tells_its_own() -> None:
    case = make_home()
    case.add("application", "2026-02-10 09:00", children=["sam"], hearing_on="2026-02-18")
    rule = {"opens": "application filed", "due": "2 court days before hearing date"}
    assert skipped(case, rule, "2026-02-11") == [
        ("2026-02-14", "Saturday"),
        ("2026-02-15", "Sunday"),
        ("2026-02-16", "Louis Riel Day"),
    ]
    later = {"from": "3 working days after application filed", "within": "2 days"}
    assert skipped(case, later, "2026-02-14") == []
    later = {"from": {"last of": ["5 working days after application filed", "application filed"]}}
    assert skipped(case, {**later, "within": "1 day"}, "2026-02-20") == [
        ("2026-02-14", "Saturday"),
        ("2026-02-15", "Sunday"),
        ("2026-02-16", "Louis Riel Day"),
    ]


def test_plain_days_skip_nothing() -> None:
    case = make_home()
    case.add("placement", "2026-02-14 10:00", children=["sam"], setting="foster")
    assert skipped(case, {"from": "placed", "within": "5 days"}, "2026-02-15") == []
