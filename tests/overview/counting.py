"""Counting a metric over cases made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from casekit.model.building import build_timeline
from casekit.model.when import on_day
from casekit.overview.metrics.basis import Basis, Story, make_basis
from casekit.overview.metrics.catalogue import COUNTERS
from casekit.overview.metrics.definitions import load_definitions
from casekit.overview.metrics.figures import Count, Figure, make_figure
from casekit.overview.metrics.periods import Period, from_to, read_period
from casekit.standards.clocks import Clock
from casekit.standards.composing import InForce
from casekit.standards.priorities import Priorities
from tests.model.hand_made import STAFF, CaseMaker, make_clock, read_moment_of

NUMBERS = ("2026-K7Q4MZ3", "2026-HJH2MS2", "2026-DB8TWXT")
DEFINITIONS = {d.id: d for d in load_definitions()}


def make(*makers: CaseMaker, now: str, packs: Iterable[InForce] = ()) -> Basis:
    """The basis of some cases as of a moment; the numbers of the cases are NUMBERS, in order."""
    moment, zone = read_moment_of(now, makers[0].zone), makers[0].zone
    stories = []
    for number, maker in zip(NUMBERS, makers, strict=False):
        case = replace(maker.case(), number=number)
        stories.append(Story(case, build_timeline(case, zone, STAFF, moment)))
    return make_basis(stories, make_clock(zone), Priorities(packs), moment)


def read(period: str) -> Period:
    """`2026`, `FFY2026`, or two days with a space between."""
    first, _, last = period.partition(" ")
    if not last:
        return read_period(period)
    return from_to(date.fromisoformat(first), date.fromisoformat(last))


def count(metric: str, period: str, *makers: CaseMaker, now: str) -> Count:
    """What one metric counts."""
    return COUNTERS[metric](make(*makers, now=now), read(period))


def figure(metric: str, period: str, *makers: CaseMaker, now: str, whole: bool = True) -> Figure:
    """The figure of one metric."""
    basis, taken = make(*makers, now=now), read(period)
    found = COUNTERS[metric](basis, taken)
    ends = on_day(taken.last, basis.zone)
    return make_figure(DEFINITIONS[metric], taken, found, ends, basis.now, whole=whole)


def numbers(found: Count) -> tuple[int, int]:
    """Numerator and denominator."""
    return sum(p.numerator for p in found.parts), sum(p.denominator for p in found.parts)


def whys(found: Count) -> list[str]:
    """Why what could not be judged could not."""
    return [item.why for item in found.not_judged]


def without_calendar(basis: Basis) -> Basis:
    """The same, by a clock for which nobody signed off any year."""
    return replace(basis, clock=Clock(basis.zone, {}))


def placed(maker: CaseMaker, when: str, *children: str, **data: object) -> str:
    """A foster placement, unless told otherwise."""
    told = {"setting": "foster", "reasons": "no carer at home", **data}
    return maker.add("placement", when, children=list(children), **told)


def left(
    maker: CaseMaker, when: str, placement: str, *children: str, reason: str = "returned"
) -> str:
    """A placement ends."""
    return maker.add(
        "placement-end", when, placement=placement, children=list(children), reason=reason
    )


def reported(maker: CaseMaker, when: str, *children: str, **data: object) -> str:
    """A concern is reported."""
    return maker.add("report", when, children=list(children), kind="concern", **data)


def screened(maker: CaseMaker, when: str, report: str, *children: str, **data: object) -> str:
    """A report is screened in, unless told otherwise."""
    told = {"result": "screened in", **data}
    return maker.add("screening", when, report=report, children=list(children), **told)


def determined(
    maker: CaseMaker, when: str, report: str, child: str, finding: str = "supported"
) -> str:
    """A determination about one child and neglect."""
    findings = [{"child": child, "allegation": "neglect", "finding": finding}]
    return maker.add("determination", when, report=report, findings=findings)
