"""The price of recording one contact in a large workspace, side by side with git by hand.

    python benchmarks/scale.py                      1,000 and 10,000 cases, and a sparse clone
    python benchmarks/scale.py --cases 1000         only so many
    python benchmarks/scale.py --write              and keeps the page in benchmarks/results/

In every round casekit records a contact (parse, validate, write, version, everything synced), and
git by hand adds and commits a file of the same size (which syncs nothing). The ratio is the median
over the rounds. At 10,000 cases the workspace has 290,000 files: allow ten minutes and 3 GB.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from make_case import contact_request, make_environment
from run import describe_machine

MAKER = Path(__file__).with_name("make_many.py")
WARM_UP = 2


@dataclass(frozen=True)
class Row:
    """What one workspace gave: milliseconds of each, and the bound that must hold."""

    name: str
    casekit: float
    git: float
    bare: float
    ratio: float
    bound: str
    is_met: bool


def measure(root: Path, home: Path, rounds: int, seed: int) -> tuple[float, ...]:
    """Median milliseconds of casekit, of git by hand and of `python -c pass`, and the ratio."""
    environment = make_environment(home)
    casekit = str(Path(sys.executable).with_name("casekit"))
    request = home / "contact.json"
    request.write_text(json.dumps(contact_request("2026-03-19")))
    cases = sorted(path.parent for path in root.glob("cases/*/*/*/case.yaml"))
    chance = random.Random(seed)
    ours, theirs, bare = [], [], []
    for number in range(WARM_UP + rounds):
        case, other = chance.choice(cases), chance.choice(cases)
        note = other / "attachments" / f"note-{number:04d}.txt"
        note.parent.mkdir(exist_ok=True)
        note.write_bytes(b"Both children were at home.\n" * 12)
        os.sync()
        contact = ["contact", case.name, "-C", str(root), "--from", str(request)]
        times = (
            _time([[casekit, *contact]], environment),
            _time(
                [
                    ["git", "-C", str(root), "add", str(note)],
                    ["git", "-C", str(root), "commit", "--quiet", "--message", "A note"],
                ],
                environment,
            ),
            _time([[sys.executable, "-c", "pass"]], environment),
        )
        if number >= WARM_UP:
            for kept, taken in zip((ours, theirs, bare), times, strict=True):
                kept.append(taken)
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    return (*(statistics.median(each) * 1000 for each in (ours, theirs, bare)), ratio)


def _time(calls: Sequence[Sequence[str]], environment: Mapping[str, str]) -> float:
    started = time.perf_counter()
    done = [subprocess.run(words, env=environment, capture_output=True) for words in calls]
    seconds = time.perf_counter() - started
    if any(each.returncode for each in done):
        raise RuntimeError(f"{calls[0][:3]} failed: {done[-1].stderr.decode()}")
    return seconds


def make_sparse(full: Path, clone: Path, environment: Mapping[str, str]) -> Path:
    """A worker's clone that holds a caseload of ten cases only, with a sparse list of files."""
    cases = sorted(p.parent.relative_to(full) for p in full.glob("cases/*/*/*/case.yaml"))[:10]

    def git(*words: str) -> None:
        subprocess.run(["git", *words], env=environment, check=True, capture_output=True)

    git("clone", "--quiet", "--no-checkout", f"file://{full}", str(clone))
    here = ("-C", str(clone))
    git(*here, "config", "feature.manyFiles", "true")
    git(*here, "sparse-checkout", "init", "--cone", "--sparse-index")
    git(*here, "sparse-checkout", "set", "calendars", ".casekit", *map(str, cases))
    git(*here, "checkout", "--quiet", "main")
    return clone


def run(sizes: Sequence[int], rounds: int, folder: Path) -> Iterator[Row]:
    """Build each workspace and measure in it; the last size also as a sparse clone."""
    root = folder
    for size in sizes:
        top = folder / str(size)
        top.mkdir()
        subprocess.run([sys.executable, str(MAKER), str(top), str(size), "--files"], check=True)
        root = top / "files"
        ours, theirs, bare, ratio = measure(root, top, rounds, size)
        most = 0.6 if size >= 10_000 else 2.0
        yield Row(
            f"{size:,} cases",
            ours,
            theirs,
            bare,
            ratio,
            f"at most {most:g} x git by hand",
            ratio <= most,
        )
    clone = make_sparse(root, folder / "sparse", make_environment(folder))
    ours, theirs, bare, ratio = measure(clone, folder, rounds, 1)
    name = f"sparse clone of {sizes[-1]:,} cases"
    bound = "at most git by hand + 150 ms"
    yield Row(name, ours, theirs, bare, ratio, bound, ours <= theirs + 150)


def main() -> None:
    """Measure, print, and with --write keep."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--cases", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    lines = [
        "| workspace | casekit contact, ms | git add and commit, ms | `python -c pass`, ms "
        "| ratio to git | must be |",
        "|---|---:|---:|---:|---:|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for row in run(given.cases, given.rounds, Path(folder)):
            met = "met" if row.is_met else "NOT MET"
            lines.append(
                f"| {row.name} | {row.casekit:.0f} | {row.git:.0f} | {row.bare:.0f} "
                f"| {row.ratio:.2f} | {row.bound}: {met} |"
            )
            sys.stderr.write(lines[-1] + "\n")
    today = date.today().isoformat()  # noqa: DTZ011 the day where the machine stands
    page = [
        f"# {today}: large workspaces",
        "",
        *describe_machine(),
        f"- 29 files a case; {given.rounds} rounds after {WARM_UP} to warm up; "
        f"load average at the end {os.getloadavg()[0]:.1f}",
        "",
        *lines,
        "",
    ]
    sys.stdout.write("\n".join(page))
    if given.write:
        kept = Path(__file__).parent / "results" / f"{today}-scale.md"
        kept.write_text("\n".join(page), encoding="utf-8")


if __name__ == "__main__":
    main()
