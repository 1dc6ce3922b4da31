"""What is due in many cases: warm, after changes, cold; side by side with git in one run.

    python benchmarks/due.py                        10,000 cases
    python benchmarks/due.py --cases 1000           only so many
    python benchmarks/due.py --cases 10000 50000    several sizes, the first with its working files
    python benchmarks/due.py --write                and keeps the page in benchmarks/results/

Every figure is the median over the rounds. Ratios are to git on the same repository, in the same
run.
At 10,000 cases with working files allow 20 minutes and 3 GB; at 50,000 another 20 and 4 GB.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from make_case import make_environment
from run import describe_machine

MAKER = Path(__file__).with_name("make_many.py")
LIVE = ("overdue", "due soon", "upcoming", "open")
# With the days more and more is overdue, and another day would be another measure.
NOW = "2026-03-15T12:00:00-05:00"


@dataclass
class Bench:
    """A workspace of many cases, and how to run commands in it."""

    root: Path
    home: Path
    rounds: int
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    @property
    def environment(self) -> dict[str, str]:
        """The one that the workspace was made in, on a day on which 500 duties are overdue."""
        return {**make_environment(self.home), "CASEKIT_CLOCK": NOW}

    @property
    def index(self) -> Path:
        """The index of the workspace."""
        return self.root / ".git" / "casekit"

    def time(self, words: Sequence[str], given: bytes | None = None) -> float:
        """Milliseconds of one command; its answer goes nowhere."""
        start = time.perf_counter()
        subprocess.run(
            words,
            cwd=self.root,
            env=self.environment,
            input=given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        return (time.perf_counter() - start) * 1000

    def median(self, words: Sequence[str], before: Callable[[], None] = lambda: None) -> float:
        """The median over the rounds; what comes before each is not counted."""
        took = []
        for _ in range(self.rounds):
            before()
            took.append(self.time(words))
        return statistics.median(took)

    def forget(self) -> None:
        """Remove the index."""
        for place in self.index.glob("index*"):
            place.unlink()

    def change(self, cases: int) -> None:
        """Save a version in which so many cases have one record more."""
        listed = self.git("ls-tree", "-r", "--name-only", "HEAD", "cases/").decode().split()
        files = [path for path in listed if "/contacts/" in path]
        chosen = self.chance.sample(files, cases)
        head = self.git("rev-parse", "HEAD").decode().strip()
        moment = int(self.git("log", "-1", "--format=%ct").decode()) + 60
        who = f"W. Sample <w@agency.example> {moment} -0600"
        parts = [f"commit refs/heads/main\ncommitter {who}\ndata 4\nMore\nfrom {head}\n".encode()]
        for path in chosen:
            content = self.git("show", f"HEAD:{path}")
            # Never what an earlier run wrote into a workspace that was kept.
            note = b"narrative: Seen once more, change %d.\n" % time.time_ns()
            lines = content.split(b"narrative:")[0] + note
            parts.append(b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(lines), lines))
        words = ["git", "fast-import", "--quiet", "--force"]
        subprocess.run(words, cwd=self.root, input=b"".join(parts), check=True)

    def git(self, *words: str) -> bytes:
        """What a git command prints."""
        done = subprocess.run(
            ["git", *words], cwd=self.root, env=self.environment, capture_output=True, check=True
        )
        return done.stdout

    def read_all_blobs(self) -> float:
        """Milliseconds of git itself giving every blob of the cases."""
        listed = self.git("ls-tree", "-r", "--format=%(objectname)", "HEAD", "cases/")
        return self.time(["git", "cat-file", "--batch"], listed)


class Memory:
    """The most memory that a command and all of its processes had at once, in MB."""

    def __init__(self, words: Sequence[str], bench: Bench) -> None:
        process = subprocess.Popen(
            words,
            cwd=bench.root,
            env=bench.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.most = 0.0
        ended = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(process.pid, ended))
        watcher.start()
        process.wait()
        ended.set()
        watcher.join()

    def _watch(self, pid: int, ended: threading.Event) -> None:
        while not ended.wait(0.05):
            self.most = max(self.most, sum(map(_proportional_mb, _family(pid))))


def _family(pid: int) -> list[int]:
    found, waiting = [pid], [pid]
    while waiting:
        try:
            tasks = list(Path(f"/proc/{waiting.pop()}/task").iterdir())
            for task in tasks:
                children = [int(child) for child in (task / "children").read_text().split()]
                found += children
                waiting += children
        except OSError:
            continue
    return found


def _proportional_mb(pid: int) -> float:
    """Memory of a process of ours, shared pages by their share; git's own do not count."""
    try:
        if Path(f"/proc/{pid}/comm").read_text().strip() == "git":
            return 0
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0


@dataclass(frozen=True)
class Row:
    """One measure: milliseconds, its ratio to another measure, and what was wanted."""

    name: str
    took: float
    ratio: float | None = None
    to: str = ""
    wanted: float | None = None

    @property
    def verdict(self) -> str:
        """Whether it is as wanted."""
        if self.ratio is None or self.wanted is None:
            return ""
        return "met" if self.ratio <= self.wanted else "NOT met"


def measure(bench: Bench, *, files: bool, before: float | None) -> Iterator[Row]:
    """Measure one workspace; `before` is the warm time of a smaller one."""
    casekit = str(Path(sys.executable).with_name("casekit"))
    few = [casekit, "due", "--status", "overdue", "--format", "tsv"]
    every = [casekit, "due", "--format", "tsv"]
    for status in LIVE:
        every += ["--status", status]
    python = bench.median([sys.executable, "-c", "pass"])
    yield Row("python -c pass", python)
    status_ = None
    if files:
        bench.time(["git", "status"])
        status_ = bench.median(["git", "status"])
        yield Row("git status", status_)
    blobs = statistics.median(bench.read_all_blobs() for _ in range(2))
    yield Row("git cat-file --batch of all records", blobs)
    cold = bench.median(few, bench.forget)
    yield Row("due, cold index", cold, cold / blobs, "git cat-file", 2)
    warm = bench.median(few)
    if status_ is not None:
        yield Row("due, few rows, warm", warm, warm / status_, "git status", 0.2)
    elif before is not None:
        yield Row("due, few rows, warm", warm, warm / before, "the smaller size", 1.3)
    all_ = bench.median(every)
    yield Row("due, all live rows", all_, all_ / status_ if status_ else None, "git status", 0.3)
    for number, wanted in ((10, 2), (100, 6)):
        took = bench.median(few, lambda number=number: bench.change(number))
        yield Row(f"due, {number} changed cases", took, took / warm, "warm", wanted)
    bench.change(10)
    took = bench.median([casekit, "check", "--changed", "HEAD~1"])
    yield Row("check of a branch with 10 changed cases", took, took / 500, "500 ms", 1)
    if files:
        whole = bench.time([casekit, "check"])
        yield Row("check of all working files", whole)


def _say(row: Row) -> str:
    ratio = f"{row.ratio:.2f} of {row.to}" if row.ratio is not None else ""
    wanted = f"{row.wanted}" if row.wanted is not None and ratio else ""
    return f"| {row.name} | {row.took:,.0f} | {ratio} | {wanted} | {row.verdict} |"


def _measure_memory(bench: Bench) -> str:
    words = [str(Path(sys.executable).with_name("casekit")), "due", "--format", "tsv"]
    warm = Memory(words, bench).most
    bench.forget()
    cold = Memory(words, bench).most
    return f"Most memory of all processes but git's: cold {cold:.0f} MB, all rows {warm:.0f} MB."


def main() -> None:
    """Make the workspaces, measure, and print the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path, help="make the workspaces there and leave them")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    today = datetime.now(UTC).date()
    lines = [f"# What is due in many cases, {today}", "", *describe_machine(), ""]
    before = None
    with tempfile.TemporaryDirectory() as scratch:
        for position, cases in enumerate(given.cases):
            top = (given.keep or Path(scratch)) / str(cases)
            top.mkdir(parents=True, exist_ok=True)
            files = position == 0
            if not (top / "files").exists():
                words = [sys.executable, str(MAKER), str(top), str(cases)]
                subprocess.run([*words, "--files"] if files else words, check=True)
            bench = Bench(top / "files", top, given.rounds)
            head = "| what | ms | ratio | wanted | |"
            lines += [f"## {cases:,} cases", "", head, "| --- | --- | --- | --- | --- |"]
            for row in measure(bench, files=files, before=before):
                lines.append(_say(row))
                print(lines[-1], flush=True)
                if row.name == "due, few rows, warm":
                    before = row.took
            lines += ["", _measure_memory(bench), ""]
            print(lines[-2], flush=True)
    page = "\n".join(lines) + "\n"
    if given.write:
        target = Path(__file__).with_name("results") / f"{today}-due.md"
        target.write_text(page)
    sys.stdout.write(page)


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    main()
