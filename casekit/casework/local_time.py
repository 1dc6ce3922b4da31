"""Times as people type them: local, to the minute, without an offset.

A worker writes `2026-01-20 16:00`; the record says `2026-01-20T16:00:00-06:00`. An hour that the
change from summer time repeats, or the change to it skips, is not guessed: it stays as it was
typed and is refused with the way to write it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

# The fields of a record that a worker types as a moment.
_MOMENTS = ("occurred_at", "planned_for")
_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?\Z")
_SHORT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})\Z")


def complete_times(data: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Give the request with seconds and offset added where they can mean only one instant."""
    completed = {
        key: complete(data[key], zone) for key in _MOMENTS if isinstance(data.get(key), str)
    }
    return {**data, **completed}


def complete(text: str, zone: ZoneInfo) -> str:
    """Complete one time; give it back as it is when it is no time or not one instant."""
    try:
        if _SHORT.match(text):
            return datetime.fromisoformat(text).isoformat(timespec="seconds")
        if not _LOCAL.match(text):
            return text
        local = datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        return text
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return text
    return local.isoformat(timespec="seconds")


def explain_gap(text: str, zone: ZoneInfo) -> tuple[str, str] | None:
    """Say why a local time is not one instant, and what to write; None when it is one, or none."""
    if not _LOCAL.match(text):
        return None
    try:
        first = datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        return None
    second = first.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return None
    real = [moment.astimezone(UTC).astimezone(zone) for moment in (first, second)]
    both = " or ".join(moment.isoformat(timespec="seconds") for moment in real)
    if first.replace(tzinfo=None) not in [moment.replace(tzinfo=None) for moment in real]:
        return f"the clocks are put forward then: {text} was skipped", f"look at the time: {both}"
    return f"the clocks are put back then: {text} came twice", f"say which one: {both}"
