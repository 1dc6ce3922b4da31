"""One change set becomes one version: all files and the version, or nothing.

The order, and why:

1. Everything that can be refused is refused before anything is written.
2. The new files are written and synced beside their places: a read-only folder or a full disk
   stops here, with the history untouched.
3. Folders, files and version are written as loose objects and synced; nothing points to them yet.
4. The branch moves by compare-and-swap. From here on the version counts.
5. The prepared files are renamed into place, then the index learns of exactly these paths.

When step 5 fails the branch moves back, if nobody has built on the version meanwhile. The trees
come from the current version, never from the user's index, so nothing the user staged slips in.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime

from casekit.errors import ConflictingEdit, GitFault
from casekit.history.files import (
    StagedFiles,
    WorkingFile,
    cannot_write,
    look_at,
    stage_files,
    sync_folder,
)
from casekit.history.objects import open_reader
from casekit.history.repository import Repository
from casekit.history.runner import Refused
from casekit.history.trees import NewObjects, TreeEntry, TreePlan, plan_tree

# Paths per git command: the length of a command line is bounded.
_PATHS_AT_ONCE = 200


class SavedMeanwhile(ConflictingEdit):
    """The branch is no longer where it was when this change was worked out."""

    def __init__(self) -> None:
        super().__init__(
            "somebody saved in between; nothing of yours was saved",
            hint="run the command again",
        )


class UnsavedEdit(ConflictingEdit):
    """A file that would be written holds edits that no version has."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} has edits that are not saved in any version",
            hint=f"save them with git, or throw them away with: git restore --staged --worktree "
            f'-- "{path}"; then run the command again. An untracked file: move it away.',
            path=path,
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
    person: it is not confidential.

    Raises ConflictingEdit when the branch moved or a file holds unsaved edits, NoIdentity,
    OddName, GitFault; then neither the history nor a working file has changed.
    """
    if not changes or not message.strip() or "\0" in message:
        raise ValueError("a version needs a file and a message")
    ref = f"refs/heads/{repo.branch()}"
    signature = repo.signature()
    stamp = signature.now if when is None else _format_moment(when)
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

    executable = [path for path, entry in plan.after.items() if entry and entry.mode == "100755"]
    staged = stage_files(repo.root, changes, found, executable)
    try:
        _write_objects(repo, new)
        _move_branch(repo, ref, version, expected_head)
        _show(repo, plan, staged)
    except BaseException as fault:
        _undo(repo, ref, version, expected_head, staged, found)
        if isinstance(fault, OSError):
            raise cannot_write("the git folder", fault) from fault
        raise
    staged.remove_empty_folders()
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
    if (repo.git_dir / "index.lock").exists():
        raise GitFault(
            "another git command is at work in this folder",
            hint="wait for it; if none is running, remove the file index.lock in the git folder",
        )
    staged = _read_index(repo, list(changes))
    for path, wanted in changes.items():
        before, after = plan.before[path], plan.after[path]
        data = found[path].data
        there = None if data is None else new.name("blob", data)
        if data != wanted and there != (before.oid if before else None):
            raise UnsavedEdit(path)
        if staged.pop(path, None) not in (before, after):
            raise UnsavedEdit(path)
    for path in staged:  # what is left lies below a name that is to become a file
        raise UnsavedEdit(path)


def _read_index(repo: Repository, paths: list[str]) -> dict[str, TreeEntry]:
    entries: dict[str, TreeEntry] = {}
    for start in range(0, len(paths), _PATHS_AT_ONCE):
        some = paths[start : start + _PATHS_AT_ONCE]
        for record in repo.git.run(["ls-files", "--stage", "-z", "--", *some]).split(b"\0")[:-1]:
            head, _, raw = record.partition(b"\t")
            path = os.fsdecode(raw)
            mode, oid, stage = head.decode("ascii").split(" ")
            if stage != "0":
                raise ConflictingEdit(
                    f"{path} is in the middle of a merge",
                    hint="finish the merge with git, or stop it: git merge --abort",
                    path=path,
                )
            entries[path] = TreeEntry(mode, oid)
    return entries


def _format_moment(when: datetime) -> str:
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
    repo.git.run(["unpack-objects", "-q", "--strict"], input=new.pack(), doing="save the files")
    store = repo.common_dir / "objects"
    for folder in sorted({oid[:2] for oid in new.items}):
        sync_folder(store / folder)
    sync_folder(store)


def _move_branch(repo: Repository, ref: str, version: str, expected: str | None) -> None:
    old = expected or "0" * len(version)
    order = f"update {ref}\0{version}\0{old}\0".encode()
    args = ["update-ref", "-m", "casekit: save", "--stdin", "-z"]
    try:
        repo.git.run(args, input=order, doing="save the version")
    except Refused:
        if repo.head() != expected:
            raise SavedMeanwhile() from None
        raise
    for folder in (repo.common_dir / ref).parents:
        sync_folder(folder)
        if folder == repo.common_dir:
            break


def _show(repo: Repository, plan: TreePlan, staged: StagedFiles) -> None:
    staged.place()
    lines = []
    for path, entry in plan.after.items():
        if entry is None:
            nothing = "0" * (40 if repo.hash_name == "sha1" else 64)
            lines.append(f"0 {nothing}\t{path}\0")
        else:
            lines.append(f"{entry.mode} {entry.oid}\t{path}\0")
    args = ["update-index", "-z", "--index-info"]
    repo.git.run(args, input="".join(lines).encode(), doing="update its list of files")


def _undo(
    repo: Repository,
    ref: str,
    version: str,
    expected: str | None,
    staged: StagedFiles,
    found: Mapping[str, WorkingFile],
) -> None:
    # Back only if the branch still is at this version: whoever built on it keeps it.
    target = expected or "0" * len(version)
    order = f"update {ref}\0{target}\0{version}\0".encode()
    try:
        repo.git.run(["update-ref", "-m", "casekit: undo", "--stdin", "-z"], input=order)
    except GitFault:
        staged.discard()
        if repo.head() is None or not _contains(repo, version):
            return
        paths = " ".join(f'"{path}"' for path in found)
        raise GitFault(
            f"version {version[:7]} is saved, but its files could not be put in place",
            hint=f"run: git restore --source=HEAD --staged --worktree -- {paths}",
        ) from None
    try:
        staged.take_back(found)
    except OSError as fault:
        raise GitFault(
            f"nothing was saved, but a working file could not be restored: {fault.strerror}",
            hint="see with git status which files differ from the last version",
        ) from fault


def _contains(repo: Repository, version: str) -> bool:
    try:
        repo.git.run(["merge-base", "--is-ancestor", version, "HEAD"])
    except Refused:
        return False
    return True
