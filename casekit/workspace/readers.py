"""Who should be able to read what is sealed in a case, and whether they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from casekit.errors import CasekitError, Unreadable
from casekit.model.building import build_timeline
from casekit.model.findings import Finding, Severity
from casekit.model.records import Case
from casekit.model.staff import Worker
from casekit.workspace.agency import Agency
from casekit.workspace.keys import CaseKeys, KeyFolder
from casekit.workspace.loading import CASE_FILE
from casekit.workspace.out_of_sight import list_readable
from casekit.workspace.workspace import Workspace


def name_readers(agency: Agency, case: Case, now: datetime) -> tuple[Worker, ...]:
    """Those who should read what is sealed in a case at an aware instant, by their roles."""
    today = now.astimezone(agency.zone).date()
    wanted = set(agency.sealing_readers)
    managers = find_managers(agency, case, now) if "assigned worker" in wanted else frozenset()
    return tuple(
        worker
        for worker in agency.staff
        if worker.works_on(today)
        and (
            ("supervisor" in wanted and worker.holds("supervisor", today)) or worker.id in managers
        )
    )


def find_managers(agency: Agency, case: Case, now: datetime) -> frozenset[str]:
    """The workers who are case managers at an aware instant, of the case or of some child."""
    timeline = build_timeline(case, agency.zone, agency.staff, now)
    return frozenset(
        str(span.value)
        for span in timeline.spans
        if span.state == "case manager"
        and span.start.earliest <= now
        and (span.end is None or now < span.end.earliest)
    )


def find_key_faults(workspace: Workspace, now: datetime) -> Iterator[Finding]:
    """What keeps sealed values from being read by those who should, in every case.

    Also who can read them and should not. Raises GitFault when git cannot tell where keys are.
    """
    folder = KeyFolder.of(workspace.repo, workspace.schemas)
    cases, unreadable = list_cases_with_key(workspace)
    yield from unreadable
    for case in cases:
        yield from judge_keys(workspace.agency, folder, case, now)


def list_cases_with_key(workspace: Workspace) -> tuple[list[Case], list[Finding]]:
    """Every case in which something is sealed, and a finding for each that was not looked at."""
    numbers, findings = list_readable(workspace)
    cases = []
    for number in numbers:
        # Most cases have nothing sealed: their records need not be read to see that.
        path = f"{workspace.folder_of(number)}/{CASE_FILE}"
        try:
            if workspace.source.has(path) and (
                b"sealing_key" in workspace.source.read([path])[path]
            ):
                cases.append(workspace.load(number).case)
        except Unreadable as fault:
            findings.append(Finding(fault.code, fault.message, path, hint=fault.hint))
    return [case for case in cases if case.sealing_key is not None], findings


def judge_keys(agency: Agency, folder: KeyFolder, case: Case, now: datetime) -> Iterator[Finding]:
    """The same for one case; nothing for one without a sealed value."""
    if case.sealing_key is None or case.state == "destroyed":
        return
    try:
        keys = folder.require(case.number)
    except CasekitError as fault:
        yield _finding(case, fault.code, fault.message, fault.hint, "error")
        return
    if not keys.knows(case.sealing_key):
        yield _finding(
            case,
            "KEY-DIFFERS",
            "the sealing key of the case is not the one in its key file",
            "find out who changed which: casekit log; restore the key file from a backup",
            "error",
        )
        return
    if keys.current.key != case.sealing_key:
        yield _finding(
            case,
            "KEY-BEHIND",
            "the key file has a newer key than the case: a rotation was not saved, or not fetched",
            f"fetch the newest versions; if it was not saved: casekit keys rotate {case.number}",
            "warning",
        )
    yield from _judge_readers(agency, keys, case, now)


def _judge_readers(agency: Agency, keys: CaseKeys, case: Case, now: datetime) -> Iterator[Finding]:
    today = now.astimezone(agency.zone).date()
    can = keys.current.workers()
    for worker in name_readers(agency, case, now):
        if worker.id not in can:
            make = "" if worker.seal_to else f"{worker.id} runs: casekit keys make; then "
            yield _finding(
                case,
                "KEY-READER-MISSING",
                f"{worker.id} should be able to read what is sealed here, and cannot",
                f"{make}a reader runs: casekit keys add {case.number} {worker.id}",
                "warning",
            )
    for name in sorted(can):
        known = agency.worker(name)
        if known is None or not known.works_on(today):
            yield _finding(
                case,
                "KEY-READER-LEFT",
                f"{name} has left, and can read what is sealed here with the key file",
                f"casekit keys remove {case.number} {name}",
                "warning",
            )


def _finding(case: Case, code: str, message: str, hint: str | None, severity: Severity) -> Finding:
    return Finding(
        code=code,
        message=f"{case.number}: {message}",
        path=f"{case.path}/{CASE_FILE}",
        severity=severity,
        hint=hint,
    )
