"""Asking the index how much each open case weighs, and what in it is late."""

from __future__ import annotations

import json
import sqlite3
from datetime import date

from casekit.overview.caseload import Burden, CaseLoad, Offer, Waiting, as_load, urgency
from casekit.overview.index.asking import Moment
from casekit.overview.index.rows import as_moment, as_number, checksum
from casekit.overview.index.store import RowsDamaged

_QUERY = """
SELECT cases.number, cases.worker, cases.burden, cases.sum,
    count(rows.id) FILTER (WHERE rows.due_at < :now),
    count(rows.id) FILTER (
        WHERE rows.due_at >= :now AND rows.due_day <= :soon AND rows.status <> 'paused')
FROM cases LEFT JOIN rows
    ON rows.case_id = cases.id AND rows.live = 1 AND rows.enforced = 1
WHERE cases.burden <> '' GROUP BY cases.id
"""


def list_loads(connection: sqlite3.Connection, moment: Moment) -> list[CaseLoad]:
    """Every open case, danger and the highest risk first; raises RowsDamaged."""
    soon = moment.today + moment.due_soon_days
    found = []
    asked = {"now": as_number(moment.now), "soon": soon}
    for number, worker, text, total, overdue, near in connection.execute(_QUERY, asked):
        if checksum((number, worker, text)) != total:
            raise RowsDamaged("a case is not as it was written")
        found.append(as_load(_read_burden(text), number, worker, overdue, near, moment.now))
    return sorted(found, key=urgency)


def burden_as_text(burden: Burden | None) -> str:
    """A burden as the index keeps it; empty for a case that nobody carries."""
    if burden is None:
        return ""
    return json.dumps(
        burden._asdict()
        | {
            "seen": burden.seen.isoformat() if burden.seen else None,
            "hard": [as_number(moment) for moment in burden.hard],
            "offers": [(offer.to, offer.since.isoformat()) for offer in burden.offers],
            "waiting": [(one.what, one.since.isoformat(), one.record) for one in burden.waiting],
        },
        ensure_ascii=False,
    )


def _read_burden(text: str) -> Burden:
    """What `burden_as_text` wrote."""
    said = json.loads(text)
    return Burden(
        **said
        | {
            "tracks": tuple(said["tracks"]),
            "seen": date.fromisoformat(said["seen"]) if said["seen"] else None,
            "hard": tuple(map(as_moment, said["hard"])),
            "offers": tuple(Offer(to, date.fromisoformat(day)) for to, day in said["offers"]),
            "waiting": tuple(
                Waiting(what, date.fromisoformat(day), record)
                for what, day, record in said["waiting"]
            ),
        }
    )
