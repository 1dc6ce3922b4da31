"""One question to many workspaces: each is asked by itself, here or in other processes.

What is asked and what is answered is plain data, so that the processes may be on other machines
which see the same folders.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from casekit.cli.choosing import Filters, Unknown, choose, find_unknown, refuse_unknown
from casekit.cli.progress import show_progress
from casekit.cli.session import Session, open_session, read_day
from casekit.errors import CasekitError, MissingTool, UsageFault
from casekit.model.faults import explain_fault
from casekit.overview.answers import AskedWorkspace, DueAnswer, answer_from, join
from casekit.overview.index.answering import DueReport, open_report
from casekit.overview.index.asking import Choice
from casekit.overview.index.opening import Keep
from casekit.workspace.out_of_sight import tell_unsaved
from casekit.workspace.processes import open_pool

if TYPE_CHECKING:
    from concurrent.futures import Executor

# For fewer the processes would only cost.
_ENOUGH_ROOTS = 8


class Question(NamedTuple):
    """What is asked of each workspace."""

    today: str | None
    as_known: str | None
    until: str | None
    filters: Filters
    settled: bool
    working: bool
    fresh: bool
    # The present of all workspaces, so that none is asked later than another.
    now: datetime | None = None


class Root(NamedTuple):
    """A workspace as it was named, and its folder from the top: a process may stand elsewhere."""

    named: str
    folder: str


def open_asked(directory: Path | None, question: Question) -> Session:
    """Open a workspace as the question wants it; raises what opening one raises, and UsageFault."""
    if question.working and question.as_known is not None:
        raise UsageFault(
            "--working and --as-known do not go together",
            hint="unsaved edits are not part of any version",
        )
    session = open_session(
        directory,
        today=question.today,
        as_known=question.as_known,
        saved=not question.working,
    )
    if question.now is not None and question.today is None and not session.clock_is_set:
        session = replace(session, now=question.now)
    if not question.working and question.as_known is None:
        said = tell_unsaved(session.workspace)
        if said is not None:
            session.workspace.repo.notices.append(said)
    return session


@contextmanager
def open_answer(session: Session, choice: Choice, question: Question) -> Iterator[DueReport]:
    """Open the list of one workspace; raises what judging raises."""
    horizon = None
    if question.until is not None:
        horizon = read_day(question.until, session.workspace.agency.zone, "--until")
    keep: Keep = "yes" if question.today is None else "if near"
    with open_report(
        session.workspace,
        lambda: session.book,
        session.now,
        choice,
        keep="no" if question.fresh else keep,
        horizon=horizon,
        watch=show_progress,
    ) as report:
        yield report


def ask_roots(
    roots: Sequence[str], question: Question, executor: Executor | None = None
) -> DueAnswer:
    """Ask each workspace; one that cannot be read is told among the others and hides none.

    Raises UsageFault for a worker, team, office or rule that none of them has.
    """
    question = question._replace(now=datetime.now(UTC))
    asked = [Root(root, str(Path(root).absolute())) for root in roots]
    if executor is not None:
        told = list(executor.map(ask_root, asked, [question] * len(asked)))
    elif len(roots) < _ENOUGH_ROOTS:
        told = [ask_root(root, question) for root in asked]
    else:
        with open_pool(os.cpu_count() or 1, __name__) as pool:
            told = list(pool.map(ask_root, asked, [question] * len(asked), chunksize=4))
    answers = [each.answer for each in told]
    known = [answer for answer in answers if answer.workspaces[0].version is not None]
    if len(known) == len(answers):
        # What one of them lacks another one has; what all lack would look like an all-clear.
        refuse_unknown(_unknown_to_all([each.unknown for each in told]))
    first = known[0] if known else answers[0]
    return join(answers, first.as_of, first.zone)


class RootAnswer(NamedTuple):
    """The answer of one workspace, and what of the filters it does not have."""

    answer: DueAnswer
    unknown: tuple[Unknown, ...] = ()


def _unknown_to_all(unknown: Sequence[Sequence[Unknown]]) -> list[Unknown]:
    others = [{(each.flag, each.word) for each in one} for one in unknown[1:]]
    return [each for each in unknown[0] if all((each.flag, each.word) in other for other in others)]


def ask_root(root: Root, question: Question) -> RootAnswer:
    """The answer of one workspace, with all of its rows; a fault is an answer too."""
    try:
        session = open_asked(Path(root.folder), question)
        choice = choose(session, (), question.filters)
        unknown = find_unknown(session, question.filters)
        with open_answer(session, choice, question) as report:
            staff = session.workspace.agency.staff
            answer = answer_from(report, root.named, staff, settled=question.settled)
            (asked,) = answer.workspaces
            notices = tuple(session.workspace.repo.notices)
            workspaces = (asked._replace(notices=notices),)
            answer = replace(answer, workspaces=workspaces, rows=list(answer.rows))
            return RootAnswer(answer, unknown)
    except UsageFault:
        raise  # the question itself is at fault
    except CasekitError as fault:
        faults = tuple(explain_fault(fault, root.named))
        workspace = AskedWorkspace(root.named, root.named, None, 0, faults, fault.exit_code)
        return RootAnswer(DueAnswer(datetime.now(UTC), UTC, (workspace,), []))


@contextmanager
def open_cluster(address: str) -> Iterator[Executor]:
    """The workers of a Dask cluster by the address of its scheduler, to the end of the block.

    They must see the folders by the same paths and have the same casekit. Raises MissingTool
    without the library, UsageFault for an address of another form.
    """
    scheme, _, host = address.partition("://")
    if scheme != "dask" or not host:
        raise UsageFault(
            f"--executor: `{address}` is not understood",
            hint="write dask://HOST:PORT, the address of a Dask scheduler",
        )
    try:
        from distributed import Client
    except ImportError as fault:
        raise MissingTool(
            "Dask is not installed", hint="python -m pip install 'casekit[cluster]'"
        ) from fault
    with Client(f"tcp://{host}") as client:
        yield client.get_executor()
