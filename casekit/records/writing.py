"""Writing a record in its canonical form.

Block style; two spaces deeper per level, lists too; text plain where it has one meaning and in
double quotes otherwise (they alone can write every character); text of several lines as a literal
block; LF; never wrapped. What is written is read back as exactly the same data.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from casekit.errors import BadInput
from casekit.model.findings import Finding
from casekit.records.characters import REFUSED_CHARACTERS
from casekit.records.document import Keys, name_path
from casekit.records.key_names import is_plainly_visible, show_key
from casekit.records.limits import MAX_BYTES, MAX_DEPTH, MAX_DIGITS, MAX_KEY_LENGTH, MAX_NODES
from casekit.records.scalars import read_plain

# Plain text starts with a letter, a digit or one of a few signs that mean nothing to YAML.
_PLAIN_START = re.compile(r"[^\W_]|[(/_$+]")
_NOT_PLAIN = re.compile(r": |:$| #| $|\n|\r")
# Inside [] and {} these end a value as well.
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}:?]")
_SPACE_AT_LINE_END = re.compile(r" $", re.MULTILINE)


def dump_document(data: Mapping[str, Any], modeline: str | None = None) -> bytes:
    """Write a record; `modeline` is the first line without its `# `.

    Raises BadInput for text and numbers that the profile does not hold, TypeError for values that
    are no data of a record.
    """
    head = [f"# {modeline}"] if modeline else []
    lines = list(render_block(data, indent=0)) if data else ["{}"]
    content = ("\n".join([*head, *lines]) + "\n").encode("utf-8")
    if len(content) > MAX_BYTES:
        raise _refuse((), f"the record has {len(content):,} bytes; at most {MAX_BYTES:,} are read")
    return content


def render_block(value: Any, *, indent: int, literals: bool = True) -> Iterator[str]:
    """Give the lines of a list or mapping that is not empty, each with its indentation.

    Without `literals`, text of several lines is written in double quotes. Raises as
    dump_document does.
    """
    _check_writable(value)
    yield from _render_collection(value, " " * indent, literals)


def render_inline(value: Any) -> str:
    """Give the value on one line; lists and mappings in brackets. Raises as dump_document does."""
    _check_writable(value)
    return _render_inline(value, in_flow=False)


def render_literal(text: str, *, indent: int) -> list[str] | None:
    """Give the lines of a literal block, or None where only quotes can write the text."""
    if not _is_literal(text):
        return None
    body = text.rstrip("\n")
    ends = len(text) - len(body)
    header = "|-" if ends == 0 else "|" if ends == 1 else "|+"
    lines = [" " * indent + line if line else "" for line in body.split("\n")]
    return [header, *lines, *([""] * (ends - 1))]


def _is_literal(text: str) -> bool:
    # Several lines, and nothing that a reader could not see or that needs an escape.
    body = text.rstrip("\n")
    return (
        "\n" in text
        and body != ""
        and not body.lstrip("\n").startswith(" ")
        and "\r" not in text
        and not _SPACE_AT_LINE_END.search(text)
        and not REFUSED_CHARACTERS.search(text)
    )


def _check_writable(value: Any) -> None:
    count = 0
    stack: list[tuple[Keys, Any]] = [((), value)]
    while stack:
        at, item = stack.pop()
        count += 1
        if isinstance(item, Mapping):
            for key, child in item.items():
                if not isinstance(key, str):
                    raise TypeError(f"a key of a record is text, not {key!r}")
                _check_text(key, (*at, key))
                if not is_plainly_visible(key):
                    raise _refuse(
                        at, f"the key {show_key(key)} holds something that nobody can see"
                    )
                if len(key) > MAX_KEY_LENGTH:
                    raise _refuse((*at, key), f"a key has at most {MAX_KEY_LENGTH} characters")
                stack.append(((*at, key), child))
            count += len(item)
        elif isinstance(item, (list, tuple)):
            stack.extend(((*at, index), child) for index, child in enumerate(item))
        else:
            _check_scalar(item, at)
            continue
        if len(at) >= MAX_DEPTH:
            raise _refuse(at, f"lists and mappings are nested deeper than {MAX_DEPTH}")
    if count > MAX_NODES:
        raise _refuse((), f"the record has more than {MAX_NODES:,} keys and values")


def _check_scalar(value: Any, keys: Keys) -> None:
    if isinstance(value, str):
        _check_text(value, keys)
    elif isinstance(value, (bool, int)):
        if abs(value) >= 10**MAX_DIGITS:
            raise _refuse(keys, f"a whole number has at most {MAX_DIGITS} digits")
    elif isinstance(value, float):
        if not math.isfinite(value) or not isinstance(read_plain(_render_float(value)), float):
            raise _refuse(keys, f"a number has at most {MAX_DIGITS} digits: {value!r} has more")
    else:
        raise TypeError(f"{name_path(keys)} is no data of a record: {type(value).__name__}")


def _check_text(text: str, keys: Keys) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise _refuse(keys, "half of a character stands in this text") from None


def _refuse(keys: Keys, message: str) -> BadInput:
    place = name_path(keys)
    finding = Finding(
        code="RECORD-UNWRITABLE", path="", message=f"{place}: {message}" if place else message
    )
    return BadInput("this cannot be kept in a record", [finding])


def _render_collection(value: Any, pad: str, literals: bool) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, child in value.items():
            yield from _render_entry(f"{pad}{_render_text(key, False)}:", child, pad, literals)
        return
    for child in value:
        if isinstance(child, (Mapping, list, tuple)) and child:
            # The first line of the item stands behind its dash.
            lines = _render_collection(child, pad + "  ", literals)
            yield f"{pad}- {next(lines)[len(pad) + 2 :]}"
            yield from lines
        else:
            yield from _render_entry(f"{pad}-", child, pad, literals)


def _render_entry(start: str, value: Any, pad: str, literals: bool) -> Iterator[str]:
    if isinstance(value, (Mapping, list, tuple)) and value:
        yield start
        yield from _render_collection(value, pad + "  ", literals)
        return
    if literals and isinstance(value, str) and "\n" in value:
        block = render_literal(value, indent=len(pad) + 2)
        if block:
            yield f"{start} {block[0]}"
            yield from block[1:]
            return
    yield f"{start} {_render_inline(value, False)}"


def _render_inline(value: Any, in_flow: bool) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_render_text(k, True)}: {_render_inline(v, True)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_render_inline(item, True) for item in value) + "]"
    if isinstance(value, str):
        return _render_text(value, in_flow)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _render_float(value) if isinstance(value, float) else str(value)


def _render_text(text: str, in_flow: bool) -> str:
    if (
        _PLAIN_START.match(text)
        and not _NOT_PLAIN.search(text)
        and not REFUSED_CHARACTERS.search(text)
        and read_plain(text) == text
        and not (in_flow and _NOT_PLAIN_IN_FLOW.search(text))
    ):
        return text
    # JSON's escapes are YAML's; only what the profile refuses raw is escaped beyond them.
    return REFUSED_CHARACTERS.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match.group()):04x}"


def _render_float(value: float) -> str:
    from decimal import Decimal  # few records have a number with decimals

    text = format(Decimal(repr(value)), "f")
    return text if "." in text else f"{text}.0"
