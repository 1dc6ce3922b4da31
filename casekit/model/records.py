"""One record of a case, as it was read: never changed in memory, only replaced on disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from casekit.model.findings import Finding
from casekit.model.when import When

FOLDERS: Mapping[str, str] = {
    "person": "people",
    "household": "households",
    "report": "reports",
    "assessment": "assessments",
    "plan": "plans",
    "plan-end": "plans",
    "contact": "contacts",
    "appointment": "appointments",
    "appointment-end": "appointments",
    "meeting": "meetings",
    "progress": "progress",
    "placement": "placements",
    "placement-end": "placements",
    "home-considered": "placements",
    "family-time": "placements",
    "family-time-held": "placements",
    "family-time-end": "placements",
    "health": "passports",
    "education": "passports",
    "apprehension": "legal",
    "application": "legal",
    "hearing": "legal",
    "order": "legal",
    "order-end": "legal",
    "order-status": "legal",
    "agreement": "legal",
    "referral": "services",
    "referral-status": "services",
    "team-member": "services",
    "team-member-end": "services",
    "notice": "notices",
    "notice-receipt": "notices",
    "consent": "consents",
    "consent-withdrawal": "consents",
    "sharing": "consents",
    "advocacy": "advocacy",
    "advocacy-answer": "advocacy",
    "review": "reviews",
    "screening": "decisions",
    "opening": "decisions",
    "assignment": "decisions",
    "determination": "decisions",
    "risk": "decisions",
    "track": "decisions",
    "consultation": "decisions",
    "debriefing": "decisions",
    "release": "decisions",
    "translation": "consents",
    "handover": "consents",
    "approval": "decisions",
    "sent-back": "decisions",
    "extension": "decisions",
    "exception": "decisions",
    "closing": "decisions",
    "reopening": "decisions",
    "transfer": "decisions",
    "transfer-answer": "decisions",
    "adoption-link": "decisions",
    "unsealing": "decisions",
}


class Record(NamedTuple):
    """A fact and its paperwork: what happened when, and who wrote it down when."""

    kind: str
    id: str
    path: str
    line: int
    occurred: When
    recorded_at: datetime
    recorded_by: str
    data: Mapping[str, Any]

    @property
    def is_voided(self) -> bool:
        """Whether somebody took the record back; it stays readable and counts for nothing."""
        return "voided" in self.data

    @property
    def children(self) -> frozenset[str]:
        """The people ids that the record names as the children concerned."""
        return frozenset(self.data.get("children", ()))


class Person(NamedTuple):
    """A person of the case, as the newest state of their file says."""

    id: str
    data: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The full name as written."""
        return str(self.data["name"])

    @property
    def called(self) -> str:
        """What the person is called in everyday speech."""
        return str(self.data.get("called") or self.data["name"])

    @property
    def role(self) -> str:
        """The person's role in the case: child, family, carer, professional and so on."""
        return str(self.data["role"])

    @property
    def birth(self) -> Mapping[str, Any]:
        """The birth date and how certain it is; empty when nothing is known."""
        birth: Mapping[str, Any] = self.data.get("birth", {})
        return birth


class _Index(NamedTuple):
    """The records of a case as rules and checks ask for them, over and over."""

    by_kind: Mapping[str, tuple[Record, ...]]
    by_id: Mapping[str, Record]
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A case folder as read at one moment: its number and everything recorded in it.

    `sealing_key` is the public key of its sealed values, if it has any; `state` is what was decided
    about the file itself: active, restricted, sealed or destroyed. `unproven` are the approvals
    that bear no signature that holds, by id, each with why: on file, they count for nothing. So
    does who has approved an extension or exception at once, by the id of that.
    """

    number: str
    path: str
    access: str
    records: tuple[Record, ...]
    sealing_key: str | None = None
    state: str = "active"
    unproven: Mapping[str, Finding] = field(default_factory=dict)
    _known: _Index | None = field(default=None, init=False, repr=False, compare=False)

    def facts(self, *kinds: str) -> Iterator[Record]:
        """The records of these kinds that count, oldest first."""
        by_kind = self._index.by_kind
        if len(kinds) == 1:
            return iter(by_kind.get(kinds[0], ()))
        found = [by_kind[kind] for kind in by_kind if kind in kinds]
        if len(found) <= 1:
            return iter(found[0] if found else ())
        wanted = frozenset(kinds)
        return (r for r in self.records if r.kind in wanted and self.counts(r))

    def counts(self, record: Record) -> bool:
        """Whether a record counts: nobody took it back, and an approval is proven."""
        return not (record.is_voided or (record.kind == "approval" and record.id in self.unproven))

    def is_decided(self, record: Record) -> bool:
        """Whether a supervisor decided with the record itself, and not with an approval of it."""
        return "approved_by" in record.data and record.id not in self.unproven

    def find(self, record_id: str) -> Record | None:
        """The record of that id, voided or not."""
        return self._index.by_id.get(record_id)

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody with a file in the case."""
        return self._index.people

    @property
    def _index(self) -> _Index:
        known = self._known
        if known is None:
            known = _index_records(self)
            object.__setattr__(self, "_known", known)
        return known

    @property
    def children(self) -> tuple[Person, ...]:
        """The children of the case, the unborn left out: they are expected, not yet children."""
        return tuple(
            person
            for person in self.people
            if person.role == "child" and person.birth.get("certainty") != "expected"
        )

    def person(self, person_id: str) -> Person | None:
        """The person of that id."""
        return next((person for person in self.people if person.id == person_id), None)

    def call(self, person_id: str) -> str:
        """What somebody is called; the id where there is no such person."""
        person = self.person(person_id)
        return person.called if person else person_id


def _index_records(case: Case) -> _Index:
    by_kind: dict[str, list[Record]] = {}
    by_id: dict[str, Record] = {}
    for record in case.records:
        # Should an id stand twice, which is a fault, the first counts.
        by_id.setdefault(record.id, record)
        if case.counts(record):
            by_kind.setdefault(record.kind, []).append(record)
    people = tuple(Person(r.id, r.data) for r in by_kind.get("person", ()))
    return _Index({kind: tuple(some) for kind, some in by_kind.items()}, by_id, people)


def order_records(records: list[Record]) -> tuple[Record, ...]:
    """Put records in the order of what happened; the id breaks ties, so file layout never does."""
    return tuple(sorted(records, key=rank))


def rank(record: Record) -> tuple[datetime, datetime, str]:
    """Where a record stands among others: of one day, what was written down later is the newer."""
    return record.occurred.earliest, record.recorded_at, record.id
