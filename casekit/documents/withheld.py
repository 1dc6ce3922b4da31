"""What must not be in a document: every value that its reader may not see, and how it may look.

A schema says of a field who may read it (`x-disclosure`), and as what it is recognised when it
turns up in free text (`x-trace`: name, phone, email, address or birth date). Any other text is
recognised by its own words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from casekit.model.records import Case, Record
from casekit.records.annotations import iter_annotated
from casekit.records.document import Keys, name_path

if TYPE_CHECKING:
    from casekit.records.schemas import SchemaSet

Form = Literal["name", "phone", "email", "address", "birth date", "text"]
# Whose homes a reader may know by living there, by the roles of people.
_OWN_HOMES: Mapping[str, frozenset[str]] = {
    "family": frozenset({"family"}),
    "child": frozenset({"family", "child"}),
    "carer": frozenset({"carer"}),
    "court": frozenset({"family"}),
    "provider": frozenset({"family"}),
}
_HEAD = frozenset({"schema", "id", "recorded_at", "recorded_by"})
# A shorter text is a choice of a list, or says the same in many records.
SHORTEST_TEXT = 30


class Withheld(NamedTuple):
    """A value that a reader may not see: where it is on file, what it is, and the value itself."""

    record: Record
    keys: Keys
    form: Form
    value: str

    @property
    def field(self) -> str:
        """The field's name; never what stands in it."""
        return name_path(self.keys)


class Sealed(NamedTuple):
    """A sealed value that somebody could open: of which record, in which field, and in plain."""

    record: Record
    name: str
    plain: Mapping[str, str]


def list_withheld(
    case: Case, *, audience: str, schemas: SchemaSet, opened: tuple[Sealed, ...] = ()
) -> tuple[Withheld, ...]:
    """Every text of a case that an audience may not see; what was taken back is as secret.

    A home's address is no secret to those who live there, unless it is protected; nor is a value
    that a supervisor released for these readers. `opened` are the sealed values that could be
    opened to look for them: nobody releases those.
    """
    homes = _known_homes(case, audience)
    released = {
        (r.data["record"], r.data["field"], r.data["value"])
        for r in case.facts("release")
        if r.data["audience"] == audience
    }
    found = [
        one
        for record in case.records
        if record.kind != "release"
        for one in _of_record(record, audience, schemas)
        if not (one.record.kind == "household" and one.record.id in homes)
        and (one.record.id, one.field, one.value) not in released
    ]
    found += [one for sealed in opened for one in _of_sealed(sealed, schemas)]
    return tuple(found)


class LeftOut(NamedTuple):
    """A field that does not get to the page: of which record, and who may read it."""

    record: Record
    field: str
    readers: tuple[str, ...]


def list_left_out(
    records: Iterable[Record], *, audience: str, schemas: SchemaSet
) -> Iterator[LeftOut]:
    """Every field of these records that projection keeps from an audience, without what it says.

    The head that every record has is the agency's own paperwork and is passed over.
    """
    for record in records:
        for keys, _, readers in iter_annotated(record.data, record.kind, schemas, "x-disclosure"):
            if keys[0] not in _HEAD and audience not in (readers or ()):
                yield LeftOut(record, name_path(keys), tuple(readers or ()))


def _of_record(record: Record, audience: str, schemas: SchemaSet) -> Iterator[Withheld]:
    traces = {
        keys: trace
        for keys, _, trace in iter_annotated(record.data, record.kind, schemas, "x-trace")
    }
    for keys, value, audiences in iter_annotated(record.data, record.kind, schemas, "x-disclosure"):
        if not isinstance(value, str) or audience in (audiences or ()):
            continue
        trace: Form | None = traces.get(keys)
        if trace is not None:
            yield Withheld(record, keys, trace, value)
        elif sum(map(str.isalnum, value)) >= SHORTEST_TEXT:
            yield Withheld(record, keys, "text", value)


def _of_sealed(sealed: Sealed, schemas: SchemaSet) -> Iterator[Withheld]:
    kind = "reporter-identity"
    for keys, value, trace in iter_annotated(sealed.plain, kind, schemas, "x-trace"):
        if isinstance(value, str) and (trace or len(value) >= SHORTEST_TEXT):
            yield Withheld(sealed.record, (sealed.name, *keys), trace or "text", value)


def _known_homes(case: Case, audience: str) -> frozenset[str]:
    """The homes, none of them protected, in which somebody of these readers lives or lived."""
    roles = _OWN_HOMES.get(audience, frozenset())
    lived_in = {
        stay["household"]
        for person in case.people
        if person.role in roles
        for stay in person.data.get("memberships", ())
    }
    return frozenset(
        home.id
        for home in case.facts("household")
        if home.id in lived_in and not home.data.get("address_protected")
    )
