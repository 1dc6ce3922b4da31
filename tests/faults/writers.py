"""Eight people who save at the same time, each again and again: nothing of anybody's is lost."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.faults.ground import (
    Outcome,
    Tally,
    end,
    find_wrong_at_the_end,
    judge,
    lay_ground,
    make_operations,
    start,
)


def run(writers: int = 8, each: int = 25) -> Tally:
    """Let so many writers save so often at once; every one of them must be acknowledged."""
    tally = Tally(f"{writers} writers x {each}")
    with tempfile.TemporaryDirectory() as folder:
        office = lay_ground(Path(folder))
        operations = make_operations(office, 8)
        plans = [[next(operations) for _ in range(each)] for _ in range(writers)]
        outcomes: list[Outcome] = []
        running = [(plan.pop(0), plan) for plan in plans]
        started = {start(office, operation): (operation, plan) for operation, plan in running}
        while started:
            child = _wait_for_any()
            key = next(k for k in started if k[0] == child)
            operation, plan = started.pop(key)
            outcomes.append(end(operation, *key))
            if plan:
                following = plan.pop(0)
                started[start(office, following)] = (following, plan)
        tally.runs = len(outcomes)
        tally.acknowledged = sum(outcome.is_acknowledged for outcome in outcomes)
        judge(office, outcomes, tally)
        tally.bad += [
            f"{o.operation.mark} was not saved: {o.said!r}"
            for o in outcomes
            if not o.is_acknowledged
        ]
        tally.bad += find_wrong_at_the_end(office)
    return tally


def _wait_for_any() -> int:
    """The process that ends next; it stays to be waited for."""
    ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
    assert ended is not None
    return ended.si_pid
