"""What every fault is tried on: a real workspace, recording commands, and the judge afterwards."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from casekit.cli.front import answer
from casekit.history.recovery import settle
from casekit.history.repository import Repository
from casekit.model.ids import ALPHABET
from tests.cli.office import WORKER, Office
from tests.cli.walk import found_office, take
from tests.cli.walk_to_plan import TO_PLAN

NOON = "2026-03-02T12:00:00-06:00"
# Loaded before anything is forked, so that what is hit is the work and not the loading.
_LOADED_BY = ("contact", "intake", "household", "show")


@dataclass(frozen=True)
class Operation:
    """One recording command and how to see in the history whether it is there."""

    command: str
    words: Sequence[str]
    request: bytes
    mark: str  # stands in a path of the version that has it


@dataclass
class Outcome:
    """What became of one run: what it answered, and how it ended."""

    operation: Operation
    code: int | None  # None when it was killed
    said: str

    @property
    def is_acknowledged(self) -> bool:
        """Whether the whole answer came out: from then on it must never be lost."""
        try:
            return bool(json.loads(self.said)["version"])
        except (ValueError, KeyError):
            return False

    @property
    def may_be_there(self) -> bool:
        """Whether it may have been saved: killed, said so, or could not say."""
        return (
            self.code is None
            or self.is_acknowledged
            or "SAVED-NOT-SHOWN" in self.said
            or "SAVE-UNCERTAIN" in self.said
            or "OUTPUT" in self.said
        )


@dataclass
class Tally:
    """What a whole trial came to; `bad` holds a sentence for every outcome that may not be."""

    name: str
    runs: int = 0
    acknowledged: int = 0
    half_way: int = 0  # interrupted, and there was something to settle
    recovery_ms: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    def row(self) -> str:
        """One line of the table in docs/reliability.md."""
        times = sorted(self.recovery_ms)
        settling = f"{times[len(times) // 2]:.0f} / {times[-1]:.0f}" if times else "-"
        return (
            f"| {self.name} | {self.runs} | {self.acknowledged} | {self.half_way} "
            f"| {settling} | {len(self.bad)} |"
        )


HEADER = (
    "| trial | runs | acknowledged | had to be settled | settling, median / slowest ms | bad |\n"
    "|---|---:|---:|---:|---:|---:|"
)


def lay_ground(folder: Path) -> Office:
    """A workspace with one case up to its plan, in a new folder."""
    home = folder / "home"
    home.mkdir(parents=True)
    office = found_office(folder / "files", home)
    for step in TO_PLAN:
        office = take(step, office, "yaml")
    for name in _LOADED_BY:
        office.run(name, "--help")
    office.run("show", office.case)
    return office


def make_operations(office: Office, seed: int) -> Iterator[Operation]:
    """Ever new contacts, intakes and changed people, each with an id of its own."""
    chance = random.Random(seed)
    while True:
        mark = "2026-03-02-" + "".join(chance.choice(ALPHABET.lower()) for _ in range(6))
        kind = chance.choice(("contact", "contact", "contact", "intake", "household"))
        yield _operation(kind, office.case, mark)


def _operation(kind: str, case: str, mark: str) -> Operation:
    data: dict[str, object] = {"id": mark}
    words = [case]
    if kind == "contact":
        data |= {"occurred_at": "2026-03-02T10:00:00-06:00", "mode": "in person"}
        data |= {"place": "residence", "purposes": ["home visit"], "with": ["Jo"]}
        data |= {"seen": ["Sam"], "narrative": f"Sam was well. {mark}\n" * 20}
    elif kind == "intake":
        words = []
        people = [
            {"name": "Kit Sample", "role": "child"},
            {"name": "Bo Sample", "role": "family"},
        ]
        data |= {"occurred_at": "2026-03-02T09:00:00-06:00", "reporter": "anonymous"}
        data |= {"people": people, "children": ["Kit"], "immediate_danger": {"present": False}}
        data |= {"narrative": f"Kit is said to be alone. {mark}"}
    else:
        # A new file, and with it an edit of one that is there: Sam's, who lives there too.
        data |= {"kind": "facility", "address": f"Example Street {mark}", "members": ["Sam"]}
    return Operation(kind, words, json.dumps(data).encode(), mark)


def start(office: Office, operation: Operation, *, wait: bool = False) -> tuple[int, int]:
    """Run an operation in a forked process of its own group; gives its id and a pipe to read.

    With `wait` it stops at once, until it is told to go on.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        os.setpgid(0, 0)
        os.close(reading)
        given = os.memfd_create("request")
        os.write(given, operation.request)
        os.lseek(given, 0, os.SEEK_SET)
        for source, target in ((given, 0), (writing, 1), (writing, 2)):
            os.dup2(source, target)
        environment = office.environment(WORKER, NOON, None)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(office.root)
        sys.stdin, sys.stdout, sys.stderr = (
            open(n, mode, encoding="utf-8", closefd=False)  # noqa: SIM115
            for n, mode in ((0, "r"), (1, "w"), (2, "w"))
        )
        if wait:
            os.kill(os.getpid(), signal.SIGSTOP)
        words = [operation.command, *operation.words, "--from", "-", "--format", "json"]
        code = answer(words)
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()
        os._exit(code)
    except BaseException as fault:  # noqa: BLE001 the child must never go on as the parent
        os.write(2, repr(fault).encode())
        os._exit(71)


def end(operation: Operation, child: int, pipe: int) -> Outcome:
    """Wait for a process and give what became of it."""
    said = b""
    while part := os.read(pipe, 1 << 16):
        said += part
    os.close(pipe)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return Outcome(operation, None if code < 0 else code, said.decode("utf-8", "replace"))


def judge(office: Office, outcomes: Sequence[Outcome], tally: Tally) -> None:
    """Settle as the next command would, and note everything that may not be."""
    repo = Repository.open(office.root, office.environment(WORKER, NOON, None))
    if repo.journal.is_waiting():
        tally.half_way += 1
        started = time.perf_counter()
        settle(repo)
        tally.recovery_ms.append((time.perf_counter() - started) * 1000)
    bad = list(_find_bad(office, outcomes))
    tally.bad += [f"{tally.name}: {sentence}" for sentence in bad]


def _find_bad(office: Office, outcomes: Sequence[Outcome]) -> Iterator[str]:
    left = list((office.root / ".git").rglob("*.lock"))
    if left:
        yield f"locks are left: {[p.name for p in left]}"
    status = office.git("status", "--porcelain", "--ignored")
    if status:
        yield f"the folder is not as the history says: {status!r}"
    saved = office.git("ls-tree", "-r", "--name-only", "HEAD")
    for outcome in outcomes:
        there = outcome.operation.mark in saved
        if outcome.is_acknowledged and not there:
            yield f"{outcome.operation.mark} was acknowledged and is lost"
        if there and not outcome.may_be_there:
            yield f"{outcome.operation.mark} is there, but {outcome.code}: {outcome.said!r}"
        if outcome.code == 70 or "Traceback" in outcome.said:
            yield f"a fault of ours: {outcome.said!r}"


def find_wrong_at_the_end(office: Office) -> Iterator[str]:
    """The slower looks, taken once after many runs: git's own, and every record's."""
    looked = office.try_git("fsck", "--strict", "--no-dangling")
    if looked.code != 0:
        yield f"git fsck: {looked.err!r}"
    # One of a version's files without the others would show here.
    # The families of a trial bear the same names: that nobody has decided who is who is no fault.
    found = office.run("check", "--format", "json", at=NOON).findings
    wrong = [f"{f['path']}:{f['line']} {f['code']}" for f in found if f["severity"] == "error"]
    if wrong:
        yield f"casekit check: {'; '.join(wrong)[:2000]}"


def copy_office(office: Office, folder: Path) -> Office:
    """A fresh copy, in the place of an earlier one."""
    shutil.rmtree(folder, ignore_errors=True)
    return office.copy(folder)
