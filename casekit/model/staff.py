"""The agency's workers, as far as a rule or a gate asks about them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Worker(NamedTuple):
    """A person who works at the agency, with roles and the days between which they hold.

    `seal_to` are public keys: what is encrypted to them only this person can read. Signatures with
    one of the `signing_keys` are this person's.
    """

    id: str
    name: str
    email: str
    roles: frozenset[str]
    since: date | None = None
    until: date | None = None
    seal_to: tuple[str, ...] = ()
    signing_keys: tuple[str, ...] = ()
    team: str | None = None
    office: str | None = None

    def holds(self, role: str, day: date) -> bool:
        """Whether the worker held that role on a day."""
        return role in self.roles and self.works_on(day)

    def works_on(self, day: date) -> bool:
        """Whether the worker was with the agency on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )
