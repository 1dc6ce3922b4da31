"""How long after what happened records were written down, by worker, kind and month.

And how long after that they were saved: the version that first brought a record tells, on whatever
line of the history it was made. What each number means stands in docs/metrics.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from casekit.history.lineage import iter_line
from casekit.history.repository import Repository
from casekit.model.findings import Finding, sort_findings
from casekit.model.ids import CASE_NUMBER
from casekit.model.records import Record
from casekit.overview.metrics.figures import median, nearest_rank
from casekit.overview.metrics.lateness import KINDS, LATE_HOURS, hours_late
from casekit.overview.metrics.periods import Period
from casekit.workspace.loading import LoadedCase
from casekit.workspace.out_of_sight import find_deleted, list_readable
from casekit.workspace.parallel import CaseAnswer, map_all
from casekit.workspace.processes import open_pool_for
from casekit.workspace.workspace import Workspace

# A version that is saved with its record is minutes away from it; beyond, one of the two is told.
SAVED_LATER = timedelta(hours=1)


class Written(NamedTuple):
    """A record that was written down: by whom, what, in which month it happened, how much later.

    `hours` is None where it was written down before it happened.
    """

    case: str
    record: str
    worker: str
    kind: str
    month: str
    hours: float | None
    recorded_at: datetime


_Told = CaseAnswer[tuple[list[Written], tuple[Finding, ...]]]
Watch = Callable[[Iterable[_Told], int], Iterable[_Told]]


class Delay(NamedTuple):
    """How late the records of a worker, of a kind and of a month were; hours to one place.

    `within_a_day` is the share, from 0 to 1, of those whose hours are known. `saved_later` counts
    those whose version was saved more than an hour after they say that they were written down, and
    `saved_hours` is the longest time of these.
    """

    worker: str
    kind: str
    month: str
    records: int
    before: int
    median_hours: float | None
    p90_hours: float | None
    longest_hours: float | None
    within_a_day: float | None
    saved_later: int
    saved_hours: float | None


@dataclass(frozen=True, eq=False)
class LatenessReport:
    """Every group in order of worker, kind and month, the whole, and what was not read."""

    delays: tuple[Delay, ...]
    total: Delay
    cases: int
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """4 when something could not be read, else 0: a late record is no fault of the files."""
        return 4 if any(f.severity == "error" for f in self.findings) else 0


def report_lateness(
    workspace: Workspace,
    now: datetime,
    period: Period,
    watch: Watch = lambda answers, _number: answers,
) -> LatenessReport:
    """Count over every record of what happened in a period, up to an aware instant.

    A case with a record that cannot be read is told, and its other records are counted. Raises
    GitFault, and ProcessLost.
    """
    numbers, withheld = list_readable(workspace)
    findings = [*withheld, *find_deleted(workspace)]
    written: list[Written] = []
    with open_pool_for(len(numbers)) as pool:
        work = partial(_list_written, now=now, period=period)
        answers = map_all(workspace, work, pool, dict.fromkeys(numbers))
        for answer in watch(answers, len(numbers)):
            found, faults = answer.answer or ([], ())
            written += found
            findings += [*faults, *answer.faults]
    saved = find_saved(workspace.repo, workspace.version) if written else {}
    groups: dict[tuple[str, str, str], list[Written]] = defaultdict(list)
    for one in written:
        groups[one.worker, one.kind, one.month].append(one)
    delays = tuple(_measure(*names, some, saved) for names, some in sorted(groups.items()))
    total = _measure("", "", "", written, saved)
    return LatenessReport(delays, total, len(numbers), sort_findings(dict.fromkeys(findings)))


def _list_written(
    loaded: LoadedCase, now: datetime, period: Period
) -> tuple[list[Written], tuple[Finding, ...]]:
    case = loaded.case
    return [
        Written(
            case.number,
            record.id,
            record.recorded_by,
            record.kind,
            f"{record.occurred.day:%Y-%m}",
            hours_late(record),
            record.recorded_at,
        )
        for record in case.facts(*KINDS)
        if _is_counted(record, now, period)
    ], loaded.findings


def _is_counted(record: Record, now: datetime, period: Period) -> bool:
    return record.occurred.earliest <= now and period.contains(record.occurred.day)


def find_saved(repo: Repository, version: str | None) -> Mapping[tuple[str, str], datetime]:
    """When each record of each case was first saved, by case number and id, whatever its folder.

    Raises what reading the history raises; of no version there is nothing.
    """
    saved: dict[tuple[str, str], datetime] = {}
    if version is None:
        return saved
    for step in iter_line(repo, version, sides=True):
        for change in step.changes:
            key = _name_record(change.path) if change.before is None else None
            if key is not None:
                saved.setdefault(key, step.saved)
    return saved


def _name_record(path: str) -> tuple[str, str] | None:
    *folders, name = path.split("/")
    case = next((part for part in folders if CASE_NUMBER.fullmatch(part)), None)
    return (case, name.removesuffix(".yaml")) if case and name.endswith(".yaml") else None


def _measure(
    worker: str,
    kind: str,
    month: str,
    written: Sequence[Written],
    saved: Mapping[tuple[str, str], datetime],
) -> Delay:
    hours = sorted(one.hours for one in written if one.hours is not None)
    later = sorted(_saved_later(written, saved))
    within = sum(late <= LATE_HOURS for late in hours)
    return Delay(
        worker,
        kind,
        month,
        len(written),
        len(written) - len(hours),
        median(hours),
        nearest_rank(hours, 90),
        nearest_rank(hours, 100),
        round(within / len(hours), 4) if hours else None,
        len(later),
        nearest_rank(later, 100),
    )


def _saved_later(
    written: Iterable[Written], saved: Mapping[tuple[str, str], datetime]
) -> Iterator[float]:
    for one in written:
        moment = saved.get((one.case, one.record))
        if moment is not None and moment - one.recorded_at > SAVED_LATER:
            yield (moment - one.recorded_at).total_seconds() / 3600
