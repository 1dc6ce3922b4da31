"""Working files of a version being saved: looked at, prepared, put in place."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

from casekit.errors import ConflictingEdit, GitFault
from casekit.history.names import TEMP_PREFIX, check_path


class CannotWrite(GitFault):
    """A place cannot be written; what that means for a save, who saves says."""


class WorkingFile(NamedTuple):
    """What lies in the folder now: bytes and permission bits, both None when there is nothing."""

    data: bytes | None = None
    mode: int | None = None


class Waiting(NamedTuple):
    """A file on its way: where it goes, what is there now, and its two neighbours.

    `fresh` holds the new content until it is placed, None for a file to remove; `former` receives
    what it replaces and keeps it until everything is done.
    """

    path: str
    target: Path
    found: WorkingFile
    fresh: Path | None
    former: Path


@dataclass(eq=False)
class StagedFiles:
    """Files written and synced beside their places; until they are placed nobody sees them."""

    root: Path
    waiting: list[Waiting] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)

    def place(self) -> list[Waiting]:
        """Put every file in place, whole, and sync the folders.

        Gives those whose place somebody else wrote to since it was looked at: what stood there is
        kept as their `former`. Raises GitFault.
        """
        folders = {made.parent for made in self.made}
        edited = []
        path = ""
        try:
            for each in self.waiting:
                path = each.path
                folders.add(each.target.parent)
                if not _put(each):
                    edited.append(each)
            for folder in folders:
                sync_folder(folder)
        except OSError as fault:
            raise cannot_write(path, fault) from fault
        return edited

    def finish(self) -> None:
        """Remove what was replaced, and the folders that deletions have emptied, as git does.

        An edit that stood in the way must have been saved aside before. Raises OSError.
        """
        for each in self.waiting:
            each.former.unlink(missing_ok=True)
            if each.fresh is None:
                remove_empty_folders(self.root, each.path)

    def discard(self) -> None:
        """Remove what waits and the folders made for it."""
        for each in self.waiting:
            if each.fresh is not None:
                each.fresh.unlink(missing_ok=True)
        for folder in reversed(self.made):
            _remove_if_empty(folder)


def _put(waiting: Waiting) -> bool:
    """Put one file in place; False when something else stood there than was found.

    What stands there is moved away and looked at only then, and the new file never replaces
    anything: so an edit that comes in between can be late, but it cannot be lost.
    """
    is_as_found = True
    if os.path.lexists(waiting.target):
        os.rename(waiting.target, waiting.former)
        is_as_found = _read_plain(waiting.former) == waiting.found.data
    if waiting.fresh is not None:
        _move_without_replacing(waiting.fresh, waiting.target)
    return is_as_found


def _move_without_replacing(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError as fault:
        if fault.errno not in _NO_HARD_LINKS:
            raise
        os.rename(source, target)
    else:
        source.unlink()


def _read_plain(path: Path) -> bytes | None:
    """The bytes of a plain file; None for a link, a folder or anything else."""
    return path.read_bytes() if stat.S_ISREG(path.lstat().st_mode) else None


def look_at(root: Path, path: str) -> WorkingFile:
    """Read a working file without following any link.

    Raises ConflictingEdit where a link, a folder or a file stands in the way, GitFault.
    """
    *above, _ = check_path(path)
    folder = root
    for part in above:
        folder = folder / part
        kind = _kind_of(folder, path)
        if kind is None:
            return WorkingFile()
        if not stat.S_ISDIR(kind):
            raise _in_the_way(path, folder.relative_to(root).as_posix())
    kind = _kind_of(root / path, path)
    if kind is None:
        return WorkingFile()
    if not stat.S_ISREG(kind):
        raise _in_the_way(path, path)
    try:
        # Between the look and the opening a link may have taken the place: do not follow it.
        with open_plain(root / path) as file:
            return WorkingFile(file.read(), stat.S_IMODE(kind))
    except OSError as fault:
        raise GitFault(f"{path} cannot be read: {fault.strerror}", path=path) from fault


def open_plain(path: Path | str, *, follow: bool = False) -> IO[bytes]:
    """Open a plain file to read; what is no plain file is refused, a link too unless it may be.

    Never waits, as whoever opens a pipe does that nobody writes to. Raises OSError.
    """
    flags = os.O_RDONLY | _BINARY | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags if follow else flags | getattr(os, "O_NOFOLLOW", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "it is no plain file", str(path))
    return os.fdopen(handle, "rb")


def stage_files(
    root: Path,
    contents: Mapping[str, bytes | None],
    found: Mapping[str, WorkingFile],
    *,
    token: str,
) -> StagedFiles:
    """Write the new contents beside their places, synced; None marks a file to remove.

    A folder that cannot be written and a full disk show themselves here, before anything counts.
    Raises GitFault, and then leaves nothing behind.
    """
    staged = StagedFiles(root)
    path = ""
    try:
        for number, (path, data) in enumerate(contents.items()):
            target = root / path
            fresh, former = name_neighbours(root, path, token, number)
            _make_folders(root, target.parent, staged.made)
            is_gone = data is None
            staged.waiting.append(
                Waiting(path, target, found[path], None if is_gone else fresh, former)
            )
            if data is not None:
                _write_new(fresh, data, found[path].mode)
            elif found[path].data is not None:
                # Removing needs the same right as writing beside it.
                _write_new(fresh, b"", None)
                fresh.unlink()
    except OSError as fault:
        staged.discard()
        raise cannot_write(path, fault) from fault
    except BaseException:
        staged.discard()
        raise
    return staged


def name_neighbours(root: Path, path: str, token: str, number: int) -> tuple[Path, Path]:
    """The names beside a file that a save with this token uses: for the new and the former one."""
    target = root / path
    stem = f"{TEMP_PREFIX}{token}-{number}"
    return target.with_name(f"{stem}-new.tmp"), target.with_name(f"{stem}-old.tmp")


def replace_file(target: Path, data: bytes, mode: int | None = None) -> None:
    """Put new bytes in the place of a file in one step, synced, its permission bits kept.

    `mode` are those bits where no file is in the place. Raises OSError, and then leaves the file
    as it was.
    """
    beside = target.with_name(f"{TEMP_PREFIX}{os.urandom(8).hex()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            mode = stat.S_IMODE(target.lstat().st_mode)
        _write_new(beside, data, mode)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(target.parent)


@contextmanager
def prepare_file(target: Path, data: bytes) -> Iterator[Callable[[], None]]:
    """Write a new file beside its place, synced, readable for its owner only.

    What the block is given puts the file in its place, where nothing may be; without that nothing
    of it is left. Raises FileExistsError, OSError.
    """
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
    beside = target.with_name(f"{TEMP_PREFIX}{os.urandom(8).hex()}.tmp")

    def put() -> None:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        _move_without_replacing(beside, target)
        sync_folder(target.parent)

    try:
        _write_new(beside, data, None, mode=0o600)
        yield put
    finally:
        beside.unlink(missing_ok=True)


def remove_empty_folders(root: Path, path: str) -> None:
    """Remove the folders above a path that hold nothing any more."""
    for folder in (root / path).parents:
        if folder == root or not _remove_if_empty(folder):
            break


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut; a folder that is not there is passed over."""
    if os.name == "nt":  # Windows cannot open a folder and needs no such sync
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
    except (FileNotFoundError, NotADirectoryError):
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def cannot_write(path: str, fault: OSError) -> CannotWrite:
    """Say in plain words why a file could not be written."""
    if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        why, hint = "the disk is full", "free some space, then run the command again"
    elif fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        why = "the folder is read-only for you"
        hint = "make the folder writable for you, then run the command again"
    else:
        why = fault.strerror or type(fault).__name__
        hint = "see what is wrong with the folder, then run the command again"
    return CannotWrite(f"{path} cannot be written: {why}", hint=hint, path=path)


_BINARY = getattr(os, "O_BINARY", 0)
# What a file system without hard links (a memory stick) answers; renaming is the next best there.
_NO_HARD_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


def _write_new(path: Path, data: bytes, keep_mode: int | None, *, mode: int = 0o666) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if keep_mode is not None:
            os.chmod(path, keep_mode)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _make_folders(root: Path, folder: Path, made: list[Path]) -> None:
    missing = []
    while folder != root and not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        each.mkdir()
        made.append(each)


def _remove_if_empty(folder: Path) -> bool:
    try:
        folder.rmdir()
    except OSError:  # something else lies in it, or it is gone already
        return False
    return True


def _kind_of(place: Path, path: str) -> int | None:
    try:
        return os.lstat(place).st_mode
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise GitFault(f"{path} cannot be read: {fault.strerror}", path=path) from fault


def _in_the_way(path: str, obstacle: str) -> ConflictingEdit:
    return ConflictingEdit(
        f"{path} cannot be written: {obstacle} is a link or another kind of entry than expected",
        hint=f"move {obstacle} away, then run the command again",
        path=path,
    )
