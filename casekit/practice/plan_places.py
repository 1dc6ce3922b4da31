"""Where the objectives of a plan stand in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casekit.model.records import Record
from casekit.records.document import Keys


def objective_places(plan: Record) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
    """Each objective with its place, goal by goal."""
    for g, goal in enumerate(plan.data.get("goals", ())):
        for o, objective in enumerate(goal.get("objectives", ())):
            yield ("goals", g, "objectives", o), objective
