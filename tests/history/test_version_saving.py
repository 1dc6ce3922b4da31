"""One change set becomes one version with exactly its files, or nothing happens."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from casekit.errors import ConflictingEdit, GitFault
from casekit.history import commit
from casekit.history.commit import SavedNotShown, SaveUncertain, UnsavedEdit, commit_files
from casekit.history.names import OddName
from casekit.history.objects import list_files, read_blobs
from casekit.history.recovery import settle
from casekit.history.repository import NoIdentity, Repository, SavedMeanwhile
from casekit.history.runner import CouldNotStart, Git

GitCommand = Callable[..., str]
CONTACT = "cases/2026/2026-K7Q4MZ3/contacts/2026-11-21-k7q4mz.yaml"
PLAN = "cases/2026/2026-K7Q4MZ3/plans/2026-11-22-b2c3d4.yaml"


def save(repo: Repository, changes: dict[str, bytes | None], when: datetime | None = None) -> str:
    return commit_files(repo, changes, message="save", when=when, expected_head=repo.head())


def snapshot(root: Path) -> dict[str, bytes | None]:
    return {
        place.relative_to(root).as_posix(): place.read_bytes() if place.is_file() else None
        for place in root.rglob("*")
    }


def read(repo: Repository, version: str) -> dict[str, bytes]:
    entries = list_files(repo, version)
    blobs = read_blobs(repo, [entry.oid for entry in entries])
    return {entry.path: blobs[entry.oid] for entry in entries}


def test_the_first_version_holds_the_files_and_git_finds_nothing_wrong(
    repo: Repository, root: Path, by_hand: GitCommand
) -> None:
    version = save(repo, {CONTACT: b"a: 1\r\n", "agency.yaml": b"", "a b/ü.yaml": b"x"})
    assert read(repo, version) == {CONTACT: b"a: 1\r\n", "agency.yaml": b"", "a b/ü.yaml": b"x"}
    assert (root / CONTACT).read_bytes() == b"a: 1\r\n"
    assert by_hand("status", "--porcelain") == ""
    assert by_hand("rev-list", "HEAD") == version
    by_hand("fsck", "--strict")


def test_a_second_version_follows_the_first_and_keeps_what_it_does_not_name(
    repo: Repository, by_hand: GitCommand
) -> None:
    first = save(repo, {CONTACT: b"1", "a/b.yaml": b"b", "a.yaml": b"a", "a-b": b"-"})
    second = save(repo, {CONTACT: b"2", PLAN: b"p"})
    assert read(repo, second) == {
        CONTACT: b"2",
        PLAN: b"p",
        "a/b.yaml": b"b",
        "a.yaml": b"a",
        "a-b": b"-",
    }
    assert by_hand("rev-parse", "HEAD^") == first
    assert by_hand("status", "--porcelain") == ""
    by_hand("fsck", "--strict")


def test_the_tree_is_the_one_git_would_write(repo: Repository, by_hand: GitCommand) -> None:
    save(repo, {"b/x": b"1", "b.y": b"2", "b-": b"3", "b0": b"4", "é": b"5", "B/z/q": b"6"})
    ours = by_hand("rev-parse", "HEAD^{tree}")
    by_hand("rm", "-r", "-q", "--cached", ".")
    by_hand("add", ".")
    assert by_hand("write-tree") == ours


def test_a_removed_file_takes_its_empty_folders_with_it(
    repo: Repository, root: Path, by_hand: GitCommand
) -> None:
    save(repo, {CONTACT: b"1", "agency.yaml": b"a"})
    version = save(repo, {CONTACT: None})
    assert read(repo, version) == {"agency.yaml": b"a"}
    assert not (root / "cases").exists()
    assert by_hand("status", "--porcelain") == ""


def test_the_last_file_can_be_removed(repo: Repository, by_hand: GitCommand) -> None:
    save(repo, {CONTACT: b"1"})
    assert read(repo, save(repo, {CONTACT: None})) == {}
    assert by_hand("status", "--porcelain") == ""
    by_hand("fsck", "--strict")


def test_saving_what_is_saved_makes_no_version(repo: Repository) -> None:
    first = save(repo, {CONTACT: b"1"})
    assert save(repo, {CONTACT: b"1", PLAN: None}) == first


def test_the_moment_and_the_author_are_the_ones_given(
    repo: Repository, by_hand: GitCommand
) -> None:
    when = datetime(2026, 11, 21, 16, 5, tzinfo=timezone(-timedelta(hours=3, minutes=30)))
    save(repo, {CONTACT: b"1"}, when)
    shown = by_hand("show", "--no-patch", "--date=iso-strict", "--format=%an|%ae|%ad|%cn|%cd|%B")
    assert shown == (
        "W. Sample|w@agency.example|2026-11-21T16:05:00-03:30|W. Sample|"
        "2026-11-21T16:05:00-03:30|save"
    )


def test_without_a_moment_a_version_bears_the_present(
    repo: Repository, by_hand: GitCommand
) -> None:
    before = int(datetime.now(UTC).timestamp())
    save(repo, {CONTACT: b"1"})
    assert before <= int(by_hand("show", "--no-patch", "--format=%ct")) <= before + 60


def test_a_date_in_the_environment_moves_no_version(
    root: Path, environment: dict[str, str], by_hand: GitCommand
) -> None:
    dated = {"GIT_AUTHOR_DATE": "2001-01-01T00:00Z", "GIT_COMMITTER_DATE": "2001-01-01T00:00Z"}
    save(Repository.create(root, environment=environment | dated), {CONTACT: b"1"})
    assert not by_hand("show", "--no-patch", "--format=%ci%ai").count("2001")


def test_what_the_user_staged_is_not_swept_in_and_stays_staged(
    repo: Repository, root: Path, by_hand: GitCommand
) -> None:
    save(repo, {"agency.yaml": b"old", "notes.txt": b"old"})
    (root / "notes.txt").write_bytes(b"staged")
    (root / "new.txt").write_bytes(b"staged too")
    by_hand("add", ".")
    (root / "agency.yaml").write_bytes(b"edited, not staged")
    version = save(repo, {CONTACT: b"1"})
    assert read(repo, version) == {CONTACT: b"1", "agency.yaml": b"old", "notes.txt": b"old"}
    assert by_hand("status", "--porcelain").split("\n") == [
        "M agency.yaml",
        "A  new.txt",
        "M  notes.txt",
    ]


@pytest.mark.parametrize("wanted", [b"ours", None])
def test_an_edit_that_no_version_has_is_never_overwritten(
    repo: Repository, root: Path, wanted: bytes | None
) -> None:
    save(repo, {CONTACT: b"1"})
    (root / CONTACT).write_bytes(b"theirs")
    before = snapshot(root)
    with pytest.raises(UnsavedEdit, match=CONTACT) as caught:
        save(repo, {CONTACT: wanted, PLAN: b"p"})
    assert caught.value.exit_code == 5
    assert "git restore" in (caught.value.hint or "")
    assert snapshot(root) == before


def test_an_untracked_file_is_never_overwritten(repo: Repository, root: Path) -> None:
    save(repo, {"agency.yaml": b"a"})
    (root / "notes.txt").write_bytes(b"theirs")
    before = snapshot(root)
    with pytest.raises(UnsavedEdit, match=r"notes\.txt"):
        save(repo, {"notes.txt": b"ours"})
    assert snapshot(root) == before


def test_a_file_that_the_user_removed_is_not_brought_back(repo: Repository, root: Path) -> None:
    save(repo, {CONTACT: b"1"})
    (root / CONTACT).unlink()
    with pytest.raises(UnsavedEdit):
        save(repo, {CONTACT: b"2"})
    assert not (root / CONTACT).exists()


def test_a_staged_edit_is_kept_where_the_working_file_shows_none(
    repo: Repository, root: Path, by_hand: GitCommand
) -> None:
    save(repo, {CONTACT: b"1"})
    (root / CONTACT).write_bytes(b"staged")
    by_hand("add", ".")
    (root / CONTACT).write_bytes(b"1")
    with pytest.raises(UnsavedEdit):
        save(repo, {CONTACT: b"2"})
    assert by_hand("show", f":{CONTACT}") == "staged"


def test_an_edit_that_says_what_is_being_saved_is_no_conflict(
    repo: Repository, root: Path, by_hand: GitCommand
) -> None:
    save(repo, {CONTACT: b"1"})
    (root / CONTACT).write_bytes(b"2")
    (root / "new.txt").write_bytes(b"n")
    save(repo, {CONTACT: b"2", "new.txt": b"n"})
    assert by_hand("status", "--porcelain") == ""


def test_a_merge_in_progress_is_refused(repo: Repository, by_hand: GitCommand) -> None:
    save(repo, {CONTACT: b"1"})
    by_hand("switch", "-q", "-c", "other")
    save(repo, {CONTACT: b"2"})
    by_hand("switch", "-q", "main")
    head = save(repo, {CONTACT: b"3"})
    with pytest.raises(Exception, match="merge"):
        by_hand("merge", "other")
    with pytest.raises(ConflictingEdit, match="merge"):
        save(repo, {CONTACT: b"4"})
    assert repo.head() == head


def test_a_version_saved_in_between_refuses_this_one(repo: Repository, root: Path) -> None:
    old = save(repo, {CONTACT: b"1"})
    new = save(repo, {CONTACT: b"2"})
    before = snapshot(root)
    with pytest.raises(SavedMeanwhile) as caught:
        commit_files(repo, {CONTACT: b"3"}, message="m", when=None, expected_head=old)
    assert (caught.value.exit_code, caught.value.hint) == (5, "run the command again")
    with pytest.raises(SavedMeanwhile):
        commit_files(repo, {PLAN: b"3"}, message="m", when=None, expected_head=None)
    assert repo.head() == new
    after = {path: data for path, data in snapshot(root).items() if not path.startswith(".git/")}
    assert after == {path: data for path, data in before.items() if not path.startswith(".git/")}


def test_a_version_saved_at_the_last_moment_wins(
    repo: Repository, root: Path, by_hand: GitCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(repo, {CONTACT: b"1"})
    write = commit._write_objects

    def write_after_somebody_else(*args: object) -> None:
        write(*args)  # type: ignore[arg-type]
        by_hand("commit", "-q", "--allow-empty", "-m", "theirs")

    monkeypatch.setattr(commit, "_write_objects", write_after_somebody_else)
    with pytest.raises(SavedMeanwhile):
        save(repo, {CONTACT: b"2", PLAN: b"p"})
    assert by_hand("show", "--no-patch", "--format=%s") == "theirs"
    assert by_hand("status", "--porcelain", "--ignored") == ""
    assert not (root / PLAN).parent.exists()


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_file_that_cannot_be_put_in_place_undoes_the_version(
    repo: Repository,
    root: Path,
    by_hand: GitCommand,
    monkeypatch: pytest.MonkeyPatch,
    fails_at: int,
    first: bool,
) -> None:
    old = None if first else save(repo, {"b": b"old", "d": b"old"})
    files = {path: root.joinpath(path).read_bytes() for path in ("b", "d") if not first}
    link, calls = os.link, []

    def fail_once(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == fails_at:
            raise OSError(errno.ENOSPC, "No space left on device", str(source))
        link(source, target)

    monkeypatch.setattr(os, "link", fail_once)
    with pytest.raises(GitFault, match="the disk is full; nothing was saved"):
        save(repo, {"a/new": b"1", "b": b"2", "c": b"3"} | ({} if first else {"d": None}))
    assert repo.head() == old
    assert {p.name: p.read_bytes() for p in root.iterdir() if p.name != ".git"} == files
    assert by_hand("status", "--porcelain", "--ignored") == ""


def test_an_index_that_cannot_be_updated_undoes_the_version(
    repo: Repository, root: Path, by_hand: GitCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = save(repo, {CONTACT: b"1"})
    run = Git.run

    def lock_before_index(self: Git, args: list[str], **named: object) -> bytes:
        if args[0] == "update-index":
            (root / ".git" / "index.lock").touch()
        return run(self, args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "run", lock_before_index)
    with pytest.raises(GitFault) as caught:
        save(repo, {CONTACT: b"2", PLAN: b"p"})
    assert "another git command" in (caught.value.hint or "")
    (root / ".git" / "index.lock").unlink()
    assert repo.head() == old
    assert (root / CONTACT).read_bytes() == b"1"
    assert by_hand("status", "--porcelain", "--ignored") == ""


def test_a_version_that_somebody_built_on_is_not_taken_back(
    repo: Repository, root: Path, by_hand: GitCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(repo, {CONTACT: b"1"})

    def build_on_it_and_fail(*args: object) -> None:
        by_hand("commit", "-q", "--allow-empty", "-m", "theirs", "--only")
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(commit, "_show", build_on_it_and_fail)
    with pytest.raises(SavedNotShown, match="is saved, but its files are not") as caught:
        save(repo, {CONTACT: b"2", PLAN: b"p"})
    monkeypatch.undo()
    assert "do not record it again" in (caught.value.hint or "")
    settle(repo)
    assert [notice.partition(":")[0] for notice in repo.notices] == [
        "an interrupted save was finished"
    ]
    assert (root / CONTACT).read_bytes() == b"2"
    assert (root / PLAN).read_bytes() == b"p"
    assert by_hand("status", "--porcelain", "--ignored") == ""


@pytest.mark.parametrize("command", ["update-ref", "update-index"])
def test_a_git_that_read_no_orders_has_saved_nothing(
    repo: Repository, by_hand: GitCommand, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    old = save(repo, {CONTACT: b"1"})
    run = Git.run
    first = [True]

    def lose_the_orders(self: Git, args: list[str], **named: object) -> bytes:
        if args[0] == command and first.pop():
            first.append(False)
            named["input"] = b""  # what a broken disk or pipe makes of it
        elif args[0] == command:
            first.append(False)
        return run(self, args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "run", lose_the_orders)
    with pytest.raises(GitFault, match="did not read"):
        save(repo, {CONTACT: b"2", PLAN: b"p"})
    assert repo.head() == old
    assert by_hand("status", "--porcelain", "--ignored") == ""


def test_a_git_that_cannot_be_started_leaves_it_to_the_next_command(
    repo: Repository, by_hand: GitCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = save(repo, {CONTACT: b"1"})
    run = Git.run

    def fail(self: Git, args: list[str], **named: object) -> bytes:
        if args[0] == "update-ref":
            raise CouldNotStart("git could not be started")
        return run(self, args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "run", fail)
    with pytest.raises(SaveUncertain, match="cannot be told") as caught:
        save(repo, {CONTACT: b"2", PLAN: b"p"})
    assert "casekit log" in (caught.value.hint or "")
    monkeypatch.undo()
    settle(repo)
    assert repo.head() == old
    assert by_hand("status", "--porcelain", "--ignored") == ""


def test_what_is_left_to_tidy_up_is_no_fault_of_a_save(
    repo: Repository, root: Path, by_hand: GitCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(repo, {CONTACT: b"1"})

    def fail(_self: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(commit.StagedFiles, "finish", fail)
        version = save(repo, {CONTACT: b"2"})
    assert repo.head() == version
    settle(repo)
    assert (root / CONTACT).read_bytes() == b"2"
    assert by_hand("status", "--porcelain", "--ignored") == ""


def test_an_interrupt_leaves_nothing_behind(
    repo: Repository, by_hand: GitCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = save(repo, {"agency.yaml": b"a"})

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    for step in ("_write_objects", "_move_branch", "_show"):
        with monkeypatch.context() as patch:
            patch.setattr(commit, step, interrupt)
            with pytest.raises(KeyboardInterrupt):
                save(repo, {CONTACT: b"2"})
        assert repo.head() == old
        assert by_hand("status", "--porcelain", "--ignored") == ""


@pytest.mark.parametrize("place", [".", "cases", ".git", ".git/objects", ".git/refs/heads"])
def test_a_read_only_folder_saves_nothing(
    repo: Repository,
    root: Path,
    ordinary_user: Callable[[Path], AbstractContextManager[None]],
    place: str,
) -> None:
    old = save(repo, {"agency.yaml": b"a", CONTACT: b"1"})
    changes: dict[str, bytes | None] = {"new.yaml": b"n", "cases/new.yaml": b"n", CONTACT: b"2"}
    with ordinary_user(root):
        before = snapshot(root)
        (root / place).chmod(0o555)
        try:
            with pytest.raises(GitFault) as caught:
                save(repo, changes)
        finally:
            (root / place).chmod(0o755)
        after = snapshot(root)
        assert repo.head() == old
    assert caught.value.exit_code == 6
    assert "make the folder writable" in (caught.value.hint or "")
    # Objects that nothing points to may remain in the store; no file of anybody's changed.
    kept = {path: data for path, data in after.items() if not path.startswith(".git/")}
    assert kept == {path: data for path, data in before.items() if not path.startswith(".git/")}
    if place in {".", "cases"}:
        assert after == before


def test_a_file_that_cannot_be_removed_stops_the_version(
    repo: Repository, root: Path, ordinary_user: Callable[[Path], AbstractContextManager[None]]
) -> None:
    old = save(repo, {"agency.yaml": b"a", "cases/x.yaml": b"1"})
    with ordinary_user(root):
        (root / "cases").chmod(0o555)
        before = snapshot(root)
        try:
            with pytest.raises(GitFault, match="read-only"):
                save(repo, {"agency.yaml": b"b", "cases/x.yaml": None})
            assert snapshot(root) == before
            assert repo.head() == old
        finally:
            (root / "cases").chmod(0o755)


def test_a_lock_of_another_git_is_respected(repo: Repository, root: Path) -> None:
    save(repo, {CONTACT: b"1"})
    (root / ".git" / "index.lock").touch()
    before = snapshot(root)
    with pytest.raises(GitFault, match="another git command is at work"):
        save(repo, {CONTACT: b"2"})
    assert snapshot(root) == before


def test_without_an_identity_nothing_is_written(
    root: Path, repo: Repository, environment: dict[str, str], tmp_path: Path
) -> None:
    nobody = Repository.open(root, environment | {"HOME": str(tmp_path / "empty")})
    before = snapshot(root)
    with pytest.raises(NoIdentity) as caught:
        save(nobody, {CONTACT: b"1"})
    assert caught.value.exit_code == 6
    assert "user.name" in (caught.value.hint or "")
    assert "user.email" in (caught.value.hint or "")
    assert snapshot(root) == before


def test_off_any_branch_nothing_is_saved(repo: Repository, by_hand: GitCommand) -> None:
    head = save(repo, {CONTACT: b"1"})
    by_hand("switch", "-q", "--detach")
    with pytest.raises(GitFault) as caught:
        save(repo, {CONTACT: b"2"})
    assert "git switch main" in (caught.value.hint or "")
    assert repo.head() == head


def test_in_a_linked_worktree_its_own_branch_and_files_are_used(
    repo: Repository, root: Path, environment: dict[str, str], by_hand: GitCommand, tmp_path: Path
) -> None:
    first = save(repo, {CONTACT: b"1"})
    other_root = tmp_path / "other worktree"
    by_hand("worktree", "add", "-q", "-b", "team/other", str(other_root))
    other = Repository.open(other_root, environment)
    version = save(other, {CONTACT: b"2", PLAN: b"p"})
    assert (other.branch(), other.head(), repo.head()) == ("team/other", version, first)
    assert (other_root / CONTACT).read_bytes() == b"2"
    assert (root / CONTACT).read_bytes() == b"1"
    assert by_hand("status", "--porcelain") == ""
    assert by_hand("status", "--porcelain", cwd=other_root) == ""


def test_a_repository_with_sha256_ids(
    root: Path, environment: dict[str, str], by_hand: GitCommand
) -> None:
    root.mkdir()
    by_hand("init", "-q", "--object-format=sha256", "-b", "main")
    repo = Repository.open(root, environment)
    save(repo, {CONTACT: b"1", "a/b": b"x"})
    version = save(repo, {CONTACT: b"2", "a/b": None})
    assert len(version) == 64
    assert read(repo, version) == {CONTACT: b"2"}
    assert by_hand("status", "--porcelain") == ""
    by_hand("fsck", "--strict")


def test_no_hook_runs(repo: Repository, root: Path, tmp_path: Path) -> None:
    hooks = root / ".git" / "hooks"
    hooks.mkdir()
    witness = tmp_path / "witness"
    for name in ("reference-transaction", "post-index-change", "pre-commit", "post-commit"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{witness}'\n")
        (hooks / name).chmod(0o755)
    save(repo, {CONTACT: b"1"})
    assert not witness.exists()


def test_a_filter_named_by_attributes_changes_no_bytes(
    repo: Repository, root: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    with (Path(environment["HOME"]) / ".gitconfig").open("a") as file:
        file.write(f'[filter "x"]\n\tclean = touch {tmp_path}/witness\n\tsmudge = false\n')
    version = save(repo, {".gitattributes": b"* filter=x text eol=crlf ident\n", "a": b"$Id$\n"})
    assert read(repo, version)["a"] == b"$Id$\n"
    assert (root / "a").read_bytes() == b"$Id$\n"
    assert not (tmp_path / "witness").exists()


def test_a_link_in_the_way_is_not_followed(repo: Repository, root: Path, tmp_path: Path) -> None:
    save(repo, {"agency.yaml": b"a"})
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / "cases").symlink_to(outside)
    with pytest.raises(ConflictingEdit, match="cases is a link"):
        save(repo, {"cases/x.yaml": b"1"})
    (root / "b").symlink_to(outside / "b")
    with pytest.raises(ConflictingEdit, match="b is a link"):
        save(repo, {"b": b"1"})
    assert list(outside.iterdir()) == []


def test_a_file_where_a_folder_is_needed_is_refused(repo: Repository, root: Path) -> None:
    head = save(repo, {"cases": b"a file", "people/a": b"1"})
    wanted: list[dict[str, bytes | None]]
    wanted = [{"cases/x": b"1"}, {"people": b"1"}, {"n": b"1", "n/x": b"1"}]
    for changes in wanted:
        with pytest.raises(ConflictingEdit, match="a file and a folder at once"):
            save(repo, changes)
    (root / "loose").write_bytes(b"untracked")
    with pytest.raises(ConflictingEdit, match="loose is a link or another kind"):
        save(repo, {"loose/x": b"1"})
    assert repo.head() == head
    assert (root / "cases").read_bytes() == b"a file"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/a",
        "a//b",
        "a/",
        "../a",
        "a/../b",
        "./a",
        ".git/config",
        "a/.GIT/x",
        ".git./x",
        "git~1/x",
        ".g\u200cit/x",
        ".git::$INDEX_ALLOCATION/x",
        "a\\b",
        "a\nb",
        "a\u202eb",
        "\udcff",
        "a" * 256,
    ],
)
def test_a_path_that_could_lead_elsewhere_is_refused(
    repo: Repository, root: Path, path: str
) -> None:
    before = snapshot(root)
    with pytest.raises(OddName) as caught:
        save(repo, {path: b"1"})
    assert caught.value.exit_code == 4
    assert snapshot(root) == before


def test_permission_bits_are_kept(repo: Repository, root: Path, by_hand: GitCommand) -> None:
    save(repo, {"a": b"1", "b": b"1"})
    (root / "a").chmod(0o600)
    (root / "b").chmod(0o755)
    by_hand("commit", "-q", "-a", "-m", "executable")
    save(repo, {"a": b"2", "b": b"2"})
    assert (root / "a").stat().st_mode & 0o777 == 0o600
    assert (root / "b").stat().st_mode & 0o777 == 0o755
    assert by_hand("status", "--porcelain") == ""


def test_a_path_is_never_an_option_or_a_pattern(repo: Repository, by_hand: GitCommand) -> None:
    names = ("-x", "--all", "[x]", "x", "(top)*", "*", '"', " x", "a\u00a0b")
    save(repo, dict.fromkeys(names, b"1"))
    for name in names:
        save(repo, {name: b"2"})
    assert read(repo, repo.head() or "") == dict.fromkeys(names, b"2")
    assert by_hand("status", "--porcelain") == ""


def test_many_files_at_once(repo: Repository, by_hand: GitCommand) -> None:
    changes: dict[str, bytes | None] = {f"cases/{n % 70}/{n}": b"%d" % n for n in range(700)}
    version = save(repo, changes)
    assert read(repo, version) == changes
    assert by_hand("status", "--porcelain") == ""


def test_a_naive_or_empty_request_is_a_bug(repo: Repository) -> None:
    with pytest.raises(ValueError, match="offset"):
        save(repo, {"a": b"1"}, datetime(2026, 1, 1))  # noqa: DTZ001 the mistake that is tested
    with pytest.raises(ValueError, match="needs a file"):
        save(repo, {})
