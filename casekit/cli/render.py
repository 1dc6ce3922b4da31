"""`casekit render`: a document of a case as Markdown, a page for a browser, PDF or Word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from casekit.cli.options import AsKnown, Directory, Since, Until
from casekit.cli.render_ask import RenderAsk, answer_render
from casekit.cli.rendering import Paper
from casekit.documents.catalogue import NAMES
from casekit.documents.tongue import LANGUAGES


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return render


def render(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="[CASE] DOCUMENT",
            help="The case number, or its start, unless --all stands in its place; then one of: "
            f"{', '.join(NAMES)}.",
        ),
    ],
    every: Annotated[
        bool, typer.Option("--all", help="Of each open case; -o names the folder for them.")
    ] = False,
    how: Annotated[
        Paper, typer.Option("--format", help="html: for a browser; docx: by your own template.")
    ] = Paper.MD,
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="- is standard output."),
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option(
            metavar="WHO",
            help="Who reads it: family, child, carer, court, provider, team or supervisor.",
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="WHO", help="A copy for this person or office alone."),
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
        typer.Option("--explain", help="Tell what is left out, and by which rule; no document."),
    ] = False,
    builtin_template: Annotated[
        bool, typer.Option("--builtin-template", help="Pass over a template of the agency's own.")
    ] = False,
    as_known: AsKnown = None,
    directory: Directory = None,
) -> int:
    """Render a document as Markdown, HTML, PDF or Word, with only what its reader may see.

    \b
    Example: casekit render 2026-K7 plan --format pdf -o plan.pdf
             casekit render --all court-report --format pdf -o reports/
    """
    return answer_render(
        RenderAsk(
            what,
            every=every,
            how=how,
            output=output,
            audience=audience,
            to=to,
            children=child,
            record=record,
            since=since,
            until=until,
            font_dirs=font_dir,
            language=language,
            explain=explain,
            builtin_template=builtin_template,
            as_known=as_known,
            directory=directory,
        )
    )
