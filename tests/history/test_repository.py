"""Which version is current, who saves, and what a revision's name means."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from casekit.errors import ConflictingEdit, GitFault, MissingTool, NotFound
from casekit.history.commit import commit_files
from casekit.history.repository import Identity, NoIdentity, Repository
from casekit.history.runner import Git

GitCommand = Callable[..., str]


def save(repo: Repository, text: str, when: datetime | None = None) -> str:
    return commit_files(
        repo, {"a.yaml": text.encode()}, message="save", when=when, expected_head=repo.head()
    )


def test_a_new_repository_has_a_branch_and_no_version(
    repo: Repository, root: Path, by_hand: GitCommand
) -> None:
    assert (repo.branch(), repo.head()) == ("main", None)
    assert by_hand("config", "--local", "feature.manyFiles") == "true"
    assert not (root / ".git" / "hooks").exists()
    assert repo.version_at(datetime.now(UTC)) is None


def test_a_folder_with_a_history_is_not_made_again(
    repo: Repository, root: Path, environment: dict[str, str]
) -> None:
    with pytest.raises(ConflictingEdit, match="already keeps a history"):
        Repository.create(root, environment=environment)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GitFault, match="cannot be made: Not a directory"):
        Repository.create(tmp_path / "file" / "x", environment=environment)


@pytest.mark.parametrize("content", [None, "gitdir", "gitdir: nowhere\n", "\0"])
def test_a_folder_without_a_history_is_refused_also_inside_another_one(
    repo: Repository, root: Path, environment: dict[str, str], content: str | None
) -> None:
    inner = root / "inner"
    inner.mkdir()
    if content is not None:
        (inner / ".git").write_text(content)
    with pytest.raises(GitFault):
        Repository.open(inner, environment)


def test_a_broken_git_folder_never_leads_to_the_repository_around_it(
    repo: Repository, root: Path, environment: dict[str, str]
) -> None:
    outer = save(repo, "outer")
    inner = root / "inner"
    (inner / ".git").mkdir(parents=True)
    (inner / ".git" / "config").write_text("")
    with pytest.raises(GitFault):
        save(Repository.open(inner, environment), "inner")
    assert repo.head() == outer
    assert [each.name for each in inner.iterdir()] == [".git"]


def test_the_environment_cannot_lead_to_another_repository(
    repo: Repository, root: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    other = Repository.create(tmp_path / "other", environment=environment)
    led_astray = environment | {
        "GIT_DIR": str(other.git_dir),
        "GIT_INDEX_FILE": str(tmp_path / "index"),
        "GIT_OBJECT_DIRECTORY": str(tmp_path),
    }
    version = save(Repository.open(root, led_astray), "1")
    assert (repo.head(), other.head()) == (version, None)


def test_the_identity_is_the_one_the_user_set(
    repo: Repository, root: Path, environment: dict[str, str], by_hand: GitCommand
) -> None:
    assert repo.identity() == Identity("W. Sample", "w@agency.example")
    named = environment | {"GIT_AUTHOR_NAME": "R. Sample", "GIT_AUTHOR_EMAIL": "r@agency.example"}
    assert Repository.open(root, named).identity() == Identity("R. Sample", "r@agency.example")
    by_hand("config", "user.name", "Wé Sample")
    assert Repository.open(root, environment).identity().name == "Wé Sample"


def test_an_identity_is_never_guessed(
    repo: Repository, root: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    homeless = Repository.open(root, environment | {"HOME": str(tmp_path / "empty")})
    with pytest.raises(NoIdentity) as caught:
        homeless.identity()
    assert caught.value.exit_code == 6
    assert "git config --global user.name" in (caught.value.hint or "")
    assert "git config --global user.email" in (caught.value.hint or "")


def test_a_revision_is_found_by_branch_tag_and_short_id(
    repo: Repository, by_hand: GitCommand
) -> None:
    version = save(repo, "1")
    by_hand("tag", "-a", "-m", "t", "reviewed")
    names = ("main", "reviewed", "HEAD", version[:7], version)
    assert {repo.resolve(name) for name in names} == {version}
    assert repo.short(version) == version[:7]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "-",
        "--output=x",
        "-oF",
        "nowhere",
        "a..b",
        "main^",
        "HEAD:a.yaml",
        "ma in",
        "main\n",
        "main\0",
        "f" * 40,
    ],
)
def test_an_unknown_revision_is_not_found_and_never_an_option(
    repo: Repository, root: Path, name: str
) -> None:
    save(repo, "1")
    before = sorted(root.rglob("*"))
    with pytest.raises(NotFound) as caught:
        repo.resolve(name)
    assert caught.value.exit_code == 3
    assert sorted(root.rglob("*")) == before


def test_the_version_at_a_moment(repo: Repository) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    first = save(repo, "1", noon)
    second = save(repo, "2", noon + timedelta(hours=2))
    assert repo.version_at(noon - timedelta(seconds=1)) is None
    assert repo.version_at(noon) == first
    assert repo.version_at(noon + timedelta(hours=2, microseconds=-1)) == first
    there = timezone(timedelta(hours=14))
    assert repo.version_at((noon + timedelta(hours=2)).astimezone(there)) == second
    assert repo.version_at(datetime(2150, 1, 1, tzinfo=UTC)) == second
    assert repo.version_at(datetime(1969, 1, 1, tzinfo=UTC)) is None
    with pytest.raises(ValueError, match="offset"):
        repo.version_at(datetime(2026, 11, 21))  # noqa: DTZ001 the mistake that is tested


def test_a_clock_that_was_wrong_does_not_hide_later_versions(repo: Repository) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    save(repo, "1", noon)
    save(repo, "2", noon + timedelta(days=300))
    third = save(repo, "3", noon + timedelta(hours=1))
    save(repo, "4", noon + timedelta(hours=5))
    assert repo.version_at(noon + timedelta(hours=2)) == third


def test_the_version_at_a_moment_follows_first_parents_only(
    repo: Repository, by_hand: GitCommand
) -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    first = save(repo, "1", noon)
    by_hand("switch", "-q", "-c", "side")
    save(repo, "2", noon + timedelta(hours=1))
    by_hand("switch", "-q", "main")
    by_hand("merge", "-q", "--no-ff", "-m", "m", "side", at="2026-11-21T15:00:00+00:00")
    assert repo.version_at(noon + timedelta(hours=2)) == first
    assert repo.version_at(noon + timedelta(hours=3)) == repo.head()


@pytest.mark.parametrize("content", ["garbage\n", "f" * 40 + "\n"])
def test_a_damaged_branch_never_looks_like_a_new_workspace(
    repo: Repository, root: Path, content: str
) -> None:
    save(repo, "1")
    (root / ".git" / "refs" / "heads" / "main").write_text(content)
    with pytest.raises(GitFault, match="damaged"):
        repo.head()


def test_replaced_and_grafted_versions_do_not_deceive(
    repo: Repository, root: Path, by_hand: GitCommand
) -> None:
    first = save(repo, "1", datetime(2026, 1, 1, tzinfo=UTC))
    second = save(repo, "2", datetime(2026, 2, 1, tzinfo=UTC))
    third = save(repo, "3", datetime(2026, 3, 1, tzinfo=UTC))
    by_hand("replace", second, first)
    (root / ".git" / "info").mkdir(exist_ok=True)
    (root / ".git" / "info" / "grafts").write_text(f"{third} {first}\n")
    assert repo.version_at(datetime(2026, 2, 2, tzinfo=UTC)) == second
    assert repo.version_at(datetime(2026, 1, 31, tzinfo=UTC)) == first


def test_without_git_the_missing_program_is_named(
    repo: Repository, root: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(MissingTool, match="git was not found") as caught:
        Repository.open(root, environment | {"PATH": str(tmp_path)})
    assert caught.value.exit_code == 7


def test_a_folder_of_another_user_is_named(root: Path, environment: dict[str, str]) -> None:
    root.mkdir()
    complaint = b"fatal: detected dubious ownership in repository at 'x'\n"
    fault = Git(root, environment)._explain(complaint, 128, "read")
    assert "safe.directory" in (fault.hint or "")


def test_git_speaks_and_no_escape_reaches_the_terminal(repo: Repository) -> None:
    with pytest.raises(GitFault) as caught:
        repo.git.run(["rev-parse", "--verify", "a\x1b]0;x\x07b"], doing="find it")
    assert caught.value.message.startswith("git could not find it: fatal: ")
    assert "\x1b" not in caught.value.message


def test_everything_is_synced_and_lazy_fetching_is_off(repo: Repository) -> None:
    assert repo.git.run(["config", "core.fsync"]) == b"all\n"
    assert repo.git.run(["config", "core.fsyncMethod"]) == b"fsync\n"
    assert repo.git.run(["config", "protocol.allow"]) == b"never\n"


def test_opening_a_repository_does_not_import_gitpython() -> None:
    words = (
        "import sys, casekit.history.log, casekit.history.commit; sys.exit('git' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", words], check=False).returncode == 0
