"""What is kept of a workspace's trust outside of its history: the pin, and what was seen last.

A pin is the digest of the first trust file. Who can change the history can write a new first file
into it; nobody can give that one the digest of the old. It lies in the user's own settings, or is
given with the call. Without one the first digest that this clone has met counts.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casekit.errors import NotFound, Unreadable, UsageFault
from casekit.history.files import replace_file
from casekit.history.journal import PRIVATE_FOLDER
from casekit.history.repository import Repository

VARIABLE = "CASEKIT_TRUST_PIN"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Pin:
    """The pinned digest, None where there is none, and who told it."""

    digest: str | None
    told_by: str


@dataclass(frozen=True, slots=True)
class Seen:
    """What this clone has seen: the newest version of each branch, and the trust it had.

    `first` and `newest` are digests of trust files, `number` is the version of the newest.
    """

    heads: Mapping[str, str]
    first: str | None = None
    number: int = 0
    newest: str | None = None


def find_pin(repo: Repository, environment: Mapping[str, str], given: str | None = None) -> Pin:
    """The pin that counts: the one given, that of the environment, or the one in the settings.

    Raises UsageFault for what is no digest, Unreadable for a damaged file of pins.
    """
    if given is not None:
        return Pin(_read_digest(given, "--pin"), "--pin")
    if environment.get(VARIABLE):
        return Pin(_read_digest(environment[VARIABLE], VARIABLE), VARIABLE)
    place = _pins_file(environment)
    if place is None:
        return Pin(None, "nobody")
    return Pin(_read_pins(place).get(_name(repo)), str(place))


def keep_pin(repo: Repository, environment: Mapping[str, str], digest: str) -> Path:
    """Keep the digest of this workspace's first trust file in the user's settings; give the file.

    Raises UsageFault, NotFound without a home folder, Unreadable.
    """
    place = _pins_file(environment)
    if place is None:
        raise NotFound(
            "there is no home folder in which the pin could be kept",
            hint=f"give it with each call: --pin, or {VARIABLE}",
        )
    pins = _read_pins(place) | {_name(repo): _read_digest(digest, "the pin")}
    _write(place, pins)
    return place


def read_seen(repo: Repository) -> Seen:
    """What this clone has seen; nothing where it never looked. Raises Unreadable for a bad file."""
    data = _read_json(_seen_file(repo))
    try:
        heads = data.get("heads", {})
        seen = Seen(heads, data.get("first"), data.get("number", 0), data.get("newest"))
        fits = all(isinstance(i, str) for i in (*heads, *heads.values()))
    except (AttributeError, TypeError):
        fits = False
    if not fits or type(seen.number) is not int:
        raise _unreadable(_seen_file(repo))
    return seen


def keep_seen(repo: Repository, seen: Seen) -> None:
    """Remember what was seen, where it is not what is remembered already."""
    data = {
        "heads": dict(seen.heads),
        "first": seen.first,
        "number": seen.number,
        "newest": seen.newest,
    }
    if _read_json(_seen_file(repo)) != data:
        _write(_seen_file(repo), data)


def _seen_file(repo: Repository) -> Path:
    return repo.common_dir / PRIVATE_FOLDER / "seen.json"


def _pins_file(environment: Mapping[str, str]) -> Path | None:
    base = environment.get("XDG_CONFIG_HOME", "")
    if os.path.isabs(base):
        return Path(base) / "casekit" / "pins.json"
    home = environment.get("HOME")
    return Path(home) / ".config" / "casekit" / "pins.json" if home else None


def _name(repo: Repository) -> str:
    return str(repo.root.resolve())


def _read_pins(place: Path) -> dict[str, str]:
    pins = _read_json(place)
    if not all(isinstance(pin, str) and _DIGEST.fullmatch(pin) for pin in pins.values()):
        raise _unreadable(place)
    return pins


def _read_json(place: Path) -> dict[str, Any]:
    try:
        data = json.loads(place.read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as fault:
        raise _unreadable(place) from fault
    if not isinstance(data, dict):
        raise _unreadable(place)
    return data


def _unreadable(place: Path) -> Unreadable:
    return Unreadable(
        f"{place} cannot be read; it says which trust, and which version, was seen last",
        hint="look at it; where nobody knows better, move it away and compare the pin by telephone",
        path=str(place),
    )


def _write(place: Path, data: Mapping[str, Any]) -> None:
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        replace_file(place, json.dumps(data, indent=2, sort_keys=True).encode() + b"\n")
    except OSError as fault:
        raise Unreadable(f"{place} cannot be written: {fault.strerror}", path=str(place)) from fault


def _read_digest(text: str, name: str) -> str:
    digest = text.strip().lower()
    if not _DIGEST.fullmatch(digest):
        raise UsageFault(
            f"{name} is no digest of a trust file",
            hint="64 digits and letters from a to f, as `casekit trust pin` shows them",
        )
    return digest
