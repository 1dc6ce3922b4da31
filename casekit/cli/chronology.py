"""`casekit chronology`: everything that happened in a case, in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from casekit.casework.naming import choose_person
from casekit.cli.options import AsKnown, Directory, HowToAnswer, OneCase, Since, Today, Until
from casekit.cli.output import (
    Format,
    clean,
    finding_as_data,
    say,
    tell_findings,
    write_json,
    write_rows,
)
from casekit.cli.session import Session, open_session, read_day
from casekit.errors import NotFound, UsageFault
from casekit.model.days import say_when
from casekit.model.when import write_when
from casekit.overview.chronology import TELLING, Entry, Wanted, tell_chronology
from casekit.records.schemas import suggest

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
    since: Since = None,
    until: Until = None,
    who: Annotated[
        str | None,
        typer.Option("--who", metavar="PERSON", help="Only what names this person of the case."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="WORKER", help="Only what this worker wrote down."),
    ] = None,
    late: Annotated[
        int | None,
        typer.Option("--late", metavar="DAYS", min=1, help="Written down so many days late."),
    ] = None,
    about: Annotated[
        str | None,
        typer.Option("--about", metavar="WORDS", help="Only where the record has these words."),
    ] = None,
    today: Today = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Everything that happened in a case, in order, with what was written down late.

    \b
    Example: casekit chronology 2026-K7 --as-known 2026-03-05
    Example: casekit chronology 2026-K7 --who Sam --since 2026-06-01
    """
    session = open_session(directory, today=today, as_known=as_known)
    zone = session.workspace.agency.zone
    loaded = session.workspace.load(session.workspace.find_case(case))
    wanted = Wanted(
        kinds=_read_kinds(kind or []),
        since=read_day(since, zone, "--since") if since else None,
        until=read_day(until, zone, "--until") if until else None,
        who=choose_person(who, loaded.case.people) if who else None,
        by=_read_worker(by, session),
        days_late=late,
        about=about,
    )
    entries = list(wanted.choose(tell_chronology(loaded.case, zone, session.now)))
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
            told = f" (written down {e.days_late} days late)" if e.days_late > 1 else ""
            told = " (written down a day late)" if e.days_late == 1 else told
            who = f" {', '.join(e.who)}:" if e.who else ""
            says = e.says if len(e.says) <= 160 else e.says[:157] + "..."
            say(f"{say_when(e.occurred, zone):<21} {e.kind}{e.mark}{told}")
            say(clean(f"{'':<21}{who} {says}"))
        if not entries:
            say("Nothing is on file that fits." if wanted.is_narrow else "Nothing is on file.")
    return tell_findings(loaded.findings)


def _read_kinds(kinds: list[str]) -> frozenset[str]:
    for kind in kinds:
        if kind not in TELLING:
            hint = suggest(kind, [*TELLING], "kinds")
            raise UsageFault(f"--kind: there is no `{kind}`", hint=hint)
    return frozenset(kinds)


def _read_worker(said: str | None, session: Session) -> str | None:
    staff = session.workspace.agency.staff
    if said is not None and said not in {worker.id for worker in staff}:
        ids = [worker.id for worker in staff]
        raise NotFound(f"`{said}` is nobody in agency.yaml", hint=suggest(said, ids, "people"))
    return said


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
        "doubt": e.doubt,
        "path": e.record.path,
    }
