"""Neither the caller's environment nor the user's own configuration runs anything in casekit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from casekit.errors import MissingTool
from casekit.history.commit import commit_files
from casekit.history.log import read_log
from casekit.history.objects import list_files
from casekit.history.repository import Repository
from casekit.history.runner import Git
from tests.history.hostile import GitCommand, Witness, make_racy
from tests.history.hostile import witness as witness

# What a command does, in a process of its own: GitPython starts git while it is imported.
_WORK = """
import sys
from pathlib import Path
from casekit.history.commit import commit_files
from casekit.history.log import read_log
from casekit.history.objects import list_files, read_blobs
from casekit.history.repository import Repository

repo = Repository.open(Path(sys.argv[1]))
head = repo.head()
version = commit_files(repo, {"a": b"2"}, message="m", when=None, expected_head=head)
(entry,) = list_files(repo, "HEAD")
assert read_blobs(repo, [entry.oid]) == {entry.oid: b"2"}
assert repo.list_deleted(".") == []
assert [each.id for each in read_log(repo, "a")] == [version, head]
print(version, repo.branch(), repo.identity().name, sep="|")
"""


def _hostile_environment(witness: Witness, other: Path, tmp_path: Path) -> dict[str, str]:
    program, trace = str(witness.program), str(witness.trace)
    programs = (
        *("GIT_SSH", "GIT_SSH_COMMAND", "GIT_EXTERNAL_DIFF", "GIT_ASKPASS", "SSH_ASKPASS"),
        *("GIT_PROXY_COMMAND", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR", "EDITOR", "VISUAL"),
        *("GIT_PAGER", "PAGER", "GIT_PYTHON_GIT_EXECUTABLE"),
    )
    settings = {
        "core.hooksPath": str(tmp_path), "core.fsmonitor": program, "core.pager": program,
        "core.bare": "true", "user.name": "Somebody Else",
    }  # fmt: skip
    keys = list(settings.items())
    return {
        **dict.fromkeys(programs, program),
        **dict.fromkeys(("GIT_TRACE", "GIT_TRACE2", "GIT_TRACE2_EVENT", "GIT_TRACE_SETUP"), trace),
        "GIT_DIR": str(other / ".git"),
        "GIT_COMMON_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(tmp_path / "index"),
        "GIT_OBJECT_DIRECTORY": str(other / ".git" / "objects"),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(other / ".git" / "objects"),
        "GIT_NAMESPACE": "elsewhere",
        "GIT_SHALLOW_FILE": str(tmp_path / "shallow"),
        "GIT_GRAFT_FILE": str(tmp_path / "grafts"),
        "GIT_REPLACE_REF_BASE": "refs/heads/",
        "GIT_EXEC_PATH": str(tmp_path),
        "GIT_TEMPLATE_DIR": str(tmp_path),
        "GIT_ICASE_PATHSPECS": "1",
        "GIT_CONFIG": str(tmp_path / "config"),
        "GIT_CONFIG_COUNT": str(len(keys)),
        **{f"GIT_CONFIG_KEY_{number}": key for number, (key, _) in enumerate(keys)},
        **{f"GIT_CONFIG_VALUE_{number}": value for number, (_, value) in enumerate(keys)},
        "GIT_CONFIG_PARAMETERS": f"'core.fsmonitor={program}'",
        "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z",
        "GIT_COMMITTER_DATE": "2001-01-01T00:00:00Z",
        "GIT_DEFAULT_HASH": "sha256",
        "GIT_ALLOW_PROTOCOL": "ext:file",
        "GIT_PYTHON_TRACE": "full",
    }


def test_nothing_of_the_callers_environment_leads_git_elsewhere(
    repo: Repository, root: Path, environment: dict[str, str], witness: Witness, tmp_path: Path
) -> None:
    first = commit_files(repo, {"a": b"1"}, message="m", when=None, expected_head=None)
    other = Repository.create(tmp_path / "other", environment=environment)
    given = environment | _hostile_environment(witness, other.root, tmp_path)
    for name in ("reference-transaction", "post-index-change", "git-config", "git-rev-list"):
        (tmp_path / name).write_bytes(witness.program.read_bytes())
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", _WORK, str(root)], cwd=tmp_path, env=given, capture_output=True
    )
    assert done.stderr.decode() == ""
    version, branch, name = done.stdout.decode().strip().split("|")
    assert (branch, name) == ("main", "W. Sample")
    assert [each.id for each in read_log(repo)] == [version, first]
    assert read_log(repo)[0].when.year >= 2024
    assert other.head() is None
    assert not witness.ran()
    assert not (tmp_path / "index").exists()


def test_reading_the_log_leaves_the_environment_as_it_was(
    repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit_files(repo, {"a": b"1"}, message="m", when=None, expected_head=None)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("SOMETHING", "else")
    before = dict(os.environ)
    assert len(read_log(repo)) == 1
    assert dict(os.environ) == before


def test_the_users_own_configuration_runs_nothing_in_casekit(
    root: Path, environment: dict[str, str], by_hand: GitCommand, witness: Witness, tmp_path: Path
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("reference-transaction", "post-index-change", "pre-commit"):
        (hooks / name).write_bytes(witness.program.read_bytes())
        (hooks / name).chmod(0o755)
    settings = {
        "core.hooksPath": hooks, "init.templateDir": tmp_path, "commit.gpgSign": "true",
        "tag.gpgSign": "true", "log.showSignature": "true", "filter.x.required": "true",
    }  # fmt: skip
    programs = (
        *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.askPass"),
        *("core.gitProxy", "core.alternateRefsCommand", "pager.log", "pager.config"),
        *("diff.external", "diff.x.textconv", "diff.x.command", "filter.x.clean"),
        *("filter.x.smudge", "filter.x.process", "gpg.program", "credential.helper"),
        *("sequence.editor", "interactive.diffFilter", "gc.recentObjectsHook"),
    )
    for key, value in (settings | dict.fromkeys(programs, witness.program)).items():
        by_hand("config", "--global", key, str(value), cwd=tmp_path)
    repo = Repository.create(root, environment=environment)
    first = commit_files(repo, {"a": b"1"}, message="m", when=None, expected_head=None)
    commit_files(repo, {"a": b"22"}, message="m", when=None, expected_head=first)
    repo.git.run(["update-index", "--refresh"])
    (root / ".gitattributes").write_text("* filter=x diff=x\n")
    make_racy(root, "a")
    assert repo.list_deleted(".") == []
    assert len(list_files(repo, "HEAD")) == 1
    assert len(read_log(repo)) == 2
    assert repo.identity().name == "W. Sample"
    assert not witness.ran()
    subprocess.run(["git", "status"], cwd=root, env=environment, capture_output=True)
    assert witness.ran()


def test_filters_are_emptied_whatever_they_are_called(
    repo: Repository, root: Path, environment: dict[str, str], by_hand: GitCommand,
    witness: Witness,
) -> None:  # fmt: skip
    commit_files(repo, {"a": b"11"}, message="m", when=None, expected_head=None)
    repo.git.run(["update-index", "--refresh"])
    for name in ("a=b", "A.b", "ü"):
        by_hand("config", "--global", f"filter.{name}.clean", str(witness.program))
        (root / ".gitattributes").write_text(f"* filter={name}\n")
        make_racy(root, "a")
        assert repo.list_deleted(".") == []
    assert not witness.ran()
    subprocess.run(["git", "status"], cwd=root, env=environment, capture_output=True)
    assert witness.ran()


def test_a_program_called_git_in_the_folder_is_not_git(
    repo: Repository, root: Path, environment: dict[str, str], witness: Witness,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    (root / "git").write_bytes(witness.program.read_bytes())
    (root / "git").chmod(0o755)
    monkeypatch.chdir(root)
    astray = environment | {"PATH": os.pathsep.join(["", ".", environment["PATH"], ""])}
    assert Repository.open(root, astray).head() is None
    assert not witness.ran()
    for path in (".", ""):
        with pytest.raises(MissingTool):
            Git(root, environment | {"PATH": path}).run(["version"])
    assert not witness.ran()
