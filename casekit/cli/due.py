"""`casekit due` and `casekit next`: what is due."""

from __future__ import annotations

from collections.abc import Callable

from casekit.cli.due_ask import DueAsk, NextAsk, answer_due, answer_next
from casekit.cli.due_options import (
    CasesOrRoots,
    Everything,
    Fresh,
    Horizon,
    HowToList,
    Offices,
    OnCluster,
    OneLine,
    OneRule,
    Output,
    Statuses,
    Units,
    Until,
    WhatIf,
    Workers,
)
from casekit.cli.exporting import DueFormat
from casekit.cli.options import AsKnown, Directory, HowToAnswer, SomeCases, Today, Working
from casekit.cli.output import Format


def command(name: str) -> Callable[..., int]:
    """The function behind the name."""
    return due if name == "due" else show_next


def due(
    places: CasesOrRoots = None,
    today: Today = None,
    as_known: AsKnown = None,
    until: Until = None,
    workers: Workers = None,
    units: Units = None,
    offices: Offices = None,
    rule: OneRule = None,
    statuses: Statuses = None,
    horizon: Horizon = None,
    everything: Everything = False,
    what_if: WhatIf = None,
    line: OneLine = False,
    working: Working = False,
    fresh: Fresh = False,
    executor: OnCluster = None,
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
    return answer_due(
        DueAsk(
            places,
            today,
            as_known,
            until,
            workers,
            units,
            offices,
            rule,
            statuses,
            horizon,
            everything,
            what_if,
            line,
            working,
            fresh,
            executor,
            how,
            output,
            directory,
        )
    )


def show_next(
    cases: SomeCases = None,
    today: Today = None,
    as_known: AsKnown = None,
    working: Working = False,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """What to do next: the most pressing duties, on one case or on all of them.

    \b
    Example: casekit next 2026-K7
    """
    return answer_next(NextAsk(cases, today, as_known, working, how, directory))
