"""Recurrence: children found to be maltreated, and found so again within twelve months."""

from __future__ import annotations

from casekit.overview.metrics.basis import Basis, days_after, one_year_after
from casekit.overview.metrics.figures import Count, NotJudged, Part
from casekit.overview.metrics.periods import Period
from casekit.overview.metrics.reports import reports_on

# A report so soon after the first may be another word about the same harm.
SAME_OCCASION_DAYS = 14


def count_recurrence(basis: Basis, period: Period) -> Count:
    """Victims of the period, and of them those with another supported report within 12 months."""
    parts, not_judged = [], []
    for child in basis.children:
        reports = reports_on(child)
        in_period = [
            r
            for r in reports
            if period.contains(r.day) and (child.grown is None or child.is_under_18(r.day))
        ]
        first = next((r for r in in_period if r.supported), None)
        waiting = next((r for r in in_period if r.supported is None), None)
        told = first or waiting
        if told is None:
            continue

        def leave_out(
            why: str, case: str = told.case, who: str = child.id, record: str = told.record
        ) -> None:
            not_judged.append(NotJudged(case, who, record, why))

        if child.grown is None:
            leave_out("no birth date to tell the age from")
            continue
        if waiting is not None and (first is None or waiting.day < first.day):
            leave_out(f"no determination of the report of {waiting.day}")
            continue
        assert first is not None
        last_day = one_year_after(first.day)
        later = [
            r
            for r in reports
            if days_after(first.day, SAME_OCCASION_DAYS) < r.day <= last_day
            and child.is_under_18(r.day)
        ]
        again = next((r for r in later if r.supported), None)
        open_ = next((r for r in later if r.supported is None), None)
        if not basis.is_over(last_day):
            leave_out(f"the twelve months after {first.day} are not over")
        elif again is None and open_ is not None:
            leave_out(f"no determination of the report of {open_.day}")
        else:
            says = f"reported {first.day}" + (f", again {again.day}" if again else "")
            parts.append(Part(first.case, child.id, first.record, int(again is not None), 1, says))
    return Count(tuple(parts), tuple(not_judged))
