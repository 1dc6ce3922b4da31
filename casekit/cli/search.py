"""`casekit search`: find cases, people and words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer
from casekit.cli.output import (
    Format,
    finding_as_data,
    finding_as_text,
    talk,
    write_json,
    write_rows,
    write_table,
)
from casekit.cli.session import open_session
from casekit.overview.searching import search as find
from casekit.workspace.out_of_sight import list_readable

COLUMNS = ("case", "kind", "field", "text", "id", "path")


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return search


def search(
    words: Annotated[list[str], typer.Argument(metavar="WORD...", help="All must occur.")],
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Find records in which all words occur, in every case of the workspace.

    Exit 3 when there is none, 4 when a record could not be read and so not be searched.

    \b
    Example: casekit search marie laundry
    """
    session = open_session(directory, as_known=as_known)
    numbers, withheld = list_readable(session.workspace)
    hits, findings = find(session.workspace, words, numbers)
    findings = [*withheld, *findings]
    rows = [
        {
            "case": hit.case,
            "kind": hit.record.kind,
            "field": hit.field,
            "text": hit.text,
            "id": hit.record.id,
            "path": hit.record.path,
        }
        for hit in hits
    ]
    if how is Format.JSON:
        write_json(
            {
                "version": session.workspace.version,
                "hits": rows,
                "findings": [finding_as_data(f) for f in findings],
            }
        )
    elif how is not Format.TEXT:
        write_rows(rows, COLUMNS, how)
    elif rows:
        write_table(
            [[r["case"], r["kind"], r["field"], r["text"][:70], r["id"]] for r in rows],
            ["Case", "Kind", "Field", "Text", "Record"],
        )
    if not rows:
        talk("nothing was found in which all of these words occur")
    for finding in findings:
        talk(finding_as_text(finding))
    if any(f.severity == "error" for f in findings):
        return 4
    return 0 if rows else 3
