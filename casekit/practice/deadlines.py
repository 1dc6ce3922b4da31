"""Extensions and exceptions: what refuses them at the door, and which on file have no effect."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from casekit.model.findings import Finding
from casekit.model.records import Case, Record
from casekit.practice.rulebook import Rulebook
from casekit.practice.scope import Scope
from casekit.standards.grants import Grant, GrantFault
from casekit.standards.obligations import Judgement, Obligation

KINDS = ("extension", "exception")
# By the kind: the command that asks for it.
_ASKED_BY = {"extension": "extend", "exception": "excuse"}
# What is wrong with who approved has the code that it has for every other approval.
_CODES: Mapping[GrantFault, str] = {
    "not allowed": "GATE-{kind}-NOT-ALLOWED",
    "not later": "GATE-{kind}-NOT-LATER",
    "too long": "GATE-{kind}-TOO-LONG",
    "too late": "GATE-{kind}-TOO-LATE",
    "not approved": "GATE-{kind}-NOT-APPROVED",
    "approver is other": "GATE-APPROVER-IS-OTHER",
    "approver is author": "GATE-APPROVER-IS-AUTHOR",
    "approver role": "GATE-APPROVER-ROLE",
    "approver is responsible": "GATE-APPROVER-IS-RESPONSIBLE",
}
_HINTS: Mapping[GrantFault, str] = {
    "not allowed": "what must be done, and by which section: casekit explain {case} {rule}",
    "not later": "give a later day or moment",
    "too long": "give an earlier day or moment",
    "too late": "it stays late: do it, and write down why it was not done in time",
    "not approved": "it stays late: do it, and write down why it was not done in time",
    "approver is other": "who approves does so personally: casekit approve {case} {kind}",
    "approver is author": "another supervisor approves it: casekit approve {case} {kind}",
    "approver role": "a supervisor approves it: casekit approve {case} {kind}",
    "approver is responsible": "leave `approved_by` out to ask for it; another supervisor "
    "approves it: casekit approve {case} {kind}",
}
# Where the duty was done in time after all, nobody needs to hear that no answer came.
_HARMLESS = frozenset({"met", "lapsed", "excused"})
_VOID = "give the record `voided:` with by, at and reason"


def gate_code(kind: str, fault: GrantFault) -> str:
    """The code of what refuses an extension or exception."""
    return _CODES[fault].format(kind=kind.upper())


def judge_case_duties(case: Case, book: Rulebook, now: datetime) -> Judgement:
    """What the rules say of a case at an aware instant."""
    return book.judge(book.timeline(case, now), now)


def judge_record(
    record: Record, case: Case, book: Rulebook, now: datetime
) -> tuple[Obligation, Grant] | None:
    """How an extension or exception of a case stands, with its duty; None where nothing has it."""
    for duty in judge_case_duties(case, book, now).obligations:
        for grant in duty.grants:
            if grant.record == record.id:
                return duty, grant
    return None


def refuse_grant(
    duty: Obligation, grant: Grant, path: str, told: Collection[Finding] = ()
) -> Iterator[Finding]:
    """Why it may not be recorded or approved, unless that was told already."""
    if grant.fault is None or grant.is_in_effect:
        return
    code = gate_code(grant.kind, grant.fault)
    if code not in {finding.code for finding in told}:
        yield Finding(
            code=code,
            message=f"{duty.rule.title}: {grant.why}",
            path=path,
            hint=_HINTS[grant.fault].format(case=duty.case, kind=grant.kind, rule=duty.rule.id),
        )


def refuse_lost(record: Record, case: Case, path: str) -> Finding:
    """Approving it would do nothing: it was taken back, or names nothing that the rules ask for."""
    why = f"names no duty of this case: `{record.data['obligation']}`"
    hint = f"see the ids with: casekit explain {case.number}"
    if record.is_voided:
        why = "was taken back"
        hint = f"ask anew, if it is still needed: casekit {_ASKED_BY[record.kind]} {case.number}"
    return Finding(
        code="GATE-DUTY-UNKNOWN",
        message=f"{record.kind} {record.id} {why}",
        path=path,
        hint=hint,
    )


def find_without_effect(scope: Scope, book: Rulebook) -> Iterator[Finding]:
    """The extensions and exceptions of a case that move no limit and set nothing aside.

    Nothing is said of a rule that cannot be judged for want of a calendar year.
    """
    records = list(scope.loaded.case.facts(*KINDS))
    if not records:
        return
    judged = judge_case_duties(scope.loaded.case, book, scope.now)
    unjudged = {item.rule for item in judged.unjudged}
    found = {grant.record: (duty, grant) for duty in judged.obligations for grant in duty.grants}
    for record in records:
        if record.id in found:
            yield from _tell_grant(scope, record, *found[record.id])
            continue
        named = str(record.data["obligation"])
        rule_id = named.partition("/")[0]
        if rule_id in unjudged or record.occurred.earliest > scope.now:
            continue
        known = any(rule.id == rule_id for rule in book.rules)
        yield scope.finding(
            record,
            ("obligation",),
            f"{record.kind.upper()}-WITHOUT-EFFECT",
            f"nothing on case {scope.loaded.case.number} has the id `{named}`"
            if known
            else f"no rule in force is called `{rule_id}`",
            f"write the id as casekit explain {scope.loaded.case.number} shows it, or {_VOID}",
        )


def _tell_grant(scope: Scope, record: Record, duty: Obligation, grant: Grant) -> Iterator[Finding]:
    if grant.fault is None or grant.is_in_effect:
        return
    if grant.fault == "not approved" and duty.status in _HARMLESS:
        return
    key = "until" if grant.fault in ("not later", "too long") else "obligation"
    if grant.fault.startswith("approver") and "approved_by" in record.data:
        key = "approved_by"
    finding = scope.finding(
        record,
        (key,),
        f"{record.kind.upper()}-WITHOUT-EFFECT",
        grant.why,
        f"the limit stands; {_VOID}",
    )
    # A record that only came too late is right in itself.
    in_itself_right = grant.fault in ("too late", "not approved")
    yield finding._replace(severity="warning" if in_itself_right else "error")
