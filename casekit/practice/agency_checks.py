"""What is right outside of the cases: the agency's packs, limits, calendars and directory."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.errors import CasekitError
from casekit.model.findings import Finding
from casekit.practice.rulebook import open_rulebook
from casekit.workspace.agency import AGENCY_FILE
from casekit.workspace.workspace import Workspace


def check_agency(workspace: Workspace) -> list[Finding]:
    """Tell what is wrong with the calendars, the packs, the agency's own limits and providers."""
    try:
        findings = list(open_rulebook(workspace).findings)
    except CasekitError as fault:
        findings = explain_fault(fault, AGENCY_FILE)
    return [*findings, *_check_directory(workspace)]


def explain_fault(fault: CasekitError, path: str) -> list[Finding]:
    """Turn an exception into findings: those that it carries, and its own message."""
    inner: tuple[Finding, ...] = getattr(fault, "findings", ())
    own = Finding(code=fault.code, message=fault.message, path=fault.path or path, hint=fault.hint)
    return [*inner, own]


def _check_directory(workspace: Workspace) -> Iterator[Finding]:
    for path in workspace.source.list_paths("directory"):
        if not path.endswith(".yaml"):
            continue
        try:
            yield from workspace.read_checked(path, "provider").findings
        except CasekitError as fault:
            yield from explain_fault(fault, path)
