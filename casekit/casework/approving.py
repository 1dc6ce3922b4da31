"""Approval: a supervisor stands for what somebody else wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from casekit.casework.drafting import Drafts
from casekit.casework.request import Request
from casekit.errors import GateRefused, NotFound
from casekit.model.plans import find_approvals, plans_in_force
from casekit.model.records import Case, Record
from casekit.model.when import FIRST_INSTANT
from casekit.practice.conditions.view import Gate, View
from casekit.practice.deadlines import KINDS, judge_record, refuse_grant, refuse_lost
from casekit.practice.gates import find_approval_faults
from casekit.practice.process import judge
from casekit.practice.rulebook import Rulebook

# What the process asks of a plan besides that somebody approved it.
ASKED_OF_A_PLAN = ("plan agreed", "child's view recorded", "family agrees or court orders")


def name_what_is_approved(drafts: Drafts, request: Request, key: str = "approves") -> Request:
    """Without a record that is named, the newest of the scope that nobody approved yet is meant.

    `key` is the field that names it.
    """
    if key in request.data or "scope" not in request.data:
        return request
    scope = request.data["scope"]
    case = drafts.case
    candidates: list[Record]
    if scope in ("plan", "safety plan"):
        candidates = [
            p for p in plans_in_force(case) if (p.data["kind"] == "safety") == (scope != "plan")
        ]
    elif scope == "closing":
        candidates = [r for r in case.facts("review") if r.data["result"] == "close"]
    elif scope in ("screening", "determination", "risk", "track", "review", *KINDS):
        candidates = list(case.facts(scope))
        if scope in KINDS:
            # What a supervisor decided at once, personally, waits for nobody.
            candidates = [
                r
                for r in candidates
                if r.data.get("approved_by") != r.recorded_by or not case.is_decided(r)
            ]
    else:
        return request  # the schema says what the scopes are, and that `other` names its records
    waiting = [r for r in candidates if not find_approvals(case, r.id)]
    if not waiting:
        what = "a review that ends in: close" if scope == "closing" else f"a {scope}"
        raise NotFound(
            f"there is nothing to approve: {what} that waits for approval was not found",
            hint=f"see what there is: casekit show {case.number}",
        )
    return request.with_defaults(**{key: [waiting[-1].id]})


def judge_approval(drafts: Drafts, approval: Record, book: Rulebook, request: Request) -> None:
    """Refuse an approver without authority, one who approves their own work, and what is too late.

    More time, and a duty set aside, are approved before the limit runs out or not at all.
    """
    approver = drafts.agency.worker(approval.data["approved_by"])
    approved = [r for i in approval.data["approves"] if (r := drafts.case.find(i)) is not None]
    desk = drafts.desk
    faults = [
        *find_approval_faults(
            approver, desk.worker, approved, request.path, approval, desk.stands_for
        )
    ]
    for record in (r for r in approved if r.kind in KINDS):
        found = judge_record(record, drafts.case, book, drafts.desk.now)
        if found is None:
            faults.append(refuse_lost(record, drafts.case, request.path))
        else:
            faults.extend(refuse_grant(*found, request.path, faults))
    if faults:
        raise GateRefused("nothing was saved", faults)
    # What the process still asks of a plan that is approved all the same.
    missing = list_missing_of_plans(drafts.case, approved, book, drafts.desk.now)
    drafts.notes = (
        *drafts.notes,
        *(f"approved all the same, missing: {gate.name}; {gate.says}" for gate in missing),
    )


def judge_return(drafts: Drafts, sent_back: Record, request: Request) -> None:
    """Refuse a return in somebody else's name, or by somebody who may not approve either."""
    desk = drafts.desk
    who = drafts.agency.worker(sent_back.data["returned_by"])
    faults = find_approval_faults(who, desk.worker, (), request.path, sent_back, desk.stands_for)
    if faults:
        raise GateRefused("nothing was saved", faults)


def list_missing_of_plans(
    case: Case, approved: Sequence[Record], book: Rulebook, now: datetime
) -> list[Gate]:
    """What the process asks of plans, safety plans left out, and does not find, child by child."""
    plans = [r for r in approved if r.kind == "plan" and r.data["kind"] != "safety"]
    if not plans:
        return []
    timeline = book.timeline(case, now)
    missing: list[Gate] = []
    for child in case.children:
        if any(child.id in plan.children for plan in plans):
            view = View(case, timeline, child, now, FIRST_INSTANT, None)
            missing += (gate for gate in judge(ASKED_OF_A_PLAN, view) if not gate.met)
    return missing
