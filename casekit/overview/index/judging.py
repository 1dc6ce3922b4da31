"""Judging many cases for the index, in this process or in several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial

from casekit.overview.index.entries import judge_entry
from casekit.overview.index.refreshing import Judge
from casekit.overview.index.rows import CaseEntry, as_number
from casekit.practice.rulebook import Rulebook
from casekit.workspace.case_places import CasePlace
from casekit.workspace.loading import LoadedCase
from casekit.workspace.parallel import CaseAnswer, map_cases, map_files
from casekit.workspace.processes import open_pool_for
from casekit.workspace.workspace import Workspace

# Sees the answers go by, with how many there will be.
Watch = Callable[[Iterable[CaseAnswer[CaseEntry]], int], Iterable[CaseAnswer[CaseEntry]]]


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
        with open_pool_for(len(places)) as pool:
            for answer in watch(map_cases(workspace, places, work, pool), len(places)):
                yield _as_entry(answer, now)

    return judge


def judge_files(
    workspace: Workspace,
    numbers: Sequence[str],
    book: Rulebook,
    now: datetime,
    horizon: date | None = None,
    watch: Watch = watch_nothing,
) -> Iterator[CaseEntry]:
    """Judge cases as their files are; otherwise as `make_judge`."""
    work = partial(_judge_one, book=book, now=now, horizon=horizon)
    with open_pool_for(len(numbers)) as pool:
        for answer in watch(map_files(workspace, numbers, work, pool), len(numbers)):
            yield _as_entry(answer, now)


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
