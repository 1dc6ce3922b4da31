"""Finding cases by people, numbers and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casekit.model.findings import Finding
from casekit.model.records import Case, Record
from casekit.overview.chronology import summarize
from casekit.records.sealing import is_sealed
from casekit.workspace.workspace import Workspace


@dataclass(frozen=True)
class Hit:
    """One record in which every word was found, and the field that shows it best."""

    case: str
    record: Record
    field: str
    text: str


def search(
    workspace: Workspace, words: Sequence[str], numbers: Sequence[str]
) -> tuple[list[Hit], list[Finding]]:
    """Give the records in which every word occurs, folded, and the faults that may hide others.

    People come first, then what happened.
    """
    folded = [word.casefold() for word in words]
    hits: list[Hit] = []
    findings: list[Finding] = []
    for number in numbers:
        loaded = workspace.load(number)
        findings.extend(loaded.findings)
        found = [hit for r in loaded.case.records if (hit := _look(loaded.case, r, folded))]
        hits.extend(sorted(found, key=lambda hit: hit.record.kind != "person"))
    return hits, findings


def _look(case: Case, record: Record, folded: Sequence[str]) -> Hit | None:
    texts = dict(_texts(record.data))
    whole = " ".join(texts.values()).casefold()
    if not all(word in whole or word in case.number.casefold() for word in folded):
        return None
    for field, text in texts.items():
        if any(word in text.casefold() for word in folded):
            return Hit(case.number, record, field, " ".join(text.split()))
    return Hit(case.number, record, "", summarize(record))


# Who wrote a record down, and when, is in every one of them: `casekit log` finds that.
_NOT_SEARCHED = ("schema", "recorded_at", "recorded_by")


def _texts(data: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a record by its field; what is sealed is never text to search."""
    if is_sealed(data):
        return
    if isinstance(data, Mapping):
        for key, value in data.items():
            if not name and key in _NOT_SEARCHED:
                continue
            yield from _texts(value, f"{name}.{key}" if name else str(key))
    elif isinstance(data, list | tuple):
        for number, value in enumerate(data):
            yield from _texts(value, f"{name}[{number + 1}]")
    elif isinstance(data, str):
        yield name, data
