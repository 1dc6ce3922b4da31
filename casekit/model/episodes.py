"""Whom the work is still with, by what was decided: openings, reopenings and closings."""

from __future__ import annotations

from collections.abc import Mapping

from casekit.model.records import Case, Record


def children_in_service(case: Case) -> frozenset[str]:
    """The children for whom nobody has recorded an end since the newest opening.

    A young person who came of age is among them until the closing is written, although the child's
    episode ended with the birthday.
    """
    state: dict[str, bool] = {}
    for record in case.facts("opening", "reopening", "closing"):
        for child in record.children:
            state[child] = record.kind != "closing"
    return frozenset(child for child, is_open in state.items() if is_open)


def left_open(closing: Record) -> Mapping[str, str]:
    """The gates against which a supervisor closed, each with the reason; of others nothing."""
    return {gate["gate"]: gate["reason"] for gate in closing.data.get("unmet_gates", ())}
