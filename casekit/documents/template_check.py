"""An agency's templates tried out on the fictional sample cases, before a real document needs them.

Each is run as it would be, for each document that it is used for and each reader of that document.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from casekit.documents.agency_template import (
    MAX_WORD_BYTES,
    AgencyTemplates,
    find_agency_file,
    find_agency_templates,
    try_template,
    try_word_template,
)
from casekit.documents.catalogue import NAMES, OF_ONE_CHILD, PLANS, readers_of
from casekit.documents.faults import TemplateFault
from casekit.documents.making import make_page
from casekit.documents.request import Request
from casekit.documents.template_child import WEB
from casekit.documents.web_page import frame_body, mark_pictures
from casekit.documents.web_parts import read_web_parts
from casekit.documents.word_file import read_word_parts
from casekit.errors import NotFound, UsageFault
from casekit.model.records import Case
from casekit.records.schemas import SchemaSet
from casekit.resources import sample_cases_dir
from casekit.workspace.agency import Agency
from casekit.workspace.agency_file import load_agency
from casekit.workspace.loading import load_case
from casekit.workspace.sources import Source, WorkingFiles

MARKDOWN, WEB_PAGE, WORD = ".md.j2", ".html.j2", ".docx"
# A day after everything that the samples tell of.
THE_DAY = date(2026, 11, 20)


class Tried(NamedTuple):
    """What came of one template for one reader of one document."""

    document: str
    audience: str
    fault: TemplateFault | None = None
    # What it asked for and got nothing of, in every place where it asked.
    empty: tuple[str, ...] = ()


def find_documents(name: str, names: Sequence[str]) -> tuple[str, ...]:
    """The documents that a file of `templates/` is used for, beside the others; none for a part."""
    if name.endswith(WORD):
        return tuple(one for one in NAMES if f"{one}{WORD}" == name)
    ending = WEB_PAGE if name.endswith(WEB_PAGE) else MARKDOWN
    own = {one for one in NAMES if f"{one}{ending}" in names}
    form = {
        f"plan{ending}": PLANS,
        f"sheet{ending}": tuple(one for one in NAMES if one not in PLANS),
    }
    said = tuple(one for one in NAMES if f"{one}{ending}" == name)
    return said + tuple(one for one in form.get(name, ()) if one not in {*own, *said})


def try_out(source: Source, name: str, document: str, schemas: SchemaSet) -> Iterator[Tried]:
    """Run a template of a workspace on the richest sample of a document, for each of its readers.

    Raises TemplateFault where the file cannot be read as a template at all.
    """
    agency = content = None
    if name.endswith(WORD):
        content = find_agency_file(source, name, MAX_WORD_BYTES)
    else:
        agency = find_agency_templates(source, name)
    for audience in readers_of(document):
        page = find_page(document, audience, schemas)
        if page is None:
            continue
        try:
            if content is not None:
                made, empty = try_word_template(content, name, page)
                read_word_parts(made, name, f"templates/{name}")
            else:
                assert agency is not None
                empty = _try_text(agency, name, page)
        except TemplateFault as fault:
            yield Tried(document, audience, fault)
        else:
            yield Tried(document, audience, None, empty)


def _try_text(agency: AgencyTemplates, name: str, page: dict[str, Any]) -> tuple[str, ...]:
    if not name.endswith(WEB_PAGE):
        return try_template(agency, name, page)[1]
    marked, pictures = mark_pictures(page)
    body, empty = try_template(agency, name, marked, WEB)
    read_web_parts(frame_body(body, page, pictures), name, f"templates/{name}")
    return empty


def find_page(document: str, audience: str, schemas: SchemaSet) -> dict[str, Any] | None:
    """The page of the sample case that has most to tell; None where no sample has the document."""
    pages = []
    for agency, case in _load_samples(schemas):
        about = [(child.id,) for child in case.children] if document in OF_ONE_CHILD else [()]
        for children in about:
            try:
                made = make_page(
                    case,
                    document,
                    audience,
                    Request(children),
                    agency=agency,
                    schemas=schemas,
                    version="sample",
                    printed_on=THE_DAY,
                )
            except (NotFound, UsageFault):
                continue
            pages.append(made.page)
    return max(pages, key=lambda page: len(json.dumps(page)), default=None)


@cache
def _load_samples(schemas: SchemaSet) -> tuple[tuple[Agency, Case], ...]:
    found = []
    for folder in sorted(sample_cases_dir().iterdir()):
        if not (folder / "agency.yaml").is_file():
            continue
        source = WorkingFiles(folder)
        agency = load_agency(source, schemas)
        for place in sorted(source.list_cases()):
            contents = source.read(source.list_paths(place))
            number = place.rpartition("/")[2]
            found.append((agency, load_case(number, place, contents, schemas, agency.zone).case))
    return tuple(found)
