"""How long after a fact it was written down."""

from __future__ import annotations

from collections import Counter

from casekit.model.findings import Finding
from casekit.model.records import FOLDERS, Record
from casekit.overview.metrics.basis import Basis
from casekit.overview.metrics.figures import Count, NotJudged, Part, Sample
from casekit.overview.metrics.periods import Period

# Who somebody is has no hour at which it happened.
KINDS = frozenset(FOLDERS) - {"person", "household"}
LATE_HOURS, VERY_LATE_HOURS = 24, 72
AT_ONCE = f"within {LATE_HOURS} hours"
LATE = "recorded late"
VERY_LATE = "over 3 days"
BEFORE = "recorded before it happened"
MARKS = (AT_ONCE, LATE, VERY_LATE, BEFORE)


def count_lateness(basis: Basis, period: Period) -> Count:
    """Records of what happened in the period, and of them those written down over 3 days later."""
    parts, not_judged, samples, findings = [], [], [], []
    others: Counter[str] = Counter()
    for story in basis.stories:
        case = story.case
        for record in case.facts(*KINDS):
            happened = record.occurred
            if happened.earliest > basis.now or not period.contains(happened.day):
                continue
            hours = hours_late(record)
            if hours is None:
                why = f"{record.kind}: written down before it happened"
                not_judged.append(NotJudged(case.number, None, record.id, why))
                samples.append(Sample(record.kind, BEFORE, None, False, False))
                findings.append(_recorded_before(record))
                continue
            very = hours > VERY_LATE_HOURS
            mark = VERY_LATE if very else LATE if hours > LATE_HOURS else AT_ONCE
            samples.append(Sample(record.kind, mark, hours, True, very))
            if very:
                says = f"{record.kind}: {hours:.0f} hours after it happened"
                parts.append(Part(case.number, None, record.id, 1, 1, says))
            else:
                others[case.number] += 1
    parts += [Part(case, None, None, 0, n, "within 3 days") for case, n in others.items()]
    return Count(tuple(parts), tuple(not_judged), tuple(samples), MARKS, findings=tuple(findings))


def hours_late(record: Record) -> float | None:
    """Hours from what happened to its writing down; None when it was written down before.

    What is known by its day may have happened at its end: the least that it can have been.
    """
    if record.recorded_at < record.occurred.earliest:
        return None
    gone = record.recorded_at - record.occurred.latest
    return max(0.0, gone.total_seconds() / 3600)


def _recorded_before(record: Record) -> Finding:
    return Finding(
        code="RECORDED-BEFORE",
        message="this was written down before it happened, so its lateness is not counted",
        path=record.path,
        line=record.line,
        severity="warning",
        hint="correct whichever of the two times is wrong",
    )
