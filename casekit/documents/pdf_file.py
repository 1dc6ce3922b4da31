"""A PDF that Typst wrote, taken apart by its own form: a tenth of the time that a library takes.

Whatever is not exactly of that form is left to the library: this reads all of a file or nothing.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

# Typst escapes no brackets in a string that has as many open as closed ones; so deep they are read.
_DEEPEST = 4
LITERAL = rb"(?!)"
for _ in range(_DEEPEST):
    LITERAL = rb"\((?:[^()\\]++|\\.|" + LITERAL + rb")*+\)"
HEX = rb"(?<!<)<[0-9A-Fa-f]*+>"
STRING = rb"(?:" + LITERAL + rb"|" + HEX + rb")"
_TABLE = re.compile(
    rb"(?P<head>xref\n0 [0-9]+\n)(?P<rows>(?:[0-9]{10} [0-9]{5} [nf]\r\n)+)"
    rb"(?P<trailer>trailer\n[^\n]*\nstartxref\n)(?P<at>[0-9]+)(?P<end>\n%%EOF\n?)\Z"
)
_ROW = 20
_FRONT = re.compile(rb"%PDF-1\.7\n%[\x80-\xff]{4}\n\n")
_TRAILER = re.compile(
    rb"trailer\n<</Size [0-9]+/Root [0-9]+ 0 R(?:/Info [0-9]+ 0 R)?/ID\[[^\[\]]*\]>>\nstartxref\n"
)
_END = b"\nendobj\n"
_STREAM = re.compile(rb"<<(?:[^\n]*?/)??Length (?P<length>[0-9]+)\b[^\n]*>>\nstream\n")
_STREAM_END = b"\nendstream" + _END
# A page, or what a font's letters stand for, does not take more.
_MOST_BYTES = 32_000_000

_STRINGS = re.compile(rb"(" + STRING + rb")", re.DOTALL)
# Where all strings are taken out, none of these is left: no string was missed.
_MISSED = (b"(", b")", b"<", b"%")
# Words of fonts and colours, and languages, are no text of a page; nor are ids of tags.
_TECHNICAL = frozenset(
    b"Registry Ordering OutputConditionIdentifier OutputCondition RegistryName Info Lang".split()
)
_ID = re.compile(rb"\(U[0-9]+x[0-9]+y[0-9]+\)")
_OF_TAGS = b"<</Type/StructElem/"
_USED = re.compile(
    rb"/(?P<as>Contents|Metadata|ToUnicode|CIDSet|FontFile[23]?|DestOutputProfile|ICCBased) "
    rb"(?P<number>[0-9]+) 0 R"
)
_PAGE = re.compile(
    rb"<</Type/Page/Resources (?P<resources>[0-9]+) 0 R/[^<>()]*"
    rb"/Contents (?P<contents>[0-9]+) 0 R[^<>()]*>>" + _END
)
# Drawn on a page as a whole, such as a picture with something seen through it, or a pattern.
_FORM = re.compile(
    rb"/(?:Type/XObject/Subtype/Form|Type/Pattern/PatternType 1)/[^<>()]*"
    rb"/Resources (?P<resources>[0-9]+) 0 R/"
)
_IMAGE = b"/Type/XObject/Subtype/Image/"
_RESOURCES = re.compile(
    rb"<<[^<>()]*(?:/(?:ColorSpace|ExtGState|Pattern|XObject)<<[^<>()]*>>)*"
    rb"(?:/Font<<(?P<fonts>[^<>()]*)>>)?>>" + _END
)
_NAMED = re.compile(rb"/([A-Za-z0-9]+) ([0-9]+) 0 R")
_FONT = re.compile(
    rb"<</Type/Font/Subtype/Type0/BaseFont/[^/]+/Encoding/Identity-H/DescendantFonts\[[^\[\]]+\]"
    rb"/ToUnicode (?P<table>[0-9]+) 0 R>>" + _END
)
_ESCAPE = re.compile(rb"\\(?:[0-7]{1,3}|.)", re.DOTALL)
# As Typst writes them: nothing else is escaped, and each byte with its three digits.
_ESCAPED = {
    **{b"\\%03o" % code: bytes([code]) for code in range(256)},
    b"\\n": b"\n",
    b"\\r": b"\r",
    b"\\t": b"\t",
    b"\\b": b"\b",
    b"\\f": b"\f",
    b"\\(": b"(",
    b"\\)": b")",
    b"\\\\": b"\\",
}


class UnknownForm(Exception):
    """A file, or a page of it, is not written as Typst does."""


class Page(NamedTuple):
    """What draws a page, or a part of one, and of each font, by name, what letters stand for."""

    contents: bytes
    fonts: Mapping[bytes, bytes]


class File(NamedTuple):
    """The pages of a file, then what is drawn in them as a whole; the texts of its tags, and every
    other text: titles, information."""

    pages: Sequence[Page]
    tags: Sequence[str]
    told: Sequence[str]


class Place(NamedTuple):
    """The number of an object, and where it stands in the file."""

    number: int
    start: int
    end: int


class Table(NamedTuple):
    """The table of objects at the end of a file, its rows, and the objects as they stand."""

    found: re.Match[bytes]
    rows: Sequence[bytes]
    objects: Sequence[Place]


def find_table(pdf: bytes) -> Table | None:
    """The table of objects; None in a file that is built otherwise than Typst does."""
    found = _TABLE.match(pdf, pdf.rfind(b"\nxref\n") + 1)
    if found is None:
        return None
    rows = [found["rows"][at : at + _ROW] for at in range(0, len(found["rows"]), _ROW)]
    starts = sorted((int(row[:10]), n) for n, row in enumerate(rows) if row[17:18] == b"n")
    ends = [*(start for start, _ in starts[1:]), found.start()]
    objects = [Place(n, start, end) for (start, n), end in zip(starts, ends, strict=False)]
    return Table(found, rows, objects) if objects else None


def read_file(pdf: bytes) -> File:
    """Take a file apart; raises UnknownForm."""
    heads, streams = _split(pdf)
    everything = b"".join(heads.values())
    used: dict[bytes, set[int]] = {}
    for found in _USED.finditer(everything):
        used.setdefault(found["as"], set()).add(int(found["number"]))
    pages = {
        int(page["contents"]): int(page["resources"])
        for head in heads.values()
        if (page := _PAGE.fullmatch(head))
    }
    counts = {len(pages), everything.count(b"/Type/Page/"), len(used.get(b"Contents", ()))}
    if len(counts) != 1 or not pages:
        raise UnknownForm
    forms = {n: int(form["resources"]) for n in streams if (form := _FORM.search(heads[n]))}
    images = {number for number in streams if _IMAGE in heads[number]}
    if streams.keys() != set[int]().union(forms, images, *used.values()):
        raise UnknownForm  # an attachment, say
    try:
        drawn = [_read_drawn(heads, streams, *each) for each in (pages | forms).items()]
        packets = [_unpack(heads[n], streams[n]) for n in used.get(b"Metadata", ())]
    except KeyError as fault:
        raise UnknownForm from fault
    tags: list[bytes] = []
    others: list[bytes] = []
    for head in heads.values():
        (tags if head.startswith(_OF_TAGS) else others).append(head)
    told = [packet.decode("utf-8", "replace") for packet in packets]
    return File(drawn, [*_read_texts(tags)], [*_read_texts(others), *told])


def _split(pdf: bytes) -> tuple[dict[int, bytes], dict[int, bytes]]:
    """Each object by its number, and each stream, as it is packed; nothing else is in the file."""
    table = find_table(pdf)
    if table is None:
        raise UnknownForm
    front = _FRONT.match(pdf)
    ordered = front and front.end() == table.objects[0].start
    if (
        not ordered
        or int(table.found["at"]) != table.found.start()
        or not _TRAILER.fullmatch(table.found["trailer"])
    ):
        raise UnknownForm
    heads: dict[int, bytes] = {}
    streams: dict[int, bytes] = {}
    for number, start, end in table.objects:
        name, thing = b"%d 0 obj\n" % number, pdf[start:end]
        if not thing.startswith(name) or not thing.endswith(_END):
            raise UnknownForm
        thing = thing.removeprefix(name)
        if stream := _STREAM.match(thing):
            last = stream.end() + int(stream["length"])
            if thing[last:] != _STREAM_END:
                raise UnknownForm
            heads[number], streams[number] = stream[0], thing[stream.end() : last]
        elif b"\nendstream" in thing:
            raise UnknownForm
        else:
            heads[number] = thing
    return heads, streams


def _unpack(head: bytes, packed: bytes) -> bytes:
    if b"/Filter" not in head:
        return packed
    try:
        if b"/Filter[/ASCII85Decode/FlateDecode]" in head:
            packed = base64.a85decode(packed.removesuffix(b"~>"))
        elif b"/Filter/FlateDecode" not in head:
            raise UnknownForm
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(packed, _MOST_BYTES)
    except (zlib.error, ValueError) as fault:
        raise UnknownForm from fault
    if not unpacking.eof or unpacking.unused_data:
        raise UnknownForm
    return plain


def _read_drawn(
    heads: Mapping[int, bytes], streams: Mapping[int, bytes], contents: int, resources: int
) -> Page:
    """A page, or what is drawn as a whole; raises KeyError for an object that is not there."""
    known = _RESOURCES.fullmatch(heads[resources])
    if known is None:
        raise UnknownForm
    fonts = {}
    for name, number in _NAMED.findall(known["fonts"] or b""):
        font = _FONT.fullmatch(heads[int(number)])
        if font is None:
            raise UnknownForm
        table = int(font["table"])
        fonts[name] = _unpack(heads[table], streams[table])
    return Page(_unpack(heads[contents], streams[contents]), fonts)


def _read_texts(things: Iterable[bytes]) -> Iterator[str]:
    """Every string of some objects that may be a text, without the technical ones."""
    *parts, last = _STRINGS.split(b"".join(things))
    around, strings = parts[::2], parts[1::2]
    rest = b"|".join([*around, last]).replace(b"<<", b"")
    if any(sign in rest for sign in _MISSED):
        raise UnknownForm
    for before, string in zip(around, strings, strict=True):
        if before.rpartition(b"/")[2] not in _TECHNICAL and not _ID.fullmatch(string):
            yield read_text_string(string)


def read_text_string(written: bytes) -> str:
    """What a string says that is a text; raises UnknownForm where it is written otherwise."""
    said = read_string(written)
    try:
        if said.startswith(b"\xfe\xff"):
            return said[2:].decode("utf-16-be")
        return said.decode("ascii")
    except UnicodeDecodeError as fault:
        raise UnknownForm from fault


def read_string(written: bytes) -> bytes:
    """The bytes of a string, as it is written in the file; raises UnknownForm."""
    if written.startswith(b"<"):
        if len(written) % 2:
            raise UnknownForm
        return bytes.fromhex(written[1:-1].decode("ascii"))
    inner = written[1:-1]
    return _ESCAPE.sub(_unescape, inner) if b"\\" in inner else inner


def _unescape(found: re.Match[bytes]) -> bytes:
    try:
        return _ESCAPED[found[0]]
    except KeyError as fault:
        raise UnknownForm from fault
