"""A row of a list in a sentence, in the words of a worker; no rule is needed for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from casekit.model.days import say_when
from casekit.model.when import When, read_when

# The duties that every agency has towards a child in danger: nothing is listed before them.
DANGER_RULES = ("decided-immediate-danger", "decided-unsafe", "decided-missing")
# What is due later is no work for this quarter.
FAR_DAYS = 92


def say_row(row: Mapping[str, Any], who: str, waiting: str, zone: tzinfo) -> str:
    """Such as `Due Tue 10 Feb: See the child (monthly) - Sam`; `waiting` is said behind it."""
    part = f", {row['part']}" if row["part"] else ""
    whom = "" if who == "the case" else f" - {who}"
    advice = "" if row["enforced"] else " (advice)"
    return f"{say_standing(row, zone)}: {row['title']}{part}{whom}{advice}{waiting}"


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
