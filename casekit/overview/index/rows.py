"""What the index keeps of a case: its rows for any list, its faults, and for how long they hold."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from casekit.model.findings import Finding
from casekit.model.when import FIRST_INSTANT, LAST_INSTANT

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Row(NamedTuple):
    """One obligation: what a list says of it, and what it is sorted and chosen by.

    `values` are those of `obligation_row`, `who` and `waiting` what people are told of it. How a
    row that `is_live` stands follows from the moment at which it is asked for. Moments are
    microseconds since 1970, days are ordinals.
    """

    values: dict[str, Any]
    who: str
    waiting: str
    sort_at: int
    due_at: int | None
    due_day: int | None
    is_live: bool


class CaseEntry(NamedTuple):
    """A case judged: its rows hold from `since` up to, not including, `until`.

    `tree` is the id of the folder's content, `worker` the case manager; `rows` are columns as the
    index keeps them, and so is `burden`, which is empty for a case that nobody carries.
    """

    number: str
    folder: str
    tree: str
    since: int
    until: int
    worker: str | None
    rows: tuple[tuple[Any, ...], ...]
    findings: tuple[Finding, ...]
    burden: str = ""


def as_number(moment: datetime) -> int:
    """Microseconds since 1970; the first and the last instant there is, as themselves."""
    if moment in (FIRST_INSTANT, LAST_INSTANT):
        return -(2**62) if moment == FIRST_INSTANT else 2**62
    return (moment - _EPOCH) // _MICROSECOND


def as_moment(number: int) -> datetime:
    """The aware instant that `as_number` gave the number of."""
    return _EPOCH + number * _MICROSECOND


def day_number(day: date) -> int:
    """A day as an ordinal."""
    return day.toordinal()


def local_day(moment: datetime, zone: tzinfo) -> int:
    """The local day of an instant as an ordinal."""
    return moment.astimezone(zone).toordinal()


def as_columns(row: Row) -> tuple[Any, ...]:
    """A row as the index keeps it, its checksum last."""
    columns = (
        row.values["id"],
        int(row.is_live),
        row.sort_at,
        row.due_at,
        row.due_day,
        row.values["status"],
        int(row.values["enforced"]),
        row.values["kind"],
        row.values["rule"],
        row.who,
        row.waiting,
        _as_json(row.values),
    )
    return (*columns, checksum(columns))


def checksum(columns: Sequence[Any]) -> int:
    """What tells that a row is as it was written: a disk may give back other bits than it got."""
    return zlib.crc32("\0".join(map(str, columns)).encode("utf-8", "surrogatepass"))
