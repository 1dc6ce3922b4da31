"""Pools of processes, each made from nothing: none is forked from one that may have threads."""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from casekit.errors import CasekitError, Unreadable

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future, ProcessPoolExecutor

Task = TypeVar("Task")
Answer = TypeVar("Answer")

# From so many cases on, starting processes pays.
_MANY = 400
# A worker makes many small things and soon drops them all; looking for cycles among them is rare.
_NEW_OBJECTS = 50_000
# So many tasks are under way or done and not yet taken: more would only fill the memory.
_TASKS_AHEAD = 16


class ProcessLost(Unreadable):
    """A process that read cases has ended before its time."""

    code = "PROCESS-LOST"

    def __init__(self) -> None:
        super().__init__(
            "a process that read cases ended before it was done, so none of them is told",
            hint="free some memory, or read fewer cases at once; then run the command again",
        )


def may_spread(cases: int, many: int = _MANY) -> bool:
    """Whether more processes would help: one of several that share the work already has its own."""
    import multiprocessing

    is_many = cases >= many and (os.cpu_count() or 1) > 1
    return is_many and multiprocessing.parent_process() is None


@contextmanager
def open_pool_for(
    cases: int,
    many: int = _MANY,
    loads: str = "casekit.workspace.parallel",
    *also: str,
    works_too: bool = False,
) -> Iterator[Executor | None]:
    """Processes for so many cases, to the end of the block; None where they would only cost.

    `works_too` leaves a processor to the process that asks: see share_tasks. `loads` and `also` as
    open_pool has them.
    """
    if not may_spread(cases, many):
        yield None
        return
    with open_pool((os.cpu_count() or 1) - works_too, loads, *also) as pool:
        yield pool


def open_pool(
    processes: int, loads: str = "casekit.workspace.parallel", *also: str
) -> ProcessPoolExecutor:
    """A pool of so many processes, to be closed by whoever opened it.

    `loads` is the module that their work is in; `also` are slow ones that it loads later itself.
    """
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    # Where there is one, a server that has loaded these modules makes the processes.
    how = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(how)
    if how == "forkserver":
        from multiprocessing.forkserver import ensure_running

        context.set_forkserver_preload([loads, *also])
        ensure_running()  # it loads them while whoever asked gets its work ready
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin)


def spread_tasks(
    work: Callable[[Task], Answer], tasks: Iterable[Task], executor: Executor
) -> Iterator[Answer]:
    """Do the same work for each task, and give the answers in their order; raises ProcessLost."""
    from concurrent.futures import BrokenExecutor

    waiting: deque[Future[Answer]] = deque()
    try:
        for task in tasks:
            waiting.append(executor.submit(work, task))
            if len(waiting) >= _TASKS_AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenExecutor as fault:
        raise ProcessLost from fault
    finally:
        for future in waiting:
            future.cancel()


def share_tasks(
    work: Callable[[Task], Answer], tasks: Iterable[Task], executor: Executor
) -> list[Answer]:
    """Do each task in another process, or here what none has begun yet; raises ProcessLost.

    The answers come in the order of the tasks, whoever gave them; of faults the first is raised.
    """
    from concurrent.futures import BrokenExecutor

    waiting: list[tuple[Task, Future[Answer]]] = []
    done: list[Answer] = []
    last: CasekitError | None = None
    try:
        waiting += ((task, executor.submit(work, task)) for task in tasks)
        # From the end, where the others come to last; what they have begun cannot be cancelled.
        while waiting and waiting[-1][1].cancel():
            try:
                done.append(work(waiting.pop()[0]))
            except CasekitError as fault:
                last = fault
        answers = [future.result() for _, future in waiting]
    except BrokenExecutor as fault:
        raise ProcessLost from fault
    finally:
        for _, future in waiting:
            future.cancel()
    if last is not None:
        raise last
    return [*answers, *reversed(done)]


def _begin() -> None:
    # Who is told to stop is the process that asked for the work; it ends these.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 50)
