"""What the signs of drift look at: an open case at this moment."""

from __future__ import annotations

from datetime import date

from casekit.model.records import Case, Person, Record
from casekit.practice.scope import Scope
from casekit.practice.waiting import days_of


class CaseView:
    """A case at this moment."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.case: Case = scope.loaded.case
        self.today: date = scope.today

    def is_within(self, code: str, day: date, windows: int = 1) -> bool:
        """Whether a day lies in so many of the last windows, each as long as the limit."""
        return (self.today - day).days < windows * days_of(self.scope.agency, code)

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
