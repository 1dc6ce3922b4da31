"""`casekit fmt`: records in their canonical form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from casekit.cli.options import Directory, HowToAnswer, SomeCases
from casekit.cli.output import Format, clean, finding_as_text, say, talk, write_json
from casekit.cli.session import Session, open_session
from casekit.model.findings import Finding, hides_something
from casekit.records.formatting import format_document
from casekit.records.profile import read_document
from casekit.workspace.out_of_sight import list_readable
from casekit.workspace.workspace import make_modeline


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return fmt


def fmt(
    cases: SomeCases = None,
    only_look: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 when a file would change.")
    ] = False,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Write records in their canonical form: layout only, never a value or a comment.

    The files are changed in the working folder; nothing is saved as a version.

    \b
    Example: casekit fmt --check
    """
    session = open_session(directory)
    changed, findings = _format_cases(session, cases, only_look)
    if how is Format.JSON:
        write_json(
            {"changed": changed, "unreadable": [f.path for f in findings if hides_something([f])]}
        )
    else:
        for path in changed:
            say(clean(path))
    for finding in findings:
        talk(finding_as_text(finding))
    talk(f"{len(changed)} files {'would change' if only_look else 'changed'}")
    if hides_something(findings):
        return 4
    return 1 if only_look and changed else 0


def _format_cases(
    session: Session, cases: list[str] | None, only_look: bool
) -> tuple[list[str], list[Finding]]:
    workspace = session.workspace
    findings: list[Finding] = []
    if cases:
        numbers = [workspace.find_case(c) for c in cases]
    else:
        numbers, findings = list_readable(workspace)
    changed: list[str] = []
    for number in dict.fromkeys(numbers):
        paths = workspace.source.list_paths(workspace.folder_of(number))
        for path in (p for p in paths if p.endswith(".yaml")):
            before = workspace.source.read([path])[path]
            document = read_document(before, path)
            if document.findings or not isinstance(document.data, dict):
                findings.extend(document.findings)
                continue
            kind = str(document.data.get("schema", "")).removesuffix("/1")
            after = format_document(before, make_modeline(path, kind) if kind else None)
            if after != before:
                changed.append(path)
                if not only_look:
                    workspace.rewrite({path: after}, {path: before})
    return changed, findings
