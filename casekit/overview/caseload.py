"""Who carries how much: every open case with its risk and what is late, and each worker's sum.

Danger comes first, also in a case that nobody has opened yet, and then the highest risk, so that
an agency reaches those families before the others. Weights
are casekit's own numbers, for no source gives any: they compare one desk with another and say
nothing about a single case. What strains a worker is counted apart: removals
and deaths of the last 90 days.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from casekit.model.childhood import was_seen
from casekit.model.findings import Finding
from casekit.model.timeline import RANKED_STATES, Timeline
from casekit.model.transfers import open_offers
from casekit.overview.danger import find_danger
from casekit.overview.due import find_manager, judge_case
from casekit.practice.conditions.view import is_held
from casekit.practice.rulebook import Rulebook
from casekit.workspace.loading import LoadedCase
from casekit.workspace.parallel import map_all
from casekit.workspace.processes import open_pool_for
from casekit.workspace.workspace import Workspace

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


@dataclass(frozen=True)
class _Look:
    """Looks at one case after the other, here or in another process."""

    book: Rulebook
    now: datetime

    def __call__(self, loaded: LoadedCase) -> tuple[CaseLoad | None, Sequence[Finding]]:
        """The load of a case, if it is open, and what could not be read of it."""
        return self._weigh(loaded), loaded.findings

    def _weigh(self, loaded: LoadedCase) -> CaseLoad | None:
        judged = judge_case(loaded, self.book, self.now)
        timeline = judged.timeline
        children = _held(timeline, "episode open", self.now)
        danger = bool(find_danger(loaded.case, timeline, self.now))
        if not children and not danger:
            return None
        children = children or dict.fromkeys(child.id for child in loaded.case.children)
        risks = _held(timeline, _RISK, self.now)
        ranked = [str(risks[child]) for child in children if child in risks]
        tracks = _held(timeline, "track", self.now)
        obligations = judged.judgement.obligations
        return CaseLoad(
            case=loaded.case.number,
            worker=find_manager(timeline, self.now),
            risk=max(ranked, key=RANKED_STATES[_RISK].index, default=_UNDECIDED),
            tracks=tuple(sorted({str(tracks[c]) for c in children if c in tracks})),
            children=len(children),
            in_care=len(_held(timeline, "in care", self.now).keys() & children.keys()),
            overdue=sum(o.counts_as_overdue for o in obligations),
            due_soon=sum(o.status == "due soon" and o.rule.enforced for o in obligations),
            seen=self._last_seen(loaded, children),
            hard_events=self._count_hard(loaded),
            offers=tuple(
                Offer(offer.data["to"], offer.occurred.day)
                for offer in open_offers(loaded.case, self.now)
            ),
            danger=danger,
        )

    def _last_seen(self, loaded: LoadedCase, children: Collection[str]) -> date | None:
        newest: dict[str, date] = {}
        for contact in loaded.case.facts("contact"):
            if contact.occurred.earliest <= self.now:
                for person in loaded.case.children:
                    if was_seen(person, contact):
                        newest[person.id] = contact.occurred.day
        days = [newest.get(child) for child in children]
        return None if None in days else min(day for day in days if day is not None)

    def _count_hard(self, loaded: LoadedCase) -> int:
        since = self.now - _STRAIN
        return sum(
            since <= r.occurred.latest and r.occurred.earliest <= self.now
            for r in loaded.case.facts("apprehension", "placement-end")
            if r.kind == "apprehension" or r.data["reason"] == "died"
        )


def _held(timeline: Timeline, state: str, now: datetime) -> dict[str, object]:
    return {
        str(span.subject): span.value
        for span in timeline.spans
        if span.state == state and is_held(span, now)
    }


def list_caseload(
    workspace: Workspace, book: Rulebook, now: datetime
) -> tuple[list[CaseLoad], list[Finding]]:
    """Every open case, the highest risk and then the latest first, and what could not be read.

    Raises GitFault, and ProcessLost.
    """
    with open_pool_for(len(workspace.case_folders)) as pool:
        collected = list(map_all(workspace, _Look(book, now), pool))
    answers = [one.answer for one in collected if one.answer is not None]
    faults = [fault for one in collected for fault in one.faults]
    faults += [fault for _, unread in answers for fault in unread]
    return sorted((load for load, _ in answers if load is not None), key=_urgency), faults


def _urgency(load: CaseLoad) -> tuple[bool, int, int, date, str]:
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
