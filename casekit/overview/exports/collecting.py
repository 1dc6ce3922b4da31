"""From the judged cases of a workspace to a due list as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Any

from casekit.overview.due import DueReport, obligation_row
from casekit.overview.exports.sheet import DueSheet, SheetWorkspace
from casekit.overview.showing import find_manager


def collect_sheet(report: DueReport, workspace: str, zone: tzinfo) -> DueSheet:
    """The due list of one workspace, by its name; a worker is who manages the case at the moment.

    No file says yet to which unit or office a case belongs: those are None.
    """
    source = SheetWorkspace(workspace, report.version, report.findings)
    return DueSheet(report.as_of, zone, (source,), _iter_rows(report, workspace, zone))


def _iter_rows(report: DueReport, workspace: str, zone: tzinfo) -> Iterator[dict[str, Any]]:
    managers = {judged.case.number: find_manager(judged, report.as_of) for judged in report.cases}
    for obligation in report.obligations:
        yield {
            "workspace": workspace,
            "office": None,
            "unit": None,
            "worker": managers[obligation.case],
            **obligation_row(obligation, zone),
        }
