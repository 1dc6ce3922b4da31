"""What somebody types for a version is one version or none: no option, no search, no range."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.errors import NotFound
from casekit.history.commit import commit_files
from casekit.history.names import is_branch_name, is_revision
from casekit.history.objects import list_files
from casekit.history.repository import Repository
from tests.history.hostile import GitCommand, catch_refusal

HOSTILE_WORDS = [
    "", "-x", "--output=F", "--all", "--", "HEAD:", "HEAD:../", "HEAD:a", ":a", ":/m", ":/.*",
    "HEAD^{/m}", "HEAD^{tree}", "HEAD^{}", "HEAD^@", "HEAD^!", "HEAD^-", "@{-1}", "HEAD@{1}",
    "main@{upstream}", "main@{yesterday}", "main..main", "HEAD...main", "^HEAD", "HEAD main",
    "HEAD\n", "HEAD\nmain", "\x1b[2JHEAD", "HEAD\0", "HE\u202eAD", "\udcff", "main.lock",
    "../../x", "/etc/passwd", "refs/heads/../x", ".", "..", "*", "m?in", "[m]ain", "a\\b",
    "HEAD~1~x", "HEAD" * 1000, "HEAD" + "^" * 100_000, "refs//heads/main", "main/", "/main",
]  # fmt: skip


@pytest.fixture
def versions(repo: Repository, by_hand: GitCommand) -> list[str]:
    """Two versions, a tag, and another branch, so that every word above could mean something."""
    found: list[str] = []
    for text in (b"1", b"2"):
        head = found[-1] if found else None
        version = commit_files(repo, {"a": text}, message="m", when=None, expected_head=head)
        found.append(version)
    by_hand("tag", "v1", found[0])
    by_hand("switch", "-q", "-c", "büro/zwei")
    by_hand("switch", "-q", "main")
    return found


@pytest.mark.parametrize("word", HOSTILE_WORDS)
def test_a_word_that_names_no_version_is_not_found(
    repo: Repository, root: Path, versions: list[str], word: str
) -> None:
    for look in (lambda: repo.resolve(word), lambda: list_files(repo, word)):
        fault = catch_refusal(look, NotFound)
        assert (fault.exit_code, fault.code) == (3, "NOT-FOUND")
    assert sorted(each.name for each in root.iterdir()) == [".git", "a"]


def test_the_names_that_people_use_are_found(repo: Repository, versions: list[str]) -> None:
    first, second = versions
    for word in ("HEAD", "@", "main", "refs/heads/main", "heads/main", "büro/zwei", second[:7]):
        assert repo.resolve(word) == second
    for word in ("HEAD~1", "HEAD^", "HEAD^1", "main~1^0", "v1", "@~", "büro/zwei~", first):
        assert repo.resolve(word) == first
    with pytest.raises(NotFound):
        repo.resolve("HEAD^2")


@given(st.text(max_size=20))
def test_a_word_that_passes_is_no_option_and_no_path(word: str) -> None:
    if is_revision(word):
        assert not word.startswith(("-", "/", "."))
        assert not any(mark in word for mark in (":", "..", "@{", "^{", "\n", "\0", " ", "//"))


@given(st.text(st.sampled_from("ab/.-@{~^:?*[\\ lock\n\x7f\u202e"), max_size=12))
def test_git_allows_every_branch_name_that_casekit_allows(name: str) -> None:
    if is_branch_name(name):
        subprocess.run(["git", "check-ref-format", f"refs/heads/{name}"], check=True)
