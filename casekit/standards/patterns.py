"""Which events count: the name, what must be true of them, and who must have been there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from casekit.model.timeline import Event, Subject, Timeline
from casekit.model.when import age_on

# Roles as rules write them -> the state whose values hold the role.
ROLES: Mapping[str, str] = {
    "a caregiver": "carer",
    "the family": "family",
    "case manager": "case manager",
    "supervisor": "supervisor",
    "worker": "worker",
}
_SEVERAL = frozenset({frozenset, set, list, tuple})
THE_CHILD = "the child"
EACH_CHILD = "each child"


@dataclass(frozen=True, slots=True)
class EventPattern:
    """An event by name; `where` its attributes, `all_of` and `any_of` who took part."""

    event: str
    where: Mapping[str, Any] = field(default_factory=dict)
    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()

    def narrowed(self, where: Mapping[str, Any]) -> EventPattern:
        """The same events, of which only those that also fit `where`."""
        return EventPattern(self.event, {**self.where, **where}, self.all_of, self.any_of)


def read_event_pattern(data: Any) -> EventPattern:
    """Read an event's name, or a mapping of event, where and with."""
    if isinstance(data, str):
        return share(EventPattern(data))
    people = data.get("with", {})
    return share(
        EventPattern(
            data["event"],
            data.get("where", {}),
            tuple(people.get("all", ())),
            tuple(people.get("any", ())),
        )
    )


_shared: dict[str, Any] = {}
Words = TypeVar("Words")


def share(words: Words) -> Words:
    """The same object for the same words: what a timeline answered for one rule serves others."""
    same: Words = _shared.setdefault(repr(words), words)
    return same


def matching_events(pattern: EventPattern, timeline: Timeline, subject: Subject) -> Sequence[Event]:
    """The subject's events that fit a pattern, oldest first."""
    # By identity, and kept alive beside its answer: no other pattern can take its place.
    key = "events", id(pattern), subject
    known: tuple[EventPattern, Sequence[Event]] | None = timeline.remembered.get(key)
    if known is None:
        found = [
            event
            for event in timeline.events_named(pattern.event, subject)
            if event_fits(pattern, event, timeline, subject)
        ]
        known = timeline.remembered[key] = pattern, found
    return known[1]


def event_fits(pattern: EventPattern, event: Event, timeline: Timeline, subject: Subject) -> bool:
    """Whether an event of the right name has the attributes and the people that are asked for."""
    for key, wanted in pattern.where.items():
        if not _attribute_fits(key, wanted, event, timeline, subject):
            return False
    if not all(_was_there(role, event, timeline, subject) for role in pattern.all_of):
        return False
    return not pattern.any_of or any(
        _was_there(role, event, timeline, subject) for role in pattern.any_of
    )


def value_fits(wanted: Any, actual: Any) -> bool:
    """Compare as rules do: a value, one of a list, or a range `{under: 5}`, `{at least: 12}`."""
    kind = type(actual)
    if kind is str and type(wanted) is str:
        return bool(wanted == actual)
    if kind in _SEVERAL:
        return any(value_fits(wanted, item) for item in actual)
    if isinstance(wanted, dict):
        if isinstance(actual, bool) or not isinstance(actual, int | float):
            return False
        return bool(
            actual < wanted.get("under", float("inf"))
            and actual >= wanted.get("at least", float("-inf"))
        )
    if isinstance(wanted, list | tuple):
        return any(value_fits(item, actual) for item in wanted)
    return bool(type(wanted) is type(actual) and wanted == actual)


def _attribute_fits(
    key: str, wanted: Any, event: Event, timeline: Timeline, subject: Subject
) -> bool:
    actual = event.attributes.get(key)
    if key == "by":
        return any(
            actual in timeline.holders(ROLES[one], subject, event.when)
            if one in ROLES
            else value_fits(one, actual)
            for one in (wanted if isinstance(wanted, list | tuple) else [wanted])
        )
    if key == "age":
        actual = _ages(event, timeline, subject)
    if key == "place" and actual == "placement" and _all_placed(event, timeline, subject):
        # A child in care lives where it is placed: a visit there is a visit in the residence.
        actual = frozenset({"placement", "residence"})
    return value_fits(wanted, actual)


def _ages(event: Event, timeline: Timeline, subject: Subject) -> frozenset[int]:
    """How old the subject's children were; a sister's age is her own."""
    concerned = subject.children & event.subjects if event.subjects else subject.children
    return frozenset(
        age_on(event.when.day, timeline.births[child].day)
        for child in concerned
        if child in timeline.births
    )


def _all_placed(event: Event, timeline: Timeline, subject: Subject) -> bool:
    """Whether none of the children lived at home: one child's foster home is not the family's."""
    placed = {
        span.subject
        for span in timeline.spans_for(subject, "placement")
        if span.may_hold_during(event.when)
    }
    return bool(subject.children) and subject.children <= placed


def _born_by(event: Event, timeline: Timeline, subject: Subject) -> frozenset[str]:
    """The subject's children who were born when it happened: nobody can see the others."""
    return frozenset(
        child
        for child in subject.children & frozenset(timeline.children)
        if child not in timeline.births or timeline.births[child].earliest <= event.when.latest
    )


def _was_there(role: str, event: Event, timeline: Timeline, subject: Subject) -> bool:
    if role == THE_CHILD:
        return bool(event.people & subject.children)
    if role == EACH_CHILD:
        born = _born_by(event, timeline, subject)
        return bool(born) and born <= event.people
    return bool(event.people & timeline.holders(ROLES[role], subject, event.when))
