"""Laws that hold for any case: order of files, other children, time, and the machine's own zone."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from model.hand_made import WINNIPEG, CaseMaker, make_clock

from casekit.standards.calendars import Calendar, Year
from casekit.standards.obligations import Obligation

from .red_river import make_red_river

QUICK = settings(max_examples=40, deadline=None, derandomize=True, database=None)
FIRST = datetime(2026, 1, 1, 9, tzinfo=WINNIPEG)
LAST_DAY = 200


def moment(minutes: int) -> str:
    return (FIRST + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M")


KINDS = ("risk", "place", "return", "contact", "close", "reopen", "plan", "report")
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(("sam", "ada")), st.integers(0, 3)),
    min_size=3,
    max_size=12,
)


def build(steps: list[tuple[str, str, int]]) -> CaseMaker:
    """A life of two children; each step happens about ten days after the one before."""
    case = CaseMaker()
    case.child("sam", "2018-06-02")
    case.child("ada", "2021-11-20")
    case.adult("jo", "mother", ["sam", "ada"])
    case.add("opening", "2026-01-01 09:00", children=["sam", "ada"])
    case.add("assignment", "2026-01-01 09:00", worker="w-sample", role="case manager")
    homes: dict[str, str] = {}
    for number, (kind, child, choice) in enumerate(steps):
        when = moment((number + 1) * 14_000 + choice * 701)
        _add_step(case, kind, child, choice, when, homes)
    return case


def _add_step(
    case: CaseMaker, kind: str, child: str, choice: int, when: str, homes: dict[str, str]
) -> None:
    if kind == "risk":
        level = ("none", "low", "medium", "high")[choice]
        case.add("risk", when, children=[child], risk=level)
    elif kind == "place":
        homes[child] = case.add(
            "placement", when, children=[child], setting="foster", carers=["fay"]
        )
    elif kind == "return" and child in homes:
        case.add(
            "placement-end",
            when,
            placement=homes.pop(child),
            children=[child],
            reason="returned",
        )
    elif kind == "contact":
        case.contact(when, ["jo", "fay"], [child], place="placement" if choice else "residence")
    elif kind == "close":
        case.add("closing", when, children=[child])
    elif kind == "reopen":
        case.add("reopening", when, children=[child])
    elif kind == "plan":
        case.add("plan", when, kind=("safety", "family")[choice % 2], children=[child])
    elif kind == "report":
        report = case.add("report", when, children=[child])
        decided: dict[str, Any] = {"result": "screened in", "respond_within": "48 hours"}
        case.add("screening", when, report=report, children=[child], **decided)


def standing(case: CaseMaker, now: str) -> list[Obligation]:
    return list(case.judge(now, horizon="2026-12-31").obligations)


NOW = moment(14_000 * 14)


@QUICK
@given(STEPS, st.integers(0, 2**16))
def test_the_order_of_the_records_does_not_matter(
    steps: list[tuple[str, str, int]], seed: int
) -> None:
    case = build(steps)
    shuffled = CaseMaker(case.zone, random.Random(seed).sample(case.records, len(case.records)))
    assert standing(case, NOW) == standing(shuffled, NOW)


@QUICK
@given(STEPS)
def test_every_obligation_has_an_id_of_its_own(steps: list[tuple[str, str, int]]) -> None:
    ids = [o.id for o in standing(build(steps), NOW)]
    assert len(ids) == len(set(ids))


@QUICK
@given(STEPS, st.sampled_from(("risk", "place", "close", "plan")), st.integers(0, 3))
def test_one_childs_record_changes_nothing_for_the_other(
    steps: list[tuple[str, str, int]], kind: str, choice: int
) -> None:
    case = build(steps)
    before = [o for o in standing(case, NOW) if o.subject.id == "sam"]
    _add_step(case, kind, "ada", choice, moment(14_000 * 13 + 7), {})
    after = [o for o in standing(case, NOW) if o.subject.id == "sam"]
    assert before == after


@QUICK
@given(STEPS, st.lists(st.integers(0, 14 * 14_000), min_size=2, max_size=5))
def test_what_is_missed_once_is_missed_for_ever(
    steps: list[tuple[str, str, int]], minutes: list[int]
) -> None:
    case = build(steps)
    missed: set[str] = set()
    for now in [*sorted(minutes), 20 * 14_000]:
        found = {o.id: o.status for o in case.judge(moment(now)).obligations}
        for known in missed:
            assert found.get(known) == "missed", known
        missed |= {key for key, status in found.items() if status == "missed"}


# ------------------------------------------------------------------ working days

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@QUICK
@given(
    DAYS, st.integers(-60, 60), st.sets(DAYS, max_size=40), st.sets(st.integers(0, 6), max_size=6)
)
def test_working_days_equal_a_count_by_hand(
    start: date, amount: int, holidays: set[date], weekend: set[int]
) -> None:
    year = Year(frozenset(weekend), dict.fromkeys(holidays, "holiday"))
    calendar = Calendar("working", dict.fromkeys(range(2020, 2033), year))
    reached = calendar.count_days(start, amount)
    low, high = min(start, reached), max(start, reached)
    between = [low + timedelta(days=n) for n in range((high - low).days + 1)]
    counted = [
        d for d in between if d != start and d.weekday() not in weekend and d not in holidays
    ]
    assert len(counted) == abs(amount)
    assert amount == 0 or reached in counted
    assert (reached - start).days * amount >= 0


# ------------------------------------------------------------------ the machine's zone


@contextmanager
def machine_zone(name: str) -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this machine has no zone to set")
@pytest.mark.parametrize("now", ["2026-02-11 09:00", "2026-02-12 09:00", "2026-07-06 09:00"])
def test_the_machines_own_zone_does_not_matter(now: str) -> None:
    answers = []
    for zone in ("UTC", "Pacific/Kiritimati", "America/St_Johns"):
        with machine_zone(zone):
            answers.append(standing(make_red_river()[0], now))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]


def test_the_judge_has_no_memory() -> None:
    case, clock = make_red_river()[0], make_clock()
    first = case.judge("2026-02-12 09:00", clock=clock)
    case.judge("2026-10-31 09:00", clock=clock)
    assert case.judge("2026-02-12 09:00", clock=clock) == first
