"""`casekit seal`: seal who reported, on a report that is there."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from casekit.casework.reporter_guard import hide_values
from casekit.casework.request import Request
from casekit.casework.sealing import ToSeal, check_plain
from casekit.casework.unsealing import choose_record, list_sealable, seal_later, warn_named
from casekit.cli.options import Directory, OneCase
from casekit.cli.output import clean, say, talk, write_json
from casekit.cli.recorder import Reply
from casekit.cli.recording import Answer, DryRun
from casekit.cli.reporter import ask_plain
from casekit.cli.session import Session, load_whole, open_session, open_to_save
from casekit.errors import CasekitError, Unreadable, UsageFault
from casekit.model.records import Record
from casekit.records.annotations import find_sealed_fields
from casekit.records.requests import read_request
from casekit.records.schemas import SchemaSet
from casekit.workspace.loading import LoadedCase

MAX_BYTES = 65_536


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return seal


def seal(
    case: OneCase,
    record: Annotated[
        str | None,
        typer.Option("--record", metavar="RECORD", help="Which report, when there are several."),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Put it in the place of one that you cannot read."),
    ] = False,
    how: Answer = Reply.TEXT,
    dry_run: DryRun = False,
    directory: Directory = None,
) -> int:
    """Seal who reported, on a report that is there.

    Asks on a terminal; otherwise reads lines such as `name: N. Sample` from a pipe. Whoever seals
    need not be able to read it afterwards.

    \b
    Example: casekit seal 2026-K7
    """
    # Asked before the workspace is held: a person takes as long as they take.
    looking = open_session(directory)
    chosen = _choose(looking, load_whole(looking, case), record)
    schemas = looking.workspace.schemas
    name, form = next(iter(find_sealed_fields(chosen.kind, schemas).items()))
    what = ToSeal(name, _read_plain(name, form, schemas))
    with open_to_save(directory) as session:
        loaded = load_whole(session, case)
        return _seal(session, loaded, _choose(session, loaded, record), what, replace, dry_run, how)


def _choose(session: Session, loaded: LoadedCase, said: str | None) -> Record:
    # Only who reported is typed by somebody; what else is sealed casekit writes itself.
    kinds = list_sealable(session.workspace, "reporter-identity")
    return choose_record(loaded.case, said, kinds)


def _seal(
    session: Session,
    loaded: LoadedCase,
    chosen: Record,
    what: ToSeal,
    replace: bool,
    dry_run: bool,
    how: Reply,
) -> int:
    workspace, desk = session.workspace, session.desk
    for place in warn_named(chosen, what, loaded.case, workspace):
        talk(clean(f"{chosen.path}: {place} names the person too, and is not sealed"))
    done = seal_later(workspace, loaded, chosen, what, desk, os.environ, replace=replace)
    answer: dict[str, Any] = {"case": loaded.case.number, "version": workspace.version}
    records = [chosen.id] if done else []
    answer |= {"next": [], "records": records, "items": [], "gates": []}
    if done is None:
        said = "Nothing changed: the same is sealed there already."
    elif dry_run:
        files = workspace.plan_writes(done.changes)
        answer |= {"version": None, "files": {p: c.decode("utf-8") for p, c in files.items()}}
        said = "\n".join(f"--- {p}\n{t.rstrip()}" for p, t in answer["files"].items())
        talk("dry run: nothing was written")
    else:
        if done.key_write is not None:
            done.key_write.keep()
        version = workspace.save(done.changes, session.version_moment)
        answer["version"] = version
        said = f"Saved, version {workspace.repo.short(version)}: {done.changes.summary}."
    if how is Reply.JSON:
        write_json(answer)
    else:
        say(clean(said, keep_lines=True))
    return 0


def _read_plain(name: str, form: str, schemas: SchemaSet) -> dict[str, str]:
    """What is to be sealed, from the terminal or a pipe; no fault of it repeats a word."""
    if sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty():
        plain = ask_plain(form, schemas)
    else:
        plain = _read_pipe(name, form, schemas)
    if not plain:
        raise UsageFault("casekit seal was not told who reported", hint="nothing was changed")
    return plain


def _read_pipe(name: str, form: str, schemas: SchemaSet) -> dict[str, str]:
    if sys.stdin is None or sys.stdin.closed:
        raise UsageFault("standard input is closed", hint="send it through a pipe")
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    if not content.strip():
        return {}
    document = read_request(content, "standard input")
    try:
        if document.findings or len(content) > MAX_BYTES:
            raise Unreadable("nothing was saved", document.findings)
        request = Request(document.data or {}, document)
        if isinstance(document.data, dict) and set(document.data) == {name}:
            request = request.part(name)
        return check_plain(request, form, schemas)
    except CasekitError as fault:
        hide_values(fault, (document.path,))
        raise
