"""When each record came to be known: what it says, and the bracket that history allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from casekit.history.folders import ManyObjects
from casekit.model.findings import Finding
from casekit.model.when import read_when
from casekit.oversight.branch_line import BranchLine
from casekit.oversight.story import TOLERANCE
from casekit.records.quick import QuickReader
from casekit.workspace.agency import AGENCY_FILE


@dataclass(frozen=True, slots=True)
class Entry:
    """A record's entry: occurred and recorded as it says, and between which versions it came.

    `not_before` is the moment of the version before the one that brought it, None where that was
    the first; `not_after` that of the version that did. Lateness counts from the end of what is
    said to have occurred, in whole hours; None where no moment is said.
    """

    case: str
    record: str
    kind: str
    path: str
    occurred: str | None
    recorded: datetime
    not_before: datetime | None
    not_after: datetime
    version: str
    recorded_hours_late: int | None
    saved_hours_late: int | None


def list_entries(
    line: BranchLine,
    objects: ManyObjects,
    number: str,
    paths: Mapping[str, str],
    zone: tzinfo,
) -> tuple[list[Entry], list[Finding]]:
    """The entries of a case's records, latest first; a contradiction is a finding."""
    wanted = [path for path in paths if path.endswith(".yaml")]
    reader = QuickReader()
    entries: list[Entry] = []
    findings: list[Finding] = []
    answers = objects.read_each([paths[path] for path in wanted], "blob")
    for path, content in zip(wanted, answers, strict=True):
        data: Any = reader.read(content, path).data if isinstance(content, bytes) else None
        try:
            entry = _read_entry(line, number, path, data, zone)
        except (KeyError, TypeError, ValueError, OverflowError):
            continue  # what is no record, or has a fault of form, `casekit check` tells
        entries.append(entry)
        if entry.recorded > entry.not_after + TOLERANCE:
            findings.append(
                Finding(
                    code="RECORDED-AFTER-VERSION",
                    message=f"it says that it was written down at {data['recorded_at']}, later "
                    f"than version {entry.version[:7]} that brought it",
                    path=path,
                    hint="see who saved it: casekit log; correct whichever clock was wrong by a "
                    "note, not by a date",
                )
            )
    entries.sort(key=lambda e: (-(e.saved_hours_late or 0), e.path))
    return entries, findings


def _read_entry(line: BranchLine, number: str, path: str, data: Any, zone: tzinfo) -> Entry:
    place = line.touched[path][0]
    brought = line.steps[place]
    recorded = datetime.fromisoformat(data["recorded_at"])
    occurred = data.get("occurred_at", data.get("occurred_on"))
    ends = read_when(occurred, zone).latest if occurred is not None else None
    return Entry(
        *(number, str(data["id"]), str(data["schema"]).partition("/")[0], path, occurred),
        recorded=recorded,
        not_before=line.steps[place - 1].at if place else None,
        not_after=brought.at,
        version=brought.id,
        recorded_hours_late=_hours(ends, recorded),
        saved_hours_late=_hours(ends, brought.at),
    )


def _hours(start: datetime | None, end: datetime) -> int | None:
    return None if start is None else max(0, int((end - start).total_seconds() // 3600))


def read_zone(line: BranchLine, objects: ManyObjects) -> tzinfo:
    """The agency's zone as the newest version says it; UTC where it cannot be read."""
    if AGENCY_FILE not in line.files:
        return UTC
    (content,) = objects.read_each([line.files[AGENCY_FILE]], "blob")
    data: Any = (
        QuickReader().read(content, AGENCY_FILE).data if isinstance(content, bytes) else None
    )
    try:
        return ZoneInfo(data["timezone"])
    except (KeyError, TypeError, ValueError, OSError):
        return UTC
