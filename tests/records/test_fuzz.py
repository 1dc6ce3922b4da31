"""Random changes of real files: a short form of `python -m tests.records.fuzz`."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from casekit.records.profile import read_document

from . import fuzz

SEEDS = fuzz.collect_seeds()


@settings(max_examples=250, deadline=None)
@given(st.integers(0, 2**32))
def test_whatever_becomes_of_a_file_the_readers_agree(seed: int) -> None:
    fuzz.judge(fuzz.mutate(random.Random(seed), SEEDS))


def test_there_is_much_to_start_from_and_the_changes_leave_some_readable() -> None:
    assert len(SEEDS) > 200
    chance = random.Random(1)
    changed = [fuzz.mutate(chance, SEEDS) for _ in range(300)]
    readable = sum(read_document(content, "").data is not None for content in changed)
    assert 20 < readable < 280
