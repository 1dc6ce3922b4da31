"""What a plain (unquoted) word means, and which words are refused because readers disagree.

Other programs read `no` as false, `0123` as 83 and `1_000` as 1000. So that nobody has to know,
only words with one meaning are accepted: `true`, `false`, whole numbers, numbers with decimals,
and text. Dates and times of day stay text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from casekit.records.limits import MAX_DIGITS

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
# Every form that a YAML 1.1 or 1.2 reader takes for a number, numbers to the base of sixty too.
# Possessive throughout: a megabyte of digits is judged in one pass.
_NUMBER_LIKE = re.compile(
    r"[-+]?(?:0b[01_]++|0o?[0-7_]++|0x[0-9a-f_]++"
    r"|[0-9][0-9_]*+(?:\.[0-9_]*+)?(?:e[-+]?[0-9]++)?|\.[0-9_]++(?:e[-+]?[0-9]++)?|\.inf"
    r"|[0-9][0-9_]*+(?::[0-5]?[0-9])++(?:\.[0-9_]*+)?)"
    r"|[-+]_++|\.nan",
    re.IGNORECASE,
)
# To a reader of YAML 1.1 these are such numbers as well, but nobody else takes them for one.
_TIME_OF_DAY = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_TRUTH_WORDS = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false"})
# A word that begins otherwise can only be text.
_NOTEWORTHY_FIRST = frozenset("0123456789+-.~=<yYnNoOtTfF")


class Ambiguity(NamedTuple):
    """Why a plain word is refused, and how to write it right."""

    code: str
    message: str
    hint: str


def read_plain(word: str) -> str | int | float | bool | Ambiguity:
    """Give the one meaning of a plain word, or why it has none."""
    if not word:
        return Ambiguity(
            "YAML-EMPTY-VALUE",
            "nothing stands here",
            'write a value, or "" for an empty text, or leave the key out',
        )
    if word[0] not in _NOTEWORTHY_FIRST:
        return word
    if word == "true":
        return True
    if word == "false":
        return False
    if word[0] in "0123456789+-." and word != "-":
        return _read_number(word)
    return _refuse_word(word) or word


def _read_number(word: str) -> str | int | float | Ambiguity:
    # A sign, a point and the digits; longer words need not be tried.
    if len(word) <= MAX_DIGITS + 2:
        digits = len(word) - word.startswith("-")
        if digits <= MAX_DIGITS and _INTEGER.fullmatch(word):
            return int(word)
        if digits <= MAX_DIGITS + 1 and _DECIMAL.fullmatch(word):
            return float(word)
    if not _NUMBER_LIKE.fullmatch(word) or re.fullmatch(_TIME_OF_DAY, word):
        return word
    return Ambiguity(
        "YAML-AMBIGUOUS-NUMBER",
        f"{shorten(word)} is a number to some programs and another one, or text, to others",
        f'write "{shorten(word)}" if it is text; a number is written like 1250 or 12.5, '
        f"with at most {MAX_DIGITS} digits",
    )


def _refuse_word(word: str) -> Ambiguity | None:
    lowered = word.lower()
    if lowered in _TRUTH_WORDS:
        return Ambiguity(
            "YAML-AMBIGUOUS-BOOLEAN",
            f"{word} is text to some programs and true or false to others",
            f'write "{word}" if it is text; otherwise write true or false',
        )
    if word == "~" or lowered == "null":
        return Ambiguity(
            "YAML-NULL",
            f"{word} stands for no value",
            f'leave the key out; write "{word}" if it is text',
        )
    # A dash alone, which libyaml reads in brackets, is the beginning of an item to others.
    if word in ("=", "<<", "-"):
        return Ambiguity(
            "YAML-AMBIGUOUS-SIGN",
            f"{word} has a meaning of its own in YAML",
            f'write "{word}"',
        )
    return None


def shorten(word: str) -> str:
    """The word, or its beginning where it would fill a message."""
    return word if len(word) <= 40 else word[:37] + "..."
