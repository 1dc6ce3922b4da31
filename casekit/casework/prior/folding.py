"""Names, telephone numbers and addresses without what people write differently.

Two ways to write one thing fold to the same. Nothing here raises for any text, in any script: what
it does not know it leaves as it is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

Tokens = tuple[str, ...]

# Letters that no accent is taken off of, as they are written where nobody has them.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\u0131": "i",
        "ħ": "h",
    }
)
# Accents, and the vowel points that Arabic and Hebrew leave out at will. The vowels of other
# scripts are marks as well, and there they make another name.
_POINTS = re.compile("[\u0300-\u036f\u064b-\u0652\u0670\u0591-\u05bd\u05bf\u05c1\u05c2\u0640]")
# Within a name: O'Neil is Oneil.
_INSIDE = re.compile("['\u2018\u2019\u02bb\u02bc\u00b4`\u00b7]")
_BETWEEN = re.compile(r"[^a-z0-9]+")
# Scripts that write given and family name without a space.
_UNDIVIDED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]")
_NUMBER = re.compile(r"\+?\d[\d\s().\-/\u2010-\u2015]{5,}\d")
# Shorter ones are extensions; longer ones differ by what is dialled before them (+44, 0, 1).
_SHORTEST_NUMBER, _COMPARED_DIGITS = 7, 9
_STREET_WORDS = {
    "st": "street",
    "str": "street",
    "ave": "avenue",
    "av": "avenue",
    "rd": "road",
    "dr": "drive",
    "ln": "lane",
    "blvd": "boulevard",
    "cres": "crescent",
    "ct": "court",
    "pl": "place",
    "sq": "square",
    "hwy": "highway",
    "pkwy": "parkway",
    "terr": "terrace",
    "apartment": "apt",
    "unit": "apt",
    "suite": "apt",
    "ste": "apt",
    "flat": "apt",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}


@lru_cache(maxsize=100_000)
def fold_name(name: str) -> Tokens:
    """The parts of a name, given names first: `Redsky, José` is jose redsky."""
    before, comma, after = name.partition(",")
    if comma and after.strip() and "," not in after:
        name = f"{after} {before}"
    return _fold(name)


@lru_cache(maxsize=50_000)
def fold_address(address: str) -> Tokens:
    """The words and numbers of an address, usual abbreviations written out."""
    return tuple(_STREET_WORDS.get(word, word) for word in _fold(address))


def fold_numbers(text: str) -> frozenset[str]:
    """The telephone numbers in a text by their last nine digits; what is too short is left out."""
    found = set()
    for number in _NUMBER.findall(text):
        digits = "".join(str(unicodedata.decimal(sign)) for sign in number if sign.isdecimal())
        if len(digits) >= _SHORTEST_NUMBER:
            found.add(digits[-_COMPARED_DIGITS:])
    return frozenset(found)


def is_whole_name(tokens: Tokens) -> bool:
    """Whether a folded name has more than one part, or is of a script that divides none."""
    return len(tokens) > 1 or any(len(t) > 1 and _UNDIVIDED.search(t) for t in tokens)


def _fold(text: str) -> Tokens:
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        # Taking apart may bring forth letters that folding changes again.
        text = _POINTS.sub("", text.casefold()).translate(_LETTERS)
        text = unicodedata.normalize("NFC", _INSIDE.sub("", text))
        # To `re` the vowels that stand as marks beside a letter are no part of a word.
        text = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in text)
        return tuple(text.split())
    return tuple(part for part in _BETWEEN.split(_INSIDE.sub("", text)) if part)
