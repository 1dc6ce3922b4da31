"""A genogram in words: for the terminal, and for whoever cannot see the picture."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from casekit.model.couples import Couple
from casekit.model.kinship import Kinship, Relative, Said

STANDS = {
    "married": "married",
    "cohabiting": "living together as partners",
    "separated": "married, living apart",
    "divorced": "divorced",
    "parted": "partners once, parted",
}


def say_born(person: Relative) -> str:
    """Years of birth and death, or when a child is expected."""
    if person.born is None:
        return f"died {person.died.year}" if person.died else ""
    if person.certainty == "expected":
        return f"expected {person.born:%Y-%m}"
    year = f"{'about ' if person.certainty == 'estimated' else ''}{person.born.year}"
    return f"{year}\u2013{person.died.year}" if person.died else year


def untold(kinship: Kinship, siblings: Collection[frozenset[str]]) -> Iterator[tuple[str, str]]:
    """What no line of the picture tells: whom to write it under, and the words.

    `siblings` are the groups who hang from a line of their own.
    """
    grouped: dict[tuple[str, str, str], list[str]] = {}
    for tie in kinship.said:
        if tie.drawn or not tie.fits or _follows(kinship, tie, siblings):
            continue
        key = (tie.person, _word(tie), _until(tie))
        grouped.setdefault(key, []).append(kinship.call(tie.to))
    for (person, word, until), whom in grouped.items():
        yield person, f"{word} of {', '.join(dict.fromkeys(whom))}{until}"


def _word(tie: Said) -> str:
    return f"was {tie.is_}" if tie.over else tie.is_


def _until(tie: Said) -> str:
    return f" until {tie.until.isoformat()}" if tie.over and tie.until else ""


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


def say_home(kind: str) -> str:
    """A kind of household, as it stands over an outline."""
    return {"": "household", "other": "other household"}.get(kind, kind)


def say_couple(couple: Couple) -> str:
    """How it stands with a couple, and since or until when, as far as that is known."""
    text = STANDS[couple.stands]
    if couple.is_over and couple.until:
        return f"{text}, until {couple.until.isoformat()}"
    return f"{text}, since {couple.since.isoformat()}" if couple.since else text


def tell_kinship(kinship: Kinship) -> Iterator[str]:
    """The whole picture in lines of words."""
    if not kinship.people:
        yield "Nobody is on file."
        return
    rows = sorted({p.generation for p in kinship.people if p.generation is not None})
    for number, row in enumerate(rows, 1):
        yield f"Generation {number}:"
        for person in kinship.people:
            if person.generation == row:
                yield f"  {say_person(person)}."
    apart = [p for p in kinship.people if p.generation is None]
    if apart:
        yield "Others, without a tie that is drawn:"
        yield from (f"  {say_person(person)}." for person in apart)
    yield from _under("Couples:", _couples(kinship))
    yield from _under("Parents and carers:", _descents(kinship))
    yield from _under("How they get on:", _bonds(kinship))
    yield from _under("Households:", _homes(kinship))
    yield from _under("Also on file:", _rest(kinship))
    yield from _under("On file, and not drawn, because it contradicts the rest:", _unfit(kinship))
    if kinship.left_out:
        yield f"Not of the family, on the ecomap: {', '.join(kinship.left_out)}."


def _under(head: str, lines: Iterator[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield head
        yield from (f"  {line}." for line in found)


def say_person(person: Relative) -> str:
    """Who it is: name, child of the case or not, gender as far as the symbol shows it, years."""
    words = {"square": "male", "circle": "female", "triangle": ""}.get(person.shape, "gender open")
    parts = [person.called, "child of the case" if person.is_index else "", words, say_born(person)]
    if person.age is not None:
        parts.append(f"died at {person.age}" if person.died else f"age {person.age}")
    return ", ".join(part for part in parts if part)


def _couples(kinship: Kinship) -> Iterator[str]:
    for couple in kinship.couples:
        one, other = map(kinship.call, couple.pair)
        yield f"{one} and {other}: {say_couple(couple)}"


def _descents(kinship: Kinship) -> Iterator[str]:
    words = {"birth": "child of", "adoptive": "adopted by", "care": "cared for by"}
    for descent in kinship.descents:
        parents = " and ".join(map(kinship.call, descent.parents))
        yield f"{kinship.call(descent.child)}: {words[descent.kind]} {parents}"


def _bonds(kinship: Kinship) -> Iterator[str]:
    for bond in kinship.bonds:
        yield f"{kinship.call(bond.one)} and {kinship.call(bond.other)}: {bond.quality}"


def _homes(kinship: Kinship) -> Iterator[str]:
    for home in kinship.homes:
        yield f"{say_home(home.kind)}: {', '.join(map(kinship.call, home.members))}"


def _rest(kinship: Kinship) -> Iterator[str]:
    for person, note in untold(kinship, ()):
        yield f"{kinship.call(person)}: {note}"


def _unfit(kinship: Kinship) -> Iterator[str]:
    for tie in kinship.said:
        if not tie.fits:
            yield f"{kinship.call(tie.person)}, {tie.is_} of {kinship.call(tie.to)}"
