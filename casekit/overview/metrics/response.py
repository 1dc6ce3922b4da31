"""How soon the agency answers a report: every child of it seen, within the limit that was set."""

from __future__ import annotations

from casekit.model.timeline import Event, Subject, Timeline
from casekit.model.when import When, write_when
from casekit.overview.metrics.basis import Basis, Story
from casekit.overview.metrics.figures import Count, NotJudged, Part, Sample
from casekit.overview.metrics.periods import Period
from casekit.standards.calendars import MissingCalendarYear
from casekit.standards.durations import parse_duration
from casekit.standards.obligations import CannotJudge
from casekit.standards.patterns import EACH_CHILD, EventPattern, matching_events

METRIC = "first-response"
# The same as the rule for a single case: a test holds the two together.
FIRST_RESPONSE = EventPattern(
    "contact", {"made": "completed", "mode": "in person"}, all_of=(EACH_CHILD,)
)
IN_TIME, LATE, NEVER = "in time", "late", "no response, overdue"
WAITING, UNCLEAR = "no response yet", "cannot be judged"
MARKS = (IN_TIME, LATE, NEVER, WAITING, UNCLEAR)


def count_first_responses(basis: Basis, period: Period) -> Count:
    """Reports of the period that were screened in, and of them those answered in time."""
    parts, not_judged, samples, unjudged = [], [], [], []
    for story in basis.stories:
        timeline = story.timeline
        for event in timeline.events:
            if event.name != "report received" or not period.contains(event.when.day):
                continue
            screening = find_screening_in(timeline, event)
            if screening is None or event.record is None:
                continue
            group = _priority_of(screening)
            try:
                mark, hours, says = _judge(basis, story, event, screening)
            except MissingCalendarYear as fault:
                unjudged.append(CannotJudge(timeline.case, METRIC, event.record, fault))
                mark, hours, says = UNCLEAR, None, fault.message
            judged = mark in (IN_TIME, LATE, NEVER)
            samples.append(Sample(group, mark, hours, judged, mark == IN_TIME))
            if judged:
                parts.append(Part(timeline.case, None, event.record, int(mark == IN_TIME), 1, says))
            else:
                not_judged.append(NotJudged(timeline.case, None, event.record, says))
    return Count(tuple(parts), tuple(not_judged), tuple(samples), MARKS, tuple(unjudged))


def find_screening_in(timeline: Timeline, report: Event) -> Event | None:
    """The newest screening that took a report in and still stands for one of its children."""
    newest: dict[str, Event] = {}
    for event in timeline.events:
        if event.name == "screened" and report.record in event.about:
            newest |= dict.fromkeys(event.subjects or report.subjects, event)
    taken_in = [e for e in newest.values() if e.attributes.get("result") == "screened in"]
    return max(taken_in, key=lambda e: (e.when.earliest, e.record or "")) if taken_in else None


def _priority_of(screening: Event) -> str:
    given = screening.attributes
    return str(given.get("priority") or given.get("respond within") or "no limit set")


def _judge(
    basis: Basis, story: Story, report: Event, screening: Event
) -> tuple[str, float | None, str]:
    """How a report stands, the hours to the response where both moments are known, and in words.

    Raises MissingCalendarYear when the limit cannot be counted.
    """
    timeline, given = story.timeline, screening.attributes
    subject = Subject("report", report.record or "", report.subjects)
    limit = given.get("respond within") or basis.priorities.limit(
        str(given.get("priority")), timeline, subject, screening
    )
    seen = [
        event
        for event in matching_events(FIRST_RESPONSE, timeline, subject)
        if event.when.latest >= report.when.earliest
    ]
    if limit is None:
        said = f"the screening set no limit, and no pack has one for `{_priority_of(screening)}`"
        return UNCLEAR, _hours(report, seen[0]) if seen else None, said
    due = basis.clock.move(report.when, parse_duration(str(limit)))
    if not seen:
        until = f"the limit of {limit} ends {_say(basis, due)}"
        if basis.now > due.latest:
            return NEVER, None, f"not yet responded; {until.replace(' ends ', ' ended ')}"
        return WAITING, None, f"not yet responded; {until}"
    # Surely in time goes before a day whose hour nobody wrote down.
    response = next((e for e in seen if e.when.latest <= due.latest), seen[0])
    hours = _hours(report, response)
    if response.when.latest <= due.latest:
        return IN_TIME, hours, ""
    if response.when.earliest > due.latest:
        return LATE, hours, f"answered {_say(basis, response.when)}, due {_say(basis, due)}"
    said = f"answered on the day of the limit, {due.day}, at an hour that nobody wrote down"
    return UNCLEAR, hours, said


def _hours(report: Event, response: Event) -> float | None:
    if not (report.when.is_exact and response.when.is_exact):
        return None
    return (response.when.earliest - report.when.earliest).total_seconds() / 3600


def _say(basis: Basis, when: When) -> str:
    return write_when(when, basis.zone)
