"""Bringing the index up to the version and the moment that are asked about.

All of it happens in one transaction: whoever else wants the same waits for it instead of working it
out a second time, and nobody ever sees half of it. Cases go into the tables as they are judged, so
that the memory that it takes does not grow with their number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from casekit.model.findings import Finding
from casekit.overview.index.rows import CaseEntry, as_number
from casekit.overview.index.store import (
    clear,
    put_case,
    put_findings,
    read_facts,
    remove_cases,
    set_facts,
)
from casekit.workspace.case_places import CasePlace, list_version_cases
from casekit.workspace.workspace import Workspace

_FEW = 50
# Gives entries for places, in any order: in this process, or spread over several.
Judge = Callable[[Sequence[CasePlace]], Iterable[CaseEntry]]


class Bench(NamedTuple):
    """What cases are judged with, and the faults in it: those of a calendar are of no one case."""

    judge: Judge
    findings: tuple[Finding, ...]


class Wanted(NamedTuple):
    """What the index is to hold: the cases of one version as of one instant, under one key.

    `cases_tree` is the id of the folder of all cases, None before there is one.
    """

    key: str
    version: str | None
    cases_tree: str | None
    now: datetime


def is_current(connection: sqlite3.Connection, wanted: Wanted) -> bool:
    """Whether every case of the index is of the version and holds at the moment."""
    facts = read_facts(connection)
    is_same = facts.get("key") == wanted.key and facts.get("cases") == _name(wanted.cases_tree)
    return is_same and not _find_expired(connection, wanted.now)


def is_far_off(connection: sqlite3.Connection, wanted: Wanted) -> bool:
    """Whether so many cases would have to be judged anew that the present would pay for it."""
    (cases,) = connection.execute("SELECT count(*) FROM cases").fetchone()
    expired = len(_find_expired(connection, wanted.now))
    is_other = read_facts(connection).get("key") != wanted.key
    return is_other or expired > max(_FEW, cases // 20)


def bring_up(
    connection: sqlite3.Connection, wanted: Wanted, workspace: Workspace, bench: Bench
) -> None:
    """Put in what the index lacks; the caller holds the transaction.

    Raises GitFault, and what judging raises.
    """
    facts = read_facts(connection)
    if facts.get("key") != wanted.key:
        clear(connection)
    if facts.get("key") == wanted.key and facts.get("cases") == _name(wanted.cases_tree):
        expired = _find_expired(connection, wanted.now)
        _put_cases(connection, bench.judge(_read_places(connection, expired)))
    else:
        _take_over(connection, wanted, workspace, bench)
    number = int(facts.get("changed", "0")) + 1
    said = {"key": wanted.key, "cases": _name(wanted.cases_tree), "changed": str(number)}
    set_facts(connection, said)


def _take_over(
    connection: sqlite3.Connection, wanted: Wanted, workspace: Workspace, bench: Bench
) -> None:
    """Make the cases those of another version: only folders that differ are looked into."""
    before = _read_folders(connection)
    listed = list_version_cases(workspace.repo, wanted.version, before)
    touched = [path for path in before if not _is_passed_by(path, listed.unchanged)]
    kept = _read_cases_in(connection, touched)
    if any(_has_moved(connection, place, kept) for place in listed.places):
        # The same number in a folder that was not looked into: only a walk over all can tell.
        listed = list_version_cases(workspace.repo, wanted.version)
        touched = list(before)
        kept = _read_cases_in(connection, touched)
    there = {place.number: place for place in listed.places}
    remove_cases(connection, (case.id for number, case in kept.items() if number not in there))
    stale = {place.number: place for place in listed.places if _differs(place, kept)}
    for place in _read_places(connection, _find_expired(connection, wanted.now)):
        stale.setdefault(place.number, there.get(place.number, place))
    _put_cases(connection, bench.judge([stale[number] for number in sorted(stale)]))
    connection.executemany("DELETE FROM folders WHERE path = ?", [(path,) for path in touched])
    connection.executemany("INSERT INTO folders VALUES (?, ?)", listed.folders.items())
    connection.execute("DELETE FROM findings WHERE case_id IS NULL")
    put_findings(connection, None, (*bench.findings, *listed.findings))


def _put_cases(connection: sqlite3.Connection, entries: Iterable[CaseEntry]) -> None:
    for entry in entries:
        put_case(connection, entry)


class _Kept(NamedTuple):
    id: int
    folder: str
    tree: str


def _differs(place: CasePlace, kept: Mapping[str, _Kept]) -> bool:
    case = kept.get(place.number)
    return case is None or (case.folder, case.tree) != (place.folder, place.tree)


def _has_moved(connection: sqlite3.Connection, place: CasePlace, kept: Mapping[str, _Kept]) -> bool:
    if place.number in kept:
        return False
    query = "SELECT 1 FROM cases WHERE number = ?"
    return connection.execute(query, (place.number,)).fetchone() is not None


def _is_passed_by(path: str, unchanged: Mapping[str, str]) -> bool:
    while path:
        if path in unchanged:
            return True
        path = path.rpartition("/")[0]
    return False


def _name(tree: str | None) -> str:
    return tree or "none"


def _find_expired(connection: sqlite3.Connection, now: datetime) -> list[str]:
    moment = as_number(now)
    query = (
        "SELECT number FROM cases WHERE until <= ? UNION SELECT number FROM cases WHERE since > ?"
    )
    return [number for (number,) in connection.execute(query, (moment, moment))]


def _read_folders(connection: sqlite3.Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT path, tree FROM folders"))


def _read_cases_in(connection: sqlite3.Connection, folders: Iterable[str]) -> dict[str, _Kept]:
    """The cases that lie in folders, not those that lie deeper."""
    query = "SELECT number, id, folder, tree FROM cases WHERE above = ?"
    return {
        number: _Kept(*rest)
        for folder in folders
        for number, *rest in connection.execute(query, (folder,))
    }


def _read_places(connection: sqlite3.Connection, numbers: Iterable[str]) -> list[CasePlace]:
    query = "SELECT number, folder, tree FROM cases WHERE number = ?"
    found = (connection.execute(query, (number,)).fetchone() for number in numbers)
    return [CasePlace(*row) for row in found if row is not None]
