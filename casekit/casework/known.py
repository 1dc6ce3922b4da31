"""What the tool knows without being told, per kind of record.

A worker should not type what the case already says. What is filled in is only ever the one
possible answer; where there are two, the worker is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from casekit.casework.desk import Desk
from casekit.model.plans import plan_item_ids, plans_in_force
from casekit.model.records import Case, Record
from casekit.standards.durations import parse_duration

# Decisions are recorded when they are made; everything else must say when it happened.
DECIDED_NOW = frozenset(
    {
        "screening",
        "opening",
        "assignment",
        "consultation",
        "approval",
        "closing",
        "reopening",
        "risk",
        "track",
        "plan-end",
        "referral",
        "notice",
    }
)
# Records that tie people and places together are known from when they are written.
KNOWN_NOW = frozenset({"person", "household"})


def fill_in(kind: str, data: dict[str, Any], case: Case | None, desk: Desk) -> None:
    """Add to a request what the tool knows: the moment of a decision, the actor, the one record."""
    if kind in DECIDED_NOW | KNOWN_NOW and not {"occurred_at", "occurred_on"} & set(data):
        data["occurred_at"] = desk.stamp
    actor = {"contact": "by", "apprehension": "by", "approval": "approved_by"}.get(kind)
    if actor:
        data.setdefault(actor, desk.worker.id)
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
        data["children"] = sorted(child.id for child in case.children)
    if kind == "screening":
        _fill_priority(data)


def _fill_priority(data: dict[str, Any]) -> None:
    """A priority that is itself a length of time, such as `48 hours`, is the limit it sets."""
    if "priority" in data and "respond_within" not in data:
        try:
            parse_duration(str(data["priority"]))
        except ValueError:
            return  # a word such as `immediate`: the worker says how long that is
        data["respond_within"] = data["priority"]


Candidates = Callable[[Case, Mapping[str, Any]], list[Record]]


def _unscreened_reports(case: Case, _data: Mapping[str, Any]) -> list[Record]:
    screened = {r.data["report"] for r in case.facts("screening")}
    reports = list(case.facts("report"))
    return [r for r in reports if r.id not in screened] or reports[-1:]


def _newest_report(case: Case, _data: Mapping[str, Any]) -> list[Record]:
    return list(case.facts("report"))[-1:]


def _plans_in_force(case: Case, data: Mapping[str, Any]) -> list[Record]:
    return [p for p in plans_in_force(case) if data.get("kind") in (None, p.data["kind"])]


def _plan_with_item(case: Case, data: Mapping[str, Any]) -> list[Record]:
    return [p for p in plans_in_force(case) if data.get("of") in plan_item_ids(p)]


def _open(kind: str, end_kind: str, key: str) -> Candidates:
    def find(case: Case, data: Mapping[str, Any]) -> list[Record]:
        over = {r.data[key] for r in case.facts(end_kind)}
        wanted = set(data.get("children", ()))
        return [
            r for r in case.facts(kind) if r.id not in over and (not wanted or wanted & r.children)
        ]

    return find


KNOWN_RECORDS: Mapping[str, Mapping[str, Candidates]] = {
    "screening": {"report": _unscreened_reports},
    "opening": {"report": _newest_report},
    "determination": {"report": _newest_report},
    "plan-end": {"plan": _plans_in_force},
    "progress": {"plan": _plan_with_item},
    "placement-end": {"placement": _open("placement", "placement-end", "placement")},
    "order-end": {"order": _open("order", "order-end", "order")},
    "order-status": {"order": _open("order", "order-end", "order")},
    "notice-receipt": {"notice": _open("notice", "notice-receipt", "notice")},
    "consent-withdrawal": {"consent": _open("consent", "consent-withdrawal", "consent")},
}
CHILDREN_OF_RECORD = {
    "screening": "report",
    "opening": "report",
    "placement-end": "placement",
    "order-end": "order",
}
# Deciding on the case as a whole; on risk, track, plans and placements the worker names each child.
WHOLE_CASE_UNLESS_SAID = frozenset({"closing", "reopening"})
