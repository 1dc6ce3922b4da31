"""Making one document, up to the last look: what `casekit render` does for one case and for all."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from casekit.cli.output import count
from casekit.cli.secrets_elsewhere import list_elsewhere
from casekit.cli.session import Session
from casekit.documents.agency_template import (
    FOLDER,
    MAX_WORD_BYTES,
    AgencyTemplates,
    find_agency_file,
    find_agency_templates,
    run_word_template,
)
from casekit.documents.catalogue import PLANS, Made
from casekit.documents.faults import NoWordTemplate
from casekit.documents.last_look import read_markdown_parts, read_pdf_parts, refuse_leaks
from casekit.documents.making import list_classes_kept, make_page
from casekit.documents.projection import project
from casekit.documents.reading_level import ReadingLevel, read_level
from casekit.documents.request import Request
from casekit.documents.tongue import choose_tongue
from casekit.documents.withheld import Sealed, list_withheld
from casekit.errors import LibraryMissing, Unreadable
from casekit.model.records import Case
from casekit.workspace.loading import LoadedCase

_OWN = "with the agency's own template"


class Paper(StrEnum):
    """The form of a document."""

    MD = "md"
    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"


class Wish(NamedTuple):
    """Which document, for whom, about what, and on what paper."""

    name: str
    audience: str
    request: Request
    paper: Paper
    font_dirs: tuple[Path, ...] = ()
    builtin_template: bool = False
    # Without one, the language that the agency usually writes in.
    language: str | None = None
    # The one who gets this copy, where it is for one alone: somebody of the case, or an office.
    receiver: str | None = None
    # Of every case: the history is read once for all of them.
    is_one_of_many: bool = False

    def about(self, *children: str) -> Wish:
        """The same about these children only; about all of them without any."""
        return self._replace(request=self.request._replace(children=children))

    def of(self, record: str) -> Wish:
        """The same of one record."""
        return self._replace(request=self.request._replace(record=record))


class Written(NamedTuple):
    """A finished document, and what whoever renders it must know and its reader must not.

    `digits` are those behind the word content in its foot.
    """

    content: bytes
    notices: tuple[str, ...]
    digits: str
    # How hard it reads, or why that is not measured; None where it is for no family and no child.
    level: ReadingLevel | str | None


def load_for_paper(session: Session, number: str) -> LoadedCase:
    """A case that can be read whole: half a case could leave out what keeps a child safe.

    Raises NotFound, Unreadable.
    """
    loaded = session.workspace.load(session.workspace.find_case(number))
    errors = [f for f in loaded.findings if f.severity == "error"]
    if errors:
        raise Unreadable("the case has records that cannot be read; nothing was written", errors)
    return loaded


def make_for(session: Session, loaded: LoadedCase, wish: Wish) -> Made:
    """The page of a document before it is on any paper; raises what make_page raises."""
    workspace = session.workspace
    return make_page(
        loaded.case,
        wish.name,
        wish.audience,
        wish.request,
        agency=workspace.agency,
        schemas=workspace.schemas,
        version=workspace.repo.short(workspace.version) if workspace.version else "",
        printed_on=session.today,
        tongue=choose_tongue(workspace.agency.languages, wish.language),
        receiver=wish.receiver,
    )


def write_document(
    session: Session, loaded: LoadedCase, wish: Wish, name: str, again: Sequence[Session] = ()
) -> Written:
    """Write a document and search it for what its reader may not see; `name` is that of its file.

    `again` are sessions of other moments, whose secrets are secrets here too. Raises what making
    it raises, and WithheldFound.
    """
    made = make_for(session, loaded, wish)
    page, notices = made.page, made.notices
    template = "plan" if wish.name in PLANS else "sheet"
    if wish.paper is Paper.PDF:
        from casekit.documents.pdf import render_pdf

        content = render_pdf(
            page,
            printed_at=session.now,
            template=f"{template}.typ",
            font_dirs=wish.font_dirs,
            names=[n for person in loaded.case.people for n in (person.name, person.called)],
        )
        parts = read_pdf_parts(content, name)
    elif wish.paper is Paper.DOCX:
        from casekit.documents.word_file import read_word_parts

        own = f"{wish.name}.docx"
        content = run_word_template(find_word_template(session, wish), own, page)
        parts = read_word_parts(content, name, f"{FOLDER}/{own}")
        notices += (_OWN,)
    else:
        agency, own = _find_template(session, wish, template)
        if wish.paper is Paper.HTML:
            from casekit.documents.web_page import render_web_document
            from casekit.documents.web_parts import read_web_parts

            text = render_web_document(page, template=own, agency=agency)
            parts = read_web_parts(text, name, f"{FOLDER}/{own}")
        else:
            from casekit.documents.markdown import render_markdown

            text = render_markdown(page, template=own, agency=agency)
            parts = read_markdown_parts(text, name)
        content = text.encode("utf-8")
        notices += (_OWN,) if agency is not None else ()
    notices += _look_once_more(parts, page, loaded, wish, session)
    for other in again:
        now = other.workspace.load(loaded.case.number)
        _look_once_more(parts, page, now, wish, other)
    tongue = choose_tongue(session.workspace.agency.languages, wish.language)
    level = read_level(page, wish.audience, tongue)
    return Written(content, notices, str(page["content"]), level)


def _find_template(
    session: Session, wish: Wish, template: str
) -> tuple[AgencyTemplates | None, str]:
    """The agency's template for this very document, or for all of its form; else ours."""
    ending = f"{wish.paper.value}.j2"
    names = dict.fromkeys((f"{wish.name}.{ending}", f"{template}.{ending}"))
    if not wish.builtin_template:
        for name in names:
            agency = find_agency_templates(session.workspace.source, name)
            if agency is not None:
                return agency, name
    return None, f"{template}.{ending}"


def find_word_template(session: Session, wish: Wish) -> bytes:
    """The agency's Word template for this document.

    Raises NoWordTemplate, TemplateFault, and LibraryMissing where Word is not to be had here.
    """
    import importlib.util

    if importlib.util.find_spec("docxtpl") is None:
        raise LibraryMissing("docx", "docxtpl", "office")
    name = f"{wish.name}.docx"
    found = find_agency_file(session.workspace.source, name, MAX_WORD_BYTES)
    if found is None:
        raise NoWordTemplate(wish.name, f"{FOLDER}/{name}")
    return found


def _look_once_more(
    parts: Mapping[str, str],
    page: Mapping[str, Any],
    loaded: LoadedCase,
    wish: Wish,
    session: Session,
) -> tuple[str, ...]:
    """Search the finished document for everything that its reader may not see."""
    workspace, case, audience = session.workspace, loaded.case, wish.audience
    opened, left = _open_sealed(case, session)
    alone = wish.receiver if wish.receiver and case.person(wish.receiver) else None
    kept = list_classes_kept(case, wish.receiver, session.today)
    see = partial(project, audience=audience, schemas=workspace.schemas, without=kept)
    withheld = list_withheld(
        case,
        audience=audience,
        schemas=workspace.schemas,
        staff=workspace.agency.staff,
        opened=opened,
        without=kept,
        person=alone,
        document=wish.name,
    )
    withheld += list_elsewhere(
        session,
        case,
        audience,
        wish.name,
        person=alone,
        among_all=wish.is_one_of_many,
        without=kept,
    )
    # Who was taken back from the file may be the very person that nobody is to name, and so may
    # somebody whose own file is kept from this reader.
    names = [
        str(seen[key])
        for person in case.people
        for seen in [see(person.data, "person")]
        for key in ("name", "called")
        if key in seen
    ]
    known = [*names, *(w.name for w in workspace.agency.staff)]
    refuse_leaks(parts, page, withheld, known, loaded, audience, wish.name)
    if not left:
        return ()
    return (
        f"not looked for, because you cannot open them: {count(left, 'sealed value')}",
        "let somebody who can open them render the copy that leaves the agency",
    )


def _open_sealed(case: Case, session: Session) -> tuple[tuple[Sealed, ...], int]:
    if case.sealing_key is None:
        return (), 0
    from casekit.casework.unsealing import open_to_look_for

    opened, left = open_to_look_for(session.workspace, case, session.desk, os.environ)
    return tuple(Sealed(*one) for one in opened), left
