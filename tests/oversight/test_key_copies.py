"""Copies of the sealing keys: whole, plain, and told when they are missing."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from casekit.errors import CasekitError
from casekit.oversight.key_copies import pack_keys, unpack_keys
from tests.cli.office import Office
from tests.oversight.conftest import Save
from tests.oversight.test_backup import back_up

KEYS = {"2026-BBBBBB0.json": b'{"key": 1}\n', "other.json": b'{"key": 2}\n'}


@pytest.fixture
def keys(office: Office) -> Path:
    """The key folder of the workspace, with two keys and what is none."""
    folder = office.root / ".git" / "casekit" / "keys"
    folder.mkdir(parents=True)
    for name, data in KEYS.items():
        (folder / name).write_bytes(data)
    (folder / "notes.txt").write_text("no key")
    (folder / "link.json").symlink_to("/etc/passwd")
    return folder


def test_keys_that_are_not_copied_are_told(office: Office, keys: Path, tmp_path: Path) -> None:
    done = office.run("backup", str(tmp_path / "x.bundle"))
    assert done.code == 0
    assert "It leaves 2 sealing keys out" in done.err
    assert "--keys KEYFILE" in done.err


def test_keys_are_copied_and_drilled(office: Office, keys: Path, tmp_path: Path) -> None:
    bundle, copy = str(tmp_path / "x.bundle"), tmp_path / "keys.tar"
    done = back_up(office, bundle, "--keys", str(copy))
    assert (done.code, done.data["keys_here"], done.data["keys_copied"]) == (0, 2, 2)
    with tarfile.open(copy) as tar:
        assert tar.getnames() == ["SHA256SUMS", *KEYS]
    assert unpack_keys(copy.read_bytes()) == KEYS
    assert copy.stat().st_mode & 0o077 == 0
    assert back_up(office, "--drill", bundle, "--keys", str(copy)).findings == []
    (keys / "third.json").write_text("{}")
    (keys / "other.json").write_text('{"key": 3}')
    done = back_up(office, "--drill", bundle, "--keys", str(copy))
    assert done.code == 1
    assert {(f["code"], f["message"].split()[3]) for f in done.findings} == {
        ("DRILL-KEY-MISSING", "third.json"),
        ("DRILL-KEY-CHANGED", "other.json"),
    }
    assert back_up(office, bundle, "--replace", "--keys", bundle).code == 2


def test_a_case_whose_key_file_is_in_no_copy_is_told(
    office: Office, tmp_path: Path, save: Save
) -> None:
    case_file = office.root / "cases" / "2026" / office.case / "case.yaml"
    text = case_file.read_text().partition("sealing_key:")[0]
    case_file.write_text(text + f"sealing_key: age1{'q' * 58}\n")
    save()
    bundle, copy = str(tmp_path / "x.bundle"), tmp_path / "keys.tar"
    copy.write_bytes(pack_keys(KEYS))
    assert office.run("backup", bundle).code == 0
    outside = {"cwd": tmp_path}
    done = back_up(office, "--drill", bundle, "--keys", str(copy), **outside)
    assert (done.code, [f["code"] for f in done.findings]) == (1, ["DRILL-KEY-MISSING"])
    assert office.case in done.findings[0]["message"]
    copy.write_bytes(pack_keys({f"{office.case}.json": b"{}"}))
    assert back_up(office, "--drill", bundle, "--keys", str(copy), **outside).findings == []


def test_the_users_own_key_folder(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "my keys"
    folder.mkdir()
    (folder / "a.json").write_text("{}")
    config = office.home / ".gitconfig"
    config.write_text(f'[casekit]\n\tkeys = "{folder}"\n')
    try:
        done = back_up(office, str(tmp_path / "x.bundle"))
        assert done.data["keys_here"] == 1
    finally:
        config.unlink()
    # A repository must not lead to another folder.
    office.git("config", "--local", "casekit.keys", str(folder))
    assert back_up(office, str(tmp_path / "y.bundle")).data["keys_here"] == 0


def test_every_flipped_byte_and_every_cut_of_a_copy_is_found() -> None:
    whole = pack_keys(KEYS)
    assert unpack_keys(whole) == KEYS
    for offset in range(0, len(whole), 7):
        spoiled = bytearray(whole)
        spoiled[offset] ^= 1
        for data in (bytes(spoiled), whole[:offset]):
            with pytest.raises(CasekitError) as caught:
                unpack_keys(data)
            assert caught.value.exit_code == 4
    with pytest.raises(CasekitError, match="no key file"):
        unpack_keys(pack_keys({"a.json": b"no json"}))


def test_a_copy_that_holds_something_else_is_refused(tmp_path: Path) -> None:
    for name, kind in (("../a.json", tarfile.REGTYPE), ("a.json", tarfile.SYMTYPE)):
        with tarfile.open(tmp_path / "x.tar", "w") as tar:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
        with pytest.raises(CasekitError, match="no key"):
            unpack_keys((tmp_path / "x.tar").read_bytes())
