"""Assessments: who was heard, and why there are problems (flow chart, Assessment)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from casekit.model.assessed import standing_findings
from casekit.model.findings import Finding
from casekit.model.records import Person, Record
from casekit.practice.child_voice import can_be_asked
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
        if record.data.get("needs") and not _since(scope, record, "causes"):
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


def find_dropped_threats(scope: Scope) -> Iterator[Finding]:
    """Safe now, although a threat that was found stands, and nobody has judged it again."""
    case = scope.loaded.case
    if not scope.is_open:
        return
    newest = {
        child: record
        for record in case.facts("assessment")
        if "conclusion" in record.data
        for child in record.children
    }
    for child, record in newest.items():
        if record.data["conclusion"] != "safe":
            continue
        for found in standing_findings(case, "threats", [child]):
            if found.record.occurred.earliest < record.occurred.earliest:
                yield scope.finding(
                    record,
                    ("conclusion",),
                    "SAFE-WITH-THREAT",
                    f"{case.call(child)} is said to be safe, and nobody has judged again: "
                    f"{found.data['id']} {found.data['threat']}",
                    "say of each threat whether it is gone, under `threats_judged:`",
                )


def _look_at_who(scope: Scope, record: Record) -> Iterator[Finding]:
    heard = {one["who"] for one in record.data.get("informants", ())}
    heard |= {one["informant"] for one in record.data.get("answers", ()) if "informant" in one}
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
    if heard and not any(_is_named(person, heard) for person in kin):
        yield scope.finding(
            record,
            where,
            "FAMILY-NOT-HEARD",
            f"the assessment of {record.occurred.day} heard nobody of the family",
            "find needs and strengths together with the family, and name them under `informants:`",
        )
    for child in scope.loaded.case.children:
        concerned = child.id in record.children and can_be_asked(child, record.occurred.day)
        if heard and concerned and not _is_named(child, heard):
            yield scope.finding(
                record,
                where,
                "CHILD-NOT-HEARD",
                f"the assessment of {record.occurred.day} did not hear {child.called}",
                "talk with the child, and name it under `informants:`",
            )


def _is_named(person: Person, heard: Collection[str]) -> bool:
    """Whether somebody is among those who were heard, by whole words: Jo is no job coach."""
    names = "|".join(re.escape(name) for name in (person.name, person.called))
    return any(re.search(rf"(?<!\w)(?:{names})(?!\w)", one, re.IGNORECASE) for one in heard)


def _since(scope: Scope, record: Record, key: str) -> bool:
    return any(
        r.data.get(key) and r.occurred.latest >= record.occurred.earliest
        for r in scope.loaded.case.facts("assessment")
    )
