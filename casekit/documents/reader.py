"""A case as one kind of reader may see it: every record through the projection, people by name.

Whoever writes a document asks here, and so never holds what its reader may not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from casekit.documents.names import Names, name_all, name_one, read_names, replace_ids
from casekit.documents.plan_progress import list_notes, read_progress
from casekit.documents.projection import project
from casekit.documents.tongue import ENGLISH, Tongue
from casekit.documents.translated import (
    Translation,
    Translations,
    put_beside,
    read_translations,
    translate,
)
from casekit.model.records import Case, Person, Record

if TYPE_CHECKING:
    from casekit.records.schemas import SchemaSet

# The head of a record is paperwork: it says nothing of what happened.
_HEAD = frozenset({"schema", "id", "recorded_at", "recorded_by"})
_WHEN = frozenset({"occurred_at", "occurred_on"})


class Seen(NamedTuple):
    """A record as the reader may see it; what is not in `data` is absent or withheld.

    `record` serves order and links and is never printed.
    """

    record: Record
    data: Mapping[str, Any]
    tongue: Tongue

    @property
    def day(self) -> str:
        """The day in words, or nothing where the reader may not know it."""
        return self.tongue.day(self.record.occurred.day) if _WHEN & self.data.keys() else ""

    def text(self, key: str) -> str:
        """What a field says; empty where there is nothing to read."""
        return str(self.data.get(key, ""))

    def choice(self, key: str, of: str = "") -> str:
        """The choice in a field, as a sentence begins with it; `of` where the key does not say."""
        return self.tongue.choice(self.text(key), of or key)

    def date(self, key: str) -> str:
        """The day in a field in words."""
        return self.tongue.date(self.text(key))


@dataclass(frozen=True, eq=False)
class Reader:
    """Who reads, and of which case; raises UnknownAudience with the first question."""

    case: Case
    audience: str
    schemas: SchemaSet
    names: Names
    today: date
    without: frozenset[str] = frozenset()
    # Where the agency is: without it nothing over time is drawn.
    zone: tzinfo | None = None
    # Every record that the document asked for, by its id: what was left out is told of these.
    asked: dict[str, Record] = field(default_factory=dict)
    # The translations that this reader may see, by the id of the record that they are of.
    translated: dict[str, Translations] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        case: Case,
        audience: str,
        schemas: SchemaSet,
        workers: Mapping[str, str],
        today: date,
        tongue: Tongue = ENGLISH,
        without: frozenset[str] = frozenset(),
        zone: tzinfo | None = None,
    ) -> Reader:
        """A reader who knows the agency's workers by name; raises UnknownAudience.

        `without` are classes of information that a consent keeps from this receiver.
        """
        see = partial(project, audience=audience, schemas=schemas, without=without)
        names = read_names(case, workers, tongue, see)
        return cls(case, audience, schemas, names, today, without, zone)

    @property
    def tongue(self) -> Tongue:
        """The language that the document is in."""
        return self.names.tongue

    def see(self, record: Record) -> Seen:
        """What the reader may see of a record."""
        self.asked[record.id] = record
        return Seen(record, self.project(record.data, record.kind), self.tongue)

    def project(self, data: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """What the reader may see of the data of a record of some kind."""
        return project(
            data,
            kind,
            audience=self.audience,
            schemas=self.schemas,
            without=self.without,
            case=self.case,
        )

    def translate(self, record: Record, words: str) -> Translation:
        """How a translator put words of a record, empty where the page has no such translation."""
        if record.id not in self.translated:
            self.translated[record.id] = read_translations(
                self.case,
                record,
                self.names,
                audience=self.audience,
                schemas=self.schemas,
                without=self.without,
            )
        return translate(words, self.translated[record.id])

    def put_beside(self, words: str, record: Record) -> str:
        """Words of a record in a cell or an item, with what a translator made of them."""
        return put_beside(words, self.translate(record, words))

    def facts(
        self, *kinds: str, about: Iterable[str] = (), where: Callable[[Record], bool] | None = None
    ) -> Iterator[Seen]:
        """The records of these kinds that say anything to the reader, oldest first.

        With `about` only those that concern one of these children, or no child in particular.
        """
        wanted = frozenset(about)
        for record in self.case.facts(*kinds):
            if wanted and record.children and not record.children & wanted:
                continue
            if where is not None and not where(record):
                continue
            seen = self.see(record)
            if seen.data.keys() - _HEAD - _WHEN:
                yield seen

    def newest(self, *kinds: str, about: Iterable[str] = ()) -> Seen | None:
        """The newest of these records."""
        found = list(self.facts(*kinds, about=about))
        return found[-1] if found else None

    def person(self, person: Person | str) -> Seen | None:
        """What the reader may see of somebody's own file."""
        record = self.case.find(person if isinstance(person, str) else person.id)
        return self.see(record) if record is not None else None

    def progress(self, plan: Record) -> dict[str, dict[str, Any]]:
        """How the parts of a plan stand, by their ids."""
        self.asked.update((note.id, note) for note in list_notes(self.case, plan.id))
        return read_progress(self.case, plan.id, self.tongue, self.project)

    def name(self, who: str) -> str:
        """What a person or a worker is called."""
        return name_one(self.names, who)

    def name_all(self, who: str | Sequence[str]) -> str:
        """Several of them as a sentence has them."""
        return name_all(self.names, who)

    def settle(self, page: dict[str, Any]) -> dict[str, Any]:
        """A page with names in place of the ids that free text may have."""
        named: dict[str, Any] = replace_ids(self.names, page)
        return named
