"""A save that was interrupted is finished or taken back by the next command, and edits are kept."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from casekit.errors import ConflictingEdit
from casekit.history import commit, files
from casekit.history.commit import commit_files
from casekit.history.journal import Intent, Journal, PathChange, SomebodySaves
from casekit.history.locks import LockLeftBehind, clear_stale_locks
from casekit.history.recovery import CannotSettle, hold_store, settle
from casekit.history.repository import Repository
from casekit.history.runner import Git, Refused
from casekit.history.saved_aside import list_saved_aside

GitCommand = Callable[..., str]
OLD = {"a.yaml": b"a1\n", "gone.yaml": b"g1\n", "c/d.yaml": b"d1\n"}
NEW: dict[str, bytes | None] = {"a.yaml": b"a2\n", "gone.yaml": None, "n/e/w.yaml": b"w\n"}

# Each step of a save, and the function that is interrupted instead of being run. The last of them
# are reached after the branch has moved: from there the version counts.
BEFORE = ("stage_files", "_write_objects", "_move_branch")
AFTER = ("_show", "write_index", "save_aside")
CRASH = """
import os, sys
from pathlib import Path
from casekit.history import commit
from casekit.history.repository import Repository
root, step, when = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
whole = getattr(commit, step)
def crash(*given, **named):
    if when == "after":
        whole(*given, **named)
    os._exit(9)
setattr(commit, step, crash)
repo = Repository.open(root)
changes = {"a.yaml": b"a2\\n", "gone.yaml": None, "n/e/w.yaml": b"w\\n"}
commit.commit_files(repo, changes, message="m", when=None, expected_head=repo.head())
"""


def save(repo: Repository, changes: dict[str, bytes | None]) -> str:
    return commit_files(repo, changes, message="m", when=None, expected_head=repo.head())


@pytest.fixture
def begun(repo: Repository) -> Repository:
    """A repository with one version."""
    save(repo, dict(OLD))
    return repo


def crash(repo: Repository, step: str, when: str) -> None:
    """Save NEW in another process that ends in the middle, as if the power had gone."""
    done = subprocess.run(
        [sys.executable, "-c", CRASH, str(repo.root), step, when],
        env={**repo.git.environment, "PYTHONPATH": str(Path(files.__file__).parents[2])},
        capture_output=True,
    )
    assert done.returncode == 9, done.stderr.decode()


def read_journal(repo: Repository) -> Intent:
    with repo.journal.lock():
        intent = repo.journal.read()
    assert intent is not None
    return intent


def working_files(root: Path) -> dict[str, bytes]:
    return {
        place.relative_to(root).as_posix(): place.read_bytes()
        for place in root.rglob("*")
        if place.is_file() and ".git" not in place.relative_to(root).parts
    }


def is_new(root: Path) -> bool:
    expected = {**OLD, **NEW}
    return working_files(root) == {p: data for p, data in expected.items() if data is not None}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", ["stage_files", "_write_objects", "_move_branch", "_show"])
def test_a_save_interrupted_anywhere_is_whole_or_gone(
    begun: Repository, root: Path, by_hand: GitCommand, step: str, when: str
) -> None:
    old = by_hand("rev-parse", "HEAD")
    crash(begun, step, when)
    moved = step == "_show" or (step, when) == ("_move_branch", "after")
    assert (by_hand("rev-parse", "HEAD") != old) == moved
    settle(begun)
    assert len(begun.notices) == 1
    assert ("was finished" in begun.notices[0]) == moved
    assert is_new(root) if moved else working_files(root) == OLD
    assert by_hand("status", "--porcelain", "--ignored") == ""
    assert (root / "n").exists() == moved
    # Settled is settled: there is nothing more to say, and nothing to do.
    settle(begun)
    assert len(begun.notices) == 1


@pytest.mark.parametrize("step", ["_write_objects", "_show"])
def test_the_next_save_settles_the_one_before(
    begun: Repository, root: Path, by_hand: GitCommand, step: str
) -> None:
    crash(begun, step, "before")
    if step == "_show":
        # What was worked out before is not what the settled folder holds.
        expected = begun.head()
        commit_files(begun, {"z": b"z"}, message="m", when=None, expected_head=expected)
    else:
        save(begun, {"z": b"z"})
    assert (root / "z").read_bytes() == b"z"
    assert by_hand("status", "--porcelain", "--ignored") == ""


def test_an_edit_made_by_hand_after_the_crash_is_kept_aside(
    begun: Repository, root: Path, by_hand: GitCommand
) -> None:
    crash(begun, "_show", "before")
    (root / "a.yaml").write_bytes(b"by hand\n")
    settle(begun)
    assert is_new(root)
    assert by_hand("status", "--porcelain", "--ignored") == ""
    kept = list(list_saved_aside(begun.git_dir))
    assert [(path, place.read_bytes()) for path, place in kept] == [("a.yaml", b"by hand\n")]
    assert any("a.yaml was edited by hand" in notice for notice in begun.notices)


def test_an_edit_made_by_hand_stays_when_the_save_is_taken_back(
    begun: Repository, root: Path
) -> None:
    crash(begun, "_write_objects", "before")
    (root / "a.yaml").write_bytes(b"by hand\n")
    settle(begun)
    assert working_files(root) == {**OLD, "a.yaml": b"by hand\n"}


def test_a_later_edit_is_no_trace_of_an_interrupted_save(
    begun: Repository, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A power cut may bring back the text of a journal that was emptied; then people went on.
    written: list[bytes] = []
    write = Journal.write

    def keep(self: Journal, intent: Intent) -> None:
        write(self, intent)
        written.append((begun.git_dir / "casekit" / "journal").read_bytes())

    monkeypatch.setattr(Journal, "write", keep)
    save(begun, dict(NEW))
    (root / "a.yaml").write_bytes(b"later\n")
    (begun.git_dir / "casekit" / "journal").write_bytes(written[0])
    settle(begun)
    assert (root / "a.yaml").read_bytes() == b"later\n"
    assert list(list_saved_aside(begun.git_dir)) == []


@pytest.mark.parametrize("rest", [b"", b"x", b"0" * 64 + b" {}"])
def test_a_journal_that_was_not_synced_whole_means_that_nothing_was_done(
    begun: Repository, root: Path, rest: bytes
) -> None:
    (begun.git_dir / "casekit" / "journal").write_bytes(rest)
    settle(begun)
    assert working_files(root) == OLD
    assert (begun.git_dir / "casekit" / "journal").read_bytes() == b""
    assert begun.notices == []


def test_an_edit_in_the_very_moment_of_saving_is_kept_aside(
    begun: Repository, root: Path, by_hand: GitCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Git.run

    def edit_in_between(self: Git, args: list[str], **named: object) -> bytes:
        if args[0] == "update-ref":
            (root / "a.yaml").write_bytes(b"by hand\n")
            (root / "n" / "e").mkdir(parents=True, exist_ok=True)
            (root / "n" / "e" / "w.yaml").write_bytes(b"theirs\n")
        return run(self, args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "run", edit_in_between)
    save(begun, dict(NEW))
    assert is_new(root)
    assert by_hand("status", "--porcelain", "--ignored") == ""
    kept = {path: place.read_bytes() for path, place in list_saved_aside(begun.git_dir)}
    assert kept == {"a.yaml": b"by hand\n", "n/e/w.yaml": b"theirs\n"}
    assert len(begun.notices) == 2


def test_what_git_saved_on_top_is_the_newer_word(
    begun: Repository, root: Path, by_hand: GitCommand
) -> None:
    crash(begun, "_show", "before")
    # git by hand knows nothing of the new file and so takes it out again.
    (root / "a.yaml").write_bytes(b"theirs\n")
    by_hand("commit", "-q", "-a", "-m", "theirs")
    settle(begun)
    assert (root / "a.yaml").read_bytes() == b"theirs\n"
    assert by_hand("status", "--porcelain", "--ignored") == ""


def test_another_branch_is_not_touched(begun: Repository, root: Path, by_hand: GitCommand) -> None:
    by_hand("branch", "other")
    crash(begun, "_show", "before")
    by_hand("symbolic-ref", "HEAD", "refs/heads/other")
    settle(begun)
    assert working_files(root) == OLD
    by_hand("symbolic-ref", "HEAD", "refs/heads/main")
    assert by_hand("rev-list", "--count", "main") == "2"


def test_an_edit_in_between_is_kept_when_another_branch_was_checked_out(
    begun: Repository, root: Path, by_hand: GitCommand
) -> None:
    by_hand("branch", "other")
    crash(begun, "_show", "before")
    intent = read_journal(begun)
    _, former = files.name_neighbours(root, "a.yaml", intent.token, 0)
    (root / "a.yaml").rename(former)
    former.write_bytes(b"by hand\n")
    (root / "a.yaml").write_bytes(OLD["a.yaml"])
    by_hand("symbolic-ref", "HEAD", "refs/heads/other")
    settle(begun)
    assert not former.exists()
    kept = {path: place.read_bytes() for path, place in list_saved_aside(begun.git_dir)}
    assert kept == {"a.yaml": b"by hand\n"}


@pytest.mark.parametrize("renamed", [True, False])
def test_an_edit_made_while_files_are_put_in_place_survives_the_undo(
    begun: Repository, root: Path, monkeypatch: pytest.MonkeyPatch, renamed: bool
) -> None:
    def edit_and_fail(*_: Any) -> None:
        for name in ("a.yaml", "n/e/w.yaml"):
            place = root / name
            if renamed:
                place.unlink()
            place.write_bytes(b"by hand\n")
        monkeypatch.undo()
        raise Refused("somebody holds the list of files", 128, None)

    monkeypatch.setattr(commit, "write_index", edit_and_fail)
    with pytest.raises(Refused):
        save(begun, dict(NEW))
    assert working_files(root) == {**OLD, "a.yaml": b"by hand\n", "n/e/w.yaml": b"by hand\n"}


@pytest.mark.parametrize("step", ["_write_objects", "_move_branch"])
def test_a_file_that_was_there_before_any_version_stays_when_a_save_is_taken_back(
    begun: Repository, root: Path, step: str
) -> None:
    (root / "n" / "e").mkdir(parents=True)
    (root / "n" / "e" / "w.yaml").write_bytes(b"w\n")  # the very bytes that are to be saved
    crash(begun, step, "before")
    settle(begun)
    assert working_files(root) == {**OLD, "n/e/w.yaml": b"w\n"}


def test_a_git_that_cannot_tell_takes_nothing_back(
    begun: Repository, root: Path, by_hand: GitCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    crash(begun, "_show", "before")
    (root / "other").write_bytes(b"theirs\n")
    by_hand("add", "other")
    by_hand("commit", "-q", "-m", "theirs", "--", "other")
    run = Git.run

    def killed(self: Git, args: list[str], **named: Any) -> bytes:
        if args[0] == "merge-base":
            raise Refused("git was killed", -9, None)
        return run(self, args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Git, "run", killed)
        with pytest.raises(CannotSettle):
            settle(begun)
    settle(begun)
    assert (root / "n/e/w.yaml").read_bytes() == b"w\n"
    assert "was finished" in begun.notices[0]


def test_a_file_keeps_its_permissions_through_recovery(begun: Repository, root: Path) -> None:
    (root / "a.yaml").chmod(0o600)
    crash(begun, "_show", "before")
    intent = read_journal(begun)
    (root / "a.yaml").rename(files.name_neighbours(root, "a.yaml", intent.token, 0)[1])
    settle(begun)
    assert is_new(root)
    assert stat.S_IMODE((root / "a.yaml").stat().st_mode) == 0o600


def test_who_saves_is_alone(begun: Repository, environment: dict[str, str]) -> None:
    other = Repository.open(begun.root, environment)
    with hold_store(begun):
        with hold_store(begun):  # the same command, further down
            pass
        with pytest.raises(SomebodySaves) as caught, hold_store(other, patience=0.05):
            pass
        assert caught.value.exit_code == 5
    with hold_store(other, patience=0.05):
        pass


def test_a_git_command_of_a_save_keeps_the_lock_when_casekit_is_killed(
    begun: Repository, environment: dict[str, str]
) -> None:
    holder = Repository.open(begun.root, environment)
    with hold_store(holder):
        sleeper = subprocess.Popen(["sleep", "60"], pass_fds=holder.journal.handles)
    try:
        with pytest.raises(SomebodySaves), hold_store(begun, patience=0.05):
            pass
    finally:
        sleeper.kill()
        sleeper.wait()
    with hold_store(begun, patience=1):
        pass


def test_locks_of_a_killed_save_are_removed_and_held_ones_are_not(
    begun: Repository, by_hand: GitCommand
) -> None:
    ref = "refs/heads/main"
    for name in ("index.lock", "HEAD.lock", f"{ref}.lock"):
        (begun.git_dir / name).touch()
    clear_stale_locks(begun, ref)
    assert not list(begun.git_dir.rglob("*.lock"))
    with (begun.git_dir / "index.lock").open("w"), pytest.raises(LockLeftBehind) as caught:
        clear_stale_locks(begun, ref)
    assert "remove that file" in (caught.value.hint or "")
    assert (begun.git_dir / "index.lock").exists()


@pytest.mark.parametrize("ends", ["killed", "complete"])
def test_locks_left_by_the_git_that_saved_do_not_stop_the_next_save(
    begun: Repository, root: Path, monkeypatch: pytest.MonkeyPatch, ends: str
) -> None:
    swap = commit._swap

    def leave_lock(*given: Any) -> None:
        swap(*given)
        (begun.git_dir / "HEAD.lock").touch()
        if ends == "killed":
            raise Refused("git ended with a complaint", -9, None)

    monkeypatch.setattr(commit, "_swap", leave_lock)
    save(begun, NEW)
    assert is_new(root)
    assert not list(begun.git_dir.rglob("*.lock"))


def test_a_save_that_cannot_be_settled_is_told_and_stays(
    begun: Repository, root: Path, by_hand: GitCommand
) -> None:
    crash(begun, "_show", "before")
    with (begun.git_dir / "index.lock").open("w"):
        with pytest.raises(CannotSettle) as caught:
            settle(begun)
        assert caught.value.exit_code == 6
    settle(begun)
    assert is_new(root)
    assert by_hand("status", "--porcelain", "--ignored") == ""


def test_a_journal_says_what_it_was_told(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    change = PathChange("ü b", None, None, True)
    intent = Intent("t", "refs/heads/main", None, "1" * 40, (change,))
    with journal.lock():
        assert journal.read() is None
        journal.write(intent)
        assert journal.is_waiting()
        assert journal.read() == intent
        journal.clear()
        assert not journal.is_waiting()
        assert journal.read() is None


def test_a_link_in_the_place_of_the_journal_is_not_followed(begun: Repository) -> None:
    place = begun.git_dir / "casekit" / "journal"
    place.unlink()
    place.symlink_to(begun.root / "a.yaml")
    with pytest.raises(Exception, match="cannot be written"), hold_store(begun):
        pass
    assert (begun.root / "a.yaml").read_bytes() == b"a1\n"


def test_an_unsaved_edit_is_still_refused(begun: Repository, root: Path) -> None:
    (root / "a.yaml").write_bytes(b"by hand\n")
    with pytest.raises(ConflictingEdit):
        save(begun, dict(NEW))
    assert os.listdir(begun.git_dir / "casekit") == ["journal"]
