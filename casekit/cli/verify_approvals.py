"""`casekit verify [CASE]`: the answer about approvals, in text and in data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Any

from casekit.cli.output import (
    Format,
    clean,
    count,
    finding_as_data,
    say,
    write_findings,
    write_json,
)
from casekit.errors import NotFound
from casekit.history.repository import Repository, count_entries
from casekit.oversight.approval_judging import Judged
from casekit.oversight.approvals import ApprovalReport, remember, verify_approvals
from casekit.oversight.entries import Entry
from casekit.trust.pins import Pin, find_pin, keep_seen, read_seen
from casekit.workspace.processes import open_pool_for

# Of the entries of a case, people are shown those that are this late, in hours, and so many.
_LATE_HOURS = 24
_MOST_LATE = 20
# A folder of so many files may have approvals enough to be judged by several processes; they get
# ready while the line of versions is read, which alone tells how many there are.
_MANY_FILES = 15_000
_LOADED = (
    "casekit.oversight.case_tasks",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
)


def answer_approvals(
    repo: Repository,
    typed: str | None,
    given_pin: str | None,
    *,
    late: bool,
    take_as_seen: bool,
    how: Format,
) -> int:
    """Verify the newest version, remember what was seen, and give the exit code."""
    version = repo.head()
    if version is None:
        raise NotFound("nothing has been saved in this workspace yet, so there is no history")
    number = _find_case(repo, typed) if typed is not None else None
    pin, seen = find_pin(repo, os.environ, given_pin), read_seen(repo)
    files = 0 if number is not None else count_entries(repo.git_dir / "index")
    with open_pool_for(files, _MANY_FILES, *_LOADED, works_too=True) as pool:
        report = verify_approvals(repo, version, pin, seen, number, late, pool)
    lost = {"HISTORY-LOST", "TRUST-ROLLED-BACK", "TRUST-PIN-DIFFERS", "HISTORY-UNREADABLE"}
    if take_as_seen or lost.isdisjoint(f.code for f in report.findings):
        keep_seen(repo, remember(repo, report))
    if how is Format.JSON:
        write_json(_as_data(report, pin))
    else:
        if how is Format.TEXT:
            _say_approvals(report.approvals, report.zone)
            _say_entries(report.entries, report.zone)
        write_findings({}, report.findings, how, _sum_up(report))
    return report.exit_code


def _find_case(repo: Repository, typed: str) -> str:
    from casekit.cli.session import open_schemas
    from casekit.workspace.workspace import Workspace

    # Only a case that is looked for needs the agency's file to be whole.
    workspace = Workspace.read(repo, open_schemas(), saved=True)
    return workspace.find_case(typed, whatever_state=True)


def _say_approvals(approvals: Sequence[Judged], zone: tzinfo) -> None:
    for one in approvals:
        words = "holds" if one.holds else "DOES NOT HOLD"
        said, entered = one.statement, one.entered
        if said is None:
            words = "not signed"
        moment = said.at if said else entered.at if entered else None
        who = one.approver + (f" for {said.stands_for}" if said and said.stands_for else "")
        came = f", came in with version {entered.id[:7]}" if entered else ""
        when = _when(moment, zone)
        say(clean(f"{one.case} {one.scope}: {one.decision} by {who} {when}{came}: {words}"))


def _say_entries(entries: Sequence[Entry], zone: tzinfo) -> None:
    late = [e for e in entries if (e.saved_hours_late or 0) >= _LATE_HOURS]
    if entries:
        say(
            f"Written down, or saved, a day or more after it happened: {count(len(late), 'record')}"
        )
    for entry in late[:_MOST_LATE]:
        after = f"after {_when(entry.not_before, zone)}, " if entry.not_before else ""
        say(
            clean(
                f"  {entry.kind} {entry.record}: {entry.occurred}; recorded "
                f"{_when(entry.recorded, zone)}; came {after}by {_when(entry.not_after, zone)}: "
                f"{count((entry.saved_hours_late or 0) // 24, 'day')} late"
            )
        )
    if len(late) > _MOST_LATE:
        say(f"  and {len(late) - _MOST_LATE} more: --format json tells all")


def _when(moment: datetime | None, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""


def _as_data(report: ApprovalReport, pin: Pin) -> dict[str, Any]:
    newest = report.trust.newest
    return {
        "version": report.version,
        "versions": report.versions,
        "cases": report.cases,
        "trust": {
            "number": newest.number if newest else 0,
            "digest": newest.digest if newest else None,
            "first_digest": report.trust.first_digest,
            "pin": pin.digest,
            "pin_told_by": pin.told_by,
        },
        "approvals": [_approval_row(one) for one in report.approvals],
        "entries": [
            {
                "case": e.case,
                "record": e.record,
                "kind": e.kind,
                "path": e.path,
                "occurred": e.occurred,
                "recorded": e.recorded.isoformat(),
                "not_before": e.not_before and e.not_before.isoformat(),
                "not_after": e.not_after.isoformat(),
                "version": e.version,
                "recorded_hours_late": e.recorded_hours_late,
                "saved_hours_late": e.saved_hours_late,
            }
            for e in report.entries
        ],
        "findings": [finding_as_data(f) for f in report.findings],
    }


def _approval_row(one: Judged) -> dict[str, Any]:
    said = one.statement
    return {
        "case": one.case,
        "record": one.record,
        "path": one.path,
        "decision": one.decision,
        "scope": one.scope,
        "approver": one.approver,
        "for": said.stands_for if said else None,
        "signed": said is not None,
        "holds": one.holds,
        "key": one.key,
        "at": said.at.isoformat() if said else None,
        "prepared_by": list(said.prepared_by) if said else [],
        "acknowledged": list(said.acknowledged) if said else [],
        "base": said.base if said else None,
        "records": dict(said.records) if said else {},
        "entered": one.entered.id if one.entered else None,
        "entered_at": one.entered.at.isoformat() if one.entered else None,
        "trust": one.trust,
    }


def _sum_up(report: ApprovalReport) -> str:
    signed = [one for one in report.approvals if one.statement is not None]
    holding = sum(one.holds for one in signed)
    trust = report.trust.newest
    by = f"trust file version {trust.number}" if trust else "no trust file"
    unsigned = len(report.approvals) - len(signed)
    return (
        f"version {report.version[:7]} verified ({count(report.cases, 'case')}, {by}): "
        f"{holding} of {count(len(signed), 'signed decision')} hold"
        + (f", {unsigned} not signed" if unsigned else "")
        + f"; {count(len(report.findings), 'finding') if report.findings else 'nothing is wrong'}"
    )
