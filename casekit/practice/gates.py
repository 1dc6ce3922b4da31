"""Gates of an approval, and the findings that tell of gates which are not met."""

from __future__ import annotations

from collections.abc import Sequence

from casekit.model.findings import Finding
from casekit.model.plans import iter_objectives
from casekit.model.records import Record
from casekit.model.staff import Worker
from casekit.practice.conditions.view import Gate


def refuse_gates(gates: Sequence[Gate], path: str) -> tuple[Finding, ...]:
    """A finding for each gate that is not met."""
    return tuple(
        Finding(code=f"GATE-{gate.name.upper().replace(' ', '-')}", message=gate.says, path=path)
        for gate in gates
        if not gate.met
    )


def find_approval_faults(
    approver: Worker | None, recorder: Worker, approved: Sequence[Record], path: str, at: Record
) -> tuple[Finding, ...]:
    """Why somebody may not approve these records.

    Nobody approves in another's name, without being a supervisor, what they wrote themselves, or
    a plan with nothing in it.
    """
    faults = [
        Finding(
            code="GATE-EMPTY-PLAN",
            message=f"plan {record.id} has nothing in it that anybody could do",
            path=path,
            hint="a safety plan names threats and actions, another plan goals and objectives",
        )
        for record in approved
        if record.kind == "plan" and not _has_content(record)
    ]
    if approver is not None and approver.id != recorder.id:
        faults.append(
            Finding(
                code="GATE-APPROVER-IS-OTHER",
                message=f"{recorder.id} records this approval in the name of {approver.id}",
                path=path,
                hint=f"{approver.id} approves personally, under the own git identity",
            )
        )
    name = approver.id if approver else "nobody"
    if approver is None or not approver.holds("supervisor", at.occurred.day):
        faults.append(
            Finding(
                code="GATE-APPROVER-ROLE",
                message=f"{name} is no supervisor in agency.yaml on that day",
                path=path,
                hint="a supervisor approves, under the supervisor's own git identity",
            )
        )
    for record in approved:
        if approver is not None and record.recorded_by == approver.id:
            faults.append(
                Finding(
                    code="GATE-APPROVER-IS-AUTHOR",
                    message=f"{approver.id} recorded {record.kind} {record.id} and so cannot "
                    "approve it",
                    path=path,
                    hint="another supervisor approves what a supervisor wrote",
                )
            )
    return tuple(faults)


def _has_content(plan: Record) -> bool:
    if plan.data["kind"] == "safety":
        return any(threat.get("actions") for threat in plan.data.get("threats", ()))
    return any(True for _ in iter_objectives(plan))
