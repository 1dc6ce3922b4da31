"""What the signs of drift look at, and after how many days anything is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from casekit.errors import Unreadable
from casekit.model.records import Case, Person, Record
from casekit.practice.scope import Scope
from casekit.records.profile import read_document

_FILE = Path(__file__).with_name("limits.yaml")


def days_of(code: str) -> int:
    """After how many days a finding is told. Raises Unreadable."""
    return read_limits()[code]


def is_past(scope: Scope, code: str, day: date) -> bool:
    """Whether more days have gone by since a day than the limit of a finding allows."""
    return (scope.today - day).days > days_of(code)


@lru_cache(maxsize=1)
def read_limits() -> Mapping[str, int]:
    """The days of every finding that waits for some. Raises Unreadable."""
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
        self.today: date = scope.today

    def is_within(self, code: str, day: date, windows: int = 1) -> bool:
        """Whether a day lies in so many of the last windows, each as long as the limit."""
        return (self.today - day).days < windows * days_of(code)

    def made(self) -> list[Record]:
        """The contacts that came about, oldest first."""
        return [r for r in self.case.facts("contact") if r.data["made"] == "completed"]

    def risks(self, child: Person) -> list[Record]:
        """Every word on the risk to a child, oldest first."""
        return [
            r
            for r in self.case.facts("risk", "assessment")
            if "risk" in r.data and child.id in r.children
        ]
