"""Changing one value of a record without touching anything else in the file.

The new text is spliced in at the places the parser told; comments, order, quotes, long lines,
indentation and line ends of everything else stay byte for byte. The result is read again and
must hold exactly the expected data.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

from casekit.errors import CasekitError, NotFound, Unreadable
from casekit.records.document import Document, Keys, name_path
from casekit.records.layout import Layout, get_value
from casekit.records.profile import read_document
from casekit.records.writing import render_block, render_inline, render_literal


class EditFault(CasekitError):
    """An edit would have changed something else than was asked; nothing was changed. A bug."""

    code = "EDIT-FAULT"


class _Splice(NamedTuple):
    start: int
    end: int
    text: str


def set_value(content: bytes, keys: Keys, value: Any) -> bytes:
    """Put a value in the place of an existing one, or under a new last key of its mapping.

    Raises Unreadable, NotFound when the parent does not exist, BadInput for a value that a record
    cannot hold, EditFault.
    """
    document = _read(content)
    if keys not in document.outline or not keys:
        return add_key(content, keys[:-1], _name_of(keys), value)
    if is_same_data(get_value(document.data, keys), value):
        return content

    def apply(data: Any) -> None:
        get_value(data, keys[:-1])[keys[-1]] = value

    return _splice(document, _replace(Layout(document), keys, value), apply)


def add_key(content: bytes, keys: Keys, name: str, value: Any) -> bytes:
    """Add a key at the end of the mapping at `keys`. Raises as set_value does."""
    document = _read(content)
    parent = _find(document, keys, dict)
    if name in parent:
        raise EditFault(f"{name_path((*keys, name))} exists already")

    def apply(data: Any) -> None:
        get_value(data, keys)[name] = value

    layout = Layout(document)
    if not parent and keys and not layout.is_in_flow(keys):
        splices = _replace(layout, keys, {name: value})
    elif layout.is_flow(keys):
        pair = render_inline({name: value})[1:-1]
        splices = [_insert_in_flow(layout, keys, next(reversed(parent), None), pair)]
    else:
        column = document.outline[(*keys, next(iter(parent)))][0].start_mark.column
        last = (*keys, next(reversed(parent)))
        splices = [_insert_behind(layout, last, {name: value}, column)]
    return _splice(document, splices, apply)


def append_item(content: bytes, keys: Keys, value: Any) -> bytes:
    """Add an item to the list at `keys`, which is created when absent. Raises as set_value does."""
    document = _read(content)
    if keys not in document.outline:
        return add_key(content, keys[:-1], _name_of(keys), [value])
    items = _find(document, keys, list)

    def apply(data: Any) -> None:
        get_value(data, keys).append(value)

    layout = Layout(document)
    if not items and not layout.is_in_flow(keys):
        splices = _replace(layout, keys, [value])
    elif layout.is_flow(keys):
        last = len(items) - 1 if items else None
        splices = [_insert_in_flow(layout, keys, last, render_inline([value])[1:-1])]
    else:
        column = layout.column(keys)
        splices = [_insert_behind(layout, (*keys, len(items) - 1), [value], column)]
    return _splice(document, splices, apply)


def is_same_data(one: Any, other: Any) -> bool:
    """Whether two values are equal with their types: 1, 1.0 and true are three things."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(is_same_data(one[k], other[k]) for k in one)
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(map(is_same_data, one, other))
    return type(one) is type(other) and bool(one == other)


def _read(content: bytes) -> Document:
    document = read_document(content, "")
    if document.findings:
        raise Unreadable("the file must be readable before it can be changed", document.findings)
    return document


def _find(document: Document, keys: Keys, kind: type) -> Any:
    if keys not in document.outline:
        raise NotFound(f"the record has no {name_path(keys)}")
    value = get_value(document.data, keys)
    if not isinstance(value, kind):
        raise NotFound(f"{name_path(keys)} is not a {'list' if kind is list else 'mapping'}")
    return value


def _name_of(keys: Keys) -> str:
    if not keys or not isinstance(keys[-1], str):
        raise NotFound(f"the record has no {name_path(keys)}" if keys else "no key was named")
    return keys[-1]


def _replace(layout: Layout, keys: Keys, value: Any) -> list[_Splice]:
    start, end = layout.start(keys), layout.end(keys)
    if layout.is_in_flow(keys):
        return [_Splice(start, end, render_inline([value])[1:-1])]
    parent_column = layout.column(keys[:-1])
    in_mapping = isinstance(keys[-1], str)
    marker = layout.after_colon(keys) if in_mapping else start
    stands_alone = "\n" in layout.text[marker:start]
    literals = _can_end_in_text_block(layout, end, value, parent_column)
    is_block = isinstance(value, (dict, list, tuple)) and bool(value)

    if layout.is_block_collection(keys):
        if layout.has_comment_behind(end):
            literals = False
        else:
            # Spaces left over behind a text block would become part of it.
            end = layout.line_end(end)
        # A list by lines may stand in the column of its key, nothing else may.
        is_too_left = in_mapping and layout.column(keys) <= parent_column
        is_list = is_block and not isinstance(value, dict)
        shift = "  " if is_too_left and not is_list else ""
        if is_block:
            lines = _block_lines(value, layout.column(keys) + len(shift), literals)
        else:
            lines = _scalar_lines(value, parent_column + 2, literals)
            if in_mapping and not layout.text[marker:start].strip():
                return [_Splice(marker, end, " " + layout.newline.join(lines))]
        return [_Splice(start, end, shift + layout.newline.join(lines))]

    header_end = layout.header_end(keys)
    # What follows the value, or its header, on the same line is a comment and stays there; lines
    # come behind it, in the place of a text block's own.
    head_end = end if header_end is None else header_end
    lines_start = layout.line_end(head_end)
    lines_end = lines_start if header_end is None else max(end, lines_start)
    if is_block and in_mapping and not stands_alone:
        lines = ["", *render_block(value, indent=parent_column + 2, literals=literals)]
        start = marker
    elif is_block:
        lines = _block_lines(value, layout.column(keys), literals)
    else:
        lines = _scalar_lines(value, parent_column + 2, literals)
    body = "".join(layout.newline + line for line in lines[1:])
    return [_Splice(start, head_end, lines[0]), _Splice(lines_start, lines_end, body)]


def _block_lines(value: Any, column: int, literals: bool) -> list[str]:
    """The lines of a list or mapping whose first line begins in its column already."""
    first, *others = render_block(value, indent=column, literals=literals)
    return [first[column:], *others]


def _scalar_lines(value: Any, indent: int, literals: bool) -> list[str]:
    inline = render_inline(value)
    literal = render_literal(value, indent=indent) if isinstance(value, str) and literals else None
    return literal or [inline]


def _insert_behind(layout: Layout, sibling: Keys, value: Any, column: int) -> _Splice:
    end = layout.end(sibling)
    literals = _can_end_in_text_block(layout, end, value, column)
    lines = render_block(value, indent=column, literals=literals)
    at = layout.line_end(end)
    return _Splice(at, at, "".join(layout.newline + line for line in lines))


def _insert_in_flow(layout: Layout, keys: Keys, last: str | int | None, text: str) -> _Splice:
    if last is None:
        at = layout.start(keys) + 1
        return _Splice(at, at, text)
    at = layout.end((*keys, last))
    return _Splice(at, at, f", {text}")


def _can_end_in_text_block(layout: Layout, index: int, value: Any, column: int) -> bool:
    """Whether the blank lines and comments that follow would not become part of a text block."""
    blank = layout.blank_behind(index)
    following = layout.text[layout.line_end(index) + len(blank) :].lstrip("\r\n")
    indent = len(following) - len(following.lstrip(" "))
    if " " in blank or (following[indent : indent + 1] == "#" and indent > column):
        return False
    return blank.count("\n") <= 1 or not _ends_in_empty_lines(value)


def _ends_in_empty_lines(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_ends_in_empty_lines, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_ends_in_empty_lines, value))
    return isinstance(value, str) and value.endswith("\n\n")


def _splice(document: Document, splices: list[_Splice], apply: Callable[[Any], None]) -> bytes:
    """Put the new texts in, read the result, and give it if it holds what it must."""
    text = document.text
    if not text.endswith("\n") and any(splice.end == len(text) for splice in splices):
        # The edit is the end of the file now: it ends its line.
        splices = [*splices, _Splice(len(text), len(text), Layout(document).newline)]
    for splice in reversed(splices):
        text = text[: splice.start] + splice.text + text[splice.end :]
    content = text.encode("utf-8")
    expected = copy.deepcopy(document.data)
    apply(expected)
    result = read_document(content, "")
    if result.findings or not is_same_data(result.data, expected):
        raise EditFault(
            "the change would have altered something else in the file; nothing was changed",
            hint="edit the file by hand and report this",
        )
    return content
