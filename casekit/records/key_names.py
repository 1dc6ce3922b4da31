"""Which keys everybody can see and tell apart: two that look alike must be one.

A value may hold any letter and sign of any script. A key is a word that programs look for: with a
space at its end, or a joiner of no width in it, it would be another key that looks the same.
Letters of two scripts that resemble each other are left to the schemas, which know their keys.
"""

from __future__ import annotations

KEY_HINT = "type the key again, without what a copy may have brought along"


def is_plainly_visible(key: str) -> bool:
    """Whether a key holds only what can be seen, composed as programs compose it (NFC)."""
    if not key.isprintable() or key[:1] == " " or key[-1:] == " ":
        return False
    return key.isascii() or _is_visible_beyond_ascii(key)


def _is_visible_beyond_ascii(key: str) -> bool:
    from unicodedata import category, is_normalized

    from casekit.model.visible import hides

    # A mark at the start would join the quote or the space before it.
    return is_normalized("NFC", key) and not category(key[0]).startswith("M") and not hides(key)


def show_key(key: str) -> str:
    """The key for a message: in quotes, with an escape for whatever is not ASCII."""
    import json

    shown = json.dumps(key)
    return shown if len(shown) <= 60 else shown[:56] + '..."'
