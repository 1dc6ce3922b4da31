"""Where a workspace's files are read from: the folder as it is, or a version of its history."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from casekit.errors import Unreadable
from casekit.history.files import open_plain
from casekit.history.names import TEMP_PREFIX
from casekit.history.repository import Repository
from casekit.model.findings import Finding
from casekit.model.ids import CASE_NUMBER
from casekit.workspace.finding_cases import find_case_folder

if TYPE_CHECKING:
    from casekit.history.folders import Entry
    from casekit.workspace.case_places import VersionCases


# What an answer depends on: the cases, and what of a workspace lies beside them.
BESIDE_CASES = ("agency.yaml", "calendars", "standards", "trust")
JUDGED = ("cases", *BESIDE_CASES)


class Source(Protocol):
    """Lists and reads files by their path from the workspace's top, with `/` between folders."""

    def list_cases(self) -> Iterable[str]:
        """Every folder below `cases/` that is called by a case number."""

    def has_folder(self, path: str) -> bool:
        """Whether a folder is there."""

    def list_paths(self, prefix: str) -> Sequence[str]:
        """All files below a folder, sorted; none when there is no such folder."""

    def has(self, path: str) -> bool:
        """Whether a file is there."""

    def read(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        """The content of files; raises Unreadable for one that is not there."""


@dataclass(frozen=True, eq=False)
class WorkingFiles:
    """The files of the folder, saved or not."""

    root: Path

    def list_cases(self) -> Iterator[str]:
        # Only names are read, no file: with ten thousand cases that is still quick.
        waiting = ["cases"]
        while waiting:
            above = waiting.pop()
            for entry in list_folders(self.root / above):
                place = f"{above}/{entry}"
                if CASE_NUMBER.match(entry):
                    yield place
                else:
                    waiting.append(place)

    def list_closed(self) -> Iterator[tuple[str, str]]:
        """Every link, and every folder that cannot be listed, in the places where cases lie.

        With what it is, in words: nothing behind it was looked at.
        """
        waiting = ["cases"]
        while waiting:
            above = waiting.pop()
            try:
                with os.scandir(self.root / above) as entries:
                    for entry in entries:
                        place = f"{above}/{entry.name}"
                        if entry.is_symlink():
                            yield place, "this is a link, not followed"
                        elif entry.is_dir() and not CASE_NUMBER.match(entry.name):
                            waiting.append(place)
            except FileNotFoundError:
                continue  # no case was ever opened
            except OSError as fault:
                yield above, f"this folder cannot be read ({fault.strerror})"

    def has_folder(self, path: str) -> bool:
        place = self.root / path
        return place.is_dir() and not place.is_symlink()

    def has(self, path: str) -> bool:
        # Whatever stands there: what is no plain file is refused when it is read, not passed over.
        return os.path.lexists(self.root / path)

    def list_paths(self, prefix: str) -> Sequence[str]:
        top = self.root / prefix
        found: list[str] = []

        def keep(fault: OSError) -> None:
            # A folder that cannot be listed is told, as a file that cannot be read.
            if not isinstance(fault, FileNotFoundError):
                found.append(Path(fault.filename).relative_to(self.root).as_posix())

        for folder, folders, files in os.walk(top, onerror=keep):
            linked = {f for f in folders if os.path.islink(os.path.join(folder, f))}
            folders[:] = sorted(f for f in folders if f not in linked)
            base = Path(folder).relative_to(self.root).as_posix()
            # A linked folder is not entered; listed, it is told as what cannot be read.
            names = [*linked, *(name for name in files if not name.startswith(TEMP_PREFIX))]
            found.extend(f"{base}/{name}" for name in names)
        return sorted(found)

    def read(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        return {path: self._read_one(path) for path in paths}

    def _read_one(self, path: str) -> bytes:
        try:
            # A link could lead out of the workspace to anything this person may read.
            # As a text: a path object of its own takes longer than opening the file.
            with open_plain(f"{self.root}/{path}") as file:
                return file.read()
        except OSError as fault:
            is_link = (self.root / path).is_symlink()
            why = "it is a link, which is not followed" if is_link else fault.strerror
            raise Unreadable(
                f"{path} cannot be read: {why}",
                hint="put the file itself in its place" if is_link else None,
                path=path,
            ) from fault


@dataclass(frozen=True, eq=False)
class VersionFiles:
    """The files as one version of the history held them.

    A folder is listed when somebody asks for something in it: there may be ten thousand cases.
    """

    repo: Repository
    version: str
    _listed: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def cases(self) -> VersionCases:
        """Every case, and what among them could not be looked into."""
        from casekit.workspace.case_places import list_version_cases

        return list_version_cases(self.repo, self.version)

    @cached_property
    def top(self) -> Mapping[str, Entry]:
        """What lies at the top of the version, by name; odd names that nobody needs are left out.

        Raises OddName where a link or the like stands for something that answers depend on.
        """
        from casekit.history.folders import ManyObjects

        with ManyObjects(self.repo) as objects:
            top = objects.read_top(self.version)
        for refused in top.refused:
            if refused.path in JUDGED:
                raise refused
        return {entry.name: entry for entry in top.entries}

    def list_cases(self) -> Iterator[str]:
        for place in self.cases.places:
            yield place.folder

    def has_folder(self, path: str) -> bool:
        if "/" not in path:
            entry = self.top.get(path)
            return entry is not None and entry.is_folder
        return bool(self.list_paths(path))

    def has(self, path: str) -> bool:
        if "/" not in path:
            entry = self.top.get(path)
            return entry is not None and not entry.is_folder
        return path in self._ids_around(path)

    def list_paths(self, prefix: str) -> Sequence[str]:
        return find_below(sorted(self._ids_around(prefix)), prefix)

    def read(self, paths: Sequence[str]) -> Mapping[str, bytes]:
        ids = {path: self.id_of(path) for path in paths}
        for path, oid in ids.items():
            if oid is None:
                raise Unreadable(f"version {self.version[:7]} has no file {path}", path=path)
        from casekit.history.objects import read_blobs

        blobs = read_blobs(self.repo, [oid for oid in ids.values() if oid])
        return {path: blobs[oid] for path, oid in ids.items() if oid}

    def id_of(self, path: str) -> str | None:
        """What git calls the content of a file by; the same for the same bytes."""
        return self._ids_around(path).get(path)

    def _ids_around(self, path: str) -> Mapping[str, str]:
        """The files of the case that a path lies in, else of its folder at the top."""
        case = find_case_folder(f"{path}/")
        scope = case[1] if case else path if path.startswith("cases/") else path.split("/")[0]
        if scope not in self._listed:
            from casekit.history.objects import list_files

            entries = list_files(self.repo, self.version, scope)
            self._listed[scope] = {entry.path: entry.oid for entry in entries}
        return self._listed[scope]


def read_each(source: Source, paths: Sequence[str]) -> tuple[dict[str, bytes], list[Finding]]:
    """The content of files, and a finding for each that cannot be read: it hides no other."""
    try:
        return dict(source.read(paths)), []
    except Unreadable:
        contents: dict[str, bytes] = {}
        unreadable = []
        for path in paths:
            try:
                contents |= source.read([path])
            except Unreadable as fault:
                unreadable.append(
                    Finding(code=fault.code, message=fault.message, path=path, hint=fault.hint)
                )
        return contents, unreadable


def find_below(ordered: Sequence[str], folder: str) -> Sequence[str]:
    """Those of sorted paths that lie below a folder."""
    top = folder.rstrip("/")
    # `0` is what comes next after `/`.
    return ordered[bisect_left(ordered, f"{top}/") : bisect_left(ordered, f"{top}0")]


def list_folders(folder: Path) -> list[str]:
    """The folders in a folder, without links; none where it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
