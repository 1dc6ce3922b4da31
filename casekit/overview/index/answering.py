"""What is due in a workspace: rows out of the index, or worked out anew through the same tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from casekit.errors import Unreadable
from casekit.installation import key_of_tools
from casekit.model.findings import Finding, sort_findings
from casekit.overview.index.asking import (
    Choice,
    Listed,
    Moment,
    check_total,
    count_settled,
    is_any_overdue,
    list_rows,
)
from casekit.overview.index.keys import make_key
from casekit.overview.index.refreshing import (
    Bench,
    Wanted,
    bring_up,
    is_current,
    is_far_off,
)
from casekit.overview.index.store import (
    CannotKeep,
    index_path,
    open_index,
    put_case,
    put_findings,
    read_findings,
    throw_away,
    writing,
)
from casekit.workspace.out_of_sight import find_deleted, list_readable
from casekit.workspace.sources import VersionFiles, WorkingFiles
from casekit.workspace.version_cases import list_places
from casekit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from casekit.overview.index.judging import Watch
    from casekit.practice.rulebook import Rulebook

# Two commands that bring the index up at once: the second one looks again, so often.
_TRIES = 3


# Whether the index may serve and be brought up: at the present moment yes, at another one only
# where little of it would have to be worked out for that.
Keep = Literal["yes", "if near", "no"]


class IndexDamaged(Unreadable):
    """The index was found damaged while its rows were read."""

    code = "INDEX-DAMAGED"

    def __init__(self, place: Path) -> None:
        super().__init__(
            "the index of this workspace was damaged and was thrown away; no record is in danger",
            hint="run the command again: it is made anew from the records",
            path=str(place),
        )


@dataclass(frozen=True, eq=False)
class DueReport:
    """What is due in a workspace at a moment: rows as they are asked for, and every fault."""

    workspace: Workspace
    moment: Moment
    choice: Choice
    findings: tuple[Finding, ...]
    cases: int
    _connection: sqlite3.Connection

    @property
    def version(self) -> str | None:
        """The version that was read; with unsaved edits the one they are based on."""
        return self.workspace.version

    def rows(self, *, settled: bool = True) -> Iterator[Listed]:
        """The rows, the most pressing first; without `settled` those that are live or missed."""
        if settled and self.choice == Choice():
            # Whoever wants all pays for all being there.
            check_total(self._connection)
        return list_rows(self._connection, self.choice, self.moment, settled=settled)

    def count_settled(self) -> dict[str, int]:
        """How many rows are left out without `settled`, by how they came out."""
        return count_settled(self._connection, self.choice, self.moment)

    @property
    def exit_code(self) -> int:
        """4 when something could not be read or judged, 1 when a duty is overdue, else 0."""
        if any(f.severity == "error" for f in self.findings):
            return 4
        return int(is_any_overdue(self._connection, self.choice, self.moment))


@contextmanager
def open_report(
    workspace: Workspace,
    book: Callable[[], Rulebook],
    now: datetime,
    choice: Choice,
    *,
    keep: Keep = "yes",
    horizon: date | None = None,
    watch: Watch | None = None,
) -> Iterator[DueReport]:
    """Open the list of what is due in a workspace, at an aware instant.

    The index serves the newest version as long as nothing more is asked for: a `horizon` (a local
    day up to which recurring duties are listed) or unsaved edits do. Raises what the rulebook
    raises, and GitFault.
    """
    if horizon is not None:
        keep = "no"
    moment = Moment(now, workspace.agency.zone, workspace.agency.due_soon_days)

    def get_bench() -> Bench:
        # Whoever finds the index current needs none of this.
        from casekit.overview.index.judging import make_judge, watch_nothing

        judge = make_judge(workspace, book(), now, horizon, watch or watch_nothing)
        return Bench(judge, book().findings)

    if isinstance(workspace.source, WorkingFiles):
        opened = _open_working(workspace, book, now, choice, horizon)
    elif choice.numbers is not None:
        opened = _open_few(workspace, now, choice.numbers, keep, get_bench)
    else:
        opened = _open_kept(workspace, _want(workspace, now), keep, get_bench)
    with opened as connection:
        findings = _read_findings(connection, choice.numbers)
        (cases,) = connection.execute("SELECT count(*) FROM cases").fetchone()
        number = cases if choice.numbers is None else len(choice.numbers)
        yield DueReport(workspace, moment, choice, findings, number, connection)


def _read_findings(
    connection: sqlite3.Connection, numbers: tuple[str, ...] | None
) -> tuple[Finding, ...]:
    if numbers is None:
        return sort_findings(dict.fromkeys(read_findings(connection, "1 = 1", ())))
    marks = ", ".join("?" * len(numbers))
    where = f"case_id IS NULL OR case_id IN (SELECT id FROM cases WHERE number IN ({marks}))"
    return sort_findings(dict.fromkeys(read_findings(connection, where, numbers)))


@contextmanager
def _open_working(
    workspace: Workspace,
    book: Callable[[], Rulebook],
    now: datetime,
    choice: Choice,
    horizon: date | None,
) -> Iterator[sqlite3.Connection]:
    """The files as they are, unsaved edits and all; nothing of it is kept."""
    from casekit.overview.index.entries import judge_entry

    numbers, withheld = list_readable(workspace) if choice.numbers is None else (choice.numbers, [])
    folders = tuple(f"{workspace.folder_of(number)}/" for number in numbers)
    deleted = find_deleted(workspace)
    if choice.numbers is not None:
        deleted = tuple(f for f in deleted if f.path.startswith(folders))
    connection = open_index(None)
    for number in numbers:
        put_case(connection, judge_entry(workspace.load(number), "", book(), now, horizon))
    put_findings(connection, None, [*book().findings, *deleted, *withheld])
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def _open_few(
    workspace: Workspace,
    now: datetime,
    numbers: tuple[str, ...],
    keep: Keep,
    get_bench: Callable[[], Bench],
) -> Iterator[sqlite3.Connection]:
    """Some cases: out of the index where it is current, else only they are worked out."""
    place = index_path(workspace.repo.git_dir)
    connection = None
    if keep != "no":
        connection = _open_current(place, _want(workspace, now))
    if connection is None:
        connection = open_index(None)
        places = [p for p in list_places(workspace) if p.number in numbers]
        bench = get_bench()
        for entry in bench.judge(places):
            put_case(connection, entry)
        put_findings(connection, None, bench.findings)
    with _throwing_away_damage(connection, place):
        yield connection


def _open_current(place: Path, wanted: Wanted) -> sqlite3.Connection | None:
    """The index as it is kept, in a transaction; None where it is not current or not sound."""
    try:
        connection = open_index(place)
    except CannotKeep:
        return None
    try:
        connection.execute("BEGIN")
        if is_current(connection, wanted):
            return connection
    except sqlite3.DatabaseError:
        pass  # the next list of all cases makes it anew
    connection.close()
    return None


@contextmanager
def _throwing_away_damage(connection: sqlite3.Connection, place: Path) -> Iterator[None]:
    """Close it at the end of the block; what turns out damaged inside is thrown away and told."""
    try:
        yield
    except (sqlite3.DatabaseError, json.JSONDecodeError) as fault:
        throw_away(place)
        raise IndexDamaged(place) from fault
    finally:
        connection.close()


def _want(workspace: Workspace, now: datetime) -> Wanted:
    source = workspace.source
    entries = source.top if isinstance(source, VersionFiles) else {}
    cases = entries.get("cases")
    key = make_key(entries, workspace.agency.zone.key, key_of_tools())
    return Wanted(key, workspace.version, cases.oid if cases else None, now)


@contextmanager
def _open_kept(
    workspace: Workspace, wanted: Wanted, keep: Keep, get_bench: Callable[[], Bench]
) -> Iterator[sqlite3.Connection]:
    """An unchanging view of an index that holds all that is wanted."""
    place = index_path(workspace.repo.git_dir)
    connection = None
    if keep != "no":
        try:
            connection = _bring_up(place, wanted, workspace, get_bench, keep)
        except CannotKeep as fault:
            workspace.repo.notices.append(f"worked out anew, without the index: {fault}")
    if connection is None:
        connection = open_index(None)
        with writing(connection):
            bring_up(connection, wanted, workspace, get_bench())
        connection.execute("BEGIN")
    with _throwing_away_damage(connection, place):
        yield connection


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
    connection = open_index(place)
    for _ in range(_TRIES):
        try:
            # What is read to the end of the transaction is what was found current here.
            connection.execute("BEGIN")
            if is_current(connection, wanted):
                return connection
            is_far = keep == "if near" and is_far_off(connection, wanted)
            connection.execute("ROLLBACK")
            if is_far:
                connection.close()
                return None
            bench = bench or get_bench()
            with writing(connection):
                if not is_current(connection, wanted):
                    bring_up(connection, wanted, workspace, bench)
        except sqlite3.OperationalError as fault:
            connection.close()  # locked for too long, or no room left
            raise CannotKeep(str(fault)) from fault
        except sqlite3.DatabaseError:
            connection.close()
            throw_away(place)
            connection = open_index(place)
    connection.close()
    raise CannotKeep("other commands keep changing it")
