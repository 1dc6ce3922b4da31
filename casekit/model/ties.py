"""Ties between people as they are read: whoever said it, and from whichever side.

`X is child of Y` says the same as `Y is mother (or father) of X`. It is turned round here, once, so
that nobody who reads ties has to know both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from casekit.model.records import Person

# What a tie that was said from the child's side comes to, by the parent's gender.
PARENT = "parent"
_MIRRORED = {"female": "mother", "male": "father"}
# The gender is in the person's own words; only these are taken for one of two.
_FEMALE = frozenset({"female", "woman", "girl", "f", "w"})
_MALE = frozenset({"male", "man", "boy", "m"})

BIRTH_PARENTS = frozenset({"mother", "father", PARENT})
PARENTS = BIRTH_PARENTS | {"adoptive parent", "step-parent", "parent's partner", "guardian"}
# Between two of one life: who says it does not matter.
COUPLES = frozenset({"spouse", "partner", "separated spouse", "former spouse", "former partner"})


class Tie(NamedTuple):
    """`person` is the `is_` of `to`; `said_by` is in whose file it stands."""

    person: str
    is_: str
    to: str
    data: Mapping[str, Any]
    said_by: str


def read_gender(words: str) -> str:
    """female, male, other, or nothing where nothing is written down."""
    word = words.strip().casefold()
    if not word:
        return ""
    return "female" if word in _FEMALE else "male" if word in _MALE else "other"


def iter_ties(people: Iterable[Person]) -> Iterator[Tie]:
    """Every tie of these people, a child's turned round; ties to nobody here are left out."""
    known = {person.id: person for person in people}
    for person in known.values():
        for data in person.data.get("relationships", ()):
            other, what = known.get(data.get("to", "")), data.get("is")
            if other is None or what is None:
                continue
            if what == "child":
                gender = read_gender(str(other.data.get("gender", "")))
                # Who is the main carer is said of the person, and does not turn round with the tie.
                turned = {key: value for key, value in data.items() if key != "main_carer"}
                word = _MIRRORED.get(gender, PARENT)
                yield Tie(other.id, word, person.id, turned, person.id)
            else:
                yield Tie(person.id, str(what), other.id, data, person.id)


def describe_ties(person: Person, people: Iterable[Person]) -> list[str]:
    """What somebody is to others, as `mother of Sam`; a couple's tie from both its sides."""
    everybody = tuple(people)
    called = {one.id: one.called for one in everybody}
    said = []
    for tie in iter_ties(everybody):
        if tie.person == person.id:
            said.append(f"{tie.is_} of {called[tie.to]}")
        elif tie.to == person.id and tie.is_ in COUPLES:
            said.append(f"{tie.is_} of {called[tie.person]}")
    return list(dict.fromkeys(said))
