"""No stream of a PDF ends in a carriage return.

The line feed behind such a stream makes it look like one line end of two signs, and there are
validators of PDF/A that then take the stream for a byte shorter than it says: one of 20 documents.
"""

from __future__ import annotations

import base64
import re

from casekit.documents.pdf_file import find_table

_LOOKS_SHORT = b"\r\nendstream"
# A compressed stream, as Typst writes it.
_STREAM = re.compile(
    rb"[0-9]+ 0 obj\n<<(?P<before>[^\n]*?)/Length (?P<length>[0-9]+)(?P<between>[^\n]*?)"
    rb"/Filter/FlateDecode(?P<after>[^\n]*)>>\nstream\n"
)


def settle_stream_ends(pdf: bytes) -> bytes:
    """The same document, with each stream that ends in a carriage return written as ASCII.

    What it unpacks to is the same to the byte. A file that is built otherwise stays as it is.
    """
    table = find_table(pdf) if _LOOKS_SHORT in pdf else None
    if table is None:
        return pdf
    written = pdf[: table.objects[0].start]
    rows = list(table.rows)
    for thing in table.objects:
        rows[thing.number] = b"%010d" % len(written) + rows[thing.number][10:]
        written += _settle(pdf[thing.start : thing.end])
    head, end = table.found["head"], table.found["trailer"]
    at = b"%d" % len(written)
    return written + head + b"".join(rows) + end + at + table.found["end"]


def _settle(thing: bytes) -> bytes:
    """An object of the file, its stream in ASCII where it ends in a carriage return."""
    stream = _STREAM.match(thing)
    if stream is None:
        return thing
    end = stream.end() + int(stream["length"])
    if thing[end - 1 : end] != b"\r":
        return thing
    plain = base64.a85encode(thing[stream.end() : end], wrapcol=120) + b"~>"
    keys = b"%s/Length %d%s/Filter[/ASCII85Decode/FlateDecode]%s" % (
        stream["before"],
        len(plain),
        stream["between"],
        stream["after"],
    )
    number = thing[: thing.index(b" ")]
    return number + b" 0 obj\n<<" + keys + b">>\nstream\n" + plain + thing[end:]
