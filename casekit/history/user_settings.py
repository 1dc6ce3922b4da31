"""What a user set for casekit in their own git settings, outside any repository."""

from __future__ import annotations

from casekit.history.runner import Git

# A repository's own file is data from somebody else, and says nothing about this person's keys.
_TRUSTED = frozenset({"global", "system"})


def read_user_paths(git: Git) -> dict[str, str]:
    """The paths set as `casekit.*` for this user or computer, `~` filled in, by the key's end.

    Raises GitFault when git cannot read them.
    """
    words = ("--show-scope", "--type=path", "--get-regexp", r"^casekit\.")
    parts = git.read_config(*words, doing="read your own settings")
    settings: dict[str, str] = {}
    for scope, item in zip(parts[::2], parts[1::2], strict=False):
        key, _, value = item.partition("\n")
        if scope in _TRUSTED and value:
            settings[key.removeprefix("casekit.")] = value
    return settings
