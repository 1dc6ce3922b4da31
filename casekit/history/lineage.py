"""The line of versions that leads to one, oldest first, with the files that each changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO

from casekit.history import limits
from casekit.history.repository import Repository
from casekit.history.runner import DamagedHistory
from casekit.history.walking import (
    Difference,
    read_difference,
    split_items,
    too_many_files,
)


@dataclass(frozen=True, slots=True)
class Step:
    """A version in the line: when it was written and saved, and how it differs from its parent."""

    id: str
    written: datetime
    saved: datetime
    changes: list[Difference] = field(default_factory=list)


def iter_line(repo: Repository, version: str, *, sides: bool = False) -> Iterator[Step]:
    """Give the versions along first parents up to one by its full id, oldest first.

    `sides` also gives what was merged, each version behind those that it was built on. A merge
    brings what it differs from its first parent by. Raises Unreadable for a version that
    changes more files than are read at once, DamagedHistory when a version cannot be read.
    """
    order = "--topo-order" if sides else "--first-parent"
    ids = repo.git.run(["rev-list", order, "--reverse", "--end-of-options", version])
    words = ["--stdin", "-r", "-z", "--raw", "--root", "--always", "--no-renames", "--no-abbrev"]
    words += ["--no-ext-diff", "--diff-merges=first-parent", "--pretty=tformat:%H %at %ct"]
    count = 0
    with repo.git.converse(["diff-tree", *words]) as process:
        assert process.stdin is not None and process.stdout is not None
        # Asking and reading at once, or both sides would wait for each other.
        asking = threading.Thread(target=_ask, args=(process.stdin, ids), daemon=True)
        asking.start()
        step: Step | None = None
        items = split_items(process.stdout)
        for item in items:
            item = item.removeprefix(b"\n")
            if item.startswith(b":"):
                if step is None:
                    raise DamagedHistory("its versions cannot be told apart")
                step.changes.append(read_difference(item, next(items, b"")))
                if len(step.changes) > limits.MAX_ENTRIES:
                    raise too_many_files()
                continue
            if step is not None:
                yield step
            step = _read_head(item)
            count += 1
        if step is not None:
            yield step
        if process.wait() or count != ids.count(b"\n"):
            raise DamagedHistory(f"not every version up to {version[:7]} can be read")
        asking.join()


def _ask(stream: IO[bytes], ids: bytes) -> None:
    with suppress(OSError, ValueError):  # git ended, or nobody reads on: the count tells
        stream.write(ids)
        stream.close()


def _read_head(item: bytes) -> Step:
    oid, written, saved = item.decode("ascii").split(" ")
    return Step(oid, _as_moment(written), _as_moment(saved))


def _as_moment(seconds: str) -> datetime:
    # A version may bear any number; what no calendar holds is put at its nearest end.
    latest = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())
    return datetime.fromtimestamp(min(max(int(seconds), 0), latest), UTC)
