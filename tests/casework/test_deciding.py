"""Any edits on two sides of one plan, and any choices: the file is right and nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import hypothesis.strategies as st
from hypothesis import given, settings

from casekit.casework.deciding import decide, put_together
from casekit.casework.resolving import (
    BOTH,
    HERE,
    THERE,
    Question,
    WaitingFile,
    Writer,
    is_free_text,
)
from casekit.records.joining import Collision, Decision, join_sides
from casekit.records.profile import read_document
from casekit.records.schemas import open_shared
from casekit.records.three_ways import ABSENT, is_same
from casekit.records.writing import dump_document
from casekit.resources import schemas_dir
from tests.schemas.support import EXAMPLES

SCHEMAS = open_shared(schemas_dir())
PLAN: Any = read_document((EXAMPLES / "plan" / "valid-family.yaml").read_bytes(), "plan").data
TEXTS = st.sampled_from(["Ring first.", "Two nights\na week.", "- #: odd", "Nobody was in."])
DAYS = st.sampled_from(["2026-05-01", "2026-06-01", "2026-07-01"])
EDIT = st.tuples(st.integers(0, 6), st.integers(0, 5), TEXTS, DAYS)
PATH = "cases/2026/2026-K7Q4MZ3/plans/2026-01-30-f2p6mb.yaml"


def edit(plan: Any, edits: list[tuple[int, int, str, str]], side: int) -> Any:
    """Sets texts and days; adds, takes out and moves goals and objectives."""
    for what, which, text, day in edits:
        goal = plan["goals"][which % len(plan["goals"])]
        objectives = goal["objectives"]
        one = objectives[which % len(objectives)] if objectives else None
        if what == 0:
            goal["goal"] = text
        elif what == 1:
            plan["note"] = text
        elif what == 2 and one:
            one["target_date"] = day
        elif what == 3 and one:
            one["objective"] = text
        elif what == 4:
            new = deepcopy(PLAN["goals"][0]) | {"id": f"G{10 + which + 10 * side}", "goal": text}
            new["objectives"] = []
            if all(new["id"] != g["id"] for g in plan["goals"]):
                plan["goals"].insert(which % (len(plan["goals"]) + 1), new)
        elif what == 5 and len(objectives) > 1:
            del objectives[which % len(objectives)]
        elif what == 6:
            plan["goals"].insert(0, plan["goals"].pop(which % len(plan["goals"])))
    return plan


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Every value by its name: keys, and from an item on its id."""
    if isinstance(value, dict):
        for key, child in value.items():
            yield from leaves(child, f"{name}.{key}" if name else key)
    elif (
        isinstance(value, list) and value and all(isinstance(i, dict) and "id" in i for i in value)
    ):
        for item in value:
            yield from leaves(item, item["id"])
    elif value != []:
        yield name, value


@settings(max_examples=60, deadline=None)
@given(
    st.lists(EDIT, max_size=4),
    st.lists(EDIT, max_size=4),
    st.lists(st.sampled_from([HERE, THERE, BOTH]), min_size=12, max_size=12),
)
def test_every_edit_of_both_sides_and_exactly_what_was_chosen(
    mine: Any, theirs: Any, choices: list[str]
) -> None:
    base = deepcopy(PLAN)
    here, there = edit(deepcopy(PLAN), mine, 0), edit(deepcopy(PLAN), theirs, 1)
    met: list[Collision] = []

    def note(collision: Collision) -> Decision:
        met.append(collision)
        return ()

    # What collides is met once, whatever is decided; an order needs one to go on.
    join_sides(base, here, there, lambda c: note(c) or ((c.here,) if c.what == "order" else ()))
    sides = tuple(read_document(dump_document(side), PATH) for side in (here, there))
    file = WaitingFile(PATH, "2026-K7Q4MZ3", "plan", base, here, there, b"", sides, tuple(met))
    by = Writer("W. Sample", datetime(2026, 2, 11, 12, tzinfo=UTC))
    decided: dict[Any, Decision] = {}
    chosen: dict[str, Any] = {}
    for collision, choice in zip(met, choices, strict=False):
        options = (HERE, THERE, BOTH) if is_free_text("plan", collision, SCHEMAS) else (HERE, THERE)
        question = Question(file, collision, "", by, by, options)
        made = decide(question, choice if choice in options else HERE, UTC)
        decided[collision.place] = made
        chosen[collision.name] = made[0] if made else ABSENT
        if choice == BOTH and BOTH in options:
            for text in (collision.here, collision.there):
                assert text.strip() in made[0]
    document = read_document(put_together(file, decided, SCHEMAS), PATH)
    assert document.findings == ()
    assert SCHEMAS.is_valid("plan", document.data)
    was, one, two, got = (dict(leaves(d)) for d in (base, here, there, document.data))
    for name in {*was, *one, *two, *got}:
        above = next((c for c in chosen if name == c or name.startswith(f"{c}.")), None)
        before, left, right = (side.get(name, ABSENT) for side in (was, one, two))
        if above is not None:
            wanted = dict(leaves(chosen[above], above)).get(name, ABSENT)
            assert above != name or not (is_same(before, left) or is_same(before, right))
        else:
            wanted = right if is_same(before, left) else left
        assert is_same(got.get(name, ABSENT), wanted), name
