"""Lengths of time as standards write them: `48 hours`, `5 working days`, `2 months`."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, cast

Unit = Literal[
    "hours",
    "hours except non-working days",
    "days",
    "working days",
    "court days",
    "weeks",
    "months",
    "years",
]
UNITS: tuple[Unit, ...] = (
    "hours",
    "hours except non-working days",
    "days",
    "working days",
    "court days",
    "weeks",
    "months",
    "years",
)
HOUR_UNITS = frozenset({"hours", "hours except non-working days"})
CALENDAR_UNITS = frozenset({"hours except non-working days", "working days", "court days"})
# Longest spellings first, so that `hours except non-working days` is not read as `hours`.
_SPELLINGS = sorted(set(UNITS) | {u[:-1] for u in UNITS if u != UNITS[1]}, key=len)[::-1]
_DURATION = re.compile(r"(0|[1-9][0-9]{0,2}) (" + "|".join(_SPELLINGS) + r")\Z")


class Duration(NamedTuple):
    """A whole number of one unit."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        if self.amount == 1 and self.unit != UNITS[1]:
            return f"1 {self.unit[:-1]}"
        return f"{self.amount} {self.unit}"


def parse_duration(text: str) -> Duration:
    """Read `5 working days`; raise ValueError for anything that is not exactly that."""
    match = _DURATION.match(text)
    if match is None:
        raise ValueError(
            f"`{text}` is not a length of time: write a whole number and one of {', '.join(UNITS)}"
        )
    unit = match[2] if match[2] in UNITS else f"{match[2]}s"
    return Duration(int(match[1]), cast(Unit, unit))
