"""Contacts that are planned, and what came of them: derived, never stored."""

from __future__ import annotations

from collections.abc import Sequence

from casekit.model.records import Case, Record


def plans_to_meet(case: Case) -> Sequence[Record]:
    """The planned contacts that were neither made, tried, nor called off, oldest first."""
    over = {r.data["appointment"] for r in case.facts("appointment-end")}
    over |= {r.data["appointment"] for r in case.facts("contact") if "appointment" in r.data}
    return [r for r in case.facts("appointment") if r.id not in over]
