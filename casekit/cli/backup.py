"""`casekit backup`: the whole history in one file, and the drill that proves it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.options import Directory, HowToAnswer
from casekit.cli.output import (
    Format,
    clean,
    count,
    finding_as_data,
    finding_as_text,
    say,
    talk,
    write_json,
    write_rows,
)
from casekit.cli.session import open_schemas
from casekit.errors import UsageFault
from casekit.model.findings import judge_findings
from casekit.oversight.backup import Backup, drill_backup, make_backup
from casekit.oversight.drill import Reference
from casekit.workspace.workspace import NotAWorkspace, open_repository


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return backup


def backup(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The backup, outside the workspace.")],
    drill: Annotated[
        bool, typer.Option("--drill", help="Write nothing: restore FILE aside, and compare.")
    ] = False,
    keys: Annotated[
        str | None,
        typer.Option("--keys", metavar="KEYFILE", help="A copy of the sealing keys, too."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="FILE and KEYFILE may be there already.")
    ] = False,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Save the whole history in one file, restore it aside at once, and compare.

    Every branch, tag and saved version is in it; edits that are in no version are not. Whoever has
    the file can read everything in it, save what is sealed: keep the keys apart from it.

    \b
    Example: casekit backup /media/stick/all.bundle --keys /media/other/keys.tar
      casekit backup --drill /media/stick/all.bundle
    """
    target, keys_target = _name_file(file), None if keys is None else _name_file(keys)
    start = directory if directory is not None else Path.cwd()
    if drill:
        if replace:
            raise UsageFault("a drill writes nothing, so there is nothing to replace")
        try:
            repo = open_repository(start, os.environ)
        except NotAWorkspace:
            repo = None
        made = drill_backup(target, keys_target, os.environ, open_schemas(), repo)
    else:
        repo = open_repository(start, os.environ)
        made = make_backup(repo, target, keys_target, os.environ, open_schemas(), replace=replace)
    _tell(made, target, drill, how)
    return judge_findings(made.findings)


def _name_file(text: str) -> Path:
    if text in ("", "-"):
        raise UsageFault("a backup needs a file", hint="name one; it is tried out before it counts")
    return Path(text).absolute()


def _tell(made: Backup, target: Path, drill: bool, how: Format) -> None:
    found = made.drill
    if how is Format.JSON:
        write_json(
            {
                "file": str(target),
                "written": not drill,
                "bytes": made.size,
                "references": [_as_data(r) for r in found.references],
                "versions": found.versions,
                "cases": len(found.cases),
                "records": found.records,
                "newest": _as_data(found.newest) if found.newest else None,
                "behind": found.behind,
                "keys_here": made.keys_here,
                "keys_copied": made.keys_copied,
                "findings": [finding_as_data(f) for f in made.findings],
            }
        )
        return
    if how is not Format.TEXT:
        columns = ("name", "version", "when")
        write_rows([_as_data(r) for r in found.references], columns, how)
        for finding in made.findings:
            talk(finding_as_text(finding))
        return
    for reference in found.references:
        shown = f"{reference.version[:7]}  {reference.when:%Y-%m-%d %H:%M} UTC  {reference.name}"
        say(clean(shown))
    for finding in made.findings:
        say(finding_as_text(finding))
    _sum_up(made, target, drill)


def _sum_up(made: Backup, target: Path, drill: bool) -> None:
    found = made.drill
    talk(
        clean(
            f"{'Restored aside' if drill else 'Saved, and restored aside'}: {target}, "
            f"{count(found.versions, 'version')}, {count(len(found.cases), 'case')}, "
            f"{count(found.records, 'record')}, {made.size:,} bytes"
        )
    )
    if found.newest is not None:
        newest = f"{found.newest.version[:7]} of {found.newest.when:%Y-%m-%d %H:%M} UTC"
        talk(f"The newest version in it is {newest}{_say_behind(found.behind)}.")
    if made.keys_here and not made.keys_copied:
        talk(
            f"It leaves {count(made.keys_here, 'sealing key')} out: without a copy, what is "
            "sealed cannot be read again. Add --keys KEYFILE, and keep that file apart from this."
        )


def _say_behind(behind: int | None) -> str:
    if behind is None:
        return ""
    if behind == 0:
        return ", which is the newest of this workspace too"
    return f", {count(behind, 'version')} behind this workspace"


def _as_data(reference: Reference) -> dict[str, str]:
    return {
        "name": reference.name,
        "version": reference.version,
        "when": reference.when.isoformat(timespec="seconds"),
    }
