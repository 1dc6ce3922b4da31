"""The versions of a workspace, newest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from casekit.history.commit import commit_files
from casekit.history.log import Version, read_log
from casekit.history.names import OddName
from casekit.history.repository import Repository

GitCommand = Callable[..., str]
NOON = datetime(2026, 11, 21, 12, tzinfo=timezone(-timedelta(hours=6)))


def save(repo: Repository, when: datetime, message: str, **files: str | None) -> str:
    changes = {
        name.replace("__", "/"): None if text is None else text.encode()
        for name, text in files.items()
    }
    return commit_files(repo, changes, message=message, when=when, expected_head=repo.head())


def test_a_repository_without_versions_has_an_empty_log(repo: Repository) -> None:
    assert read_log(repo) == []


def test_each_version_tells_when_who_what_and_which_files(repo: Repository) -> None:
    first = save(repo, NOON, "Open\n\nTwo lines: ü", cases__1__case="1", agency="a")
    second = save(repo, NOON + timedelta(hours=1), "Move", cases__1__case=None, cases__2="2")
    assert read_log(repo) == [
        Version(
            second, NOON + timedelta(hours=1), "W. Sample", "Move", ("cases/1/case", "cases/2")
        ),
        Version(first, NOON, "W. Sample", "Open\n\nTwo lines: ü", ("agency", "cases/1/case")),
    ]
    assert read_log(repo)[0].when.utcoffset() == timedelta(hours=-6)


def test_a_log_of_one_path_and_of_so_many_versions(repo: Repository) -> None:
    first = save(repo, NOON, "m", cases__1__a="1", cases__10__a="1")
    save(repo, NOON, "m", cases__10__a="2")
    third = save(repo, NOON, "m", cases__1__b="1", agency="3")
    found = [(each.id, each.files) for each in read_log(repo, "cases/1/")]
    assert found == [(third, ("cases/1/b",)), (first, ("cases/1/a",))]
    assert [each.id for each in read_log(repo, limit=1)] == [third]
    assert read_log(repo, limit=0) == []
    assert read_log(repo, "nothing/here") == []


def test_a_merge_is_compared_with_its_first_parent(repo: Repository, by_hand: GitCommand) -> None:
    save(repo, NOON, "m", a="1")
    by_hand("switch", "-q", "-c", "side")
    side = save(repo, NOON, "side", b="1")
    by_hand("switch", "-q", "main")
    save(repo, NOON, "main", c="1")
    by_hand("merge", "-q", "--no-ff", "-m", "merge", "side")
    log = {each.message: each for each in read_log(repo)}
    assert log["merge"].files == ("b",)
    assert log["side"].id == side
    assert len(log) == 4


@pytest.mark.parametrize("path", ["--output=x", ":(glob)*", "../x", ".git/config"])
def test_a_path_is_never_an_option_or_a_pattern(repo: Repository, root: Path, path: str) -> None:
    save(repo, NOON, "m", a="1")
    try:
        assert read_log(repo, path) == []
    except OddName:
        assert path in {":(glob)*", "../x", ".git/config"}
    assert sorted(each.name for each in root.iterdir()) == [".git", "a"]


def test_the_environment_cannot_lead_the_log_elsewhere(
    repo: Repository, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = save(repo, NOON, "m", a="1")
    other = Repository.create(tmp_path / "other", environment=environment)
    monkeypatch.setenv("GIT_DIR", str(other.git_dir))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other.git_dir / "objects"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "many")
    assert [each.id for each in read_log(repo)] == [version]
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    assert [each.id for each in read_log(repo)] == [version]


def test_the_log_of_a_linked_worktree(
    repo: Repository, environment: dict[str, str], by_hand: GitCommand, tmp_path: Path
) -> None:
    first = save(repo, NOON, "m", a="1")
    by_hand("worktree", "add", "-q", "-b", "other", str(tmp_path / "w t"))
    other = Repository.open(tmp_path / "w t", environment)
    second = save(other, NOON.astimezone(UTC), "m", a="2")
    assert [each.id for each in read_log(other)] == [second, first]
    assert [each.id for each in read_log(repo)] == [first]
