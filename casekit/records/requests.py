"""Reading what `--from` is given: the YAML profile, or JSON held to the same rules."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from casekit.model.findings import Finding
from casekit.records.characters import decode_text
from casekit.records.document import Document, Keys, Node
from casekit.records.key_names import KEY_HINT, is_plainly_visible, show_key
from casekit.records.limits import MAX_DEPTH, MAX_FINDINGS, MAX_KEY_LENGTH, MAX_NODES
from casekit.records.profile import read_document
from casekit.records.scalars import read_plain, shorten

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()


def read_request(content: bytes, path: str) -> Document:
    """Read YAML by the profile, or JSON when it begins with a brace; faults are findings."""
    if content.lstrip()[:1] != b"{":
        return read_document(content, path)
    text, findings = decode_text(content, path, are_tabs_read=True)
    if findings:
        refused = tuple(f._replace(code=f.code.replace("YAML-", "JSON-")) for f in findings)
        return Document(path, text, None, refused)
    reader = _JsonReader(text, path)
    try:
        data = reader.read_all()
    except _Enough:
        data = None
    found = tuple(reader.findings)
    return Document(path, text, None if found else data, found, reader.outline)


class _Enough(Exception):
    """Reading stops at a syntax error, and after too many faults."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place in the text, as the YAML parser's marks give it: counted from 0."""

    index: int
    line: int
    column: int


class _Span(NamedTuple):
    """Stands for an event of the YAML parser; its marks are worked out when they are asked for."""

    mark_at: Callable[[int], _Mark]
    first: int
    after: int

    @property
    def start_mark(self) -> _Mark:
        return self.mark_at(self.first)

    @property
    def end_mark(self) -> _Mark:
        return self.mark_at(self.after)


class _JsonReader:
    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.findings: list[Finding] = []
        self.outline: dict[Keys, Node] = {}
        self._index = 0
        self._nodes = 0
        self._known_line = (0, 1)
        self._line_starts: list[int] | None = None

    def read_all(self) -> Any:
        self._skip_space()
        data = self._read_value((), None)
        self._skip_space()
        if self._index < len(self.text):
            self._stop("more stands after the closing brace", "keep one record")
        return data

    def _read_value(self, keys: Keys, key: _Span | None) -> Any:
        self._count_node()
        start = self._index
        sign = self.text[start : start + 1]
        if sign in ("{", "[") and len(keys) >= MAX_DEPTH:
            self._refuse(
                "JSON-TOO-DEEP",
                start,
                f"lists and objects are nested deeper than {MAX_DEPTH}",
                "is a bracket doubled?",
            )
            raise _Enough
        # Set before the children, so that the outline lists parents first; the end comes below.
        node = self.outline[keys] = [key, None, None]
        value: Any
        if sign == "{":
            value = self._read_object(keys)
        elif sign == "[":
            value = self._read_list(keys)
        else:
            value = self._read_scalar()
        node[1] = node[2] = _Span(self.mark, start, self._index)
        return value

    def _count_node(self) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            self._refuse(
                "JSON-TOO-MANY-VALUES",
                self._index,
                f"there are more than {MAX_NODES:,} keys and values",
                "split the record",
            )
            raise _Enough

    def _read_object(self, keys: Keys) -> dict[str, Any]:
        items: dict[str, Any] = {}
        self._index += 1
        self._skip_space()
        while self.text[self._index : self._index + 1] != "}":
            if items:
                self._take(",")
            self._count_node()
            at = self._index
            if self.text[at : at + 1] != '"':
                self._stop("a key in quotes is missing", 'write "key": value')
            name = self._read_scalar()
            span = _Span(self.mark, at, self._index)
            if not is_plainly_visible(name):
                self._refuse(
                    "JSON-KEY-INVISIBLE",
                    at,
                    f"the key {show_key(name)} holds something that nobody can see or tell apart",
                    KEY_HINT,
                )
            if len(name) > MAX_KEY_LENGTH:
                self._refuse(
                    "JSON-KEY-TOO-LONG",
                    at,
                    f"the key has {len(name)} characters; at most {MAX_KEY_LENGTH} are read",
                    "shorten it",
                )
            if name in items:
                first = self._count_line(self.outline[(*keys, name)][0].first)
                self._refuse(
                    "JSON-DUPLICATE-KEY",
                    at,
                    f"the key {name} stands twice; the first is on line {first}",
                    "keep one of the two",
                )
            self._skip_space()
            self._take(":")
            items[name] = self._read_value((*keys, name), span)
            self._skip_space()
        self._index += 1
        return items

    def _read_list(self, keys: Keys) -> list[Any]:
        items: list[Any] = []
        self._index += 1
        self._skip_space()
        while self.text[self._index : self._index + 1] != "]":
            if items:
                self._take(",")
            items.append(self._read_value((*keys, len(items)), None))
            self._skip_space()
        self._index += 1
        return items

    def _read_scalar(self) -> Any:
        start = self._index
        try:
            value, self._index = _DECODER.raw_decode(self.text, start)
        except json.JSONDecodeError as fault:
            self._index = fault.pos
            self._stop("this is not JSON", "look for a missing quote, comma or bracket here")
        except ValueError:
            # Python refuses to read whole numbers of thousands of digits.
            self._refuse(
                "JSON-NUMBER",
                start,
                "this number is too long to be read exactly",
                "put it in quotes if it is text",
            )
            raise _Enough from None
        word = self.text[start : self._index]
        if value is None:
            self._refuse("JSON-NULL", start, "null stands for no value", "leave the key out")
        elif isinstance(value, str):
            if not _is_encodable(value):
                self._refuse(
                    "JSON-HALF-CHARACTER",
                    start,
                    "half of a character stands in this text (a lone surrogate)",
                    "write the character itself",
                )
        elif type(read_plain(word)) is not type(value):
            self._refuse(
                "JSON-NUMBER",
                start,
                f"the number {shorten(word)} cannot be kept exactly as it is written",
                "write it like 1250 or 12.5, or put it in quotes if it is text",
            )
        return value

    def _take(self, sign: str) -> None:
        if self.text[self._index : self._index + 1] != sign:
            self._stop(f"a {sign} is missing", "look for a missing quote or bracket before it")
        self._index += 1
        self._skip_space()

    def _skip_space(self) -> None:
        match = _SPACE.match(self.text, self._index)
        assert match is not None
        self._index = match.end()

    def _stop(self, message: str, hint: str) -> None:
        self._refuse("JSON-SYNTAX", self._index, message, hint)
        raise _Enough

    def _count_line(self, index: int) -> int:
        # Faults come in the order of the text: each line end is counted once.
        known_index, known_line = self._known_line
        if index < known_index:
            return self.text.count("\n", 0, index) + 1
        line = known_line + self.text.count("\n", known_index, index)
        self._known_line = (index, line)
        return line

    def mark(self, index: int) -> _Mark:
        """The line and column of an index."""
        # Most requests are read without anybody asking for a place.
        if self._line_starts is None:
            self._line_starts = [0, *(match.end() for match in re.finditer("\n", self.text))]
        line = bisect_right(self._line_starts, index) - 1
        return _Mark(index, line, index - self._line_starts[line])

    def _refuse(self, code: str, index: int, message: str, hint: str) -> None:
        line, column = self._count_line(index), index - self.text.rfind("\n", 0, index)
        self.findings.append(
            Finding(code=code, path=self.path, line=line, column=column, message=message, hint=hint)
        )
        if len(self.findings) >= MAX_FINDINGS:
            raise _Enough


def _is_encodable(value: str) -> bool:
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
