"""Where the cases of one version lie: from git's folders, without a list of all files.

A case folder has a tree id: the same id is the same case. An odd name (a link, another repository,
a name that leads elsewhere) is told, and hides no other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from casekit.errors import CasekitError, Unreadable
from casekit.history import limits
from casekit.history.folders import ManyObjects
from casekit.history.listing import EndlessTree
from casekit.history.repository import Repository
from casekit.model.findings import Finding
from casekit.model.ids import CASE_NUMBER
from casekit.workspace.finding_cases import choose_folder, find_case_twice


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
    places, beside = _choose(walk)
    # A folder with something odd anywhere in it is looked into every time, so that it is told; a
    # second one of a case as well: it is the case as soon as the first is gone.
    odd = {above for finding in walk.findings for above in _above(finding.path)}
    odd |= {above for place in beside for above in _above(place.folder)}
    folders = {path: "" if path in odd else oid for path, oid in walk.folders.items()}
    return VersionCases(places, tuple(walk.findings), folders, walk.unchanged)


def list_changed_cases(repo: Repository, before: str, version: str) -> VersionCases:
    """List the cases of a version, by its full id, that an earlier one does not have so.

    Only folders that differ are looked into, and only what is odd in them is told. Raises as
    list_version_cases does.
    """
    with ManyObjects(repo) as objects:
        old, top = objects.find_folder(before, "cases"), objects.find_folder(version, "cases")
        known = {"cases": old} if old is not None else {}
        walk = _Walk(objects, known)
        waiting = [("cases", top)] if top is not None and top != old else []
        while waiting:
            there = [(path, known[path]) for path, _ in waiting if path in known]
            for (path, _), folder in zip(there, objects.read_folders(there), strict=True):
                if not isinstance(folder, CasekitError):
                    known.update({f"{path}/{e.name}": e.oid for e in folder.entries})
            waiting = walk.step(waiting)
    walk.found = [place for place in walk.found if known.get(place.folder) != place.tree]
    places, _ = _choose(walk)
    return VersionCases(places, tuple(walk.findings))


def _choose(walk: _Walk) -> tuple[tuple[CasePlace, ...], list[CasePlace]]:
    """The place of each case, and those that bear a number a second time, which is told."""
    found: list[CasePlace] = []
    beside: list[CasePlace] = []
    for number, places in groupby(sorted(walk.found), key=lambda place: place.number):
        by_folder = {place.folder: place for place in places}
        found.append(by_folder.pop(choose_folder(number, by_folder)))
        for place in by_folder.values():
            beside.append(place)
            walk.findings.append(find_case_twice(number, place.folder, found[-1].folder))
    return tuple(found), beside


def _above(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


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
            waiting = self.step(waiting)

    def step(self, waiting: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Look into folders, and give those in them that are to be looked into next."""
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
        return below

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
        self.findings.append(tell_unreadable(fault, path)._replace(message=message))


def tell_unreadable(fault: CasekitError, path: str) -> Finding:
    """The finding of what cannot be read at a path."""
    # Also what git cannot read is unreadable here: the rest of the version is not at fault.
    return Finding(code=Unreadable.code, message=fault.message, path=path, hint=fault.hint)
