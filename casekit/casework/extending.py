"""Extensions and exceptions: which duty is meant, until when, and whether it may be recorded."""

from __future__ import annotations

from casekit.casework.desk import Desk
from casekit.casework.drafting import Drafts, NothingToNameBy
from casekit.casework.local_time import complete
from casekit.casework.request import Request
from casekit.errors import BadInput, GateRefused
from casekit.model.findings import Finding
from casekit.model.records import Case, Record
from casekit.model.when import at_instant, write_when
from casekit.practice.conditions.view import Gate
from casekit.practice.deadlines import (
    gate_code,
    judge_case_duties,
    judge_record,
    refuse_grant,
)
from casekit.practice.gates import find_approval_faults
from casekit.practice.rulebook import Rulebook
from casekit.standards.durations import parse_duration
from casekit.standards.obligations import Judgement, Obligation
from casekit.workspace.loading import LoadedCase


def name_duty(request: Request, loaded: LoadedCase, desk: Desk, book: Rulebook) -> Request:
    """Put the duty's whole id and the new limit into a request, and who decides at once.

    A supervisor who is not responsible for the case decides, where approvals are not signed;
    everybody else asks. Raises NotFound
    when no duty, or more than one, is meant, BadInput for a length that is none, GateRefused where
    there is no limit to move.
    """
    said = request.data.get("obligation")
    if not isinstance(said, str):
        return request  # the schema says what is missing
    # Asked again for a record that is on file, it must mean what it meant the first time.
    kept = loaded.case.find(str(request.data.get("id", "")))
    known = str(kept.data.get("obligation")) if kept is not None else None
    before = loaded.without_record(kept.id) if kept is not None else loaded
    timeline = book.timeline(before.case, desk.now)
    judgement = book.judge(timeline, desk.now)
    duty = _find_duty(said, judgement, request, known, loaded.case.number)
    told = {**request.data, "obligation": duty.id}
    if "by" in told:
        told["until"] = _move_limit(duty, request, book)
        del told["by"]
    elif isinstance(told.get("until"), str):
        told["until"] = complete(told["until"], desk.zone)
    responsible = timeline.holders("case manager", duty.subject, at_instant(desk.now, desk.zone))
    decides = desk.worker.holds("supervisor", desk.today) and not desk.signs
    if decides and desk.worker.id not in responsible:
        told.setdefault("approved_by", desk.worker.id)
    return Request(told, request.document, request.prefix)


def _find_duty(
    said: str, judgement: Judgement, request: Request, known: str | None, number: str
) -> Obligation:
    """The one duty that is meant by its whole id, by its rule, or by the start of either."""
    wanted = "/".join(part.strip() for part in said.split("/"))
    found = [o for o in judgement.obligations if o.id == wanted]
    named = [o for o in judgement.obligations if o.rule.id == wanted] or [
        o for o in judgement.obligations if o.id.startswith(wanted)
    ]
    found = found or [o for o in named if (o.is_live if known is None else o.id == known)]
    if len(found) == 1:
        return found[0]
    for unjudged in judgement.unjudged:
        if not found and unjudged.rule.startswith(wanted.partition("/")[0]):
            raise unjudged.fault
    listed = " or ".join(f"`{o.id}` ({_say_standing(o)})" for o in (found or named))
    several = len(found) > 1
    told = request.fault(
        ("obligation",),
        "OBLIGATION-AMBIGUOUS" if several else "OBLIGATION-UNKNOWN",
        f"{len(found)} duties of case {number} are called `{said}`"
        if several
        else f"nothing that is still to be done on case {number} is called `{said}`",
        f"write the whole id: {listed}"
        if listed
        else f"see the ids with: casekit explain {number}",
    )
    raise NothingToNameBy([told])


def _say_standing(o: Obligation) -> str:
    return f"{o.status}, {o.due.day.isoformat()}" if o.due else o.status


def _move_limit(duty: Obligation, request: Request, book: Rulebook) -> str:
    """The limit so much later than it is now, as records write it."""
    if "until" in request.data:
        message = "`until` and `by` both say how long"
        told = request.fault(("by",), "UNTIL-OR-BY", message, "leave one of them out")
        raise BadInput("nothing was saved", [told])
    try:
        length = parse_duration(str(request.data["by"]))
    except ValueError as fault:
        hint = "write a length such as 15 days"
        told = request.fault(("by",), "LENGTH-OF-TIME", str(fault), hint)
        raise BadInput("nothing was saved", [told]) from fault
    if duty.due is None:
        told = request.fault(
            ("by",),
            gate_code("extension", "not allowed"),
            f"{duty.rule.title} has no limit that could be extended",
            f"see how it is counted: casekit explain {duty.case} {duty.rule.id}",
        )
        raise GateRefused("nothing was saved", [told])
    return write_when(book.clock.move(duty.due, length), book.clock.zone)


def judge_request(drafts: Drafts, made: Record, book: Rulebook, request: Request) -> None:
    """Refuse an extension or exception that could have no effect, or that nobody may approve."""
    faults: list[Finding] = []
    if "approved_by" in made.data:
        approver = drafts.agency.worker(made.data["approved_by"])
        faults.extend(find_approval_faults(approver, drafts.desk.worker, (), request.path, made))
        if drafts.desk.signs:
            faults.append(_refuse_unsigned(made, drafts.case, request))
    now = drafts.desk.now
    settled = _refuse_settled(drafts, made, book, request)
    found = judge_record(made, drafts.case, book, now)
    if settled is not None:
        faults.append(settled)
    elif found is not None:
        faults.extend(refuse_grant(*found, request.path, faults))
    if faults:
        raise GateRefused("nothing was saved", faults)
    if found is None:
        return  # it lies in the future, which a check refuses
    duty, grant = found
    says = f"approved by {grant.approved_by}"
    if not grant.is_in_effect:
        limit = f" before {write_when(grant.limit, drafts.desk.zone)} ends" if grant.limit else ""
        says = (
            f"it has no effect until a supervisor approves it{limit}: "
            f"casekit approve {duty.case} {made.kind}"
        )
        drafts.notes = (says,)
    drafts.gates = (Gate("approved", grant.is_in_effect, grant.approval, says),)


def _refuse_unsigned(made: Record, case: Case, request: Request) -> Finding:
    """There is a trust file: a name in a record moves no limit."""
    return request.fault(
        ("approved_by",),
        "GATE-DECISION-NOT-SIGNED",
        f"approvals are signed here, and who writes down the {made.kind} signs nothing with it",
        f"leave `approved_by` out to ask for it; a supervisor who did not ask then approves: "
        f"casekit approve {case.number} {made.kind}",
    )


def _refuse_settled(
    drafts: Drafts, made: Record, book: Rulebook, request: Request
) -> Finding | None:
    """There is nothing to extend or to set aside where nothing is to be done any more."""
    before = drafts.loaded.without_record(made.id).case
    duties = judge_case_duties(before, book, drafts.desk.now).obligations
    duty = next((o for o in duties if o.id == made.data["obligation"]), None)
    if duty is None or duty.is_live:
        return None
    return Finding(
        code="GATE-DUTY-SETTLED",
        message=f"{duty.rule.title}: there is nothing left to be done, it is {duty.status}",
        path=request.path,
        hint=f"see why: casekit explain {duty.case} {duty.rule.id}",
    )
