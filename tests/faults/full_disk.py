"""A disk that is full after so many kilobytes: one recording command at each level."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.faults.ground import (
    Tally,
    copy_office,
    end,
    find_wrong_at_the_end,
    judge,
    lay_ground,
    make_operations,
    start,
)
from tests.faults.mounts import can_mount, make_file_system, mounted

LEVELS = 50
STEP_BYTES = 4096
_BLOCK = 4096


def is_possible() -> bool:
    """Whether a small file system can be mounted here."""
    return can_mount("mkfs.ext4")


def run(levels: int = LEVELS) -> Tally:
    """Leave 0, 4, 8 ... KB and save; then make room, and see that all is well."""
    tally = Tally(f"a full disk at {levels} levels")
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        ground = lay_ground(top / "ground")
        operations = make_operations(ground, 5)
        image = top / "image"
        # No part kept for root: the trial is root.
        make_file_system(image, 32, "mkfs.ext4", "-b", "4096", "-m", "0", "-O", "^has_journal")
        with mounted(top / "small", "-o", "loop", str(image)) as small:
            for level in range(levels):
                office = copy_office(ground, small / "files")
                ballast = _fill(small, level * STEP_BYTES)
                operation = next(operations)
                outcome = end(operation, *start(office, operation))
                ballast.unlink()
                tally.runs += 1
                tally.acknowledged += outcome.is_acknowledged
                judge(office, [outcome], tally)
                tally.bad += find_wrong_at_the_end(office)
    return tally


def _fill(folder: Path, leave: int) -> Path:
    """Fill the file system up to so many bytes, and give the file that does."""
    ballast = folder / "ballast"
    state = os.statvfs(folder)
    size = max(0, state.f_bavail * state.f_frsize - leave)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, size))
        while os.statvfs(folder).f_bavail * _BLOCK > leave:
            # The file's own bookkeeping moves the mark: close the rest in single blocks.
            try:
                os.posix_fallocate(file.fileno(), 0, file.seek(0, os.SEEK_END) + _BLOCK)
            except OSError:
                break
    return ballast
