"""An agency file that was read and checked before, kept beside git's own files.

Reading and checking it takes longer than a report over thousands of cases. What is kept bears the
id of the file's content and the key of this installation; anything else is not believed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from casekit.history.files import replace_file
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
    kept = json.dumps({"key": f"{oid} {key_of_tools()}", "data": data})
    with suppress(OSError):
        replace_file(_place(git_dir), kept.encode("utf-8"), 0o600)


def _place(git_dir: Path) -> Path:
    return git_dir / "casekit" / "index-agency"
