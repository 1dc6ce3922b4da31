"""`casekit verify`: is the history whole and right?"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.options import Directory, HowToAnswer
from casekit.cli.output import Format, count, write_findings
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
    head = {
        "version": report.version,
        "shallow": report.shallow,
        "versions": report.versions,
        "branches": report.branches,
        "cases": report.cases,
        "files": report.files,
    }
    write_findings(head, report.findings, how, _sum_up(report))
    return report.exit_code


def _sum_up(report: IntegrityReport) -> str:
    if report.version is None:
        return "the newest version cannot be read; only the store was looked at"
    counts = ((report.versions, "version"), (report.cases, "case"), (report.files, "file"))
    looked = ", ".join(count(number, thing) for number, thing in counts)
    found = count(len(report.findings), "finding") if report.findings else "nothing is wrong"
    return f"version {report.version[:7]} verified ({looked}): {found}"
