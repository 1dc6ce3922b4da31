"""`casekit unseal`: read what is sealed, after the reading was recorded."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated

import typer

from casekit.casework.unsealing import unseal as open_and_draft
from casekit.cli.options import Directory, OneCase
from casekit.cli.output import clean, say, talk, write_json
from casekit.cli.recorder import Reply
from casekit.cli.recording import Answer
from casekit.cli.session import load_whole, open_to_save
from casekit.errors import UsageFault


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return unseal


def unseal(
    case: OneCase,
    record: Annotated[
        str | None,
        typer.Option("--record", metavar="RECORD", help="Only what is sealed in this record."),
    ] = None,
    reason: Annotated[
        str | None, typer.Option("--reason", metavar="TEXT", help="Why you have to read it.")
    ] = None,
    how: Answer = Reply.TEXT,
    directory: Directory = None,
) -> int:
    """Read what is sealed in a case. That you did, and why, is recorded first.

    \b
    Example: casekit unseal 2026-K7 --reason "to ask about the injuries"
    """
    if reason is None or not reason.strip():
        raise UsageFault(
            "casekit unseal was not told why", hint='say it with --reason "..."; it is recorded'
        )
    with open_to_save(directory) as session:
        workspace = session.workspace
        loaded = load_whole(session, case)
        done, opened = open_and_draft(
            workspace, loaded, record, reason.strip(), session.desk, os.environ
        )
        # Shown only when it is on record that it was.
        version = workspace.save(done.changes, session.version_moment)
    if how is Reply.JSON:
        write_json(
            {
                "case": loaded.case.number,
                "version": version,
                "record": done.records[0],
                "unsealed": [
                    {"record": o.record, "field": o.name, "value": dict(o.plain)} for o in opened
                ],
            }
        )
        return 0
    talk(f"Saved, version {workspace.repo.short(version)}: {done.changes.summary}.")
    for each in opened:
        say(clean(f"{each.name} of {each.record}"))
        for key, value in each.plain.items():
            first, *others = value.split("\n")
            say(clean(f"  {key}: {first}"))
            for line in others:
                say(clean(f"    {line}"))
    return 0
