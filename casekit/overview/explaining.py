"""Why something is due on a case, and why a rule does not apply: with files and lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from casekit.model.when import When, write_when
from casekit.overview.due import JudgedCase
from casekit.practice.rulebook import Rulebook, select_rules
from casekit.standards.explain import (
    SkippedDay,
    describe_clock,
    skipped_days,
    what_would_meet,
    why_not,
)
from casekit.standards.grants import Grant
from casekit.standards.obligations import Obligation
from casekit.standards.rules import Rule


@dataclass(frozen=True)
class GrantPlace:
    """An extension or exception of a duty with the `path:line` of its record and its approval."""

    grant: Grant
    at: str | None
    approval_at: str | None


@dataclass(frozen=True)
class Explanation:
    """One duty, or one rule that lays none: everything a reader needs to check it by hand.

    `trigger` and `met_by` are `path:line` of the records. `grants` are also those without effect.
    """

    rule: Rule
    subject: str
    obligation: Obligation | None
    clock: str
    trigger: str | None
    met_by: str | None
    skipped: tuple[SkippedDay, ...]
    needs: str
    why_not: str | None
    grants: tuple[GrantPlace, ...] = ()


def explain(
    judged: JudgedCase, book: Rulebook, now: datetime, wanted: str | None
) -> Iterator[Explanation]:
    """Explain the duties of a case: of one rule (its id or the start of it), or all live ones.

    For a rule that is named and lays no duty, the reason is given for each subject.
    """
    rules = select_rules(book.rules, wanted) if wanted else book.rules
    by_id = {o.id: o for o in judged.judgement.obligations}
    if wanted in by_id:
        yield _explain_one(by_id[wanted], judged, book)
        return
    for rule in rules:
        mine = [o for o in judged.judgement.obligations if o.rule.id == rule.id]
        for obligation in mine:
            if wanted or obligation.is_live:
                yield _explain_one(obligation, judged, book)
        if not wanted:
            continue
        bearing = {o.subject.id for o in mine if o.is_live}
        for subject in judged.timeline.subjects(rule.per):
            if subject.id in bearing or any(o.subject.id == subject.id for o in mine):
                continue
            yield Explanation(
                rule,
                subject.id,
                None,
                describe_clock(rule),
                None,
                None,
                (),
                what_would_meet(rule),
                why_not(rule, judged.timeline, subject, now),
            )


def _explain_one(o: Obligation, judged: JudgedCase, book: Rulebook) -> Explanation:
    return Explanation(
        o.rule,
        o.subject.id,
        o,
        describe_clock(o.rule),
        _place(o.trigger, judged),
        _place(o.met_by, judged),
        skipped_days(o, book.clock),
        what_would_meet(o.rule, o.part),
        None,
        tuple(
            GrantPlace(g, _place(g.record, judged), _place(g.approval, judged)) for g in o.grants
        ),
    )


def grant_row(placed: GrantPlace, zone: tzinfo) -> dict[str, Any]:
    """An extension or exception as the contract for scripts writes it."""
    g = placed.grant

    def text(when: When | None) -> str | None:
        return write_when(when, zone) if when else None

    return {
        "record": g.record,
        "at": placed.at,
        "asked_by": g.asked_by,
        "asked_at": text(g.asked),
        "limit": text(g.limit),
        "until": text(g.until),
        "reason": g.reason,
        "ground": g.ground,
        "approved_by": g.approved_by,
        "approved_at": text(g.approved),
        "approval": g.approval,
        "approval_at": placed.approval_at,
        "standing": g.standing,
        "fault": g.fault,
        "why": g.why or None,
    }


def _place(record_id: str | None, judged: JudgedCase) -> str | None:
    record = judged.case.find(record_id) if record_id else None
    return f"{record.path}:{record.line}" if record else None
