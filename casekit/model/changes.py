"""What a command wants to write: all of it becomes one version, or none of it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class NewRecord(NamedTuple):
    """A record that gets a file of its own."""

    kind: str
    path: str
    data: Mapping[str, Any]


class Edit(NamedTuple):
    """One value set, or one item appended to a list, inside a file that exists."""

    kind: str
    path: str
    keys: tuple[str | int, ...]
    value: Any
    append: bool = False


class NewFile(NamedTuple):
    """A file that is no record: its very bytes are what counts, as of a signed statement."""

    path: str
    content: bytes


class ChangeSet(NamedTuple):
    """The writes of one command on one case.

    `summary` becomes the version's message and names no person. `removed` are paths whose files
    go: of a case file that is destroyed, never of a record that is wrong. `files` are no records.
    """

    case: str
    summary: str
    new: tuple[NewRecord, ...] = ()
    edits: tuple[Edit, ...] = ()
    removed: tuple[str, ...] = ()
    files: tuple[NewFile, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write: what was asked for is on file."""
        return not (self.new or self.edits or self.removed or self.files)
