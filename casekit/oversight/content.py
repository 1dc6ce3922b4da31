"""The records of one version: form, sense, ids, and clocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC

from casekit.errors import CasekitError
from casekit.history.repository import Repository
from casekit.history.walking import PatientReader
from casekit.model.faults import explain_fault
from casekit.model.findings import Finding
from casekit.model.records import Record
from casekit.oversight.listing import ListedFiles, Listing, cannot_read
from casekit.oversight.story import TOLERANCE, Saved, Story
from casekit.practice.agency_checks import check_agency
from casekit.practice.checks import check_case
from casekit.practice.scope import Scope
from casekit.records.schemas import SchemaSet
from casekit.records.sealing import is_well_formed, iter_seals
from casekit.workspace.agency import AGENCY_FILE, Agency
from casekit.workspace.agency_file import load_agency
from casekit.workspace.loading import LoadedCase, load_case
from casekit.workspace.workspace import Workspace


@dataclass(eq=False)
class Content:
    """What reading all cases of a version gave."""

    # Where each record id stands, and the id of each file that is not called by it.
    paths: dict[str, str] = field(default_factory=dict)
    odd_names: dict[str, str] = field(default_factory=dict)
    destroyed: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


def read_content(
    repo: Repository,
    version: str,
    listing: Listing,
    story: Story,
    schemas: SchemaSet,
    reader: PatientReader,
) -> Content:
    """Read the agency's files and every case of a version; each fault becomes a finding."""
    content = Content()
    source = ListedFiles(listing, reader)
    agency: Agency | None = None
    try:
        agency = load_agency(source, schemas)
    except CasekitError as fault:
        content.findings += explain_fault(fault, AGENCY_FILE)
    else:
        try:
            opened = Workspace(repo.root, repo, source, schemas, agency, version)
            content.findings += check_agency(opened)
        except CasekitError as fault:
            content.findings.append(cannot_read(fault, "history"))
    zone = agency.zone if agency else UTC
    for (number, folder), paths in listing.cases.items():
        contents = _read_case(listing, paths, reader, content)
        loaded = load_case(number, folder, contents, schemas, zone)
        # What is there and cannot be read has been told as that.
        content.findings += (
            f
            for f in loaded.findings
            if f.code != "CASE-FILE-MISSING" or f.path not in listing.files
        )
        _take_in(loaded, content)
        if agency is not None and story.newest is not None:
            now = story.newest.at + TOLERANCE
            scope = Scope(loaded, agency, schemas, now)
            content.findings += check_case(scope)
            for record in loaded.case.records:
                content.findings += _check_clock(scope, record, story)
                content.findings += _check_seals(scope, record)
    return content


def _read_case(
    listing: Listing, paths: Sequence[str], reader: PatientReader, content: Content
) -> dict[str, bytes]:
    """Read the records of a case; attachments are read by the check of the store alone."""
    wanted = [path for path in paths if path.endswith(".yaml")]
    contents = {path: b"" for path in paths if not path.endswith(".yaml")}
    found = reader.read_many([listing.files[path] for path in wanted])
    for path in wanted:
        data = found[listing.files[path]]
        if isinstance(data, CasekitError):
            content.findings.append(cannot_read(data, path))
        else:
            contents[path] = data
    return contents


def _take_in(loaded: LoadedCase, content: Content) -> None:
    case = loaded.case
    if case.state == "destroyed":
        content.destroyed.add(case.number)
    for record in case.records:
        other = content.paths.setdefault(record.id, record.path)
        if not other.startswith(f"{case.path}/"):
            content.findings.append(find_id_twice(record.id, record.path, other))
        if not record.path.endswith(f"/{record.id}.yaml"):
            content.odd_names[record.path] = record.id


def find_id_twice(record_id: str, path: str, other: str, branch: str | None = None) -> Finding:
    """Say that one record id stands at two places."""
    where = f" on branch {branch}" if branch else ""
    return Finding(
        code="ID-TWICE",
        message=f"{record_id} is the id of this record{where} and of {other}",
        path=path,
        hint="give the newer of the two a new id and file name",
    )


def _check_clock(scope: Scope, record: Record, story: Story) -> list[Finding]:
    """A record was written down before the version that brought it was saved."""
    newest, brought = story.newest, story.arrived.get(record.path)
    if newest is not None and record.recorded_at > newest.at + TOLERANCE:
        return [_find_too_late(scope, record, "is the newest", newest, "RECORDED-IN-FUTURE")]
    if brought is not None and record.recorded_at > brought.at + TOLERANCE:
        return [_find_too_late(scope, record, "brought it", brought, "RECORDED-AFTER-VERSION")]
    return []


def _check_seals(scope: Scope, record: Record) -> Iterator[Finding]:
    """What is sealed is so in the one form that can be opened; nobody's key is needed to see it."""
    for keys, value in iter_seals(record.data):
        if not isinstance(value, str) or not is_well_formed(value):
            yield scope.finding(
                record,
                keys,
                "SEAL-BAD",
                "this sealed value is damaged, or was never one",
                "bring back what it was: casekit log tells the versions; it cannot be mended",
            )


def _find_too_late(scope: Scope, record: Record, what: str, saved: Saved, code: str) -> Finding:
    return scope.finding(
        record,
        ("recorded_at",),
        code,
        f"it says that it was written down at {record.data['recorded_at']}, later than the version "
        f"that {what}: {saved.name}",
        "see who saved it: casekit log; correct whichever clock was wrong by a note, not by a date",
    )
