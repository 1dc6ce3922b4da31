"""A tie said from the child's side is read as the parent's; a couple's from both sides."""

from __future__ import annotations

from typing import Any

import pytest

from casekit.casework.prior.known import know_people
from casekit.casework.prior.likeness import compare_people
from casekit.model.family import find_family
from casekit.model.records import Case, Person
from casekit.model.ties import describe_ties, iter_ties, read_gender
from tests.model.hand_made import WINNIPEG, CaseMaker


def person(name: str, role: str, *ties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "role": role, "relationships": list(ties), **more}


def make_case(*people: dict[str, Any]) -> Case:
    maker = CaseMaker()
    for one in people:
        maker.add("person", "2026-01-12", **one)
    return maker.case()


@pytest.mark.parametrize(
    ("words", "gender"),
    [("female", "female"), (" Woman ", "female"), ("boy", "male"), ("agender", "other"), ("", "")],
)
def test_gender_is_read_from_a_persons_own_words(words: str, gender: str) -> None:
    assert read_gender(words) == gender


@pytest.mark.parametrize(
    ("gender", "word"), [("female", "mother"), ("male", "father"), ("agender", "parent")]
)
def test_child_is_the_mirror_of_a_parent(gender: str, word: str) -> None:
    people = [
        Person("sam", person("sam", "child", {"to": "jo", "is": "child", "main_carer": True})),
        Person("jo", person("jo", "family", gender=gender)),
    ]
    (tie,) = iter_ties(people)
    assert (tie.person, tie.is_, tie.to, tie.said_by) == ("jo", word, "sam", "sam")
    assert "main_carer" not in tie.data, "the child does not become a carer's carer"
    assert describe_ties(people[1], people) == [f"{word} of sam"]
    assert describe_ties(people[0], people) == []


def test_a_parent_is_family_whichever_side_said_it() -> None:
    told_by_parent = make_case(
        person("jo", "family", {"to": "sam", "is": "mother"}), person("sam", "child")
    )
    told_by_child = make_case(
        person("jo", "family", gender="female"),
        person("sam", "child", {"to": "jo", "is": "child"}),
    )
    first, second = (
        [(s.value, s.subject, s.start) for s in find_family(case, "sam", WINNIPEG)]
        for case in (told_by_parent, told_by_child)
    )
    assert first == second != []
    ours, theirs = know_people(told_by_parent), know_people(told_by_child)
    assert [one.relatives for one in ours] == [one.relatives for one in theirs]


def test_a_couple_is_told_from_both_sides_and_ties_to_nobody_are_left_out() -> None:
    people = [
        Person("jo", person("jo", "family", {"to": "max", "is": "spouse"})),
        Person("max", person("max", "family", {"to": "gone", "is": "father"})),
    ]
    assert describe_ties(people[0], people) == ["spouse of max"]
    assert describe_ties(people[1], people) == ["spouse of jo"]
    assert len(list(iter_ties(people))) == 1


@pytest.mark.parametrize(("words", "alike"), [("mother", "mother"), ("father", "father")])
def test_a_parent_of_unknown_gender_is_like_a_mother_or_a_father(words: str, alike: str) -> None:
    told = make_case(person("jo", "family", {"to": "sam", "is": words}), person("sam", "child"))
    open_ = make_case(person("jo", "family"), person("sam", "child", {"to": "jo", "is": "child"}))
    ours, theirs = ({one.id: one for one in know_people(case)}["sam"] for case in (told, open_))
    one, other = compare_people(ours, theirs), compare_people(theirs, ours)
    assert f"same {alike}: jo" in one.reasons and one.score == other.score
