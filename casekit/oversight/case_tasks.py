"""Cases judged some at a time, by as many processes as pay; the same answer in any number of them.

A process is told no more than it needs: the line of versions as far as it changed its cases, the
trust, and the workers. It reads the files from the history itself.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from casekit.history.folders import ManyObjects
from casekit.history.repository import Repository
from casekit.model.findings import Finding
from casekit.oversight.approval_judging import Judge, Judged
from casekit.oversight.branch_line import BranchLine
from casekit.oversight.case_decisions import CaseFiles, judge_cases
from casekit.oversight.entries import Entry, list_entries
from casekit.oversight.trust_line import TrustLine
from casekit.oversight.version_authors import AuthorReader
from casekit.trust.approval import APPROVALS_FOLDER
from casekit.workspace.finding_cases import find_case_folder
from casekit.workspace.processes import share_tasks

if TYPE_CHECKING:
    from concurrent.futures import Executor

# One task is so many cases: some hundredths of a second, and their files are in memory together.
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


class _Task(NamedTuple):
    """Some cases, what the line says of their files, and the ground, packed once for all tasks."""

    ground: bytes
    cases: Sequence[CaseFiles]
    touched: dict[str, list[int]]
    aside: dict[str, list[str]]


def judge_all(
    ground: Ground, cases: Sequence[CaseFiles], executor: Executor | None
) -> Iterator[CasesAnswer]:
    """Judge every case; in this process, and where it pays in those of an executor as well.

    Raises GitFault when git cannot go on, and ProcessLost.
    """
    some = [cases[at : at + _CASES_OF_TASK] for at in range(0, len(cases), _CASES_OF_TASK)]
    if executor is None or not _are_many(cases):
        for each in some:
            yield judge_some(ground, each)
        return
    here = partial(_judge_here, ground)
    yield from share_tasks(_judge_apart, here, _make_tasks(ground, some), executor)


def _make_tasks(ground: Ground, some: Iterable[Sequence[CaseFiles]]) -> Iterator[_Task]:
    line = ground.line
    # What the repository has to tell its user stays here.
    repo = replace(ground.repo, notices=[])
    packed = pickle.dumps(ground._replace(repo=repo, line=line.without_files()))
    # What is not there any more has been there.
    gone: dict[str, list[str]] = {}
    for path in line.touched:
        if path not in line.files and (case := find_case_folder(path)) is not None:
            gone.setdefault(case[1], []).append(path)
    for cases in some:
        paths = [p for case in cases for p in (*case.paths, *gone.get(case.folder, ()))]
        touched = {path: line.touched[path] for path in paths}
        aside = {path: line.aside[path] for path in paths if path in line.aside}
        yield _Task(packed, cases, touched, aside)


def judge_some(ground: Ground, cases: Sequence[CaseFiles]) -> CasesAnswer:
    """Judge some cases in this process, through one git process."""
    entries: list[Entry] = []
    with ManyObjects(ground.repo) as objects:
        authors = AuthorReader(ground.emails, ground.trust, objects)
        workers = frozenset(ground.emails.values())
        judge = Judge(ground.line, ground.trust, authors.read, workers)
        approvals, findings = judge_cases(cases, judge, objects)
        for case in cases if ground.zone is not None else ():
            assert ground.zone is not None
            rows, found = list_entries(ground.line, objects, case.number, case.paths, ground.zone)
            entries += rows
            findings += found
    return CasesAnswer(approvals, entries, findings)


def _judge_here(ground: Ground, task: _Task) -> CasesAnswer:
    return judge_some(ground, task.cases)


def _judge_apart(task: _Task) -> CasesAnswer:
    ground = _unpack(task.ground)
    line = replace(ground.line, touched=task.touched, aside=task.aside)
    return judge_some(ground._replace(line=line), task.cases)


@lru_cache(maxsize=1)
def _unpack(packed: bytes) -> Ground:
    """The ground, opened once in each process."""
    ground = pickle.loads(packed)  # noqa: S301 packed by the process that asks, and by no other
    assert isinstance(ground, Ground)
    return ground


def _are_many(cases: Sequence[CaseFiles]) -> bool:
    inside = f"/{APPROVALS_FOLDER}/"
    statements = (p for case in cases for p in case.paths if inside in p and p.endswith(".json"))
    return sum(1 for _ in statements) >= _MANY_STATEMENTS
