"""What was worked out at one moment holds until the present says otherwise, and no longer."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from model.hand_made import WINNIPEG, CaseMaker, make_clock, make_rule, pack_rules

from casekit.model.building import build_timeline
from casekit.model.when import Present
from casekit.standards.obligations import Obligation, find_obligations, stand
from casekit.standards.rules import Rule

from .test_laws import KINDS, build

CLOCK = make_clock()
SEEN = {"event": "contact", "with": {"all": ["the child"]}}
# What Manitoba's manual has not: totals, periods from a moment, ages.
OTHERS = tuple(
    make_rule({"per": "child", "met by": SEEN, **data, "id": f"other-{number}"})
    for number, data in enumerate(
        (
            {
                "while": {"in care": True},
                "from": "in care starts",
                "total": "1 month",
                "in the last": "3 months",
                "not counting": ["trial home visit"],
            },
            {"every": "1 month", "counting from": "in care starts"},
            {"while": {"age": {"at least": 8}}, "from": "case opened", "within": "60 days"},
            {"from": "case opened", "within": "20 days", "at least": 2},
        )
    )
)
RULES = (*pack_rules(), *OTHERS)
FIRST = datetime(2026, 1, 1, 6, tzinfo=UTC)


def judge(
    case: CaseMaker, now: datetime, rules: tuple[Rule, ...] = RULES
) -> tuple[dict[str, Obligation], Present]:
    present = Present(now, WINNIPEG)
    timeline = build_timeline(case.case(), WINNIPEG, (), present)
    found = find_obligations(timeline, rules, CLOCK, present)
    timeline.is_closed(present)
    assert not found.unjudged
    return {o.id: o for o in found.obligations}, present


@pytest.mark.parametrize("seed", range(8))
def test_between_its_two_ends_nothing_but_the_standing_changes(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(12):
        steps = [
            (chance.choice(KINDS), chance.choice(("sam", "ada")), chance.randint(0, 3))
            for _ in range(chance.randint(3, 12))
        ]
        case = build(steps)
        now = FIRST + timedelta(minutes=chance.randint(0, 250 * 24 * 60))
        kept, present = judge(case, now)
        assert present.since <= now < present.until
        first = max(present.since, now - timedelta(days=400))
        last = min(present.until - timedelta(microseconds=1), now + timedelta(days=400))
        between = first + chance.random() * (last - first)
        for moment in (first, between, last):
            fresh, _ = judge(case, moment)
            assert {key: stand(o, moment, 1, WINNIPEG) for key, o in kept.items()} == fresh


def test_it_ends_when_something_on_file_comes_to_pass() -> None:
    case = CaseMaker()
    case.child("sam", "2008-06-02")
    case.add("opening", "2026-01-01 09:00", children=["sam"])
    case.add("risk", "2026-03-10 09:00", children=["sam"], risk="high")
    _, present = judge(case, datetime(2026, 1, 1, 15, tzinfo=UTC), ())
    assert (present.since, present.until) == (
        datetime(2026, 1, 1, 15, tzinfo=UTC),
        datetime(2026, 3, 10, 14, tzinfo=UTC),
    )
    # The day after the eighteenth birthday, at its first instant.
    _, present = judge(case, datetime(2026, 3, 10, 14, tzinfo=UTC), ())
    assert present.until == datetime(2026, 6, 3, 5, tzinfo=UTC)


def test_a_day_that_is_counted_to_holds_for_that_day() -> None:
    present = Present(datetime(2026, 1, 12, 15, 40, tzinfo=UTC), WINNIPEG)
    assert present.today.isoformat() == "2026-01-12"
    assert present.since == datetime(2026, 1, 12, 6, tzinfo=UTC)
    assert present.until == datetime(2026, 1, 13, 6, tzinfo=UTC)
