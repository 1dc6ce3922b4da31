"""Where the wrapped sealing keys of a workspace lie: outside of the history that they seal."""

from __future__ import annotations

import os
from pathlib import Path

from casekit.history.journal import PRIVATE_FOLDER
from casekit.history.repository import Repository
from casekit.history.runner import Refused


def find_key_folder(repo: Repository) -> Path:
    """Give the folder of the keys, which need not be there.

    It is the user's git setting `casekit.keys`, or `casekit/keys` in the git folder. Only what the
    user set for this computer counts: a repository's own configuration must not lead elsewhere.
    """
    try:
        printed = repo.git.run(["config", "--global", "--type=path", "--get", "casekit.keys"])
    except Refused as fault:
        if fault.status != 1:  # 1: it is not set
            raise
        return repo.common_dir / PRIVATE_FOLDER / "keys"
    return repo.root / os.fsdecode(printed.rstrip(b"\n"))
