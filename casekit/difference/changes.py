"""One change of a case, told: for people as a line, for programs as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a record, or to one value of it.

    `code` is for programs and stays the same from one version of casekit to the next; `field` is
    the way to the value by the names of its items, empty for a whole record. `before` and `after`
    are None where there was nothing, and where the value is not to be seen, which `withheld` says.
    `attention` marks what a supervisor must not overlook. `details` are what a record that stands
    for another one brought, line by line.
    """

    code: str
    kind: str
    record: str
    says: str
    field: str = ""
    before: Any = None
    after: Any = None
    withheld: bool = False
    attention: bool = False
    details: tuple[str, ...] = ()

    def as_data(self) -> Mapping[str, Any]:
        """The same for programs."""
        return {
            "code": self.code,
            "kind": self.kind,
            "record": self.record,
            "field": self.field,
            "before": self.before,
            "after": self.after,
            "withheld": self.withheld,
            "attention": self.attention,
            "text": self.says,
            "details": list(self.details),
        }
