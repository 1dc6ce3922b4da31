"""Conditions of the process and of gates: each a question about one child, answered by a record.

A condition is never ticked. It is met by what the records say, and names the record that meets it.
Gates and the process ask the same functions, so that the two can never part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from casekit.model.records import Case, Person, Record
from casekit.model.timeline import Span, Timeline

# Instruments that judge whether a child is safe.
SAFETY = ("safety", "return home")


class Gate(NamedTuple):
    """One condition: its name, whether it is met, by which record, and what is so or missing.

    `way` is the command that meets it, where it is another one than usual.
    """

    name: str
    met: bool
    record: str | None
    says: str
    way: str = ""


@dataclass(frozen=True, eq=False)
class View:
    """What a condition looks at: a child of a case at an aware instant.

    `since` is when the child's present round began: with the opening, with a change of track, or
    with a review that led back to the assessment.
    """

    case: Case
    timeline: Timeline
    child: Person
    now: datetime
    since: datetime
    track: str | None

    def facts(self, *kinds: str) -> list[Record]:
        """The records of these kinds that concern the child, oldest first."""
        child = self.child.id
        return [r for r in self.case.facts(*kinds) if not r.children or child in r.children]

    def fresh(self, *kinds: str) -> list[Record]:
        """Those of the child's present round."""
        return [r for r in self.facts(*kinds) if r.occurred.latest >= self.since]

    @property
    def report(self) -> Record | None:
        """The newest report that names the child."""
        found = [r for r in self.case.facts("report") if self.child.id in r.children]
        return found[-1] if found else None

    @property
    def called(self) -> str:
        """What the child is called."""
        return self.child.called

    def holds(self, state: str) -> Span | None:
        """The state of the child that holds now."""
        for span in self.timeline.spans[::-1]:
            mine = span.state == state and span.subject == self.child.id
            if mine and is_held(span, self.now):
                return span
        return None


def is_held(span: Span, now: datetime) -> bool:
    """Whether a state goes on at an instant: at the very moment of its end it does not."""
    return span.start.earliest <= now and (span.end is None or now < span.end.earliest)


def last_of(records: Sequence[Record]) -> Record | None:
    return records[-1] if records else None


def make_gate(name: str, record: Record | None, met: str, missing: str, *, ok: bool = True) -> Gate:
    """Met by a record, where there is one and it is as it should be."""
    is_met = record is not None and ok
    return Gate(name, is_met, record.id if record else None, met if is_met else missing)
