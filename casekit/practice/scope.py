"""What a check looks at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.records.document import Keys
from casekit.records.schemas import SchemaSet
from casekit.workspace.agency import Agency
from casekit.workspace.loading import LoadedCase


@dataclass(frozen=True, eq=False)
class Scope:
    """What a check looks at: a case, the agency, the schemas and the present moment."""

    loaded: LoadedCase
    agency: Agency
    schemas: SchemaSet
    now: datetime

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
