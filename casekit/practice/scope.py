"""What a check looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from casekit.model.building import build_timeline
from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.model.timeline import Timeline
from casekit.records.document import Keys
from casekit.records.schemas import SchemaSet
from casekit.workspace.agency import Agency
from casekit.workspace.loading import LoadedCase


def at_item(record: Record, key: str, value: str) -> Keys:
    """Where a value stands in a list of a record: at its own line, not at that of the first."""
    items = list(record.data.get(key, ()))
    return (key, items.index(value)) if value in items else (key,)


@dataclass(frozen=True, eq=False)
class Scope:
    """What a check looks at: a case, the agency, the schemas and the present moment."""

    loaded: LoadedCase
    agency: Agency
    schemas: SchemaSet
    now: datetime

    @cached_property
    def timeline(self) -> Timeline:
        """The case over time, up to now."""
        return build_timeline(self.loaded.case, self.agency.zone, self.agency.staff, self.now)

    @cached_property
    def today(self) -> date:
        """The agency's day."""
        return self.now.astimezone(self.agency.zone).date()

    @cached_property
    def is_open(self) -> bool:
        """Whether the case was opened and is not closed for every child."""
        was_open = any(span.state == "episode open" for span in self.timeline.spans)
        return was_open and not self.timeline.is_closed(self.now)

    def finding(
        self, record: Record, keys: Keys, code: str, message: str, hint: str | None = None
    ) -> Finding:
        """A finding at the place of a record's value."""
        place = self.loaded.locate(record, keys)
        return Finding(
            code=code,
            message=message,
            path=self.loaded.shown_path(record),
            line=place.line,
            column=place.column,
            hint=hint,
        )
