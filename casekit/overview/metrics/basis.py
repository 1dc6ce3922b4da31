"""What figures are counted from: cases with their timelines, and each child's time in care.

A child whom the records of several cases name as the same person is one child: a second report, or
a return to care, may stand in another case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from casekit.model.identity import read_decisions
from casekit.model.records import Case, Record
from casekit.model.timeline import Span, Subject, Timeline, merge_touching
from casekit.model.when import ONE_DAY, When, add_years, at_instant, on_day
from casekit.standards.clocks import Clock
from casekit.standards.priorities import Priorities

# A stay that ended before its eighth day is no stay for the indicators.
LEAST_DAYS = 8


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """A case and its timeline up to the moment of the report."""

    case: Case
    timeline: Timeline


class Stay(NamedTuple):
    """A time in care, in the case in which it began; no `end` while it lasts.

    `reason` tells why it ended, `home_visit` when the trial home visit began that it ended with,
    or that lasts.
    """

    case: str
    record: str | None
    start: When
    end: When | None
    reason: str | None
    home_visit: When | None

    @property
    def days(self) -> int | None:
        """How many days it lasted, None while it lasts; the day of leaving is none."""
        return None if self.end is None else (self.end.day - self.start.day).days

    @property
    def is_short(self) -> bool:
        """Whether it ended before its eighth day."""
        return self.days is not None and self.days < LEAST_DAYS


@dataclass(frozen=True, slots=True, eq=False)
class Child:
    """A child, and where it appears: `views` are the stories with the child's id in each."""

    case: str
    id: str
    views: tuple[tuple[Story, Subject], ...]
    born: date | None
    stays: tuple[Stay, ...]

    @property
    def grown(self) -> date | None:
        """The eighteenth birthday; None while no birth date is known."""
        return None if self.born is None else add_years(self.born, 18)

    def is_under_18(self, day: date) -> bool:
        """Whether the child is under eighteen on a day; of a child with a birth date only."""
        return self.grown is not None and day < self.grown


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """Everything that figures are counted from, as of an aware instant."""

    stories: tuple[Story, ...]
    children: tuple[Child, ...]
    clock: Clock
    priorities: Priorities
    now: datetime

    @property
    def zone(self) -> tzinfo:
        """The agency's time zone."""
        return self.clock.zone

    def is_over(self, day: date) -> bool:
        """Whether a local day has passed to its end."""
        return on_day(day, self.zone).latest <= self.now

    @property
    def first_day_not_over(self) -> date:
        """The first local day of which something lies ahead still."""
        today = at_instant(self.now, self.zone).day
        return today + ONE_DAY if self.is_over(today) else today


def make_basis(
    stories: Iterable[Story], clock: Clock, priorities: Priorities, now: datetime
) -> Basis:
    """Put together what figures are counted from; each timeline was built up to `now`."""
    stories = tuple(stories)
    return Basis(stories, _find_children(stories), clock, priorities, now)


def one_year_after(day: date) -> date:
    """The same date a year later: the last day that is within twelve months."""
    return add_years(day, 1)


def days_after(day: date, days: int) -> date:
    """So many days later."""
    return day + timedelta(days=days)


def _find_children(stories: tuple[Story, ...]) -> tuple[Child, ...]:
    """The children of all cases; those told to be the same person are one."""
    owner: dict[str, str] = {}
    for story in stories:
        for child in story.timeline.children:
            owner.setdefault(child, child)

    def root(child: str) -> str:
        while owner[child] != child:
            child = owner[child]
        return child

    for story in stories:
        for person in story.case.children:
            for decision in read_decisions(person.data).values():
                other = decision.person
                is_same = decision.verdict == "same person"
                if is_same and person.id in owner and other in owner:
                    first, second = sorted((root(person.id), root(other)))
                    owner[second] = first
    views: dict[str, list[tuple[Story, Subject]]] = {}
    for story in stories:
        for child in story.timeline.children:
            subject = Subject("child", child, frozenset({child}))
            views.setdefault(root(child), []).append((story, subject))
    return tuple(_make_child(tuple(found)) for found in views.values())


def _make_child(views: tuple[tuple[Story, Subject], ...]) -> Child:
    first_story, first = views[0]
    births = [s.timeline.births[c.id].day for s, c in views if c.id in s.timeline.births]
    return Child(
        first_story.case.number,
        first.id,
        views,
        births[0] if births else None,
        tuple(_find_stays(views)),
    )


def _find_stays(views: tuple[tuple[Story, Subject], ...]) -> Iterable[Stay]:
    records: dict[str, tuple[str, Record]] = {
        record.id: (story.case.number, record)
        for story, _ in views
        for record in story.case.records
    }
    child = views[0][1].id

    def spans(state: str) -> tuple[Span, ...]:
        found = (s for story, subject in views for s in story.timeline.spans_for(subject, state))
        return merge_touching(span._replace(subject=child) for span in found)

    visits = spans("trial home visit")
    for span in spans("in care"):
        case = records[span.record][0] if span.record in records else views[0][0].case.number
        ended = records.get(span.end_record or "")
        last = [v for v in visits if v.start.earliest >= span.start.earliest and _goes_to(v, span)]
        yield Stay(
            case,
            span.record,
            span.start,
            span.end,
            _why_left(ended[1]) if ended else None,
            last[-1].start if last else None,
        )


def _why_left(record: Record) -> str:
    """Why care ended, as the end of a placement says it, or the child's own file."""
    if record.kind == "person":
        return "died" if "died_on" in record.data else "aged out"
    return str(record.data.get("reason"))


def _goes_to(visit: Span, care: Span) -> bool:
    """Whether a trial home visit lasts to the end of a time in care, or with it still."""
    if visit.end is None or care.end is None:
        return visit.end is care.end
    return visit.end.earliest == care.end.earliest
