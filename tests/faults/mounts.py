"""Small file systems of our own, mounted for one trial: needs root and loop devices."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def can_mount(*programs: str) -> bool:
    """Whether this machine lets the trial mount, and has the programs for it."""
    if os.geteuid() != 0 or any(shutil.which(program) is None for program in programs):
        return False
    with tempfile.TemporaryDirectory() as folder:
        return _run("mount", "-t", "tmpfs", "-o", "size=64k", "none", folder) and _run(
            "umount", folder
        )


@contextmanager
def mounted(folder: Path, *words: str) -> Iterator[Path]:
    """Mount with these words of `mount` at a new folder until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", *words, str(folder)], check=True, capture_output=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True, capture_output=True)


def make_file_system(image: Path, megabytes: int, program: str, *words: str) -> None:
    """Make a file of that size and a file system in it."""
    with image.open("wb") as file:
        file.truncate(megabytes * 1024 * 1024)
    subprocess.run([program, "-q", *words, str(image)], check=True, capture_output=True)


def _run(*words: str) -> bool:
    return subprocess.run(words, capture_output=True).returncode == 0
