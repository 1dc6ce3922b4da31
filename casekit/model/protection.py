"""A child who is not safe and lives where the danger is: nothing on a case is as urgent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, tzinfo
from typing import NamedTuple

from casekit.model.plans import find_plan_ends
from casekit.model.records import Case, Record
from casekit.model.spans import Fact, starts_and_ends
from casekit.model.timeline import Span
from casekit.model.when import When, end_of_day

UNSAFE_AT_HOME = "unsafe at home"
# Ends of care that give the child another home for good.
FOR_GOOD = frozenset({"adopted", "guardianship"})


class _Cover(NamedTuple):
    """What protects a child from when to when; `for_good` is never left for the old home again."""

    start: When
    record: str | None
    end: When | None
    end_record: str | None
    for_good: bool = False


def tells_danger(report: Record) -> bool:
    """Whether whoever took a report wrote down that a child is in danger now."""
    return bool(report.data.get("immediate_danger", {}).get("present"))


def contradicts_safe(record: Record, child: str) -> bool:
    """Whether a judgement of a child names a threat to it as well that is there now.

    A threat meets all five criteria, or it is none (Delaware, Investigation).
    """
    named = any(
        all(threat["criteria"].values()) and child in threat["children"]
        for threat in record.data.get("threats", ())
    )
    still = any(one["still"] == "present" for one in record.data.get("threats_judged", ()))
    return named or still


def judge_conclusion(record: Record, child: str) -> str:
    """What a safety assessment comes to for a child: never safe beside a threat that it names."""
    said = str(record.data["conclusion"])
    return "safe with a plan" if said == "safe" and contradicts_safe(record, child) else said


def unsafe_at_home(
    case: Case, child: str, care: Sequence[Span], visits: Sequence[Span], zone: tzinfo
) -> Iterator[Span]:
    """While the newest judgement says that the child is not safe, and nothing protects it.

    An unsafe child is protected by living somewhere else, which a trial visit at home is not; one
    who is safe with a plan also by a safety plan in force that names a threat to this child and
    ends with its last day. Who goes home from care against such a judgement is unsafe again from
    that moment. A closing ends it: what it left open stands in it.
    """
    facts: list[Fact] = [
        (r.occurred, None if said == "safe" else said, r.id)
        for r in case.facts("assessment")
        if "conclusion" in r.data and child in r.children
        for said in [judge_conclusion(r, child)]
    ]
    facts += [
        (r.occurred, None, r.id)
        for r in case.facts("closing")
        if not r.children or child in r.children
    ]
    away = [cover for span in care for cover in _without(_as_cover(case, span), visits)]
    plans = list(_safety_plans(case, child, zone))
    for judged in starts_and_ends(facts, UNSAFE_AT_HOME, child):
        covers = away if judged.value == "unsafe" else [*away, *plans]
        ordered = sorted(covers, key=lambda cover: cover.start.earliest)
        yield from _outside(judged._replace(value=True), ordered)


def _as_cover(case: Case, care: Span) -> _Cover:
    ended = case.find(care.end_record or "")
    for_good = ended is not None and ended.data.get("reason") in FOR_GOOD
    return _Cover(care.start, care.record, care.end, care.end_record, for_good)


def _without(cover: _Cover, visits: Sequence[Span]) -> Iterator[_Cover]:
    """What is left of a time in care outside of the trial visits at home."""
    for visit in sorted(visits, key=lambda span: span.start.earliest):
        over = visit.end is not None and visit.end.earliest <= cover.start.earliest
        if over or (cover.end and cover.end.earliest <= visit.start.earliest):
            continue
        if cover.start.earliest < visit.start.earliest:
            yield cover._replace(end=visit.start, end_record=visit.record, for_good=False)
        if visit.end is None or (cover.end and cover.end.earliest <= visit.end.earliest):
            return
        cover = cover._replace(start=visit.end, record=visit.end_record)
    yield cover


def _safety_plans(case: Case, child: str, zone: tzinfo) -> Iterator[_Cover]:
    ends = find_plan_ends(case)
    for plan in case.facts("plan"):
        if plan.data["kind"] != "safety" or child not in plan.children:
            continue
        if not any(child in threat["children"] for threat in plan.data.get("threats", ())):
            continue  # named on the plan, and by nothing that it does
        over = ends.get(plan.id)
        found = [(over.occurred, over.id)] if over is not None else []
        if "until" in plan.data:
            found.append((end_of_day(date.fromisoformat(plan.data["until"]), zone), plan.id))
        end, by = min(found, key=lambda each: each[0].earliest) if found else (None, None)
        yield _Cover(plan.occurred, plan.id, end, by)


def _outside(unsafe: Span, covers: Iterable[_Cover]) -> Iterator[Span]:
    """What is left of a span outside of what protects the child."""
    start, record = unsafe.start, unsafe.record
    for cover in covers:
        if cover.end is not None and cover.end.earliest <= start.earliest:
            if cover.for_good:
                return
            continue
        if unsafe.end is not None and unsafe.end.earliest <= cover.start.earliest:
            break
        if start.earliest < cover.start.earliest:
            yield unsafe._replace(
                start=start, record=record, end=cover.start, end_record=cover.record
            )
        if cover.end is None or cover.for_good:
            return
        start, record = cover.end, cover.end_record
    if unsafe.end is None or start.earliest < unsafe.end.earliest:
        yield unsafe._replace(start=start, record=record)
