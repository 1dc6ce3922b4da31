"""The words in which a change is told, where they mean more than that a value differs."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casekit.difference.cases import compare_cases
from casekit.difference.changes import Change
from casekit.model.records import Case, Record, order_records
from casekit.model.when import on_day
from tests.documents.canaries import sample_cases, schemas

ZONE = ZoneInfo("America/Winnipeg")


def family_plans(case: Case) -> list[Record]:
    return [r for r in case.facts("plan") if r.data["kind"] == "family"]


def with_records(case: Case, *more: Record) -> Case:
    ids = {r.id for r in more}
    others = (r for r in case.records if r.id not in ids)
    return replace(case, records=order_records([*others, *more]))


def tell(before: Case, after: Case, *, names: bool = False) -> Change:
    (change,) = compare_cases(before, after, schemas(), names=names)
    return change


@pytest.fixture
def case() -> Case:
    """A case with an approved family plan, without what became of it."""
    found = next(
        c for c in sample_cases() if any(r.data["kind"] == "family" for r in c.facts("plan"))
    )
    gone = ("progress", "review", "risk", "plan-end")
    return replace(found, records=tuple(r for r in found.records if r.kind not in gone))


@pytest.fixture
def plan(case: Case) -> Record:
    """Its family plan."""
    return family_plans(case)[0]


def edited(record: Record, change: Callable[[Any], None]) -> Record:
    data = copy.deepcopy(dict(record.data))
    change(data)
    return record._replace(data=data)


def later(record: Record, number: int, **data: Any) -> Record:
    """Another record of the same kind, so many days after it."""
    day = record.occurred.day + timedelta(days=number)
    return record._replace(
        id=f"{day}-{number:06d}",
        occurred=on_day(day, ZONE),
        recorded_at=record.recorded_at + timedelta(days=number),
        data={**copy.deepcopy(dict(record.data)), "id": f"{day}-{number:06d}", **data},
    )


def note(plan: Record, number: int, status: str, **data: Any) -> Record:
    made = later(plan, number)
    said = {"id": made.id, "plan": plan.id, "of": "G1.O1", "status": status, **data}
    return made._replace(kind="progress", data=said)


def test_an_objective_moves_from_one_standing_to_the_next(case: Case, plan: Record) -> None:
    one = with_records(case, note(plan, 3, "in progress"))
    told = tell(one, with_records(one, note(plan, 9, "achieved", measured="5 of 5 nights")))
    assert told.says.startswith("objective G1.O1 moved from in progress to achieved (")
    assert (told.before, told.after, told.attention) == ("in progress", "achieved", False)
    told = tell(one, with_records(one, note(plan, 9, "dropped")))
    assert told.attention
    assert "moved from in progress to dropped, no reason given" in told.says
    told = tell(one, with_records(one, note(plan, 2, "not started")))
    assert "noted afterwards as not started, still in progress" in told.says


def test_of_two_notes_each_is_told_from_where_the_other_left_it(case: Case, plan: Record) -> None:
    both = with_records(case, note(plan, 3, "in progress"), note(plan, 9, "achieved", measured="5"))
    says = [change.says for change in compare_cases(case, both, schemas())]
    assert ["not started to in progress" in says[0], "in progress to achieved" in says[1]] == [
        True
    ] * 2


def slip(plan: Record, number: int, day: str, older: Record) -> Record:
    new = later(plan, number, supersedes=older.id)
    new.data["goals"][0]["objectives"][0]["target_date"] = day
    return new


def test_a_target_date_that_slips_again_is_counted(case: Case, plan: Record) -> None:
    first = plan.data["goals"][0]["objectives"][0]["target_date"]
    one = slip(plan, 30, "2027-01-10", plan)
    two = slip(plan, 60, "2027-02-10", one)
    case = with_records(case, one, two)
    three = slip(plan, 90, "2027-03-10", two)
    told = tell(case, with_records(case, three))
    assert (told.code, told.attention) == ("plan-replaced", True)
    slipped = "objective G1.O1: target date slipped from 2027-02-10 to 2027-03-10"
    assert told.details == (f"{slipped}, for the third time, no reason given",)
    # A note that says what stood in the way is the reason; a date that came nearer needs none.
    noted = with_records(case, note(two, 20, "in progress", barriers="No bus after nine"))
    assert tell(noted, with_records(noted, three)).details == (f"{slipped}, for the third time",)
    nearer = slip(plan, 90, first, two)
    (line,) = tell(case, with_records(case, nearer)).details
    assert line == f"objective G1.O1: target date moved from 2027-02-10 to {first}"


def test_a_target_date_that_is_edited_in_a_plan_is_marked(case: Case, plan: Record) -> None:
    def change(data: Any) -> None:
        data["goals"][0]["objectives"][0]["target_date"] = "2028-01-01"

    told = tell(case, with_records(case, edited(plan, change)))
    assert told.attention
    assert told.says.endswith("to 2028-01-01, no reason given")


def test_a_responsible_person_who_is_taken_out_is_marked(case: Case, plan: Record) -> None:
    def give(data: Any) -> None:
        data["goals"][0]["objectives"][0]["activities"][0]["who"] = ["W. Sample", "Jo"]

    def take(data: Any) -> None:
        give(data)
        data["goals"][0]["objectives"][0]["activities"][0]["who"] = ["Jo"]

    one = with_records(case, edited(plan, give))
    two = with_records(case, edited(plan, take))
    told = tell(one, two)
    assert told.attention
    assert told.says.endswith("activity G1.O1.A1: responsible person removed")
    assert tell(one, two, names=True).says.endswith('responsible person removed: "W. Sample"')


def risk(plan: Record, number: int, level: str, kind: str = "risk") -> Record:
    made = later(plan, number)
    child = plan.data["children"][:1]
    data = {"id": made.id, "children": child, "risk": level, "instrument": "risk"}
    return made._replace(kind=kind, data=data)


def test_a_risk_lowered_without_an_assessment_is_marked(case: Case, plan: Record) -> None:
    high = with_records(case, risk(plan, 400, "high"))
    told = tell(high, with_records(high, risk(plan, 430, "medium")))
    assert told.attention
    assert "lowered from high to medium without a new assessment" in told.says
    assessed = with_records(high, risk(plan, 420, "medium", "assessment"))
    low = tell(assessed, with_records(assessed, risk(plan, 430, "low")))
    assert "lowered from medium to low without a new assessment" in low.says
    same = tell(assessed, with_records(assessed, risk(plan, 430, "medium")))
    assert ("still medium" in same.says, same.attention) == (True, False)
    raised = tell(assessed, with_records(assessed, risk(plan, 430, "high")))
    assert ("raised from medium to high" in raised.says, raised.attention) == (True, True)


def test_a_sealed_value_stays_sealed(case: Case) -> None:
    report = next(case.facts("report"))
    one, two = (
        with_records(case, edited(report, lambda data, v=value: data.update(reporter_identity=v)))
        for value in ({"sealed": "v1:AAAA"}, {"sealed": "v1:BBBB"})
    )
    told = tell(one, two, names=True)
    assert (told.before, told.after, told.withheld) == (None, None, True)
    assert "v1:" not in str(told.as_data())
    added = tell(with_records(case, edited(report, lambda d: d.pop("reporter_identity", 0))), two)
    assert "v1:" not in str(added.as_data())


def test_the_preferred_language_is_told_when_it_changes(case: Case) -> None:
    person = next(case.facts("person"))
    one, two = (
        with_records(case, edited(person, lambda data, v=value: data.update(languages=v)))
        for value in (["Cree", "English"], ["English", "Cree"])
    )
    assert tell(one, two).code == "reordered"
