"""What the foot of a printed document says: the case, the record version, the content."""

from __future__ import annotations

import re
from typing import NamedTuple

from casekit.documents.content_hash import DIGITS
from casekit.documents.last_look import read_pdf_parts
from casekit.errors import NotFound, Unreadable
from casekit.model.ids import ALPHABET

# In every language the foot has these three in this order; the words between them differ.
_STAMP = re.compile(
    rf"\b([0-9]{{4}}-[{ALPHABET}]{{7}}),[^0-9,]{{1,60}}?\b([0-9a-f]{{7,40}})\b"
    rf"(?:[^0-9]{{1,40}}?\b([0-9a-f]{{{DIGITS}}})\b)?"
)


class Stamp(NamedTuple):
    """The case, the version as it is printed, and the content where it is told beside it."""

    case: str
    version: str
    content: str | None


def read_stamp(content: bytes, name: str) -> Stamp:
    """Find the foot in the text of a PDF; raises Unreadable, NotFound."""
    from pypdf.errors import PyPdfError

    try:
        text = read_pdf_parts(content, name)["text"]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
        raise Unreadable(
            f"{name} cannot be read as a PDF", hint="give the file that was printed", path=name
        ) from fault
    found = {Stamp(*match) for match in _STAMP.findall(" ".join(text.split()))}
    whole = [stamp for stamp in found if stamp.content] or list(found)
    if len({stamp[:2] for stamp in whole}) != 1:
        raise NotFound(
            f"the foot of {name} names {'no' if not whole else 'more than one'} record version",
            hint="documents that casekit printed have it at the foot of each page; one that was "
            "printed before anything was saved has none",
        )
    return whole[0]._replace(content=whole[0].content or None)
