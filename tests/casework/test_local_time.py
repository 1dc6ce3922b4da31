"""Local times become one instant, or are told as the gap or the repetition that they are."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from casekit.casework.local_time import complete, explain_gap

WINNIPEG = ZoneInfo("America/Winnipeg")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2026-01-20 16:00", "2026-01-20T16:00:00-06:00"),
        ("2026-01-20T16:00", "2026-01-20T16:00:00-06:00"),
        ("2026-07-20 16:00:30", "2026-07-20T16:00:30-05:00"),
        ("2026-01-20T16:00-06:00", "2026-01-20T16:00:00-06:00"),
        ("2026-01-20T22:00Z", "2026-01-20T22:00:00+00:00"),
        # The last minute before and the first after each change are one instant each.
        ("2026-03-08 01:59", "2026-03-08T01:59:00-06:00"),
        ("2026-03-08 03:00", "2026-03-08T03:00:00-05:00"),
        ("2026-11-01 00:59", "2026-11-01T00:59:00-05:00"),
        ("2026-11-01 02:00", "2026-11-01T02:00:00-06:00"),
    ],
)
def test_what_can_mean_only_one_instant_is_completed(typed: str, kept: str) -> None:
    assert complete(typed, WINNIPEG) == kept
    assert explain_gap(typed, WINNIPEG) is None


@pytest.mark.parametrize(
    ("typed", "said", "ways"),
    [
        (
            "2026-03-08 02:30",
            "skipped",
            ("2026-03-08T03:30:00-05:00", "2026-03-08T01:30:00-06:00"),
        ),
        (
            "2026-11-01 01:30",
            "twice",
            ("2026-11-01T01:30:00-05:00", "2026-11-01T01:30:00-06:00"),
        ),
    ],
)
def test_what_a_change_of_the_clocks_skips_or_repeats_is_not_guessed(
    typed: str, said: str, ways: tuple[str, str]
) -> None:
    assert complete(typed, WINNIPEG) == typed
    gap = explain_gap(typed, WINNIPEG)
    assert gap is not None
    assert said in gap[0]
    assert all(way in gap[1] for way in ways)


@pytest.mark.parametrize("typed", ["2026-02-30 10:00", "yesterday", "2026-01-20", "16:00", ""])
def test_what_is_no_time_is_left_to_the_schema(typed: str) -> None:
    assert complete(typed, WINNIPEG) == typed
    assert explain_gap(typed, WINNIPEG) is None
