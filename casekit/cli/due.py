"""`casekit due` and `casekit next`: what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Annotated, Any

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer, SomeCases, Today, Working
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
from casekit.cli.session import Session, open_session, read_moment, tell_notices
from casekit.errors import UsageFault
from casekit.overview.due import FAR_DAYS
from casekit.overview.index.answering import DueReport, Keep, open_report
from casekit.overview.index.asking import STATUSES, Choice, Listed
from casekit.overview.words import say_row, say_standing
from casekit.workspace.out_of_sight import tell_unsaved

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
    "extended_from",
    "extended_by",
    "excused_by",
    "waiting",
)
# So many rows are shown as what to do next.
_NEXT = 10

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
        max=36_500,
        help="Only what is due within so many days, or has no limit.",
    ),
]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Work everything out anew, without the index.")
]


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
    workers: Workers = None,
    units: Units = None,
    offices: Offices = None,
    rule: OneRule = None,
    statuses: Statuses = None,
    horizon: Horizon = None,
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
    working: Working = False,
    fresh: Fresh = False,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """What is due, for one case or all; exit 1 when an enforced duty is overdue.

    \b
    Example: casekit due 2026-K7 --today 2026-02-11
    Example: casekit due --worker w-sample --horizon 14
    """
    session = _open(directory, today, as_known, working)
    if what_if:
        if workers or units or offices or rule or statuses or horizon is not None:
            raise UsageFault(
                "--what-if looks at whole cases",
                hint="leave out --worker, --unit, --office, --rule, --status and --horizon",
            )
        from casekit.cli.supposing import write_supposed

        return write_supposed(session, cases, what_if, read_horizon(session, until), how)
    choice = _choose(session, cases, workers, units, offices)
    choice = choice._replace(rule=rule, statuses=_read_statuses(statuses))
    if horizon is not None:
        choice = choice._replace(until=_day(session).toordinal() + horizon)
    keep: Keep = "no" if fresh else "yes" if today is None else "if near"
    with _report(session, choice, until, keep) as report:
        if how is Format.TEXT:
            _write_text(report, everything=everything or bool(statuses))
        else:
            _write_data(report, how)
        _tell(session, report)
        return report.exit_code


def show_next(
    cases: SomeCases = None,
    today: Today = None,
    working: Working = False,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """What to do next: the most pressing duties, on one case or on all of them.

    \b
    Example: casekit next 2026-K7
    """
    session = _open(directory, today, None, working)
    zone = session.workspace.agency.zone
    keep: Keep = "yes" if today is None else "if near"
    with _report(session, _choose(session, cases), None, keep) as report:
        last = _day(session).toordinal() + FAR_DAYS
        live = [
            row
            for row in report.rows(settled=False)
            if row.is_live and not is_far(row.values, last)
        ]
        live.sort(key=lambda row: not row.values["enforced"])
        rows = [row.values for row in live[:_NEXT]]
        if how is Format.JSON:
            write_json(
                {
                    "as_of": session.now.astimezone(zone).isoformat(timespec="seconds"),
                    "version": report.version,
                    "next": rows,
                    "findings": [finding_as_data(f) for f in report.findings],
                }
            )
        elif how is not Format.TEXT:
            write_rows(rows, COLUMNS, how)
        else:
            for row in live[:_NEXT]:
                number = "" if report.cases == 1 else f"{row.values['case']}  "
                say(number + clean(say_row(row.values, row.who, row.waiting, zone)))
            if not live and report.cases:
                say("Nothing is due.")
            if not report.cases:
                say("There is no case yet. Begin with: casekit intake --help")
            elif len(live) > _NEXT:
                say(f"... and {len(live) - _NEXT} more: casekit due")
        _tell(session, report)
        return report.exit_code


def is_far(row: Mapping[str, Any], last: int) -> bool:
    """Whether a duty lies beyond a day: a birthday nine years on is no work for this week."""
    due_on = row["due_on"]
    return (
        row["status"] == "upcoming"
        and due_on is not None
        and date.fromisoformat(due_on).toordinal() > last
    )


def _open(directory: Any, today: str | None, as_known: str | None, working: bool) -> Session:
    if working and as_known is not None:
        raise UsageFault(
            "--working and --as-known do not go together",
            hint="unsaved edits are not part of any version",
        )
    session = open_session(directory, today=today, as_known=as_known, saved=not working)
    if not working and as_known is None:
        said = tell_unsaved(session.workspace)
        if said is not None:
            talk(said)
    return session


def read_horizon(session: Session, until: str | None) -> date | None:
    """The last local day up to which recurring duties are listed; raises UsageFault."""
    if until is None:
        return None
    zone = session.workspace.agency.zone
    return read_moment(until, zone, "--until").astimezone(zone).date()


def _day(session: Session) -> date:
    return session.now.astimezone(session.workspace.agency.zone).date()


def _choose(
    session: Session,
    cases: Sequence[str] | None,
    workers: Sequence[str] | None = None,
    units: Sequence[str] | None = None,
    offices: Sequence[str] | None = None,
) -> Choice:
    workspace = session.workspace
    numbers = tuple(dict.fromkeys(workspace.find_case(c) for c in cases)) if cases else None
    staff = workspace.agency.staff
    chosen: set[str] | None = None
    for flag, wanted, field in (
        ("--worker", workers, "id"),
        ("--unit", units, "team"),
        ("--office", offices, "office"),
    ):
        if not wanted:
            continue
        held = {worker.id: getattr(worker, field) for worker in staff}
        for word in wanted:
            if word not in held.values():
                known = sorted({str(value) for value in held.values() if value is not None})
                raise UsageFault(
                    f"{flag}: agency.yaml has no `{word}`",
                    hint=f"it has: {', '.join(known) or 'none'}",
                )
        ids = {worker for worker, value in held.items() if value in wanted}
        chosen = ids if chosen is None else chosen & ids
    return Choice(numbers, None if chosen is None else tuple(sorted(chosen)))


def _read_statuses(statuses: Sequence[str] | None) -> tuple[str, ...]:
    for word in statuses or ():
        if word not in STATUSES:
            raise UsageFault(
                f"--status: `{word}` is none", hint=f"write one of: {', '.join(STATUSES)}"
            )
    return tuple(statuses or ())


@contextmanager
def _report(session: Session, choice: Choice, until: str | None, keep: Keep) -> Iterator[DueReport]:
    with open_report(
        session.workspace,
        lambda: session.book,
        session.now,
        choice,
        keep=keep,
        horizon=read_horizon(session, until),
    ) as report:
        yield report


def _tell(session: Session, report: DueReport) -> None:
    for finding in report.findings:
        talk(finding_as_text(finding))
    tell_notices(session)


def _write_data(report: DueReport, how: Format) -> None:
    rows = [row.values for row in report.rows()]
    if how is Format.JSON:
        moment = report.moment
        write_json(
            {
                "as_of": moment.now.astimezone(moment.zone).isoformat(timespec="seconds"),
                "version": report.version,
                "obligations": rows,
                "findings": [finding_as_data(f) for f in report.findings],
            }
        )
    else:
        write_rows(rows, COLUMNS, how)


def _write_text(report: DueReport, *, everything: bool) -> None:
    moment = report.moment
    last = moment.today + FAR_DAYS
    listed = list(report.rows(settled=everything))
    shown: list[Listed] = [row for row in listed if everything or not is_far(row.values, last)]
    several = report.cases != 1
    rows = []
    for row in shown:
        values = row.values
        what = values["title"] + (f", {values['part']}" if values["part"] else "")
        what += row.waiting
        advice = "" if values["enforced"] else "advice"
        cells = [say_standing(values, moment.zone), what, row.who, advice]
        rows.append([values["case"], *cells] if several else cells)
    heads = ["When", "What", "For", ""]
    if rows:
        write_table(rows, ["Case", *heads] if several else heads)
    else:
        say("Nothing is due.")
    if later := len(listed) - len(shown):
        talk(f"{later} due later than in {FAR_DAYS} days: --all lists them")
    if left_out := {} if everything else report.count_settled():
        excused = left_out.pop("excused", 0)
        settled = sum(left_out.values())
        counts = [f"{settled} met or lapsed"] if settled else []
        counts += [f"{excused} excused"] if excused else []
        talk(f"{', '.join(counts)}: --all lists them")
