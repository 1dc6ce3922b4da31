"""What the index keeps of a case: its rows for any list, its faults, and for how long they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from casekit.errors import CasekitError
from casekit.model.findings import Finding
from casekit.model.when import FIRST_INSTANT, LAST_INSTANT, Present
from casekit.overview.due import (
    JudgedCase,
    find_manager,
    list_obligations,
    obligation_row,
    say_subject,
    tell_unjudged,
)
from casekit.overview.words import say_waiting
from casekit.practice.rulebook import Rulebook
from casekit.standards.obligations import Obligation
from casekit.workspace.loading import TOMBSTONE_FILE, WITHHELD, LoadedCase
from casekit.workspace.tombstones import CaseWithheld

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Row(NamedTuple):
    """One obligation: what a list says of it, and what it is sorted and chosen by.

    `values` are those of `obligation_row`, `who` and `waiting` what people are told of it. How a
    row that `is_live` stands follows from the moment at which it is asked for. Moments are
    microseconds since 1970, days are ordinals.
    """

    values: dict[str, Any]
    who: str
    waiting: str
    sort_at: int
    due_at: int | None
    due_day: int | None
    is_live: bool


class CaseEntry(NamedTuple):
    """A case judged: its rows hold from `since` up to, not including, `until`.

    `tree` is the id of the folder's content; `worker` the case manager.
    """

    number: str
    folder: str
    tree: str
    since: int
    until: int
    worker: str | None
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def judge_entry(
    loaded: LoadedCase, tree: str, book: Rulebook, now: datetime, horizon: date | None = None
) -> CaseEntry:
    """Judge a case as of an aware instant, with what recurs up to the horizon, a local day."""
    present = Present(now.astimezone(UTC), book.agency.zone)
    case = loaded.case
    held = list(_find_withheld(loaded))
    rows: list[Row] = []
    worker = None
    findings: list[Finding] = held
    if case.state not in WITHHELD and not held:
        timeline = book.timeline(case, present)
        judged = JudgedCase(loaded, timeline, book.judge(timeline, present, horizon))
        worker = find_manager(timeline, present)
        rows = [_make_row(o, judged, book) for o in list_obligations(judged, present)]
        findings = [*loaded.findings, *tell_unjudged(judged.judgement.unjudged)]
    return CaseEntry(
        case.number,
        case.path,
        tree,
        as_number(present.since),
        as_number(present.until),
        worker,
        tuple(rows),
        tuple(findings),
    )


def as_number(moment: datetime) -> int:
    """Microseconds since 1970; the first and the last instant there is, as themselves."""
    if moment in (FIRST_INSTANT, LAST_INSTANT):
        return -(2**62) if moment == FIRST_INSTANT else 2**62
    return (moment - _EPOCH) // _MICROSECOND


def day_number(day: date) -> int:
    """A day as an ordinal."""
    return day.toordinal()


def local_day(moment: datetime, zone: tzinfo) -> int:
    """The local day of an instant as an ordinal."""
    return moment.astimezone(zone).toordinal()


def _make_row(obligation: Obligation, judged: JudgedCase, book: Rulebook) -> Row:
    o = obligation
    moment = o.due or o.since
    return Row(
        obligation_row(o, book.agency.zone),
        say_subject(o.subject.per, o.subject.id, judged.case),
        say_waiting(o, book.agency.zone),
        as_number(moment.latest),
        as_number(o.due.latest) if o.due else None,
        day_number(o.due.day) if o.due else None,
        o.is_live and o.met_at is None,
    )


def _find_withheld(loaded: LoadedCase) -> Iterator[Finding]:
    """What is said of a sealed case, and of one whose seal cannot be read: nothing else."""
    case = loaded.case
    path = f"{case.path}/{TOMBSTONE_FILE}"
    broken = [f for f in loaded.findings if f.path == path and f.severity == "error"]
    if broken:
        message = f"{path} cannot be read: not looked at"
        yield Finding(code=broken[0].code, message=message, path=path, hint=broken[0].hint)
        yield from broken
        return
    if case.state == "sealed":
        tombstone = next(r for r in case.records if r.kind == "tombstone")
        fault: CasekitError = CaseWithheld(case.number, tombstone.data)
        yield Finding(
            code=fault.code,
            message=f"{fault.message}: not looked at",
            path=path,
            severity="warning",
            hint=fault.hint,
        )
