"""An obligation in a sentence, in the words of a worker."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from casekit.model.days import say_when
from casekit.model.records import Case
from casekit.overview.due import name_subject, obligation_row
from casekit.overview.row_words import say_row, say_standing
from casekit.standards.obligations import Obligation

if TYPE_CHECKING:
    from casekit.overview.explaining import GrantPlace


def say_obligation(o: Obligation, case: Case, zone: tzinfo, now: datetime) -> str:
    """Such as `Due Tue 10 Feb: See the child, high risk (every two weeks) - Sam`."""
    who = name_subject(o, {case.number: case})
    return say_row(obligation_row(o, zone), who, say_waiting(o, zone), zone)


def say_waiting(o: Obligation, zone: tzinfo) -> str:
    """What was asked for and nobody has approved: it has no effect yet."""
    asked = [
        f"extension to {say_when(g.until, zone)}" if g.kind == "extension" else "exception"
        for g in o.waiting
    ]
    return f" ({' and '.join(asked)} asked for, not approved)" if asked else ""


def say_status(o: Obligation, zone: tzinfo, now: datetime) -> str:
    """How an obligation stands, with its date in words."""
    return say_standing(obligation_row(o, zone), zone)


def say_grant(placed: GrantPlace, zone: tzinfo) -> tuple[str, str]:
    """An extension or exception under its heading: from when to when, who, when, why, and where."""
    g = placed.grant
    limit = f"from {say_when(g.limit, zone)} " if g.limit else ""
    span = f"{limit}to {say_when(g.until, zone)}; " if g.until else ""
    asked = f"asked for by {g.asked_by} {say_when(g.asked, zone)}"
    approved = f"approved by {g.approved_by} {say_when(g.approved, zone)}" if g.approved else ""
    if not approved:
        approved = g.why or "not approved"
    elif g.why:
        approved += f", without effect: {g.why}"
    how = approved if g.approval == g.record else f"{asked}, {approved}"
    standing = {"in effect": "", "waiting": "not yet: ", "without effect": "no: "}[g.standing]
    ground = f" Ground: {g.ground}." if g.ground else ""
    places = ", ".join(p for p in dict.fromkeys((placed.at, placed.approval_at)) if p)
    reason = " ".join(g.reason.split())
    heading = "Extended" if g.kind == "extension" else "Excused"
    return heading, f"{standing}{span}{how}.{ground} Why: {reason} ({places})"
