"""What is known about a person that may tell who it is, put together from the records of a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from casekit.casework.prior.folding import Tokens, fold_address, fold_name, fold_numbers
from casekit.model.records import Case, Person
from casekit.model.ties import iter_ties

# What a person is to somebody -> what that one is to the person. Other ties tell nothing about who
# somebody is: a foster carer and a teacher have many children, and an adoptive parent must not lead
# to the child's first case. A partner may change from one case to the next.
_OTHER_WAY: Mapping[str, str] = {
    "mother": "child",
    "father": "child",
    "parent": "child",
    "step-parent": "stepchild",
    "parent's partner": "stepchild",
    "grandparent": "grandchild",
    "aunt or uncle": "niece or nephew",
    "sibling": "sibling",
    "half-sibling": "half-sibling",
    "cousin": "cousin",
}
# In a foster home or a facility children of many families live, or have lived.
_SHARED_HOMES = frozenset({"foster home", "facility"})


class Relative(NamedTuple):
    """Somebody the person is tied to: as what, and the ways to say the name."""

    tie: str
    name: str
    forms: tuple[Tokens, ...]


class Known(NamedTuple):
    """A person of a case as far as it helps to know the person again."""

    case: str
    id: str
    name: str
    role: str
    forms: tuple[Tokens, ...]
    born: date | None = None
    certainty: str = ""
    numbers: frozenset[str] = frozenset()
    addresses: tuple[Tokens, ...] = ()
    relatives: tuple[Relative, ...] = ()

    @property
    def is_expected(self) -> bool:
        """Whether it is a child not yet born."""
        return self.certainty == "expected"


def know_people(case: Case) -> tuple[Known, ...]:
    """Everybody of a case but professionals, who belong to no family and to many."""
    relatives = _find_relatives(case)
    homes = {h.id: h.data for h in case.facts("household") if h.data["kind"] not in _SHARED_HOMES}
    found = []
    for person in case.people:
        if person.role == "professional":
            continue
        own = [
            homes[m["household"]]
            for m in person.data.get("memberships", ())
            if m["household"] in homes
        ]
        texts = [str(each["phone"]) for each in (person.data, *own) if "phone" in each]
        born = person.birth.get("date")
        found.append(
            Known(
                case.number,
                person.id,
                person.name,
                person.role,
                list_forms(person.name, person.data.get("called")),
                date.fromisoformat(born) if born else None,
                str(person.birth.get("certainty", "")),
                frozenset().union(*map(fold_numbers, texts)) if texts else frozenset(),
                tuple(dict.fromkeys(fold_address(home["address"]) for home in own)),
                tuple(relatives.get(person.id, ())),
            )
        )
    return tuple(found)


def list_forms(name: str, called: str | None = None) -> tuple[Tokens, ...]:
    """The ways to say a name: as written, and with what the person is called as given name."""
    whole = fold_name(name)
    forms = {whole: None}
    if called and len(whole) > 1:
        short = fold_name(called)
        # `called` may itself be the whole name that the person goes by.
        forms[short if len(short) > 1 else (*short, *whole[1:])] = None
    return tuple(form for form in forms if form)


def _find_relatives(case: Case) -> dict[str, list[Relative]]:
    people = {person.id: person for person in case.people}
    found: dict[str, list[Relative]] = {}
    for person, tie, other in _iter_ties(people):
        found.setdefault(other.id, []).append(_as_relative(tie, person))
        found.setdefault(person.id, []).append(_as_relative(_OTHER_WAY[tie], other))
    return found


def _iter_ties(people: Mapping[str, Person]) -> Iterator[tuple[Person, str, Person]]:
    for tie in iter_ties(people.values()):
        if tie.is_ in _OTHER_WAY:
            yield people[tie.person], tie.is_, people[tie.to]


def _as_relative(tie: str, person: Person) -> Relative:
    return Relative(tie, person.name, list_forms(person.name, person.data.get("called")))
