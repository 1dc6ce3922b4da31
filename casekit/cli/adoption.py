"""`casekit adoption`: the adopted child's own case, in another workspace, and the sealed link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from casekit.casework.adopting import Side, draft_adoption, refuse_one_workspace
from casekit.casework.drafting import Recorded
from casekit.cli.options import Directory, OneCase
from casekit.cli.output import clean, say, talk, write_json
from casekit.cli.recorder import Reply
from casekit.cli.recording import Answer, DryRun
from casekit.cli.session import Session, load_whole, open_session, open_to_save
from casekit.errors import CasekitError, UsageFault


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return adoption


def adoption(
    case: OneCase,
    child: Annotated[
        str | None, typer.Option("--child", metavar="CHILD", help="The child that was adopted.")
    ] = None,
    into: Annotated[
        Path | None,
        typer.Option("--into", metavar="DIR", help="The workspace for restricted cases."),
    ] = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="The child's name from now on.")
    ] = None,
    called: Annotated[
        str | None, typer.Option("--called", metavar="NAME", help="What the child is called.")
    ] = None,
    how: Answer = Reply.TEXT,
    dry_run: DryRun = False,
    directory: Directory = None,
) -> int:
    """An adopted child gets a restricted case of its own, in a workspace that few may read.

    Only a sealed link joins the two cases; nothing that tells of the birth family goes along.

    \b
    Example: casekit adoption 2026-K7 --child Sam --into DIR --name "S. Example"
    """
    asked = {"--child": child, "--into": into, "--name": name}
    missing = [option for option, given in asked.items() if not given]
    if missing or child is None or into is None or name is None:
        raise UsageFault(
            f"casekit adoption was not told: {', '.join(missing)}",
            hint="see: casekit adoption --help",
        )
    with open_to_save(directory) as here:
        loaded = load_whole(here, case)
        refuse_one_workspace(here.workspace, open_session(into).workspace)
        with open_to_save(into) as there:
            made = draft_adoption(
                Side(here.workspace, here.desk),
                Side(there.workspace, there.desk),
                loaded,
                child,
                name,
                called,
            )
            if dry_run:
                return _show(made.there, made.here, there, here)
            # The case first: a link to it is of no use without it.
            _keep(made.there)
            new_version = there.workspace.save(made.there.changes, there.version_moment)
        try:
            _keep(made.here)
            version = here.workspace.save(made.here.changes, here.version_moment)
        except CasekitError as fault:
            fault.hint = (
                f"case {made.number} was saved in {into} and is not linked; take that back before "
                f"you run this again: git -C {into} revert {new_version[:7]}"
            )
            raise
    if how is Reply.JSON:
        write_json(
            {
                "case": loaded.case.number,
                "version": version,
                "records": list(made.here.records),
                "adopted": {"case": made.number, "version": new_version},
            }
        )
        return 0
    say(f"Saved there, version {new_version[:7]}: case {made.number}, restricted.")
    say(f"Saved here, version {here.workspace.repo.short(version)}: {made.here.changes.summary}.")
    say("Which case it is, is sealed on both sides; who may know reads it with: casekit unseal")
    say(f"Next: casekit close {loaded.case.number} --reason adopted")
    return 0


def _keep(done: Recorded) -> None:
    if done.key_write is not None:
        done.key_write.keep()


def _show(there: Recorded, here: Recorded, new: Session, old: Session) -> int:
    for done, session in ((there, new), (here, old)):
        for path, content in session.workspace.plan_writes(done.changes).items():
            say(f"--- {path}")
            say(clean(content.decode("utf-8").rstrip("\n"), keep_lines=True))
    talk("dry run: nothing was written")
    return 0
