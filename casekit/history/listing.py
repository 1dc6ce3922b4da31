"""The files of a version as git lists them, judged while they come, before any of them is read.

A tree is data from somebody else. It can name one file twice, or name two that are one on another
computer; it can be so deep or repeat itself so often that listing it never ends. The listing is cut
off at the first entry that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from casekit.errors import Unreadable
from casekit.history import limits
from casekit.history.entries import FILE_MODES, check_mode
from casekit.history.names import OddName, check_name, decode_path, fold_name

_CHUNK_BYTES = 64 * 1024

# What nearly every name looks like; only the others are judged character by character.
_PLAIN_NAME = re.compile(
    r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[0-9a-z_][0-9a-z_-]*(?:\.[0-9a-z_-]+)*",
    re.IGNORECASE | re.ASCII,
)


class EndlessTree(Unreadable):
    """A version lists more than can be a workspace."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"this version is made to exhaust whoever reads it: {why}",
            hint="do not check it out; ask whoever gave you this repository",
        )


@dataclass(eq=False)
class _Folder:
    start: str  # its path with a slash at the end, empty for the top
    is_repeated: bool  # the same folder was listed before, in another place
    names: set[str] = field(default_factory=set)


@dataclass(eq=False)
class _Walk:
    """Where in the tree the listing is, and what it has shown so far."""

    open: list[_Folder] = field(default_factory=lambda: [_Folder("", False)])
    last: bytes = b""
    entries: int = 0
    repeats: int = 0
    seen: set[bytes] = field(default_factory=set)

    def add(self, record: bytes) -> tuple[str, str, str] | None:
        """Judge one record of `ls-tree -r -t -z`; give path, mode and id when it is a file."""
        head, _, raw = record.partition(b"\t")
        mode, kind, oid = head.split(b" ")
        is_folder = kind == b"tree"
        # git orders a folder as if its name ended in a slash; so whole paths are in order too.
        key = raw + b"/" if is_folder else raw
        path = decode_path(raw)
        if key <= self.last:
            raise OddName(path, "it stands twice or out of order in its folder")
        self.last = key
        while not path.startswith(self.open[-1].start):
            self.open.pop()
        folder = self.open[-1]
        name = path[len(folder.start) :]
        if not is_plain_name(name):
            check_name(name, path)
        folded = fold_name(name)
        if folded in folder.names:
            raise OddName(path, "another name in its folder differs from it only in letter case")
        folder.names.add(folded)
        self._count(folder)
        if is_folder:
            self._enter(path, oid)
            return None
        if len(raw) > limits.MAX_PATH_BYTES:
            raise OddName(path[:200], f"it is longer than {limits.MAX_PATH_BYTES:,} bytes")
        text = mode.decode("ascii")
        if text not in FILE_MODES:
            check_mode(text, path)
        return path, text, oid.decode("ascii")

    def _count(self, folder: _Folder) -> None:
        self.entries += 1
        if self.entries > limits.MAX_ENTRIES:
            raise EndlessTree(f"it holds more than {limits.MAX_ENTRIES:,} files and folders")
        if folder.is_repeated:
            self.repeats += 1
            stored = self.entries - self.repeats
            if self.repeats > limits.FREE_REPEATS + limits.MAX_REPEATS_PER_ENTRY * stored:
                raise EndlessTree("its folders repeat the same content over and over")

    def _enter(self, path: str, oid: bytes) -> None:
        if len(self.open) > limits.MAX_DEPTH:
            raise EndlessTree(f"its folders lie more than {limits.MAX_DEPTH} deep")
        self.open.append(_Folder(path + "/", oid in self.seen))
        self.seen.add(oid)


def is_plain_name(name: str) -> bool:
    """Whether a name is one of those that need no closer look."""
    return bool(_PLAIN_NAME.fullmatch(name)) and len(name) <= limits.MAX_NAME_BYTES


def walk_listing(stream: IO[bytes]) -> Iterator[tuple[str, str, str]]:
    """Give path, mode and id of each file that `ls-tree -r -t -z` prints.

    Raises OddName for a name or a kind of entry that is refused, EndlessTree.
    """
    walk = _Walk()
    for record in _split(stream):
        entry = walk.add(record)
        if entry is not None:
            yield entry


def _split(stream: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    total = 0
    while chunk := stream.read(_CHUNK_BYTES):
        total += len(chunk)
        if total > limits.MAX_LISTING_BYTES:
            raise EndlessTree(f"its listing has more than {limits.MAX_LISTING_BYTES:,} bytes")
        *records, rest = (rest + chunk).split(b"\0")
        yield from records
