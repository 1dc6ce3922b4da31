"""What a screening's priority means as a limit: the packs' tables, by their time and places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from casekit.model.timeline import Event, Subject, Timeline
from casekit.standards.composing import RANKS, InForce
from casekit.standards.force import Force, find_force, was_in_force


class PriorityTable(NamedTuple):
    """One table: limits by priority, as written in a pack."""

    force: Force
    limits: Mapping[str, str]


class Priorities:
    """The tables of all packs in force, the agency's own before a state's."""

    def __init__(self, packs: Iterable[InForce] = ()) -> None:
        nearest = sorted(packs, key=lambda used: RANKS[used.pack.level], reverse=True)
        self._tables = [
            PriorityTable(used.force, used.pack.priorities)
            for used in nearest
            if used.pack.priorities
        ]

    def limit(self, priority: str, timeline: Timeline, subject: Subject, by: Event) -> str | None:
        """The limit of a priority that an event set, by the edition and the place of that moment.

        None where no table in force has it.
        """
        for table in self._tables:
            said = table.limits.get(priority)
            if said is not None:
                windows = find_force(table.force, timeline, subject)
                if was_in_force(windows, by.when):
                    return said
        return None
