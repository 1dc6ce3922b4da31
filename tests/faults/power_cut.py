"""Power cuts: what the disk holds at a random instant, while a live file system is written to.

The workspace lies on ext4, on a loop device whose backing file lies on XFS. XFS copies that file
in one step, without its content (`FICLONE`): such a copy is exactly what had reached the disk.
Whatever the kernel still held back is missing from it, as after a power cut. Each copy is mounted,
its journal replayed, and judged by what had been acknowledged before it was taken.
"""

from __future__ import annotations

import fcntl
import os
import random
import tempfile
import threading
import time
from contextlib import ExitStack
from pathlib import Path

from tests.cli.office import Office
from tests.faults.ground import (
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
from tests.faults.mounts import can_mount, make_file_system, mounted

_CLONE = 0x40049409  # FICLONE of linux/fs.h


def is_possible() -> bool:
    """Whether the two file systems can be made and mounted here."""
    return can_mount("mkfs.ext4", "mkfs.xfs")


def run(images: int = 100, seed: int = 7) -> Tally:
    """Take so many images at random instants of one long sitting, then judge each."""
    tally = Tally(f"{images} power cuts")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as mounts:
        top = Path(folder)
        ground = lay_ground(top / "ground")
        make_file_system(top / "host.img", 2048, "mkfs.xfs", "-m", "reflink=1")
        host = mounts.enter_context(mounted(top / "host", "-o", "loop", str(top / "host.img")))
        make_file_system(host / "disk.img", 128, "mkfs.ext4", "-m", "0")
        with mounted(top / "disk", "-o", "loop", str(host / "disk.img")) as disk:
            office = copy_office(ground, disk / "files")
            os.sync()
            taken = _save_and_cut(office, host, images, seed)
        for image, known in taken:
            with mounted(top / "cut", "-o", "loop", str(image)) as cut:
                tally.runs += 1
                tally.acknowledged = sum(outcome.is_acknowledged for outcome in known)
                copy = Office(cut / "files", office.home, office.case)
                judge(copy, known, tally)
                if tally.runs % 10 == 0:
                    tally.bad += find_wrong_at_the_end(copy)
            image.unlink()
    return tally


def _save_and_cut(
    office: Office, host: Path, images: int, seed: int
) -> list[tuple[Path, list[Outcome]]]:
    """Save without a pause, and meanwhile copy the disk now and then.

    With each image goes what had been answered before it was taken.
    """
    chance = random.Random(seed)
    answered: list[Outcome] = []
    over = threading.Event()

    def save() -> None:
        for operation in make_operations(office, seed):
            if over.is_set():
                return
            answered.append(end(operation, *start(office, operation)))

    saving = threading.Thread(target=save)
    saving.start()
    taken = []
    for number in range(images):
        time.sleep(chance.uniform(0.02, 0.4))
        known = list(answered)
        image = host / f"cut-{number}.img"
        with (host / "disk.img").open("rb") as source, image.open("wb") as target:
            fcntl.ioctl(target.fileno(), _CLONE, source.fileno())
        taken.append((image, known))
    over.set()
    saving.join()
    return taken
