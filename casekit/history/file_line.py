"""Every version that wrote one file, on whatever line of the history, with what the file held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from casekit.history.objects import read_blobs
from casekit.history.repository import Identity, Repository
from casekit.history.runner import DamagedHistory


class FileStep(NamedTuple):
    """A version that wrote the file: who saved it, when, and the bytes, None where it was taken.

    `parents` are the versions of the same line that it was built on.
    """

    version: str
    parents: tuple[str, ...]
    author: Identity
    saved: datetime
    path: str
    content: bytes | None


def read_file_line(repo: Repository, version: str, paths: Sequence[str]) -> tuple[FileStep, ...]:
    """The versions up to one, by its full id, that wrote the file at one of these paths.

    Each stands behind those that it was built on; a merge is among them where its sides differed.
    Raises GitFault, Unreadable beyond the limits.
    """
    # Also what lost in a merge: git alone would follow only the side that was kept.
    words = ["rev-list", "--full-history", "--simplify-merges", "--topo-order", "--reverse"]
    words += ["--parents", "--format=%an%x00%ae%x00%ct", "--end-of-options", version, "--", *paths]
    lines = repo.git.run(words).decode("utf-8", "replace").splitlines()
    heads = list(zip(lines[::2], lines[1::2], strict=True))
    found = [_read_head(head, said) for head, said in heads]
    ids = [_find_blob(repo, step.version, paths) for step in found]
    blobs = read_blobs(repo, [oid for oid, _ in ids if oid])
    return tuple(
        step._replace(path=path, content=blobs[oid] if oid else None)
        for step, (oid, path) in zip(found, ids, strict=True)
    )


def _read_head(head: str, said: str) -> FileStep:
    word, version, *parents = head.split(" ")
    name, email, seconds = said.split("\0")
    if word != "commit":
        raise DamagedHistory("its versions cannot be told apart")
    saved = datetime.fromtimestamp(int(seconds), UTC)
    return FileStep(version, tuple(parents), Identity(name, email), saved, "", None)


def _find_blob(repo: Repository, version: str, paths: Sequence[str]) -> tuple[str, str]:
    """The id and the path of the file in a version; both empty where it has none."""
    words = ["ls-tree", "-z", "--full-tree", "--end-of-options", version, "--", *paths]
    for record in repo.git.run(words).split(b"\0")[:-1]:
        head, _, raw = record.partition(b"\t")
        _, kind, oid = head.decode("ascii").split(" ")
        if kind == "blob":
            return oid, raw.decode("utf-8", "replace")
    return "", ""
