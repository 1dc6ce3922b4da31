"""Births that cannot be: each ends, or never begins, what is due to a child, without a sound."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.model.when import age_on
from casekit.practice.scope import Scope

# A pregnancy lasts about 280 days; the expected day may be off by some weeks.
LONGEST_PREGNANCY = 300
OF_AGE = 18
# Up to this age care is extended by somebody, somewhere: a case may begin that late.
END_OF_EXTENDED_CARE = 21


def check_birth(scope: Scope, record: Record) -> Iterator[Finding]:
    """Who is on file was born, or is expected; who is on file as a child is not grown up."""
    birth = record.data.get("birth", {}) if record.kind == "person" else {}
    if "date" not in birth:
        return
    born = date.fromisoformat(birth["date"])
    recorded = record.recorded_at.astimezone(scope.agency.zone).date()
    if birth.get("certainty") == "expected":
        if (born - recorded).days > LONGEST_PREGNANCY:
            yield scope.finding(
                record,
                ("birth", "date"),
                "BIRTH-TOO-FAR",
                f"the birth is expected on {born}, more than a pregnancy after {recorded}",
                "correct the day; until then nothing is due to the child",
            )
    elif born > scope.today:
        yield scope.finding(
            record,
            ("birth", "date"),
            "BIRTH-IN-FUTURE",
            f"the birth date {born} lies in the future",
            "correct it; a child not yet born has `certainty: expected`",
        )
    elif record.data.get("role") == "child":
        yield from _grown_up(scope, record, born, recorded)


def _grown_up(scope: Scope, person: Record, born: date, recorded: date) -> Iterator[Finding]:
    """Somebody who was grown up when the case first speaks of a child."""
    first = next((r for r in scope.loaded.case.records if person.id in r.children), None)
    day = min(first.occurred.day, recorded) if first else recorded
    is_concern = first is not None and first.kind == "report" and first.data["kind"] == "concern"
    age = age_on(day, born)
    if age >= (OF_AGE if is_concern else END_OF_EXTENDED_CARE):
        yield scope.finding(
            person,
            ("birth", "date"),
            "CHILD-OF-AGE",
            f"by the birth date {born} the child was {age} years old on {day}",
            "correct the date: from 18 on nothing is due to a child; a grown-up has another role",
        )
