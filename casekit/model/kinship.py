"""A family as a genogram shows it, as plain data: who is whose child, who is or was a couple.

No layout and no files. It is made of people as they are given, so of those whose fields were
projected for a reader as well: what a reader may not see is simply not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casekit.model.couples import Couple, read_couples
from casekit.model.family import eldest_first
from casekit.model.records import Case, Person
from casekit.model.ties import BIRTH_PARENTS, COUPLES, Tie, iter_ties, read_gender
from casekit.model.tree import Layers, find_fitting, find_layers

# Ties that a line from above tells, and the line.
CARERS = frozenset({"foster carer", "kinship carer", "guardian"})
# Ties that no line tells, and by how many generations they lie above.
_ABOVE = {"grandparent": 2, "aunt or uncle": 1, "step-parent": 1, "parent's partner": 1}
_LEVEL = frozenset({"sibling", "half-sibling", "cousin"})
# Whom a genogram does not show unless a tie makes them one of the family.
_AROUND = frozenset({"professional", "community"})
_NO_KIN = frozenset({"professional", "community member", "other"})
_SHAPES = {"male": "square", "female": "circle"}
_BY_TIE = {"father": "square", "mother": "circle"}


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody of the family: `shape` is square, circle, diamond, or triangle for the unborn."""

    id: str
    called: str
    shape: str
    is_index: bool
    born: date | None
    certainty: str
    died: date | None
    age: int | None
    # The oldest is 0; None for who has no tie that tells.
    generation: int | None


@dataclass(frozen=True, slots=True)
class Descent:
    """A line from parents or carers (one or two) to a child: birth, adoptive or care."""

    parents: tuple[str, ...]
    child: str
    kind: str


@dataclass(frozen=True, slots=True)
class Bond:
    """How two people get on: close, conflict or cut off."""

    one: str
    other: str
    quality: str


@dataclass(frozen=True, slots=True)
class Home:
    """A household and those who live in it on the day."""

    id: str
    kind: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A tie in words: `person` is the `is_` of `to`; `over` when it is past, `line` if drawn so."""

    person: str
    is_: str
    to: str
    since: date | None
    until: date | None
    over: bool
    drawn: bool
    fits: bool


@dataclass(frozen=True, slots=True)
class Kinship:
    """A family on a day."""

    case: str
    day: date
    people: tuple[Relative, ...]
    couples: tuple[Couple, ...]
    descents: tuple[Descent, ...]
    bonds: tuple[Bond, ...]
    homes: tuple[Home, ...]
    said: tuple[Said, ...]
    # People of the case who belong on the ecomap only.
    left_out: tuple[str, ...]

    def call(self, person: str) -> str:
        """What somebody is called."""
        return next((p.called for p in self.people if p.id == person), person)


def read_kinship(case: Case, day: date) -> Kinship:
    """The family of a case on a local day, with everything that its team may see."""
    homes = {record.id: str(record.data.get("kind", "")) for record in case.facts("household")}
    return build_kinship(case.number, case.people, homes, day)


def build_kinship(
    number: str,
    people: Sequence[Person],
    homes: Mapping[str, str],
    day: date,
    *,
    everybody: bool = False,
) -> Kinship:
    """The family that these people are on a day; `homes` has the kind of each household.

    `everybody` counts who is no kin as well.
    """
    ties = [tie for tie in iter_ties(people) if _has_begun(tie, day)]
    shown = [p for p in eldest_first(people) if everybody or _is_shown(p, ties)]
    ids = {person.id for person in shown}
    ties = [tie for tie in ties if {tie.person, tie.to} <= ids]
    order = {person.id: place for place, person in enumerate(shown)}
    parents = [tie for tie in ties if tie.is_ in BIRTH_PARENTS]
    adoptive = [tie for tie in ties if tie.is_ == "adoptive parent"]
    carers = [tie for tie in ties if tie.is_ in CARERS and not is_over(tie, day)]
    fitting = find_fitting([(t.person, t.to) for t in (*parents, *adoptive)])
    living = {p.id: home for p in shown for home in _homes(p, day)}
    couples = read_couples(ties, day, {p.id: _died(p) for p in shown}, order)
    paired = {frozenset(couple.pair) for couple in couples if not couple.is_over}
    descents: list[Descent] = []
    for child in shown:
        for kind, some in (("birth", parents), ("adoptive", adoptive), ("care", carers)):
            lines = [(t.person, t.to) for t in some if t.to == child.id]
            above = [p for p, c in lines if p != c and (kind == "care" or (p, c) in fitting)]
            above = sorted(dict.fromkeys(above), key=order.__getitem__)
            descents += [Descent(p, child.id, kind) for p in _pair_up(above, kind, paired, living)]
    layers = _find_layers(descents, couples, ties)
    couples = tuple(c for c in couples if frozenset(c.pair) in layers.level)
    descents = [part for each in descents for part in _fit(each, layers)]
    return Kinship(
        number,
        day,
        tuple(_read_relative(p, ties, day, layers.generation.get(p.id)) for p in shown),
        couples,
        tuple(descents),
        tuple(_bonds(ties, day, order)),
        tuple(_read_homes(shown, homes, _bearers(shown, ties), day)),
        tuple(_say_ties(ties, descents, couples, day)),
        tuple(p.called for p in eldest_first(people) if p.id not in ids),
    )


def is_over(tie: Tie, day: date) -> bool:
    """Whether a tie lies behind."""
    return "until" in tie.data and date.fromisoformat(tie.data["until"]) < day


def _has_begun(tie: Tie, day: date) -> bool:
    if tie.person == tie.to:
        # Kept: a slip of whoever wrote it, which is told in words.
        return True
    return "from" not in tie.data or date.fromisoformat(tie.data["from"]) <= day


def _is_shown(person: Person, ties: Iterable[Tie]) -> bool:
    if person.role not in _AROUND:
        return True
    kin = (t for t in ties if person.id in (t.person, t.to))
    return any(t.is_ not in _NO_KIN for t in kin)


def _find_layers(
    descents: Sequence[Descent], couples: Sequence[Couple], ties: Sequence[Tie]
) -> Layers:
    lines = [(p, d.child, 1) for d in descents if d.kind != "care" for p in d.parents]
    level = [(d.parents[0], d.parents[1]) for d in descents if len(d.parents) == 2]
    level += [couple.pair for couple in couples]
    # Whoever shares a parent is level, so that one row has one generation.
    first: dict[str, str] = {}
    for parent, child, _ in lines:
        level.append((first.setdefault(parent, child), child))
    level += [(t.person, t.to) for t in ties if t.is_ in _LEVEL and t.person != t.to]
    loose = [(p, d.child, 1) for d in descents if d.kind == "care" for p in d.parents]
    loose += [(t.person, t.to, _ABOVE[t.is_]) for t in ties if t.is_ in _ABOVE]
    return find_layers(lines, level, loose)


def _fit(descent: Descent, layers: Layers) -> Iterator[Descent]:
    """The line as it can be drawn: two who are not level have a line each, a circle has none."""
    above = tuple(p for p in descent.parents if (p, descent.child) in layers.steps)
    if len(above) == 2 and frozenset(above) not in layers.level:
        yield from (Descent((one,), descent.child, descent.kind) for one in above)
    elif above:
        yield Descent(above, descent.child, descent.kind)


def _read_relative(
    person: Person, ties: Iterable[Tie], day: date, generation: int | None
) -> Relative:
    certainty = str(person.birth.get("certainty", ""))
    born = date.fromisoformat(person.birth["date"]) if "date" in person.birth else None
    died = _died(person)
    if died is not None and died > day:
        died = None
    gender = read_gender(str(person.data.get("gender", "")))
    shape = _SHAPES.get(gender, "diamond")
    if not gender:
        # Who is somebody's mother is told as a woman, though nobody wrote it down apart.
        words = {_BY_TIE[t.is_] for t in ties if t.person == person.id and t.is_ in _BY_TIE}
        shape = words.pop() if len(words) == 1 else "diamond"
    if certainty == "expected" or (born is not None and born > day):
        shape, certainty = "triangle", "expected"
    age = None
    if born is not None and certainty != "expected":
        end = died or day
        age = end.year - born.year - ((end.month, end.day) < (born.month, born.day))
    return Relative(
        person.id, person.called, shape, person.role == "child", born, certainty, died,
        age if age is None or age >= 0 else None, generation,
    )  # fmt: skip


def _died(person: Person) -> date | None:
    return date.fromisoformat(person.data["died_on"]) if "died_on" in person.data else None


def _pair_up(
    above: Sequence[str], kind: str, paired: set[frozenset[str]], living: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    """Two of them for one line where they are parents together, or care together; else each alone.

    Two birth parents of one child are its parents together, whatever became of them.
    """
    left = list(above)
    if kind == "birth" and len(left) == 2:
        yield tuple(left)
        return
    while left:
        one = left.pop(0)
        other = next(
            (
                two
                for two in left
                if frozenset((one, two)) in paired
                or (kind != "birth" and one in living and living[one] == living.get(two))
            ),
            None,
        )
        if other is None:
            yield (one,)
        else:
            left.remove(other)
            yield one, other


def _bonds(ties: Iterable[Tie], day: date, order: Mapping[str, int]) -> Iterator[Bond]:
    newest: dict[tuple[str, str], tuple[str, str]] = {}
    for tie in ties:
        if "quality" not in tie.data or is_over(tie, day) or tie.person == tie.to:
            continue
        one, other = sorted((tie.person, tie.to), key=order.__getitem__)
        since = str(tie.data.get("from", ""))
        # Of two words about one pair the newer counts; of the same day, the worse.
        if (since, str(tie.data["quality"])) >= newest.get((one, other), ("", "")):
            newest[one, other] = (since, str(tie.data["quality"]))
    for (one, other), (_, quality) in sorted(
        newest.items(), key=lambda item: [order[each] for each in item[0]]
    ):
        yield Bond(one, other, quality)


def _homes(person: Person, day: date) -> Iterator[str]:
    for stay in person.data.get("memberships", ()):
        if "household" not in stay or "from" not in stay:
            continue
        since, until = date.fromisoformat(stay["from"]), stay.get("until")
        if since <= day and (until is None or date.fromisoformat(until) >= day):
            yield str(stay["household"])


def _bearers(people: Sequence[Person], ties: Iterable[Tie]) -> Mapping[str, Person]:
    known = {person.id: person for person in people}
    return {
        tie.to: known[tie.person]
        for tie in ties
        if tie.is_ == "mother" and known[tie.to].birth.get("certainty") == "expected"
    }


def _read_homes(
    people: Iterable[Person], kinds: Mapping[str, str], mothers: Mapping[str, Person], day: date
) -> Iterator[Home]:
    found: dict[str, list[str]] = {}
    for person in people:
        if person.data.get("died_on", "9999") > day.isoformat():
            # Who is not born yet lives where the mother does.
            bearer = mothers.get(person.id, person)
            for home in _homes(bearer, day):
                found.setdefault(home, []).append(person.id)
    for home, members in sorted(found.items()):
        if home in kinds:
            yield Home(home, kinds[home], tuple(dict.fromkeys(members)))


def _say_ties(
    ties: Iterable[Tie], descents: Iterable[Descent], couples: Iterable[Couple], day: date
) -> Iterator[Said]:
    drawn = {(parent, each.child) for each in descents for parent in each.parents}
    pairs = {frozenset(couple.pair) for couple in couples}
    for tie in ties:
        above = tie.is_ in BIRTH_PARENTS or tie.is_ == "adoptive parent"
        shown = (above or tie.is_ in CARERS) and (tie.person, tie.to) in drawn
        shown = shown or (tie.is_ in COUPLES and frozenset((tie.person, tie.to)) in pairs)
        # Who is a parent, or one of a couple, is always drawn unless something else forbids it.
        fits = shown or not (above or tie.is_ in COUPLES)
        since, until = (
            date.fromisoformat(tie.data[key]) if key in tie.data else None
            for key in ("from", "until")
        )
        yield Said(
            tie.person, tie.is_, tie.to, since, until, is_over(tie, day), shown, fits
        )  # fmt: skip
