"""`casekit resolve`: two people wrote at once, and git stopped: decided field by field."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from casekit.casework.deciding import decide, put_together, read_own
from casekit.casework.resolving import BOTH, HERE, THERE, Question, Resolution, open_resolution
from casekit.cli.options import Directory
from casekit.cli.output import (
    clean,
    count,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    write_json,
)
from casekit.cli.recorder import Reply
from casekit.cli.recording import Answer, DryRun
from casekit.cli.resolve_asking import Asker, Chosen
from casekit.cli.resolve_words import name_record, question_as_lines
from casekit.cli.session import Session, open_session
from casekit.errors import UsageFault
from casekit.history.finishing import is_merge, note_decisions, put_right, read_noted, save_merge
from casekit.history.unmerged import WITHOUT_MARK, find_unfinished, list_unmerged


class Side(StrEnum):
    """Whose value is taken: what was written here, or what came from elsewhere."""

    OURS = "ours"
    THEIRS = "theirs"


_WORDS = {"ours": HERE, "theirs": THERE, "both": BOTH}


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return resolve


def resolve(
    case: Annotated[
        str | None, typer.Argument(metavar="[CASE]", help="Only what waits in this case.")
    ] = None,
    take: Annotated[
        Side | None,
        typer.Option(
            "--take",
            help="Wherever both wrote: ours is what was written here, also in a rebase.",
        ),
    ] = None,
    choose: Annotated[
        list[str] | None,
        typer.Option(
            "--choose",
            metavar="FIELD=SIDE",
            help="One field: ours, theirs, or both texts. May be repeated.",
        ),
    ] = None,
    put: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="One field: another value."),
    ] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Then also save the merge as a version.")
    ] = False,
    how: Answer = Reply.TEXT,
    dry_run: DryRun = False,
    directory: Directory = None,
) -> int:
    """Where two people changed one field: who wrote what, and which is to stand.

    What only one of them changed is joined by itself. Nothing is written
    before everything is decided, and both sides stay in the history. Where
    one name collides in two records, FIELD is RECORD:NAME. Exit 5 while
    something is left to decide.

    \b
    Example: casekit resolve
    Example: casekit resolve 2026-K7 --choose G1.O2.target_date=theirs --save
    """
    session = open_session(directory)
    workspace = session.workspace
    number = workspace.find_case(case) if case is not None else None
    found = open_resolution(workspace, number)
    chosen = _read_chosen(found.questions, take, choose or (), put or (), session)
    if how is Reply.TEXT and not (found.files or found.left):
        return _tell_nothing(session, case, save, dry_run)
    open_ones = [q for q in found.questions if q not in chosen]
    if open_ones and not dry_run:
        chosen |= Asker(session, os.environ).ask(open_ones)
    contents = {
        file.path: put_together(
            file,
            {q.collision.place: made.value for q, made in chosen.items() if q.file is file},
            workspace.schemas,
        )
        for file in found.files
        if not any(q.file is file for q in found.questions if q not in chosen)
    }
    if dry_run:
        return _show(found, chosen, how, session)
    put_right(workspace.repo, contents, {file.path: file.working for file in found.files})
    noted = _describe(found, chosen, session)
    done = not list_unmerged(workspace.repo)
    version = None
    if done and save:
        version = _save(session, noted)
    elif contents:
        note_decisions(workspace.repo, noted)
    return _tell(found, chosen, how, session, version=version, done=done)


def _read_chosen(
    questions: Sequence[Question],
    take: Side | None,
    choose: Sequence[str],
    put: Sequence[str],
    session: Session,
) -> dict[Question, Chosen]:
    zone = session.workspace.agency.zone
    chosen: dict[Question, Chosen] = {}
    if take is not None:
        word = _WORDS[take.value]
        chosen = {q: Chosen(word, decide(q, word, zone)) for q in questions}
    for said in choose:
        field, side = _split(said, "--choose", "FIELD=ours, FIELD=theirs or FIELD=both")
        if side not in _WORDS:
            raise UsageFault(
                f"--choose {field}: `{side}` is no side", hint="write ours, theirs or both"
            )
        for question in _find(questions, field):
            word = _WORDS[side]
            chosen[question] = Chosen(word, decide(question, word, zone))
    for said in put:
        field, value = _split(said, "--set", "FIELD=VALUE")
        for question in _find(questions, field):
            made = read_own(question, value, session.workspace.schemas)
            chosen[question] = Chosen("another value", made)
    return chosen


def _split(said: str, flag: str, written: str) -> tuple[str, str]:
    field, equals, value = said.partition("=")
    if not equals or not field:
        raise UsageFault(f"{flag} `{said}` is not understood", hint=f"write {written}")
    return field, value


def _find(questions: Sequence[Question], said: str) -> list[Question]:
    record, colon, field = said.rpartition(":")
    found = [
        q
        for q in questions
        if q.name == field and (not colon or q.file.path.endswith(f"/{record}.yaml"))
    ]
    if not found:
        names = ", ".join(dict.fromkeys(q.name for q in questions)) or "none"
        raise UsageFault(f"both sides did not change `{said}`", hint=f"what collides: {names}")
    if len({q.file.path for q in found}) > 1:
        ids = ", ".join(f"{q.file.data.get('id')}:{field}" for q in found)
        raise UsageFault(f"`{said}` collides in several records", hint=f"name one: {ids}")
    return found


def _describe(found: Resolution, chosen: dict[Question, Chosen], session: Session) -> str:
    """What was decided, for the message of the version: no values and no names of people."""
    lines = [f"Decided field by field by {session.workspace.repo.identity().name}:"]
    for file in found.files:
        mine = [f"{q.name}: {made.word}" for q, made in chosen.items() if q.file is file]
        says = "kept" if file.kept is not None else "; ".join(mine) or "joined, nothing collided"
        lines.append(f"- {file.number} {file.kind} {file.data.get('id', '')}: {says}")
    return "\n".join(lines)


def _save(session: Session, noted: str) -> str:
    repo = session.workspace.repo
    if not is_merge(repo):
        unfinished = find_unfinished(repo.git_dir) or WITHOUT_MARK
        note_decisions(repo, noted)
        raise UsageFault(
            "everything is put right; --save saves a merge, and this is none",
            hint=f"go on with: {unfinished.go_on}",
        )
    # What was decided in other cases before stands there already.
    if noted:
        note_decisions(repo, noted)
    return save_merge(
        repo, f"Merge of the work of two\n\n{read_noted(repo)}", session.version_moment
    )


def _tell_nothing(session: Session, case: str | None, save: bool, dry_run: bool) -> int:
    repo = session.workspace.repo
    if save and not dry_run and is_merge(repo) and not list_unmerged(repo):
        version = _save(session, "")
        say(f"Saved, version {repo.short(version)}: what waited was decided already.")
        return 0
    where = f" in {case}" if case else ""
    say(f"Nothing waits to be decided{where}.")
    unfinished = find_unfinished(repo.git_dir)
    if unfinished is not None and not list_unmerged(repo):
        say(f"Go on with: {unfinished.go_on}")
    return 0


def _show(found: Resolution, chosen: dict[Question, Chosen], how: Reply, session: Session) -> int:
    zone = session.workspace.agency.zone
    if how is Reply.JSON:
        _write_json(found, chosen, None)
    else:
        for question in found.questions:
            for line in question_as_lines(question, zone):
                say(clean(line))
            made = chosen.get(question)
            say(f"  Chosen: {made.word}" if made else "  Not decided yet")
        for file in found.files:
            if not file.collisions:
                says = "kept, never deleted" if file.kept is not None else "joins by itself"
                say(clean(f"{name_record(file, zone)}: {says}"))
    _tell_left(found)
    talk("dry run: nothing was written")
    return 5 if found.left or len(chosen) < len(found.questions) else 0


def _tell(
    found: Resolution,
    chosen: dict[Question, Chosen],
    how: Reply,
    session: Session,
    *,
    version: str | None,
    done: bool,
) -> int:
    repo = session.workspace.repo
    if how is Reply.JSON:
        _write_json(found, chosen, version)
    else:
        zone = session.workspace.agency.zone
        for file in found.files:
            mine = [f"  {q.name}: {made.word}" for q, made in chosen.items() if q.file is file]
            says = "" if mine else ": kept" if file.kept is not None else ": joined by itself"
            for line in (f"{name_record(file, zone)}{says}", *mine):
                say(clean(line))
        if version is not None:
            say(f"Saved, version {repo.short(version)}. Both sides stay in the history.")
        elif done:
            unfinished = find_unfinished(repo.git_dir) or WITHOUT_MARK
            merge = " (or: casekit resolve --save)" if is_merge(repo) else ""
            say(
                f"Everything is put right, and not saved yet. Go on with: {unfinished.go_on}{merge}"
            )
        if version is not None or done:
            say("Then look what the two sides have together: casekit check --merge")
    _tell_left(found)
    waiting = len(list_unmerged(repo)) if not done else 0
    if waiting:
        talk(f"{count(waiting, 'file')} left to decide")
    return 5 if waiting or found.left else 0


def _tell_left(found: Resolution) -> None:
    for finding in found.left:
        talk(finding_as_text(finding))


def _write_json(found: Resolution, chosen: dict[Question, Chosen], version: str | None) -> None:
    write_json(
        {
            "version": version,
            "records": [
                {
                    "path": file.path,
                    "case": file.number,
                    "kind": file.kind,
                    "record": file.data.get("id"),
                    "kept": file.kept is not None,
                    "collisions": [
                        _collision_data(q, chosen) for q in found.questions if q.file is file
                    ],
                }
                for file in found.files
            ],
            "findings": [finding_as_data(finding) for finding in found.left],
        }
    )


def _collision_data(question: Question, chosen: dict[Question, Chosen]) -> dict[str, Any]:
    made = chosen.get(question)
    return {
        "field": question.name,
        "title": question.title,
        "options": [*question.options],
        "chosen": made.word if made else None,
    }
