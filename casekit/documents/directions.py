"""Text from the right and from the left in one line, each kept in its own order.

Words of a record that stand in a line of ours are set apart as a whole: else an Arabic goal with a
Latin name in it comes out behind `Goal 2:` with its halves exchanged. Within a text of its own, a
line is ordered by the direction of its first letter: without a hint a day at the end of an Arabic
sentence comes out as `October 2026 23`. The hints are Unicode's isolates; they draw nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from casekit.model.visible import make_visible

# A text set apart runs as its own first letter does, and moves nothing that stands beside it.
_APART, _FROM_LEFT, _FROM_RIGHT, _END = "\u2068", "\u2066", "\u2067", "\u2069"
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LATIN = "A-Za-z\u00c0-\u024f"
_HAS_RIGHT = re.compile(f"[{_RIGHT}]")
# Words that run right with the numbers among them, such as a day: each number keeps its place.
_WORDS = re.compile(rf"[\d{_LATIN}](?:[^{_RIGHT}(),;\n]*[\d{_LATIN}])?")
_HAS_LATIN = re.compile(f"[{_LATIN}]")
# From the first letter to the last one that runs left; a full stop is that of the line around it.
_PHRASE = re.compile(rf"[{_RIGHT}](?:[^{_LATIN}()\n]*[{_RIGHT}])?")
_HINTS = re.compile(f"[{_APART}{_END}]")
# A hint that says the direction, as one that leaves it to the first letter: here they agree.
_BY_LETTER = str.maketrans({_FROM_LEFT: _APART, _FROM_RIGHT: _APART})

# What finds the names of people in a line.
Names = re.Pattern[str]


def set_apart(text: str) -> str:
    """A record's text as it stands in a line of ours; as it is where none of it runs left.

    What is set apart already, a name in a list of names, is not set apart once more.
    """
    if not _HAS_RIGHT.search(text):
        return text
    return "\n".join(_set_line_apart(line) for line in text.split("\n"))


def set_apart_below(text: str, words: str) -> str:
    """A text of one line that stands below words which may run left: its own way, then, too."""
    return f"{_APART}{show(text)}{_END}" if _HAS_RIGHT.search(words) else text


def _set_line_apart(line: str) -> str:
    # A hint of the record's own must not end ours.
    line = show(line)
    if not any(_HAS_RIGHT.search(part) for part, is_apart in _parts(line) if not is_apart):
        return line
    return f"{_APART}{line}{_END}"


def put_together(texts: Iterable[str], between: str = ", ") -> str:
    """Those of the texts that say anything, in one line, each set apart where there are several."""
    said = [one for one in texts if one]
    return between.join(map(set_apart, said)) if len(said) > 1 else "".join(said)


def show(text: str) -> str:
    """Write out what steers or hides but for what sets apart, each beginning with its end.

    Also a record may have such pairs: they end within its own line, and move nothing outside.
    """
    if _APART not in text:
        return make_visible(text, keep_lines=True)
    return "\n".join(_show_line(line) for line in text.replace("\r\n", "\n").split("\n"))


def _show_line(line: str) -> str:
    open_at: list[int] = []
    kept: set[int] = set()
    for found in _HINTS.finditer(line):
        if found[0] == _APART:
            open_at.append(found.start())
        elif open_at:
            kept |= {open_at.pop(), found.start()}
    shown, done = "", 0
    for at in sorted(kept):
        shown += make_visible(line[done:at], keep_lines=True) + line[at]
        done = at + 1
    return shown + make_visible(line[done:], keep_lines=True)


def show_in_order(text: str) -> str:
    """The same with hints where numbers and words meet a text that runs left, for any paper."""
    shown = show(text)
    if not _HAS_RIGHT.search(shown):
        return shown
    return "\n".join(_isolate_line(line, None) for line in shown.split("\n")).translate(_BY_LETTER)


def drop_hints(text: str) -> str:
    """The text for a terminal, which orders its lines by itself or not at all."""
    return _HINTS.sub("", show(text)) if _APART in text else text


def is_hint(letter: str) -> bool:
    """Whether it draws nothing and only sets apart."""
    return letter in (_APART, _END)


def close_hints(lines: Iterable[str]) -> list[str]:
    """A text that was cut into lines, with what was set apart ended in each and begun in the next.

    What is cut off at the end ends there.
    """
    closed, waiting = [], 0
    for line in lines:
        begun = line.count(_APART)
        is_open = max(0, waiting + begun - line.count(_END))
        closed.append(_APART * waiting + line + _END * is_open)
        waiting = is_open
    return closed


def isolate(text: str, names: Names | None = None) -> str:
    """A text with hints where both directions meet; any other text as it is.

    What is set apart runs by itself, and so does what stands around it. A line that begins with one
    of the `names` need not run from the right: what decides is the first letter of what else it
    says.
    """
    if not _HAS_RIGHT.search(text):
        return _HINTS.sub("", text)
    return "\n".join(_isolate_line(line, names) for line in text.split("\n"))


def find_names(names: Iterable[str]) -> Names | None:
    """What finds these names in a line, the longest first; None where none of them runs left."""
    running = sorted({n for n in names if _HAS_RIGHT.search(n)}, key=len, reverse=True)
    if not running:
        return None
    return re.compile(f"(?<![{_RIGHT}])(?:{'|'.join(map(re.escape, running))})(?![{_RIGHT}])")


def _parts(line: str) -> list[tuple[str, bool]]:
    """A line in pieces, with whether each is set apart as a whole, the outermost ones."""
    parts: list[tuple[str, bool]] = []
    depth, begun = 0, 0
    for found in _HINTS.finditer(line):
        if found[0] == _APART:
            if depth == 0:
                parts.append((line[begun : found.start()], False))
                begun = found.end()
            depth += 1
        elif depth:
            depth -= 1
            if depth == 0:
                parts.append((line[begun : found.start()], True))
                begun = found.end()
    parts.append((line[begun:], depth > 0))
    return parts


def _isolate_line(line: str, names: Names | None) -> str:
    pieces = _parts(line)
    if runs_left(line, names):
        return "".join(
            _isolate_apart(piece, names) if is_apart else _WORDS.sub(_hint_words, piece)
            for piece, is_apart in pieces
        )
    return "".join(
        _isolate_apart(piece, names) if is_apart else _isolate_phrases(piece, names)
        for piece, is_apart in pieces
    )


def runs_left(line: str, names: Names | None = None) -> bool:
    """Whether the first letter runs left of what is neither set apart nor a name."""
    for piece, is_apart in _parts(line):
        for part in [] if is_apart else names.split(piece) if names is not None else [piece]:
            if strong := _find_strong(part):
                return strong != "L"
    return False


def _find_strong(text: str) -> str | None:
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((one for one in strong if one in ("L", "R", "AL")), None)


def _isolate_apart(piece: str, names: Names | None) -> str:
    # Nothing but a name, or nothing but what is set apart within it, runs as its letters do.
    is_name = names is not None and names.fullmatch(piece)
    hint = _FROM_RIGHT if is_name or runs_left(piece, names) else _FROM_LEFT
    return f"{hint}{piece if is_name else _isolate_line(piece, names)}{_END}"


def _isolate_phrases(piece: str, names: Names | None) -> str:
    called = names.findall(piece) if names is not None else []
    rest = names.split(piece) if names is not None else [piece]
    said = [_PHRASE.sub(rf"{_FROM_RIGHT}\g<0>{_END}", part) for part in rest]
    return said[0] + "".join(
        f"{_FROM_RIGHT}{name}{_END}{part}" for name, part in zip(called, said[1:], strict=True)
    )


def _hint_words(found: re.Match[str]) -> str:
    # Letters alone keep their order, and so do numbers alone.
    is_both = _HAS_LATIN.search(found[0]) and any(map(str.isdigit, found[0]))
    return f"{_FROM_LEFT}{found[0]}{_END}" if is_both else found[0]
