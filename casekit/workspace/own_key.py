"""A person's own private key: where it lies, and that nobody else can read it."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from casekit.errors import CasekitError, NotFound
from casekit.history.files import open_plain, sync_folder
from casekit.history.repository import Repository
from casekit.history.user_settings import read_user_paths
from casekit.records.sealing import (
    KeyPair,
    UnusableKey,
    belongs_together,
    public_half,
    read_private_keys,
)

_MAX_BYTES = 65_536


class OwnKeyMissing(NotFound):
    """This person has no private key here."""

    code = "OWN-KEY-MISSING"

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"you have no private key at {path}",
            hint="make one: casekit keys make; or name the file that has it: "
            "git config --global casekit.identity FILE",
        )


class OwnKeyOpen(CasekitError):
    """Others can read this person's private key."""

    exit_code = 8
    code = "OWN-KEY-OPEN"


@dataclass(frozen=True)
class OwnKey:
    """The private keys of one file; `public` are the halves that belong in agency.yaml."""

    path: Path
    private: tuple[str, ...] = field(repr=False)
    public: tuple[str, ...]


def find_own_key(repo: Repository, environment: Mapping[str, str]) -> Path:
    """Where this person's private key lies or would lie; raises GitFault, NotFound."""
    named = read_user_paths(repo.git).get("identity")
    if named:
        return Path(named)
    base = environment.get("XDG_CONFIG_HOME", "")
    if os.path.isabs(base):
        return Path(base) / "casekit" / "identity.txt"
    if not environment.get("HOME"):
        raise NotFound(
            "there is no home folder in which your private key could lie",
            hint="name the file: git config --global casekit.identity FILE",
        )
    return Path(environment["HOME"]) / ".config" / "casekit" / "identity.txt"


def read_own_key(path: Path) -> OwnKey:
    """Read a private key; raises OwnKeyMissing, OwnKeyOpen, UnusableKey."""
    try:
        with open_plain(path, follow=True) as file:
            found = os.fstat(file.fileno())
            content = file.read(_MAX_BYTES)
    except FileNotFoundError:
        raise OwnKeyMissing(path) from None
    except OSError as fault:
        raise UnusableKey(f"{path} cannot be read: {fault.strerror}", path=str(path)) from fault
    if os.name == "posix" and stat.S_IMODE(found.st_mode) & 0o077:
        raise OwnKeyOpen(
            f"others on this computer can read your private key, {path}",
            hint=f"chmod 600 {path}; if somebody may have read it, make a new one and rotate the "
            "keys of your cases",
        )
    private = read_private_keys(content.decode("utf-8", errors="replace"))
    return OwnKey(path, private, _public_halves(path, private))


def _public_halves(path: Path, private: tuple[str, ...]) -> tuple[str, ...]:
    if private[0].startswith("AGE-"):
        return tuple(public_half(key) for key in private)
    # The public half of an SSH key lies beside it.
    beside = path.with_name(path.name + ".pub")
    try:
        written = " ".join(beside.read_text("utf-8").split()[:2])
        fits = belongs_together(private[0], written)
    except (OSError, UnicodeDecodeError, UnusableKey):
        fits = False
    return (written,) if fits else ()


def write_own_key(path: Path, pair: KeyPair, now: datetime) -> None:
    """Write a new private key, readable by nobody else; raises UnusableKey, also where one is."""
    lines = [f"# created: {now.isoformat(timespec='seconds')}", f"# public key: {pair.public}"]
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write("\n".join([*lines, pair.private]) + "\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError as fault:
        raise UnusableKey(
            f"your private key cannot be written to {path}: {fault.strerror}",
            hint="nothing is ever overwritten; name another file: "
            "git config --global casekit.identity FILE",
        ) from fault
