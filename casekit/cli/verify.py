"""`casekit verify`: is the history whole and right?"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.options import Directory, HowToAnswer
from casekit.cli.output import (
    Format,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    write_json,
    write_rows,
)
from casekit.cli.session import open_schemas
from casekit.errors import UsageFault
from casekit.oversight.integrity import IntegrityReport, verify_integrity
from casekit.workspace.workspace import open_repository


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return verify


def verify(
    revision: Annotated[
        str | None,
        typer.Argument(metavar="[VERSION]", help="A version or branch; the newest without one."),
    ] = None,
    integrity: Annotated[
        bool,
        typer.Option("--integrity", help="The store, every record, the line of versions."),
    ] = False,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Is the history whole and right? Reads what was saved, not the working files.

    Exit 1 with errors, 4 when something cannot be read; warnings alone leave it 0.

    \b
    Example: casekit verify --integrity
    """
    if not integrity:
        raise UsageFault(
            "casekit verify was not told what to verify",
            hint="the store, every record and the line of versions: casekit verify --integrity",
        )
    repo = open_repository(directory if directory is not None else Path.cwd(), os.environ)
    report = verify_integrity(repo, revision, open_schemas())
    if how is Format.JSON:
        write_json(
            {
                "version": report.version,
                "shallow": report.shallow,
                "versions": report.versions,
                "branches": report.branches,
                "cases": report.cases,
                "files": report.files,
                "findings": [finding_as_data(f) for f in report.findings],
            }
        )
    elif how is not Format.TEXT:
        columns = ("path", "line", "column", "severity", "code", "message", "hint")
        write_rows([finding_as_data(f) for f in report.findings], columns, how)
    else:
        for finding in report.findings:
            say(finding_as_text(finding))
        talk(_sum_up(report))
    return report.exit_code


def _sum_up(report: IntegrityReport) -> str:
    if report.version is None:
        return "the newest version cannot be read; only the store was looked at"
    counts = ((report.versions, "version"), (report.cases, "case"), (report.files, "file"))
    looked = ", ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts)
    found = len(report.findings)
    clean = f"{found} finding{'' if found == 1 else 's'}" if found else "nothing is wrong"
    return f"version {report.version[:7]} verified ({looked}): {clean}"
