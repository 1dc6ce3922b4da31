"""`casekit chronology`: everything that happened in a case, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer, OneCase, Today
from casekit.cli.output import (
    Format,
    clean,
    finding_as_data,
    say,
    tell_findings,
    write_json,
    write_rows,
)
from casekit.cli.session import open_session
from casekit.model.days import say_when
from casekit.model.when import write_when
from casekit.overview.chronology import Entry, tell_chronology

COLUMNS = ("occurred", "kind", "who", "says", "days_late", "recorded_by", "voided", "id", "path")


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return chronology


def chronology(
    case: OneCase,
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", metavar="KIND", help="Only these kinds: contact, plan, ..."),
    ] = None,
    today: Today = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Everything that happened in a case, in order, with what was written down late.

    \b
    Example: casekit chronology 2026-K7 --as-known 2026-03-05
    """
    session = open_session(directory, today=today, as_known=as_known)
    zone = session.workspace.agency.zone
    loaded = session.workspace.load(session.workspace.find_case(case))
    entries = [
        e for e in tell_chronology(loaded.case, zone, session.now) if not kind or e.kind in kind
    ]
    rows = [_row(e, zone) for e in entries]
    if how is Format.JSON:
        write_json(
            {
                "case": loaded.case.number,
                "version": session.workspace.version,
                "entries": rows,
                "findings": [finding_as_data(f) for f in loaded.findings],
            }
        )
    elif how is not Format.TEXT:
        write_rows(rows, COLUMNS, how)
    else:
        for e in entries:
            late = f" (written down {e.days_late} days late)" if e.days_late > 1 else ""
            late = " (written down a day late)" if e.days_late == 1 else late
            void = " VOIDED" if e.voided else ""
            who = f" {', '.join(e.who)}:" if e.who else ""
            says = e.says if len(e.says) <= 160 else e.says[:157] + "..."
            say(f"{say_when(e.occurred, zone):<21} {e.kind}{void}{late}")
            say(clean(f"{'':<21}{who} {says}"))
        if not entries:
            say("Nothing is on file.")
    return tell_findings(loaded.findings)


def _row(e: Entry, zone: Any) -> dict[str, Any]:
    return {
        "id": e.record.id,
        "kind": e.kind,
        "occurred": write_when(e.occurred, zone),
        "recorded_at": e.record.data["recorded_at"],
        "recorded_by": e.recorded_by,
        "days_late": e.days_late,
        "who": list(e.who),
        "says": e.says,
        "voided": e.voided,
        "path": e.record.path,
    }
