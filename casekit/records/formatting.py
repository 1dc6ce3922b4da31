"""The canonical layout of a file that a person wrote, with its comments kept.

Values keep the way they are written, quotes and text blocks included; only where they stand
changes. (ruamel.yaml's round trip was tried first: it lost or moved a comment in a quarter of
random commented files.)
"""

from __future__ import annotations

import re
from typing import NamedTuple

from casekit.errors import CasekitError, Unreadable
from casekit.records.document import Document, Keys
from casekit.records.edit import is_same_data
from casekit.records.layout import Layout, get_value
from casekit.records.profile import read_document
from casekit.records.second_reader import read_independently
from casekit.records.writing import render_block, render_inline, render_literal

_MODELINE = re.compile(r"# *yaml-language-server:")
_COMMENT = re.compile(r"#.*")
_BLANK_LINE = re.compile(r"\n *\n")


class FormatFault(CasekitError):
    """The file cannot be laid out without a change of its data or comments. A bug."""

    code = "FORMAT-FAULT"


def format_document(content: bytes, modeline: str | None = None) -> bytes:
    """Lay a file out canonically: the same data and comments, LF, two spaces, the modeline first.

    `modeline` is the first line without its `# `; None leaves the file's own. Formatting twice
    changes nothing more. Raises Unreadable with the findings, FormatFault.
    """
    given = read_document(content, "")
    if given.findings:
        raise Unreadable("the file must be readable before it can be laid out", given.findings)
    text = given.text.replace("\r\n", "\n")
    if modeline:
        first, _, others = text.partition("\n")
        text = f"# {modeline}\n" + (others if _MODELINE.match(first) else text)
    before = read_document(text.encode("utf-8"), "")
    formatted = _Printer(before).print().encode("utf-8")
    after = read_document(formatted, "")
    if (
        after.findings
        or not is_same_data(after.data, given.data)
        or not is_same_data(read_independently(formatted.decode("utf-8")), given.data)
        or find_comments(after) != find_comments(before)
    ):
        raise FormatFault("laying the file out would have changed it; nothing was changed")
    return formatted


def find_comments(document: Document) -> list[str]:
    """The comments of a document in their order, from # to the end of the line."""
    return [comment.text for comment in _scan_comments(Layout(document))]


class _Comment(NamedTuple):
    start: int
    column: int
    text: str
    # False for a comment behind something on its line.
    is_alone: bool


def _scan_comments(layout: Layout) -> list[_Comment]:
    """Find every # outside of keys and values."""
    spans = [(len(layout.text), len(layout.text))]
    for keys, (key, start, _) in layout.outline.items():
        if key is not None:
            spans.append((key.start_mark.index, key.end_mark.index))
        if getattr(start, "flow_style", None) is None:
            header_end = layout.header_end(keys)
            first = layout.start(keys) if header_end is None else layout.line_end(header_end)
            spans.append((first, layout.end(keys)))
    comments: list[_Comment] = []
    at = 0
    for first, behind in sorted(spans):
        for match in _COMMENT.finditer(layout.text, at, max(at, first)):
            line_start = layout.text.rfind("\n", 0, match.start()) + 1
            is_alone = not layout.text[line_start : match.start()].strip(" -")
            column = match.start() - line_start
            comments.append(_Comment(match.start(), column, match.group().rstrip(" \r"), is_alone))
        at = max(at, behind)
    return comments


class _Printer:
    def __init__(self, document: Document) -> None:
        self._layout = Layout(document)
        self._comments = _scan_comments(self._layout)
        self._next_comment = 0
        self._lines: list[str] = []
        # How far the old text has been taken over.
        self._at = 0
        # The old and new columns of the last entry and those around it: a comment that stood in
        # the column of one of them belongs to it.
        self._columns: list[tuple[int, int]] = []
        # At the start of a block it would be noise, behind a text block with |+ part of the text.
        self._may_be_blank = False

    def print(self) -> str:
        data = self._layout.data
        if self._layout.is_flow(()):
            self._print_comments(self._layout.end(()), (0, 0))
            self._lines += render_block(data, indent=0) if data else ["{}"]
            self._take_until(self._layout.end(()))
            self._print_comment_behind()
        else:
            self._print_children((), 0, "")
        self._print_comments(len(self._layout.text), (0, 0))
        return "\n".join(self._lines) + "\n"

    def _print_children(self, keys: Keys, indent: int, begun: str) -> None:
        """Print a list or mapping by lines; `begun` is what its first line has already."""
        children = get_value(self._layout.data, keys)
        steps = range(len(children)) if isinstance(children, list) else list(children)
        for step in steps:
            self._print_entry((*keys, step), indent, begun or " " * indent, is_begun=bool(begun))
            begun = ""

    def _print_entry(self, keys: Keys, indent: int, begun: str, *, is_begun: bool) -> None:
        layout = self._layout
        key_event = layout.outline[keys][0]
        columns = (layout.column(keys[:-1]), indent)
        if not is_begun:
            self._print_comments(self._head_end(keys), columns)
            token = layout.start(keys) if key_event is None else key_event.start_mark.index
            self._print_blank_line(token)
        self._columns = [pair for pair in self._columns if pair[1] < indent] + [columns]
        if key_event is None:
            marker = "-"
        else:
            key_end = key_event.end_mark.index
            marker = layout.text[key_event.start_mark.index : key_end] + ":"
            self._take_until(key_end)
        if not layout.is_block_collection(keys):
            self._print_value(keys, indent, f"{begun}{marker}")
        elif key_event is None:
            self._print_children(keys, indent + 2, f"{begun}- ")
        else:
            self._lines.append(f"{begun}{marker}")
            self._print_comment_behind()
            self._may_be_blank = False
            self._print_children(keys, indent + 2, "")

    def _print_value(self, keys: Keys, indent: int, begun: str) -> None:
        layout = self._layout
        start, end = layout.start(keys), layout.end(keys)
        header_end = layout.header_end(keys)
        value = get_value(layout.data, keys)
        source = layout.text[start:end]
        if header_end is not None:
            lines = self._move_text_block(keys, header_end, indent + 2)
        elif "\n" not in source:
            lines = [source]
        elif isinstance(value, str):
            lines = render_literal(value, indent=indent + 2) or [render_inline(value)]
        elif value:
            lines = ["", *render_block(value, indent=indent + 2)]
        else:
            lines = [render_inline(value)]
        is_kept = header_end is not None and "+" in lines[0]
        self._may_be_blank = lines[-1] != "" and not is_kept
        if lines[0] == "" and begun.endswith("-"):
            # A list item begins behind its dash.
            lines = [lines[1][indent + 2 :], *lines[2:]]
        self._lines.append(f"{begun} {lines[0]}".rstrip(" "))
        self._take_until(end if header_end is None else header_end)
        self._print_comment_behind()
        self._lines += lines[1:]
        self._take_until(end)

    def _move_text_block(self, keys: Keys, header_end: int, indent: int) -> list[str]:
        """The header and lines of a text block, moved to another column."""
        layout = self._layout
        header = layout.text[layout.start(keys) : header_end]
        end = layout.end(keys)
        body = layout.text[min(layout.line_end(header_end) + 1, end) : end].split("\n")
        written = [line for line in body if line.strip(" ")]
        old = len(written[0]) - len(written[0].lstrip(" "))
        moved = [" " * indent + line[old:] if line[old:] else "" for line in body]
        while "+" not in header and moved[-1] == "":
            # Lines of a few spaces, which are no text.
            del moved[-1]
        return [header, *moved]

    def _head_end(self, keys: Keys) -> int:
        """How far an entry's first line reaches in the old text: comments before go above it."""
        layout = self._layout
        key_event = layout.outline[keys][0]
        if not layout.is_block_collection(keys):
            is_bracketed = layout.is_flow(keys)
            return layout.end(keys) if is_bracketed else layout.start(keys)
        if key_event is not None:
            return int(key_event.start_mark.index)
        children = get_value(layout.data, keys)
        return self._head_end((*keys, 0 if isinstance(children, list) else next(iter(children))))

    def _print_comments(self, limit: int, upcoming: tuple[int, int]) -> None:
        while (comment := self._peek_comment()) and comment.start < limit:
            self._print_blank_line(comment.start)
            near = [upcoming]
            if comment.is_alone:
                near += self._columns
            fitting = [pair for pair in near if pair[0] <= comment.column] or [upcoming]
            _, column = max(fitting, key=lambda pair: pair[0])
            self._lines.append(" " * column + comment.text)
            self._may_be_blank = True
            self._take_comment(comment)

    def _print_comment_behind(self) -> None:
        """Put a comment that stood behind what was just printed behind it again."""
        comment = self._peek_comment()
        if comment and "\n" not in self._layout.text[self._at : comment.start]:
            self._lines[-1] += f"  {comment.text}"
            self._take_comment(comment)

    def _print_blank_line(self, until: int) -> None:
        """Keep one blank line where the old text had some, but none at the start of a block."""
        gap = self._layout.text[self._at : max(self._at, until)]
        if _BLANK_LINE.search(gap) and self._may_be_blank:
            self._lines.append("")

    def _peek_comment(self) -> _Comment | None:
        rest = self._comments[self._next_comment : self._next_comment + 1]
        return rest[0] if rest else None

    def _take_comment(self, comment: _Comment) -> None:
        self._next_comment += 1
        self._take_until(comment.start + len(comment.text))

    def _take_until(self, index: int) -> None:
        self._at = max(self._at, index)
