r"""Text made safe to look at: what steers the reader's screen, or hides in a text, is written out.

It is for showing only: `\x1b` stands for the escape character and for the four characters alike, as
a backslash is left as it is. Who needs the exact text reads the JSON answer or the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

# Written as ranges, not looked up by category: the table of all names is slow to load, and differs
# from one Python to the next. A test compares the two.
_HIDDEN = (
    "\x00-\x1f\x7f-\x9f\u2028\u2029"  # controls and line separators
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, embeddings, isolates
    "\u00ad\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff"  # joiners, invisible operators
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0"  # letters and marks of no shape
    "\ufe00-\ufe0f\ufff0-\ufffb\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"  # tags, and what is kept free for more of them
    "\ud800-\udfff\ufdd0-\ufdef"  # halves of characters, and what never is one
    + "".join(chr(plane << 16 | end) for plane in range(17) for end in (0xFFFE, 0xFFFF))
)

# What languages need passes where they need it, and once: joiners and word breaks after a letter of
# a script that has them (Persian, the Indian languages, Khmer, Mongolian; also inside an emoji),
# a choice of form after what has several, a soft hyphen within a word.
_JOINER = "[\u200b-\u200d\u180b-\u180f]"
_FORM = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"
_BASE = f"[^{_HIDDEN}\x00-\u058f\u1e00-\u206f]"
_NEEDED = (
    f"{_BASE}(?:{_FORM}{_JOINER}?|{_JOINER})"
    "|[\u00a9\u00ae\u203c\u2049][\ufe0e\ufe0f]|[0-9#*]\ufe0f\u20e3|(?<=\\w)\u00ad(?=\\w)"
)

# More accents on one letter than any language writes would print over the lines above and below.
MAX_ACCENTS = 8


def make_visible(text: str, *, keep_lines: bool = False) -> str:
    r"""Write out what steers or hides, as Python would: `\x1b`, `\u202e`, `\U000e0041`.

    With `keep_lines` line ends stay, each as `\n`, and a tab becomes a space. Doing it twice
    changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text
    if not keep_lines:
        return replace_hidden(text, _write_out)
    text = text.replace("\r\n", "\n").replace("\t", " ")
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return replace_hidden(text, _write_out_in_lines)


def replace_hidden(text: str, write: Callable[[str], str]) -> str:
    """Put what `write` gives in the place of each character that steers or hides."""

    def replace_one(found: re.Match[str]) -> str:
        return found[0] if found["needed"] else write(found[0])

    def replace_pile(found: re.Match[str]) -> str:
        # Few texts come here, and only they need the table of categories.
        import unicodedata

        shown, accents = [], 0
        for character in found[0]:
            is_accent = unicodedata.category(character) in ("Mn", "Me")
            accents = accents + 1 if is_accent else 0
            shown.append(write(character) if accents > MAX_ACCENTS else character)
        return "".join(shown)

    hidden, found, pile = _compile_patterns()
    if hidden.search(text):
        text = found.sub(replace_one, text)
    return pile.sub(replace_pile, text)


def hides(text: str) -> bool:
    """Whether a text holds anything that steers or hides, needed by its language or not."""
    return bool(_compile_patterns()[0].search(text))


@cache
def _compile_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What to look for; made for the first text that is not plain, as most commands meet none."""
    return (
        # Most texts have none of it, and this says so sooner than the next one.
        re.compile(f"[{_HIDDEN}]"),
        re.compile(f"(?P<needed>{_NEEDED})|[{_HIDDEN}]"),
        # No accent is a letter to `re`; what else is found here is sorted out by its category.
        re.compile(f"[^\\w\\s\x00-\u02ff]{{{MAX_ACCENTS + 1},}}"),
    )


def _write_out(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _write_out_in_lines(character: str) -> str:
    return character if character == "\n" else _write_out(character)
