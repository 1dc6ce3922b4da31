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


def clear_stale_locks(repo: Repository, ref: str, *, also_index: bool = True) -> None:
    """Remove what git commands of a save have left behind.

    Only for whoever holds the journal: then no git command of casekit runs here any more. A lock
    stays, and LockLeftBehind is raised, while somebody else's git is at work in the folder, or
    where the system does not tell.
    """
    for lock in find_locks(repo, ref):
        if lock.name == "index.lock" and not also_index:
            continue
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
        is_git = _read(process / "comm").startswith("git")
        where = _follow(process / "cwd") if is_git else ""
        if where and any(f"{where}/".startswith(f"{place}/") for place in here):
            return True
        if any(_follow(opened) == held for opened in _list(process / "fd")):
            return True
    return False


# A process may end while it is looked at, and those of other users do not show what they have.


def _read(place: Path) -> str:
    try:
        return place.read_text(errors="replace")
    except OSError:
        return ""


def _follow(place: Path) -> str:
    try:
        return os.readlink(place)
    except OSError:
        return ""


def _list(place: Path) -> list[Path]:
    try:
        return list(place.iterdir())
    except OSError:
        return []
