"""One command of a walk, and its request in two forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.cli.office import WORKER


@dataclass(frozen=True)
class Step:
    """A command, its request, and the same request by flags."""

    name: str
    at: str
    command: str
    data: Mapping[str, Any]
    flags: Sequence[str]
    by: tuple[str, str] = WORKER
    words: Sequence[str] = field(default=())
