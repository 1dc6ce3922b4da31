"""From the files of a case folder to a case: everything readable, and every fault by its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Any, Protocol

from casekit.errors import Unreadable
from casekit.model.findings import Finding, sort_findings
from casekit.model.records import FOLDERS, Case, Record, order_records
from casekit.model.when import When, at_instant, read_when
from casekit.records.document import Keys, Position
from casekit.records.schemas import SchemaSet
from casekit.trust.places import APPROVALS_FOLDER

if TYPE_CHECKING:
    from casekit.trust.proof import Proof

CASE_FILE = "case.yaml"
TOMBSTONE_FILE = "tombstone.yaml"
# Files in these states are read and written by nothing but what decides on the state.
WITHHELD = frozenset({"sealed", "destroyed"})
# The files that lie in a case's folder itself.
_AT_THE_TOP = {CASE_FILE: "case", TOMBSTONE_FILE: "tombstone"}
# Folders of a case in which files lie that are no records: scans, and signed statements.
_NO_RECORDS = ("attachments/", f"{APPROVALS_FOLDER}/")
_SCHEMA = re.compile(r"([a-z][a-z-]*)/1\Z")


class Places(Protocol):
    """Whatever knows where the values of a record were written: a file read, or a request."""

    @property
    def path(self) -> str:
        """The name to show for it."""

    def locate(self, keys: Keys) -> Position:
        """Where a value, or its nearest ancestor, stands."""

    def locate_key(self, keys: Keys) -> Position:
        """Where the key of a value stands."""


class ReadFile(Places, Protocol):
    """A file that was read: its data, or what is wrong with it."""

    @property
    def data(self) -> Any | None:
        """What it holds; None as soon as there is one finding."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with its form."""


@dataclass(frozen=True, eq=False)
class LoadedCase:
    """A case and the places of what it was read from, by the path of each record.

    `findings` are the faults of form; a record with a fault is not among the case's records.
    """

    case: Case
    places: Mapping[str, Places]
    findings: tuple[Finding, ...]

    def locate(self, record: Record, keys: Keys = ()) -> Position:
        """Where a value of a record stands in its file."""
        places = self.places.get(record.path)
        return places.locate(keys) if places else Position(record.line, 1)

    def shown_path(self, record: Record) -> str:
        """The file to name for a record: its own, or the request that it was drafted from."""
        places = self.places.get(record.path)
        return places.path if places else record.path

    def without_record(self, record_id: str) -> LoadedCase:
        """The case as it would be without one record."""
        records = tuple(r for r in self.case.records if r.id != record_id)
        return replace(self, case=replace(self.case, records=records))

    def with_record(self, record: Record, places: Places) -> LoadedCase:
        """The case as it would become with one more record, or a changed one."""
        others = [r for r in self.case.records if r.id != record.id]
        return LoadedCase(
            replace(self.case, records=order_records([*others, record])),
            {**self.places, record.path: places},
            self.findings,
        )


def require_whole(loaded: LoadedCase) -> None:
    """Raise Unreadable when some record of a case cannot be read."""
    broken = [f for f in loaded.findings if f.severity == "error"]
    if broken:
        raise Unreadable(
            f"case {loaded.case.number} has records that cannot be read; nothing was saved",
            broken,
            hint="mend them first, so that nothing is judged on half a case",
        )


def load_case(
    number: str,
    folder: str,
    contents: Mapping[str, bytes],
    schemas: SchemaSet,
    zone: tzinfo,
    unreadable: Iterable[Finding] = (),
    read: Callable[[bytes, str], ReadFile] | None = None,
    proof: Proof | None = None,
) -> LoadedCase:
    """Read every file of a case folder; one bad file never hides the rest.

    `unreadable` are the findings of those whose content could not be had at all; what is no `.yaml`
    needs none. `read` reads one file as read_document does. With `proof`, approvals that bear no
    signature that holds count for nothing.
    """
    # Whoever loads no case, as a list out of the index, does not pay for the reader.
    from casekit.records.validation import find_faults

    if read is None:
        from casekit.records.profile import read_document

        read = read_document
    places: dict[str, Places] = {}
    findings: list[Finding] = list(unreadable)
    records: list[Record] = []
    access = "normal"
    sealing_key: str | None = None
    state = "active"
    for path, content in sorted(contents.items()):
        inner = path.removeprefix(f"{folder}/")
        if not path.endswith(".yaml"):
            if not inner.startswith(_NO_RECORDS):
                findings.append(_stray_file(path))
            continue
        document = read(content, path)
        places[path] = document
        if document.findings:
            findings.extend(document.findings)
            continue
        data: Any = document.data
        kind, fault = _tell_kind(data, inner, document)
        if fault is not None:
            findings.append(fault)
            continue
        faults = find_faults(data, kind, schemas, document.locate, path, document.locate_key)
        if faults:
            findings.extend(faults)
        elif kind == "case":
            access = data["access"]
            sealing_key = data.get("sealing_key")
            findings.extend(_number_differs(data, number, document))
        else:
            records.append(make_record(kind, data, path, zone, document))
            state = data["state"] if kind == "tombstone" else state
    if {folder, f"{folder}/{CASE_FILE}"}.isdisjoint({*contents, *(f.path for f in findings)}):
        findings.append(
            Finding(
                code="CASE-FILE-MISSING",
                message=f"the case folder has no {CASE_FILE}",
                path=f"{folder}/{CASE_FILE}",
                hint=f"bring it back from history: git checkout HEAD -- {folder}/{CASE_FILE}",
            )
        )
    case = Case(number, folder, access, order_records(records), sealing_key, state)
    findings.extend(_find_come_back(case))
    if proof is not None:
        case = replace(case, unproven=proof.find_unproven(case, contents))
    return LoadedCase(case, places, sort_findings(findings))


def make_record(
    kind: str, data: Mapping[str, Any], path: str, zone: tzinfo, places: Places
) -> Record:
    """Build a record from data that fits its schema."""
    key = "occurred_at" if "occurred_at" in data else "occurred_on"
    recorded_at = datetime.fromisoformat(data["recorded_at"])
    # A person or household has no hour of its own; it is ordered by when it became known.
    occurred: When = read_when(data[key], zone) if key in data else at_instant(recorded_at, zone)
    return Record(
        kind,
        data["id"],
        path,
        places.locate_key((key,)).line,
        occurred,
        recorded_at.astimezone(UTC),
        data["recorded_by"],
        data,
    )


def _tell_kind(data: Any, inner: str, document: ReadFile) -> tuple[str, Finding | None]:
    """What kind of record a file says it is, and whether it lies in that kind's folder."""
    written = data.get("schema")
    match = _SCHEMA.match(written) if isinstance(written, str) else None
    kind = match[1] if match else ""
    folder = inner.partition("/")[0]
    if FOLDERS.get(kind) == folder:
        return kind, None
    if inner in _AT_THE_TOP:
        return _AT_THE_TOP[inner], None
    place = document.locate(("schema",))
    if kind not in FOLDERS:
        known = ", ".join(sorted(FOLDERS))
        return "", Finding(
            code="RECORD-KIND",
            message=f"`schema: {written}` names no kind of record"
            if written is not None
            else "the file does not say what kind of record it is",
            path=document.path,
            line=place.line,
            column=place.column,
            hint=f"write `schema: KIND/1`, where KIND is one of: {known}",
        )
    return kind, Finding(
        code="RECORD-FOLDER",
        message=f"a {kind} record lies in {folder}/",
        path=document.path,
        line=place.line,
        column=place.column,
        hint=f"move the file to {FOLDERS[kind]}/",
    )


def _number_differs(data: Any, number: str, document: ReadFile) -> list[Finding]:
    if data["number"] == number:
        return []
    place = document.locate(("number",))
    return [
        Finding(
            code="CASE-NUMBER-DIFFERS",
            message=f"the folder is {number} but the file says {data['number']}",
            path=document.path,
            line=place.line,
            column=place.column,
            hint="a case never changes its number: correct whichever was changed",
        )
    ]


def _find_come_back(case: Case) -> Iterator[Finding]:
    """Records in the folder of a destroyed case: a merge or a copy has brought them back."""
    if case.state != "destroyed":
        return
    for record in case.records:
        if record.kind != "tombstone":
            yield Finding(
                code="CASE-DESTROYED",
                message=f"case {case.number} was destroyed, and this record of it is back",
                path=record.path,
                line=record.line,
                hint=f"remove it again: casekit expunge {case.number} --confirm {case.number}",
            )


def _stray_file(path: str) -> Finding:
    return Finding(
        code="STRAY-FILE",
        severity="warning",
        message="this file is no record and is not read",
        path=path,
        hint="keep records as .yaml; put other files under attachments/",
    )
