"""git's own list of files, read and changed at a few paths; the user's other entries stay."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence

from casekit.errors import ConflictingEdit, GitFault
from casekit.history.entries import TreeEntry
from casekit.history.repository import Repository
from casekit.history.unmerged import WITHOUT_MARK, find_unfinished

# Paths per git command: the length of a command line is bounded.
_PATHS_AT_ONCE = 200
# An editor looks at the state of the folder now and then, and holds the lock for a moment.
_PATIENCE_SECONDS = 3.0
_BETWEEN_LOOKS_SECONDS = 0.02


class GitAtWork(GitFault):
    """Somebody else's git command holds the lock of the list of files."""

    def __init__(self) -> None:
        super().__init__(
            "another git command is at work in this folder",
            hint="wait for it; if none is running, remove the file index.lock in the git folder",
        )


def await_index(repo: Repository) -> None:
    """Wait until no git command holds the list of files; raise GitAtWork when one goes on."""
    lock = repo.git_dir / "index.lock"
    until = time.monotonic() + _PATIENCE_SECONDS
    while lock.exists():
        if time.monotonic() >= until:
            raise GitAtWork
        time.sleep(_BETWEEN_LOOKS_SECONDS)


def read_index(repo: Repository, paths: Sequence[str]) -> dict[str, TreeEntry]:
    """What the list has at these paths, and below them where they are folders in it.

    Raises ConflictingEdit in the middle of a merge, GitFault.
    """
    entries: dict[str, TreeEntry] = {}
    for start in range(0, len(paths), _PATHS_AT_ONCE):
        some = paths[start : start + _PATHS_AT_ONCE]
        listed = repo.git.run(["ls-files", "--stage", "-z", "--", *some])
        for record in listed.split(b"\0")[:-1]:
            head, _, raw = record.partition(b"\t")
            path = os.fsdecode(raw)
            mode, oid, stage = head.decode("ascii").split(" ")
            if stage != "0":
                way = find_unfinished(repo.git_dir) or WITHOUT_MARK
                raise ConflictingEdit(
                    f"{path} is in the middle of a merge",
                    hint=f"go on with: {way.go_on}; or give it up: {way.give_up}",
                    path=path,
                )
            entries[path] = TreeEntry(mode, oid)
    return entries


def write_index(repo: Repository, entries: Mapping[str, TreeEntry | None]) -> None:
    """Set these entries of the list, None removes one. Raises GitAtWork, GitFault."""
    if not entries:
        return
    await_index(repo)
    nothing = "0" * (40 if repo.hash_name == "sha1" else 64)
    gone = [f"0 {nothing}\t{path}\0" for path, entry in entries.items() if entry is None]
    put = [f"{entry.mode} {entry.oid}\t{path}\0" for path, entry in entries.items() if entry]
    told = repo.git.run(
        ["update-index", "--verbose", "-z", "--index-info"],
        input="".join([*gone, *put]).encode(),
        doing="update its list of files",
        keeping=repo.journal.handles,
    )
    # A git that could not read all of its orders ends without a complaint: it tells what it added,
    # in the order of the orders.
    if told.count(b"add '") != len(put):
        raise GitFault(
            "git could not update its list of files: it did not read all of its orders",
            hint="see whether the disk is broken, then run the command again",
        )
