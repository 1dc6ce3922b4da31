"""Whether the plans of a version, as a document printed them, are what was approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casekit.model.findings import Finding
from casekit.model.plans import plans_in_force
from casekit.oversight.approval_judging import Judged
from casekit.trust.approval import hash_record
from casekit.workspace.loading import LoadedCase


@dataclass(frozen=True, slots=True)
class PrintedPlan:
    """A plan in force in that version, and who approved just this; `holds_now` as verify says."""

    plan: str
    kind: str
    path: str
    approved_by: str | None
    approval: str | None
    holds_now: bool
    differs_from: str | None


def compare_printed(loaded: LoadedCase, approvals: Sequence[Judged]) -> list[PrintedPlan]:
    """Hold each plan of the case as it was in that version against what was signed for it."""
    printed = []
    for plan in plans_in_force(loaded.case):
        named = [
            one
            for one in approvals
            if one.is_sound
            and one.statement is not None
            and one.decision == "approved"
            and plan.id in one.statement.approves
        ]
        digest = hash_record(plan.data)
        same = [o for o in named if o.statement and o.statement.records[plan.id] == digest]
        printed.append(
            PrintedPlan(
                *(plan.id, str(plan.data["kind"]), plan.path),
                approved_by=same[-1].approver if same else None,
                approval=same[-1].record if same else None,
                holds_now=bool(same) and same[-1].holds,
                differs_from=named[-1].record if named and not same else None,
            )
        )
    return printed


def judge_printed(printed: Sequence[PrintedPlan], version: str) -> list[Finding]:
    """A finding for each plan that nobody approved as it was printed."""
    return [
        Finding(
            code="PRINTED-NOT-APPROVED",
            message=f"as version {version[:7]} has this plan, it is "
            + (
                f"not what was approved with {one.differs_from}"
                if one.differs_from
                else "approved by nobody's signature"
            ),
            path=one.path,
            hint="print it anew from what was approved, or let this be approved: "
            "casekit verify CASE tells what is",
        )
        for one in printed
        if one.approval is None
    ]
