"""What is due in a workspace: rows out of the index, or worked out anew through the same tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

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
from casekit.overview.index.opening import Keep, open_current, open_kept, open_temporary
from casekit.overview.index.refreshing import Bench, Wanted
from casekit.overview.index.store import index_path, put_case, put_findings, read_findings
from casekit.workspace.out_of_sight import find_closed, find_deleted, list_readable
from casekit.workspace.sources import VersionFiles
from casekit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from casekit.overview.caseload import CaseLoad
    from casekit.overview.index.judging import Watch
    from casekit.practice.rulebook import Rulebook


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

    def loads(self) -> list[CaseLoad]:
        """Every open case with what it weighs, danger and the highest risk first."""
        # Only this list needs it, and what is asked most often starts without.
        from casekit.overview.index.loads import list_loads

        check_total(self._connection)
        return list_loads(self._connection, self.moment)

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

    source = workspace.source
    if not isinstance(source, VersionFiles):
        opened = _open_working(workspace, book, now, choice, horizon, watch)
    elif choice.numbers is not None:
        opened = _open_few(workspace, source, now, choice.numbers, keep, get_bench)
    else:
        place = index_path(workspace.repo.git_dir)
        opened = open_kept(place, _want(workspace, source, now), workspace, get_bench, keep)
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
    watch: Watch | None,
) -> Iterator[sqlite3.Connection]:
    """The files as they are, unsaved edits and all; nothing of it is kept."""
    from casekit.overview.index.judging import judge_files, watch_nothing

    if choice.numbers is None:
        numbers, withheld = list_readable(workspace)
    else:
        numbers, withheld = [*choice.numbers], [*find_closed(workspace)]
    folders = tuple(f"{workspace.folder_of(number)}/" for number in numbers)
    deleted = find_deleted(workspace)
    if choice.numbers is not None:
        deleted = tuple(f for f in deleted if f.path.startswith(folders))

    def fill(connection: sqlite3.Connection) -> None:
        watched = watch or watch_nothing
        for entry in judge_files(workspace, numbers, book(), now, horizon, watched):
            put_case(connection, entry)
        put_findings(connection, None, [*book().findings, *deleted, *withheld])

    with open_temporary(fill) as connection:
        yield connection


@contextmanager
def _open_few(
    workspace: Workspace,
    source: VersionFiles,
    now: datetime,
    numbers: tuple[str, ...],
    keep: Keep,
    get_bench: Callable[[], Bench],
) -> Iterator[sqlite3.Connection]:
    """Some cases: out of the index where it is current, else only they are worked out."""
    if keep != "no":
        place = index_path(workspace.repo.git_dir)
        with open_current(place, _want(workspace, source, now)) as current:
            if current is not None:
                yield current
                return

    def fill(connection: sqlite3.Connection) -> None:
        listed = source.cases
        bench = get_bench()
        for entry in bench.judge([p for p in listed.places if p.number in numbers]):
            put_case(connection, entry)
        put_findings(connection, None, (*bench.findings, *listed.findings))

    with open_temporary(fill) as connection:
        yield connection


def _want(workspace: Workspace, source: VersionFiles, now: datetime) -> Wanted:
    cases = source.top.get("cases")
    key = make_key(source.top, workspace.agency.zone.key, key_of_tools())
    return Wanted(key, workspace.version, cases.oid if cases else None, now)
