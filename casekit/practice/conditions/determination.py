"""What was found about each allegation, and what follows for child and family."""

from __future__ import annotations

from casekit.model.plans import (
    find_approvals,
)
from casekit.model.records import Record
from casekit.practice.conditions.view import Gate, View, last_of, make_gate


def _determination(view: View) -> Record | None:
    report = view.report
    found = [
        r
        for r in view.case.facts("determination")
        if report is not None and r.data["report"] == report.id
    ]
    return last_of(found)


def every_allegation_decided(view: View) -> Gate:
    """Each allegation about the child has a finding with its reasons."""
    name = "every allegation decided"
    report = view.report
    said = [] if report is None else report.data.get("allegations", [])
    asked = {a["allegation"] for a in said if a["child"] == view.child.id}
    found: dict[str, str] = {}
    for record in view.case.facts("determination"):
        if report is not None and record.data["report"] == report.id:
            for one in record.data["findings"]:
                if one["child"] == view.child.id:
                    found[one["allegation"]] = record.id
    left = sorted(asked - found.keys())
    if not asked:
        record_id = report.id if report else None
        return Gate(name, True, record_id, f"nothing is alleged about {view.called}")
    if left:
        return Gate(name, False, None, f"no finding for {view.called} on: {', '.join(left)}")
    return Gate(name, True, next(iter(found.values())), f"findings on: {', '.join(sorted(asked))}")


def staying_decided(view: View) -> Gate:
    """It is decided, with reasons, whether the child can safely stay at home."""
    determination = _determination(view)
    said = [] if determination is None else determination.data["can_remain_safely"]
    mine = [one for one in said if one["child"] == view.child.id]
    can = "can" if mine and mine[-1]["safely"] else "cannot"
    return make_gate(
        "staying decided",
        determination,
        f"{view.called} {can} safely stay at home",
        f"whether {view.called} can safely stay at home is not decided",
        ok=bool(mine),
    )


def benefit_decided(view: View) -> Gate:
    """It is decided, with reasons, whether the family would benefit from service."""
    determination = _determination(view)
    benefit = determination is not None and determination.data["would_benefit"]["benefit"]
    return make_gate(
        "benefit decided",
        determination,
        "the family would benefit" if benefit else "the family would not benefit",
        "whether the family would benefit is not decided",
    )


def determination_approved(view: View) -> Gate:
    """A supervisor stands for the determination."""
    determination = _determination(view)
    found = find_approvals(view.case, determination.id) if determination else ()
    return make_gate(
        "determination approved",
        last_of(found),
        f"approved by {found[-1].data['approved_by']}" if found else "",
        "the determination is not approved" if determination else "there is no determination",
    )


def supervisor_consulted(view: View) -> Gate:
    """A supervisor's advice was heard in the present round; nobody consults with themselves."""
    found = [
        r
        for r in view.fresh("consultation")
        if any(
            worker != r.recorded_by and view.timeline.is_supervisor(worker, r.occurred.day)
            for worker in r.data["with"]
        )
    ]
    last = last_of(found)
    says = f"consulted on {last.occurred.day}" if last else ""
    missing = "no consultation with a supervisor is recorded"
    return make_gate("supervisor consulted", last, says, missing)
