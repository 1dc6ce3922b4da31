"""Drift around the plan: services without an outcome or twice, orders that nobody carries out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from casekit.model.agreed import referrals_under_way
from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.practice.drift.view import CaseView
from casekit.practice.waiting import is_past


def find_idle_services(view: CaseView) -> Iterator[Finding]:
    """A service that was asked for or has begun, and of which nothing was heard for long."""
    code = "SERVICE-WITHOUT-OUTCOME"
    for referral, last in referrals_under_way(view.case):
        if is_past(view.scope, code, last.occurred.day):
            yield view.scope.finding(
                last,
                ("status",),
                code,
                f"{referral.data['service']} is {last.data['status']} since {last.occurred.day}, "
                "and nothing was heard since",
                f"ask, and write it down: casekit service {view.case.number} --step status",
            )


def find_doubled_services(view: CaseView) -> Iterator[Finding]:
    """The same service asked for twice for the same person, by two providers or one."""
    seen: dict[tuple[str, str], Record] = {}
    for referral, _ in referrals_under_way(view.case):
        for person in referral.data["for"]:
            key = (referral.data["service"].casefold(), person)
            other = seen.setdefault(key, referral)
            if other is not referral:
                yield view.scope.finding(
                    referral,
                    ("service",),
                    "SERVICE-TWICE",
                    f"{view.case.call(person)} is referred to {referral.data['service']} already, "
                    f"at {other.data['provider']}",
                    "end one of them, so that nobody is asked the same twice",
                )


def find_idle_orders(view: CaseView) -> Iterator[Finding]:
    """A duty of an order in force of which nobody says what became of it."""
    code = "ORDER-WITHOUT-ACTIVITY"
    ended = {r.data["order"] for r in view.case.facts("order-end")}
    newest = {(r.data["order"], r.data["duty"]): r for r in view.case.facts("order-status")}
    for order in view.case.facts("order"):
        until = order.data.get("until")
        if order.id in ended or (until is not None and date.fromisoformat(until) < view.today):
            continue
        for number, duty in enumerate(order.data.get("duties", ())):
            last = newest.get((order.id, duty["id"]))
            if last is not None and last.data["implementation"] == "done":
                continue
            since = last.occurred.day if last else order.occurred.day
            due = duty.get("due_on")
            late = due is not None and date.fromisoformat(due) < view.today
            if late or is_past(view.scope, code, since):
                yield view.scope.finding(
                    order,
                    ("duties", number),
                    code,
                    f"the court's duty `{duty['id']}` is not done"
                    + (f" and was due on {due}" if late else f"; the last word is of {since}"),
                    f"casekit court {view.case.number} --step implementation",
                )
