"""Options that several commands share, so that each means the same everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.output import Format

Directory = Annotated[
    Path | None,
    typer.Option("-C", metavar="DIR", help="The workspace; without it the current folder's."),
]
Today = Annotated[
    str | None,
    typer.Option(
        "--today",
        metavar="DATE[TIME]",
        help="Look as of then: a day counts to its end. Later facts are left out.",
    ),
]
AsKnown = Annotated[
    str | None,
    typer.Option(
        "--as-known",
        metavar="DATE|VERSION",
        help="Read what history held: the last version of that day, or that version.",
    ),
]
Since = Annotated[str | None, typer.Option("--since", metavar="DAY", help="From this day on.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="Up to this day.")]
HowToAnswer = Annotated[Format, typer.Option("--format", help="How to answer.", show_default=True)]
OneCase = Annotated[str, typer.Argument(metavar="CASE", help="The case number, or its start.")]
SomeCases = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CASE]...", help="Case numbers or their starts; none means all."),
]
Working = Annotated[
    bool,
    typer.Option("--working", help="Count unsaved edits too; without it the newest version."),
]
