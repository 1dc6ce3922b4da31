"""From records to states: what held from when to when, for each child where it differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, tzinfo
from typing import Any

from casekit.model.childhood import (
    YOUNG_ADULT,
    as_young_adult,
    came_of_age,
    cut_off,
    end_of_childhood,
)
from casekit.model.family import BEFORE_ANY_RECORD, find_family
from casekit.model.plans import find_plan_ends
from casekit.model.protection import FOR_GOOD, unsafe_at_home
from casekit.model.records import Case, Record
from casekit.model.spans import Fact, starts_and_ends
from casekit.model.staff import Worker
from casekit.model.timeline import Span, merge_touching
from casekit.model.when import (
    Present,
    When,
    end_of_day,
    no_earlier_than,
    on_day,
)

# Placements that are a state of their own besides being a placement.
NAMED_SETTINGS = {"trial home visit": "trial home visit", "runaway or missing": "runaway"}
# Settings that leave the child's place where it was before open: nobody moved out of it.
PASSING_SETTINGS = frozenset({"hospital", "trial home visit", "runaway or missing"})
ENDS_CARE = frozenset({"returned", "adopted", "guardianship", "aged out", "died"})
# The kinds of record that may say under which place's standards a case is worked.
WITH_PLACE = ("report", "opening", "assignment")


def read_spans(
    case: Case,
    zone: tzinfo,
    staff: Iterable[Worker],
    births: Mapping[str, When],
    present: Present,
) -> Iterator[Span]:
    """Give every state of the records of a case that count; touching spans are not yet merged.

    By the present moment somebody may have come of age.
    """
    children = [person.id for person in case.children]
    for child in children:
        for span in _spans_of_child(case, child, zone, present):
            yield from _since_birth(span, births.get(child))
    if not children:
        # A family expecting its first child has an open case, and a closing ends it.
        yield from _episodes(case, None)
    yield from _case_managers(case, children)
    yield from _plans(case)
    yield from _staff_roles(staff, zone)


def _spans_of_child(case: Case, child: str, zone: tzinfo, present: Present) -> Iterator[Span]:
    grown = came_of_age(case, child, zone, present)
    over = end_of_childhood(case, child, zone, present, grown)
    # Care, orders and the case of a child end with childhood, whatever nobody has written down yet.
    care = list(cut_off(merge_touching(_in_care(case, child)), child, over))
    episodes = list(cut_off(_episodes(case, child), child, over))
    legal = list(_legal_statuses(case, child, zone, care))
    agreed = [s for s in legal if s.value == YOUNG_ADULT]
    statuses = [*cut_off((s for s in legal if s.value != YOUNG_ADULT), child, over), *agreed]
    yield from episodes
    if grown is not None:
        # No track and no risk of a child: what a young adult agrees to is another kind of work.
        yield from as_young_adult(case, child, agreed, grown)
    yield from care
    homes = list(_placements(case, child, care))
    visits = [span for span in homes if span.state == NAMED_SETTINGS["trial home visit"]]
    yield from cut_off(unsafe_at_home(case, child, care, visits, zone), child, over)
    yield from homes
    for state in ("risk", "track"):
        yield from _clip(_decided(case, child, state, care, episodes), episodes)
    yield from statuses
    yield from find_family(case, child, zone)
    yield from _places(case, child)
    person = case.person(child)
    if person is not None and "indigenous" in person.data:
        # Who a child belongs to was so before anybody wrote it down.
        since = on_day(BEFORE_ANY_RECORD, zone)
        yield Span("Indigenous affiliation", person.data["indigenous"], since, None, child, child)


def _since_birth(span: Span, born: When | None) -> Iterator[Span]:
    """An unborn child has no states: what was decided ahead begins with the birth."""
    if born is None or born.earliest <= span.start.earliest:
        yield span
    elif span.end is None or born.earliest < span.end.latest:
        yield span._replace(start=born)


def _concerns(record: Record, child: str | None) -> bool:
    return child is None or not record.children or child in record.children


def _episodes(case: Case, child: str | None) -> Iterator[Span]:
    closings = [r.occurred for r in case.facts("closing") if _concerns(r, child)]
    facts: list[Fact] = [
        (r.occurred, True if r.kind == "opening" else None, r.id)
        for r in case.facts("opening", "closing")
        if _concerns(r, child)
    ]
    for record in case.facts("reopening"):
        if _concerns(record, child):
            when = record.occurred
            for closing in closings:
                when = no_earlier_than(when, closing)
            facts.append((when, True, record.id))
    return starts_and_ends(facts, "episode open", child)


def _placement_ends(case: Case, child: str) -> dict[str, Fact]:
    """By placement: when it ended for the child, why, and which record says so."""
    begun = {r.id: r for r in case.facts("placement") if child in r.children}
    ends: dict[str, Fact] = {}
    for record in case.facts("placement-end"):
        placement = begun.get(record.data["placement"])
        if child in record.children and placement is not None:
            when = no_earlier_than(record.occurred, placement.occurred)
            ends.setdefault(placement.id, (when, record.data["reason"], record.id))
    return ends


def _in_care(case: Case, child: str) -> Iterator[Span]:
    facts: list[Fact] = [
        (r.occurred, True, r.id)
        for r in case.facts("apprehension", "placement")
        if child in r.children
    ]
    facts += [
        (when, None, record)
        for when, reason, record in _placement_ends(case, child).values()
        if reason in ENDS_CARE
    ]
    return starts_and_ends(facts, "in care", child)


def _placements(case: Case, child: str, care: list[Span]) -> Iterator[Span]:
    """A placement lasts to its own end, to the next lasting placement, or to the end of care."""
    ends = _placement_ends(case, child)
    placements = [r for r in case.facts("placement") if child in r.children]
    for number, record in enumerate(placements):
        closings: list[tuple[When, str | None]] = []
        if record.id in ends:
            closings.append((ends[record.id][0], ends[record.id][2]))
        lasting = [r for r in placements[number + 1 :] if r.data["setting"] not in PASSING_SETTINGS]
        closings += [(r.occurred, r.id) for r in lasting[:1]]
        closings += [
            (s.end, s.end_record)
            for s in care
            if s.end is not None and s.end.earliest >= record.occurred.earliest
        ]
        until, closer = min(closings, key=lambda c: c[0].earliest) if closings else (None, None)

        def span(
            state: str,
            value: Any,
            start: When = record.occurred,
            until: When | None = until,
            opener: str = record.id,
            closer: str | None = closer,
        ) -> Span:
            return Span(state, value, start, until, child, opener, closer)

        setting = record.data["setting"]
        yield span("placement", True)
        yield span("placed under", record.id)
        yield span("setting", setting)
        if setting in NAMED_SETTINGS:
            yield span(NAMED_SETTINGS[setting], True)
        if record.data.get("outside_jurisdiction"):
            yield span("placed outside the jurisdiction", True)
        for carer in record.data.get("carers", ()):
            yield span("carer", carer)


def _decided(
    case: Case, child: str, state: str, care: list[Span], episodes: list[Span]
) -> Iterator[Span]:
    if state == "risk":
        facts = [
            (r.occurred, r.data["risk"], r.id)
            for r in case.facts("risk", "assessment")
            if "risk" in r.data and child in r.children
        ]
        return starts_and_ends(facts, "risk", child)
    return _tracks(case, child, care, episodes)


def _tracks(case: Case, child: str, care: list[Span], episodes: list[Span]) -> Iterator[Span]:
    """At home unless in care; in care means out of home until a decision says permanency.

    The track is not stored where a removal or a return already tells it, so the two can never
    contradict each other.
    """
    facts: list[Fact] = [
        (e.start, "at home", e.record or "")
        for e in episodes
        if not any(s.holds_at(e.start.earliest) for s in care)
    ]
    for span in care:
        facts.append((span.start, "out of home", span.record or ""))
        if span.end is not None:
            ended = case.find(span.end_record or "")
            settled = ended is not None and ended.data.get("reason") in FOR_GOOD
            # Who was adopted does not live with the first family again: it is left to close.
            facts.append((span.end, "permanency" if settled else "at home", span.end_record or ""))
    for record in case.facts("track"):
        in_care = any(s.holds_at(record.occurred.latest) for s in care)
        if child in record.children and in_care:
            facts.append((record.occurred, record.data["track"], record.id))
    return starts_and_ends(facts, "track", child)


def _clip(spans: Iterable[Span], episodes: list[Span]) -> Iterator[Span]:
    """Keep of each span what lies inside an open episode: closing ends risk and track."""
    for span in spans:
        for episode in episodes:
            start, record = max(
                ((span.start, span.record), (episode.start, episode.record)),
                key=lambda pair: pair[0].earliest,
            )
            ends = [(e.end, e.end_record) for e in (span, episode) if e.end is not None]
            end, closer = min(ends, key=lambda e: e[0].earliest) if ends else (None, None)
            if end is None or start.earliest < end.earliest:
                yield Span(span.state, span.value, start, end, span.subject, record, closer)


def _places(case: Case, child: str) -> Iterator[Span]:
    """Under which place's standards the child's case is worked, from the records that say so."""
    facts = [
        (r.occurred, r.data["place"], r.id)
        for r in case.facts(*WITH_PLACE)
        if "place" in r.data and _concerns(r, child)
    ]
    return starts_and_ends(facts, "place", child)


def _legal_statuses(case: Case, child: str, zone: tzinfo, care: list[Span]) -> Iterator[Span]:
    """Each status lasts to its own end or to the next one, whichever comes first.

    An apprehension with no order after it is over when the child leaves care.
    """
    ends: dict[str, Record] = {}
    for record in case.facts("order-end"):
        if child in record.children:
            ends.setdefault(record.data["order"], record)
    facts: list[Fact] = []
    # Removals first: of one moment, the order that answers a removal holds.
    for record in (*case.facts("apprehension"), *case.facts("order", "agreement")):
        if child not in record.children:
            continue
        if record.kind == "apprehension":
            facts.append((record.occurred, "apprehended or emergency custody", record.id))
        elif record.kind == "agreement":
            if record.data["step"] == "signed":
                facts.append((_valid_from(record, zone), record.data["legal_status"], record.id))
        else:
            when = _valid_from(record, zone)
            # An order of the day of an apprehension, its hour unknown, is the answer to it.
            for removal in case.facts("apprehension"):
                if child in removal.children and removal.occurred.day == when.day:
                    when = no_earlier_than(when, removal.occurred)
            facts.append((when, record.data["legal_status"], record.id))
    for span in starts_and_ends(facts, "legal status", child):
        order = case.find(span.record or "")
        candidates = [(span.end, span.end_record)] if span.end else []
        if order is not None and "until" in order.data:
            last = end_of_day(date.fromisoformat(order.data["until"]), zone)
            candidates.append((last, order.id))
        if order is not None and order.kind == "apprehension":
            candidates += [
                (s.end, s.end_record)
                for s in care
                if s.end is not None and s.end.earliest >= span.start.earliest
            ]
        if order is not None and order.id in ends:
            candidates.append((ends[order.id].occurred, ends[order.id].id))
        if order is not None and order.kind == "agreement":
            candidates += [(r.occurred, r.id) for r in list_agreement_ends(case, order, child)]
        end, closer = min(candidates, key=lambda c: c[0].earliest) if candidates else (None, None)
        yield span._replace(end=end, end_record=closer)


def list_agreement_ends(case: Case, signed: Record, child: str) -> list[Record]:
    """The records that end an agreement: its own kind alone, for no agreement ends an order."""
    return [
        r
        for r in case.facts("agreement")
        if r.data["step"] == "ended"
        and child in r.children
        and r.data["legal_status"] == signed.data["legal_status"]
        and r.occurred.latest >= signed.occurred.earliest
    ]


def _valid_from(record: Record, zone: tzinfo) -> When:
    """From when an order or agreement is valid: the day it names, or the moment it was made."""
    day = date.fromisoformat(record.data.get("from", record.occurred.day.isoformat()))
    return record.occurred if day == record.occurred.day else on_day(day, zone)


def _case_managers(case: Case, children: list[str]) -> Iterator[Span]:
    """One worker for the whole case, or for each child where an assignment names children."""
    assigned = [r for r in case.facts("assignment") if r.data["role"] == "case manager"]
    split = any(r.children for r in assigned)
    concerned: list[str | None] = [*children] if split and children else [None]
    for child in concerned:
        facts = [(r.occurred, r.data["worker"], r.id) for r in assigned if _concerns(r, child)]
        yield from starts_and_ends(facts, "case manager", child)


def _plans(case: Case) -> Iterator[Span]:
    ends = find_plan_ends(case)
    for record in case.facts("plan"):
        end = ends.get(record.id)
        until, closer = (end.occurred, end.id) if end else (None, None)
        concerned: list[str | None] = [*sorted(record.children)] or [None]
        kind = record.data["kind"]
        for child in concerned:
            yield Span(
                f"{kind} plan in force",
                record.id,
                record.occurred,
                until,
                child,
                record.id,
                closer,
            )
            yield Span(
                f"under a {kind} plan", True, record.occurred, until, child, record.id, closer
            )


def _staff_roles(staff: Iterable[Worker], zone: tzinfo) -> Iterator[Span]:
    for worker in staff:
        since = on_day(worker.since or BEFORE_ANY_RECORD, zone)
        until = on_day(worker.until, zone) if worker.until else None
        for role in sorted(worker.roles):
            yield Span(role, worker.id, since, until)
