"""Walking through versions as they may be: with odd names, and objects missing or damaged.

`objects` stops at the first thing that is wrong, because whoever records must. Here each fault is
given back in its place, so that one of them never hides the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import IO, NamedTuple

from casekit.errors import CasekitError, Unreadable
from casekit.history.entries import FILE_MODES, check_mode
from casekit.history.limits import MAX_BLOBS_BYTES, MAX_LISTING_BYTES
from casekit.history.names import OddName, check_path, decode_path, is_ordinary
from casekit.history.objects import FileEntry, ObjectReader, open_reader
from casekit.history.repository import Repository
from casekit.history.runner import DamagedHistory, Git

_CHUNK = 1 << 16
# A path of 4,096 bytes is the longest that a file system takes; ours are a hundred.
_LONGEST_ITEM = 1 << 16


class Difference(NamedTuple):
    """A file that two versions hold differently: its id in each, None where it is not there.

    `fault` says that the newer entry is refused for its name or its kind.
    """

    path: str
    before: str | None
    after: str | None
    fault: OddName | None = None


class PatientReader:
    """Reads objects through one git process, and begins anew when one is missing or damaged."""

    def __init__(self, git: Git) -> None:
        self._git = git
        self._open = ExitStack()
        self._reader: ObjectReader | None = None

    def __enter__(self) -> PatientReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def read(self, oid: str) -> bytes | CasekitError:
        """Give the bytes of a file, or why they cannot be read."""
        try:
            return self._ready().read(oid, "blob")
        except CasekitError as fault:
            self._close()
            return fault

    def read_many(self, oids: Sequence[str]) -> dict[str, bytes | CasekitError]:
        """Give the bytes of each file by its id, or why they cannot be read."""
        found: dict[str, bytes | CasekitError] = {}
        total = 0
        try:
            for oid, data in self._ready().read_many(list(dict.fromkeys(oids)), "blob"):
                total += len(data)
                if total > MAX_BLOBS_BYTES:
                    raise Unreadable(f"more than {MAX_BLOBS_BYTES:,} bytes lie in one folder")
                found[oid] = data
        except CasekitError as fault:
            self._close()
            for oid in oids:
                if oid not in found:
                    found[oid] = fault if total > MAX_BLOBS_BYTES else self.read(oid)
        return found

    def _ready(self) -> ObjectReader:
        if self._reader is None:
            self._reader = self._open.enter_context(open_reader(self._git))
        return self._reader

    def _close(self) -> None:
        self._reader = None
        self._open.close()


def walk_version(repo: Repository, version: str) -> Iterator[FileEntry | OddName]:
    """Give every entry of a version by its full id: a plain file, or why it is refused.

    Raises Unreadable beyond MAX_LISTING_BYTES, DamagedHistory when a folder cannot be read.
    """
    args = ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", version]
    with repo.git.converse(args) as process:
        assert process.stdout is not None
        for item in split_items(process.stdout, MAX_LISTING_BYTES):
            head, _, raw = item.partition(b"\t")
            mode, _, oid = head.decode("ascii").split(" ")
            try:
                yield FileEntry(_check_entry(raw, mode), mode, oid)
            except OddName as fault:
                yield fault
        if process.wait():
            raise DamagedHistory(f"the files of version {version[:7]} cannot all be listed")


def compare_versions(repo: Repository, older: str, newer: str) -> Iterator[Difference]:
    """Give every file that two versions, by their full ids, hold differently.

    Raises Unreadable beyond MAX_LISTING_BYTES, DamagedHistory when a folder cannot be read.
    """
    args = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", older, newer]
    with repo.git.converse(args) as process:
        assert process.stdout is not None
        items = split_items(process.stdout, MAX_LISTING_BYTES)
        for head in items:
            yield read_difference(head, next(items, b""))
        if process.wait():
            raise DamagedHistory(f"version {newer[:7]} cannot be compared with {older[:7]}")


def read_difference(head: bytes, raw: bytes) -> Difference:
    """Read one entry of git's raw form and its path."""
    _, mode, before, after, status = head.decode("ascii").split(" ")
    old = None if status[:1] == "A" else before
    new = None if status[:1] == "D" else after
    try:
        return Difference(_check_entry(raw, mode if new else "100644"), old, new)
    except OddName as fault:
        return Difference(fault.path or "", old, new, fault)


def split_items(stream: IO[bytes], limit: int | None = None) -> Iterator[bytes]:
    """Split what git prints at its zero bytes; raise Unreadable beyond a limit in bytes."""
    total, rest = 0, b""
    while chunk := stream.read(_CHUNK):
        total += len(chunk)
        *items, rest = (rest + chunk).split(b"\0")
        if (limit is not None and total > limit) or len(rest) > _LONGEST_ITEM:
            raise too_many_files()
        yield from items
    if rest:
        yield rest


def too_many_files() -> Unreadable:
    """Say that a version holds or changes more files than are read."""
    return Unreadable(
        "the history lists more files than casekit reads at once",
        hint="look into the repository with git before you use it",
    )


def _check_entry(raw: bytes, mode: str) -> str:
    path = decode_path(raw)
    if not is_ordinary(path):
        check_path(path)
    if mode not in FILE_MODES:
        check_mode(mode, path)
    return path
