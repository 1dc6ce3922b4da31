"""From records to events: what each kind of record says happened.

One small function per kind that needs more than its own name; the rest follow one pattern.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, tzinfo
from typing import Any

from casekit.model.childhood import is_grown
from casekit.model.protection import tells_danger
from casekit.model.records import Case, Person, Record
from casekit.model.schedules import planned_days_spoken_of
from casekit.model.timeline import Event
from casekit.model.when import on_day, read_when

# The event that a record's own existence is, and the fields that speak of other records.
PLAIN_EVENTS: Mapping[str, str] = {
    "report": "report received",
    "screening": "screened",
    "opening": "case opened",
    "assignment": "assigned",
    "determination": "determined",
    "risk": "risk decided",
    "track": "track decided",
    "consultation": "consulted",
    "approval": "approved",
    "sent-back": "sent back",
    "extension": "extended",
    "exception": "excused",
    "closing": "case closed",
    "reopening": "case reopened",
    "transfer": "transfer offered",
    "transfer-answer": "transfer answered",
    "assessment": "assessed",
    "plan": "plan agreed",
    "plan-end": "plan ended",
    "progress": "progress noted",
    "contact": "contact",
    "appointment": "contact planned",
    "appointment-end": "planned contact called off",
    "meeting": "meeting held",
    "debriefing": "debriefed",
    "release": "released",
    "translation": "translated",
    "handover": "document handed over",
    "team-member": "care team joined",
    "team-member-end": "care team left",
    "sharing": "information shared",
    "advocacy": "advocacy raised",
    "advocacy-answer": "advocacy answered",
    "referral": "service referred",
    "referral-status": "service status",
    "placement": "placed",
    "placement-end": "placement ended",
    "home-considered": "home considered",
    "family-time": "family time agreed",
    "family-time-held": "family time held",
    "family-time-end": "family time ended",
    "health": "health noted",
    "education": "education noted",
    "apprehension": "apprehension",
    "application": "application filed",
    "hearing": "hearing held",
    "order": "order made",
    "order-end": "order ended",
    "order-status": "order implementation",
    "agreement": "agreement",
    "notice": "notice sent",
    "notice-receipt": "notice received",
    "consent": "consent given",
    "consent-withdrawal": "consent withdrawn",
    "review": "reviewed",
    "adoption-link": "adopted child's case linked",
    "tombstone": "file state changed",
    "unsealing": "unsealed",
}
# What is only asked for as long as no supervisor approved it.
ASKED_EVENTS: Mapping[str, str] = {"extension": "extension asked", "exception": "exception asked"}
# Whether these count hangs also on who wrote them down, and when.
WRITTEN_IN_TIME = frozenset({"extension", "exception", "approval"})
# Known from the day they were fixed, although the day itself lies ahead.
HEARING_DATE = "hearing date"
REVIEW_DAY = "review day"
ORDER_DUTY_DAY = "order duty day"
CONTACT_DAY = "contact day"
ORDER_LAST_DAY = "order last day"
DAYS_AHEAD = frozenset({HEARING_DATE, REVIEW_DAY, ORDER_DUTY_DAY, ORDER_LAST_DAY, CONTACT_DAY})
# One of the duties of an order, as a rule speaks of it: `per: order duty`.
ORDER_DUTY = "order duty"
# What a record says besides that it exists, and the kinds of record that say it.
EXTRA_EVENT_KINDS: Mapping[str, tuple[str, ...]] = {
    HEARING_DATE: ("application", "hearing"),
    REVIEW_DAY: ("plan", "review"),
    ORDER_DUTY_DAY: ("order",),
    ORDER_LAST_DAY: ("order",),
    CONTACT_DAY: ("appointment",),
    "returned home": ("placement-end",),
    "left placement": ("placement-end",),
    "household changed": ("person",),
}
# Who wrote it down and when: no rule asks for the moment.
_WRITTEN: Mapping[str, tuple[str, ...] | str | None] = {
    "recorded by": "approval.recorded_by",
    "recorded at": (),
}
# What a rule can ask of an event beside the fields of its record: words, None for true or false, or
# the field that it is taken from (kind.field, or kind.list.field). The lint knows no other ones.
DERIVED_ATTRIBUTES: Mapping[str, Mapping[str, tuple[str, ...] | str | None]] = {
    HEARING_DATE: {"set by": ("application", "hearing")},
    REVIEW_DAY: {"set by": ("plan", "review")},
    "report received": {"danger now": None, "allegation": "report.allegations.allegation"},
    "determined": {
        "outcome": ("supported", "unsupported", "inconclusive", "not required", "mixed")
    },
    "approved": {"by": "approval.approved_by", **_WRITTEN},
    "extended": _WRITTEN,
    "extension asked": _WRITTEN,
    "excused": _WRITTEN,
    "exception asked": _WRITTEN,
    "notice received": {"about": "notice.about", "to kind": "notice.to_kind"},
    "contact": {"planned": None},
    "reviewed": {"of a safety plan only": None},
    "planned contact called off": {"late": None},
}
REFERENCE_FIELDS = ("report", "plan", "order", "notice", "placement", "referral", "consent")
LIST_REFERENCE_FIELDS = ("approves", "returns", "plans")
_SPEAKS_OF_OTHERS = frozenset({*REFERENCE_FIELDS, *LIST_REFERENCE_FIELDS, "record"})
# Field names on disk become the words that a rule uses: `respond_within` -> `respond within`.
SKIPPED_FIELDS = frozenset(
    {
        "schema",
        "id",
        "occurred_at",
        "occurred_on",
        "recorded_at",
        "recorded_by",
        "voided",
        "note",
        "only_for",
    }
)


def read_events(
    case: Case, zone: tzinfo, planned: Iterable[tuple[str, date, Record]]
) -> Iterator[Event]:
    """Give every event of the records of a case that count, and the days of `planned` contacts."""
    children = {person.id: person for person in case.children}
    by_id = {record.id: record for record in case.records}
    for record in case.facts(*PLAIN_EVENTS):
        extra = EXTRA_EVENTS.get(record.kind)
        yield _plain_event(record, case, children, by_id)
        if extra:
            yield from extra(record, zone)
    for person in case.facts("person"):
        yield from _household_changes(person, zone)
    for name, day, plan in planned:
        yield Event(CONTACT_DAY, on_day(day, zone), record=plan.id, about=frozenset({name}))


def _plain_event(
    record: Record, case: Case, children: Mapping[str, Person], by_id: Mapping[str, Record]
) -> Event:
    spoken_of = _records_spoken_of(record, by_id)
    attributes: dict[str, Any] = {
        key.replace("_", " "): value
        for key, value in record.data.items()
        if key not in SKIPPED_FIELDS
    }
    people: frozenset[str] = frozenset()
    if record.kind == "contact":
        # A child counts as present only when somebody saw the child; who has grown up, like adults.
        people = frozenset(record.data.get("seen", ())) | {
            one
            for one in record.data.get("with", ())
            if one not in children or is_grown(children[one], record.occurred.day)
        }
    if record.kind == "report":
        attributes["danger now"] = tells_danger(record)
        alleged = record.data.get("allegations", ())
        attributes["allegation"] = frozenset(a["allegation"] for a in alleged)
    if record.kind == "determination":
        attributes["outcome"] = _outcome([f["finding"] for f in record.data["findings"]])
    if record.kind == "approval":
        attributes["by"] = record.data["approved_by"]
    if record.kind == "review":
        kinds = {by_id[plan].data["kind"] for plan in record.data.get("plans", ()) if plan in by_id}
        attributes["of a safety plan only"] = kinds == {"safety"}
    if record.kind == "contact":
        attributes["planned"] = len(spoken_of) > 0
    if record.kind == "appointment-end":
        attributes["late"] = len(spoken_of) > 1
    notice = by_id.get(record.data["notice"]) if record.kind == "notice-receipt" else None
    if notice is not None:
        # A rule asks for the receipt of a notice about something, to somebody.
        told = {"about": "about", "to_kind": "to kind"}
        attributes |= {name: notice.data[key] for key, name in told.items() if key in notice.data}
    if record.kind in WRITTEN_IN_TIME:
        attributes |= {"recorded by": record.recorded_by, "recorded at": record.recorded_at}
    decided = record.kind not in ASKED_EVENTS or case.is_decided(record)
    if not decided:
        attributes.pop("approved by", None)  # nothing proves it
    return Event(
        PLAIN_EVENTS[record.kind] if decided else ASKED_EVENTS[record.kind],
        record.occurred,
        _children_concerned(record, spoken_of, by_id),
        people,
        record.id,
        spoken_of,
        attributes,
    )


def _outcome(findings: list[str]) -> str:
    """What a determination came to: the one finding that all have, supported if any is."""
    if "supported" in findings:
        return "supported"
    return findings[0] if len(set(findings)) == 1 else "mixed"


def _children_concerned(
    record: Record, spoken_of: frozenset[str], by_id: Mapping[str, Record]
) -> frozenset[str]:
    """The children of a record, or of the plan, order or notice that it speaks of."""
    if record.kind == "contact":
        return frozenset()  # who was met is asked through roles, so one visit serves several rules
    if record.kind == "determination":
        return frozenset(f["child"] for f in record.data["findings"])
    if record.children:
        return record.children
    others = [by_id[other] for other in sorted(spoken_of) if other in by_id]
    if not all(other.children for other in others):
        return frozenset()  # it concerns something of the whole case
    return frozenset(child for other in others for child in other.children)


def name_order_duty(order: str, duty: str) -> str:
    """The name of one duty of an order among the records of a case; no record has such an id."""
    return f"{order}:{duty}"


def list_order_duties(case: Case) -> Iterator[tuple[str, Record]]:
    """Each duty of the orders of a case by its name, with its order."""
    for order in case.facts("order"):
        for duty in order.data.get("duties", ()):
            yield name_order_duty(order.id, duty["id"]), order


def _records_spoken_of(record: Record, by_id: Mapping[str, Record]) -> frozenset[str]:
    if record.kind in ("contact", "appointment-end"):
        return planned_days_spoken_of(record, by_id)
    if record.kind == "order-status":
        order = record.data["order"]
        return frozenset({order, name_order_duty(order, record.data["duty"])})
    if _SPEAKS_OF_OTHERS.isdisjoint(record.data):
        return frozenset()
    single = {record.data[key] for key in REFERENCE_FIELDS if isinstance(record.data.get(key), str)}
    listed = {ref for key in LIST_REFERENCE_FIELDS for ref in record.data.get(key, ())}
    if record.kind == "notice" and "record" in record.data:
        single.add(record.data["record"])
    if record.kind == "notice-receipt":
        # What was received tells of what the notice told of.
        notice = by_id.get(record.data["notice"])
        single |= _records_spoken_of(notice, by_id) if notice else frozenset()
    return frozenset(single | listed)


def _hearing_set(record: Record, zone: tzinfo) -> Iterator[Event]:
    for key in ("hearing_on", "next_hearing_on"):
        if key in record.data:
            day = read_when(record.data[key], zone)
            yield Event(
                HEARING_DATE,
                day,
                record.children,
                record=record.id,
                attributes={"set by": record.kind},
            )


def _review_day_set(record: Record, zone: tzinfo) -> Iterator[Event]:
    key = "review_by" if record.kind == "plan" else "next_review_by"
    if key in record.data:
        day = on_day(date.fromisoformat(record.data[key]), zone)
        about = frozenset({record.id}) if record.kind == "plan" else frozenset()
        said = {"set by": record.kind}
        yield Event(
            REVIEW_DAY, day, record.children, record=record.id, about=about, attributes=said
        )


def _order_days_set(record: Record, zone: tzinfo) -> Iterator[Event]:
    if "until" in record.data:
        last = on_day(date.fromisoformat(record.data["until"]), zone)
        yield Event(ORDER_LAST_DAY, last, record.children, record=record.id)
    for duty in record.data.get("duties", ()):
        if "due_on" in duty:
            yield Event(
                ORDER_DUTY_DAY,
                on_day(date.fromisoformat(duty["due_on"]), zone),
                record.children,
                record=record.id,
                about=frozenset({name_order_duty(record.id, duty["id"])}),
            )


def _placement_ended(record: Record, _zone: tzinfo) -> Iterator[Event]:
    name = "returned home" if record.data["reason"] == "returned" else "left placement"
    yield Event(name, record.occurred, record.children, record=record.id)


def _household_changes(person: Record, zone: tzinfo) -> Iterator[Event]:
    for membership in person.data.get("memberships", ()):
        for key in ("from", "until"):
            if key in membership:
                yield Event(
                    "household changed",
                    on_day(date.fromisoformat(membership[key]), zone),
                    people=frozenset({person.id}),
                    record=person.id,
                )


EXTRA_EVENTS: Mapping[str, Callable[[Record, tzinfo], Iterator[Event]]] = {
    "application": _hearing_set,
    "hearing": _hearing_set,
    "plan": _review_day_set,
    "review": _review_day_set,
    "order": _order_days_set,
    "placement-end": _placement_ended,
}
