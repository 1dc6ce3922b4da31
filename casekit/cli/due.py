"""`casekit due` and `casekit next`: what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Annotated

import typer

from casekit.cli.choosing import (
    CasesOrRoots,
    Filters,
    Horizon,
    Offices,
    OneRule,
    Statuses,
    Units,
    Workers,
    choose,
    read_filters,
    split_places,
)
from casekit.cli.due_list import (
    say_next,
    say_one_line,
    tell_findings,
    write_due_data,
    write_due_text,
    write_next_data,
)
from casekit.cli.exporting import DueFormat, HowToList, Output, choose_outlet
from casekit.cli.options import AsKnown, Directory, HowToAnswer, SomeCases, Today, Working
from casekit.cli.output import Format
from casekit.cli.roots import Question, ask_roots, open_answer, open_asked, open_cluster
from casekit.cli.session import tell_notices
from casekit.errors import UsageFault
from casekit.overview.answers import DueAnswer, answer_from, as_sheet

_NO_FILTERS = Filters()


def command(name: str) -> Callable[..., int]:
    """The function behind the name."""
    return due if name == "due" else show_next


def due(
    places: CasesOrRoots = None,
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
    line: Annotated[
        bool, typer.Option("--line", help="One line that counts, for a message or a log.")
    ] = False,
    working: Working = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Work everything out anew, without the index.")
    ] = False,
    executor: Annotated[
        str | None,
        typer.Option(
            "--executor",
            metavar="dask://HOST",
            help="Ask many workspaces on a Dask cluster instead of here.",
        ),
    ] = None,
    how: HowToList = DueFormat.TEXT,
    output: Output = None,
    directory: Directory = None,
) -> int:
    """What is due, in one case, a workspace, or many; exit 1 when an enforced duty is overdue.

    \b
    Example: casekit due 2026-K7 --today 2026-02-11
    Example: casekit due --worker w-sample --horizon 14
    Example: casekit due north/ south/ --format html -o due.html
    """
    outlet = choose_outlet(how, output)
    roots, cases = split_places(places)
    filters = read_filters(workers, units, offices, rule, statuses, horizon)
    everything = everything or bool(statuses)
    settled = (how is not DueFormat.TEXT or everything) and not line
    question = Question(today, as_known, until, filters, settled, working, fresh)
    if roots and directory is not None:
        raise UsageFault("-C names one workspace, and others are named besides")
    if executor is not None and not roots:
        raise UsageFault("--executor is for many workspaces", hint="name their folders")
    if what_if:
        from casekit.cli.supposing import write_supposed

        if roots or line or outlet.export is not None or filters != _NO_FILTERS:
            raise UsageFault(
                "--what-if looks at whole cases of one workspace and answers in plain formats",
                hint="leave out --line, what chooses among duties, and other workspaces",
            )
        with outlet.open():
            return write_supposed(open_asked(directory, question), cases, what_if, until, how)
    asked = _ask_many(roots, question, executor) if roots else _ask_one(directory, cases, question)
    with asked as answer:
        with outlet.open() as stream:
            if line:
                say_one_line(answer)
            elif outlet.export is not None:
                outlet.export(as_sheet(answer), stream)
            elif how is DueFormat.TEXT:
                write_due_text(answer, everything=everything)
            else:
                write_due_data(answer, Format(how.value), several=bool(roots))
        tell_findings(answer)
        return answer.exit_code


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
    question = Question(today, None, None, _NO_FILTERS, False, working, False)
    with _ask_one(directory, tuple(cases or ()), question) as answer:
        live = [told for told in answer.rows if told.row.is_live and not told.is_far]
        live.sort(key=lambda told: not told.row.values["enforced"])
        if how is Format.TEXT:
            say_next(answer, live)
        else:
            write_next_data(answer, live, how)
        tell_findings(answer)
        return answer.exit_code


@contextmanager
def _ask_one(
    directory: Directory, cases: tuple[str, ...], question: Question
) -> Iterator[DueAnswer]:
    session = open_asked(directory, question)
    choice = choose(session, cases, question.filters)
    workspace = session.workspace
    with open_answer(session, choice, question) as report:
        tell_notices(session)
        yield answer_from(
            report, str(workspace.root), workspace.agency.staff, settled=question.settled
        )


@contextmanager
def _ask_many(
    roots: tuple[str, ...], question: Question, executor: str | None
) -> Iterator[DueAnswer]:
    with open_cluster(executor) if executor is not None else nullcontext() as cluster:
        yield ask_roots(roots, question, cluster)
