"""Drift in judgement: one side heard, no strengths, a risk that is lower without a reason."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.practice.drift.view import CaseView

_ORDER = ("none", "low", "medium", "high")
# Instruments that look at a family as a whole.
_BROAD = frozenset({"risk", "family strengths and needs", "child needs", "psychosocial"})


def find_one_sided_assessments(view: CaseView) -> Iterator[Finding]:
    """The newest assessment of a kind heard one person only, or saw needs and no strength."""
    newest = {
        r.data["instrument"]: r
        for r in view.case.facts("assessment")
        if r.data["instrument"] in _BROAD
    }
    for record in newest.values():
        heard = {one["who"] for one in record.data.get("informants", ())}
        if len(heard) == 1:
            yield view.scope.finding(
                record,
                ("informants",),
                "ONE-INFORMANT",
                f"the assessment of {record.occurred.day} heard one person only",
                "ask the child, the other parent, the school or the doctor as well",
            )
        if record.data.get("needs") and not _strengths_since(view, record):
            yield view.scope.finding(
                record,
                ("needs",),
                "NEEDS-WITHOUT-STRENGTHS",
                f"the assessment of {record.occurred.day} finds needs, and none since says what "
                "is strong",
                "ask what goes well, and write it under `strengths:`",
            )


def _strengths_since(view: CaseView, record: Record) -> bool:
    return any(
        r.data.get("strengths") and r.occurred.latest >= record.occurred.earliest
        for r in view.case.facts("assessment")
    )


def find_unexplained_drops_of_risk(view: CaseView) -> Iterator[Finding]:
    """The risk is lower than before, and nobody assessed it in between."""
    for child in view.case.children:
        said = [
            r
            for r in view.case.facts("risk", "assessment")
            if "risk" in r.data and child.id in r.children
        ]
        for before, after in zip(said, said[1:], strict=False):
            lower = _ORDER.index(after.data["risk"]) < _ORDER.index(before.data["risk"])
            if not lower or after.kind == "assessment":
                continue
            assessed = any(
                before.occurred.latest < r.occurred.latest <= after.occurred.latest
                for r in view.case.facts("assessment")
                if child.id in r.children
            )
            if not assessed:
                yield view.scope.finding(
                    after,
                    ("risk",),
                    "RISK-LOWERED-UNASSESSED",
                    f"the risk to {child.called} went from {before.data['risk']} to "
                    f"{after.data['risk']}, and nobody assessed it since {before.occurred.day}",
                    f"assess it: casekit assess {view.case.number} --instrument risk",
                )
