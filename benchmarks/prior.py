"""The search for earlier contact at an intake, beside git reading the same files.

    python benchmarks/prior.py                      1,000 and 10,000 cases
    python benchmarks/prior.py --cases 1000         only so many
    python benchmarks/prior.py --write              and keeps the page in benchmarks/results/

In every round an intake is drafted with --dry-run for a child whom no case knows, so that the
people and homes of every case are read and compared; git reads the same blobs with `cat-file
--batch`, and looks for the name with `git grep`, as a colleague would by hand. The ratio is the
median over the rounds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from make_case import make_environment
from run import describe_machine

MAKER = Path(__file__).with_name("make_many.py")
WARM_UP = 1
NAME = "Quillfeather"


def measure(root: Path, home: Path, rounds: int) -> tuple[float, float, float, float]:
    """Median milliseconds of the intake, of cat-file and of grep, and the ratio to cat-file."""
    environment = make_environment(home)
    casekit = str(Path(sys.executable).with_name("casekit"))
    request = home / "intake.json"
    request.write_text(
        json.dumps(
            {
                "occurred_at": "2026-03-19 09:00",
                "reporter": "neighbour",
                "people": [
                    {
                        "name": f"Xavier {NAME}",
                        "role": "child",
                        "birth": {"date": "2019-09-09", "certainty": "known"},
                    }
                ],
                "children": [f"Xavier {NAME}"],
                "immediate_danger": {"present": False},
                "narrative": "Noise.",
            }
        )
    )
    here = ["git", "-C", str(root)]
    listed = subprocess.run(
        [*here, "ls-tree", "-r", "HEAD", "cases"], env=environment, capture_output=True, check=True
    ).stdout.decode()
    wanted = [
        line.split()[2]
        for line in listed.splitlines()
        if "/people/" in line or "/households/" in line
    ]
    blobs = "".join(f"{oid}\n" for oid in wanted).encode()
    intake = [casekit, "intake", "-C", str(root), "--from", str(request), "--dry-run"]
    grep = [*here, "grep", "-l", NAME, "HEAD", "--", "cases"]
    ours, reading, looking = [], [], []
    for number in range(WARM_UP + rounds):
        times = (
            _time(intake, environment),
            _time([*here, "cat-file", "--batch"], environment, blobs),
            _time(grep, environment, fine=(0, 1)),
        )
        if number >= WARM_UP:
            for kept, taken in zip((ours, reading, looking), times, strict=True):
                kept.append(taken)
    ratio = statistics.median(a / b for a, b in zip(ours, reading, strict=True))
    medians = [statistics.median(each) * 1000 for each in (ours, reading, looking)]
    return medians[0], medians[1], medians[2], ratio


def _time(
    words: Sequence[str],
    environment: Mapping[str, str],
    stdin: bytes = b"",
    fine: Sequence[int] = (0,),
) -> float:
    started = time.perf_counter()
    done = subprocess.run(words, env=environment, input=stdin, capture_output=True)
    seconds = time.perf_counter() - started
    if done.returncode not in fine:
        raise RuntimeError(f"{words[:3]} failed: {done.stderr.decode()}")
    return seconds


def run(sizes: Sequence[int], rounds: int, folder: Path) -> Iterator[str]:
    """Build each workspace and measure in it."""
    for size in sizes:
        top = folder / str(size)
        top.mkdir()
        subprocess.run([sys.executable, str(MAKER), str(top), str(size)], check=True)
        ours, reading, looking, ratio = measure(top / "files", top, rounds)
        yield f"| {size:,} | {ours:.0f} | {reading:.0f} | {looking:.0f} | {ratio:.1f} |"


def main() -> None:
    """Measure, print, and with --write keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--cases", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    lines = [
        "| cases | casekit intake --dry-run, ms | git cat-file, same files, ms | git grep, ms "
        "| ratio to cat-file |",
        "|---:|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for line in run(given.cases, given.rounds, Path(folder)):
            lines.append(line)
            sys.stderr.write(line + "\n")
    today = date.today().isoformat()  # noqa: DTZ011 the day where the machine stands
    page = [
        f"# {today}: the search for earlier contact",
        "",
        *describe_machine(),
        f"- {given.rounds} rounds after {WARM_UP} to warm up; "
        f"load average at the end {os.getloadavg()[0]:.1f}",
        "",
        *lines,
        "",
    ]
    sys.stdout.write("\n".join(page))
    if given.write:
        kept = Path(__file__).parent / "results" / f"{today}-prior.md"
        kept.write_text("\n".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
