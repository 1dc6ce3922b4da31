"""Edits that stood where a version's file had to go: kept in the git folder for a person."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from casekit.history.files import sync_folder
from casekit.history.journal import PRIVATE_FOLDER

_FOLDER = "saved-aside"


def save_aside(git_dir: Path, token: str, path: str, source: Path) -> str:
    """Move a file to its place aside, synced, and give the sentence to tell; raise OSError.

    `token` is that of the save it came in between of: the edits of one save lie together.
    """
    kept = git_dir / PRIVATE_FOLDER / _FOLDER / token / path
    kept.parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while os.path.lexists(kept):
        number += 1
        kept = kept.with_name(f"{Path(path).name}.{number}")
    shutil.move(source, kept)
    for folder in kept.parents:
        sync_folder(folder)
        if folder == git_dir:
            break
    return (
        f"{path} was edited by hand while a version was being saved; the edit is kept in {kept}: "
        "see what of it is missing, put it in, then throw that file away"
    )


def list_saved_aside(git_dir: Path) -> Iterator[tuple[str, Path]]:
    """Give each edit that waits for a person: the path it belongs to, and where it is kept."""
    top = git_dir / PRIVATE_FOLDER / _FOLDER
    for kept in sorted(top.glob("*/**/*")):
        if not kept.is_dir():
            yield kept.relative_to(top).as_posix().partition("/")[2], kept
