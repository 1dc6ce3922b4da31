"""The one file that says a save is under way: who holds it, saves; what stands in it, was begun.

`<git folder>/casekit/journal` is locked by the operating system for as long as a command saves,
and by the git commands that it starts, so that the lock ends with the last of them, however they
end. Empty, everything is settled. Otherwise it holds what the save intended; together with the
branch, which has moved or has not, that is enough to finish it or to take it back.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from casekit.errors import ConflictingEdit, GitFault
from casekit.history.entries import TreeEntry
from casekit.history.files import sync_folder

# Where casekit keeps what is no part of the history: inside the git folder, never shared.
PRIVATE_FOLDER = "casekit"

# A save takes a fraction of a second; eight people behind each other take less than this.
PATIENCE_SECONDS = 30.0
_BETWEEN_LOOKS_SECONDS = 0.01


class SomebodySaves(ConflictingEdit):
    """Another casekit command has been saving for longer than is waited."""

    def __init__(self, patience: float) -> None:
        super().__init__(
            f"another casekit command has been saving here for {patience:g} seconds; nothing of "
            "yours was saved",
            hint="see whether one hangs, end it, then run the command again",
        )


class PathChange(NamedTuple):
    """One file of a save: what git holds of it before and after, None where there is no file.

    `was_there`: a file lay in the folder when the save began, whether git held it or not.
    """

    path: str
    old: TreeEntry | None
    new: TreeEntry | None
    was_there: bool

    @property
    def old_id(self) -> str | None:
        """The id of the former bytes."""
        return self.old.oid if self.old else None

    @property
    def new_id(self) -> str | None:
        """The id of the new bytes."""
        return self.new.oid if self.new else None


class Intent(NamedTuple):
    """A save that was begun: from which version of which branch to which, and with which files.

    `token` is part of the name of every temporary file of the save.
    """

    token: str
    ref: str
    old: str | None
    new: str
    changes: tuple[PathChange, ...]


class Journal:
    """The journal of one working folder; locked again within its own lock, it does nothing."""

    def __init__(self, git_dir: Path) -> None:
        self._path = git_dir / PRIVATE_FOLDER / "journal"
        self._handle: int | None = None

    @property
    def handles(self) -> tuple[int, ...]:
        """What a git command that changes something must inherit, so that the lock outlives us."""
        return () if self._handle is None else (self._handle,)

    @property
    def is_held(self) -> bool:
        """Whether this very object holds the lock."""
        return self._handle is not None

    def make(self) -> None:
        """Make the journal's file, so that not even a refused save leaves a trace; GitFault."""
        os.close(self._open())

    def is_waiting(self) -> bool:
        """Whether a save is under way or was interrupted; for readers, who lock nothing."""
        try:
            return self._path.stat().st_size > 0
        except OSError:
            return False

    @contextmanager
    def lock(self, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
        """Hold the lock; raise SomebodySaves when it is not free in time, GitFault."""
        if self._handle is not None:
            yield
            return
        handle = self._open()
        try:
            _wait_for_lock(handle, patience)
            self._handle = handle
            yield
        finally:
            self._handle = None
            with suppress(OSError):  # closed and unlocked it is all the same
                os.close(handle)

    def read(self) -> Intent | None:
        """Give what was begun; None when everything is settled."""
        import json

        assert self._handle is not None
        os.lseek(self._handle, 0, os.SEEK_SET)
        written = b""
        while part := os.read(self._handle, 1 << 20):
            written += part
        checksum, _, body = written.partition(b" ")
        # A text that is not whole was never synced, and nothing was done before it was.
        if _sum_up(body) != checksum:
            return None
        data = json.loads(body)
        changes = tuple(
            PathChange(path, old and TreeEntry(*old), new and TreeEntry(*new), was_there)
            for path, old, new, was_there in data["changes"]
        )
        return Intent(data["token"], data["ref"], data["old"], data["new"], changes)

    def write(self, intent: Intent) -> None:
        """Put down what is about to be done, synced; raise OSError."""
        import json

        assert self._handle is not None
        changes = [
            [
                c.path,
                c.old and [c.old.mode, c.old.oid],
                c.new and [c.new.mode, c.new.oid],
                c.was_there,
            ]
            for c in intent.changes
        ]
        whole = {"token": intent.token, "ref": intent.ref, "old": intent.old, "new": intent.new}
        body = json.dumps({**whole, "changes": changes}).encode("utf-8")
        self.clear()
        _write_all(self._handle, _sum_up(body) + b" " + body)
        os.fsync(self._handle)

    def clear(self) -> None:
        """Say that everything is settled.

        Not synced: should a power cut bring the text back, finishing it once more does nothing.
        """
        assert self._handle is not None
        os.ftruncate(self._handle, 0)
        os.lseek(self._handle, 0, os.SEEK_SET)

    def _open(self) -> int:
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
        try:
            if self._path.exists():
                return os.open(self._path, flags, 0o600)
            self._path.parent.mkdir(mode=0o700, exist_ok=True)
            handle = os.open(self._path, flags, 0o600)
            sync_folder(self._path.parent)
            sync_folder(self._path.parent.parent)
            return handle
        except OSError as fault:
            raise GitFault(
                f"nothing can be saved here: the git folder cannot be written: {fault.strerror}",
                hint="make the folder writable for you, then run the command again",
            ) from fault


def _sum_up(body: bytes) -> bytes:
    import hashlib  # readers, who only look whether something waits, go without it

    return hashlib.sha256(body).hexdigest().encode("ascii")


def _wait_for_lock(handle: int, patience: float) -> None:
    import fcntl  # not on every system, and only who saves needs it

    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise SomebodySaves(patience) from None
        time.sleep(_BETWEEN_LOOKS_SECONDS)


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
