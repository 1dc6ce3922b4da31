"""What a document is asked for, and what a document gives: the same for every kind of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from casekit.documents.sheet import Section
from casekit.model.records import Case, Person


class Request(NamedTuple):
    """About which children (all without any), of which record, and of which days."""

    children: tuple[str, ...] = ()
    record: str | None = None
    since: date | None = None
    until: date | None = None

    def choose_children(self, case: Case) -> list[Person]:
        """The children the document is about."""
        return [c for c in case.children if not self.children or c.id in self.children]


class Sheet(NamedTuple):
    """A document before it has a head and a foot; `signers` are parts that are asked to sign."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    notices: Sequence[str] = ()
    signers: Sequence[str] = ()
