"""`casekit doctor`: what stands in the way of saving, each with the way out."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from casekit.history.repository import Repository
from casekit.overview.store import ENOUGH_BYTES, examine_store
from tests.cli.contract import find_breaches
from tests.cli.office import WORKER, Office, snapshot


def examine(office: Office) -> dict[str, dict[str, str]]:
    """The findings about the folder by their codes."""
    done = office.run("doctor", "--format", "json")
    assert find_breaches("doctor", done.data) == []
    return {f["code"]: f for f in done.findings}


def test_a_new_workspace_is_fit_to_save_in(untouched: Office) -> None:
    store = {"DOCTOR-" + word for word in (
        *("LOCK", "UNMERGED", "SAVED-ASIDE", "SAVE-WAITING", "NO-BRANCH", "SHALLOW", "DISK"),
        *("LINE-ENDS", "MANY-FILES", "LETTER-CASE", "GIT-OLD"),
    )}  # fmt: skip
    assert not store & set(examine(untouched))


@pytest.mark.parametrize("name", ["index.lock", "HEAD.lock", "refs/heads/main.lock"])
def test_a_lock_that_was_left_behind(office: Office, name: str) -> None:
    (office.root / ".git" / name).touch()
    finding = examine(office)["DOCTOR-LOCK"]
    assert finding["message"].endswith(name)
    assert "remove that file" in finding["hint"]
    assert office.run("doctor").code == 1


def test_a_save_that_waits_is_told_before_it_is_settled(office: Office) -> None:
    journal = office.root / ".git" / "casekit" / "journal"
    journal.write_bytes(b"not whole")
    assert "DOCTOR-SAVE-WAITING" in examine(office)


def test_edits_that_were_kept_aside_and_the_hint_works(office: Office) -> None:
    contact = office.records("contact")[0].relative_to(office.root)
    kept = office.root / ".git" / "casekit" / "saved-aside" / "t0k3n" / contact
    kept.parent.mkdir(parents=True)
    kept.write_text("an edit\n")
    finding = examine(office)["DOCTOR-SAVED-ASIDE"]
    assert finding["path"] == contact.as_posix()
    compare = finding["hint"].partition("compare: ")[2].partition(";")[0]
    assert shlex.split(compare)[-2:] == [contact.as_posix(), str(kept)]
    assert f'rm "{kept}"' in finding["hint"]
    for number in range(30):
        shutil.copy(kept, kept.with_name(f"{number}.yaml"))
    assert office.run("doctor").out.count("DOCTOR-SAVED-ASIDE") == 21


def test_files_in_the_middle_of_a_merge(office: Office) -> None:
    contact = office.records("contact")[0]
    office.git("checkout", "-qb", "side")
    for branch, word in (("side", "one"), ("main", "two")):
        office.git("checkout", "-q", branch)
        contact.write_text(contact.read_text() + f"note: {word}\n")
        office.git("commit", "-qam", word)
    assert office.try_git("merge", "-q", "side").code != 0
    assert examine(office)["DOCTOR-UNMERGED"]["path"] == contact.relative_to(office.root).as_posix()


def test_a_setting_that_nobody_knows(office: Office) -> None:
    office.git("config", "strange.setting", "x")
    assert "strange.setting" in examine(office)["DOCTOR-SETTING"]["message"]
    verified = office.run("verify", "--integrity", "--format", "json")
    assert [f["code"] for f in verified.findings] == ["SETTING-UNKNOWN"]
    assert verified.code == 0


def test_off_any_branch(office: Office) -> None:
    office.git("checkout", "-q", "--detach", "HEAD~1")
    finding = examine(office)["DOCTOR-NO-BRANCH"]
    assert "git switch main" in finding["hint"]


def test_a_shallow_clone_that_lacks_settings(office: Office, tmp_path: Path) -> None:
    office.git("clone", "--quiet", "--depth=1", f"file://{office.root}", str(tmp_path / "shallow"))
    clone = Office(tmp_path / "shallow", office.home, office.case)
    clone.git("config", "core.autocrlf", "true")
    found = examine(clone)
    for code in ("DOCTOR-SHALLOW", "DOCTOR-LINE-ENDS", "DOCTOR-MANY-FILES"):
        assert found[code]["severity"] == "warning"
        hint = found[code]["hint"].rpartition("git ")[2].split(" ")
        if code != "DOCTOR-SHALLOW":
            clone.git(*hint)
    clone.git("fetch", "--quiet", "--unshallow")
    assert not {"DOCTOR-SHALLOW", "DOCTOR-LINE-ENDS", "DOCTOR-MANY-FILES"} & set(examine(clone))


def test_little_room_a_disk_without_capitals_and_an_old_git(office: Office, tmp_path: Path) -> None:
    environment = office.environment(WORKER, None, None)
    repo = Repository.open(office.root, environment)

    def codes(free: int) -> set[str]:
        return {f.code for f in examine_store(repo, free)}

    assert codes(ENOUGH_BYTES) == set()
    assert codes(ENOUGH_BYTES - 1) == {"DOCTOR-DISK"}
    # A second name of one file is what such a disk looks like.
    (office.root / "AGENCY.YAML").hardlink_to(office.root / "agency.yaml")
    assert codes(ENOUGH_BYTES) == {"DOCTOR-LETTER-CASE"}
    (office.root / "AGENCY.YAML").unlink()
    for version, is_old in (("2.35.9", True), ("2.36.0", False), ("3.0.1.windows.1", False)):
        program = tmp_path / "bin" / "git"
        program.parent.mkdir(exist_ok=True)
        real = shutil.which("git")
        program.write_text(
            f'#!/bin/sh\nfor word; do [ "$word" = version ] && echo git version {version} && exit\n'
            f'done\nexec {real} "$@"\n'
        )
        program.chmod(0o755)
        old = Repository.open(office.root, {**environment, "PATH": str(program.parent)})
        assert ("DOCTOR-GIT-OLD" in {f.code for f in examine_store(old, ENOUGH_BYTES)}) == is_old


def test_what_keeps_every_command_from_working_is_a_finding(office: Office) -> None:
    (office.root / "agency.yaml").write_text("schema: agency/1\n")
    done = office.run("doctor", "--format", "json")
    assert (done.code, find_breaches("doctor", done.data)) == (4, [])
    assert {"SCHEMA-MISSING", "UNREADABLE"} <= {f["code"] for f in done.findings}
    office.git("checkout", "-q", "--", "agency.yaml")
    (office.root / ".git" / "index.lock").touch()
    (office.root / ".git" / "HEAD").write_text("ref: refs/heads/gone\n")
    (office.root / ".git/refs/heads/gone").write_text("1" * 40)
    done = office.run("doctor", "--format", "json")
    assert done.code == 6
    assert {"DOCTOR-LOCK", "GIT"} <= {f["code"] for f in done.findings}
    office.git("config", "core.sshCommand", "x")
    assert "core.sshcommand" in office.run("doctor", "--format", "json").findings[-1]["message"]


def test_a_doctor_changes_nothing(untouched: Office) -> None:
    before = snapshot(untouched.root)
    untouched.run("doctor")
    assert snapshot(untouched.root) == before
