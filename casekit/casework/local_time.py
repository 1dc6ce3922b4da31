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

_LOCAL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?\Z")
_SHORT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})\Z")


def complete_times(data: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """Give the request with seconds and offset added where they can mean only one instant."""
    moment = data.get("occurred_at")
    return (
        {**data, "occurred_at": complete(moment, zone)} if isinstance(moment, str) else dict(data)
    )


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
    repeated = local.utcoffset() != local.replace(fold=1).utcoffset()
    skipped = local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(
        tzinfo=None
    )
    if repeated or skipped:
        return text
    return local.isoformat(timespec="seconds")
