"""What git holds of one file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """One line of a folder: git mode and object id."""

    mode: str
    oid: str
