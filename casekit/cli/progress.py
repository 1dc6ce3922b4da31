"""A bar for what takes long, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TypeVar

Item = TypeVar("Item")
_LONG = 300


def show_progress(
    items: Iterable[Item], number: int, doing: str = "Judging cases", long: int = _LONG
) -> Iterable[Item]:
    """Let items go by, and show on standard error how many of them have; nothing in a pipe.

    Fewer than `long` are done before a bar could be read.
    """
    if number < long or not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    # Gone when it is done: what stays on the screen is the answer.
    console = Console(stderr=True)
    return track(items, doing, number, console=console, transient=True)
