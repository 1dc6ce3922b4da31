"""How a template for a browser prints a value: escaped for HTML, its pictures by their marks."""

from __future__ import annotations

import re
from html import escape

from casekit.documents.directions import show_in_order

# What stands in a page in the place of a drawing. No record can have such a text: its first
# character is refused in a file and written out in a value.
PICTURE = re.compile("\x00picture ([0-9]+)\x00")


def escape_html(text: str) -> str:
    """Write text so that a browser shows exactly it, in an element or between quotes.

    Line ends stay, which the style of a page shows; what steers or hides is written out.
    """
    if PICTURE.fullmatch(text):
        return text
    return escape(show_in_order(text).strip())
