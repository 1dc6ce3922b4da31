"""Working files of a version being saved: looked at, prepared, put in place or taken back."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from casekit.errors import ConflictingEdit, GitFault
from casekit.history.names import TEMP_PREFIX, check_path


@dataclass(frozen=True)
class WorkingFile:
    """What lies in the folder now: bytes and permission bits, both None when there is nothing."""

    data: bytes | None = None
    mode: int | None = None


@dataclass(eq=False)
class StagedFiles:
    """Files written and synced beside their places; until they are placed nobody sees them."""

    root: Path
    waiting: dict[str, Path | None] = field(default_factory=dict)
    placed: list[str] = field(default_factory=list)
    made: list[Path] = field(default_factory=list)

    def place(self) -> None:
        """Put every file in place, whole, and sync the folders; raise GitFault."""
        folders = {made.parent for made in self.made}
        path = ""
        try:
            for path, temporary in self.waiting.items():
                target = self.root / path
                self.placed.append(path)
                if temporary is None:
                    target.unlink(missing_ok=True)
                else:
                    os.replace(temporary, target)
                folders.add(target.parent)
            for folder in folders:
                sync_folder(folder)
        except OSError as fault:
            raise cannot_write(path, fault) from fault

    def take_back(self, found: Mapping[str, WorkingFile]) -> None:
        """Restore what was found before and leave no trace of the rest; raise OSError."""
        for path in self.placed:
            was = found[path]
            target = self.root / path
            if was.data is None:
                target.unlink(missing_ok=True)
            else:
                os.replace(_write_beside(target, was.data, was.mode), target)
        self.discard()

    def discard(self) -> None:
        """Remove what waits and the folders made for it."""
        for temporary in self.waiting.values():
            if temporary is not None:
                temporary.unlink(missing_ok=True)
        for folder in reversed(self.made):
            _remove_if_empty(folder)

    def remove_empty_folders(self) -> None:
        """After deletions, remove the folders that hold nothing any more, as git does."""
        for path in (path for path, temporary in self.waiting.items() if temporary is None):
            for folder in (self.root / path).parents:
                if folder == self.root or not _remove_if_empty(folder):
                    break


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
        handle = os.open(root / path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | _BINARY)
        with os.fdopen(handle, "rb") as file:
            return WorkingFile(file.read(), stat.S_IMODE(kind))
    except OSError as fault:
        raise GitFault(f"{path} cannot be read: {fault.strerror}", path=path) from fault


def stage_files(
    root: Path,
    contents: Mapping[str, bytes | None],
    found: Mapping[str, WorkingFile],
    executable: Iterable[str] = (),
) -> StagedFiles:
    """Write the new contents beside their places, synced; None marks a file to remove.

    A folder that cannot be written and a full disk show themselves here, before anything counts.
    Raises GitFault, and then leaves nothing behind.
    """
    staged = StagedFiles(root)
    modes = dict.fromkeys(executable, 0o777)
    path = ""
    try:
        for path, data in contents.items():
            target = root / path
            _make_folders(root, target.parent, staged.made)
            if data is None:
                # Removing needs the same right as writing beside it.
                if found[path].data is not None:
                    _write_beside(target, b"", None).unlink()
                staged.waiting[path] = None
            else:
                create_mode = modes.get(path, 0o666)
                staged.waiting[path] = _write_beside(target, data, found[path].mode, create_mode)
    except OSError as fault:
        staged.discard()
        raise cannot_write(path, fault) from fault
    except BaseException:
        staged.discard()
        raise
    return staged


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


def cannot_write(path: str, fault: OSError) -> GitFault:
    """Say in plain words why a file could not be written."""
    if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
        why, hint = "the disk is full", "free some space, then run the command again"
    elif fault.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        why = "the folder is read-only for you"
        hint = "make the folder writable for you, then run the command again"
    else:
        why = fault.strerror or type(fault).__name__
        hint = "see what is wrong with the folder, then run the command again"
    return GitFault(f"{path} cannot be written: {why}; nothing was saved", hint=hint, path=path)


_BINARY = getattr(os, "O_BINARY", 0)


def _write_beside(
    target: Path, data: bytes, keep_mode: int | None, create_mode: int = 0o666
) -> Path:
    temporary = target.with_name(f"{TEMP_PREFIX}{os.urandom(8).hex()}.tmp")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, create_mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if keep_mode is not None:
            os.chmod(temporary, keep_mode)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


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
