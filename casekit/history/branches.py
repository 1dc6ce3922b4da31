"""The branches of a repository, its own and those it knows of others."""

from __future__ import annotations

from dataclasses import dataclass

from casekit.history.names import show_text
from casekit.history.repository import Repository


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch by the name that people use, and the full id of its newest version."""

    name: str
    version: str


def list_branches(repo: Repository) -> list[Branch]:
    """List local and remote-tracking branches by name.

    Those that lead to no version are left out: check_store tells of them. Raises GitFault.
    """
    words = ["--format=%(refname)%00%(objectname)", "refs/heads", "refs/remotes"]
    found = []
    for line in repo.git.run(["for-each-ref", *words]).splitlines():
        raw, _, oid = line.partition(b"\0")
        name = raw.decode(errors="backslashreplace")
        if repo.has_version(oid.decode("ascii")):
            short = name.removeprefix("refs/heads/").removeprefix("refs/remotes/")
            found.append(Branch(show_text(short), oid.decode("ascii")))
    return found


def count_versions(repo: Repository, newer: str, older: str | None = None) -> int:
    """Count the versions that lead to one, without those that lead to an older one."""
    words = [newer] if older is None else [newer, f"^{older}"]
    return int(repo.git.run(["rev-list", "--count", *words, "--"]))
