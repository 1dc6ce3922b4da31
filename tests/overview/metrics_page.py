"""Writes docs/metrics.md from the definitions: `python -m tests.overview.metrics_page`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap

from casekit.overview.metrics.definitions import Comparison, Definition, load_definitions

PAGE = Path(__file__).parents[2] / "docs" / "metrics.md"
HEAD = """\
# The figures of an agency

`casekit report` counts over all cases of a workspace. This page is written from the definitions
that casekit counts by (`casekit/overview/metrics/definitions.yaml`), with
`python -m tests.overview.metrics_page`; a test holds it.

None of these figures is a rule for a case, and none of them changes an exit code. A value is held
against a figure only where it is confirmed, its year is the right one and over, and no case was
left out:

| label | means |
| --- | --- |
| primary | stands in the law or the official text itself |
| secondary | stands in a summary, a methodology or local procedures, so check it before use |
| unverified | remembered, and confirmed by no text that was at hand; shown, and never a target |
| own | a measure or a reading of this project, where the source does not say it |

Whatever belongs to a figure and cannot be judged is in neither of its numbers and is told, with the
reason: `--cases` lists it. A case that cannot be read whole, or is sealed, is in no figure at all
and is named at the top of the answer. Of a case that was destroyed nothing is left to count.
Without `--period`, a running figure is that of the federal fiscal year in progress (1 October to 30
September); one that takes time to be told is that of the last such year for which the time has
passed.
"""
TAIL = """\
## How late each worker writes things down

`casekit report lateness` counts every record of what happened in the period, people, households
and voided records left out: a row for each worker (`recorded_by`), kind of record and month in
which it happened. It judges nobody: who works on the road at night writes later, and must be able
to say so.

| number | means |
| --- | --- |
| `records` | how many records of what happened then |
| `before` | of them, written down before it happened, which is a fault: in no time below |
| `median_hours`, `p90_hours`, `longest_hours` | hours up to `recorded_at` |
| `within_a_day` | the share, from 0 to 1, written down within 24 hours |
| `saved_later` | how many were saved more than an hour after `recorded_at` |
| `saved_hours` | the longest such time |

The hours are the middle ones, those that nine of ten do not exceed, and the longest. What is
known by its day counts from the end of that day. A record was saved with the version that first
brought it, on whatever side of a merge that was made; a record that no version has yet was not
saved at all. Where a clone was away for a week, or `recorded_at` was written by hand,
`saved_later` shows it. The records of a case that came from another agency count as saved when it
was received.
"""
PERIODS = {
    None: "the federal fiscal year in progress",
    0: "the last federal fiscal year that is over",
    1: "the last federal fiscal year that ended a year ago or more",
    2: "the last federal fiscal year that ended two years ago or more",
}


def make_page() -> str:
    """The page as it should be."""
    lines = [line for d in load_definitions() for line in _describe(d)]
    return "\n".join([HEAD, *lines, TAIL])


def _describe(d: Definition) -> Iterator[str]:
    where = f"; {d.source.where}" if d.source.where else ""
    yield f"## {d.title}"
    yield ""
    yield from _wrapped(f"`{d.id}`. {d.definition}", "")
    yield ""
    yield from _wrapped(f"Counted: {d.numerator}", "- ")
    yield from _wrapped(f"Of: {d.denominator}", "- ")
    yield from _wrapped(f"In: {d.unit}; {d.better} is better", "- ")
    yield from _wrapped(f"Without `--period`: {PERIODS[d.follow_up]}", "- ")
    yield from _wrapped(f"Source: {d.source}{where} ({d.verification})", "- ")
    yield ""
    yield "How it is read here:"
    yield ""
    for reading in d.readings:
        source = f"{reading.source}, " if reading.source else ""
        yield from _wrapped(f"{reading.text} ({source}{reading.verification})", "- ")
    yield ""
    if d.comparisons:
        yield "| compared with | value | label | for periods that begin | source |"
        yield "| --- | ---: | --- | --- | --- |"
        for value in d.comparisons:
            name = f"{value.name}; {value.note}" if value.note else value.name
            row = (name, f"{value.value:g}", value.verification, _bounds(value), value.source)
            yield f"| {' | '.join(row)} |"
        yield ""


def _bounds(value: Comparison) -> str:
    bounds = [
        f"from {value.since}" if value.since else "",
        f"to {value.until}" if value.until else "",
    ]
    return " ".join(filter(None, bounds)) or "at any time"


def _wrapped(text: str, head: str) -> list[str]:
    return wrap(
        text, 104, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False
    )


if __name__ == "__main__":
    PAGE.write_text(make_page(), "utf-8")
