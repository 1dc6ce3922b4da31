"""A repository's own configuration is data from somebody else: one that names a program is refused.

Only the files inside the repository are judged. What the user set for the whole computer is the
user's own choice, and there the user can allow a key that this repository sets:

    git config --global --add casekit.allow core.sshCommand
    git config --global --add casekit.allow 'filter.lfs.*'

Allowing means: casekit opens the repository although the key is there. It does not mean that
casekit runs what the key names: the runner's settings win over it, and nothing casekit does needs
a program from a repository. git itself does run it, whenever the user calls git in the folder. An
allowed `include.path` brings keys that casekit has not judged.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from pathlib import Path

from casekit.errors import GitFault
from casekit.history.known_settings import find_unusual, is_refused
from casekit.history.limits import MAX_CONFIG_BYTES
from casekit.history.location import is_plain_file
from casekit.history.names import show_text
from casekit.history.runner import Git, Refused

_ALLOW = "casekit.allow"

# What git would find if it looked for a repository: none. Then it opens only what it is told to,
# and the user's own files; no key of this repository counts, not even by an include.
_NOWHERE = {"GIT_DIR": os.devnull}


class ConfiguredProgram(GitFault):
    """The repository's own configuration could start a program or lead elsewhere."""

    def __init__(self, key: str, scope: str, others: int = 0) -> None:
        shown = show_text(key)
        more = f" (and {others} more like it)" if others else ""
        word = shlex.quote(key)
        remove = f"remove it: git config {scope} --unset-all {word}"
        allow = f"git config --global --add {_ALLOW} {word}"
        if shown != key:  # no line to copy can hold it
            remove = "remove it from the file config in the git folder"
            allow = "give it a plain name first"
        super().__init__(
            f"this repository's own git configuration sets {shown}{more}, which can start a"
            " program or lead to another place",
            hint=f"if you did not set it, find out who did, then {remove}"
            f" ; if it is your own and has to stay, allow it: {allow}",
        )
        self.key = key


def refuse_programs(git: Git, git_dir: Path, common_dir: Path) -> dict[str, str]:
    """Read the repository's configuration before anything else does, and give its last values.

    Raises ConfiguredProgram naming the first key that could start a program and that the user did
    not allow, GitFault.
    """
    settings: dict[str, str] = {}
    refused: list[tuple[str, str]] = []
    for key, value, scope in _read_all(git, git_dir, common_dir):
        settings[key] = value
        if is_refused(key, value) and (key, scope) not in refused:
            refused.append((key, scope))
    if refused:
        allowed = _read_allowed(git)  # only now: it costs a process
        refused = [(key, scope) for key, scope in refused if not _is_allowed(key, allowed)]
        for key, scope in refused:
            raise ConfiguredProgram(key, scope, len(refused) - 1)
    return settings


def list_unusual_settings(git: Git, git_dir: Path, common_dir: Path) -> list[str]:
    """Keys of the repository's own configuration that are neither known harmless nor refused.

    They are shown as text, sorted. Raises GitFault when the configuration cannot be read.
    """
    settings = _read_all(git, git_dir, common_dir)
    keys = [key for key, value, _ in settings if not is_refused(key, value)]
    return [show_text(key) for key in find_unusual(keys)]


def _read_all(git: Git, git_dir: Path, common_dir: Path) -> Iterator[tuple[str, str, str]]:
    linked = git_dir != common_dir
    for key, value in _read_settings(git, common_dir / "config"):
        # In a linked worktree git passes over this key of the shared file.
        if not (linked and key == "core.worktree"):
            yield key, value, "--local"
    own = git_dir / "config.worktree"
    if os.path.lexists(own):
        for key, value in _read_settings(git, own):
            yield key, value, "--worktree"


def _read_settings(git: Git, file: Path) -> list[tuple[str, str]]:
    if not is_plain_file(file, MAX_CONFIG_BYTES):
        raise GitFault(
            "this repository has no readable configuration",
            hint="restore the folder from a clone or a backup",
        )
    try:
        printed = git.run(
            ["config", "--file", str(file.absolute()), "--no-includes", "-z", "--list"],
            env_extra=_NOWHERE,
            doing="read this repository's configuration",
        )
    except Refused as fault:
        raise GitFault(
            fault.message,
            hint="mend the line it names, or restore the folder from a clone or a backup",
        ) from fault
    # A key without "=" has no line break and means true.
    items = (item.partition("\n") for item in _split(printed))
    return [(key, value if mark else "true") for key, mark, value in items]


def _read_allowed(git: Git) -> list[str]:
    words = ("--show-scope", "--includes", "--get-all", _ALLOW)
    answers = git.read_config(*words, env_extra=_NOWHERE, doing="read your own git configuration")
    scoped = zip(answers[::2], answers[1::2], strict=True)
    return [value for scope, value in scoped if scope in {"global", "system"}]


def _is_allowed(key: str, allowed: list[str]) -> bool:
    """Whether one of these is this key; a `*` at the end stands for each variable of a section."""
    section, _, variable = key.rpartition(".")
    for word in allowed:
        word_section, dot, word_variable = word.strip().rpartition(".")
        if not dot or _fold(word_section) != _fold(section):
            continue
        if word_variable == "*" or word_variable.lower() == variable:
            return True
    return False


def _fold(section: str) -> str:
    # The part between keeps its letters, as for git.
    name, dot, middle = section.partition(".")
    return name.lower() + dot + middle


def _split(printed: bytes) -> list[str]:
    return printed.decode(errors="surrogateescape").split("\0")[:-1]
