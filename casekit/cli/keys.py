"""`casekit keys`: who can read what is sealed, and how that changes."""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

import typer

from casekit.casework.key_keeping import (
    NothingSealed,
    add_reader,
    make_own_key,
    publish_own_key,
    rotate_keys,
)
from casekit.cli.options import Directory
from casekit.cli.output import (
    clean,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    write_json,
    write_table,
)
from casekit.cli.recorder import Reply
from casekit.cli.recording import Answer
from casekit.cli.session import Session, load_whole, open_session, open_to_save
from casekit.errors import CasekitError, NotFound, UsageFault
from casekit.model.findings import Finding
from casekit.model.records import Case
from casekit.model.staff import Worker
from casekit.workspace.keys import KeyFolder
from casekit.workspace.own_key import find_own_key, read_own_key
from casekit.workspace.readers import judge_keys, list_cases_with_key


class Act(StrEnum):
    """What is done with keys."""

    SHOW = "show"
    MAKE = "make"
    ADD = "add"
    REMOVE = "remove"
    ROTATE = "rotate"


_NEEDS = {Act.SHOW: 0, Act.MAKE: 0, Act.ADD: 2, Act.REMOVE: 2, Act.ROTATE: 1}
_MOST = {Act.SHOW: 1, Act.MAKE: 0, Act.ADD: 2, Act.REMOVE: 2, Act.ROTATE: 1}


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return keys


def keys(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ACTION] [CASE] [WORKER]",
            help="show (meant when none is said), make, add, remove or rotate.",
        ),
    ] = None,
    how: Answer = Reply.TEXT,
    directory: Directory = None,
) -> int:
    """Who can read what is sealed, and how that changes.

    \b
      keys [CASE]               who has a key, and who can read which case
      keys make                 make your own key; its public half goes into
                                agency.yaml
      keys add CASE WORKER      let one more worker read; a reader does this
      keys remove CASE WORKER   a new key for everybody else
      keys rotate CASE          a new key for the same readers

    \b
    Example: casekit keys add 2026-K7 w-sample
    """
    act, rest = _read_words(words or [])
    if act is Act.SHOW:
        return _show(open_session(directory), rest, how)
    with open_to_save(directory) as session:
        match act:
            case Act.MAKE:
                told = _make(session)
            case Act.ADD:
                told = _add(session, *rest)
            case _:
                told = _rotate(session, *rest)
    if how is Reply.JSON:
        # Read anew: what is told is how it stands now.
        return _show(open_session(directory), rest[:1], how, asked=False)
    for line in told:
        say(clean(line))
    return 0


def _read_words(words: list[str]) -> tuple[Act, list[str]]:
    if words and words[0] in tuple(Act):
        act, rest = Act(words[0]), words[1:]
    else:
        act, rest = Act.SHOW, words
        _refuse_mistyped(words)
    if not _NEEDS[act] <= len(rest) <= _MOST[act]:
        wants = ("", " CASE", " CASE WORKER")[_MOST[act]]
        raise UsageFault(
            f"casekit keys {act} is written: casekit keys {act}{wants}",
            hint="see: casekit keys --help",
        )
    return act, rest


def _refuse_mistyped(words: list[str]) -> None:
    from difflib import get_close_matches

    near = get_close_matches(words[0], list(Act), n=1, cutoff=0.7) if words else []
    if near:
        raise UsageFault(f"casekit keys has no `{words[0]}`", hint=f"did you mean {near[0]}?")


def _make(session: Session) -> list[str]:
    workspace, desk = session.workspace, session.desk
    own = make_own_key(workspace, desk, os.environ)
    changes = publish_own_key(workspace, desk, own)
    if changes is not None:
        version = workspace.save(changes, session.version_moment)
        told = [f"Saved, version {workspace.repo.short(version)}: {changes.summary}."]
    elif own.public:
        told = ["Nothing changed: your public key is in agency.yaml already."]
    else:
        talk("no public half lies beside your SSH key: put it under `seal_to:` in agency.yaml")
        told = []
    return [
        *told,
        f"  Your private key is in {own.path}.",
        "  Nobody can make it again: keep a copy of it where only you can get at it.",
        "  Cases that have a key already: a reader runs casekit keys add CASE " + desk.worker.id,
    ]


def _add(session: Session, typed: str, said: str) -> list[str]:
    worker = _find_worker(session, said)
    case = load_whole(session, typed).case
    change = add_reader(session.workspace, case, worker, session.desk, os.environ)
    if change is None:
        return [f"Nothing changed: {worker.id} can read what is sealed in {case.number} already."]
    change.write.keep()
    return [f"{worker.id} can read what is sealed in {case.number} from now on."]


def _rotate(session: Session, typed: str, without: str | None = None) -> list[str]:
    workspace = session.workspace
    case = load_whole(session, typed).case
    if without is not None:
        from casekit.casework.naming import find_worker

        # Who has gone from agency.yaml is known by the id in the key file alone.
        found, fault = find_worker(without, workspace.agency.staff)
        without = without if fault else found
    change = rotate_keys(workspace, case, session.desk, os.environ, without)
    assert change.changes is not None
    # Planned before the key file changes: a fault in a record must not leave the two apart.
    workspace.plan_writes(change.changes)
    change.write.keep()
    version = workspace.save(change.changes, session.version_moment)
    if without is not None:
        talk(f"What {without} could read before, {without} may have kept: history holds it, sealed")
        talk("to the older key. The new key protects what is sealed from now on.")
    return [
        f"Saved, version {workspace.repo.short(version)}: {change.changes.summary}.",
        f"  Readable by {', '.join(sorted(change.write.keys.current.workers()))}.",
    ]


def _find_worker(session: Session, said: str) -> Worker:
    from casekit.casework.naming import find_worker

    found, fault = find_worker(said, session.workspace.agency.staff)
    worker = session.workspace.agency.worker(found)
    if fault is not None or worker is None:
        raise NotFound(fault[1] if fault else f"nobody is called {said}", hint=fault and fault[2])
    return worker


def _show(session: Session, rest: list[str], how: Reply, *, asked: bool = True) -> int:
    workspace = session.workspace
    folder = KeyFolder.of(workspace.repo, workspace.schemas)
    findings = _own_key_faults(session)
    if rest:
        found = [workspace.load(workspace.find_case(rest[0])).case]
        if found[0].sealing_key is None:
            raise NothingSealed(found[0].number)
    else:
        found, unreadable = list_cases_with_key(workspace)
        findings += unreadable
    cases = [_case_row(folder, case) for case in found]
    for case in found:
        findings += judge_keys(workspace.agency, folder, case, session.now)
    people = [
        {"worker": w.id, "roles": sorted(w.roles), "keys": list(w.seal_to)}
        for w in workspace.agency.staff
    ]
    if how is Reply.JSON:
        write_json(
            {
                "version": workspace.version,
                "folder": str(folder.path),
                "people": people,
                "cases": cases,
                "findings": [finding_as_data(f) for f in findings],
            }
        )
    else:
        _show_text(folder, people, cases)
        for finding in findings:
            talk(finding_as_text(finding))
    return 1 if asked and any(f.severity == "error" for f in findings) else 0


def _show_text(
    folder: KeyFolder, people: list[dict[str, Any]], cases: list[dict[str, Any]]
) -> None:
    say("Who has a key")
    rows = [[p["worker"], ", ".join(p["roles"]), str(len(p["keys"]) or "none")] for p in people]
    write_table(rows, ("worker", "roles", "keys"))
    say()
    if cases:
        say("Who can read what is sealed")
        write_table(
            [[c["case"], ", ".join(c["readers"]) or "nobody here"] for c in cases],
            ("case", "readers"),
        )
    else:
        say("Nothing is sealed.")
    say(clean(f"\nKey files: {folder.path}", keep_lines=True))


def _case_row(folder: KeyFolder, case: Case) -> dict[str, Any]:
    try:
        found = folder.read(case.number)
    except CasekitError:
        found = None  # told among the findings
    return {
        "case": case.number,
        "key": case.sealing_key,
        "readers": sorted(found.current.workers()) if found else [],
        "previous": len(found.previous) if found else 0,
    }


def _own_key_faults(session: Session) -> list[Finding]:
    """What keeps this person from reading at all; that they have no key at all is no fault."""
    try:
        path = find_own_key(session.workspace.repo, os.environ)
        if path.exists():
            read_own_key(path)
    except CasekitError as fault:
        return [
            Finding(
                code=fault.code,
                message=fault.message,
                path="this machine",
                severity="warning",
                hint=fault.hint,
            )
        ]
    return []
