"""Who of some people may be who of others; and who was typed into one case twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from casekit.casework.prior.known import Known, know_people
from casekit.casework.prior.likeness import Match, compare_people
from casekit.model.identity import Decision, read_decisions
from casekit.model.records import Case

# Whose history is the family's own. Who only cared for a child in another case, or lent a hand, is
# told as the same person, and what happened in that family stays with that family.
_OF_THE_FAMILY = frozenset({"child", "family"})


class Pair(NamedTuple):
    """A person of the case and one of another case, or of the same one, who may be one."""

    person: str
    name: str
    case: str
    other: str
    other_name: str
    likeness: int
    match: Match
    reasons: tuple[str, ...]
    # Whether the history of the other's case is this family's.
    shares_history: bool
    decision: Decision | None = None

    @property
    def counts(self) -> bool:
        """Whether what the other case says is told as this family's, until somebody decides."""
        if self.decision is not None:
            return self.shares_history and self.decision.verdict == "same person"
        return self.shares_history and self.match in ("likely", "possible")

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.decision is None and self.match in ("likely", "possible")

    @property
    def how_sure(self) -> str:
        """same person (decided), likely or possible: how sure the history is the family's."""
        decided = self.decision is not None and self.decision.verdict == "same person"
        return "same person" if decided else self.match


class Wanted(NamedTuple):
    """Whom to look for: people, and what was decided about them by person."""

    people: tuple[Known, ...]
    decisions: dict[str, dict[tuple[str, str], Decision]]


def want_people(case: Case) -> Wanted:
    """Everybody of a case who may be known from elsewhere."""
    decisions = {p.id: read_decisions(p.data) for p in case.people}
    return Wanted(know_people(case), {k: v for k, v in decisions.items() if v})


def find_pairs(wanted: Wanted, case: Case) -> list[Pair]:
    """Who of another case may be one of those wanted, the likeliest first."""
    found = []
    theirs = {p.id: read_decisions(p.data) for p in case.people}
    for other in know_people(case):
        for one in wanted.people:
            own = wanted.decisions.get(one.id, {})
            decision = (
                own.get((case.number, other.id))
                or own.get(("", other.id))
                or theirs[other.id].get((one.case, one.id))
                or theirs[other.id].get(("", one.id))
            )
            pair = _compare(one, other, decision)
            if pair is not None:
                found.append(pair)
    return order_pairs(found)


def find_twice(case: Case, only: Iterable[str] | None = None) -> list[Pair]:
    """Who of a case may stand in it twice, somebody of `only` among them; the likeliest first.

    Who is tied to somebody by kinship is somebody else.
    """
    chosen = None if only is None else frozenset(only)
    decisions = {p.id: read_decisions(p.data) for p in case.people}
    ties = {
        frozenset((p.id, tie["to"])) for p in case.people for tie in p.data.get("relationships", ())
    }
    found = []
    for first, second in combinations(know_people(case), 2):
        if chosen is not None and chosen.isdisjoint((first.id, second.id)):
            continue
        if frozenset((first.id, second.id)) in ties:
            continue
        decision = decisions[first.id].get((case.number, second.id)) or decisions[second.id].get(
            (case.number, first.id)
        )
        # The one that came first is the one that the newer may be.
        older, newer = sorted((first, second), key=lambda k: chosen is not None and k.id in chosen)
        pair = _compare(newer, older, decision)
        if pair is not None and pair.match != "unlikely":
            found.append(pair)
    return order_pairs(found)


def _compare(one: Known, other: Known, decision: Decision | None) -> Pair | None:
    likeness = compare_people(one, other)
    if likeness.match == "no" and decision is None:
        return None
    reasons = likeness.reasons
    if one.role != other.role:
        reasons = (*reasons, f"{_say_role(other.role)} there, {_say_role(one.role)} here")
    return Pair(
        *(one.id, one.name, other.case, other.id, other.name),
        *(likeness.score, likeness.match, reasons),
        shares_history={one.role, other.role} <= _OF_THE_FAMILY,
        decision=decision,
    )


def _say_role(role: str) -> str:
    return {"family": "parent or relative", "other": "somebody else"}.get(role, role)


def order_pairs(pairs: Iterable[Pair]) -> list[Pair]:
    """The likeliest first, in an order that chance has no part in."""
    return sorted(pairs, key=lambda p: (-p.likeness, p.case, p.person, p.other))


def rate_case(pairs: Sequence[Pair]) -> str:
    """How sure a case is the family's, by the surest of its pairs: decided, likely, possible."""
    for sure in ("same person", "likely"):
        if any(pair.how_sure == sure for pair in pairs):
            return sure
    return "possible"


def follow(case: Case, people: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The cases and people that some people of a case were decided to be the same as."""
    chosen = frozenset(people)
    for person in case.people:
        if person.id in chosen:
            for (number, other), decision in read_decisions(person.data).items():
                if number and decision.verdict == "same person":
                    yield number, other
