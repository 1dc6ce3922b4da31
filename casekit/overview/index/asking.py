"""Asking the index: which rows, in which order, how they stand at a moment."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from casekit.overview.index.rows import as_number, checksum, local_day
from casekit.overview.index.store import RowsDamaged, read_total
from casekit.overview.row_words import DANGER_RULES

# How pressing a row is, from 0; what has come out comes last. Whoever sorts in words must agree.
_RANK = """
CASE
    WHEN live = 1 AND rule IN ({danger}) THEN 0
    WHEN live = 1 AND kind = 'response time' AND enforced = 1 THEN 1
    WHEN live = 1 AND due_at < :now THEN 2
    WHEN status = 'time needed' THEN 3
    WHEN status = 'paused' THEN 7
    WHEN live = 1 AND due_day <= :soon THEN 4
    WHEN live = 1 AND due_at IS NOT NULL THEN 5
    WHEN live = 1 THEN 6
    ELSE 8
END
""".format(danger=", ".join(f"'{rule}'" for rule in DANGER_RULES))
STATUSES = (
    "overdue",
    "time needed",
    "due soon",
    "upcoming",
    "open",
    "paused",
    "met",
    "met late",
    "excused",
    "missed",
    "lapsed",
)
# Without looking for what stands around it: what is in a row was written by us.
_read_json = json.JSONDecoder().raw_decode
# As they go into a row's checksum.
_COLUMNS = ", ".join(
    f"rows.{name}"
    for name in (
        *("id", "live", "sort_at", "due_at", "due_day", "status", "enforced", "kind", "rule"),
        *("who", "waiting", "row"),
    )
)
LIVE_STATUSES = ("overdue", "due soon", "upcoming", "open", "paused", "time needed")


class Choice(NamedTuple):
    """Which rows are asked for; what is empty or None asks for nothing in particular.

    `numbers` are whole case numbers and `workers` case managers. `rule` is a rule's id or its
    start. `until` is the last local day, as an ordinal, on which what is listed may be due.
    """

    numbers: tuple[str, ...] | None = None
    workers: tuple[str, ...] | None = None
    rule: str | None = None
    statuses: tuple[str, ...] = ()
    until: int | None = None


class Moment(NamedTuple):
    """When is asked, in which zone, and how many days before the due a thing is due soon."""

    now: datetime
    zone: tzinfo
    due_soon_days: int

    @property
    def today(self) -> int:
        """The local day as an ordinal."""
        return local_day(self.now, self.zone)


class Listed(NamedTuple):
    """A row as it stands at the moment: the values of `obligation_row`, for whom, whose it is.

    `order` is its place among others, the most pressing first.
    """

    values: dict[str, Any]
    who: str
    waiting: str
    worker: str | None
    due_day: int | None
    order: tuple[int, int, str]

    @property
    def is_live(self) -> bool:
        """Whether something is still to be done."""
        return self.values["status"] in LIVE_STATUSES

    @property
    def counts_as_overdue(self) -> bool:
        """Whether it is overdue under an enforced rule."""
        return self.values["status"] == "overdue" and bool(self.values["enforced"])


def list_rows(
    connection: sqlite3.Connection, choice: Choice, moment: Moment, *, settled: bool = True
) -> Iterator[Listed]:
    """The chosen rows, the most pressing first; without `settled` only live and missed ones."""
    where, given = _condition(choice, moment)
    if not settled:
        where += " AND (rows.live = 1 OR rows.status IN ('missed', 'time needed'))"
    query = f"""
        SELECT {_RANK} AS pressing, cases.worker, rows.sum, {_COLUMNS}
        FROM rows JOIN cases ON cases.id = rows.case_id
        WHERE {where} ORDER BY pressing, rows.sort_at, rows.id
    """
    now, today = as_number(moment.now), moment.today
    for rank, worker, total, *columns in connection.execute(query, given):
        if checksum(tuple(columns)) != total:
            raise RowsDamaged("a row is not as it was written")
        name, live, sort_at, due_at, due_day, *_, who, waiting, row = columns
        values, _ = _read_json(row)
        if live:
            _stand(values, due_at, due_day, now, today, moment.due_soon_days)
        yield Listed(values, who, waiting, worker, due_day, (rank, sort_at, name))


def check_total(connection: sqlite3.Connection) -> None:
    """See that no row is missing; raises RowsDamaged. It reads all of them."""
    count, total = 0, 0
    for table in ("rows", "cases"):
        query = f"SELECT count(*), coalesce(sum(sum), 0) FROM {table}"
        number, part = connection.execute(query).fetchone()
        count, total = count + number, total + part
    if (count, total) != read_total(connection):
        raise RowsDamaged("a row is missing")


def count_settled(connection: sqlite3.Connection, choice: Choice, moment: Moment) -> dict[str, int]:
    """How many of the chosen rows are neither live nor missed, by how they came out."""
    where, given = _condition(choice, moment)
    query = (
        "SELECT rows.status, count(*) FROM rows JOIN cases ON cases.id = rows.case_id "
        f"WHERE rows.live = 0 AND rows.status NOT IN ('missed', 'time needed') AND {where} "
        "GROUP BY rows.status"
    )
    return dict(connection.execute(query, given))


def is_any_overdue(connection: sqlite3.Connection, choice: Choice, moment: Moment) -> bool:
    """Whether a chosen row is overdue under an enforced rule."""
    where, given = _condition(choice, moment)
    query = (
        "SELECT 1 FROM rows JOIN cases ON cases.id = rows.case_id "
        f"WHERE rows.live = 1 AND rows.due_at < :now AND rows.enforced = 1 AND {where} LIMIT 1"
    )
    return connection.execute(query, given).fetchone() is not None


def _stand(
    values: dict[str, Any], due_at: int | None, due_day: int | None, now: int, today: int, soon: int
) -> None:
    """How a live row stands, as `obligations.stand` says it of an obligation."""
    if due_at is None or due_day is None:
        return
    if now > due_at:
        values["status"], values["days_overdue"] = "overdue", today - due_day
    elif values["status"] != "paused":
        values["status"] = "due soon" if due_day - today <= soon else "upcoming"
        values["days_overdue"] = 0


def _condition(choice: Choice, moment: Moment) -> tuple[str, dict[str, Any]]:
    """The condition in SQL; every value goes in as a parameter, never as text."""
    soon = moment.today + moment.due_soon_days
    given: dict[str, Any] = {"now": as_number(moment.now), "soon": soon}
    parts = ["1 = 1"]
    for name, column, wanted in (
        ("number", "cases.number", choice.numbers),
        ("worker", "cases.worker", choice.workers),
    ):
        if wanted is not None:
            keys = [f"{name}{n}" for n in range(len(wanted))]
            given |= dict(zip(keys, wanted, strict=True))
            parts.append(f"{column} IN ({', '.join(':' + key for key in keys)})")
    if choice.rule is not None:
        given["rule"] = choice.rule
        parts.append("substr(rows.rule, 1, length(:rule)) = :rule")
    if choice.until is not None:
        given["last"] = choice.until
        parts.append("(rows.due_day <= :last OR rows.live = 1 AND rows.due_at IS NULL)")
    if choice.statuses:
        parts.append("(" + " OR ".join(map(_status_condition, choice.statuses)) + ")")
    return " AND ".join(parts), given


def _status_condition(status: str) -> str:
    """When a row stands so at the moment; raises KeyError for a status that there is not."""
    return {
        "overdue": "(rows.live = 1 AND rows.due_at < :now)",
        "due soon": "(rows.live = 1 AND rows.due_at >= :now AND rows.due_day <= :soon"
        " AND rows.status <> 'paused')",
        "upcoming": "(rows.live = 1 AND rows.due_at >= :now AND rows.due_day > :soon"
        " AND rows.status <> 'paused')",
        "open": "(rows.live = 1 AND rows.due_at IS NULL)",
        "paused": "(rows.live = 1 AND rows.due_at >= :now AND rows.status = 'paused')",
        **{
            name: f"(rows.live = 0 AND rows.status = '{name}')"
            for name in ("time needed", "met", "met late", "excused", "missed", "lapsed")
        },
    }[status]
