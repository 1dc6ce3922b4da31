"""Who answers for a child, from when to when: the family that a visit must reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, tzinfo
from typing import Any

from casekit.model.records import Case, Person
from casekit.model.ties import PARENTS, Tie, iter_ties
from casekit.model.timeline import Span
from casekit.model.when import on_day

BEFORE_ANY_RECORD = date(1900, 1, 1)


def eldest_first(people: Iterable[Person]) -> list[Person]:
    """People as a family is told of: children first, the eldest before the others; then by name."""
    return sorted(people, key=_place)


def _place(person: Person) -> tuple[bool, str, str, str]:
    is_child = person.role == "child"
    born = str(person.birth.get("date", "9999")) if is_child else ""
    return not is_child, born, person.called.casefold(), person.id


def find_family(case: Case, child: str, zone: tzinfo) -> Iterator[Span]:
    """The adults who answer for a child: the main carers, and the adults of the child's household.

    While nobody is recorded as main carer, parents and guardians are taken for them. A grandmother
    two streets away is not the family that a visit must reach, nor a father who left; one who
    lives in the child's home is.
    """
    ties: dict[str, list[Tie]] = {}
    for tie in iter_ties(case.people):
        if tie.to == child:
            ties.setdefault(tie.person, []).append(tie)
    has_main_carer = any(tie.data.get("main_carer") for of in ties.values() for tie in of)
    homes = [
        (m["household"], m)
        for r in case.facts("person")
        if r.id == child
        for m in r.data.get("memberships", ())
    ]
    for person in case.facts("person"):
        if person.id == child or person.data["role"] in ("child", "professional", "carer"):
            continue
        for tie in ties.get(person.id, ()):
            if tie.data.get("main_carer") or (tie.is_ in PARENTS and not has_main_carer):
                yield _dated("family", person.id, child, tie.data, tie.said_by, zone)
        for membership in person.data.get("memberships", ()):
            for home, childs in homes:
                if membership["household"] == home:
                    both = _overlap(membership, childs)
                    if both is not None:
                        yield _dated("family", person.id, child, both, person.id, zone)


def _overlap(one: Any, other: Any) -> dict[str, str] | None:
    start = max(one["from"], other["from"])
    ends = [m["until"] for m in (one, other) if "until" in m]
    if ends and min(ends) < start:
        return None
    return {"from": start} | ({"until": min(ends)} if ends else {})


def _dated(state: str, value: str, child: str, dates: Any, record: str, zone: tzinfo) -> Span:
    since = (
        on_day(date.fromisoformat(dates["from"]), zone)
        if "from" in dates
        else on_day(BEFORE_ANY_RECORD, zone)
    )
    until = on_day(date.fromisoformat(dates["until"]), zone) if "until" in dates else None
    return Span(state, value, since, until, child, record)
