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


def told(office: Office, today: str) -> list[str]:
    done = office.run(
        "check", "--level", "strict", "--format", "json", at=f"{today}T09:00:00-06:00"
    )
    return [f["message"] for f in done.findings if f["code"] == "PLANNED-CONTACT-OPEN"]


def test_the_next_one_is_shown(planned: Office) -> None:
    out = planned.run("show", planned.case, at=AT).out
    assert "2026-02-12 15:00  w-sample with Sam: home visit, every 2 weeks" in out
    meet(planned, "2026-02-12")
    out = planned.run("show", planned.case, at="2026-02-13T10:00:00-06:00").out
    assert "2026-02-26 15:00  w-sample with Sam" in out


def test_each_day_wants_an_answer(planned: Office) -> None:
    assert told(planned, "2026-02-12") == []
    assert told(planned, "2026-02-13") == [
        "a contact was planned for 2026-02-12, and nobody says what became of it"
    ]
    meet(planned, "2026-02-13")
    assert told(planned, "2026-02-26") == []
    assert "2026-03-12 and 1 before it" in told(planned, "2026-03-13")[0]


def test_an_attempt_answers_and_the_nearest_day_counts(planned: Office) -> None:
    meet(planned, "2026-02-13")
    meet(planned, "2026-02-24", "--made", "attempted", "--reason", "Nobody opened.", "--with", "Jo")
    assert told(planned, "2026-02-27") != [], "Jo was not whom it was planned with"
    meet(planned, "2026-02-27")
    assert told(planned, "2026-03-01") == []


def test_called_off_it_is_over(planned: Office) -> None:
    words = ("--step", "call-off", "--on", "2026-02-11", "--reason", "Sam is at his aunt's.")
    done = planned.run("appointment", planned.case, *words, at="2026-02-11T10:00:00-06:00")
    assert done.code == 0, done.err
    assert told(planned, "2026-03-13") == []


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
