"""What changed between two states of one file, with nothing of the case around it."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from casekit.difference.cases import tell_field
from casekit.difference.fields import compare_data
from casekit.difference.words import Speaker
from casekit.model.records import FOLDERS, Case
from casekit.records.profile import read_document
from casekit.records.schemas import SchemaSet
from casekit.workspace.loading import make_record


def compare_files(path: str, before: bytes, after: bytes, schemas: SchemaSet) -> list[str] | None:
    """The changes of a record in words, with names and texts; none where only its form changed.

    None where one of the two is no record that can be read and keeps to its schema. People are told
    by their ids: their own files are not looked into.
    """
    documents = [read_document(content, path) for content in (before, after)]
    data: list[Any] = [document.data for document in documents]
    if any(document.findings for document in documents) or not all(map(_kind, data)):
        return None
    kind = _kind(data[1])
    if kind != _kind(data[0]) or not all(schemas.is_valid(kind, one) for one in data):
        return None
    record = make_record(kind, data[1], path, UTC, documents[1])
    speaker = Speaker(Case("", "", "", ()), schemas, names=True)
    found = compare_data(data[0], data[1], kind, schemas)
    return [tell_field(speaker, record, change).says for change in found]


def _kind(data: Any) -> str:
    """The kind that a file says it is of, if there is such a kind of record."""
    written = data.get("schema") if isinstance(data, dict) else None
    kind = written.removesuffix("/1") if isinstance(written, str) else ""
    return kind if kind in FOLDERS else ""
