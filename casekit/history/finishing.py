"""Going on with what git left unfinished: whose each side is, putting files right, saving it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from casekit.errors import ConflictingEdit, GitFault, NotFound
from casekit.history.commit import format_moment
from casekit.history.entries import TreeEntry
from casekit.history.files import cannot_write, look_at, replace_file
from casekit.history.index import await_index, write_index
from casekit.history.recovery import hold_store
from casekit.history.repository import Repository, is_full_id
from casekit.history.unmerged import find_unfinished, list_unmerged

_PLAIN_FILE = "100644"


class Sides(NamedTuple):
    """The version that each side ends with, by its full id; None where git does not tell."""

    here: str | None
    there: str | None


def find_sides(repo: Repository) -> Sides:
    """Whose the two sides of an unfinished merge are. Raises GitFault."""
    marks = repo.git_dir
    unfinished = find_unfinished(marks)
    head = repo.head()
    if unfinished is None:  # putting back a stash leaves no mark, and keeps it
        return Sides(head, _resolve(repo, "refs/stash"))
    if not unfinished.ours_is_here:
        return Sides(_read_mark(marks / "REBASE_HEAD"), head)
    if (picked := _read_mark(marks / "MERGE_HEAD")) is not None:
        return Sides(head, picked)
    if (picked := _read_mark(marks / "CHERRY_PICK_HEAD")) is not None:
        return Sides(head, picked)
    taken_back = _read_mark(marks / "REVERT_HEAD")
    return Sides(head, _resolve(repo, f"{taken_back}^") if taken_back else None)


def _resolve(repo: Repository, revision: str) -> str | None:
    try:
        return repo.resolve(revision)
    except NotFound:
        return None


def _read_mark(path: Path) -> str | None:
    try:
        first = path.read_text("ascii", "replace").split("\n", 1)[0].strip()
    except OSError:
        return None
    return first if is_full_id(first) else None


def put_right(
    repo: Repository, contents: Mapping[str, bytes], before: Mapping[str, bytes | None]
) -> None:
    """Give files that wait their content, and tell git that they are put right.

    `before` is what each held when it was decided. Cut off in between, git still waits for them,
    and the same can be done again. Raises ConflictingEdit for one that was edited since, GitFault.
    """
    with hold_store(repo):
        await_index(repo)
        for path in contents:
            if look_at(repo.root, path).data != before[path]:
                raise ConflictingEdit(
                    f"{path} was edited in between; nothing was put right",
                    hint="run the command again",
                    path=path,
                )
        entries = {path: TreeEntry(_PLAIN_FILE, _store(repo, c)) for path, c in contents.items()}
        for path, content in contents.items():
            try:
                replace_file(repo.root / path, content)
            except OSError as fault:
                raise cannot_write(path, fault) from fault
        write_index(repo, entries)


def _store(repo: Repository, content: bytes) -> str:
    words = ["hash-object", "-w", "--no-filters", "--stdin"]
    return repo.git.run(words, input=content, doing="keep a file").decode("ascii").strip()


def note_decisions(repo: Repository, lines: str) -> bool:
    """Put lines into the message that git keeps for the version to come; False without one.

    They stand before what git has left as comments. Raises GitFault.
    """
    for name in ("rebase-merge/message", "rebase-apply/final-commit", "MERGE_MSG"):
        path = repo.git_dir / name
        try:
            text = path.read_text("utf-8", "surrogateescape")
        except OSError:
            continue
        comments = re.search(r"(?m)^#", text)
        head = text[: comments.start()] if comments else text
        rest = text[comments.start() :] if comments else ""
        message = f"{head.rstrip()}\n\n{lines.strip()}\n" + (f"\n{rest}" if rest else "")
        try:
            replace_file(path, message.encode("utf-8", "surrogateescape"))
        except OSError as fault:
            raise cannot_write("the message of the version", fault) from fault
        return True
    return False


def read_noted(repo: Repository) -> str:
    """What stands below the first line of the message that git keeps; empty without one."""
    try:
        text = (repo.git_dir / "MERGE_MSG").read_text("utf-8", "replace")
    except OSError:
        return ""
    lines = [line for line in text.splitlines()[1:] if not line.startswith("#")]
    return "\n".join(lines).strip()


def is_merge(repo: Repository) -> bool:
    """Whether what is unfinished is a merge, which ends with one version that has two parents."""
    unfinished = find_unfinished(repo.git_dir)
    mark = repo.git_dir / "MERGE_HEAD"
    return unfinished is not None and unfinished.ours_is_here and mark.exists()


def save_merge(repo: Repository, message: str, when: datetime | None) -> str:
    """Save a merge whose files are all put right, and give the id of its version.

    It holds what git's list of files holds, as `git commit` would save it, without hooks. Raises
    ConflictingEdit where something still waits, NoIdentity, GitFault.
    """
    with hold_store(repo):
        if not is_merge(repo) or list_unmerged(repo):
            raise ConflictingEdit("the merge is not decided yet", hint="run: casekit resolve")
        repo.signature()
        stamp = {} if when is None else dict.fromkeys(_DATES, format_moment(when))
        words = ["commit", "--quiet", "--no-verify", "--cleanup=verbatim", "--file=-"]
        text = f"{message.strip()}\n".encode()
        repo.git.run(words, input=text, env_extra=stamp, doing="save the merge")
        version = repo.head()
        if version is None:
            raise GitFault("the merge was not saved", hint="see: git status")
        return version


_DATES = ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE")
