"""Is the folder of a workspace fit to save in? What stands in the way, and what waits for a person.

Looks only, and quickly: whether the history is whole, `casekit verify --integrity` tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from casekit.errors import CasekitError
from casekit.history.config import list_unusual_settings
from casekit.history.fsck import is_shallow
from casekit.history.locks import find_locks
from casekit.history.repository import Repository
from casekit.history.saved_aside import list_saved_aside
from casekit.history.unmerged import WITHOUT_MARK, find_unfinished, list_unmerged
from casekit.model.findings import Finding, Severity
from casekit.workspace.agency import AGENCY_FILE

# A version needs a few kilobytes; a backup, a merge or git's own housekeeping far more.
ENOUGH_BYTES = 200 * 1024 * 1024

# The first git whose `core.fsync` reaches everything that a save writes. Older ones pass the
# setting over without a word, and what was acknowledged can be lost in a power cut.
OLDEST_GIT = (2, 36)

_MOST_TOLD = 20
_TRUE = frozenset({"true", "yes", "on", "1"})
_SETTINGS = r"^(core\.autocrlf|feature\.manyfiles)$"


def examine_store(repo: Repository, free_bytes: int) -> Iterator[Finding]:
    """Look at a workspace's folder; `free_bytes` is the room on its disk. Raises GitFault."""
    yield from _examine_git(repo)
    yield from _examine_saving(repo)
    yield from _examine_branch(repo)
    yield from _examine_settings(repo)
    if free_bytes < ENOUGH_BYTES:
        yield _finding(
            "DOCTOR-DISK",
            f"only {free_bytes // 1024 // 1024} MB are free on the disk of this workspace",
            "free some space before it is full",
            "warning",
        )
    if _ignores_case(repo):
        yield _finding(
            "DOCTOR-LETTER-CASE",
            "this disk takes capital and small letters in file names for the same",
            "never give two files names that differ in that alone; casekit never does",
            "warning",
        )


def _examine_git(repo: Repository) -> Iterator[Finding]:
    printed = repo.git.run(["version"]).decode("ascii", "replace").strip()
    match = re.match(r"git version (\d+)\.(\d+)", printed)
    found = (int(match[1]), int(match[2])) if match else (0, 0)
    if found < OLDEST_GIT:
        wanted = ".".join(map(str, OLDEST_GIT))
        yield _finding(
            "DOCTOR-GIT-OLD",
            f"this computer has {printed}; before {wanted} git does not make sure that what was "
            "saved survives a power cut",
            "install a newer git: https://git-scm.com/downloads",
        )


def _examine_saving(repo: Repository) -> Iterator[Finding]:
    if repo.journal.is_waiting():
        yield _finding(
            "DOCTOR-SAVE-WAITING",
            "a save is under way, or was interrupted",
            "nothing to do: the next casekit command finishes it or takes it back",
            "warning",
        )
    # Off any branch there is none to be locked.
    for lock in dict.fromkeys(find_locks(repo, repo.ref() or "HEAD")):
        yield _finding(
            "DOCTOR-LOCK",
            f"a lock of git is in the way of saving: {lock}",
            "wait for the git command that holds it; if none is running, remove that file",
        )
    kept = list(list_saved_aside(repo.git_dir))
    for path, place in kept[:_MOST_TOLD]:
        yield _finding(
            "DOCTOR-SAVED-ASIDE",
            f"an edit of {path} was kept aside when a version took its place",
            f'compare: git diff --no-index -- "{path}" "{place}"; put in what is missing, then '
            f'throw it away: rm "{place}"',
            "warning",
            path,
        )
    if len(kept) > _MOST_TOLD:
        message = f"{len(kept) - _MOST_TOLD} more edits were kept aside"
        hint = f"they lie beside the others, in {kept[0][1].parent}"
        yield _finding("DOCTOR-SAVED-ASIDE", message, hint, "warning")


def _examine_branch(repo: Repository) -> Iterator[Finding]:
    paths = [raw.decode(errors="backslashreplace") for raw in list_unmerged(repo)]
    way = find_unfinished(repo.git_dir) or WITHOUT_MARK
    for path in sorted(paths)[:_MOST_TOLD]:
        yield _finding(
            "DOCTOR-UNMERGED",
            "two versions of this file were to be joined, and nobody has decided how"
            + (f" ({len(paths)} files in all)" if len(paths) > 1 else ""),
            f"go on with: {way.go_on}; or give it up: {way.give_up}",
            "error",
            path,
        )
    try:
        repo.branch()
    except CasekitError as fault:
        yield _finding("DOCTOR-NO-BRANCH", f"{fault.message}", fault.hint)
    if is_shallow(repo):
        yield _finding(
            "DOCTOR-SHALLOW",
            "this clone is shallow: what was saved before its first version is not in it, so "
            "--as-known and verify cannot look there, and no backup can be made of it",
            "fetch the rest: git fetch --unshallow",
            "warning",
        )


def _examine_settings(repo: Repository) -> Iterator[Finding]:
    settings = _read_settings(repo)
    if settings.get("core.autocrlf") == "true":
        yield _finding(
            "DOCTOR-LINE-ENDS",
            "git is set to change line ends on the way (core.autocrlf); they are part of what was "
            "recorded",
            "in this folder: git config core.autocrlf false",
            "warning",
        )
    if settings.get("feature.manyfiles") != "true":
        yield _finding(
            "DOCTOR-MANY-FILES",
            "git is not set up here for many files, and gets slow as the cases grow",
            "in this folder: git config feature.manyFiles true",
            "warning",
        )
    for key in list_unusual_settings(repo.git, repo.git_dir, repo.common_dir):
        yield _finding(
            "DOCTOR-SETTING",
            f"the git configuration of this folder sets {key}, which casekit does not know",
            "if you did not set it, find out who did; it names no program that casekit knows of",
            "warning",
        )


def _read_settings(repo: Repository) -> dict[str, str]:
    items = (item.partition("\n") for item in repo.git.read_config("--get-regexp", _SETTINGS))
    # The last one counts; a key without a value means true, as does each word of _TRUE.
    words = {key: value.casefold() if mark else "true" for key, mark, value in items}
    return {key: "true" if word in _TRUE else word for key, word in words.items()}


def _ignores_case(repo: Repository) -> bool:
    """Whether a name in capitals opens the same file."""
    plain, capital = repo.root / AGENCY_FILE, repo.root / AGENCY_FILE.upper()
    return capital.exists() and capital.samefile(plain)


def _finding(
    code: str,
    message: str,
    hint: str | None,
    severity: Severity = "error",
    path: str = "this folder",
) -> Finding:
    return Finding(
        code=code,
        message=message,
        path=path,
        severity=severity,
        hint=hint,
    )
