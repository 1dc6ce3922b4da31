"""What is known of earlier contact, told with the answer of whatever opened or changed a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casekit.casework.drafting import Recorded
from casekit.cli.output import clean, say


def past_as_data(done: Recorded, now: datetime) -> dict[str, Any]:
    """What is known of earlier contact, for programs, where the command asked for it."""
    if done.prior is None and not done.twice and not _is_turn(done):
        return {}
    from casekit.casework.prior.before import read_before
    from casekit.casework.prior.filing import pair_as_data
    from casekit.cli.prior_words import before_as_data, prior_as_data

    if done.prior is not None:
        return {"prior": prior_as_data(done.prior)}
    found: dict[str, Any] = {}
    if _is_turn(done):
        found["before"] = before_as_data(read_before(done.loaded.case, now))
    if done.twice:
        found["possible_duplicates"] = [pair_as_data(pair) for pair in done.twice]
    return found


def say_past(done: Recorded, now: datetime) -> None:
    """The same for people, the highest earlier risk first of all."""
    if done.prior is None and not done.twice and not _is_turn(done):
        return
    from casekit.casework.prior.before import read_before
    from casekit.cli.prior_words import say_before, say_pairs, say_prior

    lines: list[str] = []
    if done.prior is not None:
        lines = say_prior(done.prior, done.changes.case)
    elif _is_turn(done):
        lines = say_before(read_before(done.loaded.case, now), done.changes.case)
    lines += say_pairs(done.twice, done.changes.case)
    for line in lines:
        say(clean(line))


def _is_turn(done: Recorded) -> bool:
    """Whether a case was opened or opened again: then, too, its past is told first."""
    return any(new.kind in ("opening", "reopening") for new in done.changes.new)
