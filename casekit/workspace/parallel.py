"""The same work for every case of a version, spread over processes; the same answers in any number.

Whoever calls brings the executor, so that a pool serves several runs and another kind of pool fits.
Without one the work is done here. A process starts from nothing (none is forked from one that may
have threads), so the work and its answers must be picklable: a function of a module, or a partial
of one.
"""

from __future__ import annotations

import gc
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from casekit.errors import CasekitError, Unreadable
from casekit.history.repository import Repository
from casekit.model.findings import Finding, explain_fault
from casekit.records.quick import QuickReader
from casekit.records.schemas import SchemaSet
from casekit.workspace.case_places import CasePlace
from casekit.workspace.loading import LoadedCase
from casekit.workspace.version_cases import load_places
from casekit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

Answer = TypeVar("Answer")

# One task is so many cases: some tenths of a second, so that what it costs to hand it over and to
# start git for it does not count.
_CASES_OF_TASK = 250
# So many tasks are under way or done and not yet taken: more would only fill the memory.
_TASKS_AHEAD = 16
# A worker makes many small things and soon drops them all; looking for cycles among them is rare.
_NEW_OBJECTS = 50_000


class ProcessLost(Unreadable):
    """A process that read cases has ended before its time."""

    code = "PROCESS-LOST"

    def __init__(self) -> None:
        super().__init__(
            "a process that read cases ended before it was done, so none of them is told",
            hint="free some memory, or read fewer cases at once; then run the command again",
        )


class CaseAnswer(NamedTuple, Generic[Answer]):
    """What the work gave for one case; None, with findings, where it could not be done."""

    place: CasePlace
    answer: Answer | None
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Task(Generic[Answer]):
    repo: Repository
    schemas: Path
    zone: tzinfo
    places: tuple[CasePlace, ...]
    work: Callable[[LoadedCase], Answer]


def map_cases(
    workspace: Workspace,
    places: Iterable[CasePlace],
    work: Callable[[LoadedCase], Answer],
    executor: Executor | None = None,
) -> Iterator[CaseAnswer[Answer]]:
    """Do the same work for each case, and give the answers in the order of the cases.

    A CasekitError of the work is the fault of its case and hides no other. Raises GitFault when git
    cannot go on, and ProcessLost.
    """
    if executor is None:
        schemas, zone, reader = workspace.schemas, workspace.agency.zone, QuickReader()
        for some in _cut(places):
            yield from _work_through(some, workspace.repo, schemas, zone, work, reader)
        return
    # What the repository has to tell its user stays here.
    repo = replace(workspace.repo, notices=[])
    folder, zone = workspace.schemas.folder, workspace.agency.zone
    tasks = (_Task(repo, folder, zone, some, work) for some in _cut(places))
    waiting: deque[Future[list[CaseAnswer[Answer]]]] = deque()
    try:
        for task in tasks:
            waiting.append(executor.submit(_do_task, task))
            if len(waiting) >= _TASKS_AHEAD:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    except BrokenExecutor as fault:
        raise ProcessLost from fault
    finally:
        for future in waiting:
            future.cancel()


def open_pool(processes: int) -> ProcessPoolExecutor:
    """A pool of so many processes for map_cases, to be closed by whoever opened it."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Where there is one, a server that has loaded these modules makes the processes.
    how = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(how)
    if how == "forkserver":
        context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin)


def _begin() -> None:
    # Who is told to stop is the process that asked for the work; it ends these.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 50)


def _cut(places: Iterable[CasePlace]) -> Iterator[tuple[CasePlace, ...]]:
    cases = iter(places)
    return iter(lambda: tuple(islice(cases, _CASES_OF_TASK)), ())


@lru_cache(maxsize=1)
def _open_tools(schemas: Path) -> tuple[SchemaSet, QuickReader]:
    """What a process keeps from one task to the next: compiled schemas, and words met before."""
    return SchemaSet(schemas), QuickReader()


def _do_task(task: _Task[Answer]) -> list[CaseAnswer[Answer]]:
    schemas, reader = _open_tools(task.schemas)
    return list(_work_through(task.places, task.repo, schemas, task.zone, task.work, reader))


def _work_through(
    places: tuple[CasePlace, ...],
    repo: Repository,
    schemas: SchemaSet,
    zone: tzinfo,
    work: Callable[[LoadedCase], Answer],
    reader: QuickReader,
) -> Iterator[CaseAnswer[Answer]]:
    loaded = load_places(repo, places, schemas, zone, reader)
    for place, case in zip(places, loaded, strict=True):
        try:
            yield CaseAnswer(place, work(case))
        except CasekitError as fault:
            # Findings, not the exception: they are handed from process to process.
            yield CaseAnswer(place, None, tuple(explain_fault(fault, place.folder)))
