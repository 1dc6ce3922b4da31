"""Tasks shared between this process and others: in their order, whoever did them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any

import pytest

from casekit.errors import CasekitError, NotFound
from casekit.workspace.processes import ProcessLost, share_tasks


class Sometimes(Executor):
    """Begins at once with some tasks, and with the others only when nobody else does them."""

    def __init__(self, begun: set[int]) -> None:
        self.begun = begun

    def submit(self, work: Callable[..., Any], /, *words: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        if words[0] in self.begun:
            future.set_running_or_notify_cancel()
            try:
                future.set_result(work(*words, **named))
            except CasekitError as fault:
                future.set_exception(fault)
        return future


def refuse(number: int) -> int:
    raise NotFound(f"nothing about {number}", hint="none")


@pytest.mark.parametrize(
    ("begun", "apart"), [(set(), 0), ({0}, 1), ({0, 1, 2}, 3), (set(range(6)), 6)]
)
def test_every_task_is_done_once_and_answered_in_order(begun: set[int], apart: int) -> None:
    done: list[int] = []

    def work(number: int) -> str:
        done.append(number)
        return f"answer {number}"

    answers = share_tasks(work, range(6), Sometimes(begun))
    assert answers == [f"answer {number}" for number in range(6)]
    # What others have begun they did first; the rest was done from the end.
    assert done == [*range(apart), *reversed(range(apart, 6))]


@pytest.mark.parametrize("begun", [set(), {0, 1}, {0, 1, 2, 3}])
def test_of_faults_the_first_is_told_wherever_it_came_up(begun: set[int]) -> None:
    def work(number: int) -> int:
        if number in {1, 3}:
            refuse(number)
        return number

    with pytest.raises(NotFound, match="nothing about 1"):
        share_tasks(work, range(4), Sometimes(begun))


def test_a_lost_process_is_told() -> None:
    class Broken(Executor):
        def submit(self, work: Callable[..., Any], /, *words: Any, **named: Any) -> Future[Any]:
            raise BrokenExecutor

    with pytest.raises(ProcessLost):
        share_tasks(refuse, [1], Broken())
