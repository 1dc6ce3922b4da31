"""A repository's own configuration starts no program and leads nowhere, unless its user allows."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from casekit.errors import GitFault
from casekit.history.commit import commit_files
from casekit.history.config import ConfiguredProgram, list_unusual_settings
from casekit.history.known_settings import is_refused, starts_helper
from casekit.history.log import read_log
from casekit.history.objects import list_files
from casekit.history.repository import Repository
from tests.history.hostile import GitCommand, Witness, catch_refusal, make_racy
from tests.history.hostile import never_waiting as never_waiting
from tests.history.hostile import witness as witness

HOSTILE_KEYS = [
    "core.hookspath", "core.pager", "core.editor", "core.sshcommand", "core.askpass",
    "core.gitproxy", "core.alternaterefscommand", "core.attributesfile", "core.fsmonitor",
    "diff.external", "diff.x.y.command", "diff.x.textconv",
    "filter.x.clean", "filter.x.smudge", "filter.x.process", "include.path",
    "includeif.gitdir:/.path", "credential.helper", "credential.https://x.helper", "gpg.program",
    "gpg.ssh.program", "gpg.ssh.defaultkeycommand", "gpg.ssh.allowedsignersfile", "alias.status",
    "uploadpack.packobjectshook", "gc.recentobjectshook", "remote.origin.uploadpack",
    "remote.origin.receivepack", "remote.origin.vcs", "remote.origin.proxy",
    "merge.x.driver", "mergetool.x.cmd", "difftool.x.cmd", "sequence.editor", "protocol.allow",
    "protocol.ext.allow", "pager.log", "interactive.difffilter", "trailer.x.command",
    "trailer.x.cmd", "submodule.x.update", "tar.x.command", "init.templatedir",
    "url.ext::sh.insteadof", "hook.x.command", "http.proxy", "http.https://x.sslverify",
    "http.cookiefile", "http.sslcainfo", "bundle.x.uri", "fetch.bundleuri", "sendemail.tocmd",
    "imap.tunnel", "guitool.x.cmd", "browser.x.cmd", "man.x.path", "web.browser", "help.browser",
    "instaweb.httpd", "lfs.customtransfer.x.path", "lfs.extension.x.clean",
    "format.outputdirectory", "branch.main.mergeoptions", "pull.twohead", "filter.$(touch x).clean",
]  # fmt: skip

HOSTILE_VALUES = [
    ("remote.origin.url", "ext::sh -c 'touch x'"),
    ("remote.origin.url", "fd::7"),
    ("remote.origin.url", "-oProxyCommand=touch x"),
    ("remote.origin.url", "ssh://-oProxyCommand=touch/x"),
    ("remote.origin.url", "ssh://w@-oProxyCommand=touch/x"),
    ("remote.origin.url", "-oProxyCommand=touch:x"),
    ("remote.origin.url", "w@-oProxyCommand=touch:x"),
    ("remote.origin.url", "evil://x"),
    ("remote.origin.pushurl", "ext::sh"),
    ("remote.pushdefault", "ext::sh"),
    ("branch.main.remote", "ext::sh"),
    ("branch.main.pushremote", "ext::sh"),
    ("submodule.x.url", "ext::sh"),
    ("merge.tool", "../../tools/x"),
    ("diff.tool", "/tmp/x"),
    ("diff.guitool", "..\\x"),
    ("core.fsmonitor", "touch x"),
    ("pager.log", "touch x"),
    ("extensions.refstorage", "files:///elsewhere"),
]

ORDINARY_VALUES = [
    ("remote.origin.url", "https://forge.example/agency.git"),
    ("remote.origin.url", "https://w:pass@forge.example:8443/a-b/-c.git"),
    ("remote.origin.url", "ssh://git@forge.example:22/agency.git"),
    ("remote.origin.url", "git@forge.example:agency/cases.git"),
    ("remote.origin.url", "ssh://[::1]/agency.git"),
    ("remote.origin.url", "/media/stick/agency.git"),
    ("remote.origin.url", "C:\\Users\\w\\agency.git"),
    ("remote.origin.url", "./up::there"),
    ("remote.origin.url", "../agency"),
    ("remote.origin.url", "file:///media/stick/agency.git"),
    ("branch.main.remote", "origin"),
    ("merge.tool", "vimdiff"),
    ("core.fsmonitor", "true"),
    ("pager.log", "false"),
    ("extensions.refstorage", "files"),
]


def _write_setting(root: Path, key: str, value: str | Path) -> None:
    section, _, variable = key.rpartition(".")
    head, _, middle = section.partition(".")
    title = f'[{head} "{middle}"]' if middle else f"[{head}]"
    quoted = str(value).replace("\\", "\\\\").replace('"', '\\"')
    with (root / ".git" / "config").open("a") as file:
        file.write(f'{title}\n\t{variable} = "{quoted}"\n')


@pytest.mark.parametrize("key", HOSTILE_KEYS)
def test_a_key_that_names_a_program_is_refused_by_name(
    repo: Repository, root: Path, environment: dict[str, str], witness: Witness, key: str
) -> None:
    _write_setting(root, key, witness.program)
    fault = catch_refusal(lambda: Repository.open(root, environment), ConfiguredProgram)
    assert isinstance(fault, ConfiguredProgram)
    assert (fault.exit_code, fault.code, fault.key) == (6, "GIT", key)
    assert key in fault.message
    assert not witness.ran()


@pytest.mark.parametrize(("key", "value"), HOSTILE_VALUES)
def test_a_value_that_starts_a_program_is_refused(
    repo: Repository, root: Path, environment: dict[str, str], key: str, value: str
) -> None:
    _write_setting(root, key, value)
    fault = catch_refusal(lambda: Repository.open(root, environment), ConfiguredProgram)
    assert key in fault.message
    assert [each.name for each in root.iterdir()] == [".git"]


@pytest.mark.parametrize(("key", "value"), ORDINARY_VALUES)
def test_an_ordinary_value_passes(
    repo: Repository, root: Path, environment: dict[str, str], key: str, value: str
) -> None:
    _write_setting(root, key, value)
    assert Repository.open(root, environment).head() is None
    assert list_unusual_settings(repo.git, repo.git_dir, repo.common_dir) == []


def test_a_key_that_holds_a_line_break_is_refused(
    repo: Repository, root: Path, environment: dict[str, str]
) -> None:
    _write_setting(root, "filter.A\nb.clean", "x")
    catch_refusal(lambda: Repository.open(root, environment), GitFault)


def test_both_ways_out_of_the_hint_can_be_copied_into_a_shell(
    repo: Repository, root: Path, environment: dict[str, str]
) -> None:
    key = f"filter.$(touch {root.parent.parent}/x);`touch y` 'z'.clean"
    plain = (root / ".git" / "config").read_bytes()
    for way in ("remove it: ", "allow it: "):
        (root / ".git" / "config").write_bytes(plain)
        _write_setting(root, key.replace("/", "_"), "touch z")
        with pytest.raises(ConfiguredProgram) as caught:
            Repository.open(root, environment)
        command = (caught.value.hint or "").partition(way)[2].partition(" ; ")[0]
        subprocess.run(["sh", "-c", command], cwd=root, env=environment, check=True)
        Repository.open(root, environment)
    assert [each.name for each in root.iterdir()] == [".git"]


def test_a_key_that_no_line_can_hold_is_removed_by_hand(
    repo: Repository, root: Path, environment: dict[str, str]
) -> None:
    _write_setting(root, "filter.\u202e\x1b[2Jx.clean", "touch x")
    fault = catch_refusal(lambda: Repository.open(root, environment), ConfiguredProgram)
    assert "from the file config" in (fault.hint or "")


def test_all_refused_keys_are_counted(
    repo: Repository, root: Path, environment: dict[str, str]
) -> None:
    for key in ("filter.lfs.clean", "filter.lfs.smudge", "core.pager"):
        _write_setting(root, key, "x")
    with pytest.raises(ConfiguredProgram, match=r"filter\.lfs\.clean \(and 2 more like it\)"):
        Repository.open(root, environment)


def test_an_include_is_refused_before_it_is_followed(
    repo: Repository, root: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    # Whoever opens a pipe that nobody writes to waits for ever.
    os.mkfifo(tmp_path / "pipe")
    _write_setting(root, "include.path", tmp_path / "pipe")
    catch_refusal(lambda: Repository.open(root, environment), ConfiguredProgram)


def test_the_configuration_of_a_worktree_is_judged_too(
    repo: Repository, root: Path, environment: dict[str, str], by_hand: GitCommand
) -> None:
    by_hand("config", "extensions.worktreeConfig", "true")
    by_hand("config", "--worktree", "core.fsmonitor", "touch x")
    with pytest.raises(ConfiguredProgram) as caught:
        Repository.open(root, environment)
    hint = caught.value.hint or ""
    by_hand(*shlex.split(hint.partition("remove it: git ")[2].partition(" ; ")[0]))
    Repository.open(root, environment)


def test_ordinary_settings_pass_and_are_not_unusual(
    repo: Repository, root: Path, environment: dict[str, str]
) -> None:
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
    with (root / ".git" / "config").open("a") as file:
        file.write(text)
    opened = Repository.open(root, environment)
    assert opened.identity().name == "W. Sample"
    assert list_unusual_settings(opened.git, opened.git_dir, opened.common_dir) == []


# Allowing: by the user's own configuration, and by nothing else.


@pytest.mark.parametrize(
    ("allowed", "opens"),
    [
        ("filter.Big.clean", True), ("FILTER.Big.CLEAN", True), ("filter.Big.*", True),
        (" filter.Big.clean ", True),
        ("filter.big.clean", False), ("filter.Big.smudge", False), ("filter.*", False),
        ("*", False), ("filter.Big", False), ("filter.*.clean", False), ("core.*", False),
        ("", False), ("filter.Big.clean.x", False),
    ],
)  # fmt: skip
def test_a_user_allows_one_key_or_one_section(
    repo: Repository, root: Path, environment: dict[str, str], by_hand: GitCommand, allowed: str,
    opens: bool,
) -> None:  # fmt: skip
    _write_setting(root, "filter.Big.clean", "x")
    by_hand("config", "--global", "--add", "casekit.allow", "core.editor")
    by_hand("config", "--global", "--add", "casekit.allow", allowed)
    if opens:
        assert Repository.open(root, environment).head() is None
        _write_setting(root, "core.sshcommand", "x")
        with pytest.raises(ConfiguredProgram, match=r"core\.sshcommand,"):
            Repository.open(root, environment)
    else:
        with pytest.raises(ConfiguredProgram):
            Repository.open(root, environment)


def test_the_computer_may_allow_a_key_for_all_its_users(
    repo: Repository, root: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    _write_setting(root, "core.editor", "x")
    system = tmp_path / "gitconfig"
    system.write_text("[casekit]\n\tallow = core.editor\n")
    environment.pop("GIT_CONFIG_NOSYSTEM")
    Repository.open(root, environment | {"GIT_CONFIG_SYSTEM": str(system)})


def test_a_repository_cannot_allow_itself_anything(
    repo: Repository, root: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    _write_setting(root, "core.editor", "x")
    _write_setting(root, "casekit.allow", "core.editor")
    (root / ".gitconfig").write_text("[casekit]\n\tallow = core.editor\n")
    (root / ".git" / "config.worktree").write_text("[casekit]\n\tallow = core.editor\n")
    by_environment = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "casekit.allow",
        "GIT_CONFIG_VALUE_0": "core.editor",
        "GIT_CONFIG_PARAMETERS": "'casekit.allow=core.editor'",
    }
    for env in (environment, environment | by_environment):
        catch_refusal(lambda env=env: Repository.open(root, env), ConfiguredProgram)  # type: ignore[misc]
    assert "casekit.allow" in list_unusual_settings(repo.git, repo.git_dir, repo.common_dir)


def test_a_broken_configuration_of_the_user_allows_nothing(
    repo: Repository, root: Path, environment: dict[str, str]
) -> None:
    _write_setting(root, "core.editor", "x")
    (Path(environment["HOME"]) / ".gitconfig").write_text("[core\n")
    with pytest.raises(GitFault, match=r"home/\.gitconfig"):
        Repository.open(root, environment)


def test_what_is_allowed_is_still_not_run_by_casekit(
    repo: Repository, root: Path, environment: dict[str, str], by_hand: GitCommand,
    witness: Witness,
) -> None:  # fmt: skip
    keys = ("core.fsmonitor", "core.hookspath", "core.pager", "core.sshcommand", "core.askpass")
    for key in (*keys, "filter.x.clean", "filter.x.process", "diff.external", "gpg.program"):
        _write_setting(root, key, witness.program)
        by_hand("config", "--global", "--add", "casekit.allow", key)
    _write_setting(root, "filter.x.required", "true")
    by_hand("config", "--global", "--add", "casekit.allow", "filter.x.*")
    opened = Repository.open(root, environment)
    first = commit_files(opened, {"a": b"1"}, message="m", when=None, expected_head=None)
    commit_files(opened, {"a": b"22"}, message="m", when=None, expected_head=first)
    opened.git.run(["update-index", "--refresh"])
    (root / ".gitattributes").write_text("* filter=x\n")
    make_racy(root, "a")
    assert opened.list_deleted(".") == []
    assert [entry.path for entry in list_files(opened, "HEAD")] == ["a"]
    assert len(read_log(opened)) == 2
    assert not witness.ran()
    subprocess.run(["git", "status"], cwd=root, env=environment, capture_output=True)
    assert witness.ran()  # git by hand does run it: the test could have failed


def test_opening_costs_one_process_and_a_second_only_for_a_refused_key(
    repo: Repository, root: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    tally = tmp_path / "tally"
    (tmp_path / "bin").mkdir()
    counting = tmp_path / "bin" / "git"
    counting.write_text(f"#!/bin/sh\necho x >> '{tally}'\nexec {shutil.which('git')} \"$@\"\n")
    counting.chmod(0o755)
    environment["PATH"] = f"{tmp_path / 'bin'}{os.pathsep}{environment['PATH']}"
    Repository.open(root, environment)
    assert tally.read_text() == "x\n"
    _write_setting(root, "core.editor", "x")
    with pytest.raises(ConfiguredProgram):
        Repository.open(root, environment)
    assert tally.read_text() == "x\n" * 3


# Settings that no list has.


def test_unusual_settings_are_listed_as_text_and_sorted(
    repo: Repository, root: Path, by_hand: GitCommand
) -> None:
    for key in ("zoo.keeper", "core.excludesfile", "core.protectntfs", "core.editor"):
        _write_setting(root, key, "x")
    _write_setting(root, "zoo.keeper", "y")
    _write_setting(root, "zoo.\x1b[2J.keeper", "y")
    unusual = list_unusual_settings(repo.git, repo.git_dir, repo.common_dir)
    assert unusual == [
        "core.excludesfile", "core.protectntfs", "zoo.\\x1b[2J.keeper", "zoo.keeper",
    ]  # fmt: skip


def test_what_git_itself_writes_is_not_unusual(
    repo: Repository, root: Path, environment: dict[str, str], by_hand: GitCommand, tmp_path: Path
) -> None:
    commit_files(repo, {"a/b": b"1"}, message="m", when=None, expected_head=None)
    clone = tmp_path / "clone"
    url = f"file://{root}"
    by_hand("clone", "-q", "--sparse", "--depth=1", "--filter=blob:none", url, str(clone))
    for words in (["sparse-checkout", "set", "--sparse-index", "a"], ["switch", "-qc", "side"]):
        subprocess.run(["git", *words], cwd=clone, env=environment, check=True)
    other = Repository.open(clone, environment)
    assert list_unusual_settings(other.git, other.git_dir, other.common_dir) == []
    assert list_unusual_settings(repo.git, repo.git_dir, repo.common_dir) == []


def test_whatever_git_says_it_reads_a_program_from_is_refused() -> None:
    printed = subprocess.run(["git", "help", "--config"], capture_output=True, check=True).stdout
    keys = [_lower(line) for line in printed.decode().split() if "." in line]
    programs = (
        *("cmd", "command", "program", "driver", "helper", "editor", ".pager", "proxy", "askpass"),
        *("hook", "hookspath", "textconv", ".smudge", ".process", "templatedir", "insteadof"),
        *("difffilter", ".browser", ".external", ".uploadpack", ".receivepack", ".vcs", "tunnel"),
    )
    named = [key for key in keys if key.endswith(programs)]
    assert len(named) > 30
    passed = [key for key in named if not is_refused(key, "/x")]
    # Whether to show advice, in which colour, whether to keep a cache; and a server's database.
    assert set(passed) <= {
        "advice.ignoredhook", "advice.waitingforeditor", "color.pager",
        "diff.<driver>.cachetextconv", "gitcvs.dbdriver",
    }  # fmt: skip


def _lower(key: str) -> str:
    section, _, variable = key.rpartition(".")
    return f"{section.lower()}.{variable.lower()}"


@pytest.mark.parametrize("address", ["", "/", "a", "::", ":", "://", "a/b::c", "[::1]:x", "@:x"])
def test_no_address_is_too_odd_to_judge(address: str) -> None:
    assert starts_helper(address) is False
