"""Whether a translation is of a text that is there, and of what that text says now."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.practice.scope import Scope
from casekit.records.originals import find_original


def check_translation(scope: Scope, record: Record) -> Iterator[Finding]:
    """A translation of what is gone is for nobody; an older one is on no page any more."""
    case = scope.loaded.case
    # That the record itself is not there is told of every reference.
    if record.kind != "translation" or record.is_voided or case.find(record.data["record"]) is None:
        return
    found = find_original(case, record.data, scope.schemas)
    if found is None:
        yield scope.finding(
            record,
            ("field",),
            "TRANSLATION-OF-NOTHING",
            f"{record.data['record']} has no free text `{record.data['field']}`",
            "translate the text anew where it stands: casekit translate; give this one `voided:`",
        )
    elif found[2] != record.data["value"]:
        yield scope.finding(
            record,
            ("value",),
            "TRANSLATION-OLDER",
            f"`{record.data['field']}` was changed since; no document shows this translation",
            "let the new words be translated: casekit translate; give this one `voided:`",
        )._replace(severity="warning")
