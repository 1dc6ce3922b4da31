"""What the tool knows without being told, per kind of record.

A worker should not type what the case already says. What is filled in is only ever the one
possible answer; where there are two, the worker is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from casekit.casework.desk import Desk
from casekit.model.agreed import care_team, family_times, plans_to_meet, referrals_under_way
from casekit.model.plans import casework_plans, plan_item_ids, plans_in_force
from casekit.model.records import Case, Record
from casekit.model.schedules import find_day, list_unanswered
from casekit.model.transfers import open_offers
from casekit.standards.durations import parse_duration

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
# Decisions are recorded when they are made; everything else must say when it happened.
DECIDED_NOW = frozenset(
    {
        "screening",
        "opening",
        "assignment",
        "consultation",
        "release",
        "approval",
        "sent-back",
        "extension",
        "exception",
        "closing",
        "reopening",
        "risk",
        "track",
        "plan-end",
        "referral",
        "notice",
        "unsealing",
        "appointment",
        "appointment-end",
        "team-member",
        "team-member-end",
        "sharing",
        "advocacy",
    }
)
# Records that tie people and places together are known from when they are written.
KNOWN_NOW = frozenset({"person", "household"})
# Who records is who did it, unless somebody else is named.
ACTORS = {
    "contact": "by",
    "apprehension": "by",
    "approval": "approved_by",
    "sent-back": "returned_by",
    "unsealing": "by",
    "handover": "read_by",
}


def fill_in(kind: str, data: dict[str, Any], case: Case | None, desk: Desk) -> None:
    """Add to a request what the tool knows: the moment of a decision, the actor, the one record."""
    if kind in DECIDED_NOW | KNOWN_NOW and not {"occurred_at", "occurred_on"} & set(data):
        data["occurred_at"] = desk.stamp
    if kind in ACTORS:
        data.setdefault(ACTORS[kind], desk.worker.id)
    if case is None:
        return
    for key, candidates in KNOWN_RECORDS.get(kind, {}).items():
        if key not in data:
            found = candidates(case, data)
            if len(found) == 1:
                data[key] = found[0].id
    if kind in CHILDREN_OF_RECORD and "children" not in data:
        other = case.find(str(data.get(CHILDREN_OF_RECORD[kind])))
        if other is not None and other.children:
            data["children"] = sorted(other.children)
    if kind in WHOLE_CASE_UNLESS_SAID and "children" not in data:
        opened = {c for r in case.facts("opening", "reopening") for c in r.children}
        everybody = {child.id for child in case.children}
        # Whom no case was ever opened for cannot have it opened again.
        known = everybody & opened if kind == "reopening" else everybody
        data["children"] = sorted(known or everybody)
    if kind == "screening":
        _fill_priority(data)
    if kind == "review":
        _fill_reviewed_plans(data, case)


def _fill_priority(data: dict[str, Any]) -> None:
    """A priority that is itself a length of time, such as `48 hours`, is the limit it sets."""
    if "priority" in data and "respond_within" not in data:
        try:
            parse_duration(str(data["priority"]))
        except ValueError:
            return  # a word such as `immediate`: the worker says how long that is
        data["respond_within"] = data["priority"]


def _fill_reviewed_plans(data: dict[str, Any], case: Case) -> None:
    """An objective's id names its plan while only one plan in force has it."""
    for item in data.get("objectives", ()):
        if isinstance(item, dict) and "plan" not in item:
            found = _plan_with_item(case, item)
            if len(found) == 1:
                item["plan"] = found[0].id
    judged = {i.get("plan") for i in data.get("objectives", ()) if isinstance(i, dict)} - {None}
    if "plans" not in data:
        # Without a word it is about what is in force for its children.
        children = set(data.get("children", ()))
        in_force = [
            plan.id
            for plan in plans_in_force(case)
            if plan.data["kind"] != "safety" and plan.children & children
        ]
        plans = sorted(str(plan) for plan in judged) or in_force
        closing = data.get("kind") == "closing"
        if closing and not plans:
            # What ends looks back at what there was, and at nothing where there never was a plan.
            plans = [str(plan.id) for plan in casework_plans(case, children)]
        if plans or closing or data.get("kind") == "initial conference":
            data["plans"] = plans


Candidates = Callable[[Case, Mapping[str, Any]], list[Record]]


def _unscreened_reports(case: Case, _data: Mapping[str, Any]) -> list[Record]:
    screened = {r.data["report"] for r in case.facts("screening")}
    reports = list(case.facts("report"))
    return [r for r in reports if r.id not in screened] or reports[-1:]


def _newest_report(case: Case, _data: Mapping[str, Any]) -> list[Record]:
    return list(case.facts("report"))[-1:]


def _plans_but_safety(case: Case, _data: Mapping[str, Any]) -> list[Record]:
    return [p for p in plans_in_force(case) if p.data["kind"] != "safety"]


def _plan_with_item(case: Case, data: Mapping[str, Any]) -> list[Record]:
    # Where no plan has it, the one that is probably meant can tell what it has instead.
    found = [p for p in plans_in_force(case) if data.get("of") in plan_item_ids(p)]
    return found or _plans_but_safety(case, data)


def _whole(find: Callable[[Case], Sequence[Record]]) -> Candidates:
    """What follows from the case alone, whatever else the request says."""
    return lambda case, _data: list(find(case))


def _open(kind: str, end_kind: str, key: str) -> Candidates:
    def find(case: Case, data: Mapping[str, Any]) -> list[Record]:
        over = {r.data[key] for r in case.facts(end_kind)}
        wanted = set(data.get("children", ()))
        return [
            r for r in case.facts(kind) if r.id not in over and (not wanted or wanted & r.children)
        ]

    return find


def _referrals(case: Case, _data: Mapping[str, Any]) -> list[Record]:
    return [referral for referral, _ in referrals_under_way(case)]


def _placements_running(case: Case, data: Mapping[str, Any]) -> list[Record]:
    """The newest home of each child: a later placement has ended the ones before it."""
    running = _open("placement", "placement-end", "placement")(case, data)
    return [
        r
        for n, r in enumerate(running)
        if not any(r.children <= later.children for later in running[n + 1 :])
    ]


def _family_times(case: Case, data: Mapping[str, Any]) -> list[Record]:
    wanted = set(data.get("children", ()))
    return [r for r in family_times(case) if not wanted or wanted & r.children]


def _planned_for_the_day(case: Case, data: Mapping[str, Any]) -> list[Record]:
    """What was planned for the day of a contact with somebody who was there, or was to be.

    Of what is planned again and again the nearest day counts, as far as it is still open.
    """
    day = str(data.get("occurred_at") or data.get("occurred_on"))[:10]
    there = {*data.get("with", ()), *data.get("seen", ())}
    mine = [r for r in plans_to_meet(case) if not there or there & {*r.data["with"]}]
    single = [r for r in mine if "every" not in r.data and r.data["planned_for"][:10] == day]
    if single or not _DAY.fullmatch(day):
        return single
    return [r for r in mine if "every" in r.data and _is_open_on(case, r, date.fromisoformat(day))]


def _is_open_on(case: Case, plan: Record, day: date) -> bool:
    """Whether the planned day nearest to a day has no contact yet."""
    planned = find_day(plan, day)
    if planned is None:
        return False
    return planned >= day or planned in list_unanswered(case, plan, day)


def _newest_hard_event(case: Case, _data: Mapping[str, Any]) -> list[Record]:
    """What the workers are most likely to talk over: the newest removal, or the end by a death."""
    deaths = (record for record in case.facts("closing") if record.data["reason"] == "died")
    hard = [*case.facts("apprehension"), *deaths]
    return sorted(hard, key=lambda record: record.occurred.day)[-1:]


def _unsettled(case: Case, _data: Mapping[str, Any]) -> list[Record]:
    settled = {r.data["advocacy"] for r in case.facts("advocacy-answer") if r.data["settled"]}
    unsettled = [r for r in case.facts("advocacy") if r.id not in settled]
    # Rights that were explained and somebody who speaks for a child wait for no answer.
    waiting = [r for r in unsettled if r.data["kind"] not in ("rights explained", "representation")]
    return waiting or unsettled


KNOWN_RECORDS: Mapping[str, Mapping[str, Candidates]] = {
    "screening": {"report": _unscreened_reports},
    "opening": {"report": _newest_report},
    "determination": {"report": _newest_report},
    "plan-end": {"plan": _plans_but_safety},
    "progress": {"plan": _plan_with_item},
    "referral-status": {"referral": _referrals},
    "placement-end": {"placement": _placements_running},
    "order-end": {"order": _open("order", "order-end", "order")},
    "order-status": {"order": _open("order", "order-end", "order")},
    "notice-receipt": {"notice": _open("notice", "notice-receipt", "notice")},
    "debriefing": {"after": _newest_hard_event},
    "contact": {"appointment": _planned_for_the_day},
    "transfer-answer": {"transfer": _whole(open_offers)},
    "appointment-end": {"appointment": _whole(plans_to_meet)},
    "advocacy-answer": {"advocacy": _unsettled},
    "team-member-end": {"member": _whole(care_team)},
    "family-time-held": {"family_time": _family_times},
    "family-time-end": {"family_time": _family_times},
    "consent-withdrawal": {"consent": _open("consent", "consent-withdrawal", "consent")},
}
CHILDREN_OF_RECORD = {
    "screening": "report",
    "opening": "report",
    "placement-end": "placement",
    "order-end": "order",
    "family-time-held": "family_time",
}
# Deciding on the case as a whole; on risk, track, plans and placements the worker names each child.
WHOLE_CASE_UNLESS_SAID = frozenset({"closing", "reopening"})


def known_keys(kind: str) -> frozenset[str]:
    """The fields of a kind that a worker need not give, because the case mostly has the answer."""
    keys = set(KNOWN_RECORDS.get(kind, ()))
    if kind in CHILDREN_OF_RECORD or kind in WHOLE_CASE_UNLESS_SAID:
        keys.add("children")
    if kind in ACTORS:
        keys.add(ACTORS[kind])
    if kind == "approval":
        keys.add("approves")
    if kind == "sent-back":
        keys.add("returns")
    return frozenset(keys)
