"""A family on a day: couples by the newest word, generations, and what contradicts the rest."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from casekit.model.kinship import Kinship, build_kinship
from casekit.model.records import Person
from casekit.model.tree import find_fitting, find_layers
from tests.documents.pictures.families import DAY, Family


def couple(*ties: dict[str, Any], died: str = "") -> tuple[str, str, str]:
    """How it stands with Ann and Bob, who said this of each other."""
    family = Family()
    family.add("Ann", "female")
    family.add("Bob", "male", **({"died_on": died} if died else {}))
    for tie in ties:
        family.tie("Ann", to="Bob", **tie)
    (found,) = family.kinship().couples
    return found.stands, str(found.since or ""), str(found.until or "")


@pytest.mark.parametrize(
    ("ties", "stands"),
    [
        ([{"is_": "spouse"}], "married"),
        ([{"is_": "partner"}], "cohabiting"),
        ([{"is_": "separated spouse"}], "separated"),
        ([{"is_": "former spouse"}], "divorced"),
        ([{"is_": "former partner"}], "parted"),
        ([{"is_": "spouse", "until": "2020-01-01"}], "divorced"),
        ([{"is_": "partner", "until": "2020-01-01"}], "parted"),
        ([{"is_": "partner", "until": "2030-01-01"}], "cohabiting"),
        # The newest word counts, and of two without a day the one that tells of an end.
        ([{"is_": "spouse"}, {"is_": "former spouse"}], "divorced"),
        ([{"is_": "spouse", "from": "2010-01-01"}, {"is_": "partner", "from": "2005-01-01"}],
         "married"),
        ([{"is_": "former spouse", "from": "2010-01-01"}, {"is_": "spouse", "from": "2015-01-01"}],
         "married"),
        ([{"is_": "spouse", "until": "2019-12-31"}, {"is_": "separated spouse"}], "separated"),
    ],
)  # fmt: skip
def test_how_it_stands_with_a_couple(ties: list[dict[str, Any]], stands: str) -> None:
    assert couple(*ties)[0] == stands


def test_death_is_no_divorce() -> None:
    ended = {"is_": "spouse", "from": "1990-01-01", "until": "2019-10-04"}
    assert couple(ended, died="2019-10-04") == ("married", "1990-01-01", "2019-10-04")
    assert couple(ended, died="2022-10-04")[0] == "divorced"


def test_what_lies_ahead_is_not_yet_so() -> None:
    family = Family()
    family.add("Ann")
    family.add("Bob")
    family.tie("Ann", "spouse", "Bob", **{"from": "2027-01-01"})
    assert family.kinship().couples == () == family.kinship().said


def test_symbols_ages_and_who_is_left_out() -> None:
    family = Family()
    family.add("Ann", "woman", "1990-11-21")
    family.add("Bo", "", role="child", birth={"date": "2027-03-01", "certainty": "expected"})
    family.add("Cy", "", "1950-01-01", died_on="2000-01-01")
    family.add("Dee", "two-spirit")
    family.add("T. Example", role="professional")
    family.add("Fay", role="community")
    family.tie("Cy", "father", "Ann")
    family.tie("Ann", "mother", "Bo")
    family.tie("T. Example", "professional", "Bo")
    family.tie("Fay", "godparent", "Bo")
    kinship = family.kinship()
    seen = {p.called: (p.shape, p.age, p.is_index, p.generation) for p in kinship.people}
    assert seen == {
        "Bo": ("triangle", None, True, 2),
        "Ann": ("circle", 35, False, 1),
        # Nobody wrote down a gender, and somebody's father is told as a man.
        "Cy": ("square", 50, False, 0),
        "Dee": ("diamond", None, False, None),
        "Fay": ("diamond", None, False, None),
    }
    assert kinship.left_out == ("T. Example",)


def test_circles_are_told_and_not_drawn() -> None:
    family = Family()
    for name in ("Ann", "Bea"):
        family.add(name)
    family.tie("Ann", "mother", "Bea")
    family.tie("Bea", "mother", "Ann")
    family.tie("Ann", "mother", "Ann")
    kinship = family.kinship()
    assert [(d.parents, d.child) for d in kinship.descents] == [(("Ann",), "Bea")]
    assert [(t.person, t.to, t.fits) for t in kinship.said] == [
        ("Ann", "Bea", True), ("Ann", "Ann", False), ("Bea", "Ann", False),
    ]  # fmt: skip


def test_parents_of_two_generations_have_a_line_each() -> None:
    family = Family()
    for name in ("Old", "Young", "Kid"):
        family.add(name)
    family.tie("Old", "father", "Young")
    family.tie("Old", "father", "Kid")
    family.tie("Young", "mother", "Kid")
    family.tie("Old", "partner", "Young")
    kinship = family.kinship()
    assert {d.parents for d in kinship.descents if d.child == "Kid"} == {("Old",), ("Young",)}
    assert kinship.couples == () and [t.is_ for t in kinship.said if not t.fits] == ["partner"]
    assert {p.called: p.generation for p in kinship.people} == {"Old": 0, "Young": 1, "Kid": 2}


def test_the_unborn_live_with_their_mother_and_the_dead_with_nobody() -> None:
    family = Family()
    family.add("Ann")
    family.add("Bo", birth={"date": "2027-03-01", "certainty": "expected"})
    family.add("Cy", died_on="2021-01-01")
    family.tie("Ann", "mother", "Bo")
    family.home("family home", "Ann", "Cy")
    (home,) = family.kinship().homes
    assert set(home.members) == {"Ann", "Bo"}


def test_foster_carers_who_care_no_more_have_no_line() -> None:
    family = Family()
    for name in ("Kid", "Ann", "Bob"):
        family.add(name)
    family.tie("Ann", "foster carer", "Kid", until="2020-01-01")
    family.tie("Bob", "foster carer", "Kid")
    assert [d.parents for d in family.kinship().descents] == [("Bob",)]


def test_what_a_reader_may_not_see_is_not_known() -> None:
    """Projected people lack leaves: a tie without its kind, a birth without its day."""
    people = [
        Person("a", {"name": "Ann", "role": "family", "relationships": [{"to": "b"}, {"is": "x"}]}),
        Person("b", {"name": "Bo", "role": "child", "birth": {"certainty": "known"},
                     "memberships": [{"from": "2020-01-01"}]}),
    ]  # fmt: skip
    kinship: Kinship = build_kinship("2026-A1B2C3D", people, {}, DAY)
    assert kinship.said == () and [p.born for p in kinship.people] == [None, None]


def test_layers_keep_couples_level_and_childless_uncles_beside_their_siblings() -> None:
    layers = find_layers(
        [("gran", "mother", 1), ("gran", "uncle", 1), ("mother", "kid", 1)],
        [("mother", "father"), ("mother", "uncle"), ("gran", "kid")],
        [("friend", "kid", 1), ("kid", "gran", 1)],
    )
    assert layers.generation == {
        "gran": 0, "mother": 1, "uncle": 1, "father": 1, "friend": 1, "kid": 2,
    }  # fmt: skip
    assert frozenset(("gran", "kid")) not in layers.level
    assert ("kid", "gran") not in layers.steps


def test_of_a_circle_the_first_lines_stand() -> None:
    assert find_fitting([("a", "b"), ("b", "c"), ("c", "a"), ("d", "d")]) == {
        ("a", "b"),
        ("b", "c"),
    }


def test_the_day_is_a_local_day() -> None:
    family = Family()
    family.add("Ann", "female", "1990-11-20")
    assert [p.age for p in family.kinship().people] == [36] and date(2026, 11, 20) == DAY
