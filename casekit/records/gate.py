"""The gate before the parser: what is refused from the text alone, so that libyaml never sees it.

Three things: nesting far beyond what a record may have, instructions to the parser (libyaml takes
seconds for a megabyte of them before it gives its first event), and a merge that was not finished.

The depth is measured by a small scanner of our own. On a file that the profile reads it never finds
more than there is, so it refuses nothing that would be read. It does not count what it cannot see
from the text (a list in the column of its key, a pair in a list without braces: at most one more
for each that it counts), so what passes is nested at most twice as deep as its bound. The reader
bounds the depth once more, event by event: a text that this scanner took for something else is left
there.
"""

from __future__ import annotations

import re

from casekit.model.findings import Finding
from casekit.records.characters import count_position
from casekit.records.limits import MAX_DEPTH, MAX_DEPTH_BEFORE_PARSING, MAX_NODES

# Every pattern here is possessive: what it has taken it never gives back, so that the time grows
# with the length of the text and no faster.
_SPACE_AND_COMMENTS = re.compile(r"(?:[ \r\n]++|#[^\n]*+)*+")
_QUOTED = re.compile(r""""(?:[^"\\]++|\\.)*+"|'(?:[^']++|'')*+'""", re.DOTALL)
_PROPERTY = re.compile(r"[&*!][^ \r\n,\[\]{}]*+")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*+[ ]*+(?:#[^\n]*+|\r)?+\n")
_DOCUMENT_MARK = re.compile(r"(?:---|\.\.\.)(?=[ \r\n]|\Z)")
_BEFORE_BLANK = re.compile(r"[-?:](?=[ \r\n]|\Z)")
# A plain text up to what ends it on its line.
_WORDS = r"(?:[^ \r\n:]++|:(?=[^ \r\n])|[ ]++(?=[^ \r\n#]))*+"
_WORDS_IN_FLOW = r"(?:[^ \r\n:,\[\]{}]++|:(?=[^ \r\n,\[\]{}])|[ ]++(?=[^ \r\n#]))*+"
_NEXT_LINE = r"[ ]*+\r?\n(?:[ ]*+\r?\n)*+"
_PLAIN_IN_FLOW = re.compile(f"{_WORDS_IN_FLOW}(?:{_NEXT_LINE}[ ]*+(?![# \r\n]){_WORDS_IN_FLOW})*+")

# Most files are told shallow without a scan: few brackets, and no line whose list or mapping could
# begin far right. A column begins at most two of them, a bracket too: 2 * 24 + 2 * 16 levels.
_FEW_BRACKETS = 16
_FAR_RIGHT = re.compile(r"\n[- ?:]{24}")
_FAR_RIGHT_AT_START = re.compile(r"[- ?:]{24}")

# Four tokens make at least one value, or a fault: what comes after so many is never parsed.
_MAX_TOKENS = 4 * MAX_NODES

# A line that begins with % before anything of a document: at the start, or after the end of one.
_DIRECTIVE = re.compile(
    r"(?:\A|^\.\.\.(?=[ \r\n])[^\n]*+\n)(?:[ ]*+(?:#[^\n]*+)?+\r?\n)*+(?=%)", re.MULTILINE
)

# As git writes them, with its name for the side behind the first and the last.
_MARKS = (
    re.compile(r"^<<<<<<<(?: [^\n]*)?\r?$", re.MULTILINE),
    re.compile(r"^=======\r?$", re.MULTILINE),
    re.compile(r"^>>>>>>>(?: [^\n]*)?\r?$", re.MULTILINE),
)
_ANY_MARK = re.compile(
    r"^(?:<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|)(?: [^\n]*)?\r?$|^=======\r?$", re.MULTILINE
)


def find_refusal(text: str, path: str) -> Finding | None:
    """Tell why the text must not go to the parser, or None."""
    conflict = find_conflict(text)
    if conflict is not None:
        return describe_conflict(text, conflict, path)
    if "%" in text and (match := _DIRECTIVE.search(text)):
        return _place(
            text,
            match.end(),
            path,
            code="YAML-DIRECTIVE",
            message="a line that begins with % instructs the parser; casekit does not read that",
            hint="delete the line",
        )
    deep = find_deep_nesting(text)
    if deep is None:
        return None
    return _place(
        text,
        deep,
        path,
        code="YAML-TOO-DEEP",
        message=f"lists and mappings are nested deeper than {MAX_DEPTH}",
        hint='put text that begins with "- ", "[" or "{" in quotes',
    )


def find_conflict(text: str) -> int | None:
    """Where an unfinished merge begins: all three marks in their order, each at a line start.

    No text of a record stands at the start of a line by itself: a text block is indented, and so
    is what goes on in quotes or brackets. So both versions stand there, whatever is around them.
    """
    if "<<<<<<<" not in text:
        return None
    first = None
    at = 0
    for mark in _MARKS:
        match = mark.search(text, at)
        if not match:
            return None
        first = match.start() if first is None else first
        at = match.end()
    return first


def find_leftover_mark(text: str) -> int | None:
    """Where a mark of a merge stands at the start of a line, though the others were taken out."""
    match = _ANY_MARK.search(text)
    return match.start() if match else None


def describe_conflict(text: str, index: int, path: str) -> Finding:
    """Tell of a merge that was not finished; `index` is where its first mark stands."""
    is_whole = find_conflict(text) is not None
    return _place(
        text,
        index,
        path,
        code="YAML-CONFLICT-MARKERS",
        message="two versions of this place stand in the file: a merge was not finished"
        if is_whole
        else "a line that git left in a merge stands here",
        hint="keep one version at each such place and delete the lines <<<<<<<, =======, >>>>>>>; "
        "or take one side for the whole file: git checkout --ours -- FILE, or --theirs"
        if is_whole
        else "delete the line, once the lines around it are the version that is right",
    )


def find_deep_nesting(text: str) -> int | None:
    """Where nesting goes beyond MAX_DEPTH_BEFORE_PARSING, or None."""
    if (
        text.count("[") + text.count("{") <= _FEW_BRACKETS
        and not _FAR_RIGHT.search(text)
        and not _FAR_RIGHT_AT_START.match(text)
    ):
        return None
    return _scan_nesting(text)


def _scan_nesting(text: str) -> int | None:
    # The columns of the lists and mappings by lines that are open, and how many brackets are.
    columns: list[int] = []
    flow = 0
    # Where a mapping begins, if a colon comes next.
    key_column: int | None = None
    line_start = at = 0
    for _ in range(_MAX_TOKENS):
        start = _skip(_SPACE_AND_COMMENTS, text, at)
        newline = text.rfind("\n", at, start)
        if newline >= 0:
            line_start = newline + 1
        column, sign = start - line_start, text[start : start + 1]
        if not sign or (sign == "%" and not column):
            # The end, or an instruction in a place where the parser stops at it.
            return None
        opened = None
        if not column and _DOCUMENT_MARK.match(text, start):
            columns.clear()
            end = start + 3
        else:
            while columns and not flow and column < columns[-1]:
                columns.pop()
            if sign in "[{":
                key_column = key_column if flow else column
                flow += 1
                end = start + 1
            elif sign in "]}":
                flow = max(flow - 1, 0)
                end = start + 1
            elif sign == "," or (flow and sign in "?:"):
                end = start + 1
            elif _BEFORE_BLANK.match(text, start):
                opened = key_column if sign == ":" and key_column is not None else column
                key_column = None
                end = start + 1
            else:
                key_column = key_column if flow else column
                end = _skip_scalar(text, start, sign, flow, columns[-1] if columns else -1)
        if opened is not None and not flow and (not columns or opened > columns[-1]):
            columns.append(opened)
        if len(columns) + flow > MAX_DEPTH_BEFORE_PARSING:
            return start
        newline = text.rfind("\n", start, end)
        if newline >= 0:
            line_start = newline + 1
        at = end
    return None


def _skip_scalar(text: str, at: int, sign: str, flow: int, indent: int) -> int:
    """The index behind the text, text block, anchor, alias or tag that begins at an index."""
    if sign in "\"'":
        end = _skip(_QUOTED, text, at)
        # Without its closing quote it goes on to the end.
        return end if end > at else len(text)
    if sign in "&*!":
        return _skip(_PROPERTY, text, at)
    if sign in "|>" and not flow and (header := _BLOCK_HEADER.match(text, at)):
        return _skip(_lines_from(max(indent + 1, 1)), text, header.end())
    end = _skip(_PLAIN_IN_FLOW if flow else _plain_from(indent + 1), text, at)
    return max(end, at + 1)


def _skip(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _lines_from(column: int) -> re.Pattern[str]:
    """The lines of a text block: empty, or with text at or behind a column."""
    return re.compile(rf"(?:[ ]*+\r?\n|[ ]{{{column}}}[^\n]*+(?:\n|\Z))*+")


def _plain_from(column: int) -> re.Pattern[str]:
    """A plain text with the lines on which it goes on: those at or behind a column."""
    return re.compile(rf"{_WORDS}(?:{_NEXT_LINE}[ ]{{{column},}}+(?![# \r\n]){_WORDS})*+")


def _place(text: str, index: int, path: str, *, code: str, message: str, hint: str) -> Finding:
    line, column = count_position(text, index)
    return Finding(code=code, path=path, line=line, column=column, message=message, hint=hint)
