"""`casekit verify`: who approved what, when it was known, and what was changed, from history alone.

Everything is read through one git process, and every signature is judged in this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from casekit.errors import CasekitError
from casekit.history.folders import ManyObjects
from casekit.history.fsck import is_shallow
from casekit.history.repository import Repository
from casekit.model.findings import Finding, judge_findings, sort_findings
from casekit.oversight.approval_judging import (
    CaseContent,
    Judge,
    Judged,
    ReadRecord,
    find_unsigned,
)
from casekit.oversight.branch_line import BranchLine, list_refused, read_branch_line
from casekit.oversight.entries import Entry, list_entries, read_zone
from casekit.oversight.integrity import find_shallow
from casekit.oversight.listing import cannot_read
from casekit.oversight.trust_line import TrustLine, judge_against_seen, read_trust_line
from casekit.oversight.version_authors import Author, read_author
from casekit.records.profile import read_document
from casekit.records.quick import QuickReader
from casekit.trust.approval import DECISION_OF
from casekit.trust.pins import Pin, Seen
from casekit.trust.places import APPROVALS_FOLDER, TRUST_FOLDER
from casekit.workspace.agency import AGENCY_FILE
from casekit.workspace.finding_cases import find_case_folder
from casekit.workspace.loading import CASE_FILE, TOMBSTONE_FILE

# So many cases are read at once: their files are in memory together.
_CASES_AT_ONCE = 200
# Where the records of decisions lie.
_DECISIONS = "decisions"
# How a statement writes the id of a record.
_ID = re.compile(rb'"([0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-z]{6})"')


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
) -> ApprovalReport:
    """Verify the trust and the decisions in all cases of a version by its full id, or in one.

    `only` is a case number; of it, or with `late` of all, the entry of every record is told. What
    was seen is compared, not remembered: see `remember`.
    """
    line = read_branch_line(repo, version)
    findings = [*line.findings, *([find_shallow()] if is_shallow(repo) else ())]
    findings += _judge_head(repo, version, seen)
    with ManyObjects(repo) as objects:
        trust = read_trust_line(line, objects)
        report = ApprovalReport(version, len(line.steps), trust, seen, read_zone(line, objects))
        findings += (*trust.findings, *judge_against_seen(trust, pin, seen))
        cases = _group_cases(line, only)
        report.cases = len(cases)
        folders = [TRUST_FOLDER + "/", *(f"{folder}/" for _, folder in cases)]
        findings += list_refused(line, folders)
        findings += _find_removed(line, cases)
        emails = _read_emails(line, objects)
        read_authors = _author_reader(emails, trust, objects)
        judge = Judge(line, trust, read_authors, frozenset(emails.values()))
        waiting = list(cases.items())
        for start in range(0, len(waiting), _CASES_AT_ONCE):
            some = waiting[start : start + _CASES_AT_ONCE]
            findings += _judge_cases(some, judge, objects, report)
        if only is not None or late:
            for (number, _), paths in waiting:
                rows, found = list_entries(line, objects, number, paths, report.zone)
                report.entries += rows
                findings += found
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


def _group_cases(line: BranchLine, only: str | None) -> dict[tuple[str, str], dict[str, str]]:
    cases: dict[tuple[str, str], dict[str, str]] = {}
    known: dict[str, tuple[str, str] | None] = {}
    for path, oid in line.files.items():
        folder = path.rpartition("/")[0]
        if folder not in known:
            known[folder] = find_case_folder(path)
        case = known[folder]
        if case is not None and only in (None, case[0]):
            cases.setdefault(case, {})[path] = oid
    return dict(sorted(cases.items()))


def _judge_cases(
    some: Sequence[tuple[tuple[str, str], Mapping[str, str]]],
    judge: Judge,
    objects: ManyObjects,
    report: ApprovalReport,
) -> Iterator[Finding]:
    """Judge some cases: first their decisions and statements are read, then what these list."""
    blobs = _Blobs(objects)
    reader = QuickReader()
    for (_, folder), paths in some:
        wanted = (f"{folder}/{APPROVALS_FOLDER}/", f"{folder}/{_DECISIONS}/")
        blobs.want(oid for path, oid in paths.items() if path.startswith(wanted))
    blobs.fetch()
    opened = [_OpenCase(number, folder, paths, blobs, reader) for (number, folder), paths in some]
    versions: dict[str, None] = {}
    for case in opened:
        for path in case.want_listed():
            versions |= dict.fromkeys(judge.line.authored(path, -1, len(judge.line.steps)))
    blobs.fetch()
    judge.read_authors(list(versions))  # all at once, and not one by one later
    for case in opened:
        yield from case.judge(judge, report)


class _Blobs:
    """The bytes of files by their ids, fetched many at a time."""

    def __init__(self, objects: ManyObjects) -> None:
        self._objects = objects
        self._wanted: dict[str, None] = {}
        self._found: dict[str, bytes | CasekitError] = {}

    def want(self, oids: Iterable[str]) -> None:
        """Ask for files with the next fetch."""
        self._wanted |= dict.fromkeys(oid for oid in oids if oid not in self._found)

    def fetch(self) -> None:
        """Read what was asked for."""
        oids = list(self._wanted)
        self._wanted = {}
        self._found |= zip(oids, self._objects.read_each(oids, "blob"), strict=True)

    def get(self, oid: str) -> bytes | CasekitError:
        """The bytes of a file, fetched now if need be."""
        if oid not in self._found:
            self.want([oid])
            self.fetch()
        return self._found[oid]


class _OpenCase:
    """One case while its decisions are judged."""

    def __init__(
        self,
        number: str,
        folder: str,
        paths: Mapping[str, str],
        blobs: _Blobs,
        reader: QuickReader,
    ) -> None:
        self._paths = paths
        self._blobs = blobs
        self._reader = reader
        self._read: dict[str, ReadRecord] = {}
        self._findings: list[Finding] = []
        inside = f"{folder}/{APPROVALS_FOLDER}/"
        self._statements = sorted(p for p in paths if p.startswith(inside))
        self._by_stem = {
            path.rpartition("/")[2].removesuffix(".yaml"): path
            for path in paths
            if path.endswith(".yaml")
        }
        self.content = CaseContent(number, folder, paths, self.read, self.read_all)

    def want_listed(self) -> Iterator[str]:
        """Ask for every record that a statement names, and give its path."""
        for path in self._statements:
            data = self._blobs.get(self._paths[path])
            if path.endswith(".json") and isinstance(data, bytes):
                named = _ID.findall(data)
                listed = [p for n in named if (p := self._by_stem.get(n.decode("ascii")))]
                self._blobs.want(self._paths[p] for p in listed)
                yield from listed

    def read(self, record_id: str) -> ReadRecord | None:
        """The record of an id, which is most often the name of its file."""
        path = self._by_stem.get(record_id)
        if path is not None and (record := self._read_path(path)).id == record_id:
            return record
        return next((r for r in self.read_all() if r.id == record_id), None)

    def read_all(self) -> list[ReadRecord]:
        """Every record of the case."""
        self._blobs.want(self._paths[path] for path in self._by_stem.values())
        self._blobs.fetch()
        return [self._read_path(path) for path in self._by_stem.values()]

    def _read_path(self, path: str) -> ReadRecord:
        if path not in self._read:
            content = self._blobs.get(self._paths[path])
            data: Any = None
            if isinstance(content, bytes):
                data = self._reader.read(content, path).data
            else:
                self._findings.append(cannot_read(content, path))
            stem = path.rpartition("/")[2].removesuffix(".yaml")
            known = data if isinstance(data, dict) else None
            self._read[path] = ReadRecord(str((known or {}).get("id", stem)), path, known)
        return self._read[path]

    def judge(self, judge: Judge, report: ApprovalReport) -> Iterator[Finding]:
        """Judge every decision of the case, signed or not."""
        signed: set[str] = set()
        decided: list[Judged] = []
        found: list[Finding] = []
        pairs = sorted(self._list_pairs(), key=lambda pair: judge.line.entered(*pair))
        for path, beside in pairs:
            record_id = path.rpartition("/")[2].removesuffix(".json")
            signed.add(record_id)
            contents = [
                self._blobs.get(self._paths[p]) if p in self._paths else None
                for p in (path, beside)
            ]
            there = [c for c in contents if isinstance(c, bytes)]
            if len(there) < 2:
                yield _find_half(path, contents)
                continue
            own = self.read(record_id)
            judged, findings = judge.judge(self.content, own, path, *there)
            if judged is not None:
                decided.append(judged)
            found += findings
        yield from _forgive_replaced(found, decided)
        report.approvals += decided
        yield from self._judge_unsigned(judge, report, signed)
        yield from self._findings

    def _list_pairs(self) -> list[tuple[str, str]]:
        names = {path.removesuffix(".sig") for path in self._statements}
        return [(name, f"{name}.sig") for name in names]

    def _judge_unsigned(
        self, judge: Judge, report: ApprovalReport, signed: set[str]
    ) -> Iterator[Finding]:
        inside = f"{self.content.folder}/{_DECISIONS}/"
        for path in self._by_stem.values():
            if not path.startswith(inside):
                continue
            content = self._blobs.get(self._paths[path])
            # Only what may be a decision is parsed; a backslash could spell it in another way.
            if isinstance(content, bytes) and not any(
                word in content for word in (b"approval/1", b"sent-back/1", b"\\")
            ):
                continue
            record = self._read_path(path)
            if record.kind not in DECISION_OF or record.id in signed or record.data is None:
                continue
            if record.is_voided:
                continue
            place = judge.line.entered(path)
            if judge.trust.versions:
                yield find_unsigned(self.content, record, place, judge)
            trust = judge.trust.at(place)
            report.approvals.append(
                Judged(
                    *(self.content.number, record.id, path, DECISION_OF[record.kind]),
                    str(record.data.get("scope")),
                    str(record.data.get("approved_by", record.data.get("returned_by"))),
                    holds=trust is None,
                    entered=judge.line.steps[place],
                    trust=trust.number if trust else None,
                )
            )


def _forgive_replaced(found: Sequence[Finding], decided: Sequence[Judged]) -> Iterator[Finding]:
    """What was changed and approved anew since is no error any more; that it was, stays told."""
    now: dict[tuple[str, str], int] = {}
    for number, one in enumerate(decided):
        if one.holds and one.decision == "approved" and one.statement is not None:
            now |= dict.fromkeys(((one.scope, i) for i in one.statement.approves), number)
    replaced = {
        one.path
        for number, one in enumerate(decided)
        if one.is_sound
        and one.statement is not None
        and all(now.get((one.scope, i), -1) > number for i in one.statement.approves)
    }
    for finding in found:
        if finding.path in replaced and finding.severity == "error":
            said = f"{finding.message}; it was approved anew since"
            finding = finding._replace(severity="warning", message=said)
        yield finding


def _read_emails(line: BranchLine, objects: ManyObjects) -> dict[str, str]:
    """The agency's workers by their addresses, in small letters, also of those who left."""
    emails: dict[str, str] = {}
    if AGENCY_FILE in line.files:
        (content,) = objects.read_each([line.files[AGENCY_FILE]], "blob")
        data: Any = read_document(content, AGENCY_FILE).data if isinstance(content, bytes) else {}
        for person in data.get("people", ()) if isinstance(data, dict) else ():
            if isinstance(person, dict) and {"id", "email"} <= person.keys():
                emails[str(person["email"]).casefold()] = str(person["id"])
    return emails


def _author_reader(
    emails: Mapping[str, str], trust: TrustLine, objects: ManyObjects
) -> Callable[[list[str]], list[Author]]:
    """Read who made versions; each is read once."""
    known: dict[str, Author] = {}

    def read(versions: list[str]) -> list[Author]:
        new = [version for version in versions if version not in known]
        for version, content in zip(new, objects.read_each(new, "commit"), strict=True):
            known[version] = (
                read_author(content, emails, trust)
                if isinstance(content, bytes)
                else Author(None, False)
            )
        return [known[version] for version in versions]

    return read


def _find_removed(
    line: BranchLine, cases: Mapping[tuple[str, str], Mapping[str, str]]
) -> Iterator[Finding]:
    """A statement that was there and is gone, while its case is not."""
    for path, touches in line.touched.items():
        if path in line.files or path in line.refused or f"/{APPROVALS_FOLDER}/" not in path:
            continue
        case = find_case_folder(path)
        if case is None or case not in cases:
            continue
        # Of a destroyed case nothing is left but its number and the decision on it.
        if cases[case].keys() == {f"{case[1]}/{name}" for name in (CASE_FILE, TOMBSTONE_FILE)}:
            continue
        by = line.steps[touches[-1].step]
        yield Finding(
            code="APPROVAL-REMOVED",
            message=f"this was saved, and removed by version {by.name}; an approval is voided in "
            "its record, never deleted",
            path=path,
            hint=f'bring it back: git restore --source={by.id[:12]}~1 -- "{path}", then save that '
            "with git",
        )


def _find_half(path: str, contents: Sequence[bytes | CasekitError | None]) -> Finding:
    faults = [c for c in contents if isinstance(c, CasekitError)]
    if faults:
        return cannot_read(faults[0], path)
    return Finding(
        code="APPROVAL-SIGNATURE-MISSING",
        message="a statement and its signature belong together, and one of them is missing",
        path=path,
        hint="bring it back (casekit log tells the versions), or let it be approved anew",
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
