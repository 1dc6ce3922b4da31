"""Why something is due on a case, and why a rule does not apply: with files and lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from casekit.model.days import say_when
from casekit.model.timeline import Subject
from casekit.model.when import When, at_instant, look_at, write_when
from casekit.overview.due import JudgedCase
from casekit.practice.rulebook import Rulebook, select_rules
from casekit.standards.composing import may_replace
from casekit.standards.describing import (
    describe_clock,
    describe_conditions,
    describe_force,
    what_would_meet,
)
from casekit.standards.duties import Scene
from casekit.standards.explain import (
    SkippedDay,
    count_anew,
    say_done,
    say_opens,
    skipped_days,
)
from casekit.standards.grants import Grant
from casekit.standards.obligations import Obligation
from casekit.standards.rules import Rule
from casekit.standards.why_not import why_not


@dataclass(frozen=True)
class GrantPlace:
    """An extension or exception of a duty with the `path:line` of its record and its approval."""

    grant: Grant
    at: str | None
    approval_at: str | None


@dataclass(frozen=True)
class Explanation:
    """One duty, or one rule that lays none: everything a reader needs to check it by hand.

    `subject` is None where there is nothing of the kind that the rule is about. `trigger` and
    `met_by` are `path:line` of the records. `conditions`, `in_force`, `opens`, `done` and `earlier`
    are words, empty or None where there is nothing to say. `grants`
    are also those without effect.
    """

    rule: Rule
    subject: str | None
    obligation: Obligation | None
    clock: str
    conditions: str
    in_force: str
    instead_of: tuple[str, ...]
    replaced_by: tuple[str, ...]
    needs: str
    trigger: str | None = None
    met_by: str | None = None
    skipped: tuple[SkippedDay, ...] = ()
    opens: str | None = None
    done: str | None = None
    earlier: When | None = None
    why_not: str | None = None
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
        yield _explain_duty(by_id[wanted], judged, book)
        return
    names = {person.id: person.called for person in judged.case.children}
    for editions in _by_id(rules).values():
        ids = {rule.id for rule in editions}
        mine = [o for o in judged.judgement.obligations if o.rule.id in ids]
        for obligation in mine:
            if wanted or obligation.is_live:
                yield _explain_duty(obligation, judged, book)
        if wanted:
            rule = _edition_of(editions, now, book)
            yield from _explain_absence(rule, judged, book, now, names)


def _by_id(rules: tuple[Rule, ...]) -> Mapping[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.id, []).append(rule)
    return found


def _edition_of(editions: list[Rule], now: datetime, book: Rulebook) -> Rule:
    """The edition of a rule that is in force on the day, else the newest before, else the first."""
    today = at_instant(now, book.clock.zone).day
    begun = [r for r in editions if r.force.since is None or r.force.since <= today]
    return begun[-1] if begun else editions[0]


def _explain_absence(
    rule: Rule, judged: JudgedCase, book: Rulebook, now: datetime, names: Mapping[str, str]
) -> Iterator[Explanation]:
    """Of each subject on which the rule, in all its editions, never laid a duty: why."""
    bearing = {o.subject.id for o in judged.judgement.obligations if o.rule.id == rule.id}
    subjects = judged.timeline.subjects(rule.per)
    instead = _replacing(rule, book)
    for subject in subjects:
        if subject.id not in bearing:
            scene = Scene(judged.timeline, subject, book.clock, look_at(now, book.clock.zone), None)
            yield _describe(rule, book, subject, why_not(rule, scene, names, instead))
    if not subjects:
        what = "child" if rule.per == "child" else f"{rule.per} record"
        yield _describe(rule, book, None, f"not yet, because there is no {what} on file")


def _replacing(rule: Rule, book: Rulebook) -> list[Rule]:
    return [r for r in book.rules if rule.id in r.replaces and may_replace(r, rule)]


def _describe(rule: Rule, book: Rulebook, subject: Subject | None, why: str | None) -> Explanation:
    known = {r.id for r in book.rules}
    return Explanation(
        rule=rule,
        subject=subject.id if subject else None,
        obligation=None,
        clock=describe_clock(rule),
        conditions=describe_conditions(rule.conditions),
        in_force=describe_force(rule.force),
        instead_of=tuple(name for name in rule.replaces if name in known),
        replaced_by=tuple(dict.fromkeys(r.id for r in _replacing(rule, book))),
        needs=what_would_meet(rule),
        why_not=why,
    )


def _explain_duty(o: Obligation, judged: JudgedCase, book: Rulebook) -> Explanation:
    zone = book.clock.zone
    bare = _describe(o.rule, book, o.subject, None)
    counted = count_anew(o, book.clock)
    stands_over = counted is not None and not o.extensions and counted != o.due
    return Explanation(
        rule=o.rule,
        subject=o.subject.id,
        obligation=o,
        clock=bare.clock,
        conditions=bare.conditions,
        in_force=bare.in_force,
        instead_of=bare.instead_of,
        replaced_by=bare.replaced_by,
        needs=what_would_meet(o.rule, o.part),
        trigger=_place(o.trigger, judged),
        met_by=_place(o.met_by, judged),
        skipped=skipped_days(o, judged.timeline, book.clock),
        opens=say_opens(o, say_when(o.opens, zone)),
        done=say_done(o),
        earlier=counted if stands_over else None,
        grants=tuple(
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
