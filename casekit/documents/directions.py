"""Text from the right and from the left in one line, each kept in its own order.

A PDF orders a line by the direction of its first letter. Without a hint a day at the end of an
Arabic sentence comes out as `October 2026 23`, and the full stop of an Arabic goal stands where the
goal begins. The hints are Unicode's isolates; they draw nothing.
"""

from __future__ import annotations

import re
import unicodedata

_FROM_LEFT, _FROM_RIGHT, _END = "\u2066", "\u2067", "\u2069"
_RIGHT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LATIN = "A-Za-z\u00c0-\u024f"
_HAS_RIGHT = re.compile(f"[{_RIGHT}]")
# Words that run right with the numbers among them, such as a day: each number keeps its place.
_WORDS = re.compile(rf"[\d{_LATIN}](?:[^{_RIGHT}(),;\n]*[\d{_LATIN}])?")
_HAS_LATIN = re.compile(f"[{_LATIN}]")
# From the first letter to the last one that runs left, with the end of its sentence.
_SENTENCE = re.compile(rf"[{_RIGHT}](?:[^{_LATIN}()\n]*[{_RIGHT}])?[.!?\u2026]*")


def isolate(text: str) -> str:
    """A text with hints where both directions meet; any other text as it is."""
    if not _HAS_RIGHT.search(text):
        return text
    return "\n".join(map(_isolate_line, text.split("\n")))


def _isolate_line(line: str) -> str:
    strong = (unicodedata.bidirectional(letter) for letter in line)
    first = next((one for one in strong if one in ("L", "R", "AL")), "L")
    if first == "L":
        return _SENTENCE.sub(rf"{_FROM_RIGHT}\g<0>{_END}", line)
    return _WORDS.sub(
        lambda found: f"{_FROM_LEFT}{found[0]}{_END}" if _HAS_LATIN.search(found[0]) else found[0],
        line,
    )
