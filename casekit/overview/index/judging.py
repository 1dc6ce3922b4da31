"""Judging many cases for the index, in this process or in several."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from functools import partial

from casekit.overview.index.entries import judge_entry
from casekit.overview.index.refreshing import Judge
from casekit.overview.index.rows import CaseEntry, as_number
from casekit.practice.rulebook import Rulebook
from casekit.workspace.case_places import CasePlace
from casekit.workspace.loading import LoadedCase
from casekit.workspace.parallel import CaseAnswer, map_cases, open_pool
from casekit.workspace.workspace import Workspace

# Sees the answers go by, with how many there will be.
Watch = Callable[[Iterable[CaseAnswer[CaseEntry]], int], Iterable[CaseAnswer[CaseEntry]]]
# From so many cases on, starting processes pays.
_MANY = 400


def watch_nothing(
    answers: Iterable[CaseAnswer[CaseEntry]], number: int
) -> Iterable[CaseAnswer[CaseEntry]]:
    """Let the answers go by."""
    return answers


def make_judge(
    workspace: Workspace,
    book: Rulebook,
    now: datetime,
    horizon: date | None = None,
    watch: Watch = watch_nothing,
) -> Judge:
    """Judge cases of a version as of an aware instant: many in several processes, few in this one.

    The answers are the same in any number of processes, and one case at fault hides no other.
    """
    work = partial(_judge_one, book=book, now=now, horizon=horizon)

    def judge(places: Sequence[CasePlace]) -> Iterator[CaseEntry]:
        many = len(places) >= _MANY and _may_spread()
        with open_pool(os.cpu_count() or 1) if many else nullcontext() as pool:
            for answer in watch(map_cases(workspace, places, work, pool), len(places)):
                yield _as_entry(answer, now)

    return judge


def _may_spread() -> bool:
    """Whether more processes would help: one of several that share the work already has its own."""
    import multiprocessing

    return (os.cpu_count() or 1) > 1 and multiprocessing.parent_process() is None


def _judge_one(
    loaded: LoadedCase, book: Rulebook, now: datetime, horizon: date | None
) -> CaseEntry:
    return judge_entry(loaded, "", book, now, horizon)


def _as_entry(answer: CaseAnswer[CaseEntry], now: datetime) -> CaseEntry:
    place, entry, faults = answer
    if entry is not None:
        return entry._replace(tree=place.tree)
    # What could not be judged is tried again the next time.
    moment = as_number(now)
    return CaseEntry(place.number, place.folder, place.tree, moment, moment + 1, None, (), faults)
