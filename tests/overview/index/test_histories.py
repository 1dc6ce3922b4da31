"""What the index answers at any moment is what is worked out from what was known by then."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from model.hand_made import STAFF, WINNIPEG, CaseMaker, make_clock, pack_rules

from casekit.model.records import Record
from casekit.model.when import Present
from casekit.overview.caseload import CaseLoad, as_load, weigh
from casekit.overview.due import (
    JudgedCase,
    find_manager,
    list_obligations,
    obligation_row,
    pressing,
)
from casekit.overview.index.asking import Choice, Moment, list_rows
from casekit.overview.index.entries import as_number, judge_entry
from casekit.overview.index.loads import list_loads
from casekit.overview.index.store import open_index, put_case
from casekit.practice.rulebook import Rulebook
from casekit.workspace.agency import Agency
from casekit.workspace.loading import LoadedCase
from tests.standards.test_how_long_it_holds import OTHERS
from tests.standards.test_laws import KINDS, build

AGENCY = Agency("Test", True, WINNIPEG, (), {}, STAFF, {}, 1)
BOOK = Rulebook(AGENCY, (), (*pack_rules(), *OTHERS), make_clock(), ())
FIRST = datetime(2026, 1, 1, 6, tzinfo=UTC)


def load(records: Iterable[Record]) -> LoadedCase:
    case = CaseMaker(WINNIPEG, list(records)).case()
    return LoadedCase(case, {}, ())


def work_out(case: LoadedCase, now: datetime) -> list[dict[str, object]]:
    """The rows without any index, sorted in Python."""
    timeline = BOOK.timeline(case.case, now)
    judged = JudgedCase(case, timeline, BOOK.judge(timeline, now))
    return [
        obligation_row(o, WINNIPEG) for o in sorted(list_obligations(judged, now), key=pressing)
    ]


def work_out_load(case: LoadedCase, now: datetime) -> list[CaseLoad]:
    """What the case weighs, and what is late, without any index."""
    present = Present(now, WINNIPEG)
    timeline = BOOK.timeline(case.case, present)
    burden = weigh(case.case, timeline, present)
    if burden is None:
        return []
    rows = [o for o in BOOK.judge(timeline, now).obligations if o.rule.enforced]
    late = sum(o.status == "overdue" for o in rows)
    near = sum(o.status == "due soon" for o in rows)
    worker = find_manager(timeline, present)
    return [as_load(burden, case.case.number, worker, late, near, now)]


@pytest.mark.parametrize("seed", range(10))
def test_the_index_tells_what_was_known_and_had_happened(seed: int) -> None:
    """A hundred histories, each asked at ten moments, later and earlier ones in turn."""
    chance = random.Random(seed)
    reused = loads = 0
    for _ in range(10):
        steps = [
            (chance.choice(KINDS), chance.choice(("sam", "ada")), chance.randint(0, 3))
            for _ in range(chance.randint(3, 12))
        ]
        # Written down up to three weeks after it happened.
        records = [
            r._replace(recorded_at=r.recorded_at + timedelta(hours=chance.choice((0, 0, 9, 500))))
            for r in build(steps).records
        ]
        connection = open_index(None)
        for _ in range(10):
            now = FIRST + timedelta(minutes=chance.randint(0, 400 * 24 * 60))
            known = [r for r in records if r.recorded_at <= now or r.kind == "person"]
            tree = " ".join(r.id for r in known)
            at = as_number(now)
            kept = connection.execute(
                "SELECT 1 FROM cases WHERE tree = ? AND since <= ? AND ? < until", (tree, at, at)
            ).fetchone()
            if kept is None:
                put_case(connection, judge_entry(load(known), tree, BOOK, now))
            else:
                reused += 1
            moment = Moment(now, WINNIPEG, AGENCY.due_soon_days)
            told = [row.values for row in list_rows(connection, Choice(), moment)]
            assert told == work_out(load(known), now)
            weighed = list_loads(connection, moment)
            assert weighed == work_out_load(load(known), now)
            loads += len(weighed)
    assert loads > 10, "else no case was carried"
    assert reused > 10, "else nothing was tried"
