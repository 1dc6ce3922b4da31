"""What an earlier case says: the highest risk is never lowered, and nothing voided counts."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from casekit.casework.prior.before import read_before
from casekit.casework.prior.history import RISKS, read_history
from casekit.casework.prior.pairs import find_twice
from tests.model.hand_made import CaseMaker, read_moment_of

NOW = read_moment_of("2026-06-01")
VOIDED = {"by": "w-sample", "at": "2026-01-20T09:00:00-06:00", "reason": "another family"}


def decide(maker: CaseMaker, day: str, risk: str, **more: Any) -> str:
    return maker.add("risk", day, children=["Sam"], risk=risk, reasons=f"{risk} on {day}", **more)


def report(maker: CaseMaker, day: str, **more: Any) -> str:
    told = {"child": "Sam", "allegation": "neglect", "description": "alone"}
    return maker.add(
        "report", day, kind="concern", children=["Sam"], allegations=[told],
        immediate_danger={"present": False}, **more,
    )  # fmt: skip


def test_a_lower_risk_that_came_later_hides_nothing() -> None:
    maker = CaseMaker()
    high = decide(maker, "2019-03-04", "high")
    decide(maker, "2025-01-01", "low")
    highest = read_history(maker.case(), NOW).highest_risk
    assert highest is not None
    assert (highest.risk, highest.day, highest.record) == ("high", "2019-03-04", high)
    assert highest.reasons == "high on 2019-03-04"


def test_an_assessment_counts_as_a_decision_does() -> None:
    maker = CaseMaker()
    decide(maker, "2019-03-04", "medium")
    threat = {"id": "T1", "threat": "Nobody is there at night."}
    maker.add("assessment", "2018-01-01", instrument="risk", risk="high", threats=[threat])
    history = read_history(maker.case(), NOW)
    assert history.highest_risk is not None
    assert (history.highest_risk.risk, history.highest_risk.kind) == ("high", "assessment")
    assert history.highest_risk.reasons == "Nobody is there at night."
    assert history.threats == ("2018-01-01",)


def test_what_was_voided_or_is_still_to_come_does_not_count() -> None:
    maker = CaseMaker()
    decide(maker, "2019-03-04", "high", voided=VOIDED)
    decide(maker, "2026-07-01", "high")
    decide(maker, "2020-03-04", "low")
    highest = read_history(maker.case(), NOW).highest_risk
    assert highest is not None
    assert highest.risk == "low"


@given(st.lists(st.tuples(st.integers(2000, 2025), st.sampled_from(RISKS)), min_size=1))
def test_the_highest_is_the_highest_whatever_the_order(given: list[tuple[int, str]]) -> None:
    maker = CaseMaker()
    for year, risk in given:
        decide(maker, f"{year}-05-01", risk)
    highest = read_history(maker.case(), NOW).highest_risk
    assert highest is not None
    best = min(RISKS.index(risk) for _, risk in given)
    assert highest.risk == RISKS[best]
    assert highest.day[:4] == str(max(year for year, risk in given if risk == RISKS[best]))


def test_every_turn_is_told_in_a_line() -> None:
    maker = CaseMaker()
    maker.child("Sam", "2018-06-02")
    first = report(maker, "2019-02-01")
    maker.add("screening", "2019-02-01", report=first, result="screened in")
    maker.add("opening", "2019-02-01", report=first, children=["Sam"], service="protection")
    found = {"child": "Sam", "allegation": "neglect", "finding": "supported", "reasons": "x"}
    maker.add("determination", "2019-03-01", report=first, findings=[found])
    maker.add("apprehension", "2019-03-02", children=["Sam"], grounds="Alone again.")
    maker.add("placement", "2019-03-02", children=["Sam"], setting="foster")
    maker.add("closing", "2019-09-01", children=["Sam"], reason="goals achieved", summary="Well.")
    report(maker, "2024-01-01")
    history = read_history(maker.case(), NOW)
    assert [(e.kind, e.what) for e in history.events] == [
        ("report", "neglect; screened in on 2019-02-01"),
        ("opening", "protection"),
        ("determination", "neglect of Sam: supported"),
        ("apprehension", "Sam; Alone again."),
        ("placement", "Sam; foster"),
        ("closing", "goals achieved; Well."),
        ("report", "neglect; not screened yet"),
    ]
    assert (history.reports, history.openings) == (2, 1)


def test_before_tells_the_past_of_the_case_itself_from_its_second_opening_on() -> None:
    maker = CaseMaker()
    maker.child("Sam", "2018-06-02")
    report(maker, "2019-02-01")
    maker.add("opening", "2019-02-01", children=["Sam"])
    decide(maker, "2019-03-04", "high")
    assert read_before(maker.case(), NOW).openings == 0
    assert read_before(maker.case(), NOW).highest is None
    maker.add("closing", "2019-09-01", children=["Sam"], reason="other", summary="x")
    maker.add("reopening", "2024-01-01", children=["Sam"], reasons="again")
    decide(maker, "2024-02-01", "low")
    before = read_before(maker.case(), NOW)
    assert before.highest is not None
    assert (before.highest.risk, before.match) == ("high", "this case")
    assert (before.openings, before.reports) == (1, 1)


def test_before_keeps_the_highest_of_all_searches() -> None:
    """A later search that no longer finds it, or a worker's summary, does not lower it."""
    maker = CaseMaker()
    risk = {"risk": "high", "day": "2015-01-01", "reasons": "x", "case": "2015-K7Q4MZ3"}
    found = {"highest_risk": {**risk, "match": "likely", "record": "r"}, "openings": 3}
    report(maker, "2025-01-01", prior_contact={**found, "reports": 4, "threat_found": True})
    report(maker, "2026-01-01", prior_contact={"openings": 0, "summary": "Nothing much."})
    before = read_before(maker.case(), NOW)
    assert before.highest is not None
    assert (before.highest.risk, before.openings, before.reports) == ("high", 3, 4)
    assert before.threat_found


def test_who_was_typed_twice_is_found_and_kin_are_not() -> None:
    maker = CaseMaker()
    for id_, name in (("a", "Sam Sample"), ("b", "Sam Sampel"), ("c", "Sam Sample")):
        born = {"date": "2018-06-02", "certainty": "known"}
        tie = [{"to": "a", "is": "sibling"}] if id_ == "c" else []
        maker.add(
            "person", "2026-01-01", id=id_, name=name, role="child", birth=born, relationships=tie
        )
    pairs = {frozenset((p.person, p.other)) for p in find_twice(maker.case())}
    assert pairs == {frozenset("ab"), frozenset("bc")}
    only = find_twice(maker.case(), ["b"])
    assert {(p.person, p.other) for p in only} == {("b", "a"), ("b", "c")}
