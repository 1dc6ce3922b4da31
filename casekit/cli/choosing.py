"""Which rows of the due list are asked for: cases, workspaces, and the filters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from casekit.cli.session import Session
from casekit.errors import UsageFault
from casekit.overview.index.asking import STATUSES, Choice
from casekit.workspace.agency import AGENCY_FILE
from casekit.workspace.workspace import NotAWorkspace, find_root

# A horizon is at most so many days from now: a hundred years.
MOST_DAYS = 36_500


class Filters(NamedTuple):
    """The filters as they were typed; those on workers mean something in each agency anew."""

    workers: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    rule: str | None = None
    statuses: tuple[str, ...] = ()
    horizon: int | None = None


def read_filters(
    workers: Sequence[str] | None,
    units: Sequence[str] | None,
    offices: Sequence[str] | None,
    rule: str | None,
    statuses: Sequence[str] | None,
    horizon: int | None,
) -> Filters:
    """Read what was typed; raises UsageFault for a status that there is not."""
    for word in statuses or ():
        if word not in STATUSES:
            raise UsageFault(
                f"--status: `{word}` is none", hint=f"write one of: {', '.join(STATUSES)}"
            )
    return Filters(
        tuple(workers or ()),
        tuple(units or ()),
        tuple(offices or ()),
        rule,
        tuple(statuses or ()),
        horizon,
    )


def split_places(words: Sequence[str] | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell cases from workspaces: a workspace is written as a path, or is a folder by itself here.

    A folder named as a case is, within a workspace, is none. A workspace named twice is asked once.
    Raises UsageFault for some of each: a case is looked for in one workspace.
    """
    roots = tuple(
        w for w in words or () if "/" in w or w in (".", "..") or (Path(w) / AGENCY_FILE).is_file()
    )
    cases = tuple(w for w in words or () if w not in roots)
    if roots and cases:
        raise UsageFault(
            f"{roots[0]} is a workspace and {cases[0]} a case",
            hint=f"name the workspace of a case with -C: casekit due -C {roots[0]} {cases[0]}",
        )
    once: dict[Path, str] = {}
    for root in roots:
        once.setdefault(_top_of(Path(root)), root)
    return tuple(once.values()), cases


def _top_of(folder: Path) -> Path:
    try:
        return find_root(folder).resolve()
    except NotAWorkspace:
        return folder.resolve()


class Unknown(NamedTuple):
    """A word of a filter that an agency does not have: its rows would look like an all-clear."""

    flag: str
    word: str
    message: str
    hint: str


def choose(session: Session, cases: Sequence[str], filters: Filters) -> Choice:
    """The rows of one workspace that are asked for; raises what finding a case raises.

    An agency that does not have a worker, team, office or rule has none of its rows.
    """
    workspace = session.workspace
    numbers = tuple(dict.fromkeys(workspace.find_case(case) for case in cases)) or None
    workers = _find_workers(session, filters)
    until = None
    if filters.horizon is not None:
        today = session.now.astimezone(workspace.agency.zone).toordinal()
        until = today + filters.horizon
    return Choice(numbers, workers, filters.rule, filters.statuses, until)


def find_unknown(session: Session, filters: Filters) -> tuple[Unknown, ...]:
    """Every worker, team, office or rule that is asked for and that the agency does not have."""
    found = []
    for flag, wanted, key in _by_worker(filters):
        known = sorted({str(v) for w in session.workspace.agency.staff if (v := getattr(w, key))})
        found += [
            Unknown(
                flag,
                word,
                f"{flag}: agency.yaml has no `{word}`",
                f"it has: {', '.join(known) or 'none'}",
            )
            for word in wanted
            if word not in known
        ]
    if filters.rule is not None:
        found += _find_unknown_rule(session, filters.rule)
    return tuple(found)


def refuse_unknown(unknown: Sequence[Unknown]) -> None:
    """Raise UsageFault for the first, if there is any."""
    for first in unknown:
        raise UsageFault(first.message, hint=first.hint)


def _find_unknown_rule(session: Session, typed: str) -> list[Unknown]:
    from casekit.practice.rulebook import select_rules
    from casekit.records.schemas import suggest

    rules = session.book.rules
    if select_rules(rules, typed):
        return []
    ids = tuple(dict.fromkeys(rule.id for rule in rules))
    message = f"--rule: no rule that is in force here is or starts as `{typed}`"
    return [Unknown("--rule", typed, message, suggest(typed, ids, "rules") or "")]


def _by_worker(filters: Filters) -> Sequence[tuple[str, tuple[str, ...], str]]:
    """The filters that say whose cases, with what of a worker they are compared to."""
    return (
        ("--worker", filters.workers, "id"),
        ("--unit", filters.units, "team"),
        ("--office", filters.offices, "office"),
    )


def _find_workers(session: Session, filters: Filters) -> tuple[str, ...] | None:
    chosen: set[str] | None = None
    for _, wanted, key in _by_worker(filters):
        if wanted:
            staff = session.workspace.agency.staff
            ids = {worker.id for worker in staff if getattr(worker, key) in wanted}
            chosen = ids if chosen is None else chosen & ids
    return None if chosen is None else tuple(sorted(chosen))
