"""The index: what every case of a workspace owes, kept in one file beside git's own.

It is a cache. Each entry bears the id of the case folder it was worked out from and the span of
time in which it holds, and the whole bears the key of everything else that could change an answer.
Without the file the same is worked out anew, through the same tables in memory.

Names of people are in it, so it lies in the git folder, is readable by its owner only, and
`expunge` removes it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from casekit.model.findings import Finding
from casekit.overview.index.rows import CaseEntry, checksum

# The form of the tables: another number is another index.
FORM = 5
# So long is waited for another command that brings the index up.
_WAIT_SECONDS = 60.0

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE folders (path TEXT PRIMARY KEY, tree TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE cases (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, folder TEXT NOT NULL,
    above TEXT NOT NULL, tree TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,
    worker TEXT, burden TEXT NOT NULL, sum INTEGER NOT NULL);
CREATE INDEX cases_above ON cases (above);
CREATE INDEX cases_until ON cases (until);
CREATE INDEX cases_since ON cases (since);
CREATE TABLE rows (
    case_id INTEGER NOT NULL, id TEXT NOT NULL, live INTEGER NOT NULL, sort_at INTEGER NOT NULL,
    due_at INTEGER, due_day INTEGER, status TEXT NOT NULL, enforced INTEGER NOT NULL,
    kind TEXT NOT NULL, rule TEXT NOT NULL, who TEXT NOT NULL,
    waiting TEXT NOT NULL, row TEXT NOT NULL, sum INTEGER NOT NULL);
CREATE INDEX rows_case ON rows (case_id);
CREATE INDEX rows_due ON rows (due_at, case_id, enforced) WHERE live = 1;
CREATE INDEX rows_open ON rows (case_id) WHERE live = 1 AND due_at IS NULL;
CREATE INDEX rows_done ON rows (status, case_id) WHERE live = 0;
CREATE TABLE findings (
    case_id INTEGER, code TEXT NOT NULL, message TEXT NOT NULL, path TEXT NOT NULL,
    line INTEGER NOT NULL, col INTEGER NOT NULL, severity TEXT NOT NULL, hint TEXT);
CREATE INDEX findings_case ON findings (case_id);
"""


# What SQLite says of a file that does not hold what was put into it; anything else is a want of
# room, of time or of a right, and no reason to throw away what is there.
_DAMAGE = frozenset(
    (
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB),
        # Tables that are not there, or keep out what every index holds.
        *(sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH),
    )
)


class CannotKeep(Exception):
    """The index file cannot be read or written; whoever asked works without it."""


class RowsDamaged(sqlite3.DatabaseError):
    """A row of the index is not as it was written, or is missing."""


def is_damage(fault: sqlite3.DatabaseError) -> bool:
    """Whether what happened means that the index does not hold what was put into it."""
    code = getattr(fault, "sqlite_errorcode", None)
    if code is None:
        # Not from SQLite: our own, or Python's, which found no text where a text was written.
        return isinstance(fault, RowsDamaged | sqlite3.OperationalError)
    # The low byte is the kind; what is above it says more of the same.
    return code & 0xFF in _DAMAGE


def index_path(git_dir: Path) -> Path:
    """Where the index of a working folder lies."""
    return git_dir / "casekit" / "index"


def open_index(path: Path | None) -> sqlite3.Connection:
    """Open the index, made anew where it is damaged or of another form; None is one of its own
    that ends with the command.

    Raises CannotKeep when there can be none, as in a folder in which nothing may be written.
    """
    try:
        if path is None:
            return _prepare(sqlite3.connect("", isolation_level=None))
        path.parent.mkdir(exist_ok=True)
        for _ in range(2):
            try:
                connection = _connect(path)
            except sqlite3.DatabaseError as fault:
                if not is_damage(fault):
                    raise
            else:
                if _is_sound(connection):
                    return connection
                connection.close()
            throw_away(path)
    except (OSError, sqlite3.Error) as fault:
        raise CannotKeep(str(fault)) from fault
    raise CannotKeep("the index cannot be made")


def throw_away(path: Path) -> None:
    """Remove an index; whoever still has it open goes on with what they have.

    Raises CannotKeep where that may not be.
    """
    try:
        for end in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + end).unlink(missing_ok=True)
    except OSError as fault:
        raise CannotKeep(str(fault)) from fault


def _connect(path: Path) -> sqlite3.Connection:
    # Made by us and not by SQLite, so that nobody else can read it in the meantime.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
    connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
    try:
        # Whoever reads never waits for who writes. A cache that a power cut takes is made anew.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        return _prepare(connection)
    except BaseException:
        connection.close()
        raise


def _prepare(connection: sqlite3.Connection) -> sqlite3.Connection:
    (form,) = connection.execute("PRAGMA user_version").fetchone()
    if form == 0:
        connection.executescript(
            f"BEGIN IMMEDIATE; {_TABLES} PRAGMA user_version = {FORM}; COMMIT;"
        )
    return connection


def _is_sound(connection: sqlite3.Connection) -> bool:
    (form,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(form == FORM)


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """All of the block's changes, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # where the disk is full, SQLite has ended it already
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def read_facts(connection: sqlite3.Connection) -> Mapping[str, str]:
    """What the index says of itself."""
    return dict(connection.execute("SELECT name, value FROM facts"))


def set_facts(connection: sqlite3.Connection, facts: Mapping[str, str]) -> None:
    """Put down what the index says of itself."""
    connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())


def clear(connection: sqlite3.Connection) -> None:
    """Throw all entries away."""
    for table in ("facts", "folders", "cases", "rows", "findings"):
        connection.execute(f"DELETE FROM {table}")


def remove_cases(connection: sqlite3.Connection, ids: Iterable[int]) -> None:
    """Remove cases with all that belongs to them."""
    for case_id in ids:
        for query in (
            "SELECT count(*), coalesce(sum(sum), 0) FROM rows WHERE case_id = ?",
            "SELECT count(*), coalesce(sum(sum), 0) FROM cases WHERE id = ?",
        ):
            number, total = connection.execute(query, (case_id,)).fetchone()
            _add_to_total(connection, -number, -total)
        for table, key in (("rows", "case_id"), ("findings", "case_id"), ("cases", "id")):
            connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (case_id,))


def put_case(connection: sqlite3.Connection, entry: CaseEntry) -> None:
    """Put a case in the place of what was there of it."""
    old = connection.execute("SELECT id FROM cases WHERE number = ?", (entry.number,)).fetchone()
    if old is not None:
        remove_cases(connection, old)
    total = checksum((entry.number, entry.worker, entry.burden))
    case_id = connection.execute(
        "INSERT INTO cases (number, folder, above, tree, since, until, worker, burden, sum) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.number,
            entry.folder,
            entry.folder.rpartition("/")[0],
            entry.tree,
            entry.since,
            entry.until,
            entry.worker,
            entry.burden,
            total,
        ),
    ).lastrowid
    marks = ", ".join("?" * 14)
    connection.executemany(
        f"INSERT INTO rows VALUES ({marks})", [(case_id, *columns) for columns in entry.rows]
    )
    sums = [total, *(columns[-1] for columns in entry.rows)]
    _add_to_total(connection, len(sums), sum(sums))
    put_findings(connection, case_id, entry.findings)


def _add_to_total(connection: sqlite3.Connection, rows: int, total: int) -> None:
    count, so_far = read_total(connection)
    set_facts(connection, {"rows": f"{count + rows} {so_far + total}"})


def read_total(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many rows and cases there must be, and what their checksums come to."""
    found = connection.execute("SELECT value FROM facts WHERE name = 'rows'").fetchone()
    count, total = found[0].split() if found else (0, 0)
    return int(count), int(total)


def put_findings(
    connection: sqlite3.Connection, case_id: int | None, findings: Iterable[Finding]
) -> None:
    """Put down the faults of a case, or (None) those of no case."""
    connection.executemany(
        "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (case_id, f.code, f.message, f.path, f.line, f.column, f.severity, f.hint)
            for f in findings
        ],
    )


def read_findings(
    connection: sqlite3.Connection, where: str, given: tuple[Any, ...]
) -> list[Finding]:
    """The faults of the cases that a condition names."""
    columns = "code, message, path, line, col, severity, hint"
    query = f"SELECT {columns} FROM findings WHERE {where}"
    return [Finding(*row) for row in connection.execute(query, given)]
