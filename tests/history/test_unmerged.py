"""What git leaves in the middle of putting two sides together, read on real repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from casekit.history.names import OddName
from casekit.history.repository import Repository
from casekit.history.unmerged import find_unfinished, read_unmerged
from tests.history.conftest import GitCommand


@pytest.fixture
def forked(repo: Repository, by_hand: GitCommand) -> Repository:
    """Two branches from one version: `other`, and the one that is checked out."""
    (repo.root / "a.yaml").write_text("a: 1\n")
    (repo.root / "b.yaml").write_text("b: 1\n")
    by_hand("add", "--all")
    by_hand("commit", "--quiet", "--message", "one")
    by_hand("branch", "other")
    return repo


def change(repo: Repository, by_hand: GitCommand, here: str | None, there: str | None) -> None:
    """Give a.yaml a content on each branch, None deletes it; the branch of `here` stays."""
    for branch, content in (("other", there), ("main", here)):
        by_hand("checkout", "--quiet", branch)
        if content is None:
            (repo.root / "a.yaml").unlink()
        else:
            (repo.root / "a.yaml").write_text(content)
        by_hand("commit", "--quiet", "--all", "--message", branch)


def merge(by_hand: GitCommand, *words: str) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        by_hand(*words)


def test_a_folder_without_a_merge_waits_for_nothing(forked: Repository) -> None:
    assert find_unfinished(forked.git_dir) is None
    assert read_unmerged(forked) == ()


def test_the_three_states_of_a_file(forked: Repository, by_hand: GitCommand) -> None:
    change(forked, by_hand, "a: 2\n", "a: 3\n")
    merge(by_hand, "merge", "other")
    (file,) = read_unmerged(forked)
    assert file.path == "a.yaml"
    assert (file.base, file.here, file.there) == (b"a: 1\n", b"a: 2\n", b"a: 3\n")
    assert file.is_plain


@pytest.mark.parametrize(
    ("here", "there", "states"),
    [(None, "a: 3\n", (None, b"a: 3\n")), ("a: 2\n", None, (b"a: 2\n", None))],
)
def test_a_side_that_has_no_such_file(
    forked: Repository,
    by_hand: GitCommand,
    here: str | None,
    there: str | None,
    states: tuple[bytes | None, bytes | None],
) -> None:
    change(forked, by_hand, here, there)
    merge(by_hand, "merge", "other")
    (file,) = read_unmerged(forked)
    assert (file.here, file.there) == states
    assert file.base == b"a: 1\n"


@pytest.mark.parametrize(
    ("words", "go_on", "turned"),
    [
        (("merge", "other"), "git commit", False),
        (("rebase", "other"), "git rebase --continue", True),
        (("rebase", "--apply", "other"), "git rebase --continue", True),
        (("cherry-pick", "other"), "git cherry-pick --continue", False),
        (("revert", "--no-edit", "HEAD~1"), "git revert --continue", False),
    ],
)
def test_what_git_is_in_the_middle_of(
    forked: Repository, by_hand: GitCommand, words: tuple[str, ...], go_on: str, turned: bool
) -> None:
    change(forked, by_hand, "a: 2\n", "a: 3\n")
    if words[0] == "revert":
        (forked.root / "a.yaml").write_text("a: 4\n")
        by_hand("commit", "--quiet", "--all", "--message", "more")
    merge(by_hand, *words)
    unfinished = find_unfinished(forked.git_dir)
    assert unfinished is not None
    assert unfinished.go_on == go_on
    assert unfinished.give_up == f"git {words[0]} --abort"
    assert unfinished.ours_is_here is not turned
    (file,) = read_unmerged(forked)
    assert file.here == (b"a: 4\n" if words[0] == "revert" else b"a: 2\n")


def test_a_worktree_has_a_merge_of_its_own(
    forked: Repository, by_hand: GitCommand, environment: dict[str, str], tmp_path: Path
) -> None:
    change(forked, by_hand, "a: 2\n", "a: 3\n")
    by_hand("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    with pytest.raises(subprocess.CalledProcessError):
        by_hand("merge", "other", cwd=tmp_path / "side")
    assert find_unfinished(forked.git_dir) is None
    side = Repository.open(tmp_path / "side", environment)
    assert find_unfinished(side.git_dir) is not None
    assert [f.path for f in read_unmerged(side)] == ["a.yaml"]
    assert read_unmerged(forked) == ()


def test_a_link_on_one_side_is_not_read(forked: Repository, by_hand: GitCommand) -> None:
    by_hand("checkout", "--quiet", "other")
    (forked.root / "a.yaml").unlink()
    (forked.root / "a.yaml").symlink_to("/etc/hostname")
    by_hand("commit", "--quiet", "--all", "--message", "link")
    by_hand("checkout", "--quiet", "main")
    (forked.root / "a.yaml").write_text("a: 2\n")
    by_hand("commit", "--quiet", "--all", "--message", "text")
    merge(by_hand, "merge", "other")
    files = read_unmerged(forked)
    assert files
    assert not any(b"/etc" in (file.there or b"") for file in files)
    assert [file.is_plain for file in files if file.there is not None] == [False]


def test_a_name_that_leads_elsewhere_is_refused(forked: Repository, by_hand: GitCommand) -> None:
    blob = by_hand("rev-parse", "HEAD:a.yaml")
    by_hand("update-index", "--index-info", input=f"100644 {blob} 2\ta\\b.yaml\0".encode())
    with pytest.raises(OddName):
        read_unmerged(forked)
