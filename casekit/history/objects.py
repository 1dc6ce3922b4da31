"""Reading what a version holds without touching the working files, bounded and by exact name."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, NamedTuple

from casekit.errors import CasekitError, NotFound, Unreadable
from casekit.history import limits
from casekit.history.names import check_path
from casekit.history.repository import Repository, is_full_id
from casekit.history.runner import DamagedHistory, Git

# So many questions fit into the smallest pipe of any system, so that neither side waits for ever.
_ASKED_AT_ONCE = 60
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


class FileEntry(NamedTuple):
    """A file in a version: its path from the top, its git mode and the id of its bytes."""

    path: str
    mode: str
    oid: str


class ObjectReader:
    """Answers many questions for objects through one git process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._ask: IO[bytes] = process.stdin
        self._answer: IO[bytes] = process.stdout
        # No answer comes any more, also not to what was asked before.
        self.has_ended = False

    def read(self, oid: str, kind: str) -> bytes:
        """Give one object's bytes; raise GitFault when it is missing, damaged or another kind."""
        return next(self.read_many([oid], kind))[1]

    def read_many(self, oids: Sequence[str], kind: str) -> Iterator[tuple[str, bytes]]:
        """Give each object's id and bytes in the order asked; raise GitFault, Unreadable."""
        for oid, answer in zip(oids, self.read_each(oids, kind), strict=True):
            if isinstance(answer, CasekitError):
                raise answer
            yield oid, answer

    def read_each(self, oids: Sequence[str], kind: str) -> Iterator[bytes | CasekitError]:
        """Give each object's bytes in the order asked, or the fault that keeps it from being read.

        The answers are to be read to the end before anything else is asked. At a damaged object,
        and at one that is too large, the conversation ends: see `has_ended`.
        """
        wanted = kind.encode("ascii")
        asked = 0
        for answered, oid in enumerate(oids):
            # git works on some while others are read: it is asked again when half are answered.
            if asked - answered <= _ASKED_AT_ONCE // 2 and asked < len(oids):
                more = oids[asked : answered + _ASKED_AT_ONCE]
                self._ask_for(more)
                asked += len(more)
            yield self._read_answer(oid, wanted)

    def _ask_for(self, oids: Sequence[str]) -> None:
        for oid in oids:
            if not _ID.fullmatch(oid):
                raise ValueError(f"not an object id: {oid!r}")
        with suppress(BrokenPipeError):  # git ended: the missing answer tells
            self._ask.write("".join(f"{oid}\n" for oid in oids).encode("ascii"))
            self._ask.flush()

    def _read_answer(self, oid: str, kind: bytes) -> bytes | CasekitError:
        line = b"" if self.has_ended else self._answer.readline()
        head = line.split()
        if len(head) != 3 or head[0] != oid.encode("ascii"):
            self.has_ended = self.has_ended or not line
            return DamagedHistory(f"{oid[:7]} is missing or cannot be read")
        size = int(head[2])
        if size > limits.MAX_BLOB_BYTES:
            self.has_ended = True  # what git has to say of it is not listened to
            return Unreadable(
                f"a file in the history has {size:,} bytes; the limit is {limits.MAX_BLOB_BYTES:,}",
                hint=f"see which: git rev-list --objects --all | grep {oid}",
            )
        data = self._answer.read(size + 1)
        if len(data) != size + 1:
            self.has_ended = True
            return DamagedHistory(f"{oid[:7]} ends too early")
        if head[1] != kind:
            return DamagedHistory(f"{oid[:7]} is not a {kind.decode('ascii')}")
        return data[:-1]


@contextmanager
def open_reader(git: Git) -> Iterator[ObjectReader]:
    """Open one git process that answers for objects until the block ends."""
    with git.converse(["cat-file", "--batch"]) as process:
        yield ObjectReader(process)


def list_files(repo: Repository, revision: str, prefix: str = "") -> list[FileEntry]:
    """List the files of a revision under a folder (all of them for an empty prefix), by path.

    Raises NotFound for an unknown revision, OddName for a name or kind of entry that is refused,
    Unreadable for more than a version may hold (limits.py), GitFault.
    """
    # Only who lists a whole version pays for judging it.
    from casekit.history.listing import walk_listing

    version = revision if is_full_id(revision) else repo.resolve(revision)
    args = ["ls-tree", "-r", "-t", "-z", "--full-tree", "--end-of-options", version]
    if prefix:
        folder = prefix.rstrip("/")
        check_path(folder)
        args += ["--", folder]
    with repo.git.converse(args) as process:
        assert process.stdout is not None
        entries = [FileEntry(*entry) for entry in walk_listing(process.stdout)]
        if process.wait():
            if not repo.has_version(version):
                raise NotFound(f"there is no version {version}", hint="see: casekit log")
            raise DamagedHistory(f"the files of version {version[:7]} cannot be listed")
    return entries


def read_blobs(repo: Repository, oids: Iterable[str]) -> dict[str, bytes]:
    """Read the bytes of many files by id; raise GitFault, Unreadable beyond the limits."""
    blobs: dict[str, bytes] = {}
    total = 0
    wanted = list(dict.fromkeys(oids))
    if not wanted:
        return blobs
    with open_reader(repo.git) as reader:
        for oid, data in reader.read_many(wanted, "blob"):
            total += len(data)
            if total > limits.MAX_BLOBS_BYTES:
                raise Unreadable(
                    f"these files have more than {limits.MAX_BLOBS_BYTES:,} bytes together",
                    hint="read fewer cases at once",
                )
            blobs[oid] = data
    return blobs
