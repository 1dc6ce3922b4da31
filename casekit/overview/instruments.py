"""An instrument as a form to print, and beside a case: each answer with the one before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casekit.model.records import Case, Record
from casekit.practice.form_answers import EVERYBODY, answers_of, find_previous
from casekit.practice.instrument_data import Instrument, Item


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question about one person: the newest answer, and the one before it, each with why."""

    item: Item
    about: str
    called: str
    now: Mapping[str, Any] | None
    before: Mapping[str, Any] | None
    others: tuple[Mapping[str, Any], ...]

    @property
    def has_changed(self) -> bool:
        """Whether both are there and differ."""
        return (
            self.now is not None
            and self.before is not None
            and self.now["value"] != self.before["value"]
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """The two newest assessments by an instrument on a case, question by question."""

    newest: Record | None
    previous: Record | None
    rows: tuple[AnswerRow, ...]


def compare_answers(case: Case, instrument: Instrument) -> Compared:
    """Put the newest answers of a case beside those before them, for everybody they are about."""
    newest = find_previous(case, None, instrument.id)
    previous = find_previous(case, newest, instrument.id) if newest else None
    now = answers_of(newest) if newest else {}
    before = answers_of(previous) if previous else {}
    people = list(dict.fromkeys([*now, *before])) or [EVERYBODY]
    return Compared(newest, previous, tuple(_rows(case, instrument, people, now, before, newest)))


def _rows(
    case: Case,
    instrument: Instrument,
    people: Sequence[str],
    now: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, Mapping[str, Any]],
    newest: Record | None,
) -> Iterator[AnswerRow]:
    said = newest.data.get("answers", ()) if newest else ()
    for person_id in people:
        person = case.person(person_id)
        for item in instrument.items:
            others = tuple(
                a
                for a in said
                if "informant" in a
                and a["item"] == item.id
                and a.get("about", EVERYBODY) == person_id
            )
            yield AnswerRow(
                item,
                person_id,
                person.called if person else "",
                now.get(person_id, {}).get(item.id),
                before.get(person_id, {}).get(item.id),
                others,
            )
