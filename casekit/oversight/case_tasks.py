"""Cases judged some at a time, by as many processes as pay; the same answer in any number of them.

A process is told no more than it needs: the line of versions as far as it changed its cases, the
trust, and the workers. It reads the files from the history itself.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from casekit.history.folders import ManyObjects
from casekit.history.repository import Repository
from casekit.model.findings import Finding
from casekit.oversight.approval_judging import Judge, Judged
from casekit.oversight.branch_line import BranchLine
from casekit.oversight.case_decisions import CaseFiles, judge_cases
from casekit.oversight.entries import Entry, list_entries
from casekit.oversight.trust_line import TrustLine
from casekit.oversight.version_authors import AuthorReader
from casekit.trust.places import APPROVALS_FOLDER
from casekit.workspace.finding_cases import find_case_folder
from casekit.workspace.processes import share_tasks

if TYPE_CHECKING:
    from concurrent.futures import Executor

# One task is so many cases: some hundredths of a second, so that at the end no process waits long
# for another; and their files are in memory together.
_CASES_OF_TASK = 50
# Fewer statements are judged before another process has begun.
_MANY_STATEMENTS = 600


class Ground(NamedTuple):
    """What the decisions of all cases are judged by, `emails` gives the agency's workers.

    `zone` is that of the entries which are told beside them, None where nobody asks for entries.
    """

    repo: Repository
    line: BranchLine
    trust: TrustLine
    emails: Mapping[str, str]
    zone: tzinfo | None = None


class CasesAnswer(NamedTuple):
    """What came of some cases, in their order."""

    approvals: list[Judged]
    entries: list[Entry]
    findings: list[Finding]


@dataclass(frozen=True, eq=False)
class _Parcel:
    """What every process is told, packed once; and of the line what became of files now gone."""

    ground: bytes
    line: BranchLine
    gone: Mapping[str, Sequence[str]]


@dataclass(frozen=True, eq=False)
class _Task:
    """Some cases to be judged; sent elsewhere, it takes along only what is about them."""

    ground: Ground
    objects: ManyObjects
    cases: Sequence[CaseFiles]
    parcel: _Parcel | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        assert self.parcel is not None
        line, gone = self.parcel.line, self.parcel.gone
        paths = [p for case in self.cases for p in (*case.paths, *gone.get(case.folder, ()))]
        touched = {path: line.touched[path] for path in paths}
        aside = {path: line.aside[path] for path in paths if path in line.aside}
        former = {path: line.former[path] for path in paths if path in line.former}
        return _open_task, (self.parcel.ground, self.cases, touched, aside, former)


def judge_all(
    ground: Ground, cases: Sequence[CaseFiles], executor: Executor | None
) -> Iterator[CasesAnswer]:
    """Judge every case; in this process, and where it pays in those of an executor as well.

    Raises GitFault when git cannot go on, and ProcessLost.
    """
    spread = executor is not None and _are_many(cases)
    parcel = _pack(ground) if spread else None
    with ManyObjects(ground.repo) as objects:
        tasks = (
            _Task(ground, objects, cases[at : at + _CASES_OF_TASK], parcel)
            for at in range(0, len(cases), _CASES_OF_TASK)
        )
        if executor is not None and spread:
            yield from share_tasks(_judge, tasks, executor)
        else:
            yield from map(_judge, tasks)


def _judge(task: _Task) -> CasesAnswer:
    """Judge some cases, through one git process for all that are judged in this one."""
    ground, objects = task.ground, task.objects
    objects.forget_restarts()
    authors = AuthorReader(ground.emails, ground.trust, objects)
    judge = Judge(ground.line, ground.trust, authors.read, frozenset(ground.emails.values()))
    approvals, findings = judge_cases(task.cases, judge, objects)
    entries: list[Entry] = []
    if ground.zone is not None:
        for case in task.cases:
            rows, found = list_entries(ground.line, objects, case.number, case.paths, ground.zone)
            entries += rows
            findings += found
    return CasesAnswer(approvals, entries, findings)


def _pack(ground: Ground) -> _Parcel:
    line = ground.line
    # What the repository has to tell its user stays here.
    repo = replace(ground.repo, notices=[])
    packed = pickle.dumps(ground._replace(repo=repo, line=line.without_files()))
    gone: dict[str, list[str]] = {}
    for path in line.touched:
        if path not in line.files and (case := find_case_folder(path)) is not None:
            gone.setdefault(case[1], []).append(path)
    return _Parcel(packed, line, gone)


def _open_task(
    packed: bytes,
    cases: Sequence[CaseFiles],
    touched: dict[str, list[int]],
    aside: dict[str, list[str]],
    former: dict[str, list[str]],
) -> _Task:
    ground, objects = _unpack(packed)
    line = replace(ground.line, touched=touched, aside=aside, former=former)
    return _Task(ground._replace(line=line), objects, cases)


@lru_cache(maxsize=1)
def _unpack(packed: bytes) -> tuple[Ground, ManyObjects]:
    """The ground, and a git process that ends with this one: both serve all its tasks."""
    ground = pickle.loads(packed)  # noqa: S301 packed by the process that asks, and by no other
    assert isinstance(ground, Ground)
    return ground, ManyObjects(ground.repo)


def _are_many(cases: Sequence[CaseFiles]) -> bool:
    inside = f"/{APPROVALS_FOLDER}/"
    statements = (p for case in cases for p in case.paths if inside in p and p.endswith(".json"))
    return sum(1 for _ in statements) >= _MANY_STATEMENTS
