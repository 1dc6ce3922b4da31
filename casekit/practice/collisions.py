"""What two workers recorded without knowing of each other: each record right, both not.

Every command judges the case as its worker has it. When two clones are put together, records meet
that no command has seen side by side, and git finds nothing wrong with them. What is asked here is
therefore asked of whole cases only, and refuses nobody's recording.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations

from casekit.model.building import build_timeline, case_until
from casekit.model.episodes import left_open
from casekit.model.findings import Finding
from casekit.model.plans import list_given
from casekit.model.records import Record
from casekit.model.states import PASSING_SETTINGS
from casekit.model.when import look_at
from casekit.practice.scope import Scope, at_item

_VOID_ONE = "let one of the two stand, and give the other `voided:` with by, at and reason"


def find_collisions(scope: Scope) -> Iterator[Finding]:
    """Every contradiction between records of a case that are right by themselves."""
    yield from _screened_twice(scope)
    yield from _superseded_twice(scope)
    yield from _placed_twice(scope)
    yield from _left_too_late(scope)
    yield from _ended_twice(scope, "placement-end", "placement")
    yield from _ended_twice(scope, "order-end", "order")
    if any(True for _ in scope.loaded.case.facts("closing")):
        yield from _closed_against_gates(scope)
        yield from _done_while_closed(scope)


def _screened_twice(scope: Scope) -> Iterator[Finding]:
    """A report is decided on once: two decisions may set two limits, or none."""
    for first, second in _pairs(scope, "screening"):
        if first.data["report"] == second.data["report"]:
            yield scope.finding(
                second,
                ("report",),
                "SCREENED-TWICE",
                f"this report was screened in {first.path} as well: `{first.data['result']}` "
                f"there, `{second.data['result']}` here",
                _VOID_ONE,
            )


def _superseded_twice(scope: Scope) -> Iterator[Finding]:
    """Of two plans in the place of one, nobody knows which the family agreed to."""
    for first, second in _pairs(scope, "plan"):
        replaced = second.data.get("supersedes")
        if (
            replaced is not None
            and replaced == first.data.get("supersedes")
            and first.data["kind"] == second.data["kind"]
            and first.children & second.children
        ):
            yield scope.finding(
                second,
                ("supersedes",),
                "PLAN-SUPERSEDED-TWICE",
                f"plan {first.id} takes the place of plan {replaced} as well",
                "let one supersede the other, or give the one that does not hold `voided:` with "
                "by, at and reason",
            )


def _placed_twice(scope: Scope) -> Iterator[Finding]:
    """Of two placements of one moment, the rules cannot know which came last."""
    ends = {
        (end.data["placement"], child): end
        for end in scope.loaded.case.facts("placement-end")
        for child in end.children
    }
    for first, second in _pairs(scope, "placement"):
        lasting = _is_lasting(first) and _is_lasting(second)
        same = first.data["setting"] == second.data["setting"]
        if not (_at_once(first, second) and (lasting or same)):
            continue
        for child in sorted(first.children & second.children):
            over = [ends[r.id, child] for r in (first, second) if (r.id, child) in ends]
            last = min(first.occurred.latest, second.occurred.latest)
            if not any(end.occurred.earliest <= last for end in over):
                yield scope.finding(
                    second,
                    at_item(second, "children", child),
                    "PLACED-TWICE",
                    f"{scope.loaded.case.call(child)} is placed in {first.path} at the same time",
                    "tell the order by the hour (`occurred_at:`), or give the one that does not "
                    "hold `voided:` with by, at and reason",
                )


def _left_too_late(scope: Scope) -> Iterator[Finding]:
    """A child leaves one place before living in the next."""
    placements = {r.id: r for r in scope.loaded.case.facts("placement")}
    for end in scope.loaded.case.facts("placement-end"):
        left = placements.get(end.data["placement"])
        if left is None or not _is_lasting(left):
            continue
        for after in placements.values():
            shared = end.children & left.children & after.children
            if (
                shared
                and _is_lasting(after)
                and left.occurred.latest < after.occurred.earliest
                and after.occurred.latest < end.occurred.earliest
            ):
                yield scope.finding(
                    end,
                    ("placement",),
                    "PLACED-TWICE",
                    f"{', '.join(map(scope.loaded.case.call, sorted(shared)))} left this "
                    f"placement on {end.occurred.day} and was placed in {after.path} on "
                    f"{after.occurred.day}",
                    "correct whichever of the two dates is wrong, or give the record that does "
                    "not hold `voided:` with by, at and reason",
                )


def _ended_twice(scope: Scope, kind: str, what: str) -> Iterator[Finding]:
    """One end of a placement or an order: of two that differ only the first would count."""
    for first, second in _pairs(scope, kind):
        ended = first.data[what]
        shared = first.children & second.children
        told = [(end.data["reason"], end.occurred.day) for end in (first, second)]
        if ended == second.data[what] and shared and told[0] != told[1]:
            yield scope.finding(
                second,
                (what,),
                "ENDED-TWICE",
                f"{what} {ended} ended in {first.path} as well: `{told[0][0]}` on {told[0][1]} "
                f"there, `{told[1][0]}` on {told[1][1]} here",
                _VOID_ONE,
            )


def _closed_against_gates(scope: Scope) -> Iterator[Finding]:
    """A closing whose conditions were not met, by all that is known of its own moment now.

    That nothing was overdue is not asked again: it depends on the rules of the day. Nor is an
    approval that held then, and of which something was changed since: that is told of itself.
    """
    from casekit.practice.closing_gates import NEVER_OVERRIDDEN, find_closing_gates

    for closing in scope.loaded.case.facts("closing"):
        now = _closed_by(closing)
        case = scope.loaded.without_record(closing.id).case
        known = case_until(case, look_at(now, scope.agency.zone))
        who = scope.agency.worker(closing.recorded_by)
        decided = left_open(closing).keys() - NEVER_OVERRIDDEN
        if who is not None and not who.holds("supervisor", closing.occurred.day):
            decided = set()
        reviews = {review.id for review in [*known.facts("review")][-1:]}
        held = [given for given in list_given(known) if given.id in known.unproven]
        if any(reviews.intersection(given.data["approves"]) for given in held):
            decided |= {"approved"}
        timeline = build_timeline(case, scope.agency.zone, scope.agency.staff, now)
        for gate in find_closing_gates(closing, known, timeline, (), now):
            if not gate.met and gate.name not in decided:
                yield scope.finding(
                    closing,
                    (),
                    "CLOSED-AGAINST-GATE",
                    f"the case was closed, but by what is on file now: {gate.says}",
                    f"reopen it (casekit reopen {case.number}) or give the closing `voided:` with "
                    "by, at and reason; a supervisor may name the gate under `unmet_gates:`",
                )


def _done_while_closed(scope: Scope) -> Iterator[Finding]:
    """Nothing is due on a closed case, so what sets duties going must not happen in one."""
    case = scope.loaded.case
    closings = {r.id: r for r in case.facts("closing")}
    timeline = scope.timeline
    for record in case.facts("screening", "apprehension", "placement"):
        if record.kind == "screening" and record.data["result"] != "screened in":
            continue
        for child in sorted(record.children):
            episodes = [
                s for s in timeline.spans if s.state == "episode open" and s.subject == child
            ]
            closing = closings.get(episodes[-1].end_record or "") if episodes else None
            if closing is not None and _closed_by(closing) < record.occurred.earliest:
                yield scope.finding(
                    record,
                    at_item(record, "children", child),
                    "DONE-WHILE-CLOSED",
                    f"the case was closed for {case.call(child)} ({closing.path}), so no duty "
                    f"follows from this {record.kind}",
                    f"reopen the case (casekit reopen {case.number}), or give the closing "
                    "`voided:` with by, at and reason",
                )


def _closed_by(closing: Record) -> datetime:
    """When a closing had happened at the latest: nobody writes it down before."""
    return min(closing.occurred.latest, closing.recorded_at)


def _pairs(scope: Scope, kind: str) -> Iterator[tuple[Record, Record]]:
    """Each two records of a kind, the one that was written down first in front."""
    facts = sorted(scope.loaded.case.facts(kind), key=lambda r: (r.recorded_at, r.id))
    return combinations(facts, 2)


def _is_lasting(placement: Record) -> bool:
    return placement.data["setting"] not in PASSING_SETTINGS


def _at_once(one: Record, other: Record) -> bool:
    """Whether nothing tells which of two facts came first."""
    return (
        one.occurred.earliest <= other.occurred.latest
        and other.occurred.earliest <= one.occurred.latest
    )
