"""Where the values of a document stand in its text, for splicing."""

from __future__ import annotations

import re
from typing import Any

from casekit.records.document import Document, Keys

_HEADER = re.compile(r"[|>][-+0-9]*")
_BLANK = re.compile(r"[ \r\n]*")


class Layout:
    """The text of a document with the places of its values; indices count from 0."""

    def __init__(self, document: Document) -> None:
        self.text = document.text
        self.outline = document.outline
        self.data: Any = document.data
        self.newline = "\r\n" if "\r\n" in document.text else "\n"

    def is_flow(self, keys: Keys) -> bool:
        """Whether a list or mapping is written in brackets."""
        return bool(getattr(self.outline[keys][1], "flow_style", False))

    def is_in_flow(self, keys: Keys) -> bool:
        """Whether the value stands inside brackets."""
        return any(self.is_flow(keys[:length]) for length in range(len(keys)))

    def is_block_collection(self, keys: Keys) -> bool:
        """Whether the value is a list or mapping written line by line."""
        return getattr(self.outline[keys][1], "flow_style", None) is False

    def column(self, keys: Keys) -> int:
        """The column of the value, from 0; of a list by lines, that of its dashes."""
        return int(self.outline[keys][1].start_mark.column)

    def start(self, keys: Keys) -> int:
        """The index of the first sign of the value."""
        return int(self.outline[keys][1].start_mark.index)

    def end(self, keys: Keys) -> int:
        """The index behind the last sign of the value, before the end of its line."""
        while self.is_block_collection(keys):
            children = get_value(self.data, keys)
            last = len(children) - 1 if isinstance(children, list) else next(reversed(children))
            keys = (*keys, last)
        end = int(self.outline[keys][2].end_mark.index)
        header_end = self.header_end(keys)
        if header_end is None:
            return end
        if "+" in self.text[self.start(keys) : header_end]:
            return end - (2 if self.text.endswith("\r\n", 0, end) else 1)
        # The empty lines behind a text block belong to the layout, unless its header says to keep
        # them.
        return header_end + len(self.text[header_end:end].rstrip("\r\n"))

    def header_end(self, keys: Keys) -> int | None:
        """The index behind the `|-` of a text block; None for any other value."""
        if getattr(self.outline[keys][1], "style", None) not in ("|", ">"):
            return None
        header = _HEADER.match(self.text, self.start(keys))
        return header.end() if header else None

    def line_end(self, index: int) -> int:
        """The index of the line end at or behind an index."""
        end = self.text.find("\n", index)
        if end < 0:
            return len(self.text)
        return end - 1 if end > index and self.text[end - 1] == "\r" else end

    def after_colon(self, keys: Keys) -> int:
        """The index behind the colon of a value in a mapping."""
        return self.text.index(":", self.outline[keys][0].end_mark.index) + 1

    def has_comment_behind(self, index: int) -> bool:
        """Whether more than space follows on the line."""
        return bool(self.text[index : self.line_end(index)].strip(" "))

    def blank_behind(self, index: int) -> str:
        """The blank lines between the line of an index and the next line with text."""
        line_end = self.line_end(index)
        blank = _BLANK.match(self.text, line_end)
        found = blank.group() if blank else ""
        if line_end + len(found) == len(self.text):
            return found
        return found[: found.rfind("\n") + 1]


def get_value(data: Any, keys: Keys) -> Any:
    """The value under these keys; raises KeyError or IndexError."""
    for key in keys:
        data = data[key]
    return data
