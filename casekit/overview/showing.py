"""A case on one screen: who, where it stands, what is due, what happened last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casekit.model.childhood import was_seen
from casekit.model.episodes import left_open
from casekit.model.family import eldest_first
from casekit.model.plans import find_approvals, find_standings, iter_objectives, plans_in_force
from casekit.model.records import Case, Person, Record
from casekit.model.ties import describe_ties
from casekit.model.timeline import Span
from casekit.overview.danger import find_danger
from casekit.overview.due import JudgedCase, find_manager

STATES = ("episode open", "track", "risk", "legal status", "setting")


@dataclass(frozen=True)
class ChildStanding:
    """A child's age in whole years, and the states that hold now."""

    person: Person
    age: int | None
    states: dict[str, str]
    last_seen: date | None


@dataclass(frozen=True)
class PlanStanding:
    """A plan in force: whether it is approved, and how its objectives stand."""

    plan: Record
    approved: bool
    objectives: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class CaseView:
    """Everything that `casekit show` tells."""

    case: Case
    is_open: bool
    # Of a case that nobody opened: what became of its last report.
    call: str
    # What cannot wait, in words.
    danger: tuple[str, ...]
    closed_on: date | None
    manager: str | None
    children: tuple[ChildStanding, ...]
    others: tuple[tuple[Person, str], ...]
    plans: tuple[PlanStanding, ...]
    # The closings against a gate, oldest first: what was left open does not go away.
    against: tuple[Record, ...]


def view_case(judged: JudgedCase, today: date, now: datetime) -> CaseView:
    """Put together what holds on a case at an aware instant."""
    case = judged.case
    spans = [s for s in judged.timeline.spans if _holds(s, now)]
    people = eldest_first(case.people)
    return CaseView(
        case=case,
        call=_say_call(case, now),
        danger=tuple(find_danger(case, judged.timeline, now)),
        is_open=any(s.state == "episode open" for s in spans),
        manager=find_manager(judged.timeline, now),
        closed_on=_closed_on(judged, now),
        children=tuple(
            _child(p, spans, today, _last_seen(case, p, now)) for p in people if p.role == "child"
        ),
        others=tuple((p, _relation(p, case)) for p in people if p.role != "child"),
        plans=tuple(_plan(p, case) for p in plans_in_force(case) if p.occurred.earliest <= now),
        against=tuple(
            r for r in case.facts("closing") if left_open(r) and r.occurred.earliest <= now
        ),
    )


def _say_call(case: Case, now: datetime) -> str:
    reports = [r for r in case.facts("report") if r.occurred.earliest <= now]
    if not reports:
        return "never opened"
    decided = [
        r
        for r in case.facts("screening")
        if r.data["report"] == reports[-1].id and r.occurred.earliest <= now
    ]
    if not decided:
        return f"not screened yet, report of {reports[-1].occurred.day}"
    linked = f" ({decided[-1].data['linked_case']})" if "linked_case" in decided[-1].data else ""
    return f"never opened: {decided[-1].data['result']}{linked}"


def _holds(span: Span, now: datetime) -> bool:
    """Whether a state goes on: at the very moment of a closing the case is closed."""
    return span.start.earliest <= now and (span.end is None or now < span.end.earliest)


def _child(person: Person, spans: list[Span], today: date, last_seen: date | None) -> ChildStanding:
    states = {}
    for state in STATES:
        held = [s.value for s in spans if s.state == state and s.subject == person.id]
        if held:
            states[state] = "yes" if held[-1] is True else str(held[-1])
    return ChildStanding(person, _age(person, today), states, last_seen)


def _last_seen(case: Case, child: Person, now: datetime) -> date | None:
    seen = [
        r.occurred.day
        for r in case.facts("contact")
        if was_seen(child, r) and r.occurred.earliest <= now
    ]
    return seen[-1] if seen else None


def _closed_on(judged: JudgedCase, now: datetime) -> date | None:
    """The day on which the last open episode ended, of a case that is closed."""
    if not judged.timeline.is_closed(now):
        return None
    ends = [s.end.day for s in judged.timeline.spans if s.state == "episode open" and s.end]
    return max(ends, default=None)


def _age(person: Person, today: date) -> int | None:
    if "date" not in person.birth or person.birth.get("certainty") == "expected":
        return None
    born = date.fromisoformat(person.birth["date"])
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _relation(person: Person, case: Case) -> str:
    return ", ".join(sorted(describe_ties(person, case.people))) or person.role


def _plan(plan: Record, case: Case) -> PlanStanding:
    standings = find_standings(case, plan.id)
    objectives = {
        o["id"]: (
            o["objective"],
            standings[o["id"]].status if o["id"] in standings else "not started",
        )
        for o in iter_objectives(plan)
    }
    return PlanStanding(plan, bool(find_approvals(case, plan.id)), objectives)
