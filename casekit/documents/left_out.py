"""What projection keeps from a reader, field by field, and by which rule; never what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from casekit.documents.projection import COPIED, INSIDE, classify, iter_disclosed
from casekit.model.records import Case, Record
from casekit.records.document import name_path
from casekit.records.sealing import is_sealed

if TYPE_CHECKING:
    from casekit.records.schemas import SchemaSet

# The head that every record has is the agency's own paperwork, and `only_for` a rule itself.
_PASSED_OVER = frozenset({"schema", "id", "recorded_at", "recorded_by", "only_for"})


class LeftOut(NamedTuple):
    """A field that does not get to the page: of which record, who may read it, by which rule."""

    record: Record
    field: str
    readers: tuple[str, ...]
    rule: str


def list_left_out(
    records: Iterable[Record],
    *,
    audience: str,
    schemas: SchemaSet,
    without: frozenset[str] = frozenset(),
    case: Case | None = None,
) -> Iterator[LeftOut]:
    """Every field of these records that `project` keeps from an audience.

    `without` are the classes of information that a consent keeps from this receiver. A translation
    is asked of its original in the `case`.
    """
    for record in records:
        open_data = {key: value for key, value in record.data.items() if key != "only_for"}
        by_form = {
            keys: readers for keys, _, readers in iter_disclosed(open_data, record.kind, schemas)
        }
        classes = classify(record.data, record.kind, schemas) if without else {}
        for keys, _, readers in iter_disclosed(record.data, record.kind, schemas, without, case):
            if keys[0] in _PASSED_OVER or audience in readers:
                continue
            if record.kind == "translation" and keys in COPIED:
                rule = "as its original"
            elif is_sealed(record.data.get(str(keys[0]))):
                rule = "sealed"
            elif audience not in by_form[keys]:
                rule = "by its form"
            elif audience not in INSIDE and audience not in record.data.get("only_for", [audience]):
                rule = "the record is only for " + ", ".join(record.data["only_for"])
            else:
                kept = ", ".join(sorted(classes[keys] & without))
                rule = f"a consent keeps {kept} from this receiver"
            yield LeftOut(record, name_path(keys), readers, rule)
