"""The text that a translation is of: where it stands in its record, and what it says now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from casekit.model.records import Case, Record
from casekit.records.annotations import find_nodes, find_sealed_fields, iter_annotated
from casekit.records.document import Keys, name_path

if TYPE_CHECKING:
    from casekit.records.schemas import SchemaSet

# Texts of these forms are ids, days and choices.
_SHAPED = ("pattern", "enum", "const", "format", "x-refers-to")
# A name, a number or a home is the same in every language.
_NO_WORDS = frozenset({"name", "phone", "email", "address", "birth date"})


def iter_free_texts(
    data: Mapping[str, Any], kind: str, schemas: SchemaSet
) -> Iterator[tuple[Keys, str]]:
    """Every text of a record that somebody put in words, with its keys; of a translation none."""
    if kind == "translation":
        return
    sealed = find_sealed_fields(kind, schemas)
    for keys, value, trace in iter_annotated(data, kind, schemas, "x-trace"):
        if not isinstance(value, str) or trace in _NO_WORDS or keys[0] in sealed:
            continue
        nodes = [node for node, _ in find_nodes(kind, keys, schemas)]
        is_text = any(node.get("type") == "string" for node in nodes)
        if is_text and not any(word in node for node in nodes for word in _SHAPED):
            yield keys, value


def find_original(
    case: Case, data: Mapping[str, Any], schemas: SchemaSet
) -> tuple[Record, Keys, str] | None:
    """The record, the keys and the present words of what a translation is of.

    None where there is no such record, or no such free text in it.
    """
    record = case.find(str(data.get("record")))
    if record is None:
        return None
    for keys, value in iter_free_texts(record.data, record.kind, schemas):
        if name_path(keys) == data.get("field"):
            return record, keys, value
    return None
