"""A repository's own configuration is data from somebody else: one that names a program is refused.

Only the files inside the repository are judged. What the user set for the whole computer is the
user's own choice.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from casekit.errors import GitFault
from casekit.history.names import show_text
from casekit.history.runner import Git

# Keys as git prints them: section and variable in lower case, the part between as it is written.
_REFUSED = re.compile(
    r"""
    include\.path | includeif\..*\.path                     # brings in another file's keys
    | core\.(?: alternaterefscommand | askpass | attributesfile | editor | fsmonitor | gitproxy
        | hookspath | pager | sshcommand | worktree )       # worktree: writes to another folder
    | alias\..* | browser\..* | credential\..* | difftool\..* | filter\..* | gpg\..* | guitool\..*
    | hook\..* | instaweb\..* | man\..* | mergetool\..* | pager\..* | protocol\..* | sendemail\..*
    | trailer\..* | web\..*
    | diff\.external | diff\..*\.(?: command | textconv )
    | merge\..*\.driver
    | interactive\.difffilter | sequence\.editor | init\.templatedir
    | receive\..*command | uploadpack\..*hook | tar\..*\.command | submodule\..*\.update
    | remote\..*\.(?: proxy | receivepack | uploadpack | vcs ) | url\..*
    """,
    re.VERBOSE | re.DOTALL,
)


class ConfiguredProgram(GitFault):
    """The repository's own configuration could start a program or lead elsewhere."""

    def __init__(self, key: str, scope: str) -> None:
        shown = show_text(key)
        super().__init__(
            f"this repository's own git configuration sets {shown}, which can start a program"
            " or lead to another folder",
            hint=f"if you did not set it, find out who did; remove it: "
            f"git config {scope} --unset-all {shown}",
        )
        self.key = key


def refuse_programs(git: Git, git_dir: Path, common_dir: Path) -> dict[str, str]:
    """Read the repository's configuration before anything else does, and give its last values.

    Raises ConfiguredProgram naming the first key that could start a program, GitFault.
    """
    settings: dict[str, str] = {}
    files = ((common_dir / "config", "--local"), (git_dir / "config.worktree", "--worktree"))
    for file, scope in files:
        if scope == "--worktree" and not os.path.lexists(file):
            continue
        for key, value in _read_settings(git, file):
            if _REFUSED.fullmatch(key):
                raise ConfiguredProgram(key, scope)
            settings[key] = value
    return settings


def _read_settings(git: Git, file: Path) -> list[tuple[str, str]]:
    try:
        plain = stat.S_ISREG(file.stat().st_mode)
    except OSError:
        plain = False
    if not plain:
        raise GitFault(
            "this repository has no readable configuration",
            hint="restore the folder from a clone or a backup",
        )
    # No repository: then git opens this file only, and follows no include while it does.
    printed = git.run(
        ["config", "--file", str(file.absolute()), "--no-includes", "-z", "--list"],
        env_extra={"GIT_DIR": os.devnull},
        doing="read this repository's configuration",
    )
    items = printed.decode(errors="surrogateescape").split("\0")
    # A key without "=" has no line break and means true.
    return [(key, value) for key, _, value in (item.partition("\n") for item in items) if key]
