"""`casekit check`: are the records right?"""

from __future__ import annotations

from collections.abc import Callable

from casekit.cli.options import AsKnown, Directory, HowToAnswer, SomeCases
from casekit.cli.output import (
    Format,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    write_json,
    write_rows,
)
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
    if how is Format.JSON:
        write_json(
            {
                "version": workspace.version,
                "cases": report.cases,
                "findings": [finding_as_data(f) for f in report.findings],
            }
        )
    elif how is not Format.TEXT:
        columns = ("path", "line", "column", "severity", "code", "message", "hint")
        write_rows([finding_as_data(f) for f in report.findings], columns, how)
    else:
        for finding in report.findings:
            say(finding_as_text(finding))
        word = "case" if report.cases == 1 else "cases"
        found = f"{len(report.findings)} finding{'' if len(report.findings) == 1 else 's'}"
        talk(f"{report.cases} {word} checked, {found}")
    return report.exit_code
