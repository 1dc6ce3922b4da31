"""Reports about a child, and what was found of them: what recurrence and care are judged by."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from casekit.model.timeline import Event, Timeline
from casekit.overview.metrics.basis import Child


class ReportOnChild(NamedTuple):
    """A report about a child; `supported` is None while a determination is still to come."""

    case: str
    record: str
    day: date
    supported: bool | None


def reports_on(child: Child) -> tuple[ReportOnChild, ...]:
    """Every concern reported about a child that was, or will be, decided on; oldest first.

    A report that was screened out, or that was a request for help, is none of them.
    """
    found = []
    for story, subject in child.views:
        for event in story.timeline.events:
            if event.name != "report received" or event.record is None:
                continue
            if event.subjects and subject.id not in event.subjects:
                continue
            supported, is_decided = _outcome(story.timeline, event, subject.id)
            if is_decided or _awaits_decision(story.timeline, event, subject.id):
                found.append(
                    ReportOnChild(
                        story.case.number,
                        event.record,
                        event.when.day,
                        supported if is_decided else None,
                    )
                )
    return tuple(sorted(found, key=lambda r: (r.day, r.record)))


def _outcome(timeline: Timeline, report: Event, child: str) -> tuple[bool, bool]:
    """Whether an allegation about the child was supported, and whether anything was decided.

    A later determination of the same allegation replaces the earlier one.
    """
    newest: dict[tuple[Any, ...], str] = {}
    for event in timeline.events:
        if event.name == "determined" and report.record in event.about:
            findings: list[Mapping[str, Any]] = event.attributes.get("findings", [])
            for finding in findings:
                if finding["child"] == child:
                    key = (finding["allegation"], *sorted(finding.get("alleged", ())))
                    newest[key] = finding["finding"]
    return "supported" in newest.values(), bool(newest)


def _awaits_decision(timeline: Timeline, report: Event, child: str) -> bool:
    if report.attributes.get("kind") != "concern":
        return False
    results = [
        event.attributes.get("result")
        for event in timeline.events
        if event.name == "screened"
        and report.record in event.about
        and (not event.subjects or child in event.subjects)
    ]
    return not results or results[-1] in ("screened in", "linked to open case")
