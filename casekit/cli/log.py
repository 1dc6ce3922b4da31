"""`casekit log`: the saved versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer
from casekit.cli.output import Format, clean, say, write_json, write_rows
from casekit.cli.session import open_session
from casekit.history.log import read_log


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return log


def log(
    case: Annotated[
        str | None, typer.Argument(metavar="[CASE]", help="Only what changed this case.")
    ] = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="The newest so many.")] = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """The saved versions, newest first: who wrote down what, and when.

    \b
    Example: casekit log 2026-K7 --limit 10
    """
    session = open_session(directory, as_known=as_known)
    workspace = session.workspace
    folder = workspace.folder_of(workspace.find_case(case)) if case else None
    versions = read_log(workspace.repo, folder, limit, workspace.version)
    zone = workspace.agency.zone
    rows = [
        {
            "version": v.id,
            "when": v.when.astimezone(zone).isoformat(timespec="seconds"),
            "author": v.author,
            "message": v.message,
            "files": list(v.files),
        }
        for v in versions
    ]
    if how is Format.JSON:
        write_json({"versions": rows})
    elif how is not Format.TEXT:
        write_rows(rows, ("version", "when", "author", "message", "files"), how)
    else:
        for v in versions:
            when = v.when.astimezone(zone)
            subject = v.message.partition("\n")[0]
            say(clean(f"{v.id[:7]}  {when:%Y-%m-%d %H:%M}  {subject}  ({v.author})"))
        if not versions:
            say("Nothing has been saved yet.")
    return 0
