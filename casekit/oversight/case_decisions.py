"""The decisions of a case, signed or not, judged one after the other as they came in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from casekit.errors import CasekitError
from casekit.history.folders import ManyObjects
from casekit.model.findings import Finding
from casekit.oversight.approval_content import CaseContent, ReadRecord
from casekit.oversight.approval_judging import Judge, Judged
from casekit.oversight.branch_line import DECISIONS_FOLDER
from casekit.oversight.listing import cannot_read
from casekit.records.quick import QuickReader
from casekit.trust.approval import DECISION_OF
from casekit.trust.places import APPROVALS_FOLDER
from casekit.workspace.loading import CASE_FILE

# How a statement writes the id of a record.
_ID = re.compile(rb'"([0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-z]{6})"')
# Only what may be a decision is parsed; a backslash could spell it in another way.
_MAY_DECIDE = (b"approval/1", b"sent-back/1", b"\\")


class CaseFiles(NamedTuple):
    """A case as the newest version has it: its number and folder, and ids of its files by path."""

    number: str
    folder: str
    paths: Mapping[str, str]


def judge_cases(
    cases: Sequence[CaseFiles], judge: Judge, objects: ManyObjects
) -> tuple[list[Judged], list[Finding]]:
    """Judge some cases: first their decisions and statements are read, then what these list."""
    blobs, reader = _Blobs(objects), QuickReader()
    opened = [_OpenCase(case, blobs, reader) for case in cases]
    blobs.fetch()
    versions: dict[str, None] = {}
    for case in opened:
        for path in case.want_listed():
            versions |= dict.fromkeys(judge.line.authored(path, -1, len(judge.line.steps)))
    blobs.fetch()
    judge.read_authors(list(versions))  # all at once, and not one by one later
    judged: list[Judged] = []
    findings: list[Finding] = []
    for case in opened:
        findings += case.judge(judge, judged)
    return judged, findings


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
    """One case while its decisions are judged; what it will need first is asked of `blobs`."""

    def __init__(self, case: CaseFiles, blobs: _Blobs, reader: QuickReader) -> None:
        self._paths = case.paths
        self._blobs = blobs
        self._reader = reader
        self._read: dict[str, ReadRecord] = {}
        self._findings: list[Finding] = []
        self._by_stem: dict[str, list[str]] = {}
        self._decisions: list[str] = []
        self._statements: list[str] = []
        decisions = f"{case.folder}/{DECISIONS_FOLDER}/"
        approvals = f"{case.folder}/{APPROVALS_FOLDER}/"
        for path in case.paths:
            if path.startswith(approvals):
                self._statements.append(path)
            if path.endswith(".yaml"):
                self._by_stem.setdefault(_stem(path), []).append(path)
                if path.startswith(decisions):
                    self._decisions.append(path)
        self._statements.sort()
        blobs.want(case.paths[path] for path in (*self._decisions, *self._statements))
        self.content = CaseContent(
            *(case.number, case.folder, self.read, self.read_all, self.read_object)
        )

    def want_listed(self) -> Iterator[str]:
        """Ask for every record that a statement names, and give its path."""
        for path in self._statements:
            data = self._blobs.get(self._paths[path])
            if path.endswith(".json") and isinstance(data, bytes):
                named = _ID.findall(data)
                listed = [p for n in named for p in self._by_stem.get(n.decode("ascii"), ())]
                self._blobs.want(self._paths[p] for p in listed)
                yield from listed

    def read(self, record_id: str) -> list[ReadRecord]:
        """The records of an id, which is most often the name of their file; more than one is odd.

        So nobody puts another file of that name beside a record, and has that one judged.
        """
        paths = self._by_stem.get(record_id, ())
        found = [record for path in paths if (record := self._read_path(path)).id == record_id]
        return found or [record for record in self.read_all() if record.id == record_id]

    def read_all(self) -> list[ReadRecord]:
        """Every record of the case."""
        every = [path for paths in self._by_stem.values() for path in paths]
        self._blobs.want(self._paths[path] for path in every)
        self._blobs.fetch()
        return [self._read_path(path) for path in every]

    def _read_path(self, path: str) -> ReadRecord:
        record = self._read.get(path)
        if record is None:
            record = self._read[path] = self.read_object(path, self._paths[path])
        return record

    def read_object(self, path: str, oid: str) -> ReadRecord:
        """What a file says, or said before, by the id of its content."""
        content = self._blobs.get(oid)
        data: Any = None
        if isinstance(content, bytes):
            data = self._reader.read(content, path).data
        else:
            self._findings.append(cannot_read(content, path))
        known = data if isinstance(data, dict) else None
        return ReadRecord(str((known or {}).get("id", _stem(path))), path, known)

    def judge(self, judge: Judge, judged: list[Judged]) -> Iterator[Finding]:
        """Judge every decision of the case, signed or not, and add it to `judged`."""
        signed: set[str] = set()
        decided: list[Judged] = []
        found: list[Finding] = []
        # Those that came in together go by their names.
        names = dict.fromkeys(path.removesuffix(".sig") for path in self._statements)
        for path in sorted(names, key=lambda name: judge.line.entered(name, f"{name}.sig")):
            record_id = path.rpartition("/")[2].removesuffix(".json")
            signed.add(record_id)
            contents = [
                self._blobs.get(self._paths[p]) if p in self._paths else None
                for p in (path, f"{path}.sig")
            ]
            there = [c for c in contents if isinstance(c, bytes)]
            if len(there) < 2:
                yield _find_half(path, contents)
                continue
            one, findings = judge.judge(self.content, path, *there)
            if one is not None:
                decided.append(one)
            found += findings
        yield from _forgive_replaced(found, decided)
        judged += decided
        yield from self._judge_unsigned(judge, judged, signed)
        yield from self._findings

    def _judge_unsigned(
        self, judge: Judge, judged: list[Judged], signed: set[str]
    ) -> Iterator[Finding]:
        for path in self._decisions:
            content = self._blobs.get(self._paths[path])
            if isinstance(content, bytes) and not any(word in content for word in _MAY_DECIDE):
                continue
            record = self._read_path(path)
            if record.kind not in DECISION_OF or record.id in signed or record.data is None:
                continue
            if record.is_voided:
                continue
            place = judge.line.entered(path)
            if judge.trust.versions:
                yield _find_unsigned(self.content, record, place, judge)
            trust = judge.trust.at(place)
            judged.append(
                Judged(
                    *(self.content.number, record.id, path, DECISION_OF[record.kind]),
                    str(record.data.get("scope")),
                    str(record.data.get("approved_by", record.data.get("returned_by"))),
                    holds=trust is None,
                    entered=judge.line.steps[place],
                    trust=trust.number if trust else None,
                )
            )


def _stem(path: str) -> str:
    return path[path.rfind("/") + 1 :].removesuffix(".yaml")


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


def _find_unsigned(case: CaseContent, own: ReadRecord, place: int, judge: Judge) -> Finding:
    """Say that a decision bears no signature: before there was trust, or in spite of it.

    What an office elsewhere approved comes here with its whole case, and without statements.
    """
    line, trust = judge.line, judge.trust
    since = trust.at(place)
    approver = str((own.data or {}).get("approved_by", (own.data or {}).get("returned_by")))
    came = line.touched.get(f"{case.folder}/{CASE_FILE}")
    if since is not None and approver not in judge.workers and came and came[0] == place:
        return Finding(
            code="APPROVAL-UNSIGNED",
            message=f"it came in with the whole case, with version {line.steps[place].name}, and "
            f"is not signed; {approver} is nobody of this agency",
            path=own.path,
            severity="warning",
            hint="what another office approved, it alone can prove; where it matters, approve anew",
        )
    if since is None:
        return Finding(
            code="APPROVAL-UNSIGNED",
            message=f"it is not signed: that git was told a name and an address, in version "
            f"{line.steps[place].name}, is all that shows who approved",
            path=own.path,
            severity="warning",
            hint="where it still matters, approve anew, signed"
            if trust.versions
            else "approvals are signed once there is a trust file: casekit trust init",
        )
    return Finding(
        code="APPROVAL-NOT-SIGNED",
        message=f"version {since.number} of the trust file was in force when it came in, and it "
        "has no signed statement",
        path=own.path,
        hint=f"it proves nothing: void it, and approve with casekit approve {case.number}",
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
