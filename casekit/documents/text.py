"""Text of a record made fit to print: nothing in it may act, and nothing may hide."""

from __future__ import annotations

import unicodedata

# Format characters that shape or break words and hide nothing: soft hyphen, zero width space,
# joiner and non-joiner (needed to write Persian and many Indian languages), word joiner.
HARMLESS = frozenset("\u00ad\u200b\u200c\u200d\u2060")

# Format characters that are drawn: Arabic, Syriac and Kaithi number and end marks.
DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd")

HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def make_visible(text: str) -> str:
    """Write control and direction characters as `\\uXXXX`; line ends become `\\n`, tabs a space."""
    plain = text.replace("\r\n", "\n").replace("\t", " ")
    if plain.isascii() and plain.replace("\n", "").isprintable():
        return plain
    return "".join(map(_show, plain))


def _show(character: str) -> str:
    if character == "\n" or character in HARMLESS or character in DRAWN:
        return character
    if unicodedata.category(character) not in HIDDEN_CATEGORIES:
        return character
    point = ord(character)
    return f"\\u{point:04X}" if point <= 0xFFFF else f"\\U{point:08X}"
