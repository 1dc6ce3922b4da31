"""The same work for every case, spread over processes; the same answers in any number of them.

Whoever calls brings the executor, so that a pool serves several runs and another kind of pool fits.
Without one the work is done here. A process starts from nothing (none is forked from one that may
have threads), so the work and its answers must be picklable: a function of a module, or a partial
of one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from casekit.errors import CasekitError
from casekit.history.repository import Repository
from casekit.model.faults import explain_fault
from casekit.model.findings import Finding
from casekit.records.quick import QuickReader
from casekit.records.schemas import SchemaSet
from casekit.workspace.agency import Agency
from casekit.workspace.case_places import CasePlace
from casekit.workspace.loading import LoadedCase
from casekit.workspace.processes import spread_tasks
from casekit.workspace.sources import VersionFiles, WorkingFiles
from casekit.workspace.version_cases import load_places
from casekit.workspace.workspace import Workspace

if TYPE_CHECKING:
    from casekit.trust.proof import Proof

Answer = TypeVar("Answer")

# One task is so many cases: some tenths of a second, so that what it costs to hand it over and to
# start git for it does not count.
_CASES_OF_TASK = 250


class CaseAnswer(NamedTuple, Generic[Answer]):
    """What the work gave for one case; None, with findings, where it could not be done."""

    place: CasePlace
    answer: Answer | None
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Task(Generic[Answer]):
    """Some cases, of a version or (without a version's places) as the files are."""

    repo: Repository
    schemas: SchemaSet
    agency: Agency
    version: str | None
    places: tuple[CasePlace, ...]
    work: Callable[[LoadedCase], Answer]
    is_of_version: bool
    proof: Proof | None
    only: tuple[str, ...] | None = None


def map_cases(
    workspace: Workspace,
    places: Iterable[CasePlace],
    work: Callable[[LoadedCase], Answer],
    executor: Executor | None = None,
    only: Collection[str] | None = None,
) -> Iterator[CaseAnswer[Answer]]:
    """Do the same work for each case of a version, and give the answers in the order of the cases.

    `only` names the folders of a case that are looked into. A CasekitError of the work is the fault
    of its case and hides no other. Raises GitFault when git cannot go on, and ProcessLost.
    """
    if executor is None:
        schemas, zone, reader = workspace.schemas, workspace.agency.zone, QuickReader()
        proof = workspace.proof
        for some in _cut(places):
            loaded = load_places(workspace.repo, some, schemas, zone, reader, only, proof)
            for place, case in zip(some, loaded, strict=True):
                yield _do_work(place, lambda case=case: case, work)  # type: ignore[misc]
        return
    tasks = _make_tasks(workspace, places, work, is_of_version=True)
    if only is not None:
        tasks = (replace(task, only=tuple(only)) for task in tasks)
    yield from chain.from_iterable(spread_tasks(_do_task, tasks, executor))


def map_all(
    workspace: Workspace,
    work: Callable[[LoadedCase], Answer],
    executor: Executor | None = None,
    numbers: Collection[str] | None = None,
    only: Collection[str] | None = None,
) -> Iterator[CaseAnswer[Answer]]:
    """Do the same work for each case, or those of these numbers, as the workspace has them.

    `only` names the folders of a case that are looked into, where they lie in a version.
    Raises as map_cases.
    """
    if isinstance(workspace.source, VersionFiles):
        places = workspace.source.cases.places
        chosen = places if numbers is None else [p for p in places if p.number in numbers]
        return map_cases(workspace, chosen, work, executor, only)
    wanted = list(workspace.case_folders) if numbers is None else list(numbers)
    return map_files(workspace, wanted, work, executor)


def map_files(
    workspace: Workspace,
    numbers: Iterable[str],
    work: Callable[[LoadedCase], Answer],
    executor: Executor | None = None,
) -> Iterator[CaseAnswer[Answer]]:
    """The same for cases as a workspace's source has them, unsaved edits and all."""
    places = (CasePlace(number, workspace.folder_of(number), "") for number in numbers)
    if executor is None:
        for place in places:
            yield _do_work(place, partial(workspace.load, place.number), work)
        return
    tasks = _make_tasks(workspace, places, work, is_of_version=False)
    yield from chain.from_iterable(spread_tasks(_do_task, tasks, executor))


def _make_tasks(
    workspace: Workspace,
    places: Iterable[CasePlace],
    work: Callable[[LoadedCase], Answer],
    *,
    is_of_version: bool,
) -> Iterator[_Task[Answer]]:
    # What the repository has to tell its user stays here.
    repo = replace(workspace.repo, notices=[])
    schemas, agency, version = workspace.schemas, workspace.agency, workspace.version
    proof = workspace.proof
    for some in _cut(places):
        yield _Task(repo, schemas, agency, version, some, work, is_of_version, proof)


def _cut(places: Iterable[CasePlace]) -> Iterator[tuple[CasePlace, ...]]:
    cases = iter(places)
    return iter(lambda: tuple(islice(cases, _CASES_OF_TASK)), ())


@lru_cache(maxsize=1)
def _open_reader() -> QuickReader:
    """What a process remembers from one task to the next: words met before."""
    return QuickReader()


def _do_task(task: _Task[Answer]) -> list[CaseAnswer[Answer]]:
    schemas = task.schemas
    if task.is_of_version:
        zone = task.agency.zone
        reader = _open_reader()
        loaded = load_places(
            *(task.repo, task.places, schemas, zone, reader, task.only, task.proof)
        )
        return [
            _do_work(place, lambda case=case: case, task.work)  # type: ignore[misc]
            for place, case in zip(task.places, loaded, strict=True)
        ]
    source = WorkingFiles(task.repo.root)
    workspace = Workspace(task.repo.root, task.repo, source, schemas, task.agency, task.version)
    return [
        _do_work(place, partial(workspace.load, place.number), task.work) for place in task.places
    ]


def _do_work(
    place: CasePlace, load: Callable[[], LoadedCase], work: Callable[[LoadedCase], Answer]
) -> CaseAnswer[Answer]:
    try:
        return CaseAnswer(place, work(load()))
    except CasekitError as fault:
        # Findings, not the exception: they are handed from process to process.
        return CaseAnswer(place, None, tuple(explain_fault(fault, place.folder)))
