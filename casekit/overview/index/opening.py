"""Opening the tables that a list of what is due is read from: the kept index, or one of its own.

What is found damaged is thrown away and made anew. Where nothing can be kept (no room, a folder in
which nothing may be written) the same is worked out without, and only a fault in working it out
ends the command.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from casekit.errors import Unreadable
from casekit.overview.index.refreshing import Bench, Wanted, bring_up, is_current, is_far_off
from casekit.overview.index.store import (
    CannotKeep,
    is_damage,
    open_index,
    throw_away,
    writing,
)
from casekit.workspace.workspace import Workspace

# Two commands that bring the index up at once: the second one looks again, so often.
_TRIES = 3

# Whether the index may serve and be brought up: at the present moment yes, at another one only
# where little of it would have to be worked out for that.
Keep = Literal["yes", "if near", "no"]


class IndexDamaged(Unreadable):
    """The index was found damaged while its rows were read."""

    code = "INDEX-DAMAGED"

    def __init__(self, place: Path, *, is_gone: bool) -> None:
        super().__init__(
            "the index of this workspace was damaged"
            + (" and was thrown away" if is_gone else "")
            + "; no record is in danger",
            hint="run the command again: it is made anew from the records"
            if is_gone
            else f"remove {place}, or run the command with --fresh",
            path=str(place),
        )


class RowsUnreadable(Unreadable):
    """The rows could not be held or put in order, for want of room or of a right."""

    code = "ROWS-UNREADABLE"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"what is due could not be put in order: {why}",
            hint="make room on the disk that holds temporary files, or name a folder on another "
            "one in SQLITE_TMPDIR, and run the command again",
        )


@contextmanager
def open_temporary(fill: Callable[[sqlite3.Connection], None]) -> Iterator[sqlite3.Connection]:
    """Tables of the command's own, filled by the caller; raises RowsUnreadable."""
    try:
        connection = open_index(None)
    except CannotKeep as fault:
        raise RowsUnreadable(str(fault)) from fault
    with _telling_faults(connection, None):
        with writing(connection):
            fill(connection)
        yield connection


@contextmanager
def open_kept(
    place: Path, wanted: Wanted, workspace: Workspace, get_bench: Callable[[], Bench], keep: Keep
) -> Iterator[sqlite3.Connection]:
    """An unchanging view of an index that holds all that is wanted.

    Raises IndexDamaged and RowsUnreadable, also out of the block, and what judging raises.
    """
    connection = None
    if keep != "no":
        try:
            connection = _bring_up(place, wanted, workspace, get_bench, keep)
        except CannotKeep as fault:
            workspace.repo.notices.append(f"worked out anew, without the index: {fault}")
    if connection is not None:
        with _telling_faults(connection, place):
            yield connection
        return
    with open_temporary(lambda own: bring_up(own, wanted, workspace, get_bench())) as connection:
        yield connection


@contextmanager
def open_current(place: Path, wanted: Wanted) -> Iterator[sqlite3.Connection | None]:
    """The index as it is kept, where it is current and sound; else None.

    Raises as `open_kept` does.
    """
    connection = _find_current(place, wanted)
    if connection is None:
        yield None  # the next list of all cases makes it anew
        return
    with _telling_faults(connection, place):
        yield connection


def _find_current(place: Path, wanted: Wanted) -> sqlite3.Connection | None:
    try:
        connection = open_index(place)
    except CannotKeep:
        return None
    try:
        connection.execute("BEGIN")
        if is_current(connection, wanted):
            return connection
    except sqlite3.DatabaseError:
        pass
    except BaseException:
        connection.close()
        raise
    connection.close()
    return None


def _bring_up(
    place: Path,
    wanted: Wanted,
    workspace: Workspace,
    get_bench: Callable[[], Bench],
    keep: Keep,
) -> sqlite3.Connection | None:
    """Open the index, all of it current, in a transaction that goes on; raises CannotKeep.

    None where it would have to be made for a moment at which nobody will ask again.
    """
    bench: Bench | None = None
    for _ in range(_TRIES):
        connection = open_index(place)
        is_serving = False
        try:
            # What is read to the end of the transaction is what was found current here.
            connection.execute("BEGIN")
            if is_current(connection, wanted):
                is_serving = True
                return connection
            is_far = keep == "if near" and is_far_off(connection, wanted)
            connection.execute("ROLLBACK")
            if is_far:
                return None
            bench = bench or get_bench()
            with writing(connection):
                if not is_current(connection, wanted):
                    bring_up(connection, wanted, workspace, bench)
        except sqlite3.DatabaseError as fault:
            connection.close()
            if not is_damage(fault):
                raise CannotKeep(str(fault)) from fault  # held for too long, or no room left
            throw_away(place)
        finally:
            if not is_serving:
                connection.close()
    raise CannotKeep("other commands keep changing it")


@contextmanager
def _telling_faults(connection: sqlite3.Connection, kept: Path | None) -> Iterator[None]:
    """Close it at the end of the block; what turns out damaged inside is thrown away and told."""
    try:
        yield
    except sqlite3.DatabaseError as fault:
        if not is_damage(fault) and isinstance(fault, sqlite3.OperationalError):
            raise RowsUnreadable(str(fault)) from fault
        if kept is None or not is_damage(fault):
            raise  # tables of our own are not damaged: this is ours to mend
        connection.close()
        is_gone = True
        try:
            throw_away(kept)
        except CannotKeep:
            is_gone = False
        raise IndexDamaged(kept, is_gone=is_gone) from fault
    finally:
        connection.close()
