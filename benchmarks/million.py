"""A state's due list: a million obligations as Parquet, and DuckDB's answer to one question.

    python benchmarks/million.py            a million rows in 200 files
    python benchmarks/million.py 100000

Rows are made by chance; the writer and the query are those that docs/analytics.md describes. Needs
`casekit[analytics]`.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from casekit.overview.exports.parquet import write_parquet
from casekit.overview.exports.sheet import COLUMNS, DueSheet, SheetWorkspace

FILES = 200
ZONE = ZoneInfo("America/Winnipeg")
NOW = datetime(2026, 3, 20, 18, tzinfo=UTC)
STATUSES = ("overdue", "due soon", "upcoming", "met", "met late", "lapsed", "open")


def make_rows(office: str, number: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    """So many obligations of one office."""
    empty = {column.key: None for column in COLUMNS}
    for place in range(number):
        due = date(2026, 1, 1) + timedelta(days=chance.randrange(180))
        rule = f"rule-{chance.randrange(40)}"
        yield {
            **empty,
            "workspace": office,
            "office": office,
            "unit": f"Unit {chance.randrange(8)}",
            "worker": f"w-{chance.randrange(60)}",
            "id": f"{rule}/{office}/{place}",
            "case": f"2026-{place:07}",
            "rule": rule,
            "title": "See the child in care (monthly)",
            "kind": "contact",
            "per": "child",
            "subject": f"child-{place}",
            "status": chance.choice(STATUSES),
            "enforced": chance.random() < 0.8,
            "since": "2026-01-01",
            "due": due.isoformat(),
            "due_on": due.isoformat(),
            "days_overdue": 0,
            "source": "A manual, 1.1",
            "verification": "primary",
            "extended_by": [],
            "waiting": [],
            "done": 0,
            "needed": 1,
        }


def main() -> None:
    """Write the files, ask, and say how long each took."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as scratch:
        start = time.perf_counter()
        for file in range(FILES):
            office = f"office-{file:03}"
            workspace = SheetWorkspace(office, "0" * 40)
            rows = make_rows(office, number // FILES, chance)
            with (Path(scratch) / f"{office}.parquet").open("wb") as stream:
                write_parquet(DueSheet(NOW, ZONE, (workspace,), rows), stream)
        written = time.perf_counter() - start
        megabytes = sum(path.stat().st_size for path in Path(scratch).iterdir()) / 1e6
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.perf_counter()
        query = f"""
            SELECT office, rule, count(*) AS overdue
            FROM '{scratch}/*.parquet' WHERE status = 'overdue' AND enforced
            GROUP BY ALL ORDER BY overdue DESC, office, rule
        """
        found = duckdb.sql(query).fetchall()
        asked = time.perf_counter() - start
    total = sum(row[2] for row in found)
    print(f"{number:,} obligations, {FILES} files, {megabytes:.0f} MB")
    print(f"written in {written:.1f} s (most memory {most:.0f} MB), asked in {asked * 1000:.0f} ms")
    print(f"{total:,} overdue in {len(found):,} groups; the first: {found[0]}")


if __name__ == "__main__":
    main()
