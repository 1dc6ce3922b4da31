"""`casekit report lateness`: how long after what happened it was written down, and by whom."""

from __future__ import annotations

from functools import partial
from typing import Any

from casekit.cli.output import (
    Format,
    count,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    write_json,
    write_rows,
    write_table,
)
from casekit.cli.progress import show_progress
from casekit.cli.session import Session
from casekit.overview.lateness import Delay, LatenessReport, report_lateness
from casekit.overview.metrics.periods import Period, year_in_progress

_HEADS = (
    *("Worker", "Kind", "Month", "Records", "Median", "9 of 10", "Longest", "Within a day"),
    "Saved later",
)


def write_lateness(session: Session, period: Period | None, how: Format) -> int:
    """Answer in the form that was asked for, and give the exit code."""
    taken = period or year_in_progress(session.today)
    made = report_lateness(
        session.workspace, session.now, taken, partial(show_progress, doing="Reading cases")
    )
    if how is Format.JSON:
        _write_json(session, taken, made)
    elif how is not Format.TEXT:
        write_rows((delay._asdict() for delay in made.delays), Delay._fields, how)
    else:
        _write_text(taken, made)
    for finding in made.findings:
        talk(finding_as_text(finding))
    return made.exit_code


def _write_json(session: Session, period: Period, made: LatenessReport) -> None:
    total: dict[str, Any] = made.total._asdict()
    for name in ("worker", "kind", "month"):
        del total[name]
    write_json(
        {
            "as_of": session.now.astimezone(session.workspace.agency.zone).isoformat(
                timespec="seconds"
            ),
            "version": session.workspace.version,
            "period": {
                "name": period.name,
                "from": period.first.isoformat(),
                "until": period.last.isoformat(),
            },
            "cases": made.cases,
            "total": total,
            "lateness": [delay._asdict() for delay in made.delays],
            "findings": [finding_as_data(f) for f in made.findings],
        }
    )


def _write_text(period: Period, made: LatenessReport) -> None:
    say(
        f"{count(made.total.records, 'record')} of {count(made.cases, 'case')}, of what happened "
        f"from {period.first} to {period.last}"
    )
    if not made.delays:
        return
    say()
    write_table([_cells(delay) for delay in (*made.delays, made.total)], _HEADS)
    if made.total.before:
        say(
            f"{count(made.total.before, 'record')} written down before it happened: in no time here"
        )


def _cells(delay: Delay) -> list[str]:
    share = delay.within_a_day
    later = f"{delay.saved_later}, up to {_hours(delay.saved_hours)}" if delay.saved_later else ""
    return [
        delay.worker or "all",
        delay.kind,
        delay.month,
        f"{delay.records:,}",
        _hours(delay.median_hours),
        _hours(delay.p90_hours),
        _hours(delay.longest_hours),
        "" if share is None else f"{share * 100:.1f} %",
        later,
    ]


def _hours(hours: float | None) -> str:
    return "" if hours is None else f"{hours:,.1f} h"
