"""What one version holds: its files by path, its cases, and what lies where nothing belongs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from casekit.errors import CasekitError, Unreadable
from casekit.history.objects import FileEntry
from casekit.history.repository import Repository
from casekit.history.walking import PatientReader, walk_version
from casekit.model.findings import Finding
from casekit.workspace.agency import AGENCY_FILE
from casekit.workspace.finding_cases import find_case_folder, find_case_twice
from casekit.workspace.sources import find_below

# Everything that a workspace may hold beside its cases.
_KNOWN = re.compile(
    r"""
    agency\.yaml | process\.yaml | [^/]+\.md | LICENSE
    | calendars/[^/]+/[0-9]{4}\.yaml | directory/[^/]+\.yaml | standards/[^/]+\.yaml
    | templates/.+ | trust/[0-9]{4}\.(?:json|[A-Za-z0-9]+\.sig)
    | \.git[a-z]+ | \.(?: casekit | vscode | github | gitlab | gitea | forgejo | ci )/.+
    | \.[a-z-]+\.ya?ml                                        # a forge's or a tool's settings
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, eq=False)
class Listing:
    """The files of a version: ids by path, and the paths of each case by number and folder."""

    files: Mapping[str, str]
    cases: Mapping[tuple[str, str], Sequence[str]]
    findings: tuple[Finding, ...]

    def find_path(self, oid: str) -> str | None:
        """A path at which the version holds these bytes."""
        return next((path for path, own in self.files.items() if own == oid), None)


@dataclass(frozen=True, eq=False)
class ListedFiles:
    """The files of a version as a source to load from; what is listed is not listed again."""

    listing: Listing
    reader: PatientReader

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted(self.listing.files)

    def list_cases(self) -> Sequence[str]:
        """The folder of every case."""
        return [folder for _, folder in self.listing.cases]

    def has_folder(self, path: str) -> bool:
        """Whether a folder is there."""
        return bool(find_below(self._sorted, path))

    def has(self, path: str) -> bool:
        """Whether a file is there."""
        return path in self.listing.files

    def list_paths(self, prefix: str) -> Sequence[str]:
        """All files below a folder, sorted."""
        return find_below(self._sorted, prefix)

    def read(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        """The content of files; raises what keeps one from being read."""
        contents = {}
        for path in paths:
            if not self.has(path):
                raise Unreadable(f"the version has no file {path}", path=path)
            data = self.reader.read(self.listing.files[path])
            if isinstance(data, CasekitError):
                raise data
            contents[path] = data
        return contents


def list_version(repo: Repository, version: str) -> Listing:
    """Walk through a version; every fault of a name, a kind or a place becomes a finding."""
    files: dict[str, str] = {}
    cases: dict[tuple[str, str], list[str]] = {}
    folders: dict[str, str] = {}
    findings: list[Finding] = []
    try:
        for entry in walk_version(repo, version):
            if not isinstance(entry, FileEntry):
                findings.append(refuse_name(entry, entry.path or "history"))
                continue
            files[entry.path] = entry.oid
            case = find_case_folder(entry.path)
            if case is None:
                if not _KNOWN.fullmatch(entry.path):
                    findings.append(_find_no_place(entry.path))
                continue
            number, folder = case
            cases.setdefault(case, []).append(entry.path)
            if folders.setdefault(number, folder) != folder and len(cases[case]) == 1:
                findings.append(find_case_twice(number, folder, folders[number]))
    except CasekitError as fault:
        findings.append(cannot_read(fault, "history"))
    return Listing(files, cases, tuple(findings))


def refuse_name(fault: CasekitError, path: str) -> Finding:
    """Say that an entry is refused for its name or its kind."""
    return Finding(code="NAME-REFUSED", message=fault.message, path=path, hint=fault.hint)


def cannot_read(fault: CasekitError, path: str) -> Finding:
    """Say that something of the history cannot be read."""
    return Finding(
        code="HISTORY-UNREADABLE", message=fault.message, path=fault.path or path, hint=fault.hint
    )


def _find_no_place(path: str) -> Finding:
    hint = "move it out of the workspace, or into attachments/ of the case that it belongs to"
    if path.rpartition("/")[2] == AGENCY_FILE:
        hint = f"the agency's own {AGENCY_FILE} lies at the top"
    return Finding(
        code="STRAY-FILE",
        severity="warning",
        message="this file is no record, and nothing that belongs into a workspace",
        path=path,
        hint=hint,
    )
