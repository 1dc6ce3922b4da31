"""Closing and reopening."""

from __future__ import annotations

from collections.abc import Collection

from casekit.casework.drafting import Drafts
from casekit.casework.request import Request
from casekit.errors import GateRefused
from casekit.model.building import case_until
from casekit.model.episodes import children_in_service, left_open
from casekit.model.findings import Finding
from casekit.model.records import Case, Record
from casekit.model.when import look_at
from casekit.practice.closing_gates import NEVER_OVERRIDDEN, find_closing_gates
from casekit.practice.gates import refuse_gates
from casekit.practice.rulebook import Rulebook


def judge_closing(drafts: Drafts, closing: Record, book: Rulebook, request: Request) -> None:
    """Refuse a closing while a gate is open, unless a supervisor decided on it by name.

    Only what is open can be decided against, so that the record names exactly what was left.

    The closing itself is left out of what is judged: it would end the duties that it must answer.
    So is what happened after it: a review held later does not answer for a closing that was before.
    """
    before = Drafts(
        drafts.loaded.without_record(closing.id), drafts.desk, drafts.agency, drafts.schemas
    )
    now = min(drafts.desk.now, closing.occurred.latest)
    known = case_until(before.case, look_at(now, drafts.desk.zone))
    timeline = book.timeline(known, now)
    open_for = {s.subject for s in timeline.spans if s.state == "episode open" and s.end is None}
    # A young adult's agreement is an episode of its own, which no opening began.
    if not closing.children & (children_in_service(known) | open_for):
        raise GateRefused(
            "nothing was saved",
            [
                _finding(
                    "GATE-NOT-OPEN",
                    f"case {known.number} was not open on {closing.occurred.day}",
                    request,
                    f"see what was opened and closed: casekit timeline {known.number}",
                )
            ],
        )
    decided = left_open(closing).keys()
    if decided and not drafts.desk.worker.holds("supervisor", drafts.desk.today):
        raise GateRefused(
            "nothing was saved",
            [
                _finding(
                    "GATE-OVERRIDE-ROLE",
                    "only a supervisor decides to close against a gate",
                    request,
                    "meet the gate, or let a supervisor close, under the own git identity",
                )
            ],
        )
    obligations = book.judge(timeline, now).obligations
    gates = find_closing_gates(closing, known, timeline, obligations, now)
    drafts.gates = gates
    fixed = sorted(decided & NEVER_OVERRIDDEN)
    if fixed:
        raise GateRefused(
            "nothing was saved",
            [
                _finding("GATE-OVERRIDE-NEVER", f"nobody closes against `{name}`", request)
                for name in fixed
            ],
            hint="record what happened, or close for another reason; another supervisor approves",
        )
    needless = sorted(decided - {gate.name for gate in gates if not gate.met})
    if needless:
        raise GateRefused(
            "nothing was saved",
            [
                _finding(
                    "GATE-OVERRIDE-NEEDLESS",
                    f"no gate that is open is called `{name}`",
                    request,
                )
                for name in needless
            ],
            hint="name only what is open: a closing must not say that more was left than was",
        )
    left = [g for g in gates if g.name not in decided]
    faults = refuse_gates(left, known.number, request.path)
    can = dict.fromkeys(g.name for g in left if not g.met and g.name not in NEVER_OVERRIDDEN)
    if faults:
        raise GateRefused(
            f"case {known.number} cannot be closed{_say_when(closing, drafts)}; nothing was saved",
            faults,
            hint="meet each, or let a supervisor close against it by name, with a reason: "
            f'--unmet-gate "gate={next(iter(can))}; reason=..."'
            + (f"; the names: {', '.join(can)}" if len(can) > 1 else "")
            if can
            else None,
        )


def _say_when(closing: Record, drafts: Drafts) -> str:
    """What is dated back is judged by what had happened then, which nobody may expect."""
    if closing.occurred.latest >= drafts.desk.now:
        return " yet"
    return f" as of {closing.occurred.day}, by what had happened until then"


def judge_reopening(drafts: Drafts, reopening: Record, book: Rulebook, request: Request) -> None:
    """Only what was closed by then can be opened again."""
    before = drafts.loaded.without_record(reopening.id)
    now = min(drafts.desk.now, reopening.occurred.latest)
    timeline = book.timeline(before.case, now)
    still_open = {
        s.subject for s in timeline.spans if s.state == "episode open" and s.end is None
    } & reopening.children
    ever = {s.subject for s in timeline.spans if s.state == "episode open"}
    if still_open or not reopening.children <= ever:
        raise GateRefused(
            "nothing was saved",
            [
                _finding(
                    "GATE-NOT-CLOSED",
                    f"on {reopening.occurred.day} the case was still open for "
                    + _name(before.case, still_open)
                    if still_open
                    else "the case was never open for "
                    + _name(before.case, reopening.children - ever)
                    + ": screen a report that names them first",
                    request,
                    "name those whom you mean: --child NAME",
                )
            ],
        )


def _name(case: Case, children: Collection[str | None]) -> str:
    return ", ".join(c.called for c in case.children if c.id in children)


def _finding(code: str, message: str, request: Request, hint: str | None = None) -> Finding:
    return Finding(code=code, message=message, path=request.path, hint=hint)
