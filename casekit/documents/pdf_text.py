"""The text layer of a PDF that Typst wrote, read by its own form: a tenth of the time of a library.

Whatever is not exactly of that form is left to the library: this reads all of a page or nothing.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from typing import Any

_LITERAL = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"
_HEX = rb"<[0-9A-Fa-f]*>"
_STRING = rb"(?:" + _LITERAL + rb"|" + _HEX + rb")"
# Everything on a page, so that no string is mistaken for what it stands among. Numbers are taken
# with the operator behind them: most of a page is drawing, which is passed over in few steps.
_PARTS = re.compile(
    rb"(?P<string>" + _STRING + rb")(?P<shown>\s*Tj\b)?"
    rb"|\[(?P<pieces>(?:" + _STRING + rb"|[-0-9.\s])*)\]\s*TJ\b"
    rb"|(?P<said>/ActualText)\b"
    rb"|/(?P<font>[^\s/<>\[\]()]+)\s+[-0-9.]+\s+Tf\b"
    rb"|/[^\s/<>\[\]()]+"
    rb"|(?P<numbers>[-0-9.][-0-9.\s]*)?(?P<operator>[A-Za-z'\"*]+)"
    rb"|[-0-9.][-0-9.\s]*",
    re.DOTALL,
)
# Drawing, colours, marks, and the state of text as Typst sets it; a move within text is not among
# them.
_PASSED = frozenset(
    b"q Q cm w J j M d ri i gs m l c v y h re S s f F f* B B* b b* n W W* cs CS sc SC scn SCN g G "
    b"rg RG k K sh BMC BDC EMC MP DP BT ET Tr Tm Tc Tw Tz Ts true false null".split()
)
# In points; two fonts on one line stand at heights that are not the same to the last digit.
_SAME_LINE = 0.5
_PIECE = re.compile(_STRING, re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.DOTALL)
_ESCAPED = {
    **{b"\\%03o" % code: bytes([code]) for code in range(256)},
    b"\\n": b"\n",
    b"\\r": b"\r",
    b"\\t": b"\t",
    b"\\b": b"\b",
    b"\\f": b"\f",
}
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_CODES = re.compile(rb"<([0-9A-Fa-f]+)>")


class UnknownForm(Exception):
    """A page is not written as Typst does."""


def read_text(page: Any, fonts: dict[int, Mapping[int, str]]) -> str:
    """The text of a page; `fonts` is remembered from one page of a document to the next.

    Runs that stand on one line are told apart by a space, and then once more joined: a word may be
    set in two fonts. Raises UnknownForm.
    """
    contents = page["/Contents"].get_object()
    resources = page["/Resources"].get_object()
    if "/XObject" in resources or not hasattr(contents, "get_data"):
        raise UnknownForm
    known = resources.get("/Font", {})
    apart: list[str] = []
    joined: list[str] = []
    line: float | None = None
    for run, place in _read_runs(contents.get_data(), known, fonts):
        same = place is not None and line is not None and abs(place - line) < _SAME_LINE
        apart += [" " if same else "\n", run]
        joined += ["" if same else "\n", run]
        line = place
    return "".join([*apart, "\n\n", *joined])


def _read_runs(
    data: bytes, known: Mapping[str, Any], fonts: dict[int, Mapping[int, str]]
) -> Iterator[tuple[str, float | None]]:
    font: Mapping[int, str] = {}
    line: float | None = None
    for found in _PARTS.finditer(data):
        kind = found.lastgroup
        if kind == "operator":
            if found["operator"] not in _PASSED:
                raise UnknownForm
            if found["operator"] == b"cm":
                line = _read_height(found["numbers"] or b"")
        elif kind == "font":
            font = _find_font(f"/{found['font'].decode('latin-1')}", known, fonts)
        elif kind == "pieces":
            codes = b"".join(map(_read_string, _PIECE.findall(found["pieces"])))
            yield _decode(codes, font), line
        elif kind == "shown":
            yield _decode(_read_string(found["string"]), font), line
        elif kind == "said":
            # Letters that stand for others: which of them, is not seen run by run.
            raise UnknownForm


def _read_height(numbers: bytes) -> float:
    try:
        return float(numbers.split()[-1])
    except (IndexError, ValueError) as fault:
        raise UnknownForm from fault


def _read_string(written: bytes) -> bytes:
    if written.startswith(b"<"):
        digits = written[1:-1].decode("ascii")
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    inner = written[1:-1]
    return _ESCAPE.sub(_unescape, inner) if b"\\" in inner else inner


def _unescape(found: re.Match[bytes]) -> bytes:
    known = _ESCAPED.get(found[0])
    if known is not None:
        return known
    said = found[1]
    if said[:1].isdigit():
        return bytes([int(said, 8) & 255])
    return b"" if said.endswith(b"\n") else said


def _decode(codes: bytes, font: Mapping[int, str]) -> str:
    try:
        return "".join([font[code] for code in struct.unpack(f">{len(codes) // 2}H", codes)])
    except (KeyError, struct.error) as fault:
        raise UnknownForm from fault


def _find_font(
    name: str, known: Mapping[str, Any], fonts: dict[int, Mapping[int, str]]
) -> Mapping[int, str]:
    try:
        reference = known.raw_get(name)  # type: ignore[attr-defined]
        place = int(reference.idnum)
        if place not in fonts:
            font = reference.get_object()
            if font["/Subtype"] != "/Type0" or font["/Encoding"] != "/Identity-H":
                raise UnknownForm
            fonts[place] = _read_codes(font["/ToUnicode"].get_object().get_data())
        return fonts[place]
    except (KeyError, AttributeError, TypeError) as fault:
        raise UnknownForm from fault


def _read_codes(table: bytes) -> dict[int, str]:
    """Which text each code of a font stands for."""
    found: dict[int, str] = {}
    for kind, inner in _BLOCK.findall(table):
        if kind == b"bfrange" and b"[" in inner:
            raise UnknownForm
        codes = _CODES.findall(inner)
        step = 2 if kind == b"bfchar" else 3
        for place in range(0, len(codes) - step + 1, step):
            first, text = int(codes[place], 16), bytes.fromhex(codes[place + step - 1].decode())
            for more in range(int(codes[place + step - 2], 16) - first + 1):
                last = (int.from_bytes(text, "big") + more).to_bytes(len(text), "big")
                found[first + more] = last.decode("utf-16-be", "replace")
    return found
