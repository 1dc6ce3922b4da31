"""`casekit report`: what an agency may know of itself, over all of its cases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated

import typer

from casekit.cli.options import AsKnown, Directory, HowToAnswer, Today
from casekit.cli.output import (
    Format,
    count,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    wrap_behind,
    write_json,
    write_rows,
    write_table,
)
from casekit.cli.session import Session, open_session, read_moment
from casekit.errors import UsageFault
from casekit.model.days import say_when
from casekit.model.when import at_instant
from casekit.overview.metrics.figures import CONFIRMED, Figure, Group, rate_of
from casekit.overview.metrics.periods import Period, from_to, read_period
from casekit.overview.reporting import (
    Report,
    case_rows,
    figure_data,
    figure_rows,
    find_metrics,
    judge_compared,
    make_report,
    say_compared,
    say_rate,
)

COLUMNS = (
    *("metric", "title", "group", "period", "from", "until", "numerator", "denominator", "rate"),
    *("unit", "median_hours", "p90_hours", "standing", "not_judged", "compared_with"),
)
CASE_COLUMNS = (
    *("metric", "period", "case", "child", "record"),
    *("judged", "numerator", "denominator", "says"),
)


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return report


def report(
    metric: Annotated[
        str | None,
        typer.Argument(
            metavar="[METRIC]",
            help="One figure by its id, with all there is to it; or lateness: how long after "
            "it happened each worker wrote things down, by kind and month.",
        ),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option("--period", metavar="YEAR", help="A year: 2026, or FFY2026 to 30 September."),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day, with --until.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help="The last day, with --from.")
    ] = None,
    cases: Annotated[
        bool, typer.Option("--cases", help="List the cases behind each figure; never names.")
    ] = False,
    today: Today = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Figures over all cases: visits, first response, lateness, outcomes.

    None of them is a rule for a case. Exit 4 when a case could not be read and is in no figure.

    \b
    Example: casekit report visits-made --period FFY2026 --cases
    Example: casekit report lateness --period 2026
    """
    session = open_session(directory, today=today, as_known=as_known)
    period = _read_period(session, year, first, last)
    if metric == "lateness":
        from casekit.cli.report_lateness import write_lateness

        if cases:
            raise UsageFault(
                "--cases is about figures, and lateness is by worker",
                hint="the late ones by case: casekit report recording-lateness --cases",
            )
        return write_lateness(session, period, how)
    made = make_report(session.workspace, session.book, session.now, find_metrics(metric), period)
    if how is Format.JSON:
        _write_json(session, made)
    elif how is not Format.TEXT:
        if cases:
            write_rows(case_rows(made.figures), CASE_COLUMNS, how)
        else:
            write_rows(figure_rows(made.figures), COLUMNS, how)
    else:
        _write_text(session, made, whole=metric is not None, cases=cases)
    for finding in made.findings:
        talk(finding_as_text(finding))
    return made.exit_code


def _read_period(
    session: Session, year: str | None, first: str | None, last: str | None
) -> Period | None:
    if year is not None:
        if first is not None or last is not None:
            raise UsageFault("--period and --from or --until exclude each other", hint="give one")
        return read_period(year)
    if first is None and last is None:
        return None
    if first is None or last is None:
        given, missing = ("--from", "--until") if last is None else ("--until", "--from")
        raise UsageFault(f"{given} needs {missing}", hint="give both days")
    return from_to(_read_day(session, first, "--from"), _read_day(session, last, "--until"))


def _read_day(session: Session, text: str, flag: str) -> date:
    zone = session.workspace.agency.zone
    return at_instant(read_moment(text, zone, flag), zone).day


def _write_json(session: Session, made: Report) -> None:
    zone = session.workspace.agency.zone
    write_json(
        {
            "as_of": made.as_of.astimezone(zone).isoformat(timespec="seconds"),
            "version": made.version,
            "cases": {
                "counted": made.counted,
                "left_out": [item._asdict() for item in made.left_out],
            },
            "metrics": [figure_data(figure) for figure in made.figures],
            "findings": [finding_as_data(f) for f in made.findings],
        }
    )


def _write_text(session: Session, made: Report, *, whole: bool, cases: bool) -> None:
    zone = session.workspace.agency.zone
    moment = say_when(at_instant(made.as_of, zone), zone)
    say(f"{count(made.counted, 'case')} counted, as of {moment}")
    if made.left_out:
        say(f"{count(len(made.left_out), 'case')} left out of every figure:")
        for item in made.left_out:
            say(f"  {item.case or item.path}: {item.why}")
    say()
    if whole:
        for figure in made.figures:
            _write_whole(figure)
    else:
        write_table(
            [
                [
                    figure.definition.title,
                    _say_period(figure),
                    say_rate(figure.rate, figure.definition.unit),
                    f"{figure.numerator:,} of {figure.denominator:,} {figure.definition.thing}",
                    f"{len(figure.not_judged):,}" if figure.not_judged else "",
                    _say_first(figure),
                    figure.definition.id,
                ]
                for figure in made.figures
            ],
            ["Figure", "Period", "", "Counted", "Not judged", "Compared with", "Metric"],
        )
        talk("what a figure means, and all values to compare it with: casekit report METRIC")
    if cases:
        say()
        _write_cases(made.figures)


def _say_period(figure: Figure) -> str:
    return figure.period.name + ("" if figure.is_over else " so far")


def _say_first(figure: Figure) -> str:
    """The value to show where there is room for one: a confirmed one, or else the newest."""
    confirmed = [c for c in figure.compared if c.value.verification in CONFIRMED]
    shown = [*confirmed, *figure.compared[-1:]][:1]
    return "".join(judge_compared(figure, c) for c in shown)


def _write_whole(figure: Figure) -> None:
    d = figure.definition
    rate = say_rate(figure.rate, d.unit)
    say(f"{d.title} ({d.id})")
    say(f"  {_say_period(figure)}: from {figure.period.first} to {figure.period.last}")
    say(f"  {rate}: {figure.numerator:,} of {figure.denominator:,} {d.thing}")
    if figure.not_judged:
        say(f"  {len(figure.not_judged):,} could not be judged: --cases says why")
    for text in say_compared(figure):
        say(f"  {text}")
    for value in figure.compared:
        if value.value.note:
            say(f"    {value.value.name}: {value.value.note}")
    if figure.total is not None:
        say()
        _write_groups(figure, figure.total)
    say()
    say("What it means")
    where = f"; {d.source.where}" if d.source.where else ""
    for text in (
        d.definition,
        f"Counted: {d.numerator}",
        f"Of: {d.denominator}",
        f"Source: {d.source}{where} ({d.verification})",
    ):
        for line in wrap_behind("  ", text):
            say(line)
    for reading in d.readings:
        source = f"{reading.source}, " if reading.source else ""
        for line in wrap_behind("  - ", f"{reading.text} ({source}{reading.verification})"):
            say(line)


def _write_groups(figure: Figure, total: Group) -> None:
    marks = [name for name, _ in total.marks]
    rows = []
    for group in (*figure.groups, total):
        rate = rate_of(figure.definition, group.numerator, group.denominator)
        rows.append(
            [
                group.name or "all",
                say_rate(rate, figure.definition.unit),
                "" if group.median_hours is None else f"{group.median_hours:,.1f} h",
                "" if group.p90_hours is None else f"{group.p90_hours:,.1f} h",
                *(f"{number:,}" for _, number in group.marks),
            ]
        )
    write_table(rows, ["", "", "Median", "9 of 10", *(m.capitalize() for m in marks)])


def _write_cases(figures: Sequence[Figure]) -> None:
    rows = []
    for row in case_rows(figures):
        counts = (
            f"{row['numerator']:,} of {row['denominator']:,}" if row["judged"] else "not judged"
        )
        about = row["child"] or row["record"] or ""
        rows.append([row["metric"], row["case"], about, counts, row["says"]])
    if rows:
        write_table(rows, ["Metric", "Case", "Child or record", "Counts", "Why"])
    else:
        say("There is no case behind any of these figures.")
