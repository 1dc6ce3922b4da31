"""One change set becomes one version: all files and the version, or nothing.

The order, and why:

1. Whoever saves holds the journal; what an earlier save left undone is settled first.
2. Everything that can be refused is refused before anything is written.
3. What is intended is put into the journal and synced.
4. The new files are written and synced beside their places: a read-only folder or a full disk
   stops here, with the history untouched.
5. Folders, files and version are written as loose objects and synced; nothing points to them yet.
6. The branch moves by compare-and-swap, synced. From here on the version counts.
7. The prepared files are put into place and synced, then git's list of files learns of exactly
   these paths, then the journal is emptied.

Interrupted before step 6, the next command takes everything back; after it, it finishes the rest
(`recovery.py`). A fault that is seen, such as a full disk, is taken back at once. The trees come
from the current version, never from the user's list of files, so nothing the user staged slips in.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from casekit.errors import ConflictingEdit, GitFault
from casekit.history.files import (
    CannotWrite,
    StagedFiles,
    WorkingFile,
    cannot_write,
    look_at,
    stage_files,
    sync_folder,
)
from casekit.history.index import await_index, read_index, write_index
from casekit.history.journal import Intent, PathChange
from casekit.history.locks import clear_stale_locks
from casekit.history.objects import open_reader
from casekit.history.recovery import counts, hold_store, take_back
from casekit.history.repository import Repository, SavedMeanwhile
from casekit.history.runner import CouldNotStart, Refused
from casekit.history.saved_aside import save_aside
from casekit.history.trees import NewObjects, TreePlan, plan_tree


class UnsavedEdit(ConflictingEdit):
    """A file that would be written holds edits that no version has."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} has edits that are not saved in any version",
            hint=f"save them with git, or throw them away with: git restore --staged --worktree "
            f'-- "{path}"; then run the command again. An untracked file: move it away.',
            path=path,
        )


class SavedNotShown(GitFault):
    """The version is saved, but its files could not be put into the folder yet."""

    code = "SAVED-NOT-SHOWN"

    def __init__(self, version: str, why: str) -> None:
        super().__init__(
            f"version {version[:7]} is saved, but its files are not in the folder yet: {why}",
            hint="do not record it again: mend that, and the next casekit command puts them there",
        )


class SaveUncertain(GitFault):
    """git was cut off in the very step that makes a version count."""

    code = "SAVE-UNCERTAIN"

    def __init__(self, why: str) -> None:
        super().__init__(
            f"it cannot be told here whether this was saved: {why}",
            hint="run: casekit log; every casekit command settles it first. A request with the "
            "`id` of its record can simply be sent again",
        )


def commit_files(
    repo: Repository,
    changes: Mapping[str, bytes | None],
    *,
    message: str,
    when: datetime | None,
    expected_head: str | None,
) -> str:
    """Save exactly these files (None: removed) as one version on the branch, and give its id.

    `expected_head` is the version the change was worked out on, None before the first one;
    `when` is the aware moment the version bears, None for the present. Where every file already
    is as asked, no version is made and `expected_head` is given back. The message must name no
    person: it is not confidential. An edit that comes in between is kept aside and told in
    `repo.notices`.

    Raises ConflictingEdit when the branch moved, a file holds unsaved edits or somebody else
    saves, NoIdentity, OddName, GitFault; then neither the history nor a working file has changed,
    but for SavedNotShown, which says so.
    """
    if not changes or not message.strip() or "\0" in message:
        raise ValueError("a version needs a file and a message")
    with hold_store(repo):
        return _save(repo, changes, message, when, expected_head)


def _save(
    repo: Repository,
    changes: Mapping[str, bytes | None],
    message: str,
    when: datetime | None,
    expected_head: str | None,
) -> str:
    ref = f"refs/heads/{repo.branch()}"
    signature = repo.signature()
    stamp = signature.now if when is None else format_moment(when)
    new = NewObjects(repo.hash_name)
    try:
        plan = _plan(repo, changes, expected_head, new)
        found = {path: look_at(repo.root, path) for path in changes}
        _refuse_unsaved_edits(repo, changes, plan, found, new)
    except ConflictingEdit:
        # What looks like somebody's edit may be a version that this change does not know of.
        if repo.head() != expected_head:
            raise SavedMeanwhile() from None
        raise
    if plan.before == plan.after and expected_head is not None:
        return expected_head
    top = plan.top or new.add("tree", b"")
    version = new.add("commit", _format_version(top, expected_head, signature.who, stamp, message))

    touched = [
        PathChange(path, plan.before[path], plan.after[path], found[path].data is not None)
        for path in changes
    ]
    intent = Intent(os.urandom(8).hex(), ref, expected_head, version, tuple(touched))
    staged: StagedFiles | None = None
    try:
        repo.journal.write(intent)
        staged = stage_files(repo.root, changes, found, token=intent.token)
        _write_objects(repo, new)
        _move_branch(repo, intent)
        _show(repo, intent, staged)
    except BaseException as fault:
        _undo(repo, intent, staged, fault)
        if isinstance(fault, OSError):
            fault = cannot_write("the git folder", fault)
        if isinstance(fault, CannotWrite):
            raise CannotWrite(
                f"{fault.message}; nothing was saved", hint=fault.hint, path=fault.path
            ) from fault
        raise
    # It is saved, whatever comes now: what is left over, the next command finds in the journal.
    with suppress(OSError):
        staged.finish()
        repo.journal.clear()
    return version


def _plan(
    repo: Repository,
    changes: Mapping[str, bytes | None],
    expected_head: str | None,
    new: NewObjects,
) -> TreePlan:
    with open_reader(repo.git) as reader:
        top = None
        if expected_head is not None:
            head = reader.read(expected_head, "commit")
            top = head.split(b"\n", 1)[0].removeprefix(b"tree ").decode("ascii")
        return plan_tree(reader, top, changes, new)


def _refuse_unsaved_edits(
    repo: Repository,
    changes: Mapping[str, bytes | None],
    plan: TreePlan,
    found: Mapping[str, WorkingFile],
    new: NewObjects,
) -> None:
    await_index(repo)
    # A name that neither the version nor the folder has was made up just now: nobody can have
    # staged anything under it, and reading the list of a large workspace takes its time.
    known = [p for p in changes if plan.before[p] is not None or found[p].data is not None]
    staged = read_index(repo, known)
    for path, wanted in changes.items():
        before, after = plan.before[path], plan.after[path]
        data = found[path].data
        there = None if data is None else new.name("blob", data)
        if data != wanted and there != (before.oid if before else None):
            raise UnsavedEdit(path)
        if path in known and staged.pop(path, None) not in (before, after):
            raise UnsavedEdit(path)
    for path in staged:  # what is left lies below a name that is to become a file
        raise UnsavedEdit(path)


def format_moment(when: datetime) -> str:
    """An aware moment as git writes it; raises ValueError for one that git cannot bear."""
    offset = when.utcoffset()
    if offset is None or when.timestamp() < 0:
        raise ValueError("the moment of a version needs an offset and lies after 1970")
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{int(when.timestamp())} {sign}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


def _format_version(top: str, parent: str | None, who: bytes, stamp: str, message: str) -> bytes:
    signed = who + b" " + stamp.encode("ascii")
    lines = [b"tree " + top.encode("ascii")]
    if parent is not None:
        lines.append(b"parent " + parent.encode("ascii"))
    lines += [b"author " + signed, b"committer " + signed, b"", message.strip().encode(), b""]
    return b"\n".join(lines)


def _write_objects(repo: Repository, new: NewObjects) -> None:
    # --strict: git itself checks every new object and that all it names exists.
    repo.git.run(
        ["unpack-objects", "-q", "--strict"],
        input=new.pack(),
        doing="save the files",
        keeping=repo.journal.handles,
    )
    store = repo.common_dir / "objects"
    for folder in sorted({oid[:2] for oid in new.items}):
        sync_folder(store / folder)
    sync_folder(store)


def _move_branch(repo: Repository, intent: Intent) -> None:
    try:
        _swap(repo, intent.ref, intent.old, intent.new, "casekit: save")
    except Refused as fault:
        # git may have moved it and failed only afterwards.
        tip = repo.tip(intent.ref)
        if tip != intent.new:
            if tip != intent.old:
                raise SavedMeanwhile() from None
            raise fault
    # A git that was killed, or could not remove its locks, would stop the next save with them.
    with suppress(GitFault, OSError):
        clear_stale_locks(repo, intent.ref, also_index=False)
    for folder in (repo.common_dir / intent.ref).parents:
        sync_folder(folder)
        if folder == repo.common_dir:
            break


def _swap(repo: Repository, ref: str, old: str | None, new: str | None, why: str) -> None:
    nothing = "0" * len(new or old or "")
    update = f"update {ref}\0{new or nothing}\0{old or nothing}\0"
    order = f"start\0{update}prepare\0commit\0".encode()
    args = ["update-ref", "-m", why, "--stdin", "-z"]
    told = repo.git.run(args, input=order, doing="save the version", keeping=repo.journal.handles)
    # A git that could not read its orders ends without a complaint, and has done nothing.
    if b"commit: ok" not in told:
        raise Refused("git could not save the version: it did not read its orders", 0, None)


def _show(repo: Repository, intent: Intent, staged: StagedFiles) -> None:
    edited = staged.place()
    write_index(repo, {change.path: change.new for change in intent.changes})
    for each in edited:
        repo.notices.append(save_aside(repo.git_dir, intent.token, each.path, each.former))


def _undo(
    repo: Repository, intent: Intent, staged: StagedFiles | None, fault: BaseException
) -> None:
    """Take everything back; where the branch cannot go back, say that the version counts.

    What fails here too stays in the journal, and the next command settles it. Raises
    SavedNotShown, SaveUncertain.
    """
    why = getattr(fault, "message", None) or getattr(fault, "strerror", None) or "interrupted"
    if isinstance(fault, CouldNotStart):
        # It may have started all the same. It holds the journal, so the next command waits for it.
        raise SaveUncertain(why) from fault
    try:
        if not isinstance(fault, Refused) or fault.status < 0:
            # A git that was killed leaves its locks; one that ended by itself has removed them.
            clear_stale_locks(repo, intent.ref)
        if repo.tip(intent.ref) == intent.new:
            _swap(repo, intent.ref, intent.new, intent.old, "casekit: undo")
        elif _counts(repo, intent):
            raise SavedNotShown(intent.new, why) from fault
        if staged is not None:
            take_back(repo, intent)
            staged.discard()
        repo.journal.clear()
    except SavedNotShown:
        raise
    except (GitFault, ConflictingEdit, OSError):
        is_saved = _counts(repo, intent)
        if is_saved is None:
            raise SaveUncertain(why) from fault
        if is_saved:
            raise SavedNotShown(intent.new, why) from fault


def _counts(repo: Repository, intent: Intent) -> bool | None:
    """Whether the branch has the version; None when git cannot tell."""
    try:
        return counts(repo, intent)
    except GitFault:
        return None
