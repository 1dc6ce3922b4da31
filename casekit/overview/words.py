"""An obligation in a sentence, in the words of a worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from casekit.model.records import Case
from casekit.model.when import When, read_when
from casekit.overview.due import name_subject, obligation_row
from casekit.standards.describing import say_day
from casekit.standards.obligations import Obligation

if TYPE_CHECKING:
    from casekit.overview.explaining import GrantPlace


def say_obligation(o: Obligation, case: Case, zone: tzinfo, now: datetime) -> str:
    """Such as `Due Tue 10 Feb: See the child, high risk (every two weeks) - Sam`."""
    who = name_subject(o, {case.number: case})
    return say_row(obligation_row(o, zone), who, say_waiting(o, zone), zone)


def say_row(row: Mapping[str, Any], who: str, waiting: str, zone: tzinfo) -> str:
    """The same of a row of a list; `waiting` is what say_waiting says."""
    part = f", {row['part']}" if row["part"] else ""
    whom = "" if who == "the case" else f" - {who}"
    advice = "" if row["enforced"] else " (advice)"
    return f"{say_standing(row, zone)}: {row['title']}{part}{whom}{advice}{waiting}"


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


def say_standing(row: Mapping[str, Any], zone: tzinfo) -> str:
    """How the obligation of a row stands, with its date in words, and from where it was extended.

    Where it is the later limit that counts, a reader sees that it is not the rule's own.
    """
    since = say_when(_read(row["extended_from"], zone), zone)
    return _say_plainly(row, zone) + (f", extended from {since}" if since else "")


def _say_plainly(row: Mapping[str, Any], zone: tzinfo) -> str:
    status = str(row["status"])
    due = say_when(_read(row["due"], zone), zone)
    met = say_when(_read(row["met_at"], zone), zone)
    if status == "overdue":
        days = row["days_overdue"]
        if days == 0:
            return f"Overdue since today {due}"
        return f"Overdue by {days} day{'s' if days != 1 else ''} ({due})"
    if status in ("upcoming", "due soon"):
        return f"Due {due}"
    if status in ("met", "met late"):
        return f"{status.capitalize()} {met}"
    if status == "open":
        return "Still open"
    if status == "time needed":
        return f"Time of day needed ({met})"
    return status.capitalize() + (f" ({due})" if due else "")


def _read(text: str | None, zone: tzinfo) -> When | None:
    return read_when(text, zone) if text else None


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


def say_when(when: When | None, zone: tzinfo) -> str:
    """`Tue 10 Feb 2026`, with the time where it is known; never words that depend on a locale."""
    if when is None:
        return ""
    text = say_day(when.day)
    if when.is_exact:
        text += f" {when.earliest.astimezone(zone):%H:%M}"
    return text
