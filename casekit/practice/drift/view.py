"""What the signs of drift look at: an open case at this moment, and how long ago a day is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from casekit.errors import Unreadable
from casekit.model.records import Case, Record
from casekit.practice.scope import Scope
from casekit.records.profile import read_document

_FILE = Path(__file__).with_name("limits.yaml")


@lru_cache(maxsize=1)
def read_limits() -> Mapping[str, int]:
    """After how many days each sign of drift is told. Raises Unreadable."""
    document = read_document(_FILE.read_bytes(), _FILE.name)
    if document.findings or document.data is None:
        raise Unreadable("the limits of drift cannot be read", document.findings)
    data: Any = document.data
    days: Mapping[str, int] = data["days"]
    return days


class CaseView:
    """A case at this moment."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.case: Case = scope.loaded.case
        self.today: date = scope.now.astimezone(scope.agency.zone).date()

    @cached_property
    def is_open(self) -> bool:
        """Whether somebody works on the case: it was opened, or reopened, after it was closed."""
        turns = list(self.case.facts("opening", "reopening", "closing"))
        return bool(turns) and turns[-1].kind != "closing"

    def is_past(self, code: str, day: date) -> bool:
        """Whether more days have gone by since a day than the limit of a sign allows."""
        return (self.today - day).days > read_limits()[code]

    def is_within(self, code: str, day: date, windows: int = 1) -> bool:
        """Whether a day lies in so many of the last windows, each as long as the limit."""
        return (self.today - day).days < windows * read_limits()[code]

    def days(self, code: str) -> int:
        """The limit of a sign, in days."""
        return read_limits()[code]

    def call(self, person_id: str) -> str:
        """What somebody is called."""
        person = self.case.person(person_id)
        return person.called if person else person_id

    def made(self) -> list[Record]:
        """The contacts that came about, oldest first."""
        return [r for r in self.case.facts("contact") if r.data["made"] == "completed"]
