"""`casekit undo`: a new version that takes one back."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated

import typer

from casekit.casework.undoing import Undone, draft_undo
from casekit.cli.options import Directory
from casekit.cli.output import clean, say, talk, write_json
from casekit.cli.recorder import Reply
from casekit.cli.recording import Answer, DryRun
from casekit.cli.session import Session, open_session, open_to_save
from casekit.errors import UsageFault
from casekit.history.commit import commit_files
from casekit.records.three_ways import show_value


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return undo


def undo(
    version: Annotated[
        str, typer.Argument(metavar="VERSION", help="The version, as casekit log lists it.")
    ],
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="TEXT", help="Why what it added is withdrawn."),
    ] = None,
    how: Answer = Reply.TEXT,
    dry_run: DryRun = False,
    directory: Directory = None,
) -> int:
    """Take back what one version wrote, with a new version; both stay in the history.

    Fields go back to what they were. A record that it added is withdrawn and
    stays in the file. Exit 5 where something was changed again since: then
    nothing is taken back.

    \b
    Example: casekit undo 4f2c9d1 --reason "In the wrong file."
    """
    first = open_session(directory)
    drafted = draft_undo(first.workspace, version, reason, first.desk)
    if dry_run:
        return _show(first, drafted, how)
    said = (reason or "").strip()
    if not said and any(back.what == "withdrawn" for back in drafted.backs):
        said = _ask_reason(first, drafted)
    with open_to_save(directory) as session:
        workspace = session.workspace
        done = draft_undo(workspace, version, said, session.desk)
        saved = None
        if done.contents:
            saved = commit_files(
                workspace.repo,
                done.contents,
                message=done.summary,
                when=session.version_moment,
                expected_head=workspace.version,
            )
    if how is Reply.JSON:
        _write_json(done, saved)
        return 0
    _say_backs(done)
    if saved is None:
        say("Nothing is left of it that could be taken back.")
    else:
        say(f"Saved, version {session.workspace.repo.short(saved)}: {done.summary}.")
    return 0


def _ask_reason(session: Session, drafted: Undone) -> str:
    from casekit.cli.forms.console import Console, NoMoreAnswers

    console = Console(os.environ, session.workspace.repo.git_dir)
    missing = UsageFault(
        "casekit undo was not told: --reason",
        hint="what the version added is withdrawn and stays in the file, with the reason",
    )
    if not console.is_terminal:
        raise missing
    for back in drafted.backs:
        console.say(f"{back.kind} {back.record}: {back.what}")
    try:
        said = console.ask("Why is it withdrawn? ").strip()
    except NoMoreAnswers as end:
        raise missing from end
    if not said:
        raise missing
    return said


def _show(session: Session, drafted: Undone, how: Reply) -> int:
    if how is Reply.JSON:
        _write_json(drafted, None)
    else:
        _say_backs(drafted)
    talk("dry run: nothing was written")
    return 0


def _say_backs(done: Undone) -> None:
    for back in done.backs:
        line = f"{back.case} {back.kind} {back.record}: {back.what}"
        if back.what not in ("withdrawn", "restored"):
            line += f": {show_value(back.now, back.then)} -> {show_value(back.then, back.now)}"
        say(clean(line))


def _write_json(done: Undone, saved: str | None) -> None:
    write_json(
        {
            "undone": done.version,
            "version": saved,
            "summary": done.summary,
            "taken_back": [
                {
                    "case": back.case,
                    "path": back.path,
                    "kind": back.kind,
                    "record": back.record,
                    "what": back.what,
                }
                for back in done.backs
            ],
        }
    )
