"""The trials of docs/reliability.md, from the command line.

    python -m tests.faults                  the long form of every trial, as a table
    python -m tests.faults --short          the form that every CI run does
    python -m tests.faults kills writers    only some of them

Exit 1 when one outcome is bad. A trial that this machine does not allow says so.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.faults import full_disk, kills, power_cut, system_calls, two_clones, writers
from tests.faults.ground import HEADER, Tally


@dataclass(frozen=True)
class Trial:
    """One trial in its two forms, and whether this machine allows it."""

    long: Callable[[], Tally]
    short: Callable[[], Tally]
    is_possible: Callable[[], bool] = lambda: True


def _two_clones(examples: int) -> Tally:
    """Random work in two clones; what it counts, as a row of the table."""
    tally = Tally(f"two clones, {examples} times")
    try:
        counted = two_clones.run(examples, seed=11)
    except AssertionError as fault:
        tally.bad.append(str(fault))
        return tally
    tally.name += f": {counted['merges']} merges"
    tally.runs, tally.acknowledged = counted["commands"], counted["acknowledged"]
    return tally


TRIALS = {
    "kills": Trial(lambda: kills.run(1000), lambda: kills.run(100)),
    "writers": Trial(lambda: writers.run(8, 25), lambda: writers.run(8, 8)),
    "system-calls": Trial(system_calls.run, lambda: system_calls.run(50), system_calls.is_possible),
    "full-disk": Trial(full_disk.run, lambda: full_disk.run(50), full_disk.is_possible),
    "two-clones": Trial(lambda: _two_clones(150), lambda: _two_clones(8)),
    "power-cuts": Trial(power_cut.run, lambda: power_cut.run(10), power_cut.is_possible),
}


def main() -> int:
    """Run trials and print a row for each."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", choices=[*TRIALS, []], metavar="TRIAL")
    parser.add_argument("--short", action="store_true")
    given = parser.parse_args()
    sys.stdout.write(HEADER + "\n")
    bad: list[str] = []
    for name in given.names or TRIALS:
        trial = TRIALS[name]
        if not trial.is_possible():
            sys.stdout.write(f"| {name} | NOT RUN: this machine does not allow it | | | | |\n")
            continue
        started = time.monotonic()
        tally = trial.short() if given.short else trial.long()
        if not tally.acknowledged:
            tally.bad.append(f"{name}: nothing was acknowledged, so nothing was tried")
        bad += tally.bad
        sys.stdout.write(tally.row() + "\n")
        sys.stdout.flush()
        sys.stderr.write(f"{name}: {time.monotonic() - started:.0f} s\n")
    for sentence in bad[:40]:
        sys.stderr.write(f"BAD: {sentence}\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
