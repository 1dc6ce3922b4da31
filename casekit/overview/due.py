"""What is due: the obligations of cases as rows, sorted and ready for any format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from casekit.model.findings import Finding
from casekit.model.records import Case
from casekit.model.timeline import Timeline
from casekit.model.when import Present, When, look_at, write_when
from casekit.overview.row_words import DANGER_RULES, FAR_DAYS
from casekit.practice.rulebook import Rulebook
from casekit.standards.obligations import CannotJudge, Judgement, Obligation
from casekit.workspace.loading import LoadedCase


@dataclass(frozen=True, eq=False)
class JudgedCase:
    """A loaded case with what its rules say of it."""

    loaded: LoadedCase
    timeline: Timeline
    judgement: Judgement

    @property
    def case(self) -> Case:
        """The case that was judged."""
        return self.loaded.case


def judge_case(
    loaded: LoadedCase, book: Rulebook, now: datetime, horizon: date | None = None
) -> JudgedCase:
    """Judge one loaded case as of an aware instant."""
    timeline = book.timeline(loaded.case, now)
    return JudgedCase(loaded, timeline, book.judge(timeline, now, horizon))


def obligation_row(obligation: Obligation, zone: tzinfo) -> dict[str, Any]:
    """An obligation as the contract for scripts writes it; days and moments as text."""
    o = obligation

    def text(when: When | None) -> str | None:
        return write_when(when, zone) if when else None

    return {
        "id": o.id,
        "case": o.case,
        "rule": o.rule.id,
        "title": o.rule.title,
        "part": o.part or None,
        "kind": o.rule.kind,
        "per": o.subject.per,
        "subject": o.subject.id,
        "status": o.status,
        "enforced": o.rule.enforced,
        "since": text(o.since),
        "due": text(o.due),
        "due_on": o.due.day.isoformat() if o.due else None,
        "opens": text(o.opens),
        "met_at": text(o.met_at),
        "met_by": o.met_by,
        "last": text(o.last),
        "ended": text(o.ended),
        "days_overdue": o.days_overdue,
        "trigger": o.trigger,
        "source": str(o.rule.source),
        "verification": o.rule.verification,
        "extended_from": text(o.extended_from),
        "extended_by": [grant.record for grant in o.extensions],
        "excused_by": o.excused_by.record if o.excused_by else None,
        "waiting": [grant.record for grant in o.waiting],
        "done": o.done,
        "needed": o.needed,
    }


def name_subject(obligation: Obligation, cases: Mapping[str, Case]) -> str:
    """The subject as a worker says it: a child's name, the family, or the kind of record."""
    return say_subject(obligation.subject.per, obligation.subject.id, cases[obligation.case])


def say_subject(per: str, subject_id: str, case: Case) -> str:
    """The subject of a rule of that `per:` as a worker says it."""
    if per == "case":
        return "the case"
    if per == "child":
        person = case.person(subject_id)
        return person.called if person else subject_id
    found, _, part = subject_id.partition(":")
    record = case.find(found)
    if record is None:
        return subject_id
    if record.kind == "appointment":
        names = ", ".join(case.call(person) for person in record.data["with"])
        return f"{', '.join(record.data['purposes'])} with {names}"
    if part:
        return f"{part}, order of {record.occurred.day}"
    return f"{per} of {record.occurred.day}"


def find_manager(timeline: Timeline, now: datetime | Present) -> str | None:
    """The worker who is case manager at a moment; of several the one assigned last."""
    present = look_at(now, timeline.zone)
    found = [
        str(span.value)
        for span in timeline.spans
        if span.state == "case manager"
        and present.has_reached(span.start.earliest)
        and not (span.end is not None and present.has_reached(span.end.earliest))
    ]
    return found[-1] if found else None


def is_far(o: Obligation, today: date) -> bool:
    """Whether a duty lies beyond a quarter: a birthday nine years on is no work for this week."""
    return o.status == "upcoming" and o.due is not None and (o.due.day - today).days > FAR_DAYS


def next_steps(judged: JudgedCase, today: date, limit: int | None = 5) -> Sequence[Obligation]:
    """The most pressing things to do on a case, enforced ones before advice."""
    live = [o for o in judged.judgement.obligations if o.is_live and not is_far(o, today)]
    return sorted(live, key=lambda o: (not o.rule.enforced, pressing(o)))[:limit]


def pressing(o: Obligation) -> tuple[int, datetime, str]:
    """By what a list is sorted: what is overdue first, then by the moment."""
    rank = {"overdue": 2, "time needed": 3, "due soon": 4, "upcoming": 5, "open": 6, "paused": 7}
    moment = o.due or o.since
    # A child in danger comes before whoever waits for a first response, and that one before all.
    if o.is_live and o.rule.id in DANGER_RULES:
        return 0, moment.latest, o.id
    urgent = o.is_live and o.rule.kind == "response time" and o.rule.enforced
    return 1 if urgent else rank.get(o.status, 8), moment.latest, o.id


def list_obligations(judged: JudgedCase, now: datetime | Present) -> list[Obligation]:
    """All of a case that is open; of one that is closed, what was missed for ever or set aside.

    A closed case owes nothing, so what was met in it is history: `casekit explain` tells it.
    """
    rows = list(judged.judgement.obligations)
    if judged.timeline.is_closed(now):
        return [o for o in rows if o.is_live or o.status in ("missed", "excused")]
    return rows


def list_pressing(judged: JudgedCase, now: datetime) -> list[Obligation]:
    """The same, the most pressing first."""
    return sorted(list_obligations(judged, now), key=pressing)


def tell_unjudged(unjudged: Iterable[CannotJudge]) -> list[Finding]:
    """What could not be judged for want of a calendar year, once per rule."""
    found: dict[str, Finding] = {}
    for item in unjudged:
        path = item.fault.path or ""
        found[f"{path} {item.rule}"] = Finding(
            code=item.fault.code,
            message=f"{item.case}, {item.rule}: {item.fault.message}",
            path=path,
            hint=item.fault.hint,
        )
    return list(found.values())
