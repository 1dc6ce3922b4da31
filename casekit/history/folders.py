"""Many objects of a version: its folders as git stores them, every name judged, and its files.

`listing` refuses a whole version at the first odd name. Here each entry of a folder is judged by
the same rules, and what is refused is told beside what is not: one broken case never hides another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from operator import lt
from types import TracebackType
from typing import NamedTuple

from casekit.errors import CasekitError
from casekit.history.entries import FILE_MODES, check_mode
from casekit.history.listing import is_plain_name
from casekit.history.names import OddName, check_name, decode_path, fold_name
from casekit.history.objects import ObjectReader, open_reader
from casekit.history.repository import Repository
from casekit.history.runner import DamagedHistory

_FOLDER_MODE = "40000"
# After so many objects that end the conversation with git, a repository is not read any further.
_MAX_RESTARTS = 100
_TOP_OF_VERSION = re.compile(rb"tree ([0-9a-f]{40}|[0-9a-f]{64})\n")
_BYTES_OF_ID = {"sha1": 20, "sha256": 32}


class Entry(NamedTuple):
    """One line of a folder: its name, its git mode and the id of what it names."""

    name: str
    mode: str
    oid: str

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, and not a plain file."""
        return self.mode == _FOLDER_MODE


class Folder(NamedTuple):
    """What a folder holds, and why some of it is refused."""

    entries: tuple[Entry, ...]
    refused: tuple[OddName, ...] = ()


class ManyObjects:
    """Reads objects by the thousand through one git process; to be used in a `with` block.

    Where an object ends the conversation, git is started anew for those behind it.
    """

    def __init__(self, repo: Repository) -> None:
        self._repo = repo
        width = _BYTES_OF_ID[repo.hash_name]
        self._entry = re.compile(rb"([0-7]{1,7}) ([^\0]+)\0(.{%d})" % width, re.DOTALL)
        self._bytes_beside = width + 2
        self._open = ExitStack()
        self._reader: ObjectReader | None = None
        self._starts = 0

    def __enter__(self) -> ManyObjects:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def read_each(self, oids: Sequence[str], kind: str) -> Iterator[bytes | CasekitError]:
        """Give the bytes of each object in the order asked, or why it cannot be read.

        To be read to the end before anything else is asked. Raises DamagedHistory when so much is
        damaged that reading on makes no sense, GitFault when git cannot be started.
        """
        start = 0
        while start < len(oids):
            reader = self._ready()
            rest = oids[start:] if start else oids
            for answer in reader.read_each(rest, kind):
                start += 1
                yield answer
                if reader.has_ended:
                    break

    def forget_restarts(self) -> None:
        """Count as if nothing had been damaged so far: what comes is another part to be read."""
        self._starts = int(self._reader is not None and not self._reader.has_ended)

    def read_folders(self, asked: Sequence[tuple[str, str]]) -> Iterator[Folder | CasekitError]:
        """Give what each folder holds, asked for by its path and id, or why it cannot be read.

        The path of the top of a version is empty. To be read to the end, and raises, as read_each.
        """
        answers = self.read_each([oid for _, oid in asked], "tree")
        for (path, _), answer in zip(asked, answers, strict=True):
            yield answer if isinstance(answer, CasekitError) else self._parse(answer, path)

    def read_top(self, version: str) -> Folder:
        """What lies at the top of a version; raises DamagedHistory."""
        return self._read_folder("", self._find_top(version))

    def find_folder(self, version: str, path: str) -> str | None:
        """The id of a folder of a version, None where there is none.

        Raises DamagedHistory, and OddName where something else stands in its place.
        """
        oid, above = self._find_top(version), ""
        for name in path.split("/"):
            folder = self._read_folder(above, oid)
            above = f"{above}/{name}" if above else name
            for refused in folder.refused:
                if refused.path == above:
                    raise refused
            found = next((each for each in folder.entries if each.name == name), None)
            if found is None:
                return None
            if not found.is_folder:
                raise OddName(above, "it is a file where a folder is expected")
            oid = found.oid
        return oid

    def _find_top(self, version: str) -> str:
        (answer,) = self.read_each([version], "commit")
        if isinstance(answer, CasekitError):
            raise answer
        top = _TOP_OF_VERSION.match(answer)
        if top is None:
            raise DamagedHistory(f"version {version[:7]} cannot be read")
        return top[1].decode("ascii")

    def _read_folder(self, path: str, oid: str) -> Folder:
        (folder,) = self.read_folders([(path, oid)])
        if isinstance(folder, CasekitError):
            raise folder
        return folder

    def _ready(self) -> ObjectReader:
        if self._reader is None or self._reader.has_ended:
            self._open.close()
            self._starts += 1
            if self._starts > _MAX_RESTARTS:
                raise DamagedHistory("too much of it cannot be read")
            self._reader = self._open.enter_context(open_reader(self._repo.git))
        return self._reader

    def _parse(self, data: bytes, path: str) -> Folder | CasekitError:
        found = self._entry.findall(data)
        length = sum(len(mode) + len(name) for mode, name, _ in found)
        if length + self._bytes_beside * len(found) != len(data):
            return DamagedHistory(f"the folder {path or 'at its top'} cannot be read")
        entries = [(mode.decode("ascii").lstrip("0"), raw, oid.hex()) for mode, raw, oid in found]
        if not all(map(lt, keys := [_order(*e) for e in entries], keys[1:])):
            return _judge_each(entries, path)
        names = [raw.decode("utf-8", "replace") for _, raw, _ in entries]
        is_usual = (
            all(map(is_plain_name, names))
            and len({name.lower() for name in names}) == len(names)
            and _USUAL_MODES.issuperset([mode for mode, _, _ in entries])
        )
        if not is_usual:
            return _judge_each(entries, path)
        return Folder(tuple(map(Entry, names, [e[0] for e in entries], [e[2] for e in entries])))


_USUAL_MODES = FILE_MODES | {_FOLDER_MODE}


def _order(mode: str, raw: bytes, _oid: str) -> bytes:
    # git orders a folder as if its name ended in a slash.
    return raw + b"/" if mode == _FOLDER_MODE else raw


def _judge_each(entries: Sequence[tuple[str, bytes, str]], above: str) -> Folder:
    good: list[Entry] = []
    refused: list[OddName] = []
    folded: set[str] = set()
    last = b""
    for mode, raw, oid in entries:
        try:
            name = decode_path(raw)
            path = f"{above}/{name}" if above else name
            key = _order(mode, raw, oid)
            if key <= last:
                raise OddName(path, "it stands twice or out of order in its folder")
            last = key
            check_name(name, path)
            if fold_name(name) in folded:
                raise OddName(
                    path, "another name in its folder differs from it only in letter case"
                )
            folded.add(fold_name(name))
            if mode != _FOLDER_MODE:
                check_mode(mode, path)
        except OddName as fault:
            refused.append(fault)
        else:
            good.append(Entry(name, mode, oid))
    return Folder(tuple(good), tuple(refused))
