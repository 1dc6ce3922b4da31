"""After how many days the strict level tells something: one number for each finding that waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from casekit.errors import Unreadable
from casekit.practice.scope import Scope
from casekit.records.profile import read_document
from casekit.workspace.agency import Agency

_FILE = Path(__file__).with_name("waiting.yaml")


def days_of(agency: Agency, code: str) -> int:
    """After how many days an agency wants a finding told; casekit's own number unless it says so.

    Raises Unreadable.
    """
    own = agency.told_after.get(code)
    return read_limits()[code] if own is None else own


def is_past(scope: Scope, code: str, day: date) -> bool:
    """Whether more days have gone by since a day than the limit of a finding allows."""
    return (scope.today - day).days > days_of(scope.agency, code)


@lru_cache(maxsize=1)
def read_limits() -> Mapping[str, int]:
    """The days of every finding that waits for some. Raises Unreadable."""
    document = read_document(_FILE.read_bytes(), _FILE.name)
    if document.findings or document.data is None:
        raise Unreadable("the days of the strict level cannot be read", document.findings)
    data: Any = document.data
    days: Mapping[str, int] = data["days"]
    return days
