"""What must not be in a document although the case as it stands does not hold it.

Earlier values of the case's own people and homes, and services of the directory whose address is
protected. The other side of an adoption lies in another workspace, on purpose: what the sealed link
holds is looked for with the case itself (`withheld.py`), and nothing beyond it is known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from casekit.documents.folding import fold
from casekit.documents.projection import iter_disclosed
from casekit.documents.withheld import Form, Withheld, iter_withheld
from casekit.model.records import Case, Record
from casekit.model.when import FIRST_INSTANT, When

if TYPE_CHECKING:
    from casekit.records.schemas import SchemaSet

# What tells who somebody is, or where: only that is looked for beyond the case as it stands.
_TELLING = frozenset({"name", "phone", "email", "address", "birth date"})
_OF_A_PLACE: Mapping[str, Form] = {"address": "address", "phone": "phone"}


def list_former_values(
    case: Case,
    former: Iterable[Record],
    *,
    audience: str,
    schemas: SchemaSet,
    known_homes: frozenset[str],
    released: frozenset[tuple[str, str, str]] = frozenset(),
    without: frozenset[str] = frozenset(),
) -> Iterator[Withheld]:
    """Values that people and homes had before, and that this reader may not see.

    `known_homes` are those whose address is no secret to these readers now; an address from a time
    when it was protected is one. What the reader may read today elsewhere in the case is none, nor
    is what was `released` while it stood: that record, that field, that very value.
    `without` are the classes of information that a consent keeps from this receiver.
    """
    shown = {
        fold(value)
        for record in case.records
        for _, value, readers in iter_disclosed(
            record.data, record.kind, schemas, without, case=case
        )
        if isinstance(value, str) and audience in readers
    }
    met = set(released)
    for record in former:
        now = case.find(record.id)
        data = dict(record.data)
        if now is not None and "only_for" in now.data:
            data["only_for"] = now.data["only_for"]
        before = record._replace(data=data)
        for one in iter_withheld(before, audience, schemas, without):
            key = (record.id, one.field, one.value)
            if one.form not in _TELLING or key in met or fold(one.value) in shown:
                continue
            met.add(key)
            is_known = record.id in known_homes and not record.data.get("address_protected")
            stands = now is not None and _read(now.data, one) == one.value
            if not stands and not (one.form == "address" and is_known):
                yield one._replace(record=now or record, is_former=True)


def list_protected_services(
    providers: Iterable[tuple[str, Mapping[str, Any]]],
) -> Iterator[Withheld]:
    """Where the directory's protected services are: a shelter's address is in no document.

    `providers` are the files of the directory by their path. Any other service is to be found by
    the family, so its address may stand in a plan.
    """
    for path, data in providers:
        if not data.get("address_protected"):
            continue
        when = When(date.min, FIRST_INSTANT, FIRST_INSTANT)
        record = Record("provider", str(data["id"]), path, 1, when, FIRST_INSTANT, "", data)
        for key, form in _OF_A_PLACE.items():
            if key in data:
                yield Withheld(record, (key,), form, str(data[key]))


def _read(data: Any, one: Withheld) -> Any:
    for key in one.keys:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data
