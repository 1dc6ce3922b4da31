"""Days and moments as records write them: the one judge behind both schema validators."""

from __future__ import annotations

import re
from datetime import date, datetime

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# RFC 3339 without its rarities: no leap second, no lower case, no hour 24. Python reads the rest.
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
    r"(?:Z|[-+](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)


def is_day(value: object) -> bool:
    """Whether a text is a day that exists, YYYY-MM-DD; true for anything that is not text."""
    if not isinstance(value, str):
        return True
    return bool(_DAY.fullmatch(value)) and _is_readable(date.fromisoformat, value)


def is_moment(value: object) -> bool:
    """Whether a text is an RFC 3339 moment with its offset; true for anything that is not text."""
    if not isinstance(value, str):
        return True
    return bool(_MOMENT.fullmatch(value)) and _is_readable(datetime.fromisoformat, value)


def describe_bad_day(text: str) -> str:
    """Say what is wrong with a text that is_day refuses."""
    if _DAY.fullmatch(text):
        return f"{text} is not a date that exists"
    return "this is not a day written as YYYY-MM-DD"


def describe_bad_moment(text: str) -> str:
    """Say what is wrong with a text that is_moment refuses."""
    if _DAY.fullmatch(text[:10]) and not is_day(text[:10]):
        return f"{text[:10]} is not a date that exists"
    if _MOMENT.fullmatch(f"{text}Z"):
        return "the offset from UTC is missing"
    return "this is not a moment written like 2026-11-21T14:30:00-06:00"


def _is_readable(read: object, text: str) -> bool:
    assert callable(read)
    try:
        read(text)
    except ValueError:
        return False
    return True
