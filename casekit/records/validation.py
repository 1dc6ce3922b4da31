"""Whether a record keeps to its schema, and where it does not, in a caseworker's words.

jsonschema-rs answers yes or no; only where it says no is jsonschema imported to explain.
"""

from __future__ import annotations

from typing import Any

from casekit.model.findings import Finding
from casekit.records.document import Locate
from casekit.records.schemas import SchemaSet, suggest


def find_faults(
    data: Any,
    kind: str,
    schemas: SchemaSet,
    locate: Locate,
    path: str,
    locate_key: Locate | None = None,
) -> tuple[Finding, ...]:
    """Tell in a caseworker's words where the data does not keep to the schema of its kind.

    `locate` gives the place of a value and `locate_key` of a key, as Document's methods do.
    """
    if kind not in schemas.kinds():
        place = locate(("schema",))
        return (
            Finding(
                code="SCHEMA-UNKNOWN-KIND",
                path=path,
                line=place.line,
                column=place.column,
                message=f"there is no record kind {kind}",
                hint=suggest(kind, schemas.kinds(), "kinds"),
            ),
        )
    if schemas.is_valid(kind, data):
        return ()
    from casekit.records.explaining import explain_faults

    return explain_faults(data, kind, schemas, locate, locate_key or locate, path)
