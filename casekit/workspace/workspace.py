"""An agency's folder: open it, load a case from it, save a change set into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from casekit.errors import NotFound, Unreadable
from casekit.history.repository import Repository
from casekit.history.unmerged import find_unfinished
from casekit.model.changes import ChangeSet
from casekit.model.findings import Finding
from casekit.model.ids import CASE_NUMBER
from casekit.records.document import Document
from casekit.records.profile import read_document
from casekit.records.schemas import SchemaSet
from casekit.records.validation import find_faults
from casekit.workspace.agency import AGENCY_FILE, Agency, read_agency
from casekit.workspace.finding_cases import match_case
from casekit.workspace.loading import LoadedCase, load_case
from casekit.workspace.sources import Source, VersionFiles, WorkingFiles

SCHEMA_FOLDER = ".casekit/schemas"


class NotAWorkspace(NotFound):
    """There is no agency.yaml here or above."""

    code = "NOT-A-WORKSPACE"

    def __init__(self, start: Path) -> None:
        super().__init__(
            f"{start} is not an agency's workspace, nor is a folder above it",
            hint="go into one, name one with -C DIR, or make one: casekit init DIR",
        )


@dataclass(frozen=True, eq=False)
class Workspace:
    """An open workspace, as its working files are or as one version of its history was."""

    root: Path
    repo: Repository
    source: Source
    schemas: SchemaSet
    agency: Agency
    version: str | None

    @classmethod
    def open(
        cls,
        start: Path,
        schemas: SchemaSet,
        *,
        environment: Mapping[str, str] | None = None,
        as_known: str | None = None,
    ) -> Workspace:
        """Open the workspace that `start` lies in.

        `as_known` names a version, or a date or moment of which the last version is taken. Raises
        NotAWorkspace, NotFound for an unknown version, GitFault, and for a broken agency.yaml
        Unreadable, or UnfinishedMerge when a merge broke it.
        """
        root = find_root(start)
        repo = Repository.open(root, environment)
        source: Source = WorkingFiles(root)
        version = repo.head()
        agency = _load_current_agency(repo, source, schemas)
        if as_known is not None:
            version = _version_known(repo, as_known, agency)
            source = VersionFiles(repo, version)
            agency = _load_agency(source, schemas)
        return cls(root, repo, source, schemas, agency, version)

    @cached_property
    def case_folders(self) -> Mapping[str, str]:
        """The folder of every case by its number, in order of the numbers.

        A folder that is called by a case number is a case even when its case.yaml is gone: what
        is left in it must not drop out of sight.
        """
        found: dict[str, str] = {}
        for path in self.source.list_paths("cases"):
            parts = path.split("/")
            for depth, part in enumerate(parts[2:-1], start=3):
                if CASE_NUMBER.match(part):
                    found.setdefault(part, "/".join(parts[:depth]))
                    break
        return dict(sorted(found.items()))

    def find_deleted(self) -> tuple[Finding, ...]:
        """Records that the newest version holds and the working files lack.

        A record is voided and never deleted: what is gone would take its duties with it.
        """
        if self.version is None or not isinstance(self.source, WorkingFiles):
            return ()
        gone = self.repo.list_deleted("cases")
        return tuple(
            Finding(
                code="RECORD-DELETED",
                message="this file was saved and is gone from the folder",
                path=path,
                hint=f"bring it back: git checkout HEAD -- {path}; to take a record back, give it "
                "`voided:` with by, at and reason",
            )
            for path in gone
        )

    def find_case(self, typed: str) -> str:
        """The case number meant by what somebody typed; raises UnknownCase."""
        return match_case(typed, self.case_folders)

    def load(self, number: str) -> LoadedCase:
        """Load a case by its whole number."""
        folder = self.case_folders[number]
        contents = self.source.read(self.source.list_paths(folder))
        loaded = load_case(number, folder, contents, self.schemas, self.agency.zone)
        # What git could not put together shows as a fault of form, or only by git's own mark.
        if self.is_merging or any(f.code.startswith("YAML-") for f in loaded.findings):
            from casekit.workspace.merging import tell_merge

            loaded = tell_merge(loaded, self.merge_findings)
        return loaded

    @cached_property
    def merge_findings(self) -> Mapping[str, tuple[Finding, ...]]:
        """What an unfinished merge leaves to decide, by path; none of a version of the history."""
        if not isinstance(self.source, WorkingFiles):
            return {}
        from casekit.workspace.merging import find_merge_findings

        return find_merge_findings(self.repo)

    @cached_property
    def is_merging(self) -> bool:
        """Whether git is in the middle of a merge, or of anything like it, in these files."""
        is_current = isinstance(self.source, WorkingFiles)
        return is_current and find_unfinished(self.repo.git_dir) is not None

    def refuse_unfinished_merge(self) -> None:
        """Raise UnfinishedMerge while two sides are being put together: nothing new is saved."""
        if self.is_merging:
            from casekit.workspace.merging import refuse_unfinished_merge

            refuse_unfinished_merge(self.repo)

    def read_checked(self, path: str, kind: str) -> Document:
        """Read one file outside the cases, with its faults of form among the findings."""
        document = read_document(self.source.read([path])[path], path)
        if document.findings:
            return document
        faults = find_faults(
            document.data, kind, self.schemas, document.locate, path, document.locate_key
        )
        return Document(path, document.text, document.data, faults, document.outline)

    def read_calendars(self) -> Sequence[Document]:
        """Every calendar file, checked."""
        paths = [p for p in self.source.list_paths("calendars") if p.endswith(".yaml")]
        return [self.read_checked(path, "calendar") for path in paths]

    def plan_writes(self, changes: ChangeSet) -> dict[str, bytes]:
        """The content that a change set gives each file; edits splice into what is there now."""
        # Readers never get here, and start the sooner for not importing how to write.
        from casekit.records.edit import append_item, set_value
        from casekit.records.writing import dump_document

        contents: dict[str, bytes] = {}
        for record in changes.new:
            contents[record.path] = dump_document(
                record.data, make_modeline(record.path, record.kind)
            )
        for edit in changes.edits:
            before = contents.get(edit.path)
            if before is None:
                before = self.source.read([edit.path])[edit.path]
            change = append_item if edit.append else set_value
            contents[edit.path] = change(before, edit.keys, edit.value)
        return contents

    def save(self, changes: ChangeSet, when: datetime | None) -> str:
        """Write a change set as one version and give its id.

        `when` dates the version; None is now. Raises UnfinishedMerge, ConflictingEdit when
        somebody saved in between or a target file has unsaved edits, and GitFault when git cannot
        write.
        """
        self.refuse_unfinished_merge()
        from casekit.history.commit import commit_files

        return commit_files(
            self.repo,
            self.plan_writes(changes),
            message=changes.summary,
            when=when,
            expected_head=self.version,
        )

    def rewrite(self, contents: Mapping[str, bytes]) -> None:
        """Put new content into working files, each in one step; no version is saved."""
        from casekit.history.files import look_at, stage_files

        found = {path: look_at(self.root, path) for path in contents}
        stage_files(self.root, contents, found, ()).place()


def find_root(start: Path) -> Path:
    """The nearest folder upward that has an agency.yaml; raise NotAWorkspace."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / AGENCY_FILE).is_file():
            return folder
    raise NotAWorkspace(start)


def make_modeline(path: str, kind: str) -> str:
    """The comment by which a YAML editor finds the schema of a file at this path."""
    up = "../" * path.count("/")
    return f"yaml-language-server: $schema={up}{SCHEMA_FOLDER}/{kind}.schema.json"


def _load_agency(source: Source, schemas: SchemaSet) -> Agency:
    document = read_document(source.read([AGENCY_FILE])[AGENCY_FILE], AGENCY_FILE)
    findings: tuple[Finding, ...] = document.findings
    if not findings:
        findings = find_faults(
            document.data, "agency", schemas, document.locate, AGENCY_FILE, document.locate_key
        )
    if findings or document.data is None:
        raise Unreadable(f"{AGENCY_FILE} cannot be used until it is mended", findings)
    data: Any = document.data
    return read_agency(data)


def _load_current_agency(repo: Repository, source: Source, schemas: SchemaSet) -> Agency:
    try:
        return _load_agency(source, schemas)
    except Unreadable:
        from casekit.workspace.merging import refuse_unmerged

        refuse_unmerged(repo, AGENCY_FILE)
        raise


def _version_known(repo: Repository, as_known: str, agency: Agency) -> str:
    """Read `as_known` as a day or a moment if it is one, else as the name of a version."""
    from casekit.model.when import read_when

    try:
        moment = read_when(as_known, agency.zone).latest
    except ValueError:
        return repo.resolve(as_known)
    version = repo.version_at(moment)
    if version is None:
        raise NotFound(f"the history of this workspace begins after {as_known}")
    return version
