"""A child who was judged unsafe and lives where the danger is: nothing on a case is as urgent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casekit.model.records import Case
from casekit.model.spans import Fact, starts_and_ends
from casekit.model.timeline import Span

UNSAFE_AT_HOME = "unsafe at home"
# Ends of care that give the child another home for good.
FOR_GOOD = frozenset({"adopted", "guardianship"})


def unsafe_at_home(case: Case, child: str, care: Sequence[Span]) -> Iterator[Span]:
    """From each judgement that the child is unsafe to the next one, while it is not in care.

    Who went home from care against such a judgement is unsafe again from that moment. A closing
    ends it: what it left open stands in the closing.
    """
    facts: list[Fact] = [
        (r.occurred, True if r.data["conclusion"] == "unsafe" else None, r.id)
        for r in case.facts("assessment")
        if "conclusion" in r.data and child in r.children
    ]
    facts += [
        (r.occurred, None, r.id)
        for r in case.facts("closing")
        if not r.children or child in r.children
    ]
    for unsafe in starts_and_ends(facts, UNSAFE_AT_HOME, child):
        yield from _outside_care(unsafe, case, care)


def _outside_care(unsafe: Span, case: Case, care: Sequence[Span]) -> Iterator[Span]:
    """What is left of a span outside of care, until the child has another home for good."""
    start, record = unsafe.start, unsafe.record
    for held in care:
        if held.end is not None and held.end.earliest <= start.earliest:
            if _is_for_good(case, held):
                return
            continue
        if unsafe.end is not None and unsafe.end.earliest <= held.start.earliest:
            break
        if start.earliest < held.start.earliest:
            yield unsafe._replace(
                start=start, record=record, end=held.start, end_record=held.record
            )
        if held.end is None or _is_for_good(case, held):
            return
        start, record = held.end, held.end_record
    if unsafe.end is None or start.earliest < unsafe.end.earliest:
        yield unsafe._replace(start=start, record=record)


def _is_for_good(case: Case, care: Span) -> bool:
    ended = case.find(care.end_record or "")
    return ended is not None and ended.data.get("reason") in FOR_GOOD
