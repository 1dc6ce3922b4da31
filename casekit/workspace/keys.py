"""The key files of cases: private sealing keys, encrypted to their readers, outside the history.

A key file has no version: what is destroyed in it is gone. It lies in a folder that the user
names (`git config --global casekit.keys DIR`, how several computers share it), else in the git
folder of the workspace.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from casekit.errors import CasekitError, ConflictingEdit, NotFound, Unreadable
from casekit.history.files import open_plain, sync_folder
from casekit.history.repository import Repository
from casekit.history.user_settings import read_user_paths
from casekit.model.ids import CASE_NUMBER
from casekit.records.limits import MAX_BYTES
from casekit.records.requests import read_request
from casekit.records.schemas import SchemaSet
from casekit.records.sealing import KeyPair, SealedToOthers, unwrap_key, wrap_key
from casekit.records.validation import find_faults

_TEMPORARY = ".casekit-key-"
# What file systems say that have no hard links, as some shared folders do.
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS})


class KeyMissing(NotFound):
    """The key file of a case is not on this computer."""

    code = "KEY-MISSING"


class NotAReader(CasekitError):
    """This person cannot read what is sealed in this case."""

    exit_code = 8
    code = "NOT-A-READER"


class UnusableKeyFile(Unreadable):
    """A key file, or the folder of them, cannot be used."""

    code = "KEY-FILE"


@dataclass(frozen=True, slots=True)
class Reader:
    """A private key as one reader has it: encrypted to that reader's public key `to`."""

    worker: str
    to: str
    wrapped: str


@dataclass(frozen=True, slots=True)
class LockedKey:
    """A public key, and its private half for each reader; none where it is another office's."""

    key: str
    readers: tuple[Reader, ...]

    def workers(self) -> frozenset[str]:
        """The ids of those who can read with it."""
        return frozenset(reader.worker for reader in self.readers)


@dataclass(frozen=True, slots=True)
class CaseKeys:
    """The keys of a case: the one in use, and those before a rotation, newest first."""

    case: str
    current: LockedKey
    previous: tuple[LockedKey, ...] = ()

    def knows(self, public: str) -> bool:
        """Whether a public key is one of these."""
        return any(locked.key == public for locked in (self.current, *self.previous))

    def unlock(self, worker: str, own_keys: Sequence[str]) -> tuple[KeyPair, ...]:
        """The keys of the case that a worker can read with, the one in use first.

        Raises NotAReader when there is none, BadSeal for a wrong key file.
        """
        found = tuple(self._open(worker, own_keys))
        if not found:
            raise NotAReader(
                f"what is sealed in {self.case} is not readable for {worker} with the key that "
                "is here",
                hint=f"a reader can let you in: casekit keys add {self.case} {worker}; "
                f"who that is: casekit keys {self.case}",
            )
        return found

    def _open(self, worker: str, own_keys: Sequence[str]) -> Iterator[KeyPair]:
        for locked in (self.current, *self.previous):
            for reader in locked.readers:
                if reader.worker != worker:
                    continue
                try:
                    private = unwrap_key(reader.wrapped, own_keys, locked.key)
                except SealedToOthers:
                    continue  # wrapped to another key of the same person
                yield KeyPair(locked.key, private)
                break

    def with_reader(
        self, worker: str, recipients: Sequence[str], pairs: Sequence[KeyPair]
    ) -> CaseKeys:
        """The same keys, each that is at hand also for a worker's public keys."""
        private = {pair.public: pair.private for pair in pairs}

        def widen(locked: LockedKey) -> LockedKey:
            there = {reader.to for reader in locked.readers if reader.worker == worker}
            if locked.key not in private:
                return locked
            new = [
                Reader(worker, to, wrap_key(private[locked.key], to))
                for to in recipients
                if to not in there
            ]
            return replace(locked, readers=(*locked.readers, *new))

        return replace(self, current=widen(self.current), previous=tuple(map(widen, self.previous)))

    def rotated(self, pair: KeyPair, readers: Sequence[tuple[str, str]]) -> CaseKeys:
        """A new key for (worker, public key) pairs; the older keys stay for these workers only."""
        staying = {worker for worker, _ in readers}
        older = []
        for locked in (self.current, *self.previous):
            kept = tuple(r for r in locked.readers if r.worker in staying)
            # A key without readers is another office's: what is sealed to it stays closed here.
            if kept or not locked.readers:
                older.append(replace(locked, readers=kept))
        return CaseKeys(self.case, lock_key(pair, readers), tuple(older))


def lock_key(pair: KeyPair, readers: Sequence[tuple[str, str]]) -> LockedKey:
    """Encrypt a private key to each (worker, public key); raises UnusableKey."""
    return LockedKey(
        pair.public,
        tuple(Reader(worker, to, wrap_key(pair.private, to)) for worker, to in readers),
    )


@dataclass(frozen=True, eq=False)
class KeyFolder:
    """Where key files lie; `is_shared` when the user named the folder."""

    path: Path
    is_shared: bool
    schemas: SchemaSet

    @classmethod
    def of(cls, repo: Repository, schemas: SchemaSet) -> KeyFolder:
        """The key folder for a workspace; raises GitFault."""
        named = read_user_paths(repo.git).get("keys")
        if named:
            return cls(repo.root / named, True, schemas)
        return cls(repo.common_dir / "casekit" / "keys", False, schemas)

    def read(self, number: str) -> CaseKeys | None:
        """The keys of a case, None when there is no file; raises UnusableKeyFile."""
        content = self._read_bytes(number)
        return None if content is None else self._parse(number, content)

    def require(self, number: str) -> CaseKeys:
        """The keys of a case; raises KeyMissing, UnusableKeyFile."""
        keys = self.read(number)
        if keys is None:
            way = "connect the shared folder" if self.is_shared else "share the folder of keys"
            raise KeyMissing(
                f"the key file of {number} is not on this computer ({self.path})",
                hint=f"{way}, or restore it from a backup; the folder is set with "
                "git config --global casekit.keys DIR",
            )
        return keys

    def create(self, keys: CaseKeys) -> None:
        """Write the key file of a case that has none.

        Raises ConflictingEdit when there is one, UnusableKeyFile when it cannot be written.
        """
        self._write(keys, replacing=None)

    def replace(self, keys: CaseKeys, before: CaseKeys) -> None:
        """Write changed keys in the place of those that were read; raises as `create` does."""
        self._write(keys, replacing=before)

    def destroy(self, number: str) -> bool:
        """Overwrite the key file of a case and delete it; False when there was none.

        Raises UnusableKeyFile. A disk may keep older blocks, and a backup keeps what it has.
        """
        path = self._place(number)
        is_there = self._read_bytes(number) is not None
        try:
            # What an interrupted run left of it goes too.
            for rest in self.path.glob(f"{_TEMPORARY}{number}-*"):
                rest.unlink()
            if not is_there:
                return False
            handle = os.open(path, os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(handle, "wb") as file:
                file.write(b"\0" * os.fstat(file.fileno()).st_size)
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
            sync_folder(self.path)
        except OSError as fault:
            raise _unwritable(path, fault) from fault
        return True

    def _place(self, number: str) -> Path:
        if not CASE_NUMBER.match(number):
            raise ValueError("not a case number")
        return self.path / f"{number}.json"

    def _read_bytes(self, number: str) -> bytes | None:
        path = self._place(number)
        try:
            self.refuse_links()
            # The folder may be shared: a link in it must not lead to anything else.
            with open_plain(path) as file:
                return file.read(MAX_BYTES + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as fault:
            raise UnusableKeyFile(
                f"the key file {path} cannot be read: {fault.strerror}",
                hint="a key file is a plain file that you may read",
                path=str(path),
            ) from fault

    def refuse_links(self) -> None:
        """Raise UnusableKeyFile where a link stands in the place of the folder."""
        # A workspace that was copied whole may bring a link in its git folder.
        if not self.is_shared:
            for folder in (self.path.parent, self.path):
                if folder.is_symlink():
                    raise UnusableKeyFile(f"{folder} is a link", path=str(folder))

    def _parse(self, number: str, content: bytes) -> CaseKeys:
        path = str(self._place(number))
        document = read_request(content, path)
        findings = document.findings
        data: Any = document.data
        if not findings:
            findings = find_faults(data, "case-key", self.schemas, document.locate, path)
        if not findings and data["case"] == number:
            return CaseKeys(
                number, _read_locked(data), tuple(_read_locked(part) for part in data["previous"])
            )
        raise UnusableKeyFile(
            f"the key file of {number} is damaged, or of another case",
            findings,
            hint="restore it from a backup",
            path=path,
        )

    def _write(self, keys: CaseKeys, *, replacing: CaseKeys | None) -> None:
        path = self._place(keys.case)
        temporary = path.with_name(f"{_TEMPORARY}{keys.case}-{os.urandom(4).hex()}")
        try:
            self._make()
            if replacing is not None and self.read(keys.case) != replacing:
                raise _changed(keys.case)
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_dump(keys))
                    file.flush()
                    os.fsync(file.fileno())
                if self.is_shared and os.name == "posix":
                    # Colleagues read it with their own accounts, as far as the folder lets them.
                    os.chmod(temporary, stat.S_IMODE(self.path.stat().st_mode) & 0o666)
                if replacing is None:
                    _put_new(temporary, path)
                else:
                    os.replace(temporary, path)
            finally:
                with suppress(FileNotFoundError):
                    temporary.unlink()
            sync_folder(self.path)
        except FileExistsError as fault:
            raise _changed(keys.case) from fault
        except OSError as fault:
            raise _unwritable(path, fault) from fault

    def _make(self) -> None:
        self.refuse_links()
        if self.is_shared:
            # To make a folder that is not there could write into the place of a missing drive.
            if not self.path.is_dir():
                raise UnusableKeyFile(
                    f"the folder of keys, {self.path}, is not there",
                    hint="connect it, or make it once; it is set with "
                    "git config --global casekit.keys DIR",
                    path=str(self.path),
                )
            return
        above = self.path.parent
        above.mkdir(exist_ok=True)
        if not self.path.is_dir():
            self.path.mkdir(mode=0o700)
            sync_folder(above)
            sync_folder(above.parent)


def _read_locked(data: Any) -> LockedKey:
    readers = (Reader(r["worker"], r["to"], r["wrapped"]) for r in data["readers"])
    return LockedKey(data["key"], tuple(readers))


def _dump(keys: CaseKeys) -> bytes:
    def readers(locked: LockedKey) -> list[dict[str, str]]:
        return [{"worker": r.worker, "to": r.to, "wrapped": r.wrapped} for r in locked.readers]

    data = {
        "schema": "case-key/1",
        "case": keys.case,
        "key": keys.current.key,
        "readers": readers(keys.current),
        "previous": [{"key": p.key, "readers": readers(p)} for p in keys.previous],
    }
    return (json.dumps(data, indent=1) + "\n").encode("ascii")


def _put_new(temporary: Path, path: Path) -> None:
    """Put a file where none is; raise FileExistsError where there is one."""
    try:
        os.link(temporary, path)  # unlike a rename, it never takes another's place
    except OSError as fault:
        if fault.errno not in _NO_LINKS:
            raise
        if path.exists():
            raise FileExistsError(path) from fault
        os.replace(temporary, path)


def _changed(number: str) -> ConflictingEdit:
    return ConflictingEdit(
        f"somebody changed the keys of {number} just now", hint="run the command again"
    )


def _unwritable(path: Path, fault: OSError) -> UnusableKeyFile:
    return UnusableKeyFile(
        f"the key file {path} cannot be written: {fault.strerror}",
        hint="choose a folder in which you may write: git config --global casekit.keys DIR",
        path=str(path),
    )
