"""The finished document as the tripwire reads it: text, metadata, attachments and file name.

What is found stops the document. A finding names the field on file and the place on the page, and
never the value.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from casekit.documents.tripwire import drop_known, find_leaks, find_places
from casekit.documents.withheld import Withheld
from casekit.errors import GateRefused
from casekit.model.findings import Finding
from casekit.records.sealing import is_sealed
from casekit.workspace.loading import LoadedCase

CODE = "TRIPWIRE"


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
) -> None:
    """Raise WithheldFound where a part of a document holds something withheld.

    `known` are the names that this reader may see anyway.
    """
    leaks = find_leaks(drop_known(withheld, known), parts)
    findings = []
    for leak in leaks:
        one = leak.withheld
        place = loaded.locate(one.record, one.keys[:1])
        where = list(find_places(leak, page))
        findings.append(
            Finding(
                code=CODE,
                message=f"the {one.form} in `{one.field}` of this {one.record.kind} stands in the "
                f"{leak.where}" + (f": {', '.join(where[:3])}" if where else ""),
                path=loaded.shown_path(one.record),
                line=place.line,
                column=place.column,
                hint=_say_way_out(one, loaded.case.number, audience),
            )
        )
    if findings:
        raise WithheldFound(audience, tuple(dict.fromkeys(findings)))


def _say_way_out(one: Withheld, number: str, audience: str) -> str:
    if one.keys[0] in one.record.data and is_sealed(one.record.data[str(one.keys[0])]):
        return "take it out of the text that repeats it: what is sealed leaves in no document"
    return (
        "take it out of the text that repeats it; if these readers may have it, a supervisor says "
        f"so: casekit release {number} --record {one.record.id} --field {one.field} "
        f'--audience {audience} --reason "..."'
    )


def read_markdown_parts(text: str, name: str) -> dict[str, str]:
    """What a Markdown document says to a reader, and what it is called."""
    plain = re.sub(r"<br>", "\n", text).replace("\\", "")
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(entity, sign)
    return {"text": plain, "file name": name}


def read_pdf_parts(content: bytes, name: str) -> dict[str, str]:
    """The text layer of a PDF, its metadata, its attachments with their names, and its own name."""
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
    outline = [str(item.title) for item in _flatten(reader.outline)]
    return {
        "text": text,
        "metadata": "\n".join([*said, *outline]),
        "attachments": "\n".join(attached),
        "file name": name,
    }


def _flatten(outline: Any) -> list[Any]:
    found: list[Any] = []
    for item in outline:
        found.extend(_flatten(item) if isinstance(item, list) else [item])
    return found
