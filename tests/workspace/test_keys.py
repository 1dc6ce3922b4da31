"""Key files: written whole, read with care, and destroyed for good."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from casekit.errors import ConflictingEdit
from casekit.model.changes import ChangeSet, Edit
from casekit.records.schemas import SchemaSet
from casekit.records.sealing import KeyPair, make_key_pair
from casekit.workspace.keys import (
    CaseKeys,
    KeyFolder,
    KeyMissing,
    NotAReader,
    UnusableKeyFile,
    lock_key,
)
from casekit.workspace.own_key import (
    OwnKeyMissing,
    OwnKeyOpen,
    find_own_key,
    read_own_key,
    write_own_key,
)
from casekit.workspace.readers import find_key_faults
from casekit.workspace.workspace import Workspace

from .conftest import ENVIRONMENT, add_case

CASE = "2026-K7Q4MZ3"
NOW = datetime(2026, 1, 13, 12, tzinfo=UTC)
READER, SECOND = make_key_pair(), make_key_pair()


@pytest.fixture
def folder(tmp_path: Path, schemas: SchemaSet) -> KeyFolder:
    (tmp_path / "git").mkdir()
    return KeyFolder(tmp_path / "git" / "casekit" / "keys", False, schemas)


@pytest.fixture
def pair() -> KeyPair:
    return make_key_pair()


@pytest.fixture
def keys(pair: KeyPair) -> CaseKeys:
    return CaseKeys(CASE, lock_key(pair, [("r-sample", READER.public)]))


def test_keys_come_back_as_they_were_written(folder: KeyFolder, keys: CaseKeys) -> None:
    assert folder.read(CASE) is None
    folder.create(keys)
    assert folder.read(CASE) == keys
    assert [p.name for p in folder.path.iterdir()] == [f"{CASE}.json"]
    assert stat.S_IMODE((folder.path / f"{CASE}.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_the_private_key_is_in_no_file(folder: KeyFolder, keys: CaseKeys, pair: KeyPair) -> None:
    folder.create(keys)
    assert pair.private not in (folder.path / f"{CASE}.json").read_text()


def test_a_reader_opens_and_nobody_else(keys: CaseKeys, pair: KeyPair) -> None:
    assert keys.unlock("r-sample", [SECOND.private, READER.private]) == (pair,)
    for worker, private in (("r-sample", SECOND.private), ("w-sample", READER.private)):
        with pytest.raises(NotAReader) as caught:
            keys.unlock(worker, [private])
        assert caught.value.exit_code == 8 and f"keys add {CASE}" in str(caught.value.hint)


def test_one_more_reader(keys: CaseKeys, pair: KeyPair) -> None:
    wider = keys.with_reader("w-sample", [SECOND.public], [pair])
    assert wider.unlock("w-sample", [SECOND.private]) == (pair,)
    assert wider.unlock("r-sample", [READER.private]) == (pair,)
    assert wider.with_reader("w-sample", [SECOND.public], [pair]) == wider


def test_after_a_rotation_only_those_who_stay_read_the_older_key(
    keys: CaseKeys, pair: KeyPair
) -> None:
    new = make_key_pair()
    both = keys.with_reader("w-sample", [SECOND.public], [pair])
    after = both.rotated(new, [("r-sample", READER.public)])
    assert after.unlock("r-sample", [READER.private]) == (new, pair)
    with pytest.raises(NotAReader):
        after.unlock("w-sample", [SECOND.private])
    assert SECOND.public not in str(after)


def test_a_second_creation_takes_nobodys_place(folder: KeyFolder, keys: CaseKeys) -> None:
    folder.create(keys)
    other = CaseKeys(CASE, lock_key(make_key_pair(), [("r-sample", READER.public)]))
    with pytest.raises(ConflictingEdit):
        folder.create(other)
    with pytest.raises(ConflictingEdit):
        folder.replace(other, other)
    assert folder.read(CASE) == keys
    folder.replace(other, keys)
    assert folder.read(CASE) == other
    assert len(list(folder.path.iterdir())) == 1


def test_a_file_system_without_links_will_do(
    folder: KeyFolder, keys: CaseKeys, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno

    def refuse(*_: Any) -> None:
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    folder.create(keys)
    assert folder.read(CASE) == keys
    with pytest.raises(ConflictingEdit):
        folder.create(replace(keys, previous=(keys.current,)))


def _spoil(**changes: Any) -> Any:
    def change(data: dict[str, Any]) -> str:
        return json.dumps({**data, **changes})

    return change


@pytest.mark.parametrize(
    "change",
    [
        lambda _data: "",
        lambda _data: "[]",
        lambda data: json.dumps(data)[:-9],
        lambda data: json.dumps({k: v for k, v in data.items() if k != "key"}),
        _spoil(case="2026-B2C3D4F"),
        _spoil(key="age1nope"),
        _spoil(readers=[]),
        _spoil(private="AGE-SECRET-KEY-1"),
        _spoil(readers="\0" * 2_000_000),
    ],
)
def test_a_damaged_key_file_is_told(folder: KeyFolder, keys: CaseKeys, change: Any) -> None:
    folder.create(keys)
    path = folder.path / f"{CASE}.json"
    path.write_text(change(json.loads(path.read_text())))
    with pytest.raises(UnusableKeyFile) as caught:
        folder.read(CASE)
    assert "backup" in str(caught.value.hint)


def test_no_link_is_followed(folder: KeyFolder, keys: CaseKeys, tmp_path: Path) -> None:
    folder.create(keys)
    path = folder.path / f"{CASE}.json"
    path.rename(tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(UnusableKeyFile):
        folder.read(CASE)
    path.unlink()
    folder.path.rename(tmp_path / "keys")
    folder.path.symlink_to(tmp_path / "keys")
    with pytest.raises(UnusableKeyFile, match="is a link"):
        folder.read(CASE)
    with pytest.raises(UnusableKeyFile, match="is a link"):
        folder.create(keys)
    assert list((tmp_path / "keys").iterdir()) == []


@pytest.mark.parametrize("name", ["../2026-K7Q4MZ3", "2026-k7q4mz3", "x", "2026-K7Q4MZ3/.."])
def test_only_a_case_number_becomes_a_path(folder: KeyFolder, name: str) -> None:
    with pytest.raises(ValueError):
        folder.read(name)


def test_a_destroyed_key_is_gone(folder: KeyFolder, keys: CaseKeys) -> None:
    folder.create(keys)
    path = folder.path / f"{CASE}.json"
    rest = folder.path / f".casekit-key-{CASE}-0badcafe"
    rest.write_bytes(path.read_bytes())
    with path.open("rb") as still_open:
        assert folder.destroy(CASE)
        assert set(still_open.read()) == {0}  # overwritten, and not only unlinked
    assert list(folder.path.iterdir()) == []
    assert not folder.destroy(CASE)
    with pytest.raises(KeyMissing):
        folder.require(CASE)


def test_a_shared_folder_has_to_be_there(
    tmp_path: Path, keys: CaseKeys, schemas: SchemaSet
) -> None:
    """The place of a drive that is not connected is not written into."""
    shared = KeyFolder(tmp_path / "share", True, schemas)
    with pytest.raises(UnusableKeyFile, match="is not there"):
        shared.create(keys)
    (tmp_path / "share").mkdir(mode=0o770)
    os.chmod(tmp_path / "share", 0o770)
    shared.create(keys)
    assert shared.read(CASE) == keys
    # Colleagues have accounts of their own.
    assert stat.S_IMODE((tmp_path / "share" / f"{CASE}.json").stat().st_mode) == 0o660


def test_only_the_users_own_settings_name_the_folder(
    root: Path, tmp_path: Path, schemas: SchemaSet
) -> None:
    environment = {**ENVIRONMENT, "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}
    environment.pop("XDG_CONFIG_HOME", None)

    def find() -> KeyFolder:
        return KeyFolder.of(Workspace.open(root, schemas, environment=environment).repo, schemas)

    def config(*words: str) -> None:
        subprocess.run(["git", "config", *words], cwd=root, env=environment, check=True)

    own = root / ".git" / "casekit" / "keys"
    assert (find().path, find().is_shared) == (own, False)
    config("--local", "casekit.keys", "/somewhere/else")
    assert find().path == own
    config("--global", "casekit.keys", "~/shared keys")
    assert (find().path, find().is_shared) == (tmp_path / "shared keys", True)
    config("--local", "casekit.identity", "/somewhere/else")
    repo = Workspace.open(root, schemas, environment=environment).repo
    assert find_own_key(repo, environment) == tmp_path / ".config" / "casekit" / "identity.txt"
    xdg = {**environment, "XDG_CONFIG_HOME": str(tmp_path / "xdg")}
    assert find_own_key(repo, xdg) == tmp_path / "xdg" / "casekit" / "identity.txt"
    config("--global", "casekit.identity", "~/mine")
    assert find_own_key(repo, environment) == tmp_path / "mine"


def test_ones_own_key_is_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "casekit" / "identity.txt"
    with pytest.raises(OwnKeyMissing):
        read_own_key(path)
    write_own_key(path, READER, NOW)
    own = read_own_key(path)
    assert (own.private, own.public) == ((READER.private,), (READER.public,))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert READER.private not in repr(own)
    before = path.read_bytes()
    with pytest.raises(Exception, match="cannot be written"):
        write_own_key(path, SECOND, NOW)
    assert path.read_bytes() == before
    for mode in (0o640, 0o604, 0o620):
        path.chmod(mode)
        with pytest.raises(OwnKeyOpen) as caught:
            read_own_key(path)
        assert "chmod 600" in str(caught.value.hint)


def test_an_ssh_key_will_do(tmp_path: Path) -> None:
    words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "me", "-f", "id"]
    subprocess.run(words, cwd=tmp_path, check=True)
    own = read_own_key(tmp_path / "id")
    assert own.public == (" ".join((tmp_path / "id.pub").read_text().split()[:2]),)
    # A public half that is somebody else's is no use.
    (tmp_path / "id.pub").write_text(SECOND.public)
    assert read_own_key(tmp_path / "id").public == ()


# ------------------------------------------------------------ faults that nobody would see


@pytest.fixture
def sealed_case(workspace: Workspace, schemas: SchemaSet) -> tuple[Workspace, str, KeyFolder]:
    """A case with a sealing key that R. Sample can read."""
    number = add_case(workspace, 1, 2, 3, 4, 5, 6)
    workspace = Workspace.open(workspace.root, schemas, environment=ENVIRONMENT)
    pair = make_key_pair()
    people = [worker.id for worker in workspace.agency.staff]
    edits = [
        Edit("agency", "agency.yaml", ("people", n, "seal_to"), [key])
        for n, key in enumerate((SECOND.public, READER.public))
    ]
    assert people == ["w-sample", "r-sample"]
    edits.append(Edit("case", f"cases/2026/{number}/case.yaml", ("sealing_key",), pair.public))
    workspace.save(ChangeSet(number, "Keys", edits=tuple(edits)), NOW)
    workspace = Workspace.open(workspace.root, schemas, environment=ENVIRONMENT)
    folder = KeyFolder.of(workspace.repo, schemas)
    folder.create(CaseKeys(number, lock_key(pair, [("r-sample", READER.public)])))
    return workspace, number, folder


def codes(workspace: Workspace, now: datetime = NOW) -> list[str]:
    return [finding.code for finding in find_key_faults(workspace, now)]


def test_keys_in_order_have_no_faults(sealed_case: tuple[Workspace, str, KeyFolder]) -> None:
    assert codes(sealed_case[0]) == []


def test_a_missing_key_file_is_told(sealed_case: tuple[Workspace, str, KeyFolder]) -> None:
    workspace, number, folder = sealed_case
    folder.destroy(number)
    assert codes(workspace) == ["KEY-MISSING"]


def test_a_key_file_that_does_not_fit_is_told(
    sealed_case: tuple[Workspace, str, KeyFolder],
) -> None:
    workspace, number, folder = sealed_case
    keys = folder.require(number)
    other = lock_key(make_key_pair(), [("r-sample", READER.public)])
    folder.replace(replace(keys, current=other), keys)
    assert codes(workspace) == ["KEY-DIFFERS"]
    folder.replace(replace(keys, current=other, previous=(keys.current,)), folder.require(number))
    assert codes(workspace) == ["KEY-BEHIND"]
    (folder.path / f"{number}.json").write_text("{")
    assert codes(workspace) == ["KEY-FILE"]


def test_who_should_read_and_who_should_not_any_more(
    sealed_case: tuple[Workspace, str, KeyFolder], schemas: SchemaSet
) -> None:
    workspace, number, folder = sealed_case
    keys = folder.require(number)
    only = lock_key(make_key_pair(), [("w-sample", SECOND.public), ("x-gone", SECOND.public)])
    only = replace(only, key=keys.current.key)
    folder.replace(replace(keys, current=only), keys)
    assert codes(workspace) == ["KEY-READER-MISSING", "KEY-READER-LEFT"]
    edit = Edit("agency", "agency.yaml", ("people", 0, "until"), "2026-01-12")
    workspace.save(ChangeSet("", "Left", edits=(edit,)), NOW)
    workspace = Workspace.open(workspace.root, schemas, environment=ENVIRONMENT)
    assert codes(workspace) == ["KEY-READER-MISSING", "KEY-READER-LEFT", "KEY-READER-LEFT"]
