"""What is due, as an answer about one workspace or about many: rows and where each comes from."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from casekit.model.findings import Finding
from casekit.model.staff import Worker
from casekit.overview.exports.sheet import DueSheet, SheetWorkspace
from casekit.overview.index.answering import DueReport
from casekit.overview.index.asking import Listed, Moment
from casekit.overview.row_words import FAR_DAYS


class AskedWorkspace(NamedTuple):
    """A workspace that was asked: by its agency's name and its folder, as whoever asked named it.

    Without a version, and with a fault among its findings, it could not be read.
    """

    name: str
    root: str
    version: str | None
    cases: int
    findings: tuple[Finding, ...]
    exit_code: int
    # What whoever asks must know besides, such as edits that no version has yet.
    notices: tuple[str, ...] = ()


class AnswerRow(NamedTuple):
    """A row, the agency it comes from, and the team and office of the case manager."""

    workspace: str
    unit: str | None
    office: str | None
    is_far: bool
    row: Listed

    @property
    def values(self) -> Mapping[str, Any]:
        """All that data says of it."""
        row = self.row
        origin = {"worker": row.worker, "unit": self.unit, "office": self.office}
        return {**row.values, **origin}


@dataclass(frozen=True, eq=False)
class DueAnswer:
    """An answer at a moment (aware); its rows can be read once, the most pressing first.

    `settled` says how many rows are left out because they came out, by how.
    """

    as_of: datetime
    zone: tzinfo
    workspaces: tuple[AskedWorkspace, ...]
    rows: Iterable[AnswerRow]
    settled: Mapping[str, int] = field(default_factory=dict)

    @property
    def local_as_of(self) -> str:
        """The moment with the agency's offset."""
        return self.as_of.astimezone(self.zone).isoformat(timespec="seconds")

    @property
    def cases(self) -> int:
        """How many cases were looked at."""
        return sum(each.cases for each in self.workspaces)

    @property
    def is_partial(self) -> bool:
        """Whether something could not be read or judged: no row is then no all-clear."""
        return any(f.severity == "error" for each in self.workspaces for f in each.findings)

    @property
    def exit_code(self) -> int:
        """The most serious of all workspaces."""
        return max((each.exit_code for each in self.workspaces), default=0)


def answer_from(
    report: DueReport, root: str, staff: Iterable[Worker], *, settled: bool
) -> DueAnswer:
    """The answer of one workspace; without `settled` only what is live or missed is listed."""
    workspace = AskedWorkspace(
        report.workspace.agency.name,
        root,
        report.version,
        report.cases,
        report.findings,
        report.exit_code,
    )
    workers = {worker.id: worker for worker in staff}
    rows = _with_origin(report.rows(settled=settled), workspace.name, workers, report.moment)
    left_out = {} if settled else report.count_settled()
    return DueAnswer(report.moment.now, report.moment.zone, (workspace,), rows, left_out)


def _with_origin(
    rows: Iterable[Listed], workspace: str, workers: Mapping[str, Worker], moment: Moment
) -> Iterator[AnswerRow]:
    last = moment.today + FAR_DAYS
    for row in rows:
        worker = workers.get(row.worker or "")
        is_far = (
            row.values["status"] == "upcoming" and row.due_day is not None and row.due_day > last
        )
        yield AnswerRow(
            workspace,
            worker.team if worker else None,
            worker.office if worker else None,
            is_far,
            row,
        )


def join(answers: Iterable[DueAnswer], as_of: datetime, zone: tzinfo) -> DueAnswer:
    """One answer out of many, their rows in one order."""
    each = list(answers)
    settled: Counter[str] = Counter()
    for answer in each:
        settled.update(answer.settled)
    return DueAnswer(
        as_of,
        zone,
        tuple(workspace for answer in each for workspace in answer.workspaces),
        heapq.merge(*(answer.rows for answer in each), key=lambda told: told.row.order),
        dict(settled),
    )


def as_sheet(answer: DueAnswer) -> DueSheet:
    """The answer as the plain data that the forms of export are made of."""
    workspaces = tuple(
        SheetWorkspace(each.name, each.version, each.findings) for each in answer.workspaces
    )
    rows = ({"workspace": told.workspace, **told.values} for told in answer.rows)
    return DueSheet(answer.as_of, answer.zone, workspaces, rows)
