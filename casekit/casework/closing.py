"""Closing and reopening."""

from __future__ import annotations

from casekit.casework.drafting import Drafts
from casekit.casework.request import Request
from casekit.errors import GateRefused
from casekit.model.episodes import children_in_service, left_open
from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.practice.closing_gates import find_closing_gates
from casekit.practice.gates import refuse_gates
from casekit.practice.rulebook import Rulebook


def judge_closing(drafts: Drafts, closing: Record, book: Rulebook, request: Request) -> None:
    """Refuse a closing while a gate is open, unless a supervisor decided on it by name.

    Only what is open can be decided against, so that the record names exactly what was left.

    The closing itself is left out of what is judged: it would end the duties that it must answer.
    """
    before = Drafts(
        drafts.loaded.without_record(closing.id), drafts.desk, drafts.agency, drafts.schemas
    )
    timeline = book.timeline(before.case, drafts.desk.now)
    open_for = {s.subject for s in timeline.spans if s.state == "episode open" and s.end is None}
    # A young adult's agreement is an episode of its own, which no opening began.
    if not closing.children & (children_in_service(before.case) | open_for):
        raise GateRefused(
            "nothing was saved",
            [_finding("GATE-NOT-OPEN", f"case {before.case.number} is not open", request)],
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
                )
            ],
        )
    now = drafts.desk.now
    obligations = book.judge(timeline, now).obligations
    gates = find_closing_gates(closing, before.case, timeline, obligations, now)
    drafts.gates = gates
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
    # Nobody decides alone that nobody else has to look.
    left = [g for g in gates if g.name not in decided or g.name == "approved"]
    faults = refuse_gates(left, request.path)
    first = next((g for g in left if not g.met and g.name != "approved"), None)
    if faults:
        raise GateRefused(
            f"case {before.case.number} cannot be closed yet; nothing was saved",
            faults,
            hint="meet each, or let a supervisor close against it by name, with a reason: "
            f'--unmet-gate "gate={first.name}; reason=..."'
            if first
            else None,
        )


def judge_reopening(drafts: Drafts, reopening: Record, book: Rulebook, request: Request) -> None:
    """Only what was closed can be opened again."""
    before = drafts.loaded.without_record(reopening.id)
    timeline = book.timeline(before.case, drafts.desk.now)
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
                    "the case is still open for "
                    + ", ".join(c.called for c in before.case.children if c.id in still_open)
                    if still_open
                    else "the case was never open: screen its report first",
                    request,
                )
            ],
        )


def _finding(code: str, message: str, request: Request) -> Finding:
    return Finding(code=code, message=message, path=request.path)
