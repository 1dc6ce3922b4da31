"""Who carries how much: every open case with its risk and what is late, and each worker's sum.

Danger comes first, also in a case that nobody has opened yet, and then the highest risk, so that
an agency reaches those families before the others. Weights
are casekit's own numbers, for no source gives any: they compare one desk with another and say
nothing about a single case. What strains a worker is counted apart: removals
and deaths of the last 90 days.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from casekit.model.building import case_until
from casekit.model.childhood import was_seen
from casekit.model.plans import list_waiting
from casekit.model.records import Case, Record
from casekit.model.timeline import RANKED_STATES, Timeline
from casekit.model.transfers import open_offers
from casekit.model.when import Present, on_day
from casekit.overview.danger import find_danger
from casekit.practice.conditions.view import is_held

# How much a case weighs by its highest risk, and each child in care on top.
WEIGHTS: Mapping[str, int] = {"high": 3, "medium": 2, "low": 1, "none": 1, "not decided": 2}
_IN_CARE = 1
_STRAIN = timedelta(days=90)
_RISK = "risk"
_UNDECIDED = "not decided"


class Offer(NamedTuple):
    """To whom a case was offered who has not answered yet, and since when."""

    to: str
    since: date


class Waiting(NamedTuple):
    """What waits for a supervisor's approval: what it is, since when, and its record."""

    what: str
    since: date
    record: str


class CaseLoad(NamedTuple):
    """One open case, or one with danger that nobody has opened yet.

    `seen` is the day of the child seen the longest ago, None for never.
    """

    case: str
    worker: str | None
    risk: str
    tracks: tuple[str, ...]
    children: int
    in_care: int
    overdue: int
    due_soon: int
    seen: date | None
    hard_events: int
    offers: tuple[Offer, ...]
    danger: bool
    waiting: tuple[Waiting, ...] = ()

    @property
    def weight(self) -> int:
        """What the case weighs on a desk."""
        return WEIGHTS[self.risk] + _IN_CARE * self.in_care


class WorkerLoad(NamedTuple):
    """The sum of a worker's open cases; None is nobody's."""

    worker: str | None
    cases: int
    children: int
    high_risk: int
    in_care: int
    overdue: int
    weight: int
    hard_events: int


class Burden(NamedTuple):
    """What a case is to whoever carries it, as long as nothing in it or in time has changed.

    `hard` are the moments of removals and deaths, at their latest; how many of them still strain
    follows from when it is asked, and so does what is late.
    """

    risk: str
    tracks: tuple[str, ...]
    children: int
    in_care: int
    seen: date | None
    hard: tuple[datetime, ...]
    offers: tuple[Offer, ...]
    danger: bool
    waiting: tuple[Waiting, ...]


def weigh(case: Case, timeline: Timeline, present: Present) -> Burden | None:
    """The burden of a case that is open, or in danger; None of any other."""
    _see_ends(case, timeline, present)
    known, now = case_until(case, present), present.instant
    children = _held(timeline, "episode open", now)
    danger = bool(find_danger(case, timeline, now))
    if not children and not danger:
        return None
    children = children or dict.fromkeys(child.id for child in known.children)
    risks = _held(timeline, _RISK, now)
    ranked = [str(risks[child]) for child in children if child in risks]
    tracks = _held(timeline, "track", now)
    return Burden(
        risk=max(ranked, key=RANKED_STATES[_RISK].index, default=_UNDECIDED),
        tracks=tuple(sorted({str(tracks[c]) for c in children if c in tracks})),
        children=len(children),
        in_care=len(_held(timeline, "in care", now).keys() & children.keys()),
        seen=_last_seen(known, children),
        hard=tuple(
            r.occurred.latest
            for r in known.facts("apprehension", "placement-end")
            if r.kind == "apprehension" or r.data["reason"] == "died"
        ),
        offers=tuple(Offer(o.data["to"], o.occurred.day) for o in open_offers(known)),
        danger=danger,
        waiting=tuple(
            Waiting(_call(record), record.occurred.day, record.id)
            for record in list_waiting(known)
            if not record.children or record.children & children.keys()
        ),
    )


def _call(record: Record) -> str:
    return f"{record.data['kind']} plan" if record.kind == "plan" else record.kind


def _see_ends(case: Case, timeline: Timeline, present: Present) -> None:
    """Let the present know every end that it is compared with below: the answer holds until one."""
    for span in timeline.spans:
        if span.end is not None:
            present.has_reached(span.end.earliest)
    for plan in case.facts("plan"):
        if "until" in plan.data:
            present.has_passed(on_day(date.fromisoformat(plan.data["until"]), timeline.zone).latest)


def _last_seen(case: Case, children: Collection[str]) -> date | None:
    newest: dict[str, date] = {}
    for contact in case.facts("contact"):
        for person in case.children:
            if was_seen(person, contact):
                newest[person.id] = contact.occurred.day
    days = [newest.get(child) for child in children]
    return None if None in days else min(day for day in days if day is not None)


def _held(timeline: Timeline, state: str, now: datetime) -> dict[str, object]:
    return {
        str(span.subject): span.value
        for span in timeline.spans
        if span.state == state and is_held(span, now)
    }


def as_load(
    burden: Burden, case: str, worker: str | None, overdue: int, due_soon: int, now: datetime
) -> CaseLoad:
    """A burden as it stands at an aware instant."""
    strained = [moment for moment in burden.hard if moment >= now - _STRAIN]
    return CaseLoad(
        case=case,
        worker=worker,
        risk=burden.risk,
        tracks=burden.tracks,
        children=burden.children,
        in_care=burden.in_care,
        overdue=overdue,
        due_soon=due_soon,
        seen=burden.seen,
        hard_events=len(strained),
        offers=burden.offers,
        danger=burden.danger,
        waiting=burden.waiting,
    )


def urgency(load: CaseLoad) -> tuple[bool, int, int, date, str]:
    """What a list of cases is sorted by: danger, the highest risk, what is late, who waits."""
    return not load.danger, -WEIGHTS[load.risk], -load.overdue, load.seen or date.min, load.case


def sum_by_worker(loads: Sequence[CaseLoad]) -> list[WorkerLoad]:
    """The sum of each worker's cases, the heaviest desk first."""
    desks: dict[str | None, list[CaseLoad]] = {}
    for load in loads:
        desks.setdefault(load.worker, []).append(load)
    sums = [
        WorkerLoad(
            worker=worker,
            cases=len(mine),
            children=sum(one.children for one in mine),
            high_risk=sum(one.risk == "high" for one in mine),
            in_care=sum(one.in_care for one in mine),
            overdue=sum(one.overdue for one in mine),
            weight=sum(one.weight for one in mine),
            hard_events=sum(one.hard_events for one in mine),
        )
        for worker, mine in desks.items()
    ]
    return sorted(sums, key=lambda one: (-one.weight, str(one.worker)))
