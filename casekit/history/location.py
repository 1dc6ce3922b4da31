"""Where a working folder keeps its git folder, found by reading, before git itself looks."""

from __future__ import annotations

import os
from pathlib import Path

from casekit.errors import GitFault


def find_git_dirs(root: Path) -> tuple[Path, Path]:
    """Give the git folder of this working folder and the one it shares with other worktrees.

    Raises GitFault when the folder is not the top of a repository.
    """
    entry = root / ".git"
    try:
        if entry.is_dir():
            git_dir = entry
        elif entry.is_file():
            word, _, target = entry.read_text(encoding="utf-8").strip().partition(": ")
            if word != "gitdir":
                raise _no_repository(root)
            git_dir = root / target
        else:
            raise _no_repository(root)
        shared = git_dir / "commondir"
        if not shared.is_file():
            return git_dir, git_dir
        common = shared.read_text(encoding="utf-8").strip()
        return git_dir, Path(os.path.normpath(git_dir / common))
    except (OSError, UnicodeDecodeError) as fault:
        raise _no_repository(root) from fault


def _no_repository(root: Path) -> GitFault:
    return GitFault(
        f"the folder {root} keeps no history of its own",
        hint="make a workspace with: casekit init DIR, or go to the top folder of one",
    )
