"""The case over time: dated events and states with a start and an end, per child where it differs.

Rules, gates, chronologies and pictures ask the timeline and never the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any, NamedTuple

from casekit.model.staff import Worker
from casekit.model.when import LAST_TICK, Present, When, look_at

# A state of which the case has the highest that its children have, from low to high.
RANKED_STATES: Mapping[str, tuple[str, ...]] = {"risk": ("none", "low", "medium", "high")}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, or is set to happen, once.

    `subjects` are the children concerned; empty means the whole case. `people` took part.
    `record` is the fact's own record and `about` the records it speaks of.
    """

    name: str
    when: When
    subjects: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    record: str | None = None
    about: frozenset[str] = frozenset()
    attributes: Mapping[str, Any] = field(default_factory=dict)


class Span(NamedTuple):
    """A state that held from `start` up to `end`; no end means that it still holds."""

    state: str
    value: Any
    start: When
    end: When | None = None
    subject: str | None = None
    record: str | None = None
    end_record: str | None = None

    def holds_at(self, instant: datetime) -> bool:
        """Whether the state held at an instant, its first and last moments included."""
        return self.start.earliest <= instant and (self.end is None or instant <= self.end.latest)

    def may_hold_during(self, when: When) -> bool:
        """Whether the state may have held when something happened whose hour is perhaps unknown."""
        return self.start.earliest <= when.latest and (
            self.end is None or when.earliest <= self.end.latest
        )


class Subject(NamedTuple):
    """Whom or what a rule is about: a child, the case, or a record such as a report or a plan."""

    per: str
    id: str
    children: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that happened in a case up to a moment, ready for rules.

    `record_kinds` tells for every record id what kind it is, so that a rule about one report can
    leave out what speaks of another.
    """

    case: str
    zone: tzinfo
    events: tuple[Event, ...] = ()
    spans: tuple[Span, ...] = ()
    births: Mapping[str, When] = field(default_factory=dict)
    children: tuple[str, ...] = ()
    record_kinds: Mapping[str, str] = field(default_factory=dict)
    record_children: Mapping[str, frozenset[str]] = field(default_factory=dict)
    staff: tuple[Worker, ...] = ()
    # Every rule asks about the same few subjects and states.
    _events_of: dict[Subject, tuple[Event, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _spans_of: dict[tuple[Subject, str], tuple[Span, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    # What rules asked of it before: the same conditions and events stand in many of them.
    remembered: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def subjects(self, per: str) -> tuple[Subject, ...]:
        """List the subjects of a rule that is `per` case, child, or kind of record."""
        known: tuple[Subject, ...] | None = self.remembered.get(per)
        if known is None:
            known = self.remembered[per] = self._find_subjects(per)
        return known

    def _find_subjects(self, per: str) -> tuple[Subject, ...]:
        if per == "case":
            return (Subject("case", self.case, frozenset(self.children)),)
        if per == "child":
            return tuple(Subject("child", c, frozenset({c})) for c in self.children)
        return tuple(
            Subject(per, record, self.record_children.get(record, frozenset()))
            for record, kind in sorted(self.record_kinds.items())
            if kind == per
        )

    def events_for(self, subject: Subject) -> tuple[Event, ...]:
        """The events that concern a subject, oldest first."""
        if subject.per == "case":
            return self.events
        known = self._events_of.get(subject)
        if known is None:
            known = self._events_of[subject] = self._find_events(subject)
        return known

    def events_named(self, name: str, subject: Subject) -> Sequence[Event]:
        """The events of a name that concern a subject, oldest first."""
        key = "named", subject
        by_name: dict[str, list[Event]] | None = self.remembered.get(key)
        if by_name is None:
            by_name = self.remembered[key] = {}
            for event in self.events_for(subject):
                by_name.setdefault(event.name, []).append(event)
        return by_name.get(name, ())

    def _find_events(self, subject: Subject) -> tuple[Event, ...]:
        if subject.per == "child":
            born = self.births.get(subject.id)
            return tuple(
                e
                for e in self.events
                if (not e.subjects or subject.id in e.subjects)
                and (born is None or born.earliest <= e.when.latest)
            )
        return tuple(e for e in self.events if self._speaks_of(e, subject))

    def _speaks_of(self, event: Event, subject: Subject) -> bool:
        tied = event.about | ({event.record} if event.record else frozenset())
        if subject.id in tied:
            return True
        if any(self.record_kinds.get(other) == subject.per for other in tied):
            return False
        return not event.subjects or bool(event.subjects & subject.children)

    def spans_for(self, subject: Subject, state: str) -> tuple[Span, ...]:
        """The spans of a state that concern a subject, oldest first."""
        known = self._spans_of.get((subject, state))
        if known is None:
            known = self._spans_of[subject, state] = tuple(
                s
                for s in self.spans
                if s.state == state and (s.subject is None or s.subject in subject.children)
            )
        return known

    def is_closed(self, now: datetime | Present) -> bool:
        """Whether the case was open for somebody once and is so for nobody at a moment."""
        present = look_at(now, self.zone)
        episodes = [span for span in self.spans if span.state == "episode open"]
        return bool(episodes) and all(
            span.end is not None and present.has_reached(span.end.earliest) for span in episodes
        )

    def holders(self, role: str, subject: Subject, at: When) -> frozenset[str]:
        """Who held a role towards the subject at the moment of an event.

        A role is a state whose value is a person or a worker: `case manager`, `carer`, `family`.
        """
        return frozenset(s.value for s in self.spans_for(subject, role) if s.may_hold_during(at))

    def is_supervisor(self, worker_id: str, day: date) -> bool:
        """Whether somebody was a supervisor of the agency on a day."""
        return any(one.id == worker_id and one.holds("supervisor", day) for one in self.staff)


def order_events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Put events in the order in which they happened, ties by record id and name."""
    return tuple(
        sorted(events, key=lambda e: (e.when.earliest, e.when.latest, e.record or "", e.name))
    )


def touches(end: When, start: When) -> bool:
    """Whether what starts goes on from what ended: on the same day, or at the very next instant."""
    return start.earliest <= end.latest or (
        end.is_exact and start.earliest == end.latest + LAST_TICK
    )


def merge_touching(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans of one subject and state with the same value where they touch or overlap."""
    ordered = sorted(
        spans, key=lambda s: (s.state, s.subject or "", str(s.value), s.start.earliest, s.start.day)
    )
    merged: list[Span] = []
    for span in ordered:
        last = merged[-1] if merged else None
        if (
            last is not None
            and (last.state, last.subject, last.value) == (span.state, span.subject, span.value)
            and (last.end is None or touches(last.end, span.start))
        ):
            if last.end is not None and (span.end is None or span.end.earliest > last.end.earliest):
                merged[-1] = Span(
                    last.state,
                    last.value,
                    last.start,
                    span.end,
                    last.subject,
                    last.record,
                    span.end_record,
                )
            continue
        merged.append(span)
    return tuple(sorted(merged, key=lambda s: (s.start.earliest, s.state, s.subject or "")))
