"""How the duties lie over the workers: numbers, and the bars of a picture of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from casekit.overview.exports.sheet import Row

# In the order in which they stand in a bar.
SERIES = ("overdue", "due soon", "upcoming")
NOBODY = "nobody named"
# The width of the picture, in the unit of a Bar.
WHOLE = 10_000


@dataclass(frozen=True)
class Bar:
    """One part of a worker's bar, in hundredths of a percent of the picture's width."""

    status: str
    start: int
    width: int


@dataclass(frozen=True)
class Load:
    """A worker's enforced duties by status."""

    worker: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All that the picture shows of this worker."""
        return sum(self.counts.values())


def count_loads(rows: Iterable[Row]) -> list[Load]:
    """The loads of all workers, the most overdue first; advice is not counted."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        if row["enforced"] and row["status"] in SERIES:
            worker = row.get("worker") or NOBODY
            counts = found.setdefault(worker, dict.fromkeys(SERIES, 0))
            counts[row["status"]] += 1
    loads = [Load(worker, counts) for worker, counts in found.items()]
    return sorted(loads, key=lambda o: ([-o.counts[s] for s in SERIES], o.worker))


def draw_bars(load: Load, widest: int) -> list[Bar]:
    """A worker's bars, where the widest load of all fills the picture."""
    bars, before = [], 0
    for status in SERIES:
        after = before + load.counts[status]
        # From the sums, not from the parts: rounding never makes a bar longer than the picture.
        start, end = before * WHOLE // widest, after * WHOLE // widest
        if after > before:
            bars.append(Bar(status, start, end - start))
        before = after
    return bars
