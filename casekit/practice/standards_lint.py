"""The lint over the packs of an agency, over those that ship, and over files being written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from casekit.errors import NotFound, Unreadable
from casekit.model.findings import Finding
from casekit.records.document import Document
from casekit.records.profile import read_document
from casekit.records.schemas import SchemaSet
from casekit.records.validation import find_faults
from casekit.standards.linting import lint_packs
from casekit.standards.packs import (
    ALWAYS_IN_FORCE,
    list_pack_files,
    list_packs,
    load_editions,
    show_name,
)
from casekit.standards.vocabulary import Vocabulary
from casekit.workspace.workspace import Workspace

KIND = "standards-pack"


def lint_in_force(workspace: Workspace) -> tuple[Finding, ...]:
    """All packs in force in a workspace, the agency's own included."""
    return _lint(_in_force(workspace), workspace, workspace.schemas, about=None)


def lint_own(workspace: Workspace) -> tuple[Finding, ...]:
    """What is wrong with the agency's own standards, also against the packs that it uses."""
    own = workspace.read_standards()
    if not own:
        return ()
    about = frozenset(document.path for document in own)
    return _lint(_in_force(workspace), workspace, workspace.schemas, about)


def lint_shipped(schemas: SchemaSet) -> tuple[Finding, ...]:
    """All packs that ship, each by itself: agencies of two places share no rules."""
    found: list[Finding] = []
    for pack in (*list_packs(), ALWAYS_IN_FORCE):
        found.extend(_lint(list(_read_shipped(pack, schemas)), None, schemas, None))
    return tuple(found)


def lint_named(
    names: Sequence[str], workspace: Workspace | None, schemas: SchemaSet, start: Path
) -> tuple[Finding, ...]:
    """Files, or packs by their id, together; `start` is the folder that file names begin at.

    In a workspace also against the other packs in force there. Raises NotFound and Unreadable.
    """
    documents: list[Document] = []
    for name in names:
        documents.extend(_read_named(name, workspace, schemas, start))
    about = frozenset(document.path for document in documents)
    ids = {_pack_of(document) for document in documents}
    others = [d for d in _in_force(workspace) if _pack_of(d) not in ids] if workspace else []
    return _lint([*documents, *others], workspace, schemas, about)


def is_file_name(name: str) -> bool:
    """Whether somebody means a file and not the id of a pack."""
    return name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name


def read_pack_file(path: Path, shown: str, schemas: SchemaSet) -> Document:
    """Read the file of a pack with its faults of form; raises NotFound, Unreadable."""
    try:
        content = path.read_bytes()
    except FileNotFoundError as fault:
        raise NotFound(f"there is no file {shown}", hint="name a pack's file or its id") from fault
    except OSError as fault:
        raise Unreadable(f"{shown} cannot be read: {fault.strerror}", path=shown) from fault
    document = read_document(content, shown)
    if document.findings or document.data is None:
        return document
    faults = find_faults(document.data, KIND, schemas, document.locate, shown, document.locate_key)
    return Document(shown, document.text, document.data, faults, document.outline)


def _lint(
    documents: Sequence[Document],
    workspace: Workspace | None,
    schemas: SchemaSet,
    about: frozenset[str] | None,
) -> tuple[Finding, ...]:
    """Lint the documents together, and give what is told of those that are asked `about`."""
    places = {c.pack: c.places for c in workspace.agency.standards} if workspace else {}
    found = lint_packs(documents, Vocabulary(schemas), places, _shipped_ids)
    return tuple(f for f in found if about is None or f.path in about)


def _shipped_ids() -> frozenset[str]:
    return frozenset(
        rule.id
        for pack in (*list_packs(), ALWAYS_IN_FORCE)
        for edition in load_editions(pack)
        for rule in edition.rules
    )


def _in_force(workspace: Workspace) -> list[Document]:
    documents = list(workspace.read_standards())
    for chosen in workspace.agency.standards:
        for document in _read_shipped(chosen.pack, workspace.schemas):
            if chosen.edition is None or _edition_of(document) == chosen.edition:
                documents.append(document)
    documents.extend(_read_shipped(ALWAYS_IN_FORCE, workspace.schemas))
    return documents


def _read_shipped(pack_id: str, schemas: SchemaSet) -> Iterator[Document]:
    for path in list_pack_files(pack_id):
        yield read_pack_file(path, show_name(path), schemas)


def _read_named(
    name: str, workspace: Workspace | None, schemas: SchemaSet, start: Path
) -> Iterator[Document]:
    if is_file_name(name):
        yield read_pack_file(start / name, name, schemas)
        return
    own = workspace.read_standards() if workspace else ()
    found = [document for document in own if _pack_of(document) == name]
    found.extend(_read_shipped(name, schemas))
    if not found:
        load_editions(name)  # says what packs there are
    yield from found


def _pack_of(document: Document) -> str:
    return str(document.data.get("id", "")) if isinstance(document.data, dict) else ""


def _edition_of(document: Document) -> str:
    return str(document.data.get("edition", "")) if isinstance(document.data, dict) else ""
