"""Folders as git stores them: read, changed at a few paths, and packed with other new objects."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from casekit.errors import ConflictingEdit
from casekit.history.entries import TreeEntry, check_mode
from casekit.history.names import check_path, decode_path, show_text
from casekit.history.objects import ObjectReader
from casekit.history.runner import DamagedHistory

_FOLDER = "40000"
_NEW_FILE = "100644"
_PACK_KINDS = {"commit": 1, "tree": 2, "blob": 3}


@dataclass(frozen=True, eq=False)
class NewObjects:
    """Objects that are not written yet, by id."""

    hash_name: str
    items: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def name(self, kind: str, data: bytes) -> str:
        """Give the id that git gives to these bytes."""
        head = f"{kind} {len(data)}\0".encode("ascii")
        return hashlib.new(self.hash_name, head + data).hexdigest()

    def add(self, kind: str, data: bytes) -> str:
        """Keep an object to be written, and give its id."""
        oid = self.name(kind, data)
        self.items[oid] = (kind, data)
        return oid

    def pack(self) -> bytes:
        """Give all of them as one git pack."""
        parts = [b"PACK", struct.pack(">II", 2, len(self.items))]
        for kind, data in self.items.values():
            parts += [_pack_head(_PACK_KINDS[kind], len(data)), zlib.compress(data)]
        body = b"".join(parts)
        return body + hashlib.new(self.hash_name, body).digest()


@dataclass(frozen=True, eq=False)
class TreePlan:
    """The new top folder (None when it would be empty) and, per path, what was and will be."""

    top: str | None
    before: Mapping[str, TreeEntry | None]
    after: Mapping[str, TreeEntry | None]


@dataclass(eq=False)
class _Folder:
    folders: dict[str, _Folder] = field(default_factory=dict)
    files: dict[str, bytes | None] = field(default_factory=dict)


def plan_tree(
    reader: ObjectReader, top: str | None, changes: Mapping[str, bytes | None], new: NewObjects
) -> TreePlan:
    """Work out the tree with these files set (None: removed), reading only folders on the way.

    Raises OddName for a path that is refused, ConflictingEdit where a file and a folder want the
    same name, GitFault.
    """
    edits = _Folder()
    for path, data in changes.items():
        folder = edits
        *above, name = check_path(path)
        for part in above:
            folder = folder.folders.setdefault(part, _Folder())
        folder.files[name] = data
    before: dict[str, TreeEntry | None] = {}
    after: dict[str, TreeEntry | None] = {}

    def change_folder(oid: str | None, folder: _Folder, prefix: str) -> str | None:
        old = _parse_tree(reader.read(oid, "tree"), new.hash_name) if oid else {}
        entries = dict(old)
        for name, inner in folder.folders.items():
            path = prefix + name
            there = old.get(name)
            if name in folder.files or (there is not None and there.mode != _FOLDER):
                if there is not None and name not in folder.files:
                    _refuse_special(there, path)
                raise _wants_same_name(path)
            put = change_folder(there.oid if there else None, inner, path + "/")
            _set(entries, name, TreeEntry(_FOLDER, put) if put else None)
        for name, data in folder.files.items():
            path = prefix + name
            there = old.get(name)
            if there is not None:
                if there.mode == _FOLDER:
                    raise _wants_same_name(path)
                check_mode(there.mode, path)
            mode = there.mode if there else _NEW_FILE
            entry = None if data is None else TreeEntry(mode, new.add("blob", data))
            before[path], after[path] = there, entry
            _set(entries, name, entry)
        return new.add("tree", _format_tree(entries)) if entries else None

    return TreePlan(change_folder(top, edits, ""), before, after)


def _set(entries: dict[str, TreeEntry], name: str, entry: TreeEntry | None) -> None:
    if entry is None:
        entries.pop(name, None)
    else:
        entries[name] = entry


def _refuse_special(entry: TreeEntry, path: str) -> None:
    if not entry.mode.startswith("100"):
        check_mode(entry.mode, path)


def _wants_same_name(path: str) -> ConflictingEdit:
    return ConflictingEdit(
        f"{path} would have to be a file and a folder at once",
        hint="rename one of them, save that with git, then run the command again",
        path=path,
    )


def _parse_tree(data: bytes, hash_name: str) -> dict[str, TreeEntry]:
    width = hashlib.new(hash_name).digest_size
    entries: dict[str, TreeEntry] = {}
    at = 0
    while at < len(data):
        end = data.find(b"\0", at)
        mode, space, raw = data[at:end].partition(b" ")
        if end < 0 or not space or end + 1 + width > len(data):
            raise DamagedHistory("a folder of it cannot be read")
        name = decode_path(raw)
        if name in entries:
            raise DamagedHistory(f"{show_text(name)} stands twice in a folder")
        entries[name] = TreeEntry(mode.decode("ascii"), data[end + 1 : end + 1 + width].hex())
        at = end + 1 + width
    return entries


def _format_tree(entries: Mapping[str, TreeEntry]) -> bytes:
    # git orders a folder as if its name ended in a slash.
    ordered = sorted(
        entries.items(),
        key=lambda item: item[0].encode() + (b"/" if item[1].mode == _FOLDER else b""),
    )
    return b"".join(
        f"{entry.mode} {name}\0".encode() + bytes.fromhex(entry.oid) for name, entry in ordered
    )


def _pack_head(kind: int, size: int) -> bytes:
    byte, size = (kind << 4) | (size & 15), size >> 4
    head = bytearray()
    while size:
        head.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    head.append(byte)
    return bytes(head)
