"""A short hash of what a page says, printed on it: two copies say the same where it is the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from casekit.documents.tongue import Tongue
from casekit.records.canonical import canonical_json, sha256_of

# 48 bits: chance does not make two pages of a case alike, and a person can compare them by eye.
DIGITS = 12
# What tells of the print and not of what is said: other files move the record version too.
_OF_THE_PRINT = frozenset({"version", "content", "stamps", "footer", "printed"})


def hash_content(page: Mapping[str, Any]) -> str:
    """The first digits of the SHA-256 of a page without its day of print and record version.

    The same for Markdown and PDF, and for a page that has the hash on it already.
    """
    said = {key: value for key, value in page.items() if key not in _OF_THE_PRINT}
    return sha256_of(canonical_json(said))[:DIGITS]


def stamp_page(
    page: Mapping[str, Any], number: str, version: str, printed_on: date, tongue: Tongue
) -> dict[str, Any]:
    """A page with its foot: case, record version, content and the day of print."""
    content = hash_content(page)
    say = tongue.say
    version = version or say("not saved")
    stamp = say("Case {number}, record version {version}", number=number, version=version)
    return {
        **page,
        "version": version,
        "content": content,
        "footer": say("{stamp}, content {content}", stamp=stamp, content=content),
        "stamps": [stamp, say("Content {content}", content=content)],
        "printed": say("Printed on {day}", day=tongue.day(printed_on)),
    }
