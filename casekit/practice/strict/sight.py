"""Occasions on which a child is seen face to face (Manitoba 1.1.0, Contact with Children)."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.childhood import is_grown, was_seen
from casekit.model.findings import Finding
from casekit.model.records import Case, Person, Record
from casekit.practice.conditions.view import SAFETY
from casekit.practice.scope import Scope, at_item

# What is judged of a child whom somebody has looked at since the report.
_JUDGED = {*SAFETY, "risk", "child needs"}


def find_unseen(scope: Scope) -> Iterator[Finding]:
    """Where a child was judged, removed or planned for, and nobody saw the child for it."""
    case = scope.loaded.case
    for record in case.facts("assessment"):
        if record.data["instrument"] in _JUDGED:
            for child in _unseen(case, record, _report_before(case, record)):
                yield scope.finding(
                    record,
                    ("instrument",),
                    "JUDGED-UNSEEN",
                    f"{record.data['instrument']}: nobody had seen {child.called} since the report",
                    "see the child and judge again; a visit that is not written down yet: "
                    f"casekit contact {case.number}",
                )
    for record in case.facts("apprehension"):
        for child in _children(case, record):
            if not any(r.occurred.day == record.occurred.day for r in _seen(case, child)):
                yield scope.finding(
                    record,
                    at_item(record, "children", child.id),
                    "REMOVED-UNSEEN",
                    f"no contact says that {child.called} was seen on the day of the removal",
                    f'casekit contact {case.number} --purpose "apprehension or removal" --seen '
                    f"{child.called}",
                )
    for record in case.facts("plan"):
        if record.data["kind"] in ("family", "child", "transition"):
            for child in _unseen(case, record, _report_before(case, record), "planning"):
                yield scope.finding(
                    record,
                    at_item(record, "children", child.id),
                    "PLANNED-UNSEEN",
                    f"no contact with the purpose planning saw {child.called} before this plan",
                    "make the plan with the child, and write down that visit",
                )


def find_left_out(scope: Scope) -> Iterator[Finding]:
    """A child of an open case whom no report names and nobody has seen: no duty looks at it."""
    case = scope.loaded.case
    if not scope.is_open:
        return
    for child in case.children:
        named = any(child.id in r.children for r in case.facts("report", "opening"))
        grown = is_grown(child, scope.today) or "died_on" in child.data
        record = case.find(child.id)
        if named or grown or _seen(case, child) or record is None:
            continue
        yield scope.finding(
            record,
            ("role",),
            "CHILD-LEFT-OUT",
            f"{child.called} is a child of this case; no report names it, and nobody has seen it",
            "see the child; where there is a worry about it too, take a report: casekit intake "
            f"--case {case.number} --child {child.called}",
        )


def _children(case: Case, record: Record) -> list[Person]:
    return [child for child in case.children if child.id in record.children]


def _seen(case: Case, child: Person) -> list[Record]:
    return [r for r in case.facts("contact") if was_seen(child, r)]


def _report_before(case: Case, record: Record) -> Record | None:
    found = [r for r in case.facts("report") if r.occurred.earliest <= record.occurred.latest]
    return found[-1] if found else None


def _unseen(
    case: Case, record: Record, report: Record | None, purpose: str | None = None
) -> list[Person]:
    """The children of a record whom nobody saw between the report and it, the day included."""
    since = report.occurred.earliest if report else None
    return [
        child
        for child in _children(case, record)
        if not any(
            (since is None or r.occurred.latest >= since)
            and r.occurred.day <= record.occurred.day
            and (purpose is None or purpose in r.data["purposes"])
            for r in _seen(case, child)
        )
    ]
