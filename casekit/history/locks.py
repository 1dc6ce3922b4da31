"""Locks that a git command left behind because it was killed, told from those that are held."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from casekit.errors import GitFault
from casekit.history.repository import Repository

_PROCESSES = Path("/proc")


class LockLeftBehind(GitFault):
    """A lock is there, and it cannot be told whether somebody holds it."""

    def __init__(self, lock: Path) -> None:
        super().__init__(
            f"a lock of git is in the way: {lock}",
            hint="wait for the git command that holds it; if none is running, remove that file",
        )


def clear_stale_locks(repo: Repository, ref: str) -> None:
    """Remove what git commands of an interrupted save have left behind.

    Only for whoever holds the journal: then no git command of casekit runs here any more. A lock
    stays, and LockLeftBehind is raised, while somebody else's git is at work in the folder, or
    where the system does not tell.
    """
    for lock in find_locks(repo, ref):
        if not _can_tell() or _is_held(lock, repo):
            raise LockLeftBehind(lock)
        lock.unlink(missing_ok=True)


def find_locks(repo: Repository, ref: str) -> Iterator[Path]:
    """The locks that are there, of those that saving a version takes."""
    for lock in (
        repo.git_dir / "index.lock",
        repo.git_dir / "HEAD.lock",
        repo.common_dir / f"{ref}.lock",
    ):
        if os.path.lexists(lock):
            yield lock


def _can_tell() -> bool:
    return (_PROCESSES / "self" / "cwd").exists()


def _is_held(lock: Path, repo: Repository) -> bool:
    """Whether a program has the lock open, or a git command runs in this folder."""
    here = [os.path.realpath(place) for place in (repo.root, repo.git_dir, repo.common_dir)]
    held = os.path.realpath(lock)
    for process in _PROCESSES.iterdir():
        if not process.name.isdecimal():
            continue
        try:
            name = (process / "comm").read_text(errors="replace")
            where = os.readlink(process / "cwd") if name.startswith("git") else ""
            opened = [os.readlink(each) for each in (process / "fd").iterdir()]
        except OSError:  # it ended, or belongs to another user
            continue
        if held in opened or any(f"{where}/".startswith(f"{place}/") for place in here if where):
            return True
    return False
