"""What this installation of casekit is, as one key: whatever is kept for later bears it."""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from casekit import __version__
from casekit.resources import schemas_dir


@cache
def key_of_tools() -> str:
    """The key of this installation: casekit's own files, the libraries beside it, the Python.

    A file counts by its size and its time: reading all of them would cost more than many a report.
    """
    package = Path(__file__).resolve().parent
    said = [__version__, sys.version]
    said += _states_of_files(package)
    said += _states_of_files(schemas_dir())
    said += sorted(_libraries())
    return make_digest(said)


def _states_of_files(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.name == "__pycache__":
                continue
            if entry.is_dir():
                yield from _states_of_files(Path(entry.path))
            else:
                try:
                    state = entry.stat()
                except FileNotFoundError:
                    state = entry.stat(follow_symlinks=False)  # a link that leads nowhere
                yield f"{entry.path} {state.st_size} {state.st_mtime_ns}"


def _libraries() -> set[str]:
    """The installed libraries by name and version, as their folders are called."""
    found: set[str] = set()
    for folder in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        try:
            found |= {name for name in os.listdir(folder) if name.endswith(".dist-info")}
        except OSError:
            continue
    return found


def make_digest(said: Iterable[str]) -> str:
    """One key for many words."""
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogateescape")).hexdigest()
