"""Files in which a merge of git was not finished: both versions of a place stand in them."""

from __future__ import annotations

import re

from casekit.model.findings import Finding
from casekit.records.characters import count_position

# As git writes them, with its name for the side behind the first and the last.
_MARKS = (r"(?m)^<{7}(?: [^\n]*)?\r?$", r"(?m)^={7}\r?$", r"(?m)^>{7}(?: [^\n]*)?\r?$")
_ANY_MARK = r"(?m)^(?:(?:<{7}|\|{7}|>{7})(?: [^\n]*)?|={7})\r?$"


def find_unfinished_merge(text: str, path: str) -> Finding | None:
    """Tell of the marks of a merge, all three in their order and each at the start of a line.

    No text of a record stands at the start of a line by itself: a text block is indented, and so
    is what goes on in quotes or brackets. So both versions stand there, whatever is around them.
    """
    places: list[int] = []
    for mark in _MARKS:
        match = re.compile(mark).search(text, places[-1] if places else 0)
        if not match:
            return None
        places.append(match.start())
    return _describe(
        text,
        places[0],
        path,
        "two versions of this place stand in the file: a merge was not finished",
        "keep one version at each such place and delete the lines <<<<<<<, =======, >>>>>>>; "
        "or take one side for the whole file: git checkout --ours -- FILE, or --theirs",
    )


def find_leftover_mark(text: str, path: str) -> Finding | None:
    """Tell of one mark at the start of a line; to be asked only where the file cannot be read."""
    match = re.search(_ANY_MARK, text)
    if not match:
        return None
    return _describe(
        text,
        match.start(),
        path,
        "a line as git writes them into a merge was left here",
        "delete the line, once the lines around it are the version that is right",
    )


def _describe(text: str, index: int, path: str, message: str, hint: str) -> Finding:
    line, column = count_position(text, index)
    return Finding(
        code="YAML-CONFLICT-MARKERS",
        path=path,
        line=line,
        column=column,
        message=message,
        hint=hint,
    )
