"""The versions of a workspace, newest first: who saved what and when."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING

from casekit.errors import GitFault
from casekit.history.config import refuse_programs
from casekit.history.names import check_path, show_text
from casekit.history.repository import Repository
from casekit.history.runner import SAFE_SETTINGS, Git

if TYPE_CHECKING:
    from git.objects import Commit


@dataclass(frozen=True)
class Version:
    """One saved version: full id, moment, who saved it, its message and the paths it changed."""

    id: str
    when: datetime
    author: str
    message: str
    files: tuple[str, ...]


def read_log(
    repo: Repository,
    path: str | None = None,
    limit: int | None = None,
    version: str | None = None,
) -> list[Version]:
    """List the versions that lead to one by its full id, or those of them that touched a path.

    Without one the current version is meant.

    `files` compares a version with its first parent, and holds what lies at or under the path
    when one is given. Raises OddName for a path that is refused, ConfiguredProgram, GitFault.
    """
    if path is not None:
        path = path.rstrip("/")
        check_path(path)
    head = version or repo.head()
    if head is None or limit == 0:
        return []
    # GitPython starts git by itself, so the configuration is judged again right before.
    refuse_programs(repo.git, repo.git_dir, repo.common_dir)
    with _replace_environment(repo.git):
        versions = _read_versions(repo, head, path, limit)
    return _add_files(repo, versions, path)


def _read_versions(
    repo: Repository, head: str, path: str | None, limit: int | None
) -> list[Version]:
    import git  # takes 0.2 s: only who reads the history pays
    from git.exc import GitCommandError, ODBError

    with git.Repo(repo.root) as opened:
        opened.git.set_persistent_git_options(
            c=list(SAFE_SETTINGS), no_replace_objects=True, literal_pathspecs=True
        )
        count = -1 if limit is None else limit  # -1 is no limit, as for git
        try:
            return [
                _read_version(commit)
                for commit in opened.iter_commits(head, paths=path or "", max_count=count)
            ]
        except (GitCommandError, ODBError, ValueError) as fault:
            raise GitFault(
                "git could not read the history: " + show_text(str(fault).splitlines()[0]),
                hint="see what is wrong: git fsck",
            ) from fault


@contextmanager
def _replace_environment(git: Git) -> Iterator[None]:
    # GitPython starts git when it is imported, and gives it the whole environment of this process,
    # from which it can take no name out. So what leads elsewhere is gone while it works.
    kept = dict(os.environ)
    os.environ.clear()
    os.environ.update(git.environment, GIT_PYTHON_GIT_EXECUTABLE=git.find_program())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def _add_files(repo: Repository, versions: list[Version], path: str | None) -> list[Version]:
    # One process for all versions; GitPython would start one for each.
    words = ["--stdin", "-r", "-z", "--root", "--always", "--name-only", "--no-renames"]
    words += ["--no-ext-diff", "--no-textconv", "--diff-merges=first-parent"]
    if path is not None:
        words += ["--", path]
    asked = "".join(f"{version.id}\n" for version in versions).encode("ascii")
    answer = repo.git.run(["diff-tree", *words], input=asked).split(b"\0")[:-1]
    ends = [*_find_starts(answer, versions), len(answer)]
    return [
        replace(version, files=tuple(os.fsdecode(raw) for raw in answer[start + 1 : end]))
        for version, (start, end) in zip(versions, pairwise(ends), strict=True)
    ]


def _find_starts(answer: list[bytes], versions: list[Version]) -> list[int]:
    # Each version is answered by its id and then its paths, in the order asked.
    starts = []
    at = 0
    for version in versions:
        at = answer.index(version.id.encode("ascii"), at)
        starts.append(at)
        at += 1
    return starts


def _read_version(commit: Commit) -> Version:
    message = commit.message
    return Version(
        id=commit.hexsha,
        when=datetime.fromtimestamp(
            commit.committed_date, timezone(timedelta(seconds=-commit.committer_tz_offset))
        ),
        author=commit.author.name or "",
        message=(message if isinstance(message, str) else message.decode(errors="replace")).strip(),
        files=(),
    )
