"""A case judged for the index: its rows, its faults, and for how long they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from casekit.errors import CasekitError
from casekit.model.findings import Finding
from casekit.model.when import Present
from casekit.overview.caseload import weigh
from casekit.overview.due import (
    JudgedCase,
    find_manager,
    list_obligations,
    obligation_row,
    say_subject,
    tell_unjudged,
)
from casekit.overview.index.loads import burden_as_text
from casekit.overview.index.rows import CaseEntry, Row, as_columns, as_number, day_number
from casekit.overview.words import say_waiting
from casekit.practice.rulebook import Rulebook
from casekit.standards.obligations import Obligation
from casekit.workspace.loading import TOMBSTONE_FILE, WITHHELD, LoadedCase
from casekit.workspace.tombstones import CaseWithheld


def judge_entry(
    loaded: LoadedCase, tree: str, book: Rulebook, now: datetime, horizon: date | None = None
) -> CaseEntry:
    """Judge a case as of an aware instant, with what recurs up to the horizon, a local day."""
    present = Present(now.astimezone(UTC), book.agency.zone)
    case = loaded.case
    held = list(_find_withheld(loaded))
    rows: list[tuple[Any, ...]] = []
    worker, burden = None, ""
    findings: list[Finding] = held
    if case.state not in WITHHELD and not held:
        timeline = book.timeline(case, present)
        judged = JudgedCase(loaded, timeline, book.judge(timeline, present, horizon))
        worker = find_manager(timeline, present)
        rows = [as_columns(_make_row(o, judged, book)) for o in list_obligations(judged, present)]
        findings = [*loaded.findings, *tell_unjudged(judged.judgement.unjudged)]
        burden = burden_as_text(weigh(case, timeline, present))
    return CaseEntry(
        case.number,
        case.path,
        tree,
        as_number(present.since),
        as_number(present.until),
        worker,
        tuple(rows),
        tuple(findings),
        burden,
    )


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
