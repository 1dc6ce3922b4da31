"""Filters that the user set up for the whole computer, kept from running on somebody else's files.

`.gitattributes` in a folder chooses a filter by name, and git runs it when it compares a file that
was written within the same second as its list of files. The program is the user's own, but which
file it gets is decided by the folder. No setting turns filters off, so each one is emptied by name.
"""

from __future__ import annotations

from casekit.history.runner import Git


def silence_filters(git: Git) -> dict[str, str]:
    """Give the environment for a git command that may read working files; raise GitFault."""
    keys = git.read_config("--name-only", "--get-regexp", r"^filter\.")
    if not keys:
        return {}
    drivers = dict.fromkeys(key.rpartition(".")[0] for key in keys)
    silent = (("clean", ""), ("smudge", ""), ("process", ""), ("required", "false"))
    settings = [(f"{each}.{name}", value) for each in drivers for name, value in silent]
    environment = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (key, value) in enumerate(settings):
        environment |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return environment
