"""kill -9 at random moments of recording commands, alone or with the git commands they started."""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.cli.office import Office
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


def run(rounds: int, seed: int = 1) -> Tally:
    """Kill that many commands; each is judged right away, and everything again at the end."""
    chance = random.Random(seed)
    tally = Tally("kill -9 at a random moment")
    with tempfile.TemporaryDirectory() as folder:
        office = lay_ground(Path(folder))
        operations = make_operations(office, seed)
        whole = []
        for _ in range(5):
            operation = next(operations)
            started = time.perf_counter()
            outcome = end(operation, *start(office, operation))
            whole.append(time.perf_counter() - started)
            assert outcome.is_acknowledged, outcome.said
        usual = sorted(whole)[2]
        outcomes: list[Outcome] = []
        while tally.runs < rounds:
            operation = next(operations)
            child, pipe = start(office, operation)
            if chance.random() < 0.5:
                time.sleep(chance.uniform(0, usual * 1.1))
            else:
                # The other half falls into the saving itself.
                _wait_for_save(office, usual)
                time.sleep(chance.uniform(0, usual * 0.4))
            with suppress(ProcessLookupError):
                if chance.random() < 0.5:
                    os.kill(child, signal.SIGKILL)
                else:
                    os.killpg(child, signal.SIGKILL)
            outcome = end(operation, child, pipe)
            outcomes.append(outcome)
            tally.runs += 1
            tally.acknowledged += outcome.is_acknowledged
            judge(office, outcomes[-3:], tally)
        judge(office, outcomes, tally)
        tally.bad += find_wrong_at_the_end(office)
    return tally


def _wait_for_save(office: Office, patience: float) -> None:
    journal = office.root / ".git" / "casekit" / "journal"
    until = time.perf_counter() + patience
    while time.perf_counter() < until and not journal.stat().st_size:
        time.sleep(0.0005)
