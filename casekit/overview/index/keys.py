"""Everything besides a case's own records that could change what it owes, as one key."""

from __future__ import annotations

import os
import zoneinfo
from collections.abc import Mapping

from casekit.history.folders import Entry
from casekit.installation import make_digest
from casekit.workspace.sources import BESIDE_CASES


def make_key(entries: Mapping[str, Entry], zone: str, tools: str) -> str:
    """The key of an index: `entries` are those at the top of the version, by name.

    `zone` is the name of the agency's time zone and `tools` the key of this installation.
    """
    said = [tools, zone, _state_of_zone(zone)]
    for name in BESIDE_CASES:
        entry = entries.get(name)
        said.append(f"{name} {entry.mode} {entry.oid}" if entry else name)
    return make_digest(said)


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
