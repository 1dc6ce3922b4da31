"""A child's passports: health and education, put together from their entries.

What holds stands first (an allergy, an illness, a medicine that is still taken), then what comes
next, then what was. Nothing of it is stored: it follows from the entries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from casekit.model.records import Case, Person, Record

PASSPORTS = ("health", "education")
# Entries that go on until somebody says that they ended.
_LASTING = frozenset({"allergy", "illness or condition", "medicine", "plan for learning"})
# Of these only the newest holds.
_ONE_HOLDS = frozenset({"school or day care", "class or grade"})


class Line(NamedTuple):
    """One entry: `standing` is holds, next or was; `day` that of the entry, or of what comes."""

    passport: str
    standing: str
    day: date
    kind: str
    what: str
    by: str
    record: str


def read_passports(case: Case, child: Person, today: date) -> Sequence[Line]:
    """The lines of a child's passports on a day: what holds, what comes next, and what was."""
    found = [
        line
        for passport in PASSPORTS
        for line in _read(passport, list(_entries(case, passport, child, today)), today)
    ]
    return sorted(found, key=_place)


def _place(line: Line) -> tuple[bool, int, int, str, str]:
    """Health first; what holds, then what comes soonest, then what was, the newest first."""
    standing = ("holds", "next", "was").index(line.standing)
    days = line.day.toordinal() if line.standing == "next" else -line.day.toordinal()
    return line.passport != "health", standing, days, line.kind, line.record


def _entries(case: Case, passport: str, child: Person, today: date) -> Iterator[Record]:
    for record in case.facts(passport):
        if child.id in record.children and record.occurred.day <= today:
            yield record


def _read(passport: str, entries: Sequence[Record], today: date) -> Iterator[Line]:
    newest = {record.data["kind"]: record.id for record in entries}
    for record in reversed(entries):
        data = record.data
        until = date.fromisoformat(data["until"]) if "until" in data else None
        kind = data["kind"]
        lasts = kind in _LASTING or (kind in _ONE_HOLDS and newest[kind] == record.id)
        holds = lasts and (until is None or until >= today)
        day = record.occurred.day
        about = (kind, data["what"], data.get("by", ""), record.id)
        yield Line(passport, "holds" if holds else "was", day, *about)
        coming = data.get("next_on")
        if coming is not None and date.fromisoformat(coming) >= today:
            yield Line(passport, "next", date.fromisoformat(coming), *about)
