"""Answering `casekit due` and `casekit next`, once their words are understood."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from casekit.cli.choosing import (
    Filters,
    choose,
    find_unknown,
    read_filters,
    refuse_unknown,
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
from casekit.cli.exporting import DueFormat, choose_outlet
from casekit.cli.output import Format, clean, say, talk
from casekit.cli.roots import Question, ask_roots, open_answer, open_asked, open_cluster
from casekit.cli.session import tell_notices
from casekit.errors import UsageFault
from casekit.overview.answers import DueAnswer, answer_from, as_sheet

_NO_FILTERS = Filters()


class DueAsk(NamedTuple):
    """What was typed behind `casekit due`."""

    places: list[str] | None = None
    today: str | None = None
    as_known: str | None = None
    until: str | None = None
    workers: list[str] | None = None
    units: list[str] | None = None
    offices: list[str] | None = None
    rule: str | None = None
    statuses: list[str] | None = None
    horizon: int | None = None
    everything: bool = False
    what_if: list[str] | None = None
    line: bool = False
    working: bool = False
    fresh: bool = False
    executor: str | None = None
    how: DueFormat = DueFormat.TEXT
    output: str | None = None
    directory: Path | None = None


class NextAsk(NamedTuple):
    """What was typed behind `casekit next`."""

    cases: list[str] | None = None
    today: str | None = None
    as_known: str | None = None
    working: bool = False
    how: Format = Format.TEXT
    directory: Path | None = None


def answer_due(ask: DueAsk) -> int:
    """Answer, and give the exit code."""
    outlet = choose_outlet(ask.how, ask.output)
    roots, cases = split_places(ask.places)
    filters = read_filters(ask.workers, ask.units, ask.offices, ask.rule, ask.statuses, ask.horizon)
    everything = ask.everything or bool(ask.statuses)
    settled = (ask.how is not DueFormat.TEXT or everything) and not ask.line
    question = Question(
        ask.today, ask.as_known, ask.until, filters, settled, ask.working, ask.fresh
    )
    if roots and ask.directory is not None:
        raise UsageFault(
            "-C names one workspace, and others are named besides",
            hint="name them all without -C",
        )
    if ask.executor is not None and not roots:
        raise UsageFault("--executor is for many workspaces", hint="name their folders")
    if ask.what_if:
        from casekit.cli.supposing import write_supposed

        if roots or ask.line or outlet.export is not None or filters != _NO_FILTERS:
            raise UsageFault(
                "--what-if looks at whole cases of one workspace and answers in plain formats",
                hint="leave out --line, what chooses among duties, and other workspaces",
            )
        with outlet.open():
            return write_supposed(
                open_asked(ask.directory, question), cases, ask.what_if, ask.until, ask.how
            )
    asked = (
        _ask_many(roots, question, ask.executor)
        if roots
        else _ask_one(ask.directory, cases, question)
    )
    with asked as answer:
        with outlet.open() as stream:
            if ask.line:
                say_one_line(answer)
            elif outlet.export is not None:
                outlet.export(as_sheet(answer), stream)
            elif ask.how is DueFormat.TEXT:
                write_due_text(answer, everything=everything)
            else:
                write_due_data(answer, Format(ask.how.value), several=bool(roots))
        tell_findings(answer)
        return answer.exit_code


def answer_next(ask: NextAsk) -> int:
    """Answer, and give the exit code."""
    question = Question(ask.today, ask.as_known, None, _NO_FILTERS, False, ask.working, False)
    with _ask_one(ask.directory, tuple(ask.cases or ()), question) as answer:
        live = [told for told in answer.rows if told.row.is_live and not told.is_far]
        live.sort(key=lambda told: not told.row.values["enforced"])
        if ask.how is Format.TEXT:
            say_next(answer, live)
            if ask.as_known is None:
                _tell_drafts(Path(answer.workspaces[0].root) / ".git")
                _tell_sent_back(ask.directory, tuple(ask.cases or ()))
        else:
            write_next_data(answer, live, ask.how)
        tell_findings(answer)
        return answer.exit_code


def _tell_drafts(git_dir: Path) -> None:
    """What was begun in a form and not saved: it is the first thing that is forgotten."""
    if not (git_dir / "casekit" / "drafts").is_dir():
        return
    from casekit.cli.forms.drafts import list_waiting

    for waiting in list_waiting(git_dir):
        talk(clean(f"Not saved yet: {waiting}"))


def _tell_sent_back(directory: Path | None, cases: tuple[str, ...]) -> None:
    """What a supervisor wants changed in the cases that were asked for by number."""
    if not cases:
        return  # nobody reads every case for it: `casekit next CASE` does
    from casekit.cli.session import load_whole, open_session
    from casekit.model.plans import list_sent_back

    session = open_session(directory)
    for typed in cases:
        loaded = load_whole(session, typed)
        for one in list_sent_back(loaded.case):
            said = one.data
            what = f"{said['scope']} of {loaded.case.number}, by {said['returned_by']}"
            say(clean(f"Returned for changes: {what} on {one.occurred.day}: {said['comments']}"))


@contextmanager
def _ask_one(
    directory: Path | None, cases: tuple[str, ...], question: Question
) -> Iterator[DueAnswer]:
    session = open_asked(directory, question)
    refuse_unknown(find_unknown(session, question.filters))
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
