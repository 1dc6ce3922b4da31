"""Leaving care and young adults: what is in hand, and agreements that run out.

Manitoba 1.1.0, Preparing Youth for Leaving Care and Agreements with Young Adults.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from casekit.model.childhood import came_of_age
from casekit.model.findings import Finding
from casekit.model.plans import plans_in_force
from casekit.model.records import Record, rank
from casekit.model.when import Present
from casekit.practice.scope import Scope
from casekit.practice.waiting import days_of, is_past


def find_unprepared(scope: Scope) -> Iterator[Finding]:
    """Young people whose checklist nobody asks, and agreements that run out unnoticed."""
    for plan in plans_in_force(scope.loaded.case):
        if plan.data["kind"] == "transition":
            yield from _find_unasked(scope, plan)
    yield from _find_running_out(scope)


def _find_unasked(scope: Scope, plan: Record) -> Iterator[Finding]:
    code = "LEAVING-CARE-UNASKED"
    case = scope.loaded.case
    zone, present = scope.agency.zone, Present(scope.now, scope.agency.zone)
    for child in case.children:
        if child.id not in plan.children or came_of_age(case, child.id, zone, present):
            continue  # whoever is of age has left; what is offered then has an agreement of its own
        asked = [
            r.occurred.day
            for r in case.facts("assessment")
            if r.data["instrument"] == "transition survey"
            and "answers" in r.data
            and child.id in r.children
        ]
        last = max((*asked, plan.occurred.day))
        if is_past(scope, code, last):
            said = f"since {max(asked)}" if asked else "ever"
            yield scope.finding(
                plan,
                ("kind",),
                code,
                f"{child.called} prepares to leave care, and nobody asked {said} what is in hand",
                f"casekit assess {case.number} --form leaving-care",
            )


def _find_running_out(scope: Scope) -> Iterator[Finding]:
    code = "AGREEMENT-RUNS-OUT"
    case = scope.loaded.case
    agreements = list(case.facts("agreement"))
    for record in agreements:
        if record.data["step"] != "signed" or "until" not in record.data:
            continue
        last = date.fromisoformat(record.data["until"])
        answered = any(
            r.children & record.children
            and r.data["legal_status"] == record.data["legal_status"]
            and rank(r) > rank(record)
            for r in agreements
        )
        closed = any(
            r.children & record.children and r.occurred.day >= record.occurred.day
            for r in case.facts("closing")
        )
        if answered or closed or scope.today <= last - timedelta(days=days_of(scope.agency, code)):
            continue
        went = "ran" if last < scope.today else "runs"
        yield scope.finding(
            record,
            ("until",),
            code,
            f"the {record.data['legal_status']} {went} out on {last}, "
            "and nobody renewed or ended it",
            f"casekit court {case.number} --step agreement-signed, or --step agreement-ended",
        )
