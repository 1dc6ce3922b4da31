"""The finished document as the tripwire reads it: text, metadata, attachments and file name.

What is found stops the document. A finding names the field on file and the place on the page, and
never the value.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from casekit.documents.pdf_file import UnknownForm, read_file
from casekit.documents.pdf_text import Font, read_text
from casekit.documents.tripwire import Text, find_in
from casekit.documents.withheld import Withheld
from casekit.errors import GateRefused
from casekit.model.findings import Finding
from casekit.workspace.loading import LoadedCase

CODE = "TRIPWIRE"
# Parts of a page that are our own words, or the agency's, and no text of a record.
_OURS = frozenset(
    {"labels", "banner", "agency", "language", "title"}
    | {"footer", "printed", "version", "content", "stamps"}
)
# What somebody said of themselves is theirs to be read, also where a narrative has it too.
_OWN_WORDS = ("child_views", "family_words")
# Forms that are searched for in the texts of records only: a label such as `Case` is no name.
_OF_RECORDS = frozenset({"name", "text", "phrase"})
# Forms that are recognised by what they say.
_BY_WORDS = frozenset({"text", "phrase"})


class WithheldFound(GateRefused):
    """A document has in it what its reader may not see."""

    code = CODE

    def __init__(self, audience: str, findings: Sequence[Finding]) -> None:
        super().__init__(
            f"the document has in it what is withheld from {audience}; nothing was written",
            findings,
            hint="take it out of the texts that repeat it",
        )


def refuse_leaks(
    parts: Mapping[str, str],
    page: Mapping[str, Any],
    withheld: Sequence[Withheld],
    known: Collection[str],
    loaded: LoadedCase,
    audience: str,
    document: str,
) -> None:
    """Raise WithheldFound where a part of a document, or the page it is made of, holds something
    withheld.

    `known` are the names that this reader may see anyway.
    """
    places = {place: text for place, text in _texts(page, "") if not _is_ours(place)}
    written = [text for place, text in places.items() if not place.startswith(_OWN_WORDS)]
    by_words = [one for one in withheld if one.form in _BY_WORDS]
    others = [one for one in withheld if one.form not in _OF_RECORDS]
    found: dict[int, str] = {}
    for where, text in parts.items():
        asked = others if where in ("text", "source") else withheld
        for one in find_in(text, asked, known):
            found.setdefault(id(one), where)
    for one in find_in("\n\n".join(written), by_words, known):
        found.setdefault(id(one), "text")
    # Layout may put a sign or a page's foot between two words: the page itself is searched too.
    rest = [one for one in withheld if one.form not in _BY_WORDS]
    for one in find_in("\n\n".join(places.values()), rest, known):
        found.setdefault(id(one), "text")
    if not found:
        return
    texts = {place: Text(text, frozenset(known)) for place, text in places.items()}
    findings = []
    for one in withheld:
        if id(one) not in found:
            continue
        line = loaded.locate(one.record, one.keys[:1])
        what = f"an earlier {one.form}" if one.is_former else f"the {one.form}"
        at = [place for place, text in texts.items() if text.has(one)][:3]
        findings.append(
            Finding(
                code=CODE,
                message=f"{what} in `{one.field}` of this {one.record.kind} stands in the "
                f"{found[id(one)]}" + (f": {', '.join(at)}" if at else ""),
                path=loaded.shown_path(one.record),
                line=line.line,
                column=line.column,
                hint=_say_way_out(one, loaded.case.number, audience, document),
            )
        )
    raise WithheldFound(audience, tuple(dict.fromkeys(findings)))


def _texts(node: Any, above: str) -> Iterator[tuple[str, str]]:
    """Each text of a page by its place: `goals 1.objectives 2.measure`."""
    if isinstance(node, str):
        yield above, node
    elif isinstance(node, Mapping):
        for key, child in node.items():
            yield from _texts(child, f"{above}.{key}" if above else str(key))
    elif isinstance(node, list | tuple):
        for number, child in enumerate(node, start=1):
            yield from _texts(child, f"{above} {number}")


def _is_ours(place: str) -> bool:
    return re.split(r"[. ]", place)[0] in _OURS or place.endswith(".label")


def _say_way_out(one: Withheld, number: str, audience: str, document: str) -> str:
    if one.is_former:
        return "take it out of the text that repeats it: it was kept from these readers"
    if one.record.kind == "provider":
        return (
            "take it out of the text that repeats it, and name the service only; if anybody may "
            "know where it is, take `address_protected` out of its file in directory/"
        )
    from casekit.records.sealing import is_sealed

    if is_sealed(one.record.data.get(str(one.keys[0]))):
        return "take it out of the text that repeats it: what is sealed leaves in no document"
    return (
        "take it out of the text that repeats it; if these readers may have it in this document, a "
        f"supervisor says so: casekit release {number} --record {one.record.id} "
        f"--field {one.field} "
        f'--audience {audience} --document {document} --reason "..."; without --document, in all '
        "that they get"
    )


def read_markdown_parts(text: str, name: str) -> dict[str, str]:
    """What a Markdown document says to a reader, and what it is called."""
    plain = re.sub(r"<br>", "\n", text).replace("\\", "")
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(entity, sign)
    return {"text": plain, "file name": name}


def read_pdf_parts(content: bytes, name: str) -> dict[str, str]:
    """The text layer of a PDF with what its tags say, its metadata, its attachments with their
    names, and its own name."""
    try:
        parts = _read_ours(content)
    except UnknownForm:
        parts = _read_any(content)
    return {**parts, "file name": name}


def _read_ours(content: bytes) -> dict[str, str]:
    """A file as Typst writes it, with no attachments; raises UnknownForm for any other."""
    file = read_file(content)
    fonts: dict[bytes, Font] = {}
    texts = [read_text(page, fonts) for page in file.pages]
    return {"text": "\n".join([*texts, *file.tags]), "metadata": "\n".join(file.told)}


def _read_any(content: bytes) -> dict[str, str]:
    """Any file, by a library: with a picture in it, say, or printed by another program."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    said = [str(value) for value in (reader.metadata or {}).values()]
    root: Any = reader.trailer["/Root"]
    if "/Metadata" in root:
        packet = root["/Metadata"].get_object().get_data()
        said.append(packet.decode("utf-8", errors="replace"))
    attached = [
        f"{title}\n" + "\n".join(each.decode("utf-8", errors="replace") for each in contents)
        for title, contents in reader.attachments.items()
    ]
    metadata = "\n".join([*said, *_read_titles(root)])
    return {"text": text, "attachments": "\n".join(attached), "metadata": metadata}


def _read_titles(root: Any) -> Iterator[str]:
    """Every title of the outline; the library would look up where each leads to as well."""
    waiting = [root.get("/Outlines")]
    met: dict[int, Any] = {}
    while waiting:
        item = waiting.pop()
        item = item.get_object() if item is not None else None
        if item is None or id(item) in met:
            continue
        met[id(item)] = item
        if "/Title" in item:
            yield str(item["/Title"])
        waiting += [item.raw_get(key) for key in ("/Next", "/First") if key in item]
