"""Work of two sides that git could not put together: which files, and what each side says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from casekit.history.names import check_path, decode_path
from casekit.history.repository import Repository


class Unfinished(NamedTuple):
    """What git is in the middle of: the commands that go on with it and that give it up.

    `ours_is_here`: what git calls ours is the work of this clone. While it replays versions on top
    of others, as in a rebase, it is the other way round.
    """

    go_on: str
    give_up: str
    ours_is_here: bool = True


class UnmergedFile(NamedTuple):
    """A file of which git keeps several states: before, here and on the other side.

    None where a state has no such file. `is_plain` is false for a link or a folder of another
    repository; of these nothing is read.
    """

    path: str
    base: bytes | None
    here: bytes | None
    there: bytes | None
    is_plain: bool = True


# What git leaves in its folder while something is unfinished. A rebase leaves several of these.
_MARKS: Mapping[str, Unfinished] = {
    "rebase-merge": Unfinished("git rebase --continue", "git rebase --abort", False),
    "rebase-apply": Unfinished("git rebase --continue", "git rebase --abort", False),
    "MERGE_HEAD": Unfinished("git commit", "git merge --abort"),
    "CHERRY_PICK_HEAD": Unfinished("git cherry-pick --continue", "git cherry-pick --abort"),
    "REVERT_HEAD": Unfinished("git revert --continue", "git revert --abort"),
}
# Putting back a stash or squashing leaves files to put together, and no mark.
WITHOUT_MARK = Unfinished("git commit", "git checkout HEAD -- FILE")


def find_unfinished(git_dir: Path) -> Unfinished | None:
    """Tell what git is in the middle of, by its own marks; starts no program."""
    for name, unfinished in _MARKS.items():
        if os.path.lexists(git_dir / name):
            return unfinished
    return None


def list_unmerged(repo: Repository) -> dict[bytes, dict[int, tuple[str, str]]]:
    """The mode and the id of every state of each file that waits, by its name. Raises GitFault."""
    printed = repo.git.run(["ls-files", "--unmerged", "-z"], doing="list unfinished files")
    found: dict[bytes, dict[int, tuple[str, str]]] = {}
    for record in printed.split(b"\0")[:-1]:
        head, _, raw = record.partition(b"\t")
        mode, oid, stage = head.decode("ascii").split(" ")
        found.setdefault(raw, {})[int(stage)] = (mode, oid)
    return found


def read_unmerged(repo: Repository) -> tuple[UnmergedFile, ...]:
    """Read every file that waits to be put together, by path.

    Two git processes, or one when nothing waits. Raises OddName, GitFault, Unreadable beyond the
    limits.
    """
    # Every command asks for the marks; few come here, and only they read objects.
    from casekit.history.entries import FILE_MODES
    from casekit.history.objects import read_blobs

    found: dict[str, dict[int, tuple[str, str]]] = {}
    for raw, stages in list_unmerged(repo).items():
        path = decode_path(raw)
        check_path(path)
        found[path] = stages
    plain = {
        path: all(mode in FILE_MODES for mode, _ in stages.values())
        for path, stages in found.items()
    }
    blobs = read_blobs(
        repo, [oid for path in found if plain[path] for _, oid in found[path].values()]
    )
    unfinished = find_unfinished(repo.git_dir) or WITHOUT_MARK
    here, there = (2, 3) if unfinished.ours_is_here else (3, 2)

    def state(path: str, stage: int) -> bytes | None:
        entry = found[path].get(stage)
        return None if entry is None else blobs.get(entry[1], b"")

    return tuple(
        UnmergedFile(path, state(path, 1), state(path, here), state(path, there), plain[path])
        for path in sorted(found)
    )
