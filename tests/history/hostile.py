"""What the tests of hostile repositories share: a witness, objects git would not write, a watch."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from casekit.errors import CasekitError

GitCommand = Callable[..., str]

# Functions called and left while casekit refuses: no time, which would be the machine's.
REFUSAL_LIMIT = 3_000_000


class Witness:
    """A program that leaves a file behind when somebody runs it."""

    def __init__(self, folder: Path) -> None:
        self.trace = folder / "witness"
        self.program = folder / "program"
        self.program.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{self.trace}'\ncat\n")
        self.program.chmod(0o755)

    def ran(self) -> bool:
        return self.trace.exists()


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path)


@pytest.fixture(autouse=True)
def never_waiting() -> Iterator[None]:
    """Fail where git or casekit waits for a pipe that nobody writes to."""

    def stop(number: int, frame: FrameType | None) -> None:
        pytest.fail("it waits")  # no OSError, which would look like a refusal

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def catch_refusal(call: Callable[[], object], kind: type[CasekitError]) -> CasekitError:
    """The refusal of a call, which says a way out and comes after little work."""
    work = 0

    def counted(frame: object, event: str, arg: object) -> None:
        nonlocal work
        work += 1

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        with pytest.raises(kind) as caught:
            call()
    finally:
        sys.setprofile(before)
    assert work < REFUSAL_LIMIT, f"{work} calls"
    fault = caught.value
    assert fault.hint
    assert not any(ord(each) < 32 or each == "\u202e" for each in fault.message + fault.hint)
    return fault


def make_racy(root: Path, path: str) -> None:
    """As if a file was written in the second of the list of files: git must compare its content."""
    stamp = (root / path).stat().st_mtime_ns
    os.utime(root / ".git" / "index", ns=(stamp, stamp))


def write_object(root: Path, kind: str, data: bytes) -> str:
    """Write an object as git would store it, whatever is in it, and give its id."""
    whole = f"{kind} {len(data)}\0".encode() + data
    oid = hashlib.sha1(whole).hexdigest()
    place = root / ".git" / "objects" / oid[:2] / oid[2:]
    place.parent.mkdir(exist_ok=True)
    if not place.exists():
        place.write_bytes(zlib.compress(whole, 1))
    return oid


def write_tree(root: Path, *entries: tuple[str, bytes, str]) -> str:
    """Write a folder with exactly these entries in exactly this order, and give its id."""
    raw = [mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries]
    return write_object(root, "tree", b"".join(raw))


def write_version(root: Path, *entries: tuple[str, bytes, str]) -> str:
    """Write a version that holds exactly these entries at its top, and give its id."""
    return write_version_of(root, write_tree(root, *entries))


def write_version_of(root: Path, top: str) -> str:
    """Write a version of this top folder, and give its id."""
    who = "W. Sample <w@agency.example> 1700000000 +0000"
    text = f"tree {top}\nauthor {who}\ncommitter {who}\n\nx\n"
    return write_object(root, "commit", text.encode())


def make_pipe(place: Path) -> None:
    """A pipe that nobody writes to: whoever opens it waits for ever."""
    place.unlink(missing_ok=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(place)
