"""`casekit verify`: who approved what, when it was known, and what was changed, from history alone.

The line of versions, and the trust along it, is read here; the cases are judged in `case_tasks`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, Any

from casekit.history.folders import ManyObjects
from casekit.history.fsck import is_shallow
from casekit.history.repository import Repository
from casekit.model.findings import Finding, judge_findings, sort_findings
from casekit.oversight.approval_judging import Judged
from casekit.oversight.branch_line import BranchLine, list_refused, read_branch_line
from casekit.oversight.case_decisions import CaseFiles
from casekit.oversight.case_tasks import Ground, judge_all
from casekit.oversight.entries import Entry, read_zone
from casekit.oversight.story import find_shallow
from casekit.oversight.trust_line import TrustLine, judge_against_seen, read_trust_line
from casekit.records.quick import QuickReader
from casekit.trust.pins import Pin, Seen
from casekit.trust.places import APPROVALS_FOLDER, TRUST_FOLDER
from casekit.workspace.agency import AGENCY_FILE
from casekit.workspace.finding_cases import find_case_folder
from casekit.workspace.loading import CASE_FILE, TOMBSTONE_FILE

if TYPE_CHECKING:
    from concurrent.futures import Executor


@dataclass(eq=False)
class ApprovalReport:
    """What was verified: the trust, each decision, and every finding."""

    version: str
    versions: int
    trust: TrustLine
    seen: Seen
    zone: tzinfo = UTC
    cases: int = 0
    approvals: list[Judged] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    findings: tuple[Finding, ...] = ()

    @property
    def exit_code(self) -> int:
        """As judge_findings says."""
        return judge_findings(self.findings)


def verify_approvals(
    repo: Repository,
    version: str,
    pin: Pin,
    seen: Seen,
    only: str | None = None,
    late: bool = False,
    executor: Executor | None = None,
) -> ApprovalReport:
    """Verify the trust and the decisions in all cases of a version by its full id, or in one.

    `only` is a case number; of it, or with `late` of all, the entry of every record is told. What
    was seen is compared, not remembered: see `remember`. Many cases are spread over an executor.
    Raises GitFault when git cannot go on, and ProcessLost.
    """
    line = read_branch_line(repo, version)
    findings = [*line.findings, *([find_shallow()] if is_shallow(repo) else ())]
    findings += _judge_head(repo, version, seen)
    with ManyObjects(repo) as objects:
        trust = read_trust_line(line, objects)
        report = ApprovalReport(version, len(line.steps), trust, seen, read_zone(line, objects))
        emails = _read_emails(line, objects)
    findings += (*trust.findings, *judge_against_seen(trust, pin, seen))
    cases = _group_cases(line, only)
    report.cases = len(cases)
    folders = [TRUST_FOLDER + "/", *(f"{case.folder}/" for case in cases)]
    findings += list_refused(line, folders)
    findings += _find_removed(line, cases)
    zone = report.zone if only is not None or late else None
    for answer in judge_all(Ground(repo, line, trust, emails, zone), cases, executor):
        report.approvals += answer.approvals
        report.entries += answer.entries
        findings += answer.findings
    if trust.newest is None and report.approvals:
        findings.append(_find_no_trust(report))
    report.findings = sort_findings(dict.fromkeys(findings))
    return report


def remember(repo: Repository, report: ApprovalReport) -> Seen:
    """What this clone has seen with a report: to be kept only where nothing was lost."""
    newest = report.trust.newest
    heads = {**report.seen.heads, repo.ref() or "HEAD": report.version}
    if newest is None:
        return Seen(heads, report.seen.first, report.seen.number, report.seen.newest)
    return Seen(heads, report.trust.first_digest, newest.number, newest.digest)


def _judge_head(repo: Repository, version: str, seen: Seen) -> list[Finding]:
    """The version that this clone has seen last is still in the history."""
    before = seen.heads.get(repo.ref() or "HEAD")
    if before is None or before == version or repo.contains(version, before):
        return []
    return [
        Finding(
            code="HISTORY-LOST",
            message=f"this clone has seen version {before[:7]}, which is not in the history any "
            "more: it was written anew, or its end was dropped",
            path="history",
            hint=f"find out who did that; bring it back: git merge {before[:12]}. Where it was "
            "decided on, such as for an expunged case: casekit verify --take-as-seen",
        )
    ]


def _group_cases(line: BranchLine, only: str | None) -> list[CaseFiles]:
    cases: dict[tuple[str, str], dict[str, str]] = {}
    known: dict[str, dict[str, str] | None] = {}
    for path, oid in line.files.items():
        folder = path.rpartition("/")[0]
        if folder not in known:
            case = find_case_folder(path)
            is_asked = case is not None and only in (None, case[0])
            known[folder] = cases.setdefault(case, {}) if case and is_asked else None
        files = known[folder]
        if files is not None:
            files[path] = oid
    return [CaseFiles(*case, files) for case, files in sorted(cases.items())]


def _read_emails(line: BranchLine, objects: ManyObjects) -> dict[str, str]:
    """The agency's workers by their addresses, in small letters, also of those who left."""
    emails: dict[str, str] = {}
    if AGENCY_FILE in line.files:
        (content,) = objects.read_each([line.files[AGENCY_FILE]], "blob")
        data: Any = (
            QuickReader().read(content, AGENCY_FILE).data if isinstance(content, bytes) else {}
        )
        for person in data.get("people", ()) if isinstance(data, dict) else ():
            if isinstance(person, dict) and {"id", "email"} <= person.keys():
                emails[str(person["email"]).casefold()] = str(person["id"])
    return emails


def _find_removed(line: BranchLine, cases: Sequence[CaseFiles]) -> Iterator[Finding]:
    """A statement that was there and is gone, while its case is not."""
    there = {case.folder: case for case in cases}
    inside = f"/{APPROVALS_FOLDER}/"
    for path, places in line.touched.items():
        if inside not in path or path in line.files or path in line.refused:
            continue
        found = find_case_folder(path)
        case = there.get(found[1]) if found is not None else None
        if case is None:
            continue
        # Of a destroyed case nothing is left but its number and the decision on it.
        if case.paths.keys() == {f"{case.folder}/{name}" for name in (CASE_FILE, TOMBSTONE_FILE)}:
            continue
        by = line.steps[places[-1]]
        yield Finding(
            code="APPROVAL-REMOVED",
            message=f"this was saved, and removed by version {by.name}; an approval is voided in "
            "its record, never deleted",
            path=path,
            hint=f'bring it back: git restore --source={by.id[:12]}~1 -- "{path}", then save that '
            "with git",
        )


def _find_no_trust(report: ApprovalReport) -> Finding:
    return Finding(
        code="APPROVAL-UNSIGNED",
        message=f"{len(report.approvals)} decisions are not signed, because there is no trust "
        "file: that git was told a name and an address is all that shows who made them",
        path=TRUST_FOLDER,
        severity="warning",
        hint="approvals are signed once there is one: casekit trust init",
    )
