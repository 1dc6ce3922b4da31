"""Drift in judgement: a risk that is lower without a reason, or was not judged for long."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.findings import Finding
from casekit.model.timeline import RANKED_STATES
from casekit.practice.drift.view import CaseView
from casekit.practice.waiting import is_past

_ORDER = RANKED_STATES["risk"]


def find_unexplained_drops_of_risk(view: CaseView) -> Iterator[Finding]:
    """The risk is lower than before, and nobody assessed it in between."""
    for child in view.case.children:
        said = view.risks(child)
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


def find_stale_risk(view: CaseView) -> Iterator[Finding]:
    """The risk to a child was decided long ago, and nobody has judged it since."""
    code = "RISK-STALE"
    for child in view.case.children:
        said = view.risks(child)
        if not said or said[-1].data["risk"] == "none":
            continue
        day = said[-1].occurred.day
        if is_past(view.scope, code, day):
            yield view.scope.finding(
                said[-1],
                ("risk",),
                code,
                f"the risk to {child.called} was last judged on {day}",
                f"judge it again: casekit assess {view.case.number} --instrument risk",
            )
