"""`casekit due` and `casekit next`: what is due."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer, SomeCases, Today
from casekit.cli.output import (
    Format,
    clean,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    write_json,
    write_rows,
    write_table,
)
from casekit.cli.session import Session, open_session, read_moment
from casekit.model.findings import Finding
from casekit.overview.due import (
    FAR_DAYS,
    DueReport,
    is_far,
    name_subject,
    obligation_row,
    report_due,
)
from casekit.overview.words import say_obligation, say_status
from casekit.standards.obligations import Obligation
from casekit.workspace.out_of_sight import list_readable

COLUMNS = (
    "case",
    "status",
    "due",
    "days_overdue",
    "rule",
    "title",
    "part",
    "per",
    "subject",
    "last",
    "met_at",
    "enforced",
    "source",
    "verification",
    "id",
)


def command(name: str) -> Callable[..., int]:
    """The function behind the name."""
    return due if name == "due" else show_next


def due(
    cases: SomeCases = None,
    today: Today = None,
    as_known: AsKnown = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="List recurring duties up to that day."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="In text: also what was met, excused or has lapsed.")
    ] = False,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if",
            metavar="DECISION",
            help="As if it were decided now: risk=medium, track=permanency, closed, or "
            "risk=low:Sam for one child. Needs named cases; may be repeated.",
        ),
    ] = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """What is due, for one case or all; exit 1 when an enforced duty is overdue.

    \b
    Example: casekit due 2026-K7 --today 2026-02-11
    """
    session = open_session(directory, today=today, as_known=as_known)
    if what_if:
        from casekit.cli.supposing import write_supposed

        return write_supposed(session, cases, what_if, read_horizon(session, until), how)
    report = _report(session, cases, until)
    if how is Format.TEXT:
        _write_text(session, report, everything)
    else:
        _write_data(session, report, how)
    for finding in report.findings:
        talk(finding_as_text(finding))
    return report.exit_code


def show_next(
    cases: SomeCases = None,
    today: Today = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """What to do next: the most pressing duties, on one case or on all of them.

    \b
    Example: casekit next 2026-K7
    """
    session = open_session(directory, today=today)
    report = _report(session, cases, None)
    zone = session.workspace.agency.zone
    day = session.now.astimezone(zone).date()
    live = [o for o in report.obligations if o.is_live and not is_far(o, day)]
    live.sort(key=lambda o: not o.rule.enforced)
    if how is Format.JSON:
        write_json(
            {
                "as_of": session.now.astimezone(zone).isoformat(timespec="seconds"),
                "version": report.version,
                "next": [obligation_row(o, zone) for o in live[:10]],
                "findings": [finding_as_data(f) for f in report.findings],
            }
        )
    elif how is not Format.TEXT:
        write_rows([obligation_row(o, zone) for o in live[:10]], COLUMNS, how)
    else:
        by_number = {judged.case.number: judged.case for judged in report.cases}
        for o in live[:10]:
            number = "" if len(by_number) == 1 else f"{o.case}  "
            say(number + clean(say_obligation(o, by_number[o.case], zone, session.now)))
        if not live and by_number:
            say("Nothing is due.")
        if not by_number:
            say("There is no case yet. Begin with: casekit intake --help")
        elif len(live) > 10:
            say(f"... and {len(live) - 10} more: casekit due")
    for finding in report.findings:
        talk(finding_as_text(finding))
    return report.exit_code


def read_horizon(session: Session, until: str | None) -> date | None:
    """The last local day up to which recurring duties are listed; raises UsageFault."""
    if until is None:
        return None
    zone = session.workspace.agency.zone
    return read_moment(until, zone, "--until").astimezone(zone).date()


def _report(session: Session, cases: Sequence[str] | None, until: str | None) -> DueReport:
    workspace = session.workspace
    withheld: Sequence[Finding] = ()
    if cases:
        numbers = [workspace.find_case(c) for c in cases]
    else:
        numbers, withheld = list_readable(workspace)
    return report_due(
        workspace,
        session.book,
        dict.fromkeys(numbers),
        session.now,
        read_horizon(session, until),
        withheld,
        whole=not cases,
    )


def _write_data(session: Session, report: DueReport, how: Format) -> None:
    zone = session.workspace.agency.zone
    rows = [obligation_row(o, zone) for o in report.obligations]
    if how is Format.JSON:
        write_json(
            {
                "as_of": report.as_of.astimezone(zone).isoformat(timespec="seconds"),
                "version": report.version,
                "obligations": rows,
                "findings": [finding_as_data(f) for f in report.findings],
            }
        )
    else:
        write_rows(rows, COLUMNS, how)


def _write_text(session: Session, report: DueReport, everything: bool) -> None:
    zone = session.workspace.agency.zone
    by_number = {judged.case.number: judged.case for judged in report.cases}
    live = [o for o in report.obligations if o.is_live or o.status == "missed"]
    day = session.now.astimezone(zone).date()
    later = [o for o in live if is_far(o, day)] if not everything else []
    shown: list[Obligation] = list(report.obligations) if everything else live
    shown = [o for o in shown if o not in later]
    several = len(by_number) != 1
    rows = []
    for o in shown:
        what = o.rule.title + (f", {o.part}" if o.part else "")
        advice = "" if o.rule.enforced else "advice"
        row = [say_status(o, zone, session.now), what, name_subject(o, by_number), advice]
        rows.append([o.case, *row] if several else row)
    heads = ["When", "What", "For", ""]
    if rows:
        write_table(rows, ["Case", *heads] if several else heads)
    else:
        say("Nothing is due.")
    settled = len(report.obligations) - len(shown) - len(later)
    if later:
        talk(f"{len(later)} due later than in {FAR_DAYS} days: --all lists them")
    if settled:
        talk(f"{settled} met or lapsed: --all lists them")
