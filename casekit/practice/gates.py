"""Gates of an approval, and the findings that tell of gates which are not met.

What each code means, and the way out, is told by `casekit check --explain` (practice/codes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casekit.model.findings import Finding
from casekit.model.plans import iter_objectives
from casekit.model.records import Record
from casekit.model.staff import Worker
from casekit.practice.conditions.view import Gate

# By each gate of a closing: the command that records what meets it.
MET_BY: Mapping[str, str] = {
    "child seen": "casekit contact CASE --seen CHILD",
    "safety assessed": "casekit assess CASE --instrument safety",
    "objective settled": "casekit progress CASE, or casekit plan CASE --step end",
    "reviewed": "casekit review CASE --kind closing --result close",
    "safety plan ended": "casekit safety-plan CASE --step end",
    "not in care": "casekit placement CASE --step end",
    "no order in force": "casekit court CASE --step end-order",
    "aftercare said": 'casekit close CASE --aftercare "..."',
    "lessons written": 'casekit close CASE --lessons "..."',
    "approved": "a supervisor, after the review: casekit approve CASE closing",
    "transfer accepted": "casekit transfer CASE --step accept",
    "prepared to leave care": 'casekit assess CASE --instrument "transition survey"',
    "nothing overdue": "do it, late as it is; casekit due CASE tells what",
    "adopted": "casekit placement CASE --step end --reason adopted",
    "guardianship": "casekit placement CASE --step end --reason guardianship",
    "died": "casekit person CASE --change CHILD --died-on DAY",
    "aged out": "choose the reason for which it ends: --reason",
}


def closing_code(gate: str) -> str:
    """The code of a gate of a closing that is not met."""
    return f"GATE-{gate.upper().replace(' ', '-')}"


def refuse_gates(gates: Sequence[Gate], number: str, path: str) -> tuple[Finding, ...]:
    """A finding for each gate of a closing that is not met, with the command that would."""
    return tuple(
        Finding(
            code=closing_code(gate.name),
            message=gate.says,
            path=path,
            hint=MET_BY[gate.name].replace("CASE", number),
        )
        for gate in gates
        if not gate.met
    )


def find_approval_faults(
    approver: Worker | None,
    recorder: Worker,
    approved: Sequence[Record],
    path: str,
    at: Record,
    stands_for: str | None = None,
) -> tuple[Finding, ...]:
    """Why somebody may not approve these records.

    Nobody approves in another's name, what they wrote themselves, or a plan with nothing in it; nor
    without being a supervisor, or standing for one by the trust file.
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
    is_delegate = stands_for is not None and approver is not None
    if not is_delegate and (approver is None or not approver.holds("supervisor", at.occurred.day)):
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
