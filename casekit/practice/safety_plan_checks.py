"""A safety plan: threat by threat, child by child, handed over, looked at when a home changes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from casekit.model.findings import Finding
from casekit.model.plans import plans_in_force
from casekit.model.records import Case, Record
from casekit.practice.conditions.first_response import list_uncontrolled
from casekit.practice.plan_checks import find_weak_words
from casekit.practice.scope import Scope, at_item


def find_weak_plans(scope: Scope) -> Iterator[Finding]:
    """What is weak in the plans in force of a case."""
    for plan in plans_in_force(scope.loaded.case):
        yield from find_weak(scope, plan)


def find_weak(scope: Scope, plan: Record) -> Iterator[Finding]:
    """What is weak in one plan, of whatever kind."""
    yield from find_weak_words(scope, plan)
    yield from _find_beside(scope, plan)
    yield from check_safety_plan(scope, plan)


def _find_beside(scope: Scope, plan: Record) -> Iterator[Finding]:
    """An older plan of the same kind for the same children: which of the two holds?"""
    for other in plans_in_force(scope.loaded.case):
        if other.id == plan.id:
            return
        shared = plan.children & other.children
        if shared and other.data["kind"] == plan.data["kind"]:
            names = ", ".join(sorted(scope.loaded.case.call(child) for child in shared))
            yield scope.finding(
                plan,
                ("kind",),
                "PLAN-BESIDE-ANOTHER",
                f"{names}: {other.id} is a {other.data['kind']} plan in force as well",
                "write `supersedes:` with its id, or end it: casekit plan "
                f"{scope.loaded.case.number} --step end --plan {other.id}",
            )._replace(severity="warning")


def check_safety_plan(scope: Scope, record: Record) -> Iterator[Finding]:
    """A safety plan in force answers each threat and child, has been handed over, and is looked at
    again when somebody moves into the home or out of it.

    Warnings: an unfinished safety plan protects more than none.
    """
    case = scope.loaded.case
    in_force = record.kind == "plan" and record.data["kind"] == "safety"
    if not in_force or record.id not in {plan.id for plan in plans_in_force(case)}:
        return
    for finding in _look_at_safety_plan(scope, record):
        yield finding._replace(severity="warning")


def _look_at_safety_plan(scope: Scope, record: Record) -> Iterator[Finding]:
    case, data = scope.loaded.case, record.data
    protected = {child for threat in data.get("threats", ()) for child in threat["children"]}
    for child in sorted(record.children - protected):
        yield scope.finding(
            record,
            at_item(record, "children", child),
            "SAFETY-PLAN-CHILD-LEFT-OUT",
            f"no threat of the plan names {case.call(child)}",
            "name the threat and what protects this child, or leave the child out of the plan",
        )
    for threat in list_uncontrolled(case, [record], record.children):
        yield scope.finding(
            record,
            ("threats",) if "threats" in data else ("children",),
            "SAFETY-PLAN-THREAT-LEFT-OUT",
            f"the plan does not say how this is controlled: {threat}",
            "give it a threat of its own with this id and what protects the children, or judge it "
            "to be gone in a new safety assessment",
        )
    for number, threat in enumerate(data.get("threats", ())):
        resting = _rests_on(case, threat, record.children)
        if resting:
            yield scope.finding(
                record,
                ("threats", number, "actions"),
                "SAFETY-PLAN-RESTS-ON",
                f"only {resting} is to control {threat['id']}, and is said to have done the harm",
                "give it an action of somebody else who is there when it matters",
            )
    if not any("signed_on" in one for one in data.get("agreement", ())):
        yield scope.finding(
            record,
            ("for",),
            "SAFETY-PLAN-NOT-SIGNED",
            "nobody has signed the safety plan",
            "write under `agreement:` who signed, and `signed_on:` when",
        )
    if not data.get("copies"):
        yield scope.finding(
            record,
            ("for",),
            "SAFETY-PLAN-NO-COPY",
            "nobody has a copy of the safety plan",
            "give one to everybody who does something in it, and write it under `copies:`",
        )
    yield from _find_moves(scope, record)


def _rests_on(case: Case, threat: Mapping[str, Any], children: Collection[str]) -> str:
    """Who alone is to keep the children safe from what that very person is said to have done."""
    alleged = {
        who
        for report in case.facts("report")
        for one in report.data.get("allegations", ())
        if one["child"] in children
        for who in one.get("alleged", ())
    }
    people = [person for person in case.people if person.id in alleged]
    acting = [
        next((p.called for p in people if action["who"] in (p.called, p.name, p.id)), "")
        for action in threat.get("actions", ())
    ]
    return ", ".join(dict.fromkeys(acting)) if acting and all(acting) else ""


def _find_moves(scope: Scope, record: Record) -> Iterator[Finding]:
    """Who moved into a child's home or out of it since the plan was last looked at."""
    case = scope.loaded.case
    looked = [record.occurred.day]
    looked += [r.occurred.day for r in case.facts("review") if record.id in r.data["plans"]]
    homes = {
        membership["household"]
        for child in case.facts("person")
        if child.id in record.children
        for membership in child.data.get("memberships", ())
    }
    for person in case.people:
        for membership in person.data.get("memberships", ()):
            if membership["household"] not in homes or person.id in record.children:
                continue
            for key, did in (("from", "moved in"), ("until", "moved out")):
                day = membership.get(key)
                if day is not None and date.fromisoformat(day) > max(looked):
                    yield scope.finding(
                        record,
                        ("threats",) if "threats" in record.data else ("kind",),
                        "SAFETY-PLAN-HOUSEHOLD-CHANGED",
                        f"{person.called} {did} on {day}, after the plan was last looked at",
                        "look at each threat and action again: review it, or agree a new one that "
                        "says `supersedes:`",
                    )
