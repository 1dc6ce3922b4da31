"""What a version holds is read by exact name, bounded, and without the working files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from casekit.errors import GitFault, NotFound, Unreadable
from casekit.history import limits
from casekit.history.commit import commit_files
from casekit.history.names import OddName
from casekit.history.objects import FileEntry, list_files, read_blobs
from casekit.history.repository import Repository

GitCommand = Callable[..., str]


def test_files_are_listed_under_a_folder_and_read_without_the_working_files(
    repo: Repository, root: Path
) -> None:
    first = commit_files(
        repo, {"cases/1/a b": b"1\r\n", "cases/1/ü": b"", "cases/10/x": b"2", "y": b"3"},
        message="m", when=None, expected_head=None,
    )  # fmt: skip
    commit_files(repo, {"cases/1/a b": b"new"}, message="m", when=None, expected_head=first)
    (root / "cases/1/ü").unlink()
    listed = list_files(repo, first, "cases/1/")
    assert [entry.path for entry in listed] == ["cases/1/a b", "cases/1/ü"]
    assert {entry.mode for entry in listed} == {"100644"}
    blobs = read_blobs(repo, (entry.oid for entry in listed))
    assert [blobs[entry.oid] for entry in listed] == [b"1\r\n", b""]
    assert list_files(repo, "HEAD", "nothing here") == []
    assert [entry.path for entry in list_files(repo, "main")] == [
        "cases/1/a b", "cases/1/ü", "cases/10/x", "y",
    ]  # fmt: skip
    assert isinstance(listed[0], FileEntry)


def test_an_unknown_version_or_an_option_is_not_found(repo: Repository, root: Path) -> None:
    for name in ("--output=x", "nowhere", "f" * 40):
        with pytest.raises(NotFound):
            list_files(repo, name)
    with pytest.raises(OddName):
        list_files(repo, "HEAD" if repo.head() else "f" * 40, "../x")
    assert [each.name for each in root.iterdir()] == [".git"]


def test_what_is_missing_or_of_another_kind_or_too_big_is_told(
    repo: Repository, by_hand: GitCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = commit_files(repo, {"a": b"12345"}, message="m", when=None, expected_head=None)
    (entry,) = list_files(repo, version)
    with pytest.raises(GitFault, match="fffffff is missing"):
        read_blobs(repo, [entry.oid, "f" * 40])
    with pytest.raises(GitFault, match="is not a blob"):
        read_blobs(repo, [version])
    with pytest.raises(ValueError, match="not an object id"):
        read_blobs(repo, ["HEAD"])
    assert read_blobs(repo, []) == {}
    monkeypatch.setattr(limits, "MAX_BLOBS_BYTES", 4)
    with pytest.raises(Unreadable, match="more than 4 bytes together"):
        read_blobs(repo, [entry.oid])
    monkeypatch.setattr(limits, "MAX_BLOB_BYTES", 4)
    with pytest.raises(Unreadable, match="the limit is 4"):
        read_blobs(repo, [entry.oid])


def test_a_damaged_object_is_told_and_not_read(repo: Repository, root: Path) -> None:
    version = commit_files(repo, {"a": b"12345"}, message="m", when=None, expected_head=None)
    (entry,) = list_files(repo, version)
    loose = root / ".git" / "objects" / entry.oid[:2] / entry.oid[2:]
    loose.chmod(0o644)
    loose.write_bytes(b"garbage")
    with pytest.raises(GitFault, match="damaged"):
        read_blobs(repo, [entry.oid])


def test_a_thousand_files_are_read_through_one_process(repo: Repository) -> None:
    files: dict[str, bytes | None] = {f"f/{n}": bytes(4000) + b"%d" % n for n in range(1000)}
    version = commit_files(repo, files, message="m", when=None, expected_head=None)
    entries = list_files(repo, version)
    blobs = read_blobs(repo, [entry.oid for entry in entries])
    assert {entry.path: blobs[entry.oid] for entry in entries} == files
