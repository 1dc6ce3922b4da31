"""A backup: one file with the whole history, tried out before it gets its name."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from casekit.errors import ConflictingEdit, Unreadable, UsageFault
from casekit.history.bundle import copy_bundle
from casekit.history.files import cannot_write, open_plain, sync_folder
from casekit.history.names import TEMP_PREFIX
from casekit.history.repository import Repository
from casekit.model.findings import Finding, sort_findings
from casekit.oversight.drill import Drill, run_drill
from casekit.oversight.key_copies import (
    MAX_ALL_BYTES,
    compare_keys,
    find_missing_keys,
    pack_keys,
    read_key_files,
    unpack_keys,
)
from casekit.records.schemas import SchemaSet
from casekit.workspace.keys import KeyFolder


@dataclass(frozen=True)
class Backup:
    """What a backup file holds by its drill; `keys_here` and `keys_copied` count key files."""

    size: int
    drill: Drill
    keys_here: int
    keys_copied: int
    findings: tuple[Finding, ...]


def make_backup(
    repo: Repository,
    target: Path,
    keys_target: Path | None,
    environment: Mapping[str, str],
    schemas: SchemaSet,
    *,
    replace: bool,
) -> Backup:
    """Write the whole history into one file, and the keys into another; drill, then name them.

    Raises UsageFault for a place inside the workspace, ConflictingEdit for a file that is there
    already unless it may be replaced, Unreadable when the drill fails, NotFound, GitFault. Then
    neither file is there, and one that was there before is as it was.
    """
    targets = [target] if keys_target is None else [target, keys_target]
    for each in targets:
        _check_target(repo, each, replace)
    if keys_target is not None and _real(keys_target) == _real(target):
        raise UsageFault("the keys need a file of their own", hint="name another with --keys")
    keys = read_key_files(KeyFolder.of(repo, schemas))
    with _write_beside(target, lambda file: copy_bundle(repo, file)) as (temporary, left_out):
        with temporary.open("rb") as file:
            drill = run_drill(file, environment, repo)
        if not drill.is_whole:
            raise Unreadable(
                "the backup could not be restored whole, so it was not kept",
                drill.findings,
                hint="see what is wrong with the history: casekit verify --integrity",
            )
        size = temporary.stat().st_size
        if keys_target is not None:
            _copy_keys(keys, keys_target)
        _name(temporary, target)
    findings = [*drill.findings, *(_find_left_out(name) for name in left_out)]
    copied = 0 if keys_target is None else len(keys)
    if keys_target is not None:
        findings += find_missing_keys(keys, drill.sealed)
    return Backup(size, drill, len(keys), copied, sort_findings(findings))


def drill_backup(
    file: Path,
    keys_file: Path | None,
    environment: Mapping[str, str],
    schemas: SchemaSet,
    repo: Repository | None,
) -> Backup:
    """Restore a backup aside and read it; the keys too, when a copy of them is named.

    Raises DamagedBackup, DamagedKeys, Unreadable for a file that cannot be read, GitFault.
    """
    with _open_plain(file) as opened:
        size = os.fstat(opened.fileno()).st_size
        drill = run_drill(opened, environment, repo)
    present = {} if repo is None else read_key_files(KeyFolder.of(repo, schemas))
    findings = list(drill.findings)
    copied = 0
    if keys_file is not None:
        with _open_plain(keys_file) as opened:
            keys = unpack_keys(opened.read(MAX_ALL_BYTES))
        copied = len(keys)
        findings += dict.fromkeys(
            [*compare_keys(keys, present), *find_missing_keys(keys, drill.sealed)]
        )
    return Backup(size, drill, len(present), copied, sort_findings(findings))


def _copy_keys(keys: Mapping[str, bytes], target: Path) -> None:
    def write(file: IO[bytes]) -> list[str]:
        file.write(pack_keys(keys))
        return []

    with _write_beside(target, write) as (temporary, _):
        unpack_keys(temporary.read_bytes())
        _name(temporary, target)


def _check_target(repo: Repository, target: Path, replace: bool) -> None:
    if not target.parent.is_dir():
        raise UsageFault(f"there is no folder {target.parent}", hint="make it, or name another")
    place = _real(target)
    for folder in (repo.root, repo.git_dir, repo.common_dir):
        if place.is_relative_to(os.path.realpath(folder)):
            raise UsageFault(
                f"{target} lies inside the workspace that it would be a backup of",
                hint="name a file on another disk",
            )
    if not os.path.lexists(target):
        return
    if not stat.S_ISREG(target.lstat().st_mode):
        raise UsageFault(f"{target} is there and is no plain file", hint="name another")
    if not replace:
        raise ConflictingEdit(
            f"{target} is there already", hint="name another, or put the new one there: --replace"
        )


def _real(target: Path) -> Path:
    return Path(os.path.realpath(target.parent)) / target.name


@contextmanager
def _write_beside(
    target: Path, write: Callable[[IO[bytes]], list[str]]
) -> Iterator[tuple[Path, list[str]]]:
    """Write a file beside its place, synced, readable for this user only; gone after the block.

    Gives its name there, and what the writer told.
    """
    temporary = target.with_name(f"{TEMP_PREFIX}{os.urandom(8).hex()}.tmp")
    try:
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                told = write(file)
                file.flush()
                os.fsync(file.fileno())
        except OSError as fault:
            raise cannot_write(str(target), fault) from fault
        yield temporary, told
    finally:
        temporary.unlink(missing_ok=True)


def _name(temporary: Path, target: Path) -> None:
    try:
        os.replace(temporary, target)
        sync_folder(target.parent)
    except OSError as fault:
        raise cannot_write(str(target), fault) from fault


def _open_plain(path: Path) -> IO[bytes]:
    try:
        return open_plain(path, follow=True)
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise Unreadable(f"{path} cannot be read: {why}", path=str(path)) from fault


def _find_left_out(name: str) -> Finding:
    return Finding(
        code="HISTORY-REFERENCE",
        message=f"{name} leads to no readable version and is not in the backup",
        path="history",
        hint="see what is wrong: casekit verify --integrity",
    )
