"""A value of a record for people, whole, and never a sealed one."""

from __future__ import annotations

from typing import Any

from casekit.records.sealing import is_sealed
from casekit.records.three_ways import UNKNOWN, cover_sealed, is_missing
from casekit.records.writing import render_block


def write_value(value: Any) -> str:
    """The value as text, on several lines where it has them."""
    if value is UNKNOWN:
        return "(cannot be read)"
    if is_missing(value):
        return "(nothing)"
    if is_sealed(value):
        return "(sealed value)"
    if isinstance(value, (dict, list)):
        return "\n".join(render_block(cover_sealed(value), indent=0)) if value else "(empty)"
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
