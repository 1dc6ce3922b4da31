"""What a check found, and where."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]

# Faults that keep something from being read, or decided: what they hide, nobody has judged.
UNREADABLE_PREFIXES = (
    *("YAML-", "JSON-", "MERGE-", "HISTORY-", "BACKUP-"),
    *("UNREADABLE", "SEAL-BAD"),
)


class Finding(NamedTuple):
    """One fault in a file: lines and columns count from 1; 0 means the whole file."""

    code: str
    message: str
    path: str
    line: int = 0
    column: int = 0
    severity: Severity = "error"
    hint: str | None = None


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Order findings as a reader walks the files: by path, line, column, then code."""
    return tuple(sorted(findings, key=lambda f: (f.path, f.line, f.column, f.code, f.message)))


def hides_something(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings says that something could not be read."""
    return any(f.severity == "error" and f.code.startswith(UNREADABLE_PREFIXES) for f in findings)


def judge_findings(findings: Collection[Finding]) -> int:
    """The exit code: 4 when something could not be read, 1 with other errors, else 0."""
    if hides_something(findings):
        return 4
    return int(any(f.severity == "error" for f in findings))
