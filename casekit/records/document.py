"""What reading a file gives: its data, the place of every value, and its faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from casekit.model.findings import Finding

Keys = tuple[str | int, ...]


class Position(NamedTuple):
    """A place in a text file; line and column count characters from 1."""

    line: int
    column: int


# Tells where a value, or a key, was written.
Locate = Callable[[Keys], Position]
# One value as the parser met it: the event of its key (None in lists), and the events that open
# and close it. They are kept as they came, in a plain list, and only read when somebody asks for
# a place: most documents are read without anybody asking.
Node = list[Any]
Outline = Mapping[Keys, Node]


class _Places(Mapping[Keys, Position]):
    """Positions worked out from the outline when they are asked for."""

    __slots__ = ("_of_keys", "_outline")

    def __init__(self, outline: Outline, *, of_keys: bool) -> None:
        self._outline = outline
        self._of_keys = of_keys

    def __getitem__(self, keys: Keys) -> Position:
        key, start, _ = self._outline[keys]
        event = key if self._of_keys else start
        if event is None:
            raise KeyError(keys)
        mark = event.start_mark
        return Position(mark.line + 1, mark.column + 1)

    def __iter__(self) -> Iterator[Keys]:
        if not self._of_keys:
            return iter(self._outline)
        return (keys for keys, node in self._outline.items() if node[0] is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read. `data` is None as soon as there is one finding."""

    path: str
    text: str
    data: Any | None
    findings: tuple[Finding, ...] = ()
    outline: Outline = field(default_factory=dict, repr=False, compare=False)

    @property
    def positions(self) -> Mapping[Keys, Position]:
        """Where each value begins."""
        return _Places(self.outline, of_keys=False)

    @property
    def key_positions(self) -> Mapping[Keys, Position]:
        """Where the key of each value begins; values in lists have none."""
        return _Places(self.outline, of_keys=True)

    def locate(self, keys: Keys) -> Position:
        """The place of the value under these keys, or of its nearest ancestor that exists."""
        return _locate(self.positions, keys)

    def locate_key(self, keys: Keys) -> Position:
        """The place of the key itself, or of its value where it has none, or of an ancestor."""
        try:
            return self.key_positions[keys]
        except KeyError:
            return self.locate(keys)


def _locate(positions: Mapping[Keys, Position], keys: Keys) -> Position:
    for length in range(len(keys), -1, -1):
        try:
            return positions[keys[:length]]
        except KeyError:
            continue
    return Position(1, 1)


def name_path(keys: Keys) -> str:
    """The keys as a caseworker reads them: `allegations[2].child`, counting list items from 1."""
    name = ""
    for key in keys:
        if isinstance(key, int):
            name += f"[{key + 1}]"
        else:
            name += f".{key}" if name else key
    return name
