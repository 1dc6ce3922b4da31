"""From dated values to spans: what held from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from casekit.model.timeline import Span
from casekit.model.when import When, no_earlier_than

Fact = tuple[When, Any, str]


def starts_and_ends(facts: Iterable[Fact], state: str, subject: str | None) -> Iterator[Span]:
    """Turn dated values into spans, each ended by the next; a value of None only ends.

    Facts of one moment keep the order in which they are given.
    """
    current: Fact | None = None
    for when, value, record in _in_sequence(facts):
        if current is not None and current[1] is not None:
            yield Span(state, current[1], current[0], when, subject, current[2], record)
        current = (when, value, record)
    if current is not None and current[1] is not None:
        yield Span(state, current[1], current[0], None, subject, current[2])


def _in_sequence(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Facts as they happened: an end known by its day, with nothing yet to end, follows the start
    of that day."""
    begun = False
    waiting: Fact | None = None
    for fact in sorted(facts, key=lambda f: f[0].earliest):
        when, value, _ = fact
        if value is None and not begun and not when.is_exact:
            waiting = fact
            continue
        yield fact
        begun = value is not None
        if waiting is not None and begun and when.earliest <= waiting[0].latest:
            yield no_earlier_than(waiting[0], when), None, waiting[2]
            begun = False
        waiting = None
