"""What a colleague who knows pandas would write instead, for one rule: a child seen every month.

    python benchmarks/by_hand.py FOLDER 2026-03-15      FOLDER is a workspace

Reads every record of every case, takes for each child of a case without a closing the last contact
in which it was seen, and prints who has not been seen for thirty days. It knows no conditions, no
calendars, no editions, no extensions, and nothing of when a child became part of a case.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def read_records(root: Path) -> Iterator[dict[str, Any]]:
    """The records of all cases, each with the number of its case."""
    import yaml

    for path in (root / "cases").rglob("*.yaml"):
        with path.open("rb") as file:
            data: dict[str, Any] = yaml.load(file, Loader=yaml.CSafeLoader)
        case = next(part for part in path.parts if part.startswith("20") and "-" in part[4:5])
        yield {"case": case, **data}


def main() -> None:
    """Print the children who are overdue, one a line."""
    import pandas as pd

    root, today = Path(sys.argv[1]), sys.argv[2]
    frame = pd.DataFrame(read_records(root))
    kind = frame["schema"].str.partition("/")[0]
    children = frame[(kind == "person") & (frame["role"] == "child")][["case", "id"]]
    contacts = frame[kind == "contact"].explode("seen")
    day = contacts["occurred_at"].fillna(contacts.get("occurred_on")).astype(str).str[:10]
    contacts = contacts.assign(day=pd.to_datetime(day))
    last = contacts.groupby(["case", "seen"])["day"].max().reset_index()
    closed = set(frame[kind == "closing"]["case"])
    seen = children.merge(last, left_on=["case", "id"], right_on=["case", "seen"], how="left")
    seen = seen[~seen["case"].isin(closed)]
    limit = seen["day"] + pd.Timedelta(days=30)
    overdue = seen[limit.isna() | (limit < pd.Timestamp(today))]
    for row in overdue.itertuples():
        print(row.case, row.id, row.day, sep="\t")


if __name__ == "__main__":
    main()
