"""The text of a page of a PDF that Typst wrote.

Whatever is not exactly of that form is left to a library: this reads all of a page or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from casekit.documents.pdf_file import STRING, Page, UnknownForm, read_string, read_text_string

# Drawing, colours, and the state of text as Typst sets it; a move within text is not among them.
# So are marks, where they say nothing; what is drawn as a whole is read by itself.
_PASSED = (
    rb"(?:q|Q|cm|w|J|j|M|d|ri|i|gs|m|l|c|v|y|h|re|S|s|f\*?|F|B\*?|b\*?|n|W\*?|cs|CS|scn?|SCN?|g|G|rg"
    rb"|RG|k|K|sh|Do|MP|BT|ET|Tr|Tm|Tc|Tw|Tz|Ts|BMC|<<[^<>()]*+>>\s*+BDC|EMC)(?![A-Za-z0-9*'\"])"
)
_NAME = rb"/[A-Za-z0-9]++\s*+"
# Everything on a page, so that no string is mistaken for what it stands among. Most of a page is
# drawing, which is passed over in few steps: operators, each with a name, lengths or numbers.
_PARTS = re.compile(
    rb"(?:(?P<drawn>(?:(?:" + _NAME + rb")?(?:\[[-0-9.\s]*+\])?[-0-9.\s]*+" + _PASSED + rb"\s*+)++)"
    rb"|\[(?P<pieces>(?:" + STRING + rb"|[-0-9.\s]++)*+)\]\s*+TJ\b"
    rb"|(?P<shown>" + STRING + rb")\s*+Tj\b"
    rb"|/(?P<font>[A-Za-z0-9]++)\s++[-0-9.]++\s++Tf\b"
    rb"|" + _NAME + rb"<<(?P<mark>(?:[^<>()]++|" + STRING + rb")*+)>>\s*+BDC\b)\s*+",
    re.DOTALL,
)
_MARKED = re.compile(rb"(?:BDC|BMC|(EMC))\b")
# In points; two fonts on one line stand at heights that are not the same to the last digit.
_SAME_LINE = 0.5
_PIECE = re.compile(STRING, re.DOTALL)
_SAID = re.compile(rb"/([A-Za-z]++)\s*+(" + STRING + rb")", re.DOTALL)
# A code of two bytes.
_CODE = re.compile(rb"(?:\\[0-7]{3}|\\[^0-7\n]|[^\\]){2}", re.DOTALL)
_BLOCK = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_CODES = re.compile(rb"<([0-9A-Fa-f]+)>")
_MARKS = frozenset({b"Alt", b"ActualText", b"Lang"})
_MOST_CODES = 65_536
# Letters of the scripts that are read from right to left.
_FROM_RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)

# Of letters that were set in one go: at which height, and what they say.
_Run = tuple[float | None, str]


class Font(dict[bytes, str]):
    """What each string says, as it is written on a page; raises UnknownForm for any other."""

    def __init__(self, table: bytes) -> None:
        super().__init__()
        try:
            self._letters = _read_codes(table)
        except (ValueError, OverflowError) as fault:
            raise UnknownForm from fault
        # By how a code is written in a string.
        self._met: dict[bytes, str] = {}

    def __missing__(self, written: bytes) -> str:
        if written.startswith(b"<"):
            written = b"(" + b"".join(b"\\%03o" % code for code in read_string(written)) + b")"
        codes = _CODE.findall(written[1:-1])
        if sum(map(len, codes)) != len(written) - 2:
            raise UnknownForm
        for code in set(codes) - self._met.keys():
            letter = self._letters.get(int.from_bytes(read_string(b"(%b)" % code), "big"))
            if letter is None:
                raise UnknownForm
            self._met[code] = letter
        self[written] = text = "".join([self._met[code] for code in codes])
        return text


def read_text(page: Page, fonts: dict[bytes, Font]) -> str:
    """The text of a page; `fonts` is remembered from one page of a document to the next.

    Runs that stand on one line are told apart by a space, and then once more joined: a word may be
    set in two fonts. Where letters are said to stand for others, both are read. They stand as they
    are seen, so what is read from right to left is told once more as it is read. Raises
    UnknownForm.
    """
    letters: list[_Run] = []
    meant: list[_Run] = []
    for line, seen, said in _read_runs(page, fonts):
        letters += [(line, seen)] if seen else []
        meant += [(line, said)] if said else []
    ways = [letters] if letters == meant else [letters, meant]
    told = [_write(runs, between) for runs in ways for between in (" ", "")]
    if _FROM_RIGHT.search(told[0]):
        told += ["\n".join(_turn(line) for line in text.split("\n")) for text in told]
    return "\n\n".join(told)


def _turn(text: str) -> str:
    return text[::-1] if _FROM_RIGHT.search(text) else ""


def _write(runs: Sequence[_Run], between: str) -> str:
    written: list[str] = []
    line: float | None = None
    for place, run in runs:
        same = place is not None and line is not None and abs(place - line) < _SAME_LINE
        written += [between if same else "\n", run]
        line = place
    return "".join(written)


def _read_runs(page: Page, fonts: dict[bytes, Font]) -> Iterator[tuple[float | None, str, str]]:
    """Each run: at which height it stands, its letters, and what is meant by them."""
    font: Font | None = None
    line: float | None = None
    # What the mark that is open says instead of the letters in it.
    instead: str | None = None
    at = 0
    for found in _PARTS.finditer(page.contents):
        if found.start() != at:
            break
        at = found.end()
        kind = found.lastgroup
        if kind == "drawn":
            drawn = found[0]
            if b"cm" in drawn:
                line = _read_height(drawn)
            if instead is not None and (mark := _MARKED.search(drawn)):
                if not mark[1]:
                    raise UnknownForm  # a mark within it
                yield line, "", instead
                instead = None
        elif kind == "font":
            font = _find_font(found["font"], page, fonts)
        elif kind == "mark":
            if instead is not None:
                raise UnknownForm
            alt, instead = _read_mark(found["mark"])
            yield None, alt, alt
        elif font is None:
            raise UnknownForm
        else:
            seen = "".join([font[one] for one in _PIECE.findall(found[0])])
            yield line, seen, seen if instead is None else ""
    if at != len(page.contents) or instead is not None:
        raise UnknownForm


def _read_mark(mark: bytes) -> tuple[str, str | None]:
    """What a mark says of a picture, and what it says that its letters stand for."""
    said = dict(_SAID.findall(mark))
    if len(said) != len(_PIECE.findall(mark)) or not said.keys() <= _MARKS:
        raise UnknownForm  # any other could be a text as well
    alt, meant = said.get(b"Alt", b"()"), said.get(b"ActualText")
    return read_text_string(alt), meant if meant is None else read_text_string(meant)


def _read_height(drawn: bytes) -> float:
    try:
        return float(drawn[: drawn.rindex(b"cm")].rsplit(None, 1)[1])
    except (IndexError, ValueError) as fault:
        raise UnknownForm from fault


def _find_font(name: bytes, page: Page, fonts: dict[bytes, Font]) -> Font:
    try:
        table = page.fonts[name]
    except KeyError as fault:
        raise UnknownForm from fault
    if table not in fonts:
        fonts[table] = Font(table)
    return fonts[table]


def _read_codes(table: bytes) -> dict[int, str]:
    """Which text each code of a font stands for."""
    found: dict[int, str] = {}
    for kind, inner in _BLOCK.findall(table):
        if kind == b"bfrange" and b"[" in inner:
            raise UnknownForm
        codes = _CODES.findall(inner)
        step = 2 if kind == b"bfchar" else 3
        for place in range(0, len(codes) - step + 1, step):
            first, last = int(codes[place], 16), int(codes[place + step - 2], 16)
            text = bytes.fromhex(codes[place + step - 1].decode())
            if last >= _MOST_CODES:
                raise UnknownForm
            for more in range(last - first + 1):
                said = (int.from_bytes(text, "big") + more).to_bytes(len(text), "big")
                found[first + more] = _turn(meant := said.decode("utf-16-be", "replace")) or meant
    return found
