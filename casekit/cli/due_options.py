"""The options of `casekit due`: which rows, in which form, and how they are worked out."""

from __future__ import annotations

from typing import Annotated

import typer

from casekit.cli.choosing import MOST_DAYS
from casekit.cli.exporting import DueFormat
from casekit.overview.index.asking import STATUSES

CasesOrRoots = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[CASE|DIR]...",
        help="Case numbers or their starts, or folders of workspaces; none means all cases here.",
    ),
]
Workers = Annotated[
    list[str] | None,
    typer.Option("--worker", metavar="WORKER", help="Only cases whose case manager it is."),
]
Units = Annotated[
    list[str] | None,
    typer.Option("--unit", metavar="TEAM", help="Only cases of the workers of that team."),
]
Offices = Annotated[
    list[str] | None,
    typer.Option("--office", metavar="OFFICE", help="Only cases of the workers of that office."),
]
OneRule = Annotated[
    str | None, typer.Option("--rule", metavar="RULE", help="Only that rule: its id or its start.")
]
Statuses = Annotated[
    list[str] | None,
    typer.Option("--status", metavar="STATUS", help=f"Only these: {', '.join(STATUSES)}."),
]
Horizon = Annotated[
    int | None,
    typer.Option(
        "--horizon",
        metavar="DAYS",
        min=0,
        max=MOST_DAYS,
        help="Only what is due within so many days, or has no limit.",
    ),
]
Until = Annotated[
    str | None,
    typer.Option("--until", metavar="DATE", help="List recurring duties up to that day."),
]
Everything = Annotated[
    bool, typer.Option("--all", help="In text: also what was met, excused or has lapsed.")
]
WhatIf = Annotated[
    list[str] | None,
    typer.Option(
        "--what-if",
        metavar="DECISION",
        help="As if it were decided now: risk=medium, track=permanency, closed, or "
        "risk=low:Sam for one child. Needs named cases; may be repeated.",
    ),
]
OneLine = Annotated[
    bool, typer.Option("--line", help="One line that counts, for a message or a log.")
]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Work everything out anew, without the index.")
]
OnCluster = Annotated[
    str | None,
    typer.Option(
        "--executor",
        metavar="dask://HOST",
        help="Ask many workspaces on a Dask cluster instead of here.",
    ),
]
HowToList = Annotated[DueFormat, typer.Option("--format", help="How to answer.", show_default=True)]
Output = Annotated[
    str | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write there; - is standard output."),
]
