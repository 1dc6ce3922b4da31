"""What counting gives: the parts behind a figure, what could not be judged, and the figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from casekit.model.findings import Finding
from casekit.model.when import When
from casekit.overview.metrics.definitions import Comparison, Definition
from casekit.overview.metrics.periods import Period
from casekit.standards.obligations import CannotJudge

# The labels of values that a figure may be held against.
CONFIRMED = frozenset({"primary", "secondary"})


class Part(NamedTuple):
    """What one child, report or record adds to a figure, and why in a few words."""

    case: str
    child: str | None
    record: str | None
    numerator: int
    denominator: int
    says: str = ""


class NotJudged(NamedTuple):
    """What belongs to a figure and could not be judged, and why: it is in neither number."""

    case: str
    child: str | None
    record: str | None
    why: str


class Sample(NamedTuple):
    """One thing that took time: its group, how it stands, and the hours where they are known.

    `judged` tells whether it is one of the denominator, `counted` whether of the numerator.
    """

    group: str
    mark: str
    hours: float | None
    judged: bool
    counted: bool


class Count(NamedTuple):
    """What counting one metric over the cases has found."""

    parts: tuple[Part, ...]
    not_judged: tuple[NotJudged, ...] = ()
    samples: tuple[Sample, ...] = ()
    marks: tuple[str, ...] = ()
    unjudged_rules: tuple[CannotJudge, ...] = ()
    findings: tuple[Finding, ...] = ()


class Group(NamedTuple):
    """The figure for some of the things counted; hours are None where none is known.

    `marks` tells how many stand how.
    """

    name: str
    numerator: int
    denominator: int
    median_hours: float | None
    p90_hours: float | None
    timed: int
    marks: tuple[tuple[str, int], ...]


class Compared(NamedTuple):
    """A comparison value, and whether the figure reaches it; `why_not` when that is not said."""

    value: Comparison
    reached: bool | None
    why_not: str | None


@dataclass(frozen=True, eq=False)
class Figure:
    """One metric over one period. `is_over` tells whether the period had passed.

    `total` is None where nothing took time.
    """

    definition: Definition
    period: Period
    is_over: bool
    parts: tuple[Part, ...]
    not_judged: tuple[NotJudged, ...]
    total: Group | None
    groups: tuple[Group, ...]
    compared: tuple[Compared, ...]

    @property
    def numerator(self) -> int:
        """How many were counted."""
        return sum(part.numerator for part in self.parts)

    @property
    def denominator(self) -> int:
        """Of how many."""
        return sum(part.denominator for part in self.parts)

    @property
    def rate(self) -> float | None:
        """The figure in the metric's unit, to two places; None where there are no cases."""
        return rate_of(self.definition, self.numerator, self.denominator)


def rate_of(definition: Definition, numerator: int, denominator: int) -> float | None:
    """So many of so many in the metric's unit, to two places; None of nothing."""
    if denominator == 0:
        return None
    return round(float(Fraction(numerator * definition.per, denominator)), 2)


def make_figure(
    definition: Definition, period: Period, count: Count, ends: When, now: datetime, *, whole: bool
) -> Figure:
    """Put a figure together. `ends` is the period's last day; `whole` when no case was left out."""
    numerator = sum(part.numerator for part in count.parts)
    denominator = sum(part.denominator for part in count.parts)
    is_over = ends.latest <= now
    names = sorted({sample.group for sample in count.samples})
    return Figure(
        definition,
        period,
        is_over,
        tuple(sorted(count.parts, key=_by_case)),
        tuple(sorted(count.not_judged, key=_by_case)),
        _group("", count.samples, count.marks) if count.marks else None,
        tuple(_group(n, [s for s in count.samples if s.group == n], count.marks) for n in names),
        tuple(
            _compare(value, definition, period, numerator, denominator, is_over, whole)
            for value in definition.comparisons
            if value.applies_to(period)
        ),
    )


def _by_case(item: Part | NotJudged) -> tuple[str, str, str]:
    return item.case, item.child or "", item.record or ""


def _group(name: str, samples: Sequence[Sample], marks: Iterable[str]) -> Group:
    hours = sorted(s.hours for s in samples if s.hours is not None)
    return Group(
        name,
        sum(s.counted for s in samples),
        sum(s.judged for s in samples),
        median(hours),
        nearest_rank(hours, 90),
        len(hours),
        tuple((mark, sum(s.mark == mark for s in samples)) for mark in marks),
    )


def median(ordered: Sequence[float]) -> float | None:
    """The middle one, or the mean of the two in the middle, to one place; None of nothing."""
    if not ordered:
        return None
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return round(ordered[middle], 1)
    return round((ordered[middle - 1] + ordered[middle]) / 2, 1)


def nearest_rank(ordered: Sequence[float], percent: int) -> float | None:
    """The smallest of the values at or below which so many percent lie, to one place."""
    if not ordered:
        return None
    return round(ordered[-(-len(ordered) * percent // 100) - 1], 1)


def _compare(
    value: Comparison,
    definition: Definition,
    period: Period,
    numerator: int,
    denominator: int,
    is_over: bool,
    whole: bool,
) -> Compared:
    """Whether a value is reached; said only where the value is confirmed and the figure whole."""
    why_not = None
    if value.verification not in CONFIRMED:
        why_not = f"the value is {value.verification}"
    elif denominator == 0:
        why_not = "no cases"
    elif not definition.fits(period):
        why_not = f"it is meant for {definition.measured_over}"
    elif not is_over:
        why_not = "the period is not over"
    elif not whole:
        why_not = "cases were left out"
    if why_not is not None:
        return Compared(value, None, why_not)
    found = Fraction(numerator * definition.per, denominator)
    wanted = Fraction(str(value.value))
    return Compared(
        value, found >= wanted if definition.better == "higher" else found <= wanted, None
    )
