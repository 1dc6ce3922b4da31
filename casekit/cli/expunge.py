"""`casekit expunge`: the end of a case file."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Annotated

import typer

from casekit.casework.expunging import (
    describe_remains,
    destroy_the_rest,
    draft_state,
    list_remaining,
    require_confirmation,
)
from casekit.cli.options import Directory, OneCase
from casekit.cli.output import clean, say, talk, write_json
from casekit.cli.passphrase import ask_passphrase
from casekit.cli.recorder import Reply
from casekit.cli.recording import Answer, DryRun
from casekit.cli.session import Session, open_session, open_to_save
from casekit.errors import CasekitError, UsageFault
from casekit.history.signing import SigningKey, find_signing_key, read_signing_key
from casekit.model.changes import ChangeSet
from casekit.workspace.loading import LoadedCase


class NotFinished(CasekitError):
    """The records are gone, and saved as gone; something private of the case could not be."""

    code = "DESTROYED-NOT-FINISHED"

    def __init__(self, number: str, fault: CasekitError) -> None:
        super().__init__(
            f"case {number} is destroyed, and that is saved; but what was kept of it here is not "
            f"all gone: {fault.message}",
            hint="mend that, then run the same command again; it finishes what is left",
        )
        self.exit_code = fault.exit_code


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return expunge


def expunge(
    case: OneCase,
    state: Annotated[
        str,
        typer.Option("--state", help="destroyed, or: sealed, restricted (a mark only), active."),
    ] = "destroyed",
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="TEXT", help="Why; without a word about the family."),
    ] = None,
    authority: Annotated[
        str | None,
        typer.Option("--authority", metavar="TEXT", help="The rule, order or policy behind it."),
    ] = None,
    confirm: Annotated[
        str | None,
        typer.Option("--confirm", metavar="CASE", help="To destroy: the whole case number again."),
    ] = None,
    how: Answer = Reply.TEXT,
    dry_run: DryRun = False,
    directory: Directory = None,
) -> int:
    """Destroy a case file, seal it, or open it again; signed by who decides.

    Destroying removes the records from the newest version and destroys the key that opens what
    was sealed. What remains elsewhere is told, with the way. Run again, it finishes what an
    interrupted run has left.

    \b
    Example: casekit expunge 2026-K7 --reason "retention period over" \\
      --authority "retention schedule, section 4" --confirm 2026-K7Q4MZ3
    """
    session = open_session(directory)
    number = session.workspace.find_case(case, whatever_state=True)
    destroys = state == "destroyed"
    if destroys and not dry_run:
        require_confirmation(number, confirm)
    key: SigningKey | None = None
    if reason or authority:
        # Asked before the workspace is held: nobody else waits for a passphrase.
        git = session.workspace.repo.git
        key = read_signing_key(find_signing_key(git, os.environ), ask_passphrase)
    with open_to_save(directory) as session:
        workspace = session.workspace
        loaded = workspace.load(number)
        is_bare = not list_remaining(workspace, loaded.case.path)
        if destroys and not dry_run and loaded.case.state == "destroyed" and is_bare:
            return _finish(session, loaded, workspace.version, how)
        told = {"--reason": (reason or "").strip(), "--authority": (authority or "").strip()}
        missing = [flag for flag, text in told.items() if not text]
        if missing or key is None:
            raise UsageFault(
                f"casekit expunge was not told: {', '.join(missing)}",
                hint="both are signed and kept; see: casekit expunge --help",
            )
        words = {"reason": told["--reason"], "authority": told["--authority"]}
        changes = draft_state(workspace, loaded, state, words, session.desk, session.book, key)
        if dry_run:
            return _show(number, state, changes, how)
        version = workspace.save(changes, session.version_moment)
        if destroys:
            return _finish(session, loaded, version, how)
    if how is Reply.JSON:
        write_json({"case": number, "state": state, "version": version, "remains": None})
    else:
        say(f"Saved, version {workspace.repo.short(version)}: {changes.summary}.")
    return 0


def _finish(session: Session, loaded: LoadedCase, version: str | None, how: Reply) -> int:
    number, folder = loaded.case.number, loaded.case.path
    try:
        remains = destroy_the_rest(session.workspace, loaded)
    except CasekitError as fault:
        raise NotFinished(number, fault) from fault
    if how is Reply.JSON:
        told = {
            "versions": remains.versions,
            "first_version": remains.first_version,
            "remotes": list(remains.remotes),
            "removed": list(remains.private),
            "key_destroyed": remains.key_was_here,
        }
        write_json({"case": number, "state": "destroyed", "version": version, "remains": told})
        return 0
    for line in describe_remains(number, folder, remains):
        say(clean(line))
    return 0


def _show(number: str, state: str, changes: ChangeSet, how: Reply) -> int:
    if how is Reply.JSON:
        write_json({"case": number, "state": state, "version": None, "remains": None})
        return 0
    say(f"To be saved: {changes.summary}." + (" These files would go:" if changes.removed else ""))
    for path in changes.removed:
        say(clean(f"  {path}"))
    talk("dry run: nothing was written")
    return 0
