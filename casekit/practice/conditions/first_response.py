"""From the report to the judgement whether the child is safe."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from casekit.model.assessed import standing_findings
from casekit.model.childhood import was_seen
from casekit.model.plans import find_approvals, plans_in_force
from casekit.model.protection import FOR_GOOD, judge_conclusion
from casekit.model.records import Case, Record
from casekit.practice.conditions.view import SAFETY, Gate, View, last_of, make_gate


def report_recorded(view: View) -> Gate:
    """Somebody reported about the child, or the family asked for help."""
    report = view.report
    on = report.occurred.day if report else ""
    return make_gate(
        "report recorded", report, f"reported on {on}", f"no report names {view.called}"
    )


def report_screened(view: View) -> Gate:
    """The child's newest report has a decision, and was taken in."""
    report = view.report
    wanted = report.id if report else None
    found = [r for r in view.case.facts("screening") if r.data["report"] == wanted]
    screening = last_of(found)
    result = screening.data["result"] if screening else ""
    taken = result in ("screened in", "linked to open case")
    return make_gate(
        "report screened",
        screening,
        f"{result} on {screening.occurred.day}" if screening else "",
        f"the report was not taken in: {result}" if screening else "the report is not screened",
        ok=taken,
    )


def child_seen(view: View) -> Gate:
    """Somebody saw the child face to face since the last report of the case."""
    return _seen_since(view, _last_report(view), "the last report")


def _last_report(view: View) -> Record | None:
    return last_of(list(view.case.facts("report")))


def _seen_since(view: View, since: Record | None, called: str) -> Gate:
    """Whether somebody saw the child since what a record tells of."""
    seen = [
        r
        for r in view.case.facts("contact")
        if was_seen(view.child, r)
        and (since is None or r.occurred.latest >= since.occurred.earliest)
    ]
    last = last_of(seen)
    return make_gate(
        "child seen",
        last,
        f"{view.called} was last seen on {last.occurred.day}" if last else "",
        f"{view.called} has not been seen since {called}",
    )


_MOVES = {
    "apprehension": "the removal of",
    "placement": "the placement of",
    "placement-end": "the end of the placement on",
}


def child_seen_since_move(view: View) -> Gate:
    """Somebody saw the child since the last report, and since it lives where it lives now.

    A visit before a removal, a move or a return says nothing of the home that the work leaves the
    child in. That a home became the child's own is no move.
    """
    report = _last_report(view)
    moves = [
        r
        for r in view.facts("apprehension", "placement", "placement-end")
        if r.data.get("reason") not in FOR_GOOD
    ]
    moved = max(moves, key=lambda r: r.occurred.earliest, default=None)
    if moved is None or (report and report.occurred.earliest > moved.occurred.earliest):
        return child_seen(view)
    return _seen_since(view, moved, f"{_MOVES[moved.kind]} {moved.occurred.day}")


def child_seen_again(view: View) -> Gate:
    """Somebody saw the child in the present round (Manitoba 1.1.0, Contact with Children, 6)."""
    seen = [r for r in view.fresh("contact") if was_seen(view.child, r)]
    last = last_of(seen)
    return make_gate(
        "child seen again",
        last,
        f"{view.called} was seen on {last.occurred.day}" if last else "",
        f"{view.called} has not been seen since the last decision",
    )


def _safety(view: View) -> Record | None:
    child = view.child.id
    found = [
        r
        for r in view.case.facts("assessment")
        if child in r.children and r.data["instrument"] in SAFETY
    ]
    return last_of(found)


def safety_judged(view: View) -> Gate:
    """The child's safety was judged since the report, whatever came of it."""
    safety, report = _safety(view), view.report
    fresh = safety is not None and (
        report is None or safety.occurred.latest >= report.occurred.earliest
    )
    judged = safety is not None and "conclusion" in safety.data
    conclusion = safety.data.get("conclusion") if safety else None
    return make_gate(
        "safety judged",
        safety,
        f"{view.called}: {conclusion}" if safety else "",
        f"the safety of {view.called} was not judged since the report",
        ok=fresh and judged,
    )


def safety_assessed(view: View) -> Gate:
    """The newest judgement of the child's safety says: safe, without a plan."""
    safety = _safety(view)
    conclusion = (
        judge_conclusion(safety, view.child.id)
        if safety is not None and "conclusion" in safety.data
        else None
    )
    says = f"the last safety assessment of {view.called} says: {conclusion or 'nothing'}"
    return make_gate(
        "safety assessed",
        safety,
        says,
        says if safety else f"the safety of {view.called} was never assessed",
        ok=conclusion == "safe",
    )


def safe_without_a_plan(view: View) -> Gate:
    """The same, as the process calls it."""
    return safety_assessed(view)._replace(name="safe without a plan")


def danger_controlled(view: View) -> Gate:
    """A child who is not safe has an approved safety plan, or lives somewhere else."""
    name = "danger controlled"
    safety = _safety(view)
    if safety is None or "conclusion" not in safety.data:
        missing = f"the safety of {view.called} is not judged"
        return Gate(name, False, None, missing, "assess CASE --instrument safety")
    conclusion = judge_conclusion(safety, view.child.id)
    if conclusion == "safe":
        return Gate(name, True, safety.id, f"{view.called} is safe")
    care = view.holds("in care")
    # On trial at home is at home.
    if care is not None and view.holds("trial home visit") is None:
        return Gate(name, True, care.record, f"{view.called} is in care")
    home = _has_home_for_good(view, safety)
    if home is not None:
        return Gate(name, True, home.id, f"{view.called} has another home for good")
    if conclusion == "unsafe":
        missing = f"{view.called} is unsafe and not in care"
        return Gate(name, False, safety.id, missing, "placement CASE")
    today = view.now.astimezone(view.timeline.zone).date().isoformat()
    every = [
        p
        for p in plans_in_force(view.case)
        if p.data["kind"] == "safety" and view.child.id in p.children
    ]
    plans = [p for p in every if p.data.get("until", today) >= today]
    if every and not plans:
        ran_out = f"the safety plan of {view.called} ran out on {every[-1].data['until']}"
        return Gate(name, False, every[-1].id, ran_out)
    if not plans:
        return Gate(name, False, None, f"no safety plan protects {view.called}")
    left = list_uncontrolled(view.case, plans, [view.child.id])
    if left:
        missing = f"no safety plan controls for {view.called}: {', '.join(left)}"
        return Gate(name, False, plans[-1].id, missing)
    waiting = [p for p in plans if not find_approvals(view.case, p.id)]
    if waiting:
        missing = f"the safety plan of {view.called} is not approved"
        return Gate(name, False, waiting[-1].id, missing, "approve CASE safety-plan")
    return Gate(name, True, plans[-1].id, f"an approved safety plan protects {view.called}")


def list_uncontrolled(
    case: Case, plans: Sequence[Record], children: Collection[str]
) -> Sequence[str]:
    """The threats that stand for these children and that no safety plan answers.

    A threat is answered by a threat of the plan with its id that names the same child (Delaware,
    In-Home Case Management).
    """
    answered = {
        (threat["id"], child)
        for plan in plans
        for threat in plan.data.get("threats", ())
        for child in threat["children"]
    }
    found = [
        f"{one.data['id']} {one.data['threat']}"
        for child in sorted(children)
        for one in standing_findings(case, "threats", [child])
        if (one.data["id"], child) not in answered
    ]
    return list(dict.fromkeys(found))


def _has_home_for_good(view: View, judged: Record) -> Record | None:
    """The end of care by which a child found a home for good, after it was judged."""
    ends = [
        r
        for r in view.facts("placement-end")
        if r.data["reason"] in FOR_GOOD and r.occurred.latest >= judged.occurred.earliest
    ]
    return last_of(ends)


def danger_at_home_judged(view: View) -> Gate:
    """The newest judgement of safety says that the child is not safe as it is."""
    safety = _safety(view)
    conclusion = safety.data.get("conclusion") if safety else None
    return make_gate(
        "danger at home judged",
        safety,
        f"{view.called}: {conclusion}",
        f"the last safety assessment says: {conclusion}"
        if conclusion
        else f"the danger to {view.called} was not judged",
        ok=conclusion in ("unsafe", "safe with a plan"),
    )
