"""What becomes of a case's duties, for people: one line each, with the dates before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from casekit.cli.output import write_table
from casekit.cli.session import Session
from casekit.model.days import say_when
from casekit.model.records import Case
from casekit.overview.consequences import Consequence
from casekit.overview.due import name_subject
from casekit.standards.obligations import Obligation

COLUMNS = (
    "case",
    "change",
    "due_before",
    "due_after",
    "status_before",
    "status_after",
    "rule",
    "rule_before",
    "title",
    "part",
    "per",
    "subject",
    "enforced",
)


def write_consequences(found: Sequence[Consequence], case: Case, session: Session) -> None:
    """The consequences of one case as a table."""
    zone = session.workspace.agency.zone
    rows = []
    for one in found:
        o = one.duty
        what = o.rule.title + (f", {o.part}" if o.part else "")
        if one.before and one.before.rule.id != o.rule.id:
            what = f"{one.before.rule.title} -> {what}"
        advice = "" if o.rule.enforced else "advice"
        whom = name_subject(o, {case.number: case})
        rows.append([one.change, say_dates(one, zone), what, whom, advice])
    write_table(rows, ["Change", "Due", "What", "For", ""])


def say_dates(one: Consequence, zone: tzinfo) -> str:
    """The limit before and after: once where it stays, with an arrow where it moves."""
    dates = [_say_due(o, zone) for o in (one.before, one.after) if o is not None]
    return " -> ".join(dict.fromkeys(dates))


def _say_due(o: Obligation, zone: tzinfo) -> str:
    return say_when(o.due, zone) if o.due else "no number"
