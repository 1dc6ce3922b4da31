"""A backup is one git bundle: a head that lists names and versions, and a pack of all objects.

git's own check of a bundle reads the head and nothing else, and nothing in a bundle protects the
head itself: one wrong bit makes `main` another branch. So casekit adds one line to the head, a name
under CHECK_PREFIX that is the SHA-256 of all lines before it. To git it is one more name, and
`git clone` reads the bundle as any other.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from casekit.errors import GitFault, NotFound, Unreadable
from casekit.history.fsck import is_shallow
from casekit.history.names import show_text
from casekit.history.repository import Repository

CHECK_PREFIX = "refs/casekit/head-sha256/"
# Names of a hundred bytes for a hundred thousand branches.
MAX_HEAD_BYTES = 16 * 1024 * 1024
CHUNK = 1 << 20

_REFERENCE = re.compile(rb"(?P<id>[0-9a-f]{40}|[0-9a-f]{64}) (?P<name>HEAD|refs/[!-~\x80-\xff]+)")
_BROKEN = re.compile(rb"warning: ignoring (?:broken|dangling) ref (.*)")


class DamagedBackup(Unreadable):
    """A backup cannot be restored as it was written."""

    code = "BACKUP-DAMAGED"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"the backup is damaged: {why}",
            hint="do not rely on it: keep it, and make another: casekit backup FILE",
        )


class ShallowBackup(GitFault):
    """This clone lacks the beginning of the history, so a backup of it would too."""

    code = "SHALLOW-CLONE"

    def __init__(self) -> None:
        super().__init__(
            "this clone is shallow: it does not hold the beginning of the history",
            hint="fetch the rest first: git fetch --unshallow; or back up a whole clone",
        )


@dataclass(frozen=True)
class BundleHead:
    """The head of a bundle: how it names objects, what it points to, and where its pack begins.

    `is_proven` tells that the head bears its own checksum, and that it fits.
    """

    hash_name: str
    references: tuple[tuple[str, str], ...]
    pack_start: int
    is_proven: bool

    @property
    def versions(self) -> dict[str, str]:
        """The object that each name points to."""
        return dict(self.references)


def copy_bundle(repo: Repository, target: IO[bytes]) -> list[str]:
    """Write everything that has a name in the history as one bundle; give names left out.

    Left out is what leads nowhere. Raises NotFound when nothing has been saved yet,
    ShallowBackup, GitFault, OSError where the target cannot be written.
    """
    if is_shallow(repo):
        raise ShallowBackup
    if repo.head() is None:
        raise NotFound("nothing has been saved in this workspace yet")
    broken = _list_broken(repo)
    left_out = [os.fsdecode(b"--exclude=" + name) for name in broken]
    with repo.git.converse(["bundle", "create", "--quiet", "-", *left_out, "--all"]) as process:
        assert process.stdout is not None
        head = _read_head_bytes(process.stdout)
        if head is not None:
            target.write(_add_check(head))
            while chunk := process.stdout.read(CHUNK):
                target.write(chunk)
        if process.wait() or head is None:
            raise GitFault(
                "git could not put the whole history together",
                hint="see what is missing: casekit verify --integrity",
            )
    return [show_text(name.decode(errors="backslashreplace")) for name in broken]


def read_bundle_head(stream: IO[bytes]) -> BundleHead:
    """Read the head of a bundle, and leave the stream where its pack begins.

    Raises DamagedBackup where it is not as git and casekit write it, or needs what it lacks.
    """
    head = _read_head_bytes(stream)
    if head is None:
        raise DamagedBackup("it does not begin as a git bundle does")
    lines = head[:-2].split(b"\n")
    hash_name = "sha1"
    if lines[:2] == [b"# v3 git bundle", b"@object-format=sha256"]:
        hash_name = "sha256"
    elif lines[0] != b"# v2 git bundle":
        raise DamagedBackup("it does not begin as a git bundle does")
    references = tuple(_read_reference(line) for line in lines[2 if hash_name == "sha256" else 1 :])
    if not references:
        raise DamagedBackup("it holds no version")
    name, oid = references[-1]
    is_proven = (
        name == CHECK_PREFIX + hashlib.sha256(_join(lines[:-1])).hexdigest()
        and len(references) > 1
        and oid == references[-2][1]
    )
    width = 40 if hash_name == "sha1" else 64
    if any(len(each) != width for _, each in references):
        raise DamagedBackup("a version in its head is not written as its others")
    kept = tuple(r for r in references if not r[0].startswith(CHECK_PREFIX))
    return BundleHead(hash_name, kept, len(head), is_proven)


def iter_pack(stream: IO[bytes], head: BundleHead) -> Iterator[bytes]:
    """Give the pack behind the head in parts; at its end, raise DamagedBackup if it is not whole.

    The pack's last bytes are the checksum of all before them, so that a byte that was changed,
    added or lost anywhere shows.
    """
    digest = hashlib.new(head.hash_name)
    held = b""
    while chunk := stream.read(CHUNK):
        yield chunk
        held += chunk
        digest.update(held[: -digest.digest_size])
        held = held[-digest.digest_size :]
    if digest.digest() != held:
        raise DamagedBackup("its checksum does not fit; a part of it was changed or is missing")


def _read_head_bytes(stream: IO[bytes]) -> bytes | None:
    """The head with the empty line that ends it; None where there is none."""
    head = b""
    while len(head) <= MAX_HEAD_BYTES:
        line = stream.readline(MAX_HEAD_BYTES)
        head += line
        if line == b"\n":
            return head
        if not line.endswith(b"\n"):
            return None
    return None


def _add_check(head: bytes) -> bytes:
    lines = head[:-2].split(b"\n")
    oid = lines[-1].split(b" ")[0]
    name = CHECK_PREFIX + hashlib.sha256(_join(lines)).hexdigest()
    return _join([*lines, oid + b" " + name.encode("ascii")]) + b"\n"


def _join(lines: list[bytes]) -> bytes:
    return b"".join(line + b"\n" for line in lines)


def _read_reference(line: bytes) -> tuple[str, str]:
    if line.startswith(b"-"):
        raise DamagedBackup("it holds only a part of the history, and needs versions it lacks")
    if line.startswith(b"@"):
        raise DamagedBackup("it was made in a way that casekit does not know, or leaves files out")
    match = _REFERENCE.fullmatch(line)
    if match is None:
        raise DamagedBackup("a line of its head names no version")
    name = match["name"].decode(errors="backslashreplace")
    if show_text(name) != name:
        raise DamagedBackup("a name in its head has hidden characters")
    return name, match["id"].decode("ascii")


def _list_broken(repo: Repository) -> list[bytes]:
    """The names that lead nowhere: git would refuse to bundle anything because of one of them."""
    words = ["for-each-ref", "--format=%(objectname) %(refname)"]
    with repo.git.converse(words, with_complaints=True) as process:
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
    broken = [match[1] for line in lines if (match := _BROKEN.fullmatch(line))]
    named = [line.split(b" ", 1) for line in lines if not line.startswith(b"warning: ")]
    asked = b"".join(oid + b"\n" for oid, _ in named)
    there = repo.git.run(["cat-file", "--batch-check"], input=asked).splitlines()
    missing = [
        name for (_, name), line in zip(named, there, strict=True) if line.endswith(b" missing")
    ]
    return [*broken, *missing]
