"""From which age a child is asked what it wants, and is spoken with alone."""

from __future__ import annotations

from datetime import date

from casekit.model.records import Person
from casekit.model.when import age_on

AGE_OF_VIEW = 5


def can_be_asked(child: Person, day: date) -> bool:
    """Whether a child is known to be old enough on a day to say what it wants."""
    born = child.birth.get("date")
    return born is not None and age_on(day, date.fromisoformat(born)) >= AGE_OF_VIEW
