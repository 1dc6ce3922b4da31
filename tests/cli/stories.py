"""A line of a story: what somebody types, when, and who it is."""

from __future__ import annotations

from dataclasses import dataclass

from tests.cli.office import SUPERVISOR, WORKER


@dataclass(frozen=True)
class Line:
    """A command line as it is typed; $A, $B stand for the cases of the story."""

    text: str
    at: str
    stdin: str = ""
    by: tuple[str, str] = WORKER


def lead(text: str, at: str) -> Line:
    return Line(text, at, by=SUPERVISOR)
