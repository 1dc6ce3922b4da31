"""What a genogram is laid out from: unions of parents, boxes of people, what stands under them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from casekit.documents.directions import set_apart
from casekit.documents.pictures.genogram_words import say_born, untold
from casekit.documents.pictures.lettering import BOLD, measure, wrap
from casekit.documents.tongue import Tongue
from casekit.model.couples import Couple
from casekit.model.kinship import Kinship, Relative

# Half of a symbol, the sizes of letters, and how wide a label becomes.
HALF = 20
NAME, YEARS, NOTE = 13, 11, 10
_WIDEST, _NARROWEST = 104, 56


@dataclass(frozen=True, slots=True)
class Union:
    """Nobody, one or two above, and the children who hang from there, each with the kind of line.

    Siblings whose parents nobody knows hang from nobody.
    """

    number: int
    parents: tuple[str, ...]
    children: tuple[tuple[str, str], ...]
    couple: Couple | None


class Line(NamedTuple):
    """A line of a label: its words, the size of its letters, and whether it is a name."""

    text: str
    size: int
    is_name: bool = False


class Box(NamedTuple):
    """A person's symbol and label: how wide, and how far it reaches under the symbol's middle."""

    width: float
    below: float
    lines: tuple[Line, ...]


def find_unions(kinship: Kinship) -> Sequence[Union]:
    """Every union of the family, in the order of its people; children in theirs, oldest first."""
    couples = {frozenset(couple.pair): couple for couple in kinship.couples}
    children: dict[tuple[str, ...], dict[str, str]] = {}
    for couple in kinship.couples:
        children[tuple(sorted(couple.pair))] = {}
    for descent in kinship.descents:
        # Of two lines between the same people the first, that of birth, is drawn.
        children.setdefault(tuple(sorted(descent.parents)), {}).setdefault(
            descent.child, descent.kind
        )
    place = {one.id: number for number, one in enumerate(by_age(kinship.people))}
    found = [
        Union(
            number,
            parents,
            tuple(sorted(some.items(), key=lambda item: place[item[0]])),
            couples.get(frozenset(parents)),
        )
        for number, (parents, some) in enumerate(children.items())
    ]
    for number, some in enumerate(_orphans(kinship), len(found)):
        ordered = sorted(some, key=place.__getitem__)
        found.append(Union(number, (), tuple((one, "birth") for one in ordered), None))
    return found


def by_age(people: Sequence[Relative]) -> Sequence[Relative]:
    """The oldest first; who has no date comes last, in the order of the case."""
    return sorted(people, key=lambda p: p.born.isoformat() if p.born else "9999")


def _orphans(kinship: Kinship) -> Iterator[set[str]]:
    """Groups of siblings of whom no parent is known."""
    has_parents = {d.child for d in kinship.descents if d.kind == "birth"}
    groups: list[set[str]] = []
    for tie in kinship.said:
        if tie.is_ != "sibling" or tie.person == tie.to or has_parents & {tie.person, tie.to}:
            continue
        rows = {_generation(kinship, one) for one in (tie.person, tie.to)}
        if len(rows) > 1:
            continue
        joined = {tie.person, tie.to}
        for group in [g for g in groups if g & joined]:
            groups.remove(group)
            joined |= group
        groups.append(joined)
    yield from groups


def _generation(kinship: Kinship, person: str) -> int | None:
    return next(p.generation for p in kinship.people if p.id == person)


def loose_ties(kinship: Kinship) -> Sequence[tuple[str, str]]:
    """Pairs of those in rows who have a tie that no line shows: they are best near each other."""
    placed = {p.id for p in kinship.people if p.generation is not None}
    return tuple(
        dict.fromkeys(
            (tie.person, tie.to)
            for tie in kinship.said
            if not tie.drawn and tie.person != tie.to and {tie.person, tie.to} <= placed
        )
    )


def make_boxes(kinship: Kinship, unions: Sequence[Union], tongue: Tongue) -> Mapping[str, Box]:
    """The box of each person."""
    siblings = [frozenset(c for c, _ in u.children) for u in unions if not u.parents]
    notes: dict[str, list[str]] = {}
    for person, note in untold(kinship, siblings, tongue):
        notes.setdefault(person, []).append(note)
    return {p.id: _make_box(p, notes.get(p.id, ()), tongue) for p in kinship.people}


def _make_box(person: Relative, notes: Sequence[str], tongue: Tongue) -> Box:
    called = set_apart(person.called)
    lines = [Line(text, NAME, True) for text in wrap(called, _WIDEST / BOLD, NAME, 2)]
    born = say_born(person, tongue)
    lines += [Line(text, YEARS) for text in wrap(born, _WIDEST, YEARS, 2) if text]
    lines += [Line(text, NOTE) for text in wrap(tongue.row(notes), _WIDEST, NOTE, 4) if text]
    widths = [measure(each.text, each.size) * (BOLD if each.is_name else 1) for each in lines]
    width = round(max([_NARROWEST, *widths]), 1)
    height = sum(each.size + 3 for each in lines)
    return Box(float(width), HALF + 4.0 + height, tuple(lines))
