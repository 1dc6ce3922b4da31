"""An obligation in a sentence, in the words of a worker."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from casekit.model.records import Case
from casekit.model.when import When
from casekit.overview.due import name_subject
from casekit.standards.obligations import Obligation

if TYPE_CHECKING:
    from casekit.overview.explaining import GrantPlace


def say_obligation(o: Obligation, case: Case, zone: tzinfo, now: datetime) -> str:
    """Such as `Due Tue 10 Feb: See the child, high risk (every two weeks) - Sam`."""
    what = o.rule.title + (f", {o.part}" if o.part else "")
    about = name_subject(o, {case.number: case})
    whom = "" if about == "the case" else f" - {about}"
    advice = "" if o.rule.enforced else " (advice)"
    return f"{say_status(o, zone, now)}: {what}{whom}{advice}{say_waiting(o, zone)}"


def say_waiting(o: Obligation, zone: tzinfo) -> str:
    """What was asked for and nobody has approved: it has no effect yet."""
    asked = [
        f"extension to {say_when(g.until, zone)}" if g.kind == "extension" else "exception"
        for g in o.waiting
    ]
    return f" ({' and '.join(asked)} asked for, not approved)" if asked else ""


def say_status(o: Obligation, zone: tzinfo, now: datetime) -> str:
    """How an obligation stands, with its date in words, and the limit from which it was extended.

    Where it is the later limit that counts, a reader sees that it is not the rule's own.
    """
    extended = f", extended from {say_when(o.extended_from, zone)}" if o.extended_from else ""
    return _say_plain_status(o, zone) + extended


def _say_plain_status(o: Obligation, zone: tzinfo) -> str:
    if o.status == "overdue":
        if o.days_overdue == 0:
            return f"Overdue since today {say_when(o.due, zone)}"
        days = f"{o.days_overdue} day{'s' if o.days_overdue != 1 else ''}"
        return f"Overdue by {days} ({say_when(o.due, zone)})"
    if o.status in ("upcoming", "due soon"):
        return f"Due {say_when(o.due, zone)}"
    if o.status in ("met", "met late"):
        return f"{o.status.capitalize()} {say_when(o.met_at, zone)}"
    if o.status == "open":
        return "Still open"
    if o.status == "time needed":
        return f"Time of day needed ({say_when(o.met_at, zone)})"
    return o.status.capitalize() + (f" ({say_when(o.due, zone)})" if o.due else "")


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
    days = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    day = when.day
    text = f"{days[day.weekday()]} {day.day} {months[day.month - 1]} {day.year}"
    if when.is_exact:
        text += f" {when.earliest.astimezone(zone):%H:%M}"
    return text
