"""Contents that files had in earlier versions, and have no more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from casekit.history.names import decode_path
from casekit.history.objects import FileEntry
from casekit.history.repository import Repository


def list_former(repo: Repository, folder: str) -> Sequence[FileEntry]:
    """Each content that a later version changed or took away, of files below a folder.

    Newest first, each once. One git process for a folder; asked again, none. Raises GitFault.
    """
    head = repo.head()
    return () if head is None else _list_former(repo, head, folder)


@lru_cache(maxsize=4)
def _list_former(repo: Repository, head: str, folder: str) -> Sequence[FileEntry]:
    options = ["--format=", "--raw", "-z", "--no-renames", "--no-abbrev", "--diff-filter=MD"]
    words = ["log", *options, "--end-of-options", head, "--", folder]
    items = iter(repo.git.run(words).split(b"\0"))
    found: dict[FileEntry, None] = {}
    for item in items:
        # `:100644 100644 OLD NEW M`, and behind it the path.
        parts = item.strip().lstrip(b":").split(b" ")
        if len(parts) == 5:
            mode, oid = parts[0].decode("ascii"), parts[2].decode("ascii")
            found[FileEntry(decode_path(next(items)), mode, oid)] = None
    return tuple(found)
