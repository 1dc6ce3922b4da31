"""Blanks that a draft of a plan leaves for the family to fill: none of them can be saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.practice.scope import Scope
from casekit.records.document import Keys

# What `casekit plan --draft` leaves for the worker to say.
BLANK = "???"


def check_blanks(scope: Scope, record: Record) -> Iterator[Finding]:
    """Blanks of a draft that nobody has filled in."""
    if record.kind != "plan":
        return
    for keys, text in iter_texts(record.data, ()):
        if BLANK in text:
            yield scope.finding(
                record,
                keys,
                "PLAN-BLANK",
                f"a blank of the draft stands here: {text}",
                "say it with the family, or take the part out",
            )


def iter_texts(data: Any, keys: Keys) -> Iterator[tuple[Keys, str]]:
    """Every text in the data, with its place."""
    if isinstance(data, str):
        yield keys, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from iter_texts(value, (*keys, key))
    elif isinstance(data, (list, tuple)):
        for number, value in enumerate(data):
            yield from iter_texts(value, (*keys, number))
