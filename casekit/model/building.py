"""From a case to its timeline: ignore what lies after the moment asked for, then derive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, tzinfo

from casekit.model.events import (
    DAYS_AHEAD,
    ORDER_DUTY,
    list_order_duties,
    read_events,
)
from casekit.model.records import Case, order_records
from casekit.model.schedules import PLANNED_CONTACT, list_planned_contacts
from casekit.model.staff import Worker
from casekit.model.states import read_spans
from casekit.model.timeline import Timeline, merge_touching, order_events
from casekit.model.when import Present, When, look_at, on_day

# Who a person is was true before anybody wrote it down: their files are not events.
TIMELESS_KINDS = frozenset({"person", "household"})


def build_timeline(
    case: Case, zone: tzinfo, staff: Iterable[Worker], now: datetime | Present
) -> Timeline:
    """Derive the timeline of a case as it stood at a moment (aware).

    What happened after it is left out, even where it is on file.
    """
    present = look_at(now, zone)
    known = case_until(case, present)
    staff = tuple(staff)
    births = _births(known, zone)
    duties = dict(list_order_duties(known))
    planned = list(list_planned_contacts(known, zone, present))
    contacts = {name: plan for name, _, plan in planned}
    children = frozenset(person.id for person in known.children)
    return Timeline(
        case=case.number,
        zone=zone,
        events=order_events(
            event
            for event in read_events(known, zone, planned)
            if event.name in DAYS_AHEAD or present.has_reached(event.when.earliest)
        ),
        spans=merge_touching(
            span
            for span in read_spans(known, zone, staff, births, present)
            if present.has_reached(span.start.earliest)
        ),
        births=births,
        children=tuple(
            sorted(
                person.id
                for person in known.children
                if person.id not in births or present.has_reached(births[person.id].earliest)
            )
        ),
        record_kinds={r.id: r.kind for r in known.records if not r.is_voided}
        | dict.fromkeys(duties, ORDER_DUTY)
        | dict.fromkeys(contacts, PLANNED_CONTACT),
        record_children={r.id: r.children for r in known.records}
        | {name: order.children for name, order in duties.items()}
        # A visit to grown-ups alone is about all the children.
        | {name: children & {*p.data["with"]} or children for name, p in contacts.items()},
        staff=staff,
    )


def case_until(case: Case, present: Present) -> Case:
    """The case with what had happened by a moment, in the order in which it happened."""
    known = [
        r
        for r in case.records
        if r.kind in TIMELESS_KINDS or present.has_reached(r.occurred.earliest)
    ]
    return replace(case, records=order_records(known))


def _births(case: Case, zone: tzinfo) -> dict[str, When]:
    """Birth dates of the children; an estimated date counts until a better one is known."""
    return {
        person.id: on_day(date.fromisoformat(person.birth["date"]), zone)
        for person in case.children
        if "date" in person.birth
    }
