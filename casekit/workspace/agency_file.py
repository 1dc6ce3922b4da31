"""Reading agency.yaml, from the folder or from a version."""

from __future__ import annotations

from typing import Any

from casekit.errors import Unreadable
from casekit.history.repository import Repository
from casekit.model.findings import Finding
from casekit.records.schemas import SchemaSet
from casekit.workspace.agency import AGENCY_FILE, Agency, read_agency
from casekit.workspace.sources import Source, VersionFiles


def load_saved_agency(repo: Repository, source: VersionFiles, schemas: SchemaSet) -> Agency:
    """Read agency.yaml of a version, which is remembered by its content; raises Unreadable."""
    from casekit.workspace.remembered import recall_agency, remember_agency

    entry = source.top.get(AGENCY_FILE)
    if entry is None or entry.is_folder:
        return load_agency(source, schemas)
    data = recall_agency(repo.git_dir, entry.oid)
    if data is None:
        data = _read_agency_data(source, schemas)
        remember_agency(repo.git_dir, entry.oid, data)
    return read_agency(data)


def load_agency(source: Source, schemas: SchemaSet) -> Agency:
    """Read agency.yaml from a source; raises Unreadable with its faults."""
    return read_agency(_read_agency_data(source, schemas))


def _read_agency_data(source: Source, schemas: SchemaSet) -> Any:
    from casekit.records.quick import QuickReader
    from casekit.records.validation import find_faults

    document = QuickReader().read(source.read([AGENCY_FILE])[AGENCY_FILE], AGENCY_FILE)
    findings: tuple[Finding, ...] = document.findings
    if not findings:
        findings = find_faults(
            document.data, "agency", schemas, document.locate, AGENCY_FILE, document.locate_key
        )
    if findings or document.data is None:
        raise Unreadable(f"{AGENCY_FILE} cannot be used until it is mended", findings)
    return document.data


def load_current_agency(repo: Repository, source: Source, schemas: SchemaSet) -> Agency:
    """Read agency.yaml as it is; raises Unreadable, or UnfinishedMerge when a merge broke it."""
    try:
        return load_agency(source, schemas)
    except Unreadable:
        from casekit.workspace.merging import refuse_unmerged

        refuse_unmerged(repo, AGENCY_FILE)
        raise
