"""No stream of a PDF ends in a carriage return.

The line feed behind such a stream makes it look like one line end of two signs, and there are
validators of PDF/A that then take the stream for a byte shorter than it says: one of 20 documents.
"""

from __future__ import annotations

import base64
import re

_LOOKS_SHORT = b"\r\nendstream"
# A compressed stream and the table of objects, as Typst writes them.
_STREAM = re.compile(
    rb"[0-9]+ 0 obj\n<<(?P<before>[^\n]*?)/Length (?P<length>[0-9]+)(?P<between>[^\n]*?)"
    rb"/Filter/FlateDecode(?P<after>[^\n]*)>>\nstream\n"
)
_TABLE = re.compile(
    rb"\nxref\n0 [0-9]+\n(?P<rows>(?:[0-9]{10} [0-9]{5} [nf]\r\n)+)"
    rb"(?P<trailer>trailer\n[^\n]*\nstartxref\n)[0-9]+(?P<end>\n%%EOF\n?)\Z"
)
_ROW = 20


def settle_stream_ends(pdf: bytes) -> bytes:
    """The same document, with each stream that ends in a carriage return written as ASCII.

    What it unpacks to is the same to the byte. A file that is built otherwise stays as it is.
    """
    table = _TABLE.search(pdf, max(pdf.rfind(b"\nxref\n"), 0)) if _LOOKS_SHORT in pdf else None
    if table is None:
        return pdf
    rows = [table["rows"][at : at + _ROW] for at in range(0, len(table["rows"]), _ROW)]
    starts = sorted(int(row[:10]) for row in rows if row[17:18] == b"n")
    written = pdf[: starts[0]]
    places: dict[int, int] = {}
    for start, end in zip(starts, [*starts[1:], table.start()], strict=True):
        places[start] = len(written)
        written += _settle(pdf[start:end])
    entries = b"".join(
        b"%010d" % places[int(row[:10])] + row[10:] if row[17:18] == b"n" else row for row in rows
    )
    head = pdf[table.start() : table.start("rows")]
    at = b"%d" % (len(written) + 1)
    return written + head + entries + table["trailer"] + at + table["end"]


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
