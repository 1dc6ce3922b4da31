"""Restoring a bundle into a repository of its own, for as long as somebody looks into it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from casekit.errors import GitFault
from casekit.history.bundle import BundleHead, DamagedBackup, iter_pack, read_bundle_head
from casekit.history.files import cannot_write
from casekit.history.fsck import check_store
from casekit.history.repository import Repository
from casekit.history.runner import Git, Refused
from casekit.model.findings import Finding

# A larger file is only passed through, so that a few bytes cannot unfold to fill the memory.
_LARGE_FILE = "32m"


@dataclass(frozen=True, eq=False)
class Restored:
    """A bundle's head, the repository it was restored into, and what git finds wrong there."""

    head: BundleHead
    repo: Repository
    findings: list[Finding]


@contextmanager
def restore_bundle(file: IO[bytes], environment: Mapping[str, str]) -> Iterator[Restored]:
    """Restore a bundle into a temporary repository; it is gone when the block ends.

    The folder is the system's for temporary files, and only this user may read it. Raises
    DamagedBackup, GitFault when the folder cannot be written.
    """
    try:
        folder = TemporaryDirectory(prefix="casekit-drill-")
    except OSError as fault:
        raise cannot_write("the folder for temporary files", fault) from fault
    with folder:
        yield _restore(file, Path(folder.name), environment)


def tell_moment(repo: Repository, version: str) -> datetime:
    """Give the moment at which a version by its full id was saved, in UTC; raise GitFault."""
    words = ["rev-list", "--max-count=1", "--timestamp", "--end-of-options", version]
    return datetime.fromtimestamp(int(repo.git.run(words).split()[0]), UTC)


def _restore(file: IO[bytes], folder: Path, environment: Mapping[str, str]) -> Restored:
    head = read_bundle_head(file)
    git = Git(folder, environment)
    # Named, so that no setting about bare repositories and no folder above matters.
    git.environment["GIT_DIR"] = os.fspath(folder)
    words = ["init", "--quiet", "--bare", "--template=", f"--object-format={head.hash_name}"]
    git.run(words, doing="make a folder to restore into")
    git.run(["config", "core.bigFileThreshold", _LARGE_FILE])
    repo = Repository(folder, git, folder, folder, head.hash_name)
    _unpack(repo, file, head)
    _set_references(repo, head)
    return Restored(head, repo, check_store(git))


def _unpack(repo: Repository, file: IO[bytes], head: BundleHead) -> None:
    # It is thrown away at the end: nothing of it need survive a power cut.
    words = ["-c", "core.fsync=none", "index-pack", "--stdin"]
    complaint = b""
    with repo.git.converse(words, with_complaints=True) as process:
        assert process.stdin is not None and process.stdout is not None
        is_listening = True
        for chunk in iter_pack(file, head):
            if not is_listening:
                continue  # to its end all the same: the checksum tells whether the file is whole
            try:
                process.stdin.write(chunk)
                process.stdin.flush()
            except BrokenPipeError:
                is_listening = False
        try:
            process.stdin.close()
        except BrokenPipeError:
            is_listening = False
        complaint = process.stdout.read(65536)
        status = process.wait()
    if b"No space left" in complaint:
        raise GitFault(
            "there is not enough room to restore the backup into the folder for temporary files",
            hint="free some space, or name a folder with more: TMPDIR=FOLDER casekit backup ...",
        )
    if status or not is_listening:
        raise DamagedBackup("git cannot read the objects in it")


def _set_references(repo: Repository, head: BundleHead) -> None:
    named = [(name, oid) for name, oid in head.references if name != "HEAD"]
    orders = b"".join(b"create %s\0%s\0" % (n.encode(), oid.encode()) for n, oid in named)
    try:
        repo.git.run(["update-ref", "--stdin", "-z"], input=orders)
        if "HEAD" in head.versions:
            repo.git.run(["update-ref", "--no-deref", "HEAD", head.versions["HEAD"]])
    except Refused as fault:
        raise DamagedBackup("it names a version that is not in it") from fault
