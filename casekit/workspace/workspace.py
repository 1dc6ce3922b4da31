"""An agency's folder: open it, load a case from it, save a change set into it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from casekit.errors import ConflictingEdit, NotFound, Unreadable
from casekit.history.repository import Repository
from casekit.history.unmerged import find_unfinished
from casekit.model.changes import ChangeSet
from casekit.model.findings import Finding
from casekit.model.ids import CASE_NUMBER
from casekit.records.document import Document
from casekit.records.schemas import SchemaSet
from casekit.trust.places import TRUST_FOLDER
from casekit.workspace.agency import AGENCY_FILE, Agency
from casekit.workspace.agency_file import load_agency, load_current_agency, load_saved_agency
from casekit.workspace.finding_cases import (
    CASES_SIDE_BY_SIDE,
    choose_folder,
    match_case,
    usual_folders,
)
from casekit.workspace.loading import TOMBSTONE_FILE, WITHHELD, LoadedCase, load_case
from casekit.workspace.sources import (
    Source,
    VersionFiles,
    WorkingFiles,
    list_folders,
    read_each,
)

if TYPE_CHECKING:
    from casekit.records.quick import QuickReader
    from casekit.trust.proof import Proof

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
    # Where the trust file is read that approvals are judged by: the same files, if it is not told.
    trusted: Source | None = None
    # The ids of decisions that are to come in now, if it is known: who has left gives none of them.
    coming: frozenset[str] = frozenset()

    @classmethod
    def open(
        cls,
        start: Path,
        schemas: SchemaSet,
        *,
        environment: Mapping[str, str] | None = None,
        as_known: str | None = None,
        saved: bool = False,
    ) -> Workspace:
        """Open the workspace that `start` lies in.

        `as_known` names a version, or a date or moment of which the last version is taken;
        `saved` takes the newest one instead of the files as they are. Raises
        NotAWorkspace, NotFound for an unknown version, GitFault, and for a broken agency.yaml
        Unreadable, or UnfinishedMerge when a merge broke it.
        """
        repo = open_repository(start, environment)
        return cls.read(repo, schemas, as_known=as_known, saved=saved)

    @classmethod
    def read(
        cls,
        repo: Repository,
        schemas: SchemaSet,
        *,
        as_known: str | None = None,
        saved: bool = False,
    ) -> Workspace:
        """Open the workspace of a repository that is open; raises as `open` does."""
        if repo.journal.is_waiting():
            from casekit.history.recovery import settle

            settle(repo)
        root = repo.root
        source: Source = WorkingFiles(root)
        version = repo.head()
        if saved and version is not None and as_known is None:
            source = VersionFiles(repo, version)
            agency = load_saved_agency(repo, source, schemas)
            return cls(root, repo, source, schemas, agency, version)
        agency = load_current_agency(repo, source, schemas)
        if as_known is not None:
            version = _version_known(repo, as_known, agency)
            source = VersionFiles(repo, version)
            agency = load_agency(source, schemas)
        return cls(root, repo, source, schemas, agency, version)

    def judged_by(self, other: Workspace, coming: Iterable[str] = ()) -> Workspace:
        """The same files, judged by the agency file and the trust of another state.

        A branch changes neither who works here nor whose signature counts for itself. `coming` are
        the ids of decisions that it brings.
        """
        return replace(self, agency=other.agency, trusted=other.source, coming=frozenset(coming))

    @cached_property
    def case_folders(self) -> Mapping[str, str]:
        """The folder of every case by its number, in order of the numbers.

        A folder that is called by a case number is a case even when its case.yaml is gone: what
        is left in it must not drop out of sight.
        """
        return {number: places[0] for number, places in self.all_case_folders.items()}

    @cached_property
    def all_case_folders(self) -> Mapping[str, Sequence[str]]:
        """Every folder that bears a case number, by number; first the one that is the case."""
        found: dict[str, list[str]] = {}
        for place in sorted(self.source.list_cases()):
            found.setdefault(place.rpartition("/")[2], []).append(place)
        for number, places in found.items():
            first = choose_folder(number, places)
            places.sort(key=lambda place: (place != first, place))
        return dict(sorted(found.items()))

    def has_case(self, number: str) -> bool:
        """Whether a case of this number has its folder where new ones go."""
        return any(map(self.source.has_folder, usual_folders(number)))

    def folder_of(self, number: str) -> str:
        """The folder of a case by its whole number; raises UnknownCase."""
        usual = (place for place in usual_folders(number) if self.source.has_folder(place))
        return next(usual, None) or self.case_folders[match_case(number, self.case_folders)]

    def place_new_case(self, number: str) -> str:
        """Where the folder of a new case goes: in its year while few are there."""
        side_by_side, by_symbols = usual_folders(number)
        year = side_by_side.rpartition("/")[0]
        few = len(list_folders(self.root / year)) < CASES_SIDE_BY_SIDE
        return side_by_side if few else by_symbols

    def find_record(self, folder: str, record_id: str) -> str | None:
        """The number of the case that has a record of this id in one of its folders."""
        name = f"{folder}/{record_id}.yaml"
        return next(
            (n for n, place in self.case_folders.items() if self.source.has(f"{place}/{name}")),
            None,
        )

    def find_case(self, typed: str, *, whatever_state: bool = False) -> str:
        """The case number meant by what somebody typed.

        Raises UnknownCase, and CaseWithheld for a file that was sealed or destroyed, unless its
        state does not matter to the caller.
        """
        number = self._match_case(typed)
        tombstone = None if whatever_state else self.read_tombstone(number)
        if tombstone is not None and tombstone["state"] in WITHHELD:
            from casekit.workspace.tombstones import CaseWithheld

            raise CaseWithheld(number, tombstone)
        return number

    def read_tombstone(self, number: str) -> Mapping[str, Any] | None:
        """What was decided about a case file itself, None where nothing was; raises Unreadable."""
        path = f"{self.folder_of(number)}/{TOMBSTONE_FILE}"
        if not self.source.has(path):
            return None
        document = self.read_checked(path, "tombstone")
        if document.findings or document.data is None:
            # Half a word about a sealed file must not open it.
            raise Unreadable(f"{path} cannot be read", document.findings, path=path)
        data: Any = document.data
        return dict(data)

    def _match_case(self, typed: str) -> str:
        wanted = typed.strip().upper()
        if CASE_NUMBER.match(wanted) and self.has_case(wanted):
            return wanted  # a whole number needs no list of all
        return match_case(typed, self.case_folders)

    def load(self, number: str) -> LoadedCase:
        """Load a case by its whole number."""
        folder = self.folder_of(number)
        contents, unreadable = read_each(self.source, self.source.list_paths(folder))
        loaded = load_case(
            *(number, folder, contents, self.schemas, self.agency.zone),
            unreadable,
            self._reader.read,
            self.proof,
        )
        # What git could not put together shows as a fault of form, or only by git's own mark.
        if self.is_merging or any(f.code.startswith("YAML-") for f in loaded.findings):
            from casekit.workspace.merging import tell_merge

            loaded = tell_merge(loaded, self.merge_findings)
        return loaded

    @cached_property
    def proof(self) -> Proof | None:
        """What approvals are judged by; None where there is no trust file."""
        source = self.trusted or self.source
        # Workspaces without one start the sooner for not importing how to judge signatures.
        if not source.has_folder(TRUST_FOLDER) and not source.has(TRUST_FOLDER):
            return None
        from casekit.workspace.proving import open_proof

        return open_proof(source, self.agency, self.coming)

    @cached_property
    def _reader(self) -> QuickReader:
        from casekit.records.quick import QuickReader

        return QuickReader()

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
        """Raise UnfinishedMerge while two sides are being put together: nothing new is saved.

        Asks git's folder anew each time: a merge may begin while a command waits.
        """
        if find_unfinished(self.repo.git_dir) is not None:
            from casekit.workspace.merging import refuse_unfinished_merge

            refuse_unfinished_merge(self.repo)

    def read_checked(self, path: str, kind: str) -> Document:
        """Read one file outside the cases, with its faults of form among the findings."""
        from casekit.records.profile import read_document
        from casekit.records.validation import find_faults

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
        return [self.read_calendar(path) for path in paths]

    def read_calendar(self, path: str) -> Document:
        """Read one calendar file, checked; its year must be the one that its name says."""
        document = self.read_checked(path, "calendar")
        data: Any = document.data
        name = path.rpartition("/")[2].removesuffix(".yaml")
        if document.findings or data is None or str(data["year"]) == name:
            return document
        place = document.locate(("year",))
        fault = Finding(
            # Of two files for one year, chance would decide which one counts.
            code="CALENDAR-OTHER-YEAR",
            message=f"the file is called {name}.yaml and holds the year {data['year']}",
            path=path,
            line=place.line,
            column=place.column,
            hint="correct the year, or the name of the file",
        )
        return Document(path, document.text, None, (fault,), document.outline)

    def read_standards(self) -> Sequence[Document]:
        """Every file of the agency's own rules, checked."""
        paths = [p for p in self.source.list_paths("standards") if p.endswith(".yaml")]
        return [self.read_checked(path, "standards-pack") for path in paths]

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
        return contents | {file.path: file.content for file in changes.files}

    def save(self, changes: ChangeSet, when: datetime | None) -> str:
        """Write a change set as one version and give its id.

        `when` dates the version; None is now. Without any change the current version is given
        back. Raises UnfinishedMerge, ConflictingEdit when somebody saved in between or a target
        file has unsaved edits, and GitFault when git cannot write.
        """
        self.refuse_unfinished_merge()
        if changes.is_empty and self.version is not None:
            return self.version
        from casekit.history.commit import commit_files

        return commit_files(
            self.repo,
            {**dict.fromkeys(changes.removed), **self.plan_writes(changes)},
            message=changes.summary,
            when=when,
            expected_head=self.version,
        )

    def rewrite(
        self, contents: Mapping[str, bytes], before: Mapping[str, bytes] | None = None
    ) -> None:
        """Put new content into working files, each in one step; no version is saved.

        With `before`, only files that still hold that. Raises ConflictingEdit, GitFault.
        """
        from casekit.history.files import cannot_write, look_at, replace_file
        from casekit.history.recovery import hold_store

        with hold_store(self.repo):
            for path, content in contents.items():
                if before is not None and look_at(self.root, path).data != before.get(path):
                    raise ConflictingEdit(
                        f"{path} was edited in between; it was not changed",
                        hint="run the command again",
                        path=path,
                    )
                try:
                    replace_file(self.root / path, content)
                except OSError as fault:
                    raise cannot_write(path, fault) from fault


@contextmanager
def hold_workspace(start: Path, environment: Mapping[str, str] | None) -> Iterator[Repository]:
    """Open the repository of a workspace for a command that saves.

    Until the block ends no other casekit command saves here, so what is read is what will be built
    on. Raises NotAWorkspace, ConflictingEdit when another one saves for too long, GitFault.
    """
    from casekit.history.recovery import hold_store

    repo = open_repository(start, environment)
    with hold_store(repo):
        yield repo


def open_repository(start: Path, environment: Mapping[str, str] | None) -> Repository:
    """Open the repository of the workspace that `start` lies in; raise NotAWorkspace, GitFault."""
    return Repository.open(find_root(start), environment)


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
