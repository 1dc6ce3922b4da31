"""Reading quickly what casekit itself wrote: the same data as the strict profile, or none.

Only a few shapes of lines are known here, those of `writing`: block style, two spaces a level,
plain text, text in double quotes, literal blocks, `[]` and `{}`, and comments above the first key.
The text is cut at the keys of one level at a time; a line of no known shape stays in a piece that
no shape fits. So a file is either read wholly by shapes whose meaning is certain, or left to the
strict profile (`read_document`), which also tells what is wrong. A fuzzer holds the two together
(`python -m tests.records.fuzz`).
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Any

from casekit.model.findings import Finding
from casekit.records.characters import decode_text
from casekit.records.document import Document, Keys, Position
from casekit.records.scalars import Ambiguity, read_plain

# A line makes at most three keys, values, lists and mappings: this stays below MAX_NODES.
_MAX_LINES = 1_900
# Levels of two spaces; a plan has nine.
_MAX_LEVEL = 12

# Words of other readers for true, false and nothing, which are no keys.
_NO_KEYS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_KEY = r"([a-z][a-z0-9_]{0,60}):"
_COMMENTS = re.compile(r"#[^\n]*+(?:\n#[^\n]*+)*+")
_ITEM_WITH_KEY = re.compile(rf" {_KEY}(?=[ \n])")
_PLAIN_START = re.compile(r" (?:[^\W_]|[(/_$]|-(?=[0-9]))")
# Words that begin so are text to every reader: no number, no truth value.
_TEXT_FIRST = frozenset("abcdeghijklmpqrsuvwxzABCDEGHIJKLMPQRSUVWXZ")
_DATED = re.compile(r" [0-9]{4}-[0-9]")
_QUOTED = re.compile(r' "([^"\\\n]*+)"')
# No half of a pair of surrogates: JSON joins two of them to one character, YAML has none.
_QUOTED_WITH_ESCAPES = re.compile(
    r' ("(?:[^"\\\n]++|\\["\\/bfnrt]|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*+")'
)

# What is remembered of the values met before: names of choices, workers and people come again in
# every record. Longer texts hardly do.
_MAX_REMEMBERED = 4_000
_LONGEST_REMEMBERED = 60
_LONGEST_LIST_REMEMBERED = 200


class _Unusual(Exception):
    """Some piece has none of the known shapes."""


class QuickDocument:
    """A file read quickly. Its data is whole; places are looked up when somebody asks."""

    findings: tuple[Finding, ...] = ()

    def __init__(self, path: str, content: bytes, text: str, data: dict[str, Any]) -> None:
        self.path = path
        self.data = data
        self._content = content
        self._text = text

    @cached_property
    def strict(self) -> Document:
        """The same file as the strict profile reads it, with the place of every value."""
        return _read_strictly(self._content, self.path)

    def locate(self, keys: Keys) -> Position:
        """The place of the value under these keys, or of its nearest ancestor that exists."""
        return self.strict.locate(keys)

    def locate_key(self, keys: Keys) -> Position:
        """The place of the key itself, or of its value where it has none, or of an ancestor."""
        if len(keys) == 1 and keys[0] in self.data:
            # Every line at the left edge is a comment above the first key, or begins with a key.
            text, mark = self._text, f"\n{keys[0]}:"
            return Position(text.count("\n", 0, text.find(mark) + 1) + 1, 1)
        return self.strict.locate_key(keys)


class QuickReader:
    """Reads files one after the other and remembers the short values that it met."""

    def __init__(self) -> None:
        self._remembered = 0
        self._known: dict[str, Any] = {}
        # By level, because the indentation tells what a list belongs to. Never given away
        # themselves: what is read belongs to whoever asked for it.
        self._lists: tuple[dict[str, list[Any]], ...] = tuple({} for _ in range(_MAX_LEVEL + 3))

    def read(self, content: bytes, path: str) -> QuickDocument | Document:
        """Read one record file, as `read_document` does; quickly where its shapes are known."""
        text, refused = decode_text(content, path)
        if not refused:
            data = self._read_text(text)
            if data is not None:
                return QuickDocument(path, content, text, data)
        return _read_strictly(content, path)

    def _read_text(self, text: str) -> dict[str, Any] | None:
        if (
            text[-1:] != "\n"
            or "\r" in text
            or text.count("\n") > _MAX_LINES
            or "<<<<<<<" in text  # perhaps a merge that was not finished
        ):
            return None
        # Cut right before each key: every piece then begins behind a colon.
        pieces = _keys_of_level(0).split(text[:-1] if text[0] == "#" else f"\n{text[:-1]}")
        if len(pieces) == 1 or (pieces[0] and not _COMMENTS.fullmatch(pieces[0])):
            return None
        if self._remembered > _MAX_REMEMBERED:
            # What comes often is soon met again.
            self._known.clear()
            for lists in self._lists:
                lists.clear()
            self._remembered = 0
        try:
            return self._read_mapping(pieces, 1)
        except _Unusual:
            return None

    def _read_mapping(self, pieces: list[str], level: int) -> dict[str, Any]:
        """A mapping of which the keys and what stands behind them take turns.

        `level` is that of the lines below a key. Before the first key stands what is not of it.
        """
        keys, bodies = pieces[1::2], pieces[2::2]
        values = list(map(self._known.get, bodies))
        if None in values:
            lists = self._lists[level]
            for index, value in enumerate(values):
                if value is None:
                    body = bodies[index]
                    known = lists.get(body)
                    values[index] = self._read_value(body, level) if known is None else known.copy()
        data = dict(zip(keys, values, strict=True))
        if len(data) != len(keys) or not _NO_KEYS.isdisjoint(keys):
            raise _Unusual
        return data

    def _read_value(self, body: str, level: int) -> Any:
        """What stands behind a colon or a dash; lines of its own begin at this level."""
        if body[:1] == "\n":
            return self._read_block(body, level)
        if body[:2] == " |":
            return _read_literal(body, level)
        if body == " []":
            return []
        if body == " {}":
            return {}
        value = _read_scalar(body)
        if len(body) <= _LONGEST_REMEMBERED:
            self._known[body] = value
            self._remembered += 1
        return value

    def _read_block(self, body: str, level: int) -> Any:
        dash = _dash_of_level(level)
        if not body.startswith(dash):
            pieces = _keys_of_level(level).split(body)
            if len(pieces) == 1 or pieces[0]:
                raise _Unusual
            return self._read_mapping(pieces, level + 1)
        items = body.split(dash)[1:]
        values = list(map(self._known.get, items))
        if None in values:
            for index, value in enumerate(values):
                if value is None:
                    values[index] = self._read_item(items[index], level)
        elif len(body) <= _LONGEST_LIST_REMEMBERED:
            self._lists[level][body] = values.copy()
            self._remembered += 1
        return values

    def _read_item(self, body: str, level: int) -> Any:
        """What stands behind a dash of a level."""
        if _ITEM_WITH_KEY.match(body):
            # The first key stands behind the dash, as deep as the keys on the lines below it.
            return self._read_block(f"\n{'  ' * (level + 1)}{body[1:]}", level + 1)
        if body[:1] != " ":
            raise _Unusual
        return self._read_value(body, level + 1)


def _read_strictly(content: bytes, path: str) -> Document:
    # Where every file has the usual shapes, nobody waits for a parser to be imported.
    from casekit.records.profile import read_document

    return read_document(content, path)


def _read_literal(body: str, level: int) -> str:
    match = _literal_of_level(level).fullmatch(body)
    if match is None:
        raise _Unusual
    strip, content = match.groups()
    text: str = content.replace(f"\n{'  ' * level}", "\n")
    # Spaces and empty lines at an end look like layout, and readers differ on some of them.
    if " \n" in text or text[-1] in " \n":
        raise _Unusual
    return text if strip else f"{text}\n"


def _read_scalar(body: str) -> str | int | float | bool:
    is_text = (body[:1] == " " and body[1:2] in _TEXT_FIRST) or _DATED.match(body)
    if is_text or _PLAIN_START.match(body):
        if "\n" not in body and ": " not in body and " #" not in body and body[-1] not in " :":
            value = body[1:] if is_text else read_plain(body[1:])
            if not isinstance(value, Ambiguity):
                return value
    elif quoted := _QUOTED.fullmatch(body):
        return quoted[1]
    elif quoted := _QUOTED_WITH_ESCAPES.fullmatch(body):
        import json

        return str(json.loads(quoted[1]))
    raise _Unusual


@cache
def _keys_of_level(level: int) -> re.Pattern[str]:
    """A line end and the key of a mapping that stands so many levels deep."""
    if level > _MAX_LEVEL:
        raise _Unusual
    return re.compile(rf"\n{'  ' * level}{_KEY}")


@cache
def _dash_of_level(level: int) -> str:
    """What begins an item of a list; the space behind the dash begins what the item holds."""
    if level > _MAX_LEVEL:
        raise _Unusual
    return f"\n{'  ' * level}-"


@cache
def _literal_of_level(level: int) -> re.Pattern[str]:
    """A literal block of which the text stands so many levels deep, and does not begin deeper."""
    pad = "  " * level
    return re.compile(rf" \|(-?)\n{pad}(?=[^ \n])([^\n]*+(?:\n(?:{pad}[^\n]*+)?+)*+)")
