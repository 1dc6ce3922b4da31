"""Answering `casekit render`, once its words are understood."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from casekit.casework.naming import choose_person, find_person
from casekit.cli.output import clean, finding_as_text, talk
from casekit.cli.rendering import Paper, Wish, Written, load_for_paper, write_document
from casekit.cli.session import Session, open_session, read_day
from casekit.documents.catalogue import NAMES, readers_of
from casekit.documents.projection import INSIDE
from casekit.documents.reading_level import say_level
from casekit.documents.request import Request
from casekit.errors import GitFault, NotFound, UsageFault
from casekit.model.records import Case
from casekit.records.schemas import suggest


class RenderAsk(NamedTuple):
    """What was typed behind `casekit render`."""

    what: list[str]
    every: bool = False
    how: Paper = Paper.MD
    output: str | None = None
    audience: str | None = None
    to: str | None = None
    children: list[str] | None = None
    record: str | None = None
    since: str | None = None
    until: str | None = None
    font_dirs: list[Path] | None = None
    language: str | None = None
    explain: bool = False
    builtin_template: bool = False
    as_known: str | None = None
    directory: Path | None = None


def answer_render(ask: RenderAsk) -> int:
    """Write the document, and give the exit code."""
    case, document = _read_words(ask.what, ask.every)
    session = open_session(ask.directory, as_known=ask.as_known)
    # What was protected since then is as secret on a page that tells of an earlier day.
    again = [open_session(ask.directory)] if ask.as_known is not None else []
    reader = ask.audience or readers_of(document)[0]
    days = _read_day(ask.since, session, "--since"), _read_day(ask.until, session, "--until")
    wish = Wish(
        document,
        reader,
        Request((), ask.record, *days),
        ask.how,
        tuple(ask.font_dirs or ()),
        ask.builtin_template,
        ask.language,
    )
    if case is None:
        _refuse_about_one(
            {"--child": ask.children, "--of": ask.record, "--explain": ask.explain, "--to": ask.to}
        )
        from casekit.cli.render_all import render_all

        return render_all(session, again, wish, ask.output)
    loaded = load_for_paper(session, case)
    wish = wish.about(*_find_children(loaded.case, ask.children or ()))
    wish = wish._replace(receiver=_find_receiver(loaded.case, ask.to))
    if ask.explain:
        from casekit.cli.render_explained import explain_left_out

        return explain_left_out(session, loaded, wish)
    if ask.how not in (Paper.MD, Paper.HTML) and (
        ask.output is None or (ask.output == "-" and sys.stdout.isatty())
    ):
        raise UsageFault(
            f"a {ask.how.value.upper()} needs a file", hint=f"name one with -o FILE.{ask.how.value}"
        )
    name = "" if ask.output in (None, "-") else Path(str(ask.output)).name
    written = write_document(session, loaded, wish, name, again)
    for notice in written.notices:
        talk(notice)
    if ask.output in (None, "-"):
        sys.stdout.buffer.write(written.content)
        sys.stdout.buffer.flush()
        _tell_level(written)
        return 0
    _write(Path(str(ask.output)), written.content)
    for finding in loaded.findings:
        talk(finding_as_text(finding))
    talk(f"wrote {ask.output}")
    _tell_level(written)
    if reader not in INSIDE:
        talk("read it through before it leaves: no machine finds a secret in other words; then")
        talk(
            clean(
                f"casekit hand-over {loaded.case.number} --document {document} --audience {reader} "
                f'--content {written.digits} --given-to "{ask.to or "..."}"'
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
