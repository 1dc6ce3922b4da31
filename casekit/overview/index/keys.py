"""Everything besides a case's own records that could change what it owes, as one key."""

from __future__ import annotations

import hashlib
import os
import sys
import sysconfig
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

from casekit import __version__
from casekit.history.folders import Entry
from casekit.resources import schemas_dir

# What of a workspace, besides its cases, an answer depends on.
BESIDE_CASES = ("agency.yaml", "calendars", "standards")


def make_key(entries: dict[str, Entry], zone: str, tools: str) -> str:
    """The key of an index: `entries` are those at the top of the version, by name.

    `zone` is the name of the agency's time zone and `tools` the key of this installation.
    """
    said = [tools, zone, _state_of_zone(zone)]
    for name in BESIDE_CASES:
        entry = entries.get(name)
        said.append(f"{name} {entry.mode} {entry.oid}" if entry else name)
    return _digest(said)


def key_of_tools() -> str:
    """The key of this installation: casekit's own files, the libraries beside it, the Python.

    A file counts by its size and its time: reading all of them would cost more than many a report.
    """
    package = Path(__file__).resolve().parents[2]
    said = [__version__, sys.version]
    said += _states_of_files(package)
    said += _states_of_files(schemas_dir())
    said += sorted(_libraries())
    return _digest(said)


def _states_of_files(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda e: e.name):
            if entry.name == "__pycache__":
                continue
            if entry.is_dir():
                yield from _states_of_files(Path(entry.path))
            else:
                state = entry.stat()
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


def _state_of_zone(zone: str) -> str:
    """Which rules of a time zone are used: governments change them."""
    for folder in zoneinfo.TZPATH:
        path = os.path.join(folder, *zone.split("/"))
        try:
            state = os.stat(path)
        except OSError:
            continue
        return f"{path} {state.st_size} {state.st_mtime_ns}"
    return "from the library"  # its version is among the libraries


def _digest(said: list[str]) -> str:
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogateescape")).hexdigest()
