"""An obligation in a sentence, in the words of a worker."""

from __future__ import annotations

from datetime import datetime, tzinfo

from casekit.model.records import Case
from casekit.model.when import When
from casekit.overview.due import name_subject
from casekit.standards.describing import say_day
from casekit.standards.obligations import Obligation


def say_obligation(o: Obligation, case: Case, zone: tzinfo, now: datetime) -> str:
    """Such as `Due Tue 10 Feb: See the child, high risk (every two weeks) - Sam`."""
    what = o.rule.title + (f", {o.part}" if o.part else "")
    about = name_subject(o, {case.number: case})
    whom = "" if about == "the case" else f" - {about}"
    advice = "" if o.rule.enforced else " (advice)"
    return f"{say_status(o, zone, now)}: {what}{whom}{advice}"


def say_status(o: Obligation, zone: tzinfo, now: datetime) -> str:
    """How an obligation stands, with its date in words."""
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


def say_when(when: When | None, zone: tzinfo) -> str:
    """`Tue 10 Feb 2026`, with the time where it is known; never words that depend on a locale."""
    if when is None:
        return ""
    text = say_day(when.day)
    if when.is_exact:
        text += f" {when.earliest.astimezone(zone):%H:%M}"
    return text
