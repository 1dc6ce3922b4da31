"""Contacts planned again and again: the next one is shown, and what nobody made is told."""

from __future__ import annotations

from datetime import UTC, date

import pytest

from casekit.model.records import Record
from casekit.model.schedules import find_day, list_days
from casekit.model.when import on_day
from tests.cli.office import Office

AT = "2026-02-10T10:00:00-06:00"
PLAN = ("--planned-for", "2026-02-12T15:00", "--every", "2 weeks", "--by", "w-sample")
WHO = ("--with", "Sam", "--place", "residence", "--purpose", "home visit")


@pytest.fixture
def planned(office: Office) -> Office:
    done = office.run("appointment", office.case, "--on", "2026-02-10", *PLAN, *WHO, at=AT)
    assert done.code == 0, done.err
    return office


def meet(office: Office, on: str, *more: str) -> None:
    words = ("--on", on, "--mode", "in person", "--place", "residence", "--purpose", "home visit")
    who = more or ("--seen", "Sam")
    said = ("--narrative", "x")
    done = office.run("contact", office.case, *words, *who, *said, at=f"{on}T20:00:00-06:00")
    assert done.code == 0, done.err


def told(office: Office, today: str) -> list[tuple[str, str]]:
    """The day and the status of each planned contact, oldest first."""
    done = office.run("due", "--format", "json", "--today", f"{today}T09:00")
    rows = done.data["obligations"]
    mine = [row for row in rows if row["rule"] == "decided-planned-contact"]
    return sorted((row["due"][:10], row["status"]) for row in mine)


def call_off(office: Office, on: str, *more: str) -> None:
    words = ("--step", "call-off", "--on", on, "--reason", "Sam is at his aunt's.")
    done = office.run("appointment", office.case, *words, *more, at=f"{on}T10:00:00-06:00")
    assert done.code == 0, done.err


def test_the_next_one_is_shown(planned: Office) -> None:
    out = planned.run("show", planned.case, at=AT).out
    assert "2026-02-12 15:00  w-sample with Sam: home visit, every 2 weeks" in out
    meet(planned, "2026-02-12")
    out = planned.run("show", planned.case, at="2026-02-13T10:00:00-06:00").out
    assert "2026-02-26 15:00  w-sample with Sam" in out


def test_each_day_wants_an_answer(planned: Office) -> None:
    # Of what goes on for ever the next day is told, and no more.
    assert told(planned, "2026-02-11") == [("2026-02-12", "due soon")]
    assert told(planned, "2026-02-13") == [("2026-02-12", "overdue"), ("2026-02-26", "upcoming")]
    meet(planned, "2026-02-13")
    assert told(planned, "2026-02-26")[0] == ("2026-02-12", "met late")
    assert told(planned, "2026-03-13") == [
        *(("2026-02-12", "met late"), ("2026-02-26", "overdue"), ("2026-03-12", "overdue")),
        ("2026-03-26", "upcoming"),
    ]


def test_it_stands_among_what_is_to_be_done(planned: Office) -> None:
    out = planned.run("due", planned.case, "--today", "2026-02-13T09:00").out
    said = " ".join(out.split())
    assert "Make the planned contact, or say what became of it home visit with Sam" in said
    meet(planned, "2026-02-13")
    out = planned.run("due", planned.case, "--today", "2026-02-13T21:00").out
    assert "2026-02-12" not in out


def test_a_visit_that_was_not_planned_answers_nothing(planned: Office) -> None:
    meet(planned, "2026-02-24", "--with", "Jo")
    assert told(planned, "2026-02-27")[:2] == [("2026-02-12", "overdue"), ("2026-02-26", "overdue")]


def test_an_attempt_answers_and_the_nearest_day_counts(planned: Office) -> None:
    meet(planned, "2026-02-12")
    meet(
        planned, "2026-02-25", "--made", "attempted", "--reason", "Nobody opened.", "--with", "Sam"
    )
    assert told(planned, "2026-02-28")[:2] == [("2026-02-12", "met"), ("2026-02-26", "met")]


def test_called_off_it_is_over(planned: Office) -> None:
    call_off(planned, "2026-02-11")
    assert told(planned, "2026-03-13") == []


def test_one_day_is_called_off_and_the_others_stay(planned: Office) -> None:
    call_off(planned, "2026-02-11", "--only-on", "2026-02-12")
    assert told(planned, "2026-02-13") == [("2026-02-26", "upcoming")]
    out = planned.run("show", planned.case, at="2026-02-11T11:00:00-06:00").out
    assert "2026-02-26 15:00  w-sample with Sam" in out
    # Afterwards it is still told that the day came and went.
    call_off(planned, "2026-02-27", "--only-on", "2026-02-26")
    assert told(planned, "2026-02-28")[0] == ("2026-02-26", "met late")
    call_off(planned, "2026-03-13")
    assert told(planned, "2026-04-28")[-1] == ("2026-03-12", "met late")


def test_a_day_that_nobody_planned_cannot_be_called_off(planned: Office) -> None:
    words = ("--step", "call-off", "--on", "2026-02-11", "--reason", "x", "--only-on", "2026-02-13")
    refused = planned.run("appointment", planned.case, *words, at="2026-02-11T10:00:00-06:00")
    assert refused.code == 2 and "error[DAY-NOT-PLANNED]" in refused.err
    assert "2026-02-12, 2026-02-26" in refused.err


def plan(**fields: str) -> Record:
    data = {"planned_for": "2026-01-31T10:00:00-06:00", **fields}
    when = on_day(date(2026, 1, 1), UTC)
    return Record("appointment", "x", "x", 1, when, when.earliest, "w-sample", data)


def test_days_are_counted_by_the_calendar() -> None:
    until = date(2026, 5, 1)
    months = [str(day) for day in list_days(plan(every="1 month"), until)]
    assert months == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
    weeks = list_days(plan(every="3 weeks", until="2026-03-01"), until)
    assert [str(day) for day in weeks] == ["2026-01-31", "2026-02-21"]
    assert find_day(plan(every="10 days"), date(2026, 2, 4)) == date(2026, 1, 31)
    assert find_day(plan(every="10 days"), date(2026, 2, 6)) == date(2026, 2, 10)
    assert list_days(plan(), date(2026, 1, 30)) == []
    assert len(list_days(plan(every="1 day"), date(9000, 1, 1))) == 1000
