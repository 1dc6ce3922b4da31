"""A case as a picture over time: what held for each child, and what happened, as plain data.

Both pictures (`timeline_text`, `timeline_svg`) are made of this alone. Nothing sealed, and nothing
that was taken back, is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casekit.documents.words import mark
from casekit.model.childhood import was_seen
from casekit.model.family import eldest_first
from casekit.model.phrases import Choice, Said, phrase
from casekit.model.records import Case, Record
from casekit.model.timeline import Timeline
from casekit.model.when import ONE_DAY

# The states that are drawn, in their order, and what a lane of them is called.
STATES = {
    "episode open": mark("service"),
    "track": mark("track"),
    "risk": mark("risk"),
    "setting": mark("home away"),
    "legal status": mark("legal status"),
}
_LISTS = {"track": "track", "risk": "risk", "setting": "setting", "legal status": "legal_status"}
# A letter for each kind of mark, and what it stands for.
MARKS = {
    "R": mark("report"),
    "V": mark("child seen"),
    "P": mark("plan agreed"),
    "A": mark("removal"),
    "M": mark("missing from care"),
    "H": mark("hearing"),
    "O": mark("order"),
    "W": mark("review"),
    "X": mark("closing"),
    "N": mark("reopening"),
}
EMPTY = mark("Nothing is on file.")
# A setting that is over before a lane can show it.
MISSING = "runaway or missing"
_KINDS = {
    "report": "R",
    "plan": "P",
    "apprehension": "A",
    "hearing": "H",
    "order": "O",
    "review": "W",
    "closing": "X",
    "reopening": "N",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """A value from a local day to another, both inside the picture; `goes_on` past its end."""

    value: Said
    start: date
    end: date
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """One state of one child over time."""

    child: str
    called: str
    state: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on a local day: its letter, what it was, and its record."""

    day: date
    letter: str
    says: Said
    record: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The lanes and marks of a case between two local days, both included."""

    case: str
    start: date
    end: date
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]


def draw_lanes(
    case: Case,
    timeline: Timeline,
    now: datetime,
    *,
    child: str | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Picture | None:
    """What a picture of the case shows, of one child or of all; None where nothing is on file.

    Without days it begins with the first thing that happened and ends with the local day of `now`.
    """
    today = now.astimezone(timeline.zone).date()
    children = [c for c in eldest_first(case.people) if c.role == "child"]
    children = [c for c in children if child is None or c.id == child]
    marks = list(_marks(case, now, child))
    days = [mark.day for mark in marks]
    days += [s.start.day for s in timeline.spans if s.state == "episode open"]
    if not days:
        return None
    last = end or today
    first = min(start or min(days), last)
    lanes = []
    for one in children:
        for state in STATES:
            stretches = tuple(_stretches(timeline, state, one.id, first, last, today))
            if stretches:
                lanes.append(Lane(one.id, one.called, state, stretches))
    shown = tuple(mark for mark in marks if first <= mark.day <= last)
    return Picture(case.number, first, last, tuple(lanes), shown)


def _stretches(
    timeline: Timeline, state: str, child: str, first: date, last: date, today: date
) -> Iterator[Stretch]:
    for span in timeline.spans:
        if span.state != state or span.subject != child or span.value == "none":
            continue
        over = span.end.day if span.end is not None and span.end.day <= today else None
        start, end = max(span.start.day, first), min(over or last, last)
        if start <= end:
            value = phrase("open") if span.value is True else _read_value(state, str(span.value))
            yield Stretch(value, start, end, over is None or over > last)


def _read_value(state: str, value: str) -> Said:
    return Choice(value, _LISTS[state]) if state in _LISTS else value


def _marks(case: Case, now: datetime, child: str | None) -> Iterator[Mark]:
    children = [one for one in case.children if child is None or one.id == child]
    for record in case.facts(*_KINDS, "contact", "placement"):
        if record.occurred.earliest > now:
            continue
        if child is not None and record.children and child not in record.children:
            continue
        if record.kind == "contact":
            seen = [one.called for one in children if was_seen(one, record)]
            if seen:
                says = phrase("seen: {whom}", whom=tuple(seen))
                yield Mark(record.occurred.day, "V", says, record.id)
        elif record.kind == "placement":
            if record.data["setting"] == MISSING:
                yield Mark(record.occurred.day, "M", phrase("missing from care"), record.id)
        else:
            yield Mark(record.occurred.day, _KINDS[record.kind], _say(record), record.id)


def _say(record: Record) -> Said:
    data = record.data
    match record.kind:
        case "plan":
            return phrase("{kind} plan", kind=Choice(str(data["kind"]), "plan"))
        case "hearing":
            return phrase("hearing: {kind}", kind=Choice(str(data["hearing"]), "hearing"))
        case "order":
            return phrase("order: {status}", status=Choice(data["legal_status"], "legal_status"))
        case "review":
            result = Choice(str(data["result"]), "result of a review")
            return phrase("review: {result}", result=result)
        case "closing":
            return phrase("closing: {why}", why=Choice(str(data["reason"]), "end of the work"))
        case "apprehension":
            return phrase("removal")
        case "reopening":
            return phrase("reopening")
    return phrase("report")


def list_ticks(first: date, last: date, most: int) -> Sequence[date]:
    """The first days of months, quarters or years inside a picture, at most so many."""
    for months in (1, 3, 6, 12, 24, 60, 120, 600):
        day = date(first.year, 1, 1)
        ticks = []
        while day <= last:
            if day >= first:
                ticks.append(day)
            number = day.year * 12 + day.month - 1 + months
            day = date(number // 12, number % 12 + 1, 1)
        if len(ticks) <= most:
            return ticks
    return ()


def count_days(picture: Picture) -> int:
    """How many local days the picture shows."""
    return (picture.end - picture.start + ONE_DAY).days
