"""What a worker's command stands on: who records, when, and where chance comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from casekit.model.ids import RandomBelow
from casekit.model.staff import Worker


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """The worker who records, the present moment (aware), and a source of random numbers.

    `stands_for` is the supervisor in whose place the worker approves by the trust file, if any;
    `signs` is whether approvals are signed here, so that nobody decides by their name alone.
    """

    worker: Worker
    now: datetime
    zone: ZoneInfo
    random_below: RandomBelow
    stands_for: str | None = None
    signs: bool = False

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(self.zone).date()

    @property
    def stamp(self) -> str:
        """The present moment as records write it: local time with its offset, to the second."""
        return self.now.astimezone(self.zone).isoformat(timespec="seconds")
