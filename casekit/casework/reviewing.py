"""Reviews and decisions on the track: only the ways on that the child's track has."""

from __future__ import annotations

from casekit.casework.drafting import Drafts
from casekit.casework.request import Request
from casekit.errors import GateRefused
from casekit.model.records import Record
from casekit.practice.process import list_unmet, refuse_review, refuse_turn
from casekit.practice.rulebook import Rulebook


def judge_way(drafts: Drafts, made: Record, book: Rulebook, request: Request) -> None:
    """Refuse a review, or a decision on the track, that leads where no way is open.

    Each child is judged by its own track, on the case as it is without the record. Raises
    GateRefused, and Unreadable for a process of the agency's own that is at fault.
    """
    before = drafts.loaded.without_record(made.id).case
    timeline = book.timeline(before, drafts.desk.now)
    refuse = refuse_review if made.kind == "review" else refuse_turn
    findings = refuse(made, before, timeline, book.process, drafts.desk.now, request.path)
    if findings:
        raise GateRefused("nothing was saved", findings)
    unmet = list_unmet(made, before, timeline, book.process, drafts.desk.now)
    drafts.notes = (*drafts.notes, *(f"the process still asks for: {one}" for one in unmet))
