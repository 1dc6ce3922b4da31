"""The agency's workers, as far as a rule or a gate asks about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Worker:
    """A person who works at the agency, with roles and the days between which they hold."""

    id: str
    name: str
    email: str
    roles: frozenset[str]
    since: date | None = None
    until: date | None = None

    def holds(self, role: str, day: date) -> bool:
        """Whether the worker held that role on a day."""
        return (
            role in self.roles
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )
