"""What is around a family, as an ecomap shows it: people, services, school, health, community.

Each line says only what a record says: how people get on, whether a service began or ended. No
layout and no files; what was projected away before is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casekit.model.family import eldest_first
from casekit.model.kinship import Home, Kinship, Relative, build_kinship, is_over
from casekit.model.offices import Around, list_offices
from casekit.model.phrases import Choice, Phrase, phrase
from casekit.model.records import Case, Person
from casekit.model.ties import COUPLES, Tie, iter_ties

_GROUPS = {
    "family": "family",
    "child": "family",
    "carer": "carers",
    "community": "friends and community",
    "professional": "professionals",
}
_OTHER_WAY = {
    "mother": "child",
    "father": "child",
    "parent": "child",
    "sibling": "sibling",
    "half-sibling": "half-sibling",
    "cousin": "cousin",
    "grandparent": "grandchild",
}
_WERE = frozenset({"former spouse", "former partner"})
_LINES = {"conflict": "strain", "close": "strong", "cut off": "none"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Who is in the middle on a day, in what kind of household, and what is around them.

    `away` are those of them who are placed elsewhere, and in what setting.
    """

    case: str
    day: date
    home: str
    inside: tuple[Relative, ...]
    away: Mapping[str, str]
    around: tuple[Around, ...]


def read_surroundings(
    case: Case,
    day: date,
    *,
    away: Mapping[str, str] | None = None,
    staff: Mapping[str, str] | None = None,
    providers: Mapping[str, str] | None = None,
) -> Surroundings:
    """The surroundings of a family on a local day, of a case cut off at that day.

    `staff` has the names of workers by id, `providers` those of services' providers.
    """
    homes = {record.id: str(record.data.get("kind", "")) for record in case.facts("household")}
    kinship = build_kinship(case.number, case.people, homes, day, everybody=True)
    home = _choose_home(kinship)
    inside = frozenset(home.members) if home else _stand_in(case.people, kinship, day)
    people = {person.id: person for person in case.people}
    relatives = tuple(one for one in kinship.people if one.id in inside)
    said = iter_ties(eldest_first(case.people))
    ties = [tie for tie in said if tie.person != tie.to and _began(tie, day)]
    meeting = {
        one
        for record in case.facts("family-time")
        if record.id not in {end.data["family_time"] for end in case.facts("family-time-end")}
        for one in record.data.get("with", ())
    }
    offices = tuple(list_offices(case, inside, day, staff or {}, providers or {}))
    met = {office.person for office in offices if office.person}
    around = [
        _read_person(people[one.id], inside, ties, day, one.id in meeting, people)
        for one in kinship.people
        if one.id not in inside | met and one.died is None and one.certainty != "expected"
    ]
    around.sort(key=lambda each: list(_GROUPS.values()).index(each.group))
    return Surroundings(
        case.number,
        day,
        home.kind if home else "",
        relatives,
        {one: setting for one, setting in (away or {}).items() if one in inside},
        (*around, *offices),
    )


def _choose_home(kinship: Kinship) -> Home | None:
    """The family's own home before any other, then the one with most children of the case."""
    index = {one.id for one in kinship.people if one.is_index}
    return max(
        kinship.homes,
        key=lambda home: (
            home.kind == "family home",
            len(index & {*home.members}),
            len(home.members),
            home.id,
        ),
        default=None,
    )


def _stand_in(people: Iterable[Person], kinship: Kinship, day: date) -> frozenset[str]:
    """Where no household is known: the children, and who mainly cares for them."""
    index = {one.id for one in kinship.people if one.is_index}
    carers = {
        tie.person
        for tie in iter_ties(people)
        if tie.to in index and tie.data.get("main_carer") and not is_over(tie, day)
    }
    return frozenset(one.id for one in kinship.people if one.id in index | carers and not one.died)


def _began(tie: Tie, day: date) -> bool:
    return "from" not in tie.data or date.fromisoformat(tie.data["from"]) <= day


def _read_person(
    person: Person,
    inside: frozenset[str],
    ties: Sequence[Tie],
    day: date,
    meets: bool,
    people: Mapping[str, Person],
) -> Around:
    mine = [t for t in ties if person.id in (t.person, t.to) and inside & {t.person, t.to}]
    now = [tie for tie in mine if not is_over(tie, day)]
    qualities = {str(tie.data["quality"]) for tie in now if "quality" in tie.data}
    if qualities:
        # Strain is what must be seen first; the words say with whom.
        line = next(_LINES[one] for one in ("conflict", "cut off", "close") if one in qualities)
        if qualities == {"cut off", "close"}:
            line = "strong"
    elif meets or any(tie.is_ not in _WERE for tie in now):
        line = "ordinary"
    else:
        # What two have to do with each other once they have parted, no record says.
        line = "none" if mine and not now else ""
    group = _GROUPS.get(person.role, "friends and community")
    about = tuple(_describe(person, now or mine, people, day))
    said = tuple(_say_qualities(person, now, people))
    return Around(person.called, about, group, line, False, said, person.id)


def _describe(
    person: Person, ties: Iterable[Tie], people: Mapping[str, Person], day: date
) -> Iterator[Phrase]:
    """What somebody is to those inside, or they to them."""
    # What they are, and of whom; or who it is, and what that one is.
    grouped: dict[tuple[bool, str], list[str]] = {}
    other_way: dict[tuple[bool, str], list[str]] = {}
    order: list[tuple[bool, bool, str]] = []
    for tie in ties:
        over = is_over(tie, day)
        is_mine = tie.person == person.id
        word = tie.is_ if is_mine or tie.is_ in COUPLES else _OTHER_WAY.get(tie.is_)
        other = people[tie.to if is_mine else tie.person].called
        if word:
            order.append((True, over, word))
            grouped.setdefault((over, word), []).append(other)
        else:
            order.append((False, over, other))
            other_way.setdefault((over, other), []).append(tie.is_)
    for is_mine, over, key in dict.fromkeys(order):
        if is_mine:
            whom = tuple(dict.fromkeys(grouped[over, key]))
            tie_ = Choice(key, "relationship")
            yield (
                phrase("was {tie} of {whom}", tie=tie_, whom=whom)
                if over
                else phrase("{tie} of {whom}", tie=tie_, whom=whom)
            )
            continue
        what = tuple(Choice(one, "relationship") for one in dict.fromkeys(other_way[over, key]))
        yield (
            phrase("{whom} was {tie}", whom=key, tie=what)
            if over
            else phrase("{whom} is {tie}", whom=key, tie=what)
        )


def _say_qualities(
    person: Person, ties: Iterable[Tie], people: Mapping[str, Person]
) -> Iterator[Phrase]:
    grouped: dict[str, list[str]] = {}
    for tie in ties:
        if "quality" in tie.data:
            other = people[tie.to if tie.person == person.id else tie.person]
            grouped.setdefault(str(tie.data["quality"]), []).append(other.called)
    for quality, some in sorted(grouped.items()):
        whom = tuple(dict.fromkeys(some))
        match quality:
            case "close":
                yield phrase("close to {whom}", whom=whom)
            case "conflict":
                yield phrase("conflict with {whom}", whom=whom)
            case _:
                yield phrase("cut off from {whom}", whom=whom)
