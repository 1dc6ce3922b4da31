"""Gates: what must be so before a turning point, each condition with the record that meets it.

A gate is never ticked. It is met by what the records say, or a supervisor decides against it with
a reason that stays visible in the closing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from casekit.model.findings import Finding
from casekit.model.plans import SETTLED, find_standings, iter_objectives, plans_in_force
from casekit.model.records import Case, Record
from casekit.model.staff import Worker
from casekit.model.timeline import Timeline
from casekit.model.transfers import accepted_transfers, not_taken_over
from casekit.model.when import FIRST_INSTANT
from casekit.practice.conditions.first_response import child_seen, safety_assessed
from casekit.practice.conditions.registry import Judge
from casekit.practice.conditions.view import Gate, View
from casekit.standards.obligations import Obligation

Check = Callable[[Case, Timeline, datetime], Iterator[Gate]]


def find_closing_gates(
    case: Case, timeline: Timeline, obligations: Sequence[Obligation], now: datetime
) -> tuple[Gate, ...]:
    """Every condition for closing a case at an aware instant, met or not."""
    found = [
        gate
        for check in (
            _for_each_child(child_seen),
            _for_each_child(safety_assessed),
            _objectives_settled,
            _reviewed,
            _safety_plan_ended,
            _nobody_in_care,
            _no_order_in_force,
        )
        for gate in check(case, timeline, now)
    ]
    return (*found, _approved(case), _nothing_overdue(obligations))


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


def _for_each_child(judge: Judge) -> Check:
    def check(case: Case, timeline: Timeline, now: datetime) -> Iterator[Gate]:
        for child in case.children:
            yield judge(View(case, timeline, child, now, FIRST_INSTANT, None))

    return check


def _objectives_settled(case: Case, _timeline: Timeline, _now: datetime) -> Iterator[Gate]:
    for plan in plans_in_force(case):
        standings = find_standings(case, plan.id)
        for objective in iter_objectives(plan):
            standing = standings.get(objective["id"])
            status = standing.status if standing else "not started"
            yield Gate(
                "objective settled",
                status in SETTLED,
                standing.record.id if standing else None,
                f"objective {objective['id']} of plan {plan.id} is {status}",
            )


def _closing_review(case: Case) -> Record | None:
    review = _last(case, "review")
    return review if review is not None and review.data["result"] == "close" else None


def _reviewed(case: Case, _timeline: Timeline, _now: datetime) -> Iterator[Gate]:
    review = _closing_review(case)
    left_out = {c.id for c in case.children} - (review.children if review else frozenset())
    whole = review is not None and not left_out
    yield Gate(
        "reviewed",
        whole,
        review.id if review else None,
        f"the review of {review.occurred.day} ends in: close"
        if review and whole
        else f"the last review leaves out {', '.join(case.call(c) for c in sorted(left_out))}"
        if review
        else "no review, or the last one does not end in: close",
    )


def _approved(case: Case) -> Gate:
    review = _closing_review(case)
    found = [
        r
        for r in case.facts("approval")
        if r.data["scope"] == "closing" and review is not None and review.id in r.data["approves"]
    ]
    return Gate(
        "approved",
        bool(found),
        found[-1].id if found else None,
        f"approved by {found[-1].data['approved_by']} on {found[-1].occurred.day}"
        if found
        else "no supervisor has approved the closing",
    )


def _safety_plan_ended(case: Case, _timeline: Timeline, _now: datetime) -> Iterator[Gate]:
    ends = {r.data["plan"]: r for r in case.facts("plan-end")}
    in_force = {p.id for p in plans_in_force(case)}
    for plan in case.facts("plan"):
        if plan.data["kind"] == "safety":
            end = ends.get(plan.id)
            yield Gate(
                "safety plan ended",
                plan.id not in in_force,
                end.id if end else None,
                f"safety plan {plan.id} is "
                + ("still in force" if plan.id in in_force else "no longer in force"),
            )


def _nobody_in_care(case: Case, timeline: Timeline, now: datetime) -> Iterator[Gate]:
    for span in timeline.spans:
        if span.state == "in care":
            over = span.end is not None and span.end.earliest <= now
            yield Gate(
                "not in care",
                over,
                span.end_record,
                f"{case.call(str(span.subject))} left care on {span.end.day}"
                if over and span.end
                else f"{case.call(str(span.subject))} has been in care since {span.start.day}",
            )


def _no_order_in_force(case: Case, timeline: Timeline, now: datetime) -> Iterator[Gate]:
    for span in timeline.spans:
        if span.state == "legal status" and span.value != "none":
            over = span.end is not None and span.end.latest <= now
            yield Gate(
                "no order in force",
                over,
                span.end_record,
                f"{case.call(str(span.subject))}: {span.value}, "
                + (f"ended {span.end.day}" if over and span.end else "still in force"),
            )


def _nothing_overdue(obligations: Sequence[Obligation]) -> Gate:
    overdue = [o for o in obligations if o.counts_as_overdue]
    return Gate(
        "nothing overdue",
        not overdue,
        None,
        "overdue: " + ", ".join(o.rule.title for o in overdue) if overdue else "nothing is overdue",
    )


def transfer_accepted(case: Case, children: frozenset[str]) -> Gate:
    """Whoever takes a case over has said so: until then the sender answers for every child."""
    left = sorted(not_taken_over(case) & children)
    accepted = accepted_transfers(case)
    if left or not accepted:
        names = ", ".join(case.call(child) for child in left)
        return Gate("transfer accepted", False, None, f"nobody has taken over: {names}")
    offer, answer = accepted[-1]
    says = f"{offer.data['to']} accepted on {answer.occurred.day}"
    return Gate("transfer accepted", True, answer.id, says)


def _last(case: Case, kind: str) -> Record | None:
    found = list(case.facts(kind))
    return found[-1] if found else None
