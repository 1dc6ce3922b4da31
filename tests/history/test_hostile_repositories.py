"""A repository is data from somebody else: what it holds runs nothing and leads nowhere."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from casekit.errors import GitFault, NotFound, Unreadable
from casekit.history import objects
from casekit.history.commit import commit_files
from casekit.history.config import ConfiguredProgram
from casekit.history.log import read_log
from casekit.history.names import OddName
from casekit.history.objects import FileEntry, list_files, read_blobs
from casekit.history.repository import Repository

GitCommand = Callable[..., str]

HOSTILE_KEYS = [
    "core.fsmonitor", "core.hookspath", "core.pager", "core.editor", "core.sshcommand",
    "core.askpass", "core.gitproxy", "core.alternaterefscommand", "core.worktree",
    "core.attributesfile", "diff.external", "diff.x.y.command", "diff.x.textconv",
    "filter.x.clean", "filter.x.smudge", "filter.x.process", "include.path",
    "includeif.gitdir:/.path", "credential.helper", "credential.https://x.helper", "gpg.program",
    "gpg.ssh.program", "gpg.ssh.defaultkeycommand", "alias.status", "uploadpack.packobjectshook",
    "remote.origin.uploadpack", "remote.origin.receivepack", "remote.origin.vcs",
    "merge.x.driver", "mergetool.x.cmd", "difftool.x.cmd", "sequence.editor", "protocol.allow",
    "protocol.ext.allow", "pager.log", "interactive.difffilter", "trailer.x.command",
    "submodule.x.update", "tar.x.command", "init.templatedir", "url.ext::sh.insteadof",
    "hook.x.command", "filter.A\nb.clean",
]  # fmt: skip


@pytest.mark.parametrize("key", HOSTILE_KEYS)
def test_a_key_that_names_a_program_is_refused_by_name(
    repo: Repository, root: Path, environment: dict[str, str], tmp_path: Path, key: str
) -> None:
    section, _, variable = key.rpartition(".")
    head, _, middle = section.partition(".")
    if "\n" in middle:
        with pytest.raises(GitFault):
            _open_with(root, environment, f'[filter "{middle}"]\nclean=x\n')
        return
    title = f'[{head} "{middle}"]' if middle else f"[{head}]"
    started = time.perf_counter()
    with pytest.raises(ConfiguredProgram) as caught:
        _open_with(root, environment, f"{title}\n\t{variable} = touch {tmp_path}/witness\n")
    assert time.perf_counter() - started < 1
    assert caught.value.key == key
    assert key in caught.value.message
    assert f"git config --local --unset-all {key}" in (caught.value.hint or "")
    assert not (tmp_path / "witness").exists()


def _open_with(root: Path, environment: dict[str, str], text: str) -> Repository:
    with (root / ".git" / "config").open("a") as file:
        file.write(text)
    return Repository.open(root, environment)


def test_an_include_is_refused_before_it_is_followed(
    repo: Repository, root: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    # Whoever opens a pipe that nobody writes to waits for ever.
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ConfiguredProgram):
        _open_with(root, environment, f"[include]\n\tpath = {tmp_path}/pipe\n")


def test_the_configuration_of_a_worktree_is_judged_too(
    repo: Repository, root: Path, environment: dict[str, str], by_hand: GitCommand
) -> None:
    by_hand("config", "extensions.worktreeConfig", "true")
    by_hand("config", "--worktree", "core.fsmonitor", "touch x")
    with pytest.raises(ConfiguredProgram) as caught:
        Repository.open(root, environment)
    hint = caught.value.hint or ""
    by_hand(*hint.partition("remove it: git ")[2].split(" "))
    Repository.open(root, environment)


def test_ordinary_settings_pass(repo: Repository, root: Path, environment: dict[str, str]) -> None:
    text = """
[user]
    name = W. Sample
[remote "origin"]
    url = https://forge.example/agency.git
    fetch = +refs/heads/*:refs/remotes/origin/*
[branch "main"]
    remote = origin
    merge = refs/heads/main
[pull]
    rebase
"""
    assert _open_with(root, environment, text).identity().name == "W. Sample"


def test_a_program_configured_after_opening_does_not_run(
    repo: Repository, root: Path, by_hand: GitCommand, tmp_path: Path
) -> None:
    witness = tmp_path / "witness"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{witness}'\n")
    program.chmod(0o755)
    version = commit_files(repo, {"a": b"1"}, message="m", when=None, expected_head=None)
    for key in ("core.fsmonitor", "core.hooksPath", "core.pager", "core.askPass", "gpg.program"):
        by_hand("config", key, str(program))
    commit_files(repo, {"a": b"2"}, message="m", when=None, expected_head=version)
    list_files(repo, version)
    with pytest.raises(ConfiguredProgram):
        read_log(repo)
    assert not witness.exists()


@pytest.mark.parametrize("text", ["[core\n", None])
def test_a_configuration_that_cannot_be_read_is_refused(
    repo: Repository, root: Path, environment: dict[str, str], text: str | None
) -> None:
    (root / ".git" / "config").unlink()
    if text is None:
        os.mkfifo(root / ".git" / "config")
    else:
        (root / ".git" / "config").write_text(text)
    with pytest.raises(GitFault, match="configuration"):
        Repository.open(root, environment)


def _put(by_hand: GitCommand, *entries: tuple[str, bytes, str]) -> str:
    """Write a tree that git itself would refuse, and a version of it."""
    raw = b"".join(
        mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid) for mode, name, oid in entries
    )
    words = ("hash-object", "-t", "tree", "--literally", "-w", "--stdin")
    tree = by_hand(*words, input=raw)
    return by_hand("commit-tree", tree, "-m", "x")


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        ("120000", b"link"), ("160000", b"module"), ("100644", b".."), ("100644", b"."),
        ("100644", b".git"), ("100644", b".GiT"), ("100644", b"git~1"), ("100644", b".git "),
        ("100644", ".g\u200cit".encode()), ("100644", b".git::$DATA"), ("100644", b"a\\b"),
        ("100644", b"a/../../b"), ("100644", b"/etc"), ("100644", b"a\nb"), ("100644", b"a\x1bb"),
        ("100644", "a\u202eb".encode()), ("100644", b"\xff\xfe"), ("100644", b"\xc0\xae\xc0\xae"),
    ],
)  # fmt: skip
def test_an_odd_entry_is_refused_when_listed(
    repo: Repository, by_hand: GitCommand, mode: str, name: bytes
) -> None:
    blob = by_hand("hash-object", "-w", "--stdin", input=b"../outside")
    version = _put(by_hand, (mode, name, blob))
    with pytest.raises(OddName) as caught:
        list_files(repo, version)
    assert (caught.value.exit_code, caught.value.code) == (4, "UNREADABLE")
    assert not any(ord(each) < 32 for each in caught.value.message)


@pytest.mark.parametrize(
    ("mode", "name"),
    [("120000", b"n"), ("160000", b"n"), ("100644", b".git"), ("100644", b".."), ("7", b"n")],
)
@pytest.mark.parametrize("path", ["n/x", "n"])
def test_nothing_is_saved_through_or_beside_an_odd_entry(
    repo: Repository, root: Path, by_hand: GitCommand, mode: str, name: bytes, path: str
) -> None:
    blob = by_hand("hash-object", "-w", "--stdin", input=b"../outside")
    version = _put(by_hand, (mode, name, blob))
    by_hand("update-ref", "refs/heads/main", version)
    with pytest.raises((OddName, GitFault)):
        commit_files(repo, {path: b"1"}, message="m", when=None, expected_head=version)
    assert repo.head() == version
    assert [each.name for each in root.iterdir()] == [".git"]


def test_a_tree_that_names_itself_many_times_is_bounded(
    repo: Repository, by_hand: GitCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "MAX_LISTING_BYTES", 1_000_000)
    tree = by_hand("hash-object", "-w", "--stdin", input=b"x")
    mode = "100644"
    for _ in range(10):
        raw = b"".join(f"{mode} {n}".encode() + b"\0" + bytes.fromhex(tree) for n in range(10))
        tree = by_hand("hash-object", "-t", "tree", "-w", "--stdin", input=raw)
        mode = "40000"
    version = by_hand("commit-tree", tree, "-m", "x")
    started = time.perf_counter()
    with pytest.raises(Unreadable, match="more files than"):
        list_files(repo, version)
    assert time.perf_counter() - started < 2


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
    monkeypatch.setattr(objects, "MAX_BLOBS_BYTES", 4)
    with pytest.raises(Unreadable, match="more than 4 bytes together"):
        read_blobs(repo, [entry.oid])
    monkeypatch.setattr(objects, "MAX_BLOB_BYTES", 4)
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
