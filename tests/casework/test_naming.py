"""Names become ids when they fit exactly one person; otherwise the fault names who there is."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from casekit.casework.naming import find_person, find_record, find_worker
from casekit.model.records import Case, Person, Record
from casekit.model.staff import Worker
from casekit.model.when import on_day


def person(number: int, name: str, **more: Any) -> Person:
    return Person(f"2026-01-12-00000{number}", {"name": name, "role": "family", **more})


SAM = person(1, "Samuel Sample", called="Sam")
JO = person(2, "Jo Sample")
MARIE = person(3, "Marie Anne Sample", called="Kokum")
ALL = (SAM, JO, MARIE)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Sam", SAM),
        ("samuel  sample", SAM),
        ("Samuel", SAM),
        ("jo", JO),
        ("Kokum", MARIE),
        ("Marie", MARIE),
        (JO.id, JO),
    ],
)
def test_a_name_that_fits_one(said: str, meant: Person) -> None:
    assert find_person(said, ALL) == (meant.id, None)


def test_a_slip_is_suggested() -> None:
    _, fault = find_person("Sma", ALL)
    assert fault is not None
    assert (fault[0], fault[2]) == ("PERSON-UNKNOWN", "did you mean Sam?")


def test_a_stranger_is_told_who_is_known() -> None:
    _, fault = find_person("Zebedee", ALL)
    assert fault is not None
    assert fault[2] is not None
    assert "known here: Sam, Jo Sample, Kokum" in fault[2]


def test_two_of_one_name_are_told_apart_by_the_full_name() -> None:
    _, fault = find_person("Sam", (*ALL, person(4, "Sam Example", called="Sam")))
    assert fault == (
        "PERSON-AMBIGUOUS",
        "2 people of the case are called `Sam`",
        "write the full name: Samuel Sample or Sam Example",
    )


def test_two_of_one_full_name_are_told_apart_by_the_id() -> None:
    other = person(4, "Jo Sample")
    _, fault = find_person("Jo", (*ALL, other))
    assert fault is not None
    assert fault[2] is not None
    assert JO.id in fault[2]
    assert other.id in fault[2]


def test_what_somebody_is_called_goes_before_a_first_name() -> None:
    """`Sam` is what Samuel is called: the first name of another person does not make it two."""
    assert find_person("Sam", (*ALL, person(4, "Sam Example", called="Sammy")))[0] == SAM.id


@pytest.mark.parametrize("said", ["w-sample", "W. Sample", "w.sample@AGENCY.example"])
def test_workers_by_id_name_and_address(said: str) -> None:
    worker = Worker("w-sample", "W. Sample", "w.sample@agency.example", frozenset({"worker"}))
    assert find_worker(said, (worker,)) == ("w-sample", None)


def test_an_unknown_worker() -> None:
    _, fault = find_worker("k-sample", ())
    assert fault is not None
    assert fault[0] == "WORKER-UNKNOWN"


def test_the_end_of_an_id_that_fits_two_records() -> None:
    day = on_day(date(2026, 2, 10), ZoneInfo("America/Winnipeg"))
    homes = tuple(
        Record("household", one, f"x/{one}.yaml", 1, day, day.earliest, "w-sample", {"kind": kind})
        for one, kind in (("2026-02-10-aaaazz", "family home"), ("2026-02-10-bbbbzz", "other"))
    )
    case = Case("2026-K7Q4MZ3", "x", "normal", homes)
    fault = find_record("zz", "household", case)[1]
    assert fault is not None and fault[0] == "RECORD-AMBIGUOUS"
    assert find_record("other", "household", case) == (homes[1].id, None)
