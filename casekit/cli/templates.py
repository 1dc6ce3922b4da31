"""`casekit templates`: the agency's own document templates, each tried out on sample cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from casekit.cli.options import AsKnown, Directory
from casekit.cli.output import finding_as_text, say, talk
from casekit.cli.progress import show_progress
from casekit.cli.session import open_session
from casekit.documents.agency_template import FOLDER, list_agency_templates
from casekit.documents.catalogue import NAMES
from casekit.documents.faults import TemplateFault
from casekit.documents.template_check import (
    MARKDOWN,
    WEB_PAGE,
    WORD,
    Tried,
    find_documents,
    try_out,
)
from casekit.model.faults import explain_fault
from casekit.records.schemas import SchemaSet, suggest
from casekit.workspace.sources import Source

# So many take a few seconds.
_LONG = 5


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return templates


def templates(as_known: AsKnown = None, directory: Directory = None) -> int:
    """Try out the agency's own document templates, each for every reader of its documents.

    They are run on the fictional cases that come with casekit. What a template asks for and no page
    has is told with its line; what is empty for a reader may be withheld from that reader.

    \b
    Example: casekit templates
    """
    session = open_session(directory, as_known=as_known)
    workspace = session.workspace
    names = list_agency_templates(workspace.source)
    if not names:
        talk(f"the agency has no templates of its own in {FOLDER}/")
        return 0
    failed = False
    for name in show_progress(names, len(names), "Trying out templates", _LONG):
        documents = find_documents(name, names)
        if not documents:
            _tell_unused(name)
            continue
        say(f"{FOLDER}/{name}: {', '.join(documents)}")
        tried = _try_all(workspace.source, name, documents, workspace.schemas)
        failed = _tell(tried, documents) or failed
    return 4 if failed else 0


def _try_all(
    source: Source, name: str, documents: Sequence[str], schemas: SchemaSet
) -> Sequence[Tried]:
    try:
        return [one for each in documents for one in try_out(source, name, each, schemas)]
    except TemplateFault as fault:
        return [Tried(documents[0], "every reader", fault)]


def _tell_unused(name: str) -> None:
    if name.endswith((WORD, MARKDOWN, WEB_PAGE)):
        known = name.removesuffix(WORD).removesuffix(MARKDOWN).removesuffix(WEB_PAGE)
        hint = suggest(known, NAMES, "documents")
        say(f"{FOLDER}/{name}: no document is called so; {hint}")
    else:
        say(f"{FOLDER}/{name}: a part for the others")


def _tell(tried: Sequence[Tried], documents: Sequence[str]) -> bool:
    """Say what came of a template; whether it has a fault."""
    faults: dict[tuple[str, int], tuple[TemplateFault, list[Tried]]] = {}
    for one in tried:
        if one.fault is not None:
            key = one.fault.message, one.fault.line or 0
            faults.setdefault(key, (one.fault, []))[1].append(one)
    for fault, met in faults.values():
        for finding in explain_fault(fault, FOLDER):
            say(finding_as_text(finding))
        say(f"  for {_name_readers(met, documents)}")
    fits = [one for one in tried if one.fault is None]
    if fits:
        say(f"  fits {_name_readers(fits, documents)}")
    for document in documents:
        mine = [one for one in fits if one.document == document]
        always = set.intersection(*(set(one.empty) for one in mine)) if mine else set()
        about = f"{document}, " if len(documents) > 1 else ""
        for one in mine:
            less = [field for field in one.empty if field not in always]
            if less:
                say(f"  {about}{one.audience}: empty there: {', '.join(less)}")
        if always:
            say(f"  {about}every reader: empty in the sample: {', '.join(sorted(always))}")
    return bool(faults)


def _name_readers(met: Iterable[Tried], documents: Sequence[str]) -> str:
    if len(documents) == 1:
        return ", ".join(dict.fromkeys(one.audience for one in met))
    of: dict[str, list[str]] = {}
    for one in met:
        of.setdefault(one.document, []).append(one.audience)
    return "; ".join(f"{name}: {', '.join(readers)}" for name, readers in of.items())
