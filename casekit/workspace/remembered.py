"""An agency file that was read and checked before, kept beside git's own files.

Reading and checking it takes longer than a report over thousands of cases. What is kept bears the
id of the file's content and the key of this installation; anything else is not believed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from casekit.installation import key_of_tools


def recall_agency(git_dir: Path, oid: str) -> Mapping[str, Any] | None:
    """The data of an agency file by the id of its content; None where it is not kept."""
    try:
        kept = json.loads(_place(git_dir).read_bytes())
        if kept["key"] == f"{oid} {key_of_tools()}":
            data: dict[str, Any] = kept["data"]
            return data
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def remember_agency(git_dir: Path, oid: str, data: Mapping[str, Any]) -> None:
    """Keep the data of an agency file that was checked; where it cannot be, nothing is lost."""
    place = _place(git_dir)
    beside = place.with_name(f".{place.name}.{os.getpid()}.tmp")
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"key": f"{oid} {key_of_tools()}", "data": data}, file)
        os.replace(beside, place)


def _place(git_dir: Path) -> Path:
    return git_dir / "casekit" / "index-agency"
