"""What libyaml reads and other readers of YAML refuse, or read as something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from casekit.records.characters import count_position

# Patterns that are rarely asked for are made when they are. A line ... with nothing but empty lines
# and comments before it:
_SECOND_END = r"(?:[ \r\n]++|#[^\n]*+)*+(?<=\n)\.\.\.(?=[ \r\n]|\Z)"
# The head of a text block and the empty lines up to one of spaces:
_SPACES_ABOVE = r"[^\n]*\n(?:\r?\n)*+[ ]++(?=\r?\n)"


class Fault(NamedTuple):
    """What is wrong, by its place, from 1, and how to write it right."""

    line: int
    column: int
    code: str
    message: str
    hint: str


def find_comment_behind(text: str, event: Any) -> Fault | None:
    """Tell of a # right behind a quote or bracket: YAML wants a space before a comment."""
    behind = event.end_mark.index
    if text[behind : behind + 1] != "#":
        return None
    return _at_event(
        event,
        "YAML-AFTER-VALUE",
        "a # stands right behind the value",
        "put a space before a comment; put text with a # in quotes",
    )


def find_comment_inside(text: str, start: int, end: int) -> Fault | None:
    """Tell of a # right behind a comma or bracket, between the indices of outer brackets."""
    if text.find("#", start, end) < 0:
        return None
    from casekit.records.nesting import find_glued_comment

    glued = find_glued_comment(text, start, end)
    if glued is None:
        return None
    return Fault(
        *count_position(text, glued),
        "YAML-AFTER-VALUE",
        "a # stands right behind a comma or a bracket",
        "put a space before a comment; put text with a # in quotes",
    )


def find_line_too_far_left(text: str, start: Any, end: Any, column: int) -> Fault | None:
    """Tell of a line of a quoted text, or of brackets, that does not stand deeper than a column.

    `start` and `end` are the events of the value, `column` that of the list or mapping by lines
    around it, -1 for none. The bracket that closes the whole may stand in the column itself.
    """
    first, behind = start.start_mark.index, end.end_mark.index
    # In brackets a comment may stand anywhere.
    sign = r"[^ \r\n]" if start is end else r"[^ \r\n#]"
    match = re.compile(rf"\n([ ]{{0,{column}}}+)(?={sign})").search(text, first, behind)
    if column < 0 or not match:
        return None
    indent = len(match[1])
    if start is not end and match.end() == behind - 1 and indent == column:
        return None
    line, _ = count_position(text, match.end())
    return Fault(
        line,
        indent + 1,
        "YAML-INDENTATION",
        "this line goes on with a text in quotes or a list or mapping in brackets, and "
        "does not stand deeper than the lines around it",
        "begin it two columns further right than the key, or the dash, that it is of",
    )


def find_escaped_line_end(text: str, event: Any) -> Fault | None:
    """Tell of a backslash at the end of a line of a text in double quotes."""
    found = re.compile(r"(?<!\\)(?:\\\\)*+\\\r?\n").search(
        text, event.start_mark.index, event.end_mark.index
    )
    if not found:
        return None
    line, column = count_position(text, found.end() - 1)
    return Fault(
        line,
        column - found.group().endswith("\r\n") - 1,
        "YAML-ESCAPE",
        "a backslash stands at the end of a line; readers differ on what follows it",
        "use a text block: `key: |` with the text indented below",
    )


def find_text_block_faults(text: str, event: Any, value: str, column: int) -> Iterator[Fault]:
    """Tell what is wrong with a text block; `column` is that of the list or mapping around it."""
    start = event.start_mark
    if start.column <= column:
        yield _at_event(
            event,
            "YAML-INDENTATION",
            "the text block begins too far left",
            "write its | or > behind the key or the dash",
        )
    header = text[start.index : start.index + 3]
    if re.match(r"[|>][-+]?[0-9]", header):
        yield _at_event(
            event,
            "YAML-INDENTATION",
            "a number stands behind the | or >; readers differ on what it means",
            "leave the number out; put a text that begins with spaces in quotes",
        )
    if re.match(r"[|>][-+]?#", header):
        yield _at_event(
            event,
            "YAML-AFTER-VALUE",
            "a # stands right behind the | or >",
            "put a space before the comment",
        )
    if not text.endswith("\n") and re.compile(r"[ ]*+\Z").match(text, event.end_mark.index):
        yield _at_event(
            event,
            "YAML-UNENDED-TEXT",
            "the text block ends with the file, without an end of line",
            "add an empty line at the end of the file",
        )
    elif not value.strip("\n"):
        # Readers differ on how many empty lines are in it.
        yield _at_event(
            event,
            "YAML-EMPTY-VALUE",
            "the text block has no text",
            'write the text below, indented, or "" for an empty text, or leave the key out',
        )
    elif value[0] == "\n" and (
        above := re.compile(_SPACES_ABOVE).match(text, event.start_mark.index)
    ):
        # The spaces are the indentation of the text to some readers.
        line, _ = count_position(text, above.end())
        yield Fault(
            line,
            1,
            "YAML-INDENTATION",
            "spaces stand on an empty line at the beginning of the text block",
            "delete the spaces of this line, or the line",
        )


def find_second_end(text: str, event: Any) -> Fault | None:
    """Tell of a second line ... behind a document: some expect another document before it."""
    if not event.explicit:
        return None
    again = re.compile(_SECOND_END).match(text, event.end_mark.index)
    if not again:
        return None
    line, _ = count_position(text, again.end() - 1)
    return Fault(
        line,
        1,
        "YAML-DOCUMENTS",
        "the line ... stands twice; it ends a file",
        "delete the line",
    )


def _at_event(event: Any, code: str, message: str, hint: str) -> Fault:
    mark = event.start_mark
    return Fault(mark.line + 1, mark.column + 1, code, message, hint)
