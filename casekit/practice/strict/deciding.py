"""Decisions that do not fit what they decide on: findings on a report, and the end of a case."""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.practice.scope import Scope

# Reasons for closing that say that the children are safe now.
_FOR_THE_BETTER = frozenset({"goals achieved", "safe without services"})


def find_unfitting_decisions(scope: Scope) -> Iterator[Finding]:
    """A finding on what nobody alleged, and an end for the better while the risk says otherwise."""
    case = scope.loaded.case
    for record in case.facts("determination"):
        report = case.find(record.data["report"])
        alleged = {
            (one["child"], one["allegation"])
            for one in (report.data.get("allegations", ()) if report else ())
        }
        for number, one in enumerate(record.data["findings"]):
            if report is not None and (one["child"], one["allegation"]) not in alleged:
                yield scope.finding(
                    record,
                    ("findings", number, "allegation"),
                    "FINDING-NOT-ALLEGED",
                    f"the report does not allege {one['allegation']} of {case.call(one['child'])}",
                    "correct whichever is wrong; what came to light later is written under the "
                    f"report's `allegations:` as well, in {report.path}",
                )
    for closing in case.facts("closing"):
        if closing.data["reason"] in _FOR_THE_BETTER:
            yield from _closed_at_risk(scope, closing)


def _closed_at_risk(scope: Scope, closing: Record) -> Iterator[Finding]:
    for span in scope.timeline.spans:
        if (
            span.state == "risk"
            and span.subject in closing.children
            and span.value in ("medium", "high")
            and span.end_record == closing.id
        ):
            yield scope.finding(
                closing,
                ("reason",),
                "CLOSED-AT-RISK",
                f"closed as {closing.data['reason']}, and the last risk decided for "
                f"{scope.loaded.case.call(str(span.subject))} is {span.value}",
                "judge the risk again before a case is closed; if it is so, choose another reason",
            )
