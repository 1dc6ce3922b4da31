"""Who made the versions that changed some files, as git was told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from casekit.history.repository import Repository
from casekit.history.runner import Refused

_DEFAULT_BRANCHES = (
    *("refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master"),
    *("refs/heads/main", "refs/heads/master"),
)


class Authored(NamedTuple):
    """A version by its full id, and the address under which its author made it."""

    version: str
    email: str


def list_authored(repo: Repository, version: str, paths: Sequence[str]) -> list[Authored]:
    """The versions up to one that changed files, merges left out, newest first; raises GitFault."""
    words = ["log", "--no-merges", "--full-history", "-z", "--format=tformat:%H %ae"]
    printed = repo.git.run([*words, "--end-of-options", version, "--", *paths])
    items = printed.decode("utf-8", "replace").split("\0")
    return [Authored(*item.strip("\n").split(" ", 1)) for item in items if item.strip("\n")]


def find_branch_base(repo: Repository, version: str) -> str:
    """The newest version of the default branch that a version contains; raises GitFault.

    The default branch is that of the place that this clone came from, then `main` or `master` here.
    A version that shares nothing with it is its own base.
    """
    for name in _DEFAULT_BRANCHES:
        if repo.tip(name) is not None:
            return _merge_base(repo, version, name) or version
    return version


def _merge_base(repo: Repository, version: str, ref: str) -> str | None:
    try:
        found = repo.git.run(["merge-base", "--end-of-options", version, ref])
    except Refused as fault:
        if fault.status == 1:  # they share nothing
            return None
        raise
    return found.decode("ascii").split("\n", 1)[0] or None
