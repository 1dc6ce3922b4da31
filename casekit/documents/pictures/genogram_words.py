"""A genogram in words: for the terminal, and for whoever cannot see the picture."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from casekit.documents.directions import put_together
from casekit.documents.tongue import ENGLISH, Tongue, capitalize
from casekit.documents.words import mark
from casekit.model.couples import Couple
from casekit.model.kinship import Kinship, Relative, Said

STANDS = {
    "married": mark("married"),
    "cohabiting": mark("living together as partners"),
    "separated": mark("married, living apart"),
    "divorced": mark("divorced"),
    "parted": mark("partners once, parted"),
}
SHAPES = {
    "square": mark("male"),
    "circle": mark("female"),
    "diamond": mark("another gender, or not recorded"),
    "triangle": mark("expected"),
}
QUALITIES = {"close": mark("close"), "conflict": mark("conflict"), "cut off": mark("cut off")}
DESCENTS = {
    "birth": mark("{child}: child of {parents}"),
    "adoptive": mark("{child}: adopted by {parents}"),
    "care": mark("{child}: cared for by {parents}"),
}
APART = mark("Others, without a tie that is drawn")
INDEX = mark("child of the case")


def say_title(kinship: Kinship, tongue: Tongue) -> str:
    """What stands over the picture."""
    say = tongue.say
    return say("Genogram, case {number}, {day}", number=kinship.case, day=tongue.day(kinship.day))


def say_born(person: Relative, tongue: Tongue) -> str:
    """Years of birth and death, or when a child is expected."""
    say = tongue.say
    if person.born is None:
        return say("died {year}", year=str(person.died.year)) if person.died else ""
    if person.certainty == "expected":
        return say("expected {month}", month=tongue.month(person.born))
    year = str(person.born.year)
    if person.certainty == "estimated":
        year = say("about {year}", year=year)
    return f"{year}\u2013{person.died.year}" if person.died else year


def untold(
    kinship: Kinship, siblings: Collection[frozenset[str]], tongue: Tongue = ENGLISH
) -> Iterator[tuple[str, str]]:
    """What no line of the picture tells: whom to write it under, and the words.

    `siblings` are the groups who hang from a line of their own.
    """
    grouped: dict[tuple[str, str, bool, str], list[str]] = {}
    for tie in kinship.said:
        if tie.drawn or not tie.fits or _follows(kinship, tie, siblings):
            continue
        until = tongue.day(tie.until) if tie.over and tie.until else ""
        key = (tie.person, tie.is_, tie.over, until)
        grouped.setdefault(key, []).append(kinship.call(tie.to))
    say = tongue.say
    for (person, is_, over, until), whom in grouped.items():
        said = {
            "tie": tongue.word(is_, "relationship"),
            "whom": tongue.listing(list(dict.fromkeys(whom))),
        }
        if not over:
            yield person, say("{tie} of {whom}", **said)
        elif until:
            yield person, say("was {tie} of {whom} until {until}", **said, until=until)
        else:
            yield person, say("was {tie} of {whom}", **said)


def _follows(kinship: Kinship, tie: Said, siblings: Collection[frozenset[str]]) -> bool:
    """Whether the lines of the picture say the same already."""
    if tie.over:
        return False
    mine, theirs = _parents(kinship, tie.person), _parents(kinship, tie.to)
    match tie.is_:
        case "sibling" | "half-sibling":
            return bool(mine & theirs) or any({tie.person, tie.to} <= some for some in siblings)
        case "grandparent":
            return any(tie.person in _parents(kinship, one) for one in theirs)
        case "aunt or uncle":
            return any(_are_siblings(kinship, tie.person, one, siblings) for one in theirs)
        case "cousin":
            return any(_are_siblings(kinship, a, b, siblings) for a in mine for b in theirs)
        case "step-parent" | "parent's partner":
            return any(
                tie.person in couple.pair and theirs & {*couple.pair} and tie.person not in theirs
                for couple in kinship.couples
                if not couple.is_over
            )
    return False


def _parents(kinship: Kinship, person: str) -> set[str]:
    return {
        parent
        for descent in kinship.descents
        if descent.child == person and descent.kind != "care"
        for parent in descent.parents
    }


def _are_siblings(
    kinship: Kinship, one: str, other: str, siblings: Collection[frozenset[str]]
) -> bool:
    shared = _parents(kinship, one) & _parents(kinship, other)
    return one != other and (bool(shared) or any({one, other} <= some for some in siblings))


def say_home(kind: str, tongue: Tongue) -> str:
    """A kind of household, as it stands over an outline."""
    return tongue.word(kind, "household") if kind else tongue.say("household")


def say_couple(couple: Couple, tongue: Tongue) -> str:
    """How it stands with a couple, and since or until when, as far as that is known."""
    say = tongue.say
    text = say(STANDS[couple.stands])
    if couple.is_over and couple.until:
        return say("{how}, until {until}", how=text, until=tongue.day(couple.until))
    if couple.since:
        return say("{how}, since {since}", how=text, since=tongue.day(couple.since))
    return text


def tell_kinship(kinship: Kinship, tongue: Tongue = ENGLISH) -> Iterator[str]:
    """The whole picture in lines of words."""
    say = tongue.say
    if not kinship.people:
        yield say("Nobody is on file.")
        return
    rows = sorted({p.generation for p in kinship.people if p.generation is not None})
    for number, row in enumerate(rows, 1):
        here = (say_person(p, tongue) for p in kinship.people if p.generation == row)
        yield from _under(say("Generation {number}", number=str(number)), here, tongue)
    apart = (say_person(p, tongue) for p in kinship.people if p.generation is None)
    yield from _under(say(APART), apart, tongue)
    yield from _under(say("Couples"), _couples(kinship, tongue), tongue)
    yield from _under(say("Parents and carers"), _descents(kinship, tongue), tongue)
    yield from _under(say("How they get on"), _bonds(kinship, tongue), tongue)
    yield from _under(say("Households"), _homes(kinship, tongue), tongue)
    yield from _under(say("Also on file"), _rest(kinship, tongue), tongue)
    yield from _under(
        say("On file, and not drawn, because it contradicts the rest"),
        _unfit(kinship, tongue),
        tongue,
    )
    if kinship.left_out:
        left_out = tongue.listing(kinship.left_out)
        head = say("Not of the family, on the ecomap")
        yield f"{tongue.label(head, left_out)}."


def _under(head: str, lines: Iterator[str], tongue: Tongue) -> Iterator[str]:
    found = list(lines)
    if found:
        yield tongue.label(head, "").rstrip()
        yield from (f"  {line}." for line in found)


def say_person(person: Relative, tongue: Tongue) -> str:
    """Who it is: name, child of the case or not, gender as far as the symbol shows it, years."""
    say = tongue.say
    shown = {"triangle": "", "diamond": say("gender open")}
    gender = shown[person.shape] if person.shape in shown else say(SHAPES[person.shape])
    parts = [person.called, say(INDEX) if person.is_index else "", gender]
    parts.append(say_born(person, tongue))
    if person.age is not None:
        age = str(person.age)
        parts.append(say("died at {age}", age=age) if person.died else say("age {age}", age=age))
    return put_together(parts)


def _couples(kinship: Kinship, tongue: Tongue) -> Iterator[str]:
    for couple in kinship.couples:
        both = tongue.listing([kinship.call(one) for one in couple.pair])
        yield tongue.label(both, say_couple(couple, tongue))


def _descents(kinship: Kinship, tongue: Tongue) -> Iterator[str]:
    for descent in kinship.descents:
        parents = tongue.listing([kinship.call(one) for one in descent.parents])
        child = kinship.call(descent.child)
        yield tongue.say(DESCENTS[descent.kind], child=child, parents=parents)


def _bonds(kinship: Kinship, tongue: Tongue) -> Iterator[str]:
    for bond in kinship.bonds:
        both = tongue.listing([kinship.call(bond.one), kinship.call(bond.other)])
        yield tongue.label(both, tongue.say(QUALITIES[bond.quality]))


def _homes(kinship: Kinship, tongue: Tongue) -> Iterator[str]:
    for home in kinship.homes:
        members = tongue.listing([kinship.call(one) for one in home.members])
        yield tongue.label(capitalize(say_home(home.kind, tongue)), members)


def _rest(kinship: Kinship, tongue: Tongue) -> Iterator[str]:
    for person, note in untold(kinship, (), tongue):
        yield tongue.label(kinship.call(person), note)


def _unfit(kinship: Kinship, tongue: Tongue) -> Iterator[str]:
    for tie in kinship.said:
        if not tie.fits:
            said = tongue.say(
                "{tie} of {whom}",
                tie=tongue.word(tie.is_, "relationship"),
                whom=kinship.call(tie.to),
            )
            yield tongue.label(kinship.call(tie.person), said)
