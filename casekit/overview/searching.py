"""Finding cases by people, numbers and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casekit.model.findings import Finding
from casekit.model.records import Case, Record
from casekit.overview.chronology import summarize
from casekit.overview.record_texts import fold, list_texts
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
    folded = [fold(word) for word in words]
    hits: list[Hit] = []
    findings: list[Finding] = []
    for number in numbers:
        loaded = workspace.load(number)
        findings.extend(loaded.findings)
        found = [hit for r in loaded.case.records if (hit := _look(loaded.case, r, folded))]
        hits.extend(sorted(found, key=lambda hit: hit.record.kind != "person"))
    return hits, findings


def _look(case: Case, record: Record, folded: Sequence[str]) -> Hit | None:
    texts = dict(list_texts(record.data))
    whole = fold(" ".join(texts.values()))
    if not all(word in whole or word in case.number.casefold() for word in folded):
        return None
    for field, text in texts.items():
        if any(word in fold(text) for word in folded):
            return Hit(case.number, record, field, " ".join(text.split()))
    return Hit(case.number, record, "", summarize(record, case))
