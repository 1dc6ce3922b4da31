"""`casekit render`: a document of a case as Markdown or PDF."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from casekit.casework.naming import choose_person
from casekit.cli.options import AsKnown, Directory, OneCase, Since, Until
from casekit.cli.output import finding_as_text, talk
from casekit.cli.rendering import Paper, Wish, choose_plan, load_for_paper, write_document
from casekit.cli.session import Session, open_session, read_day
from casekit.documents.catalogue import NAMES, PLANS, readers_of
from casekit.documents.request import Request
from casekit.documents.tongue import LANGUAGES
from casekit.errors import GitFault, UsageFault
from casekit.model.records import Case
from casekit.records.schemas import suggest


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return render


def render(
    case: OneCase,
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help=f"One of: {', '.join(NAMES)}.")
    ],
    how: Annotated[Paper, typer.Option("--format", help="md or pdf.")] = Paper.MD,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="- is standard output.")
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option(
            metavar="WHO",
            help="Who reads it: family, child, carer, court, provider, team or supervisor.",
        ),
    ] = None,
    child: Annotated[
        list[str] | None,
        typer.Option("--child", metavar="PERSON", help="Only about this child. May be repeated."),
    ] = None,
    record: Annotated[
        str | None,
        typer.Option(
            "--of", "--plan", metavar="ID", help="Which plan, review or referral, of several."
        ),
    ] = None,
    since: Since = None,
    until: Until = None,
    font_dir: Annotated[
        list[Path] | None,
        typer.Option("--font-dir", metavar="DIR", help="Fonts to use besides the built-in ones."),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            metavar="LANG",
            help=f"{', '.join(LANGUAGES)}; without it, what the agency usually writes in.",
        ),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option("--explain", help="Tell what is left out and who may read it; no document."),
    ] = False,
    builtin_template: Annotated[
        bool, typer.Option("--builtin-template", help="Pass over a template of the agency's own.")
    ] = False,
    as_known: AsKnown = None,
    directory: Directory = None,
) -> int:
    """Render a document as Markdown or PDF, with only what its reader may see.

    \b
    Example: casekit render 2026-K7 plan --format pdf -o plan.pdf
    """
    if document not in NAMES:
        raise UsageFault(
            f"there is no document `{document}`", hint=suggest(document, NAMES, "documents")
        )
    session = open_session(directory, as_known=as_known)
    loaded = load_for_paper(session, case)
    reader = audience or readers_of(document)[0]
    request = Request(
        _find_children(loaded.case, child or ()),
        record,
        _read_day(since, session, "--since"),
        _read_day(until, session, "--until"),
    )
    if explain:
        from casekit.cli.render_explained import explain_left_out

        if document not in PLANS:
            raise UsageFault("--explain tells of plans", hint="it is for plan and safety-plan")
        plan = choose_plan(loaded.case, document, record)
        return explain_left_out(loaded.case, plan, reader, session.workspace.schemas)
    if how is Paper.PDF and (output is None or (output == "-" and sys.stdout.isatty())):
        raise UsageFault("a PDF needs a file", hint="name one with -o FILE")
    name = "" if output in (None, "-") else Path(str(output)).name
    wish = Wish(document, reader, request, how, tuple(font_dir or ()), builtin_template, language)
    # What was protected since then is as secret on a page that tells of an earlier day.
    again = [open_session(directory)] if as_known is not None else []
    written = write_document(session, loaded, wish, name, again)
    for notice in written.notices:
        talk(notice)
    if output in (None, "-"):
        sys.stdout.buffer.write(written.content)
        sys.stdout.buffer.flush()
        return 0
    _write(Path(str(output)), written.content)
    for finding in loaded.findings:
        talk(finding_as_text(finding))
    talk(f"wrote {output}")
    return 0


def _find_children(case: Case, said: Sequence[str]) -> tuple[str, ...]:
    return tuple(choose_person(word, case.children) for word in said)


def _read_day(said: str | None, session: Session, flag: str) -> date | None:
    return read_day(said, session.workspace.agency.zone, flag) if said is not None else None


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise GitFault(
            f"{path} cannot be written: {fault.strerror}", hint="name another file with -o"
        ) from fault
