"""Text from the right and from the left in one line, each kept in its own order.

A PDF orders a line by the direction of its first letter. Without a hint a day at the end of an
Arabic sentence comes out as `October 2026 23`, and the full stop of an Arabic goal stands where the
goal begins. The hints are Unicode's isolates; they draw nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_FROM_LEFT, _FROM_RIGHT, _END = "\u2066", "\u2067", "\u2069"
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LATIN = "A-Za-z\u00c0-\u024f"
_HAS_RIGHT = re.compile(f"[{_RIGHT}]")
# Words that run right with the numbers among them, such as a day: each number keeps its place.
_WORDS = re.compile(rf"[\d{_LATIN}](?:[^{_RIGHT}(),;\n]*[\d{_LATIN}])?")
_HAS_LATIN = re.compile(f"[{_LATIN}]")
# From the first letter to the last one that runs left, with the end of its sentence.
_SENTENCE = re.compile(rf"[{_RIGHT}](?:[^{_LATIN}()\n]*[{_RIGHT}])?[.!?\u2026]*")


# What finds the names of people in a line.
Names = re.Pattern[str]


def isolate(text: str, names: Names | None = None) -> str:
    """A text with hints where both directions meet; any other text as it is.

    A line that begins with one of the `names` need not run from the right: what decides is the
    first letter of what else it says. Else `name: low, name: high` would show each word beside the
    other name.
    """
    if not _HAS_RIGHT.search(text):
        return text
    return "\n".join(_isolate_line(line, names) for line in text.split("\n"))


def find_names(names: Iterable[str]) -> Names | None:
    """What finds these names in a line, the longest first; None where none of them runs left."""
    running = sorted({n for n in names if _HAS_RIGHT.search(n)}, key=len, reverse=True)
    if not running:
        return None
    return re.compile(f"(?<![{_RIGHT}])(?:{'|'.join(map(re.escape, running))})(?![{_RIGHT}])")


def _isolate_line(line: str, names: Names | None) -> str:
    parts = names.split(line) if names is not None else [line]
    strong = (unicodedata.bidirectional(letter) for part in parts for letter in part)
    first = next((one for one in strong if one in ("L", "R", "AL")), "L")
    if first != "L":
        return _WORDS.sub(
            lambda found: (
                f"{_FROM_LEFT}{found[0]}{_END}" if _HAS_LATIN.search(found[0]) else found[0]
            ),
            line,
        )
    called = names.findall(line) if names is not None else []
    rest = [_SENTENCE.sub(rf"{_FROM_RIGHT}\g<0>{_END}", part) for part in parts]
    return rest[0] + "".join(
        f"{_FROM_RIGHT}{name}{_END}{part}" for name, part in zip(called, rest[1:], strict=True)
    )
