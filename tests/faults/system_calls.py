"""A fault at every system call of one recording command, in casekit itself and in each git.

strace injects it: the process is killed at the call, or the call fails with a full disk (ENOSPC)
or a broken one (EIO). casekit is stopped right after its fork and strace joins it there, so that
every call that is hit belongs to the work. Each git command is reached through a `git` in front of
the real one, which lets strace have the one whose turn it is.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.cli.office import WORKER, Office
from tests.faults.ground import (
    NOON,
    Operation,
    Outcome,
    Tally,
    copy_office,
    end,
    find_wrong_at_the_end,
    judge,
    lay_ground,
    make_operations,
    start,
)

# A process that is killed between two calls that change something leaves one and the same state,
# whatever it looked at in between.
CHANGING = frozenset(
    {
        *("openat", "write", "pwrite64", "flock", "fsync", "fdatasync", "ftruncate", "mkdir"),
        *("rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdirat"),
        *("rmdir", "chmod", "fchmod", "fchmodat"),
    }
)
LOOKING = frozenset(
    {"read", "pread64", "lseek", "close", "newfstatat", "fstat", "getdents64", "access"}
)
# Which fault can befall which calls; a full disk is met only where something grows.
FAULTS = {
    "signal=SIGKILL": CHANGING,
    "error=ENOSPC": CHANGING - {"flock", "unlink", "unlinkat", "rmdir", "chmod", "fchmod"},
    "error=EIO": CHANGING | LOOKING,
}
_CALL = re.compile(r"(?:\[pid +\d+\] |\d+ +)?(\w+)\(")


@dataclass(frozen=True)
class Shot:
    """One fault: in which process (0 is casekit, n its n-th git), at which call of a name."""

    process: int
    call: str
    number: int
    fault: str

    def __str__(self) -> str:
        who = f"git number {self.process}" if self.process else "casekit"
        return f"{self.fault} at {self.call} {self.number} of {who}"


def is_possible() -> bool:
    """Whether strace is there and may trace."""
    program = shutil.which("strace")
    if program is None:
        return False
    done = subprocess.run([program, "-o", os.devnull, "true"], capture_output=True)
    return done.returncode == 0


def run(most: int | None = None, seed: int = 3) -> Tally:
    """Fire every shot, or `most` of them drawn by chance, each on a fresh copy."""
    tally = Tally("a fault at the n-th system call")
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        ground = lay_ground(top / "ground")
        operation = _choose(ground, seed)
        shots = list(list_shots(ground, operation, top))
        if most is not None:
            shots = random.Random(seed).sample(shots, min(most, len(shots)))
        for shot in shots:
            office = copy_office(ground, top / "copy")
            outcome = fire(office, operation, shot, top)
            tally.runs += 1
            tally.acknowledged += outcome.is_acknowledged
            before = len(tally.bad)
            judge(office, [outcome], tally)
            if tally.runs % 50 == 0 or len(tally.bad) > before:
                tally.bad += find_wrong_at_the_end(office)
            tally.bad[before:] = [f"{shot}: {sentence}" for sentence in tally.bad[before:]]
    return tally


def _choose(office: Office, seed: int) -> Operation:
    """A command that adds a file and edits another: it goes through every step."""
    return next(o for o in make_operations(office, seed) if o.command == "household")


def list_shots(ground: Office, operation: Operation, top: Path) -> Iterator[Shot]:
    """Run the command once, count the calls of each process, and give every shot at them."""
    office = copy_office(ground, top / "copy")
    log = top / "calls"
    outcome = _run(office, operation, top, ["-o", str(log)], 0)
    assert outcome.is_acknowledged, outcome.said
    yield from _shots_of(0, log)
    process = 0
    while True:
        process += 1
        office = copy_office(ground, top / "copy")
        log.unlink(missing_ok=True)
        _run(office, operation, top, ["-o", str(log)], process)
        if not log.exists():
            return
        yield from _shots_of(process, log)


def _shots_of(process: int, log: Path) -> Iterator[Shot]:
    calls: Counter[str] = Counter()
    for line in log.read_text(errors="replace").splitlines():
        match = _CALL.match(line)
        if match is None:
            continue
        calls[match[1]] += 1
        for fault, names in FAULTS.items():
            if match[1] in names:
                yield Shot(process, match[1], calls[match[1]], fault)


def fire(office: Office, operation: Operation, shot: Shot, top: Path) -> Outcome:
    """Run the command with one fault injected."""
    inject = f"inject={shot.call}:{shot.fault}:when={shot.number}"
    return _run(office, operation, top, ["-o", os.devnull, "-e", inject], shot.process)


def _run(
    office: Office, operation: Operation, top: Path, strace: list[str], process: int
) -> Outcome:
    if process:
        front = _put_in_front(top, strace, process)
        office = _WithFront(office.root, office.home, office.case, front)
        child, pipe = start(office, operation)
        return end(operation, child, pipe)
    child, pipe = start(office, operation, wait=True)
    os.waitpid(child, os.WUNTRACED)
    with subprocess.Popen(
        ["strace", "-q", *strace, "-p", str(child)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as tracer:
        _wait_until_traced(child)
        os.kill(child, signal.SIGCONT)
        outcome = end(operation, child, pipe)
        tracer.wait(10)
    return outcome


def _wait_until_traced(process: int) -> None:
    status = Path(f"/proc/{process}/status")
    for _ in range(2000):
        if "TracerPid:\t0\n" not in status.read_text():
            return
        time.sleep(0.001)
    raise TimeoutError("strace did not join")


def _put_in_front(top: Path, strace: list[str], process: int) -> Path:
    """A folder with a `git` that counts its calls and gives one of them to strace."""
    front = top / "front"
    shutil.rmtree(front, ignore_errors=True)
    front.mkdir()
    real, tracer = shutil.which("git"), shutil.which("strace")
    words = " ".join(f"'{word}'" for word in strace)
    script = front / "git"
    script.write_text(
        f"""#!/bin/sh
n=$(($(cat '{front}/count' 2>/dev/null || echo 0) + 1))
echo $n > '{front}/count'
if [ $n = {process} ]; then exec '{tracer}' -q {words} '{real}' "$@"; fi
exec '{real}' "$@"
"""
    )
    script.chmod(0o755)
    return front


@dataclass(frozen=True)
class _WithFront(Office):
    """An office in which another folder comes first in PATH."""

    front: Path = Path()

    def environment(self, *given: object) -> dict[str, str]:  # type: ignore[override]
        env = super().environment(WORKER, NOON, None)
        return env | {"PATH": f"{self.front}{os.pathsep}{env['PATH']}"}
