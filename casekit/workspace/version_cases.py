"""The cases of one version, many at a time: from git's objects, without a list of all files.

A case folder has a tree id: the same id is the same case. What is read here is the same as
Workspace.load reads of a version, but for one thing: an odd name (a link, another repository, a
name that leads elsewhere) is told as a finding of the case that it lies in, and hides no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import groupby, islice
from types import MappingProxyType
from typing import NamedTuple

from casekit.errors import CasekitError, Unreadable
from casekit.history import limits
from casekit.history.folders import Folder, ManyObjects
from casekit.history.listing import EndlessTree
from casekit.history.repository import Repository
from casekit.model.findings import Finding
from casekit.model.ids import CASE_NUMBER
from casekit.records.quick import QuickReader
from casekit.records.schemas import SchemaSet
from casekit.workspace.finding_cases import choose_folder, find_case_twice
from casekit.workspace.loading import LoadedCase, load_case
from casekit.workspace.workspace import Workspace

# So many cases are listed together before their files are read.
_CASES_AT_ONCE = 64
# A case of ten years has some hundred; what is beyond keeps its reader busy with names alone.
MAX_ENTRIES_OF_CASE = 20_000
_MAX_REPEATS_OF_CASE = 400


class CasePlace(NamedTuple):
    """A case of a version: its number, its folder, and the id of the folder's content."""

    number: str
    folder: str
    tree: str


class VersionCases(NamedTuple):
    """The cases of a version in order of the numbers, and what could not be looked into.

    `folders` are those that were looked into, by path with the id of their content, or without
    one where they hold something odd, which must be told every time; `unchanged` those that were
    known already, with what lies below them passed by.
    """

    places: tuple[CasePlace, ...]
    findings: tuple[Finding, ...] = ()
    folders: Mapping[str, str] = MappingProxyType({})
    unchanged: Mapping[str, str] = MappingProxyType({})


def list_version_cases(
    repo: Repository, version: str | None, known: Mapping[str, str] = MappingProxyType({})
) -> VersionCases:
    """List the cases of a version by its full id; None, before the first one, has none.

    `known` are folders with the id of the content that was seen in them: they are not looked into
    again while that is the same.

    Raises GitFault when the version itself cannot be read, and Unreadable when it is made to
    exhaust whoever reads it.
    """
    if version is None:
        return VersionCases(())
    with ManyObjects(repo) as objects:
        top = objects.find_folder(version, "cases")
        walk = _Walk(objects, known)
        if top is not None:
            walk.go([("cases", top)])
    found: dict[str, CasePlace] = {}
    beside: list[CasePlace] = []
    for number, places in groupby(sorted(walk.found), key=lambda place: place.number):
        by_folder = {place.folder: place for place in places}
        found[number] = by_folder.pop(choose_folder(number, by_folder))
        for place in by_folder.values():
            beside.append(place)
            walk.findings.append(find_case_twice(number, place.folder, found[number].folder))
    # A folder with something odd anywhere in it is looked into every time, so that it is told; a
    # second one of a case as well: it is the case as soon as the first is gone.
    odd = {above for finding in walk.findings for above in _above(finding.path)}
    odd |= {above for place in beside for above in _above(place.folder)}
    folders = {path: "" if path in odd else oid for path, oid in walk.folders.items()}
    return VersionCases(tuple(found.values()), tuple(walk.findings), folders, walk.unchanged)


def _above(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def load_version_cases(workspace: Workspace, places: Iterable[CasePlace]) -> Iterator[LoadedCase]:
    """Load cases of a workspace's version in the order given, a few at a time in memory.

    What cannot be read of a case is among its findings. Raises GitFault when git cannot go on.
    """
    return load_places(workspace.repo, places, workspace.schemas, workspace.agency.zone)


def load_places(
    repo: Repository,
    places: Iterable[CasePlace],
    schemas: SchemaSet,
    zone: tzinfo,
    reader: QuickReader | None = None,
) -> Iterator[LoadedCase]:
    """Load cases from the objects of a repository; `reader` keeps what it remembers.

    Raises as load_version_cases does.
    """
    read = (reader or QuickReader()).read
    waiting = iter(places)
    with ManyObjects(repo) as objects:
        while some := list(islice(waiting, _CASES_AT_ONCE)):
            cases = [_CaseFiles(place) for place in some]
            _list_files(objects, cases)
            wanted = [oid for case in cases for oid in case.oids]
            answers = objects.read_each(wanted, "blob")
            for case in cases:
                contents = case.take(answers)
                yield load_case(
                    *(case.place.number, case.place.folder, contents, schemas, zone),
                    unreadable=case.findings,
                    read=read,
                )


class _CaseFiles:
    """The files of one case as its folders list them."""

    def __init__(self, place: CasePlace) -> None:
        self.place = place
        self.findings: list[Finding] = []
        # Of the records, which are read; other files only have their names.
        self.oids: list[str] = []
        self._paths: list[str] = []
        self._others: list[str] = []
        self._seen: set[str] = set()
        self._entries = 0
        self._repeats = 0
        self._is_refused = False

    def add(self, path: str, oid: str, folder: Folder | CasekitError) -> list[tuple[str, str]]:
        """Take note of what a folder of the case holds; give the folders in it, by path and id."""
        if self._is_refused:
            return []
        if isinstance(folder, CasekitError):
            self.findings.append(_tell(folder, path))
            return []
        self.findings.extend(_tell(fault, fault.path or path) for fault in folder.refused)
        self._entries += len(folder.entries)
        # The same folder in many places: a few bytes name millions of files.
        self._repeats += len(folder.entries) if oid in self._seen else 0
        self._seen.add(oid)
        if (
            self._entries > MAX_ENTRIES_OF_CASE
            or self._repeats > _MAX_REPEATS_OF_CASE
            or path.count("/") > limits.MAX_DEPTH
        ):
            self._refuse()
            return []
        inner: list[tuple[str, str]] = []
        for entry in folder.entries:
            name, _, entry_oid = entry
            place = f"{path}/{name}"
            if entry.is_folder:
                inner.append((place, entry_oid))
            elif name.endswith(".yaml"):
                self._paths.append(place)
                self.oids.append(entry_oid)
            else:
                self._others.append(place)
        return inner

    def take(self, answers: Iterator[bytes | CasekitError]) -> dict[str, bytes]:
        """Take the contents of the records from among the answers, a finding for each fault."""
        contents = dict.fromkeys(self._others, b"")
        total = 0
        for path, answer in zip(self._paths, answers, strict=False):
            fault = answer if isinstance(answer, CasekitError) else None
            if isinstance(answer, bytes):
                total += len(answer)
                if total <= limits.MAX_BLOBS_BYTES:
                    contents[path] = answer
                    continue
                fault = _refuse_bytes()
            if fault is not None:
                self.findings.append(_tell(fault, path))
        return contents

    def _refuse(self) -> None:
        self._is_refused = True
        why = f"a case has more than {MAX_ENTRIES_OF_CASE:,} files and folders, or they repeat"
        self.findings = [_tell(EndlessTree(why), self.place.folder)]
        self.oids, self._paths, self._others = [], [], []


def _list_files(objects: ManyObjects, cases: Sequence[_CaseFiles]) -> None:
    """Fill in the files of cases, level by level, all of a level in one go."""
    waiting = [(case, case.place.folder, case.place.tree) for case in cases]
    while waiting:
        folders = objects.read_folders([(path, oid) for _, path, oid in waiting])
        waiting = [
            (case, *inner)
            for (case, path, oid), folder in zip(waiting, folders, strict=True)
            for inner in case.add(path, oid, folder)
        ]


class _Walk:
    """The folders above the cases, level by level."""

    def __init__(self, objects: ManyObjects, known: Mapping[str, str]) -> None:
        self._objects = objects
        self._known = known
        self.folders: dict[str, str] = {}
        self.unchanged: dict[str, str] = {}
        self.found: list[CasePlace] = []
        self.findings: list[Finding] = []
        self._seen: set[str] = set()
        self._entries = 0
        self._repeats = 0

    def go(self, waiting: list[tuple[str, str]]) -> None:
        """Find the cases below folders, given by path and id; raises EndlessTree, GitFault."""
        while waiting:
            below: list[tuple[str, str]] = []
            folders = self._objects.read_folders(waiting)
            for (path, oid), folder in zip(waiting, folders, strict=True):
                if isinstance(folder, CasekitError):
                    self._pass_by(path, folder)
                    continue
                for refused in folder.refused:
                    self._pass_by(refused.path or path, refused)
                self.folders[path] = oid
                self._count(oid, len(folder.entries), path)
                for entry in folder.entries:
                    place = f"{path}/{entry.name}"
                    if not entry.is_folder:
                        continue  # a file among the cases is none
                    if CASE_NUMBER.match(entry.name):
                        self.found.append(CasePlace(entry.name, place, entry.oid))
                    elif self._known.get(place) == entry.oid:
                        self.unchanged[place] = entry.oid
                    else:
                        below.append((place, entry.oid))
            waiting = below

    def _count(self, oid: str, entries: int, path: str) -> None:
        # A folder that is stored once and stands in many places: ten of ten bytes name ten billion.
        self._entries += entries
        if oid in self._seen:
            self._repeats += entries
        self._seen.add(oid)
        stored = self._entries - self._repeats
        if self._repeats > limits.FREE_REPEATS + limits.MAX_REPEATS_PER_ENTRY * stored:
            raise EndlessTree("its folders repeat the same content over and over")
        if self._entries > limits.MAX_ENTRIES:
            raise EndlessTree(f"it holds more than {limits.MAX_ENTRIES:,} files and folders")
        if path.count("/") > limits.MAX_DEPTH:
            raise EndlessTree(f"its folders lie more than {limits.MAX_DEPTH} deep")

    def _pass_by(self, path: str, fault: CasekitError) -> None:
        message = f"{fault.message}: what is behind it was not looked at"
        self.findings.append(_tell(fault, path)._replace(message=message))


def _tell(fault: CasekitError, path: str) -> Finding:
    # Also what git cannot read is unreadable here: the rest of the version is not at fault.
    return Finding(code=Unreadable.code, message=fault.message, path=path, hint=fault.hint)


def _refuse_bytes() -> Unreadable:
    return Unreadable(
        f"the files of this case have more than {limits.MAX_BLOBS_BYTES:,} bytes together",
        hint="keep scans and long documents as attachments",
    )
