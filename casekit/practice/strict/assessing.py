"""Assessments: who was heard, and why there are problems (flow chart, Assessment)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.model.when import age_on
from casekit.practice.conditions.planning import AGE_OF_VIEW
from casekit.practice.scope import Scope

# Instruments that look at a family as a whole.
_BROAD = frozenset({"family strengths and needs", "child needs", "psychosocial"})


def find_thin_assessments(scope: Scope) -> Iterator[Finding]:
    """What the newest assessment of each broad instrument leaves out."""
    newest: dict[str, Record] = {}
    for record in scope.loaded.case.facts("assessment"):
        if record.data["instrument"] in _BROAD:
            newest[record.data["instrument"]] = record
    for record in newest.values():
        yield from _look_at_who(scope, record)
        if record.data.get("needs") and not _has_causes(scope, record):
            yield scope.finding(
                record,
                ("needs",),
                "NEEDS-WITHOUT-CAUSE",
                f"the assessment of {record.occurred.day} finds needs, and none says why they are "
                "there",
                "write what causes them or contributes to them under `causes:`",
            )
        if record.data.get("needs") and not _since(scope, record, "strengths"):
            yield scope.finding(
                record,
                ("needs",),
                "NEEDS-WITHOUT-STRENGTHS",
                f"the assessment of {record.occurred.day} finds needs, and none since says what "
                "is strong",
                "ask what goes well, and write it under `strengths:`",
            )


def _look_at_who(scope: Scope, record: Record) -> Iterator[Finding]:
    said = " ".join(one["who"].casefold() for one in record.data.get("informants", ()))
    said += " ".join(one.get("informant", "") for one in record.data.get("answers", ())).casefold()
    heard = {one["who"].casefold() for one in record.data.get("informants", ())}
    heard |= {
        one["informant"].casefold() for one in record.data.get("answers", ()) if "informant" in one
    }
    where = ("informants",) if "informants" in record.data else ("instrument",)
    if len(heard) <= 1:
        yield scope.finding(
            record,
            where,
            "ONE-INFORMANT",
            f"the assessment of {record.occurred.day} heard "
            + ("one person only" if heard else "nobody by name"),
            "ask the child, the parents, the school or the doctor, and name them under "
            "`informants:`",
        )
    kin = [p for p in scope.loaded.case.people if p.role in ("family", "carer")]
    if heard and not any(name.casefold() in said for p in kin for name in (p.name, p.called)):
        yield scope.finding(
            record,
            where,
            "FAMILY-NOT-HEARD",
            f"the assessment of {record.occurred.day} heard nobody of the family",
            "find needs and strengths together with the family, and name them under `informants:`",
        )
    for child in scope.loaded.case.children:
        born = child.birth.get("date")
        old = born and age_on(record.occurred.day, date.fromisoformat(born)) >= AGE_OF_VIEW
        named = child.called.casefold() in said or child.name.casefold() in said
        if old and heard and child.id in record.children and not named:
            yield scope.finding(
                record,
                where,
                "CHILD-NOT-HEARD",
                f"the assessment of {record.occurred.day} did not hear {child.called}",
                "talk with the child, and name it under `informants:`",
            )


def _has_causes(scope: Scope, record: Record) -> bool:
    return _since(scope, record, "causes")


def _since(scope: Scope, record: Record, key: str) -> bool:
    return any(
        r.data.get(key) and r.occurred.latest >= record.occurred.earliest
        for r in scope.loaded.case.facts("assessment")
    )
