"""What must not be in a document: every value that its reader may not see, and how it may look.

A schema says of a field who may read it (`x-disclosure`), and as what it is recognised when it
turns up in free text (`x-trace`: name, phone, email, address, birth date, or a phrase however
short). Any other text is recognised by its own words, if it is long enough to be its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from casekit.documents.projection import COPIED, iter_disclosed
from casekit.model.records import Case, Record
from casekit.model.staff import Worker
from casekit.model.ties import PARENTS, iter_ties
from casekit.records.annotations import find_sealed_fields, iter_annotated
from casekit.records.document import Keys, name_path
from casekit.records.originals import find_original

if TYPE_CHECKING:
    from casekit.records.schemas import SchemaSet

Form = Literal["name", "phone", "email", "address", "birth date", "phrase", "text"]
# Homes of these kinds may be known to a reader, if all of those who stand behind it live there.
_OWN_HOMES: Mapping[str, frozenset[str]] = {
    "family": frozenset({"family home"}),
    "child": frozenset({"family home"}),
    "carer": frozenset({"foster home", "kin home"}),
    "court": frozenset({"family home"}),
    "provider": frozenset({"family home"}),
}
# A shorter text is a choice of a list, or says the same in many records.
SHORTEST_TEXT = 30


class Withheld(NamedTuple):
    """A value that a reader may not see: where it is on file, what it is, and the value itself."""

    record: Record
    keys: Keys
    form: Form
    value: str
    # What the field said in an earlier version, and says no more.
    is_former: bool = False

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
    case: Case,
    *,
    audience: str,
    schemas: SchemaSet,
    staff: Iterable[Worker] = (),
    opened: Iterable[Sealed] = (),
    without: frozenset[str] = frozenset(),
    person: str | None = None,
    document: str | None = None,
) -> tuple[Withheld, ...]:
    """Every text of a case that an audience may not see; what was taken back is as secret.

    The address of a home that is not protected is no secret to its readers, if all of the parents,
    or all of the carers, have lived there; nor is a value that a supervisor among the `staff`
    released for these readers. `opened` are the sealed values that could be opened to look for
    them: nobody releases those. `without` are classes of information that a consent keeps from
    this receiver. A copy for one `person` alone tells no home in which that person never lived.
    What was released for one document alone is let through in that `document` only.
    """
    homes = known_homes(case, audience, person)
    released = list_released(case, audience, staff, document)
    found = [
        one
        for record in case.records
        if record.kind != "release"
        for one in iter_withheld(record, audience, schemas, without, case)
        if not (one.form == "address" and one.record.id in homes)
        and (one.record.id, one.field, one.value) not in released
    ]
    found += [one for sealed in opened for one in _of_sealed(sealed, schemas)]
    return tuple(found)


def list_released(
    case: Case, audience: str, staff: Iterable[Worker], document: str | None
) -> frozenset[tuple[str, str, str]]:
    """What a supervisor let through: that very value, of that field, of that record.

    A release that anybody else wrote down lets nothing through, nor one for another document.
    """
    workers = {worker.id: worker for worker in staff}
    return frozenset(
        (record.data["record"], record.data["field"], record.data["value"])
        for record in case.facts("release")
        if record.data["audience"] == audience
        and record.data.get("document", document) == document
        and (worker := workers.get(record.recorded_by)) is not None
        and worker.holds("supervisor", record.occurred.day)
    )


def iter_withheld(
    record: Record,
    audience: str | None,
    schemas: SchemaSet,
    without: frozenset[str] = frozenset(),
    case: Case | None = None,
) -> Iterator[Withheld]:
    """What of a record an audience may not see, as it may look; all of it for nobody (None).

    A translation is asked of its original in the `case`, and without one withheld from everybody.
    """
    traces: dict[Keys, Form | None] | None = None
    told = iter_disclosed(record.data, record.kind, schemas, without, case)
    for keys, value, audiences in told:
        if not isinstance(value, str) or audience in audiences:
            continue
        if traces is None:
            traces = _read_traces(record, schemas, case)
        trace = traces.get(keys)
        if trace is not None:
            yield Withheld(record, keys, trace, value)
        elif sum(map(str.isalnum, value)) >= SHORTEST_TEXT:
            yield Withheld(record, keys, "text", value)


def _read_traces(record: Record, schemas: SchemaSet, case: Case | None) -> dict[Keys, Form | None]:
    """As what each value of a record is recognised, None where its schema says nothing of it."""
    traces: dict[Keys, Form | None] = {
        keys: trace
        for keys, _, trace in iter_annotated(record.data, record.kind, schemas, "x-trace")
    }
    if record.kind == "translation" and case is not None:
        traces |= dict.fromkeys(COPIED, _find_trace(record, case, schemas))
    return traces


def _find_trace(translation: Record, case: Case, schemas: SchemaSet) -> Form | None:
    """As what the original is recognised, its translation is: a phrase however short."""
    found = find_original(case, translation.data, schemas)
    if found is None:
        return None
    record, wanted, _ = found
    traced = iter_annotated(record.data, record.kind, schemas, "x-trace")
    return next((trace for keys, _, trace in traced if keys == wanted), None)


def _of_sealed(sealed: Sealed, schemas: SchemaSet) -> Iterator[Withheld]:
    form = find_sealed_fields(sealed.record.kind, schemas)[sealed.name]
    for keys, value, trace in iter_annotated(sealed.plain, form, schemas, "x-trace"):
        long_enough = form == "reporter-identity" and sum(map(str.isalnum, str(value)))
        if isinstance(value, str) and (trace or long_enough >= SHORTEST_TEXT):
            yield Withheld(sealed.record, (sealed.name, *keys), trace or "text", value)


def known_homes(case: Case, audience: str, person: str | None) -> frozenset[str]:
    """The homes whose address is no secret to these readers: one copy goes to all of them.

    A copy for one person alone is for that one: what the others know makes no difference.
    """
    people = [p for p in case.people if p.data.get("memberships")]
    carers = [p for p in people if p.role == "carer"]
    children = {p.id for p in case.people if p.role == "child"}
    # A grandmother is a mother too, but not of whom this is about.
    parent_ids = {t.person for t in iter_ties(case.people) if t.is_ in PARENTS and t.to in children}
    parents = [p for p in people if p.role == "family" and p.id in parent_ids]
    family = parents or [p for p in people if p.role == "family"]
    behind = carers if audience == "carer" else family
    if person is not None:
        behind = [p for p in people if p.id == person]
    lived_in = [{stay["household"] for stay in p.data["memberships"]} for p in behind]
    shared = frozenset.intersection(*map(frozenset, lived_in)) if lived_in else frozenset()
    return frozenset(
        home.id
        for home in case.facts("household")
        if home.id in shared
        and home.data["kind"] in _OWN_HOMES.get(audience, ())
        and not home.data.get("address_protected")
    )
