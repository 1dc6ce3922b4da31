"""Finishing or taking back a save that was interrupted: by a power cut, a kill, a full disk.

The branch decides. Where it has the intended version, the version counts and its files follow.
Where it has not, nothing counted, and the folder becomes what it was. Either way an edit that
somebody made by hand meanwhile is kept: each step looks at what is there, so that it may itself
be interrupted and begun again any number of times.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from casekit.errors import GitFault
from casekit.history.entries import TreeEntry
from casekit.history.files import (
    cannot_write,
    look_at,
    name_neighbours,
    remove_empty_folders,
    replace_file,
    sync_folder,
)
from casekit.history.index import read_index, write_index
from casekit.history.journal import PATIENCE_SECONDS, Intent
from casekit.history.locks import clear_stale_locks
from casekit.history.objects import read_blobs
from casekit.history.repository import Repository
from casekit.history.saved_aside import save_aside
from casekit.history.trees import NewObjects


class CannotSettle(GitFault):
    """An interrupted save is waiting, and this command cannot finish it."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"an interrupted save has to be finished first, which failed: {why}",
            hint="see that the folder can be written and has room, then run the command again; "
            "casekit doctor tells more",
        )


@contextmanager
def hold_store(repo: Repository, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Be the only casekit command that saves here; an interrupted save is settled first.

    What was settled is told in `repo.notices`. Raises SomebodySaves, CannotSettle, GitFault.
    """
    with repo.journal.lock(patience):
        if repo.journal.is_waiting():
            _settle(repo)
        yield


def settle(repo: Repository) -> None:
    """Wait for a save that is under way; finish or take back one that was interrupted.

    For readers: costs one look at a file when everything is settled, as it nearly always is.
    Raises as hold_store does.
    """
    if repo.journal.is_waiting() and not repo.journal.is_held:
        with hold_store(repo):
            pass


def _settle(repo: Repository) -> None:
    intent = repo.journal.read()
    if intent is not None:
        try:
            said = finish_or_take_back(repo, intent)
        except OSError as fault:
            raise CannotSettle(fault.strerror or str(fault)) from fault
        except GitFault as fault:
            raise CannotSettle(fault.message) from fault
        repo.notices.append(said)
    repo.journal.clear()


def finish_or_take_back(repo: Repository, intent: Intent) -> str:
    """Settle one save and give the sentence to tell. Raises OSError, GitFault."""
    clear_stale_locks(repo, intent.ref)
    is_saved = counts(repo, intent)
    if repo.ref() != intent.ref:
        # Another branch was checked out since: its files are not ours to touch.
        _keep_former_edits(repo, intent)
        _remove_neighbours(repo, intent)
    elif is_saved:
        _finish(repo, intent, repo.tip(intent.ref) or intent.new)
    else:
        take_back(repo, intent)
    if is_saved:
        return f"an interrupted save was finished: version {intent.new[:7]}"
    return "an interrupted save was taken back: nothing of it had been saved"


def counts(repo: Repository, intent: Intent) -> bool:
    """Whether the branch has the version that was to be saved. Raises GitFault."""
    tip = repo.tip(intent.ref)
    return tip == intent.new or (tip is not None and repo.contains(tip, intent.new))


def _finish(repo: Repository, intent: Intent, tip: str) -> None:
    """Put the files of a version in place that counts already."""
    changes = intent.changes
    if tip != intent.new:
        # Somebody saved on top. Where that says otherwise, it is the newer word.
        newer = list_entries(repo, tip, [change.path for change in changes])
        changes = tuple(c for c in changes if newer.get(c.path) == c.new)
    index = read_index(repo, [change.path for change in changes])
    # The list of files is written last: what it has was in place, and what differs from it now
    # is a later edit.
    waiting = [change for change in changes if index.get(change.path) != change.new]
    numbers = {change.path: number for number, change in enumerate(intent.changes)}
    blobs = read_blobs(repo, [change.new.oid for change in waiting if change.new])
    folders: set[Path] = set()
    for change in waiting:
        target = repo.root / change.path
        found = name_content(repo, look_at(repo.root, change.path).data)
        if found not in (change.new_id, change.old_id, None):
            repo.notices.append(save_aside(repo.git_dir, intent.token, change.path, target))
        if change.new is None:
            target.unlink(missing_ok=True)
        elif found != change.new_id:
            number = numbers[change.path]
            _, former = name_neighbours(repo.root, change.path, intent.token, number)
            _write_file(repo.root, target, blobs[change.new.oid], change.new.mode, former)
        folders.add(target.parent)
    _keep_former_edits(repo, intent)
    for folder in folders:
        sync_folder(folder)
    write_index(repo, {change.path: change.new for change in waiting})
    _remove_neighbours(repo, intent)


def take_back(repo: Repository, intent: Intent) -> None:
    """Make the folder what it was before a save that did not come to count.

    An edit that came in between stays, or is saved aside. Raises OSError, GitFault and, where
    something else than a file has come into a place, ConflictingEdit.
    """
    index = read_index(repo, [change.path for change in intent.changes])
    ours = [c for c in intent.changes if c.new != c.old and index.get(c.path) == c.new]
    for number, change in enumerate(intent.changes):
        target = repo.root / change.path
        _, former = name_neighbours(repo.root, change.path, intent.token, number)
        found = name_content(repo, look_at(repo.root, change.path).data)
        if found not in (change.new_id, None):
            continue  # what it was, or an edit
        if former.exists():
            os.replace(former, target)  # with it, an edit that came in between
        elif found and change.old is None and not change.was_there:
            target.unlink()
        elif found and change.old:
            before = read_blobs(repo, [change.old.oid])[change.old.oid]
            _write_file(repo.root, target, before, change.old.mode)
        sync_folder(target.parent)
    _keep_former_edits(repo, intent)
    write_index(repo, {change.path: change.old for change in ours})
    _remove_neighbours(repo, intent)


def _keep_former_edits(repo: Repository, intent: Intent) -> None:
    """Save aside what a save had moved out of its way and that is not what it had found."""
    for number, change in enumerate(intent.changes):
        _, former = name_neighbours(repo.root, change.path, intent.token, number)
        if not os.path.lexists(former):
            continue
        is_plain = former.is_file() and not former.is_symlink()
        if not is_plain or name_content(repo, former.read_bytes()) != change.old_id:
            repo.notices.append(save_aside(repo.git_dir, intent.token, change.path, former))


def _remove_neighbours(repo: Repository, intent: Intent) -> None:
    for number, change in enumerate(intent.changes):
        for each in name_neighbours(repo.root, change.path, intent.token, number):
            each.unlink(missing_ok=True)
        if not (repo.root / change.path).exists():
            remove_empty_folders(repo.root, change.path)


def name_content(repo: Repository, data: bytes | None) -> str | None:
    """The id that git gives to a file's bytes; None where there is no file."""
    return None if data is None else NewObjects(repo.hash_name).name("blob", data)


def list_entries(repo: Repository, version: str, paths: Sequence[str]) -> dict[str, TreeEntry]:
    """What a version holds at some paths, without looking into folders. Raises GitFault."""
    args = ["ls-tree", "-z", "--full-tree", version, "--", *paths]
    entries = {}
    for record in repo.git.run(args).split(b"\0")[:-1]:
        head, _, raw = record.partition(b"\t")
        mode, _, oid = head.decode("ascii").split(" ")
        entries[os.fsdecode(raw)] = TreeEntry(mode, oid)
    return entries


def _write_file(
    root: Path, target: Path, data: bytes, mode: str, former: Path | None = None
) -> None:
    """Write a file with the permission bits of the one there, or of the `former` one."""
    missing = [folder for folder in target.parents if not folder.exists()]
    try:
        kept = None
        if former is not None and former.exists():
            kept = stat.S_IMODE(former.lstat().st_mode)
        replace_file(target, data, kept)
        if mode == "100755":
            target.chmod(target.stat().st_mode | 0o111)
        for folder in missing:
            sync_folder(folder.parent)
    except OSError as fault:
        raise cannot_write(target.relative_to(root).as_posix(), fault) from fault
