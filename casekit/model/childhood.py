"""The end of childhood: coming of age, death, and the young adult's own episode after it.

The child's own file tells it. What was missed before stays missed, and nothing is owed after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, tzinfo

from casekit.model.records import Case, Person, Record
from casekit.model.timeline import Span
from casekit.model.when import ONE_DAY, Present, When, add_years, no_earlier_than, on_day

# The legal status that is a young adult's own.
YOUNG_ADULT = "young adult agreement"


def came_of_age(case: Case, child: str, zone: tzinfo, present: Present) -> When | None:
    """The first day after the eighteenth birthday, once it has come.

    Only a birth date that is known counts: an estimate must not end anybody's protection.
    """
    person = case.person(child)
    birth = person.birth if person else {}
    if birth.get("certainty") != "known":
        return None
    birthday = add_years(date.fromisoformat(birth["date"]), 18)
    grown = on_day(birthday + ONE_DAY, zone)
    return grown if present.has_reached(grown.earliest) else None


def was_seen(person: Person, contact: Record) -> bool:
    """Whether a contact saw somebody who is, or was, a child of the case.

    A child is named as seen; a young adult takes part like other grown-ups, in person.
    """
    data = contact.data
    if person.id in data.get("seen", ()):
        return True
    there = data["made"] == "completed" and data["mode"] == "in person"
    return there and person.id in data.get("with", ()) and is_grown(person, contact.occurred.day)


def is_grown(person: Person, day: date) -> bool:
    """Whether somebody has come of age by a day; only a birth date that is known counts."""
    birth = person.birth
    if birth.get("certainty") != "known":
        return False
    return add_years(date.fromisoformat(birth["date"]), 18) < day


def end_of_childhood(
    case: Case, child: str, zone: tzinfo, present: Present, grown: When | None
) -> When | None:
    """Coming of age or death, once it has come: what was missed before stays missed."""
    person = case.person(child)
    if person is None or "died_on" not in person.data:
        return grown
    day = on_day(date.fromisoformat(person.data["died_on"]), zone)
    died = day if present.has_reached(day.earliest) else None
    return min((w for w in (grown, died) if w), key=lambda w: w.earliest, default=None)


def cut_off(spans: Iterable[Span], child: str, over: When | None) -> Iterator[Span]:
    """Cut off what goes on past a moment that the child's own file tells."""
    for span in spans:
        if over is None:
            yield span
            continue
        ends_later = span.end is None or over.earliest < span.end.earliest
        if span.start.earliest < over.earliest and ends_later:
            yield span._replace(end=over, end_record=child)
        else:
            yield span


def as_young_adult(case: Case, child: str, statuses: Iterable[Span], grown: When) -> Iterator[Span]:
    """The young adult's own episode: as long as an agreement lasts, or until it is closed.

    That a child's case was closed as aged out ends nothing of it.
    """
    for status in statuses:
        over = status.end is not None and status.end.earliest <= grown.earliest
        if over:
            continue
        start = no_earlier_than(status.start, grown)
        ends = [(status.end, status.end_record)] if status.end else []
        ends += [
            (r.occurred, r.id)
            for r in case.facts("closing")
            if child in r.children
            and r.data["reason"] != "aged out"
            and r.occurred.earliest >= start.earliest
        ]
        end, closer = min(ends, key=lambda e: e[0].earliest) if ends else (None, None)
        yield Span("episode open", True, start, end, child, status.record, closer)
