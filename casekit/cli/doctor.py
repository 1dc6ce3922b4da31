"""`casekit doctor`: is everything in order here?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.options import Directory, HowToAnswer
from casekit.cli.output import (
    Format,
    finding_as_data,
    finding_as_text,
    say,
    write_json,
    write_rows,
)
from casekit.cli.session import open_session
from casekit.errors import CasekitError
from casekit.model.faults import explain_fault
from casekit.model.findings import Finding
from casekit.overview.doctor import examine_machine, examine_workspace, find_stale_schemas
from casekit.overview.store import examine_store
from casekit.resources import schemas_dir
from casekit.workspace.readers import find_key_faults
from casekit.workspace.workspace import SCHEMA_FOLDER, NotAWorkspace, open_repository


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return doctor


def doctor(
    refresh: Annotated[
        bool,
        typer.Option("--refresh-schemas", help="Write this casekit's schemas for your editor."),
    ] = False,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Look whether this machine and this workspace are in order. Exit 1 when something is wrong.

    \b
    Example: casekit doctor
    """
    found: list[Finding] = list(examine_machine(directory or Path.cwd(), os.environ))
    outside, code = False, 0
    try:
        # Opening a session settles an interrupted save: the folder is looked at as it was before.
        found += _examine_folder(directory or Path.cwd())
        found += _examine_session(directory, refresh)
    except NotAWorkspace:
        outside = True
    except CasekitError as fault:
        # What keeps every command from working is what a doctor is asked about.
        found += explain_fault(fault, "this folder")
        code = fault.exit_code
    if how is Format.JSON:
        write_json({"workspace": not outside, "findings": [finding_as_data(f) for f in found]})
    elif how is not Format.TEXT:
        columns = ("severity", "code", "message", "hint")
        write_rows([finding_as_data(f) for f in found], columns, how)
    else:
        for finding in found:
            say(finding_as_text(finding))
        if outside:
            say("This folder is not a workspace; only the machine was looked at.")
        if not found:
            say("Everything is in order.")
    return code or int(any(f.severity == "error" for f in found))


def _examine_folder(start: Path) -> Iterator[Finding]:
    repo = open_repository(start, os.environ)
    yield from examine_store(repo, shutil.disk_usage(repo.git_dir).free)


def _examine_session(directory: Path | None, refresh: bool) -> Iterator[Finding]:
    session = open_session(directory)
    if refresh:
        root = session.workspace.root
        session.workspace.rewrite(
            {
                f"{SCHEMA_FOLDER}/{name}": (schemas_dir() / name).read_bytes()
                for name in find_stale_schemas(root)
            }
        )
    today = session.today
    yield from examine_workspace(session.workspace, session.book, os.environ, today)
    yield from find_key_faults(session.workspace, session.now)
