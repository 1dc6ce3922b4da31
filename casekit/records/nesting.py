"""How deep a text is nested, told by a small scanner of our own before the parser sees it.

On a file that the profile reads it never finds more levels than there are, so it refuses nothing
that would be read. It does not count what it cannot see without building (a list in the column of
its key, a pair in a list without braces, a list without another in it), so that what passes is
nested little more than twice as deep as its bound. The reader bounds the depth once more, event by
event: a text that this scanner took for something else than libyaml does is left there.
"""

from __future__ import annotations

import re

from casekit.records.limits import MAX_DEPTH_BEFORE_PARSING, MAX_FINDINGS, MAX_NODES

# Every pattern here is possessive: what it has taken it never gives back, so that the time grows
# with the length of the text and no faster.
_SPACE_AND_COMMENTS = r"(?:[ \r\n]++|#[^\n]*+)++"
_QUOTED = r""""(?:[^"\\]++|\\.)*+"|'(?:[^']++|'')*+'"""
_PROPERTY = r"[&*!][^ \r\n,\[\]{}]*+"
# A plain text up to what ends it on its line, and the lines on which it goes on.
_WORDS = r"(?:[^ \r\n:]++|:(?=[^ \r\n])|[ ]++(?=[^ \r\n#]))*+"
_WORDS_IN_FLOW = r"(?:[^ \r\n:,\[\]{}]++|:(?=[^ \r\n,\[\]{}])|[ ]++(?=[^ \r\n#]))*+"
_NEXT_LINE = r"[ ]*+\r?\n(?:[ ]*+\r?\n)*+"
# In brackets, what stands before the next bracket that counts: lists and mappings with no other
# inside are skipped. So many pieces at a time, of which at most six make a value or a fault.
_PIECES = 2_000
_MAX_PIECES = 6 * (MAX_NODES + MAX_FINDINGS)
_PLAIN_IN_FLOW = (
    rf"[^ \r\n,?:#\"'&*!\[\]{{}}]{_WORDS_IN_FLOW}"
    rf"(?:{_NEXT_LINE}[ ]*+(?![# \r\n]){_WORDS_IN_FLOW})*+"
)
_UP_TO_BRACKET = re.compile(
    rf"(?:{_SPACE_AND_COMMENTS}|[,?:]|{_QUOTED}|{_PROPERTY}"
    rf"|\[[^\[\]{{}}\"'#]*+\]|\{{[^\[\]{{}}\"'#]*+\}}|{_PLAIN_IN_FLOW}){{0,{_PIECES}}}+",
    re.DOTALL,
)
_BETWEEN = re.compile(_SPACE_AND_COMMENTS)
_QUOTED_TEXT = re.compile(_QUOTED, re.DOTALL)
_ANY_PROPERTY = re.compile(_PROPERTY)
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*+[ ]*+(?:#[^\n]*+|\r)?+\n")
_DOCUMENT_MARK = re.compile(r"(?:---|\.\.\.)(?=[ \r\n]|\Z)")
_BEFORE_BLANK = re.compile(r"[-?:](?=[ \r\n]|\Z)")


def find_deep_nesting(text: str) -> int | None:
    """Where nesting goes beyond MAX_DEPTH_BEFORE_PARSING, or None.

    It looks as far as the parser will: what comes after MAX_NODES values is never parsed.
    """
    # The columns of the lists and mappings by lines that are open, and how many brackets are.
    columns: list[int] = []
    flow = 0
    # Where a mapping begins, if a colon comes next.
    key_column: int | None = None
    line_start = at = pieces = 0
    while pieces < _MAX_PIECES:
        start = _skip(_UP_TO_BRACKET if flow else _BETWEEN, text, at)
        newline = text.rfind("\n", at, start)
        if newline >= 0:
            line_start = newline + 1
        column, sign = start - line_start, text[start : start + 1]
        at = start + 1
        pieces += 3
        if not sign or (flow and sign in "\"'"):
            # The end, or a quote that nothing closes.
            return None
        if flow:
            if sign in "[{":
                flow += 1
            elif sign in "]}":
                flow -= 1
            else:
                at = start
                pieces += _PIECES
        elif sign == "%" and not column:
            # An instruction in a place where the parser stops at it.
            return None
        elif not column and _DOCUMENT_MARK.match(text, start):
            columns.clear()
            at = start + 3
        else:
            while columns and column < columns[-1]:
                columns.pop()
            if sign in "[{":
                key_column = column
                flow = 1
            elif _BEFORE_BLANK.match(text, start):
                opened = key_column if sign == ":" and key_column is not None else column
                key_column = None
                if not columns or opened > columns[-1]:
                    columns.append(opened)
            elif sign not in "]},":
                key_column = column
                at = _skip_scalar(text, start, sign, columns[-1] if columns else -1)
                newline = text.rfind("\n", start, at)
                if newline >= 0:
                    line_start = newline + 1
        if len(columns) + flow > MAX_DEPTH_BEFORE_PARSING:
            return start
    return None


def find_glued_comment(text: str, start: int, end: int) -> int | None:
    """Where a # stands right behind a comma, colon or bracket between two indices, or None."""
    before = re.compile(
        rf"(?:{_SPACE_AND_COMMENTS}|[,?:\[\]{{}}](?!#)|{_QUOTED}|{_PLAIN_IN_FLOW})*+", re.DOTALL
    )
    at = _skip(before, text, start) + 1
    return at if at < end and text[at] == "#" else None


def _skip_scalar(text: str, at: int, sign: str, indent: int) -> int:
    """The index behind the text, text block, anchor, alias or tag that begins at an index."""
    if sign in "\"'":
        end = _skip(_QUOTED_TEXT, text, at)
        # Without its closing quote it goes on to the end.
        return end if end > at else len(text)
    if sign in "&*!":
        return _skip(_ANY_PROPERTY, text, at)
    if sign in "|>" and (header := _BLOCK_HEADER.match(text, at)):
        return _skip(_lines_from(max(indent + 1, 1)), text, header.end())
    return max(_skip(_plain_from(indent + 1), text, at), at + 1)


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _lines_from(column: int) -> re.Pattern[str]:
    """The lines of a text block: empty, or with text at or behind a column."""
    return re.compile(rf"(?:[ ]*+\r?\n|[ ]{{{column}}}[^\n]*+(?:\n|\Z))*+")


def _plain_from(column: int) -> re.Pattern[str]:
    """A plain text with the lines on which it goes on: those at or behind a column."""
    return re.compile(rf"{_WORDS}(?:{_NEXT_LINE}[ ]{{{column},}}+(?![# \r\n]){_WORDS})*+")
