"""How much room words take in a picture, without asking any font; rather more than they need."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from html import escape

from casekit.documents.directions import close_hints, is_hint, runs_left

_NARROW = frozenset("iljtf.,:;'|!()[] ")
_WIDE = frozenset("mwMW@%")
_FROM_THE_RIGHT = frozenset({"R", "AL"})
_ELLIPSIS = "\u2026"


def measure(text: str, size: float) -> float:
    """The width of a line of text in a sans-serif of that size."""
    return round(sum(map(_measure, text)) * size, 1)


# How much wider bold letters are.
BOLD = 1.1


def _measure(letter: str) -> float:
    if unicodedata.combining(letter) or is_hint(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    if letter in _NARROW:
        return 0.34
    if unicodedata.bidirectional(letter) in _FROM_THE_RIGHT:
        return 0.66
    if letter in _WIDE or letter > "\u052f":
        return 0.95
    return 0.72 if letter.isupper() else 0.59


def wrap(text: str, width: float, size: float, lines: int) -> Sequence[str]:
    """The text on so many lines at most; what does not fit ends in an ellipsis."""
    found: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if not line or measure(longer, size) <= width:
            line = longer
        else:
            found.append(line)
            line = word
    found.append(line)
    if len(found) > lines:
        found = [*found[: lines - 1], " ".join(found[lines - 1 :])]
    return [shorten(each, width, size) for each in close_hints(found)]


def shorten(text: str, width: float, size: float) -> str:
    """The text as far as it fits."""
    if measure(text, size) <= width:
        return text
    while text and measure(text + _ELLIPSIS, size) > width:
        text = text[:-1]
    if runs_left(text):
        # In a picture every line begins on the left: there it stands where this text ends.
        return _ELLIPSIS + text.rstrip()
    return close_hints([text.rstrip() + _ELLIPSIS])[0]


def quote(text: str) -> str:
    """Text as it may stand in the picture's file, also within quotes."""
    return escape("".join(c for c in text if _is_allowed(c)), quote=True)


def _is_allowed(letter: str) -> bool:
    """Whether XML has the character at all."""
    if letter < " ":
        return letter in "\t\n"
    return not ("\ud800" <= letter <= "\udfff" or letter in "\ufffe\uffff")
