"""Pools of processes, each made from nothing: none is forked from one that may have threads."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor, ProcessPoolExecutor

# From so many cases on, starting processes pays.
_MANY = 400
# A worker makes many small things and soon drops them all; looking for cycles among them is rare.
_NEW_OBJECTS = 50_000


def may_spread(cases: int, many: int = _MANY) -> bool:
    """Whether more processes would help: one of several that share the work already has its own."""
    import multiprocessing

    is_many = cases >= many and (os.cpu_count() or 1) > 1
    return is_many and multiprocessing.parent_process() is None


@contextmanager
def open_pool_for(cases: int) -> Iterator[Executor | None]:
    """Processes for so many cases, to the end of the block; None where they would only cost."""
    if not may_spread(cases):
        yield None
        return
    with open_pool(os.cpu_count() or 1) as pool:
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
        context.set_forkserver_preload([loads, *also])
    return ProcessPoolExecutor(processes, mp_context=context, initializer=_begin)


def _begin() -> None:
    # Who is told to stop is the process that asked for the work; it ends these.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 20, 50)
