"""`casekit render`: a document of a case as Markdown, a page for a browser, PDF or Word."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from casekit.casework.naming import choose_person, find_person
from casekit.cli.options import AsKnown, Directory, Since, Until
from casekit.cli.output import clean, finding_as_text, talk
from casekit.cli.rendering import Paper, Wish, Written, load_for_paper, write_document
from casekit.cli.session import Session, open_session, read_day
from casekit.documents.catalogue import NAMES, readers_of
from casekit.documents.projection import INSIDE
from casekit.documents.reading_level import say_level
from casekit.documents.request import Request
from casekit.documents.tongue import LANGUAGES
from casekit.errors import GitFault, NotFound, UsageFault
from casekit.model.records import Case
from casekit.records.schemas import suggest


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
    case, document = _read_words(what, every)
    session = open_session(directory, as_known=as_known)
    # What was protected since then is as secret on a page that tells of an earlier day.
    again = [open_session(directory)] if as_known is not None else []
    reader = audience or readers_of(document)[0]
    days = _read_day(since, session, "--since"), _read_day(until, session, "--until")
    wish = Wish(
        document,
        reader,
        Request((), record, *days),
        how,
        tuple(font_dir or ()),
        builtin_template,
        language,
    )
    if case is None:
        _refuse_about_one({"--child": child, "--of": record, "--explain": explain, "--to": to})
        from casekit.cli.render_all import render_all

        return render_all(session, again, wish, output)
    loaded = load_for_paper(session, case)
    wish = wish.about(*_find_children(loaded.case, child or ()))
    wish = wish._replace(receiver=_find_receiver(loaded.case, to))
    if explain:
        from casekit.cli.render_explained import explain_left_out

        return explain_left_out(session, loaded, wish)
    if how not in (Paper.MD, Paper.HTML) and (
        output is None or (output == "-" and sys.stdout.isatty())
    ):
        raise UsageFault(
            f"a {how.value.upper()} needs a file", hint=f"name one with -o FILE.{how.value}"
        )
    name = "" if output in (None, "-") else Path(str(output)).name
    written = write_document(session, loaded, wish, name, again)
    for notice in written.notices:
        talk(notice)
    if output in (None, "-"):
        sys.stdout.buffer.write(written.content)
        sys.stdout.buffer.flush()
        _tell_level(written)
        return 0
    _write(Path(str(output)), written.content)
    for finding in loaded.findings:
        talk(finding_as_text(finding))
    talk(f"wrote {output}")
    _tell_level(written)
    if reader not in INSIDE:
        talk("read it through before it leaves: no machine finds a secret in other words; then")
        talk(
            clean(
                f"casekit hand-over {loaded.case.number} --document {document} --audience {reader} "
                f'--content {written.digits} --given-to "{to or "..."}"'
            )
        )
    return 0


def _tell_level(written: Written) -> None:
    """How hard it reads, where it is for family or child; it stops nothing."""
    if written.level is not None:
        talk(clean(say_level(written.level)))


def _find_receiver(case: Case, said: str | None) -> str | None:
    """The id of somebody of the case, or the name of an office as it was typed."""
    if said is None:
        return None
    person, fault = find_person(said, case.people)
    if fault is None:
        return person
    _, message, hint = fault
    known = {to for r in case.facts("consent") for to in r.data["to"]}
    known |= {str(r.data.get("provider", "")) for r in case.facts("referral")}
    # Two of one name, or nearly the name of somebody: no office is meant, unless one is on file.
    is_near = hint is not None and hint.startswith("did you mean")
    if said not in known and (fault[0] == "PERSON-AMBIGUOUS" or is_near):
        raise NotFound(message, hint=hint)
    return said


def _read_words(words: Sequence[str], every: bool) -> tuple[str | None, str]:
    """The case, None for all of them, and the document that a command line names."""
    *cases, document = words
    if every and cases:
        raise UsageFault(
            "--all stands in the place of the case",
            hint=f"casekit render --all {document} -o DIR; of one case: "
            f"casekit render {cases[0]} {document}",
        )
    if not every and not cases:
        if document in NAMES:
            raise UsageFault(
                f"of which case is the {document} to be?",
                hint=f"casekit render CASE {document}; of each open case: "
                f"casekit render --all {document} -o DIR",
            )
        raise UsageFault(
            "which document of the case is it to be?", hint=f"one of: {', '.join(NAMES)}"
        )
    if len(cases) > 1:
        raise UsageFault(
            "a document is of one case", hint=f"of each open case: casekit render --all {document}"
        )
    if document not in NAMES:
        if cases and cases[0] in NAMES:
            raise UsageFault(
                "the case comes first, then the document",
                hint=f"casekit render {document} {cases[0]}",
            )
        raise UsageFault(
            f"there is no document `{document}`", hint=suggest(document, NAMES, "documents")
        )
    return (None if every else cases[0]), document


def _refuse_about_one(flags: Mapping[str, object]) -> None:
    for flag, said in flags.items():
        if said:
            raise UsageFault(f"{flag} is about one case, not about all", hint="leave it out")


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
