"""`casekit check`: are the records right?"""

from __future__ import annotations

from collections.abc import Callable

from casekit.cli.options import AsKnown, Directory, HowToAnswer, SomeCases
from casekit.cli.output import Format, count, write_findings
from casekit.cli.session import open_session
from casekit.overview.checking import check_workspace


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return check


def check(
    cases: SomeCases = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Are the records right? Tells every fault with file, line and the way out; changes nothing.

    Exit 1 with findings, 4 when a file cannot be read or a merge is not decided.

    \b
    Example: casekit check 2026-K7
    """
    session = open_session(directory, as_known=as_known)
    workspace = session.workspace
    numbers = [workspace.find_case(c) for c in cases] if cases else list(workspace.case_folders)
    report = check_workspace(workspace, dict.fromkeys(numbers), session.now, whole=not cases)
    summary = f"{count(report.cases, 'case')} checked, {count(len(report.findings), 'finding')}"
    head = {"version": workspace.version, "cases": report.cases}
    write_findings(head, report.findings, how, summary)
    return report.exit_code
