"""The gate before the parser: what is refused from the text alone, so that libyaml never sees it.

Three things: a merge that was not finished, instructions to the parser (libyaml takes seconds for a
megabyte of them before it gives its first event), and nesting far beyond what a record may have.
What is rare is judged in modules and by patterns that are only made then.
"""

from __future__ import annotations

import re

from casekit.model.findings import Finding
from casekit.records.characters import count_position
from casekit.records.limits import MAX_DEPTH

# Most files are told shallow without a scan: few brackets, and no line whose list or mapping could
# begin far right. A column begins at most two of them, a bracket too: 2 * 24 + 2 * 16 levels.
_FEW_BRACKETS = 16
_FAR_RIGHT = re.compile(r"\n[- ?:]{24}")
_FAR_RIGHT_AT_START = re.compile(r"[- ?:]{24}")

# A line that begins with % before anything of a document: at the start, or after the end of one.
_DIRECTIVE = r"(?m)(?:\A|^\.\.\.(?=[ \r\n])[^\n]*+\n)(?:[ ]*+(?:#[^\n]*+)?+\r?\n)*+(?=%)"


def find_refusal(text: str, path: str) -> Finding | None:
    """Tell why the text must not go to the parser, or None."""
    if "<<<<<<<" in text:
        from casekit.records.merges import find_unfinished_merge

        unfinished = find_unfinished_merge(text, path)
        if unfinished is not None:
            return unfinished
    if "\n%" in text or text[:1] == "%":
        directive = re.search(_DIRECTIVE, text)
        if directive:
            return _refuse(
                text,
                directive.end(),
                path,
                code="YAML-DIRECTIVE",
                message="a line that begins with % instructs the parser; "
                "casekit does not read that",
                hint="delete the line",
            )
    if _is_shallow(text):
        return None
    from casekit.records.nesting import find_deep_nesting

    deep = find_deep_nesting(text)
    if deep is None:
        return None
    return _refuse(
        text,
        deep,
        path,
        code="YAML-TOO-DEEP",
        message=f"lists and mappings are nested deeper than {MAX_DEPTH}",
        hint='put text that begins with "- ", "[" or "{" in quotes',
    )


def _is_shallow(text: str) -> bool:
    return (
        text.count("[") + text.count("{") <= _FEW_BRACKETS
        and not _FAR_RIGHT.search(text)
        and not _FAR_RIGHT_AT_START.match(text)
    )


def _refuse(text: str, index: int, path: str, *, code: str, message: str, hint: str) -> Finding:
    line, column = count_position(text, index)
    return Finding(code=code, path=path, line=line, column=column, message=message, hint=hint)
