"""A short form of the two clones, the same examples each time; `run` has the long one."""

from __future__ import annotations

import os

import pytest

from tests.faults.two_clones import find_expected, merge_fields, run

# The trials have eight.
EXAMPLES = int(os.environ.get("CASEKIT_TWO_CLONES", "3"))


@pytest.mark.trial
def test_any_interleaving_of_commands_in_two_clones_comes_together() -> None:
    tally = run(EXAMPLES, steps=25)
    assert tally["merges"] >= 2 * EXAMPLES
    # A run in which nothing was saved or git never stopped would have shown nothing.
    assert tally["acknowledged"] >= EXAMPLES
    assert tally["conflicts"]


def test_the_model_knows_a_collision_from_two_changes() -> None:
    base = {"id": "x", "called": "a", "G1": "one"}
    here = {**base, "called": "b", "G2": "two"}
    assert find_expected(base, here, {**base, "phone": "1", "G2": "two"}) == {}
    assert find_expected(base, here, {**base, "called": "c"}) == {"called": ("b", "c")}
    there = {**base, "G2": "other", "G2.O1": "part"}
    assert find_expected(base, here, there) == {"G2": ("two", "other")}
    assert merge_fields(base, here, {**base, "phone": "1"}) == {**here, "phone": "1"}
