"""What cannot wait: a child in danger of whom nobody has taken care yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from casekit.model.building import case_until
from casekit.model.childhood import is_grown, was_seen
from casekit.model.protection import tells_danger
from casekit.model.records import Case, Person, Record
from casekit.model.timeline import Timeline
from casekit.model.when import FIRST_INSTANT, look_at
from casekit.practice.conditions.care import threats_judged_again
from casekit.practice.conditions.first_response import danger_controlled
from casekit.practice.conditions.view import View


def find_danger(case: Case, timeline: Timeline, now: datetime) -> Sequence[str]:
    """A line for each danger that was told and not answered, as of an aware instant.

    A decision to do nothing answers no danger: it is told beside it until the child was seen.
    """
    known = case_until(case, look_at(now, timeline.zone))
    return [
        *_reported(known),
        *_missing(known, timeline, now),
        *_judged(known, timeline, now),
        *_went_home(known, timeline, now),
    ]


def _reported(case: Case) -> Iterator[str]:
    for report in case.facts("report"):
        if not tells_danger(report) or _is_linked(case, report):
            continue  # of a linked one the open case has it on file as well, and tells it there
        danger = report.data["immediate_danger"]
        left = [c for c in case.children if c.id in report.children and _waits(case, c, report)]
        if left:
            what = f": {danger['what']}" if danger.get("what") else ""
            names = ", ".join(child.called for child in left)
            yield (
                f"immediate danger reported on {report.occurred.day}{what}; "
                f"not seen since: {names}{_put_aside(case, report)}"
            )


def _waits(case: Case, child: Person, report: Record) -> bool:
    """Whether nobody has seen the child since a report, and its case goes on."""
    if "died_on" in child.data:
        return False
    return not any(
        r.occurred.latest >= report.occurred.earliest
        and (
            was_seen(child, r)
            if r.kind == "contact"
            else (not r.children or child.id in r.children)
        )
        for r in case.facts("contact", "closing")
    )


def _is_linked(case: Case, report: Record) -> bool:
    decided = [r for r in case.facts("screening") if r.data["report"] == report.id]
    return bool(decided) and decided[-1].data["result"] == "linked to open case"


def _put_aside(case: Case, report: Record) -> str:
    decided = [r for r in case.facts("screening") if r.data["report"] == report.id]
    if not decided or decided[-1].data["result"] == "screened in":
        return ""
    last = decided[-1]
    return f"; {last.data['result']} by {last.recorded_by}: {last.data['reasons']}"


def _judged(case: Case, timeline: Timeline, now: datetime) -> Iterator[str]:
    today = now.astimezone(timeline.zone).date()
    for child in case.children:
        if is_grown(child, today):
            continue  # a judgement about a child says nothing of a grown-up
        view = View(case, timeline, child, now, FIRST_INSTANT, None)
        unsafe = view.holds("unsafe at home") is not None
        if unsafe or view.holds("episode open") is not None:
            gate = danger_controlled(view)
            # Whom nobody has judged yet stands under what is due.
            if not gate.met and _was_judged(case, child):
                yield gate.says


def _missing(case: Case, timeline: Timeline, now: datetime) -> Iterator[str]:
    """Who ran away or is missing from care, until another home or its end is on file."""
    for child in case.children:
        gone = View(case, timeline, child, now, FIRST_INSTANT, None).holds("runaway")
        if gone is not None:
            yield f"{child.called} is missing from care since {gone.start.day}"


def _went_home(case: Case, timeline: Timeline, now: datetime) -> Iterator[str]:
    """Who lives at home again, also on trial, while what led to the removal was not judged."""
    for child in case.children:
        view = View(case, timeline, child, now, FIRST_INSTANT, None)
        returned = any(r.data["reason"] == "returned" for r in view.facts("placement-end"))
        is_home = returned and view.holds("in care") is None
        on_trial = view.holds("trial home visit") is not None
        if view.holds("episode open") is not None and (is_home or on_trial):
            gate = threats_judged_again(view)
            if not gate.met:
                yield f"{child.called} is at home again, and {gate.says}"


def _was_judged(case: Case, child: Person) -> bool:
    return any("conclusion" in r.data and child.id in r.children for r in case.facts("assessment"))
