"""The gates of a closing: what must be so before the work with a child ends.

A gate is never ticked. It is met by what the records say, or a supervisor decides against it with
a reason that stays visible in the closing itself. Each child is judged by itself, so that one of
several can leave; what ends a case from outside (a transfer, a court, a death, coming of age) does
not ask for what only the agency's own decision needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from casekit.model.childhood import YOUNG_ADULT
from casekit.model.plans import find_standings, iter_objectives, plans_in_force, what_is_open
from casekit.model.records import Case, Record
from casekit.model.timeline import Timeline
from casekit.model.transfers import accepted_transfers, not_taken_over
from casekit.model.when import FIRST_INSTANT
from casekit.practice.closing_reasons import ended_so
from casekit.practice.conditions.care import prepared_to_leave
from casekit.practice.conditions.first_response import child_seen_since_move, safety_assessed
from casekit.practice.conditions.registry import Judge
from casekit.practice.conditions.view import Gate, View, make_gate
from casekit.standards.obligations import Obligation

# What ends the work from every track, by the closing's reason, as a review calls it.
ENDS: Mapping[str, str] = {
    "transferred": "transfer",
    "court ended involvement": "court dismissal",
    "died": "death",
    "aged out": "coming of age",
}
# Nobody decides alone that nobody else has to look, or that something happened which did not.
NEVER_OVERRIDDEN = frozenset({"approved", "adopted", "guardianship", "died", "aged out"})
# What such an end does not ask for: a receiver takes over children in care and their orders as they
# are, and nobody can see a child who has died.
_NOT_ASKED: Mapping[str, frozenset[str]] = {
    "transferred": frozenset(
        {"objective settled", "safety plan ended", "not in care", "no order in force"}
    ),
    "court ended involvement": frozenset({"objective settled"}),
    "died": frozenset(
        {
            *("child seen", "safety assessed", "objective settled", "safety plan ended"),
            *("not in care", "no order in force"),
        }
    ),
    "aged out": frozenset({"objective settled"}),
}
# A legal status that is itself the way in which the child found a home for good, or goes on.
_LASTING: Mapping[str, frozenset[str]] = {
    "adopted": frozenset({"parental rights terminated"}),
    "guardianship": frozenset({"permanent guardianship"}),
    "aged out": frozenset({YOUNG_ADULT}),
}


@dataclass(frozen=True, eq=False)
class _Ending:
    """A closing about to be, and the case without it at an aware instant."""

    closing: Record
    case: Case
    timeline: Timeline
    now: datetime

    @property
    def reason(self) -> str:
        return str(self.closing.data["reason"])

    @property
    def children(self) -> frozenset[str]:
        return self.closing.children

    @property
    def review(self) -> Record | None:
        """The newest review that ends in: close, for any of the children."""
        found = [r for r in self.case.facts("review") if r.children & self.children]
        return found[-1] if found and found[-1].data["result"] == "close" else None

    def views(self) -> Iterator[View]:
        """What a condition looks at, for each of the children."""
        for child in self.case.children:
            if child.id in self.children:
                yield View(self.case, self.timeline, child, self.now, FIRST_INSTANT, None)

    def plan_ends(self) -> dict[str, Record]:
        """How plans ended that nothing replaced since the last opening, by the plan's id."""
        opened = [
            r.occurred.earliest
            for r in self.case.facts("opening", "reopening")
            if r.children & self.children
        ]
        since = max(opened, default=FIRST_INSTANT)
        return {
            r.data["plan"]: r
            for r in self.case.facts("plan-end")
            if r.occurred.latest >= since and r.data["reason"] != "replaced"
        }

    def plans(self) -> list[Record]:
        """The plans with goals for one of the children, in force or ended without another."""
        ended = self.plan_ends()
        superseded = {r.data.get("supersedes") for r in self.case.facts("plan")}
        in_force = {p.id for p in plans_in_force(self.case)}
        return [
            p
            for p in self.case.facts("plan")
            if p.children & self.children
            and p.data["kind"] != "safety"
            and p.id not in superseded
            and (p.id in in_force or p.id in ended)
        ]


_Check = Callable[[_Ending], Iterator[Gate]]


def find_closing_gates(
    closing: Record,
    case: Case,
    timeline: Timeline,
    obligations: Sequence[Obligation],
    now: datetime,
) -> tuple[Gate, ...]:
    """Every gate of a closing at an aware instant, met or not; `case` is without the closing."""
    ending = _Ending(closing, case, timeline, now)
    left = _NOT_ASKED.get(ending.reason, frozenset())
    found = [gate for check in _CHECKS for gate in check(ending) if gate.name not in left]
    found += [gate for view in ending.views() for gate in ended_so(ending.reason, view)]
    if ending.reason == "aged out":
        found += _left_care_prepared(ending)
    if ending.reason == "transferred":
        found.append(_transfer_accepted(ending))
    return (*found, _nothing_overdue(ending, obligations))


def _for_each_child(judge: Judge) -> _Check:
    return lambda ending: map(judge, ending.views())


def _objectives_settled(ending: _Ending) -> Iterator[Gate]:
    """Goals met, each by its own measure, or why not; an ended plan answers for its goals too."""
    if ending.review is not None and "end" in ending.review.data:
        return
    ends = ending.plan_ends()
    for plan in ending.plans():
        end = ends.get(plan.id)
        if end is not None and end.data["reason"] != "goals achieved":
            why = "explanation" in end.data
            says = f"plan {plan.id} ended ({end.data['reason']})"
            says += "" if why else ", and nothing explains it"
            yield Gate("objective settled", why, end.id, says)
            continue
        standings = find_standings(ending.case, plan.id)
        for objective in iter_objectives(plan):
            standing = standings.get(objective["id"])
            still = what_is_open(standing)
            yield Gate(
                "objective settled",
                still is None,
                standing.record.id if standing else None,
                f"objective {objective['id']} of plan {plan.id} is "
                + (still or (standing.status if standing else "")),
            )


def _reviewed(ending: _Ending) -> Iterator[Gate]:
    review = ending.review
    if review is None:
        yield Gate("reviewed", False, None, "no review, or the last one does not end in: close")
        return
    end, wanted = review.data.get("end"), ENDS.get(ending.reason)
    left_out = sorted(ending.children - review.children)
    if left_out:
        names = ", ".join(ending.case.call(child) for child in left_out)
        yield Gate("reviewed", False, review.id, f"the last review leaves out {names}")
    elif end is not None and end != wanted:
        says = f"the review of {review.occurred.day} ends in a {end}, not in: {ending.reason}"
        yield Gate("reviewed", False, review.id, says)
    else:
        how = f"close ({end})" if end else "close"
        says = f"the review of {review.occurred.day} ends in: {how}"
        yield Gate("reviewed", True, review.id, says)


def _approved(ending: _Ending) -> Iterator[Gate]:
    review = ending.review
    found = [
        r
        for r in ending.case.facts("approval")
        if r.data["scope"] == "closing" and review is not None and review.id in r.data["approves"]
    ]
    yield Gate(
        "approved",
        bool(found),
        found[-1].id if found else None,
        f"approved by {found[-1].data['approved_by']} on {found[-1].occurred.day}"
        if found
        else "no supervisor has approved the closing",
    )


def _safety_plan_ended(ending: _Ending) -> Iterator[Gate]:
    ends = ending.plan_ends()
    in_force = {p.id for p in plans_in_force(ending.case)}
    for plan in ending.case.facts("plan"):
        if plan.data["kind"] == "safety" and plan.children & ending.children:
            end = ends.get(plan.id)
            yield Gate(
                "safety plan ended",
                plan.id not in in_force,
                end.id if end else None,
                f"safety plan {plan.id} is "
                + ("still in force" if plan.id in in_force else "no longer in force"),
            )


def _nobody_in_care(ending: _Ending) -> Iterator[Gate]:
    for span in ending.timeline.spans:
        if span.state == "in care" and span.subject in ending.children:
            over = span.end is not None and span.end.earliest <= ending.now
            yield Gate(
                "not in care",
                over,
                span.end_record,
                f"{ending.case.call(str(span.subject))} left care on {span.end.day}"
                if over and span.end
                else f"{ending.case.call(str(span.subject))} has been in care since "
                f"{span.start.day}",
            )


def _no_order_in_force(ending: _Ending) -> Iterator[Gate]:
    lasting = {"none", *_LASTING.get(ending.reason, ())}
    for span in ending.timeline.spans:
        if span.state != "legal status" or span.subject not in ending.children:
            continue
        if span.value not in lasting:
            over = span.end is not None and span.end.earliest <= ending.now
            yield Gate(
                "no order in force",
                over,
                span.end_record,
                f"{ending.case.call(str(span.subject))}: {span.value}, "
                + (f"ended {span.end.day}" if over and span.end else "still in force"),
            )


def _looked_back_and_ahead(ending: _Ending) -> Iterator[Gate]:
    """The closing says what comes after and what was learned (component 6, evaluation)."""
    closing = ending.closing
    for name, field, missing in (
        ("aftercare said", "aftercare", "nothing says who helps from now on: --aftercare"),
        ("lessons written", "lessons", "nothing says what was learned: --lessons"),
    ):
        there = field in closing.data
        yield make_gate(name, closing if there else None, f"the closing says it: {field}", missing)


def _left_care_prepared(ending: _Ending) -> Iterator[Gate]:
    """Who was in care when coming of age leaves with what is needed, or somebody says why not."""
    in_care = {span.subject for span in ending.timeline.spans if span.state == "in care"}
    for view in ending.views():
        if view.child.id in in_care:
            yield prepared_to_leave(view)


def _transfer_accepted(ending: _Ending) -> Gate:
    """Whoever takes a case over has said so: until then the sender answers for every child."""
    name = "transfer accepted"
    left = sorted(not_taken_over(ending.case) & ending.children)
    accepted = accepted_transfers(ending.case)
    if left or not accepted:
        names = ", ".join(ending.case.call(child) for child in left)
        return Gate(name, False, None, f"nobody has taken over: {names}")
    offer, answer = accepted[-1]
    return Gate(name, True, answer.id, f"{offer.data['to']} accepted on {answer.occurred.day}")


def _nothing_overdue(ending: _Ending, obligations: Sequence[Obligation]) -> Gate:
    """Nothing is overdue but what is due to a child who stays."""
    stay = {child.id for child in ending.case.children} - ending.children
    overdue = [o for o in obligations if o.counts_as_overdue and o.subject.id not in stay]
    says = ", ".join(dict.fromkeys(o.rule.title for o in overdue))
    return Gate(
        "nothing overdue", not overdue, None, f"overdue: {says}" if says else "nothing is overdue"
    )


_CHECKS: tuple[_Check, ...] = (
    _for_each_child(child_seen_since_move),
    _for_each_child(safety_assessed),
    _objectives_settled,
    _reviewed,
    _safety_plan_ended,
    _nobody_in_care,
    _no_order_in_force,
    _looked_back_and_ahead,
    _approved,
)
