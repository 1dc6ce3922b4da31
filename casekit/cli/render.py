"""`casekit render`: a plan as Markdown or PDF."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from casekit.cli.options import AsKnown, Directory, OneCase
from casekit.cli.output import count, finding_as_text, talk
from casekit.cli.session import Session, open_session
from casekit.documents.agency_template import find_agency_templates
from casekit.documents.last_look import read_markdown_parts, read_pdf_parts, refuse_leaks
from casekit.documents.markdown import TEMPLATE, render_markdown
from casekit.documents.plan_page import build_plan_page
from casekit.documents.withheld import Sealed, list_withheld
from casekit.errors import GitFault, NotFound, Unreadable, UsageFault
from casekit.model.plans import plans_in_force
from casekit.model.records import Case, Record
from casekit.workspace.loading import LoadedCase


class Document(StrEnum):
    """What can be rendered."""

    PLAN = "plan"
    SAFETY_PLAN = "safety-plan"


class Paper(StrEnum):
    """The form of a document."""

    MD = "md"
    PDF = "pdf"


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return render


def render(
    case: OneCase,
    document: Annotated[Document, typer.Argument(metavar="DOCUMENT", help="plan or safety-plan.")],
    how: Annotated[Paper, typer.Option("--format", help="md or pdf.")] = Paper.MD,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="- is standard output.")
    ] = None,
    plan: Annotated[
        str | None, typer.Option("--plan", metavar="ID", help="Which, when there are several.")
    ] = None,
    audience: Annotated[
        str, typer.Option(help="Who will read it: family, child, team, carer, court.")
    ] = "family",
    font_dir: Annotated[
        list[Path] | None,
        typer.Option("--font-dir", metavar="DIR", help="Fonts to use besides the built-in ones."),
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
    """Render a plan as Markdown or PDF, with only what its reader may see.

    \b
    Example: casekit render 2026-K7 plan --format pdf -o plan.pdf
    """
    session = open_session(directory, as_known=as_known)
    workspace = session.workspace
    loaded = workspace.load(workspace.find_case(case))
    errors = [f for f in loaded.findings if f.severity == "error"]
    if errors:
        # A plan printed from half a case could leave out what keeps a child safe.
        raise Unreadable("the case has records that cannot be read; nothing was written", errors)
    record = _choose(loaded.case, document, plan)
    if explain:
        from casekit.cli.render_explained import explain_left_out

        return explain_left_out(loaded.case, record, audience, workspace.schemas)
    page = build_plan_page(
        loaded.case,
        record.id,
        audience=audience,
        schemas=workspace.schemas,
        agency_name=workspace.agency.name,
        workers={w.id: w.name for w in workspace.agency.staff},
        version=workspace.repo.short(workspace.version) if workspace.version else "not saved",
        printed_on=session.today,
    )
    name = "" if output in (None, "-") else Path(str(output)).name
    if how is Paper.PDF:
        from casekit.documents.pdf import render_pdf

        if output is None or (output == "-" and sys.stdout.isatty()):
            raise UsageFault("a PDF needs a file", hint="name one with -o FILE")
        content = render_pdf(page, printed_at=session.now, font_dirs=tuple(font_dir or ()))
        parts = read_pdf_parts(content, name)
    else:
        agency = None
        if not builtin_template:
            agency = find_agency_templates(workspace.source, TEMPLATE)
        text = render_markdown(page, agency=agency)
        content, parts = text.encode("utf-8"), read_markdown_parts(text, name)
        if agency is not None:
            talk("with the agency's own template")
    _look_once_more(parts, page, loaded, audience, session)
    if as_known is not None:
        # What was protected since then is as secret on a page that tells of an earlier day.
        today = open_session(directory)
        now = today.workspace.load(loaded.case.number)
        _look_once_more(parts, page, now, audience, today)
    if output in (None, "-"):
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return 0
    _write(Path(str(output)), content)
    for finding in loaded.findings:
        talk(finding_as_text(finding))
    talk(f"wrote {output}")
    return 0


def _look_once_more(
    parts: Mapping[str, str],
    page: Mapping[str, Any],
    loaded: LoadedCase,
    audience: str,
    session: Session,
) -> None:
    """Search the finished document for everything that its reader may not see."""
    workspace, case = session.workspace, loaded.case
    opened, left = _open_sealed(case, session)
    withheld = list_withheld(
        case,
        audience=audience,
        schemas=workspace.schemas,
        staff=workspace.agency.staff,
        opened=opened,
    )
    # Who was taken back from the file may be the very person that nobody is to name.
    names = [name for p in case.people for name in (p.name, p.called)]
    known = [*names, *(w.name for w in workspace.agency.staff)]
    refuse_leaks(parts, page, withheld, known, loaded, audience)
    if left:
        talk(f"not looked for, because you cannot open them: {count(left, 'sealed value')}")
        talk("let somebody who can open them render the copy that leaves the agency")


def _open_sealed(case: Case, session: Session) -> tuple[tuple[Sealed, ...], int]:
    if case.sealing_key is None:
        return (), 0
    from casekit.casework.unsealing import open_to_look_for

    opened, left = open_to_look_for(session.workspace, case, session.desk, os.environ)
    return tuple(Sealed(*one) for one in opened), left


def _choose(case: Case, document: Document, wanted: str | None) -> Record:
    safety = document is Document.SAFETY_PLAN
    if wanted is not None:
        found = [r for r in case.facts("plan") if r.id == wanted or r.id.endswith(wanted)]
    else:
        plans = [p for p in plans_in_force(case) if (p.data["kind"] == "safety") == safety]
        # Without one in force, the newest is what people mean: the plan as it last was.
        newest = [p for p in case.facts("plan") if (p.data["kind"] == "safety") == safety][-1:]
        found = plans[-1:] or newest
    if len(found) != 1:
        raise NotFound(
            f"case {case.number} has no {document.value.replace('-', ' ')}"
            + (f" `{wanted}`" if wanted else ""),
            hint=f"plans of the case: {', '.join(r.id for r in case.facts('plan')) or 'none'}",
        )
    return found[0]


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as fault:
        raise GitFault(
            f"{path} cannot be written: {fault.strerror}", hint="name another file with -o"
        ) from fault
