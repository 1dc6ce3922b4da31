"""Children away from home: on what ground, what they were told, how they see their family."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.agreed import family_times
from casekit.model.building import build_timeline, case_until
from casekit.model.findings import Finding
from casekit.model.plans import plans_in_force
from casekit.model.records import Case, Person, Record
from casekit.model.ties import BIRTH_PARENTS, iter_ties
from casekit.model.timeline import Span
from casekit.model.when import FIRST_INSTANT, look_at
from casekit.practice.child_voice import can_be_asked
from casekit.practice.conditions.care import PERMANENT_CUSTODY, threats_judged_again
from casekit.practice.conditions.view import View, is_held
from casekit.practice.scope import Scope
from casekit.practice.waiting import is_past


def find_gaps_in_care(scope: Scope) -> Iterator[Finding]:
    """What is missing for children who cannot live at home, and for those who removed them."""
    for child in scope.loaded.case.children:
        yield from _stays_against_decision(scope, child)
        yield from _track_behind_order(scope, child)
        care = _now(scope, "in care", child)
        if care is not None:
            yield from _in_care(scope, child, care)
    yield from _find_unjudged_returns(scope)
    yield from _find_untold(scope)
    yield from _find_siblings_apart(scope)
    yield from _find_no_debriefing(scope)


def _now(scope: Scope, state: str, child: Person) -> Span | None:
    held = [
        span
        for span in scope.timeline.spans
        if span.state == state and span.subject == child.id and is_held(span, scope.now)
    ]
    return held[-1] if held else None


def _track_behind_order(scope: Scope, child: Person) -> Iterator[Finding]:
    """The court has decided that the child does not go home, and the track still says it does."""
    track, status = _now(scope, "track", child), _now(scope, "legal status", child)
    if track is None or status is None or track.value != "out of home":
        return
    order = scope.loaded.case.find(status.record or "")
    if status.value in PERMANENT_CUSTODY and order is not None:
        number = scope.loaded.case.number
        yield scope.finding(
            order,
            ("legal_status",),
            "TRACK-BEHIND-ORDER",
            f"{child.called} is under {status.value}, and the work still goes towards a return",
            f"decide the track: casekit determine {number} --step track --track permanency",
        )


def _stays_against_decision(scope: Scope, child: Person) -> Iterator[Finding]:
    """Served at home, although the newest word says that the child cannot safely stay there."""
    track = _now(scope, "track", child)
    if track is None or track.value != "at home":
        return
    said = [
        (r, bool(one["safely"]), ("can_remain_safely", n))
        for r in scope.loaded.case.facts("determination")
        for n, one in enumerate(r.data["can_remain_safely"])
        if one["child"] == child.id
    ]
    judged: list[tuple[Record, bool, tuple[str | int, ...]]] = [
        (r, r.data["conclusion"] != "unsafe", ("conclusion",))
        for r in scope.loaded.case.facts("assessment")
        if "conclusion" in r.data and child.id in r.children
    ]
    newest = max((*said, *judged), key=lambda one: one[0].occurred.latest, default=None)
    if newest is not None and not newest[1]:
        yield scope.finding(
            newest[0],
            newest[2],
            "STAYS-AGAINST-DECISION",
            f"{child.called} is served at home, and this says that it is not safe there",
            "judge the child's safety again, make a safety plan, or place the child",
        )


def _in_care(scope: Scope, child: Person, care: Span) -> Iterator[Finding]:
    case = scope.loaded.case
    record = case.find(care.record) if care.record else None
    if record is None:
        return
    status = _now(scope, "legal status", child)
    if status is None or status.value == "none":
        yield _tell(
            scope, record, "CARE-WITHOUT-GROUND",
            f"{child.called} is in care, and neither an order nor an agreement says on what ground",
            f"casekit court {case.number} --step order, or --step agreement-signed",
        )  # fmt: skip
    plans = plans_in_force(case)
    goals = {one["child"] for plan in plans for one in plan.data.get("permanency", ())}
    # A child's plan without any of them is told where it stands.
    told = any(p.data["kind"] == "child" and not p.data.get("permanency") for p in plans)
    is_planned = any(p.data["kind"] != "safety" for p in plans)
    if is_planned and child.id not in goals and not told:
        yield _tell(
            scope, record, "PLAN-NO-PERMANENCY-GOAL",
            f"no plan says where {child.called} is to grow up: a first and a second choice",
            "write them under `permanency:` of the child's plan",
        )  # fmt: skip
    track = _now(scope, "track", child)
    if track is None or track.value == "out of home":
        yield from _towards_return(scope, record, child, care)


def _towards_return(scope: Scope, record: Record, child: Person, care: Span) -> Iterator[Finding]:
    case = scope.loaded.case
    since = care.start.earliest
    assessed = [
        r for r in case.facts("assessment") if child.id in r.children and r.occurred.latest >= since
    ]
    if assessed and not any("return_when" in r.data for r in assessed):
        yield _tell(
            scope, assessed[-1], "RETURN-CONDITIONS-MISSING",
            f"nothing says under which circumstances {child.called} can return home",
            "write them under `return_when:` of an assessment, and explain them to the parents",
        )  # fmt: skip
    if not any(child.id in r.children for r in family_times(case)):
        yield _tell(
            scope, record, "NO-FAMILY-TIME",
            f"nothing is agreed on when {child.called} is with the family",
            f"casekit family-time {case.number}",
        )  # fmt: skip
    parents = {
        tie.person
        for tie in iter_ties(case.people)
        if tie.to == child.id and tie.is_ in BIRTH_PARENTS | {"adoptive parent", "guardian"}
    }
    met = any(
        parents & {*r.data.get("with", ())}
        for r in case.facts("contact")
        if r.data["made"] == "completed" and r.occurred.latest >= since
    )
    if parents and not met and is_past(scope, "PARENT-NOT-SEEN", care.start.day):
        yield _tell(
            scope, record, "PARENT-NOT-SEEN",
            f"no parent of {child.called} was spoken with since the child left home",
            "go back to the parents: the way home begins with them",
        )  # fmt: skip


def _find_unjudged_returns(scope: Scope) -> Iterator[Finding]:
    """A child went home, and what led to the removal was not judged by name until then."""
    zone, staff = scope.agency.zone, scope.agency.staff
    for record in scope.loaded.case.facts("placement-end"):
        if record.data["reason"] != "returned":
            continue
        moment = record.occurred.latest
        then = case_until(scope.loaded.case, look_at(moment, zone))
        timeline = build_timeline(then, zone, staff, moment)
        for child in then.children:
            if child.id not in record.children:
                continue
            gate = threats_judged_again(View(then, timeline, child, moment, FIRST_INSTANT, None))
            if not gate.met:
                yield _tell(
                    scope, record, "RETURNED-UNJUDGED",
                    f"{child.called} went home, and {gate.says}",
                    f'casekit assess {then.number} --instrument "return home"',
                )  # fmt: skip


def _find_untold(scope: Scope) -> Iterator[Finding]:
    """A child old enough was placed or moved, and nothing says what it was told."""
    for record in scope.loaded.case.facts("placement"):
        if "told" in record.data:
            continue
        for child in scope.loaded.case.children:
            if child.id in record.children and can_be_asked(child, record.occurred.day):
                yield _tell(
                    scope, record, "CHILD-NOT-TOLD",
                    f"nothing says what {child.called} was told about the move",
                    "tell the child why and what comes next, and write it under `told:`",
                )  # fmt: skip


def _find_siblings_apart(scope: Scope) -> Iterator[Finding]:
    case = scope.loaded.case
    for record in case.facts("placement"):
        together = record.data.get("siblings_together")
        if together is None:
            apart = _lives_apart(scope, record)
            if apart:
                yield _tell(
                    scope, record, "SIBLINGS-APART-UNEXPLAINED",
                    f"{apart} live elsewhere in care, and nothing says why they are apart",
                    "write it under `siblings_together: {together: false, why_not: ...}`",
                )  # fmt: skip
            continue
        if not together["together"] and "why_not" not in together:
            yield scope.finding(
                record,
                ("siblings_together",),
                "SIBLINGS-APART-UNEXPLAINED",
                "brothers and sisters are placed apart, and nothing says why",
                "write it under `siblings_together: why_not:`",
            )


def _find_no_debriefing(scope: Scope) -> Iterator[Finding]:
    """After a removal or a death the workers were offered a talk (component 10, trauma)."""
    case = scope.loaded.case
    talks = list(case.facts("debriefing"))
    hard = [
        *case.facts("apprehension"),
        *(r for r in case.facts("placement-end") if r.data["reason"] == "died"),
    ]
    for record in hard:
        offered = any(r.occurred.day >= record.occurred.day for r in talks)
        if not offered and is_past(scope, "NO-DEBRIEFING", record.occurred.day):
            yield _tell(
                scope, record, "NO-DEBRIEFING",
                f"nobody offered the workers a talk after this {record.kind}",
                f"casekit debrief {case.number}",
            )  # fmt: skip


def _tell(scope: Scope, record: Record, code: str, says: str, hint: str) -> Finding:
    return scope.finding(record, ("schema",), code, says, hint)


def _lives_apart(scope: Scope, record: Record) -> str:
    """The other children in care now, where a placement that goes on is not theirs as well."""
    case = scope.loaded.case
    over = {
        (end.data["placement"], child)
        for end in case.facts("placement-end")
        for child in end.children
    }
    newest = {child: r.id for r in case.facts("placement") for child in r.children}
    goes_on = any(
        newest[child] == record.id and (record.id, child) not in over for child in record.children
    )
    if not goes_on:
        return ""
    others = [
        child.called
        for child in case.children
        if child.id not in record.children
        and _now(scope, "in care", child) is not None
        and not _share_home(case, record, newest.get(child.id))
    ]
    return ", ".join(others)


def _share_home(case: Case, record: Record, other: str | None) -> bool:
    """Whether two placements are in one home, as far as the record says where."""
    there = case.find(other or "")
    if there is None:
        return False
    same_home = record.data.get("household") == there.data.get("household") is not None
    carers = frozenset(record.data.get("carers", ())) & frozenset(there.data.get("carers", ()))
    return same_home or bool(carers)
