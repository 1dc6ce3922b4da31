"""What git holds of one file, and of which kind it must be."""

from __future__ import annotations

from typing import NamedTuple

from casekit.history.names import OddName

FILE_MODES = frozenset({"100644", "100755"})


class TreeEntry(NamedTuple):
    """One line of a folder: git mode and object id."""

    mode: str
    oid: str


def check_mode(mode: str, path: str) -> None:
    """Raise OddName when an entry is not a plain file: a link leads to another place."""
    if mode not in FILE_MODES:
        kinds = {"120000": "a symbolic link", "160000": "a link to another repository"}
        raise OddName(path, f"it is {kinds.get(mode, f'an entry of the unknown kind {mode}')}")
