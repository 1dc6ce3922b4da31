"""The pipeline of a forge, run as the forge would run it: a good, a bad and hostile branches."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from casekit.casework.forge import FORGES, forge_files
from tests.cli.office import SUPERVISOR, Answer, Office

ROOT = Path(__file__).parents[2]
SECRET = "not-for-a-branch"


class Judged(NamedTuple):
    """What the pipeline said of a branch."""

    code: int
    page: str
    findings: str
    said: str


@pytest.fixture
def forge(office: Office, tmp_path: Path) -> Office:
    """The workspace with what a forge needs, and a clone of it as the forge checks it out."""
    done = office.run("init", str(office.root), "--forge", "github", by=SUPERVISOR)
    assert done.code == 0, done.err
    subprocess.run(["git", "clone", "-q", office.root, tmp_path / "runner"], check=True)
    tools = tmp_path / "bin"
    tools.mkdir()
    # The tool that the runner installed; it keeps what it was given, so that a test can look.
    (tools / "casekit").write_text(
        f'#!/bin/sh\nenv >>"{tmp_path}/seen"\nexec "{sys.executable}" -m casekit "$@"\n'
    )
    (tools / "casekit").chmod(0o755)
    office.git("checkout", "-q", "-b", "work")
    return office


def judge(office: Office, how: str = "github", env: Mapping[str, str] | None = None) -> Judged:
    """Push the branch as it is, and run the pipeline on it from a checkout of main."""
    top = office.root.parent
    runner, out = top / "runner", top / "out"
    office.git("add", "-A")
    office.try_git("commit", "-qm", "Branch")
    for words in (["fetch", "-q", "origin", "work:refs/casekit/head", "--force"],):
        subprocess.run(["git", *words], cwd=runner, check=True)
    done = subprocess.run(
        ["sh", ".casekit/pipeline.sh", "main", "refs/casekit/head", str(out), how],
        cwd=runner,
        env={
            "PATH": f"{top / 'bin'}:{os.environ['PATH']}",
            "HOME": str(top),
            "FORGE_TOKEN": SECRET,
            **(env or {}),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    page = out / "report.md"
    findings = out / "findings"
    return Judged(
        done.returncode,
        page.read_text() if page.exists() else "",
        findings.read_text() if findings.exists() else "",
        done.stderr,
    )


def contact(office: Office) -> Path:
    return office.records("contact")[0]


def test_a_good_branch_passes_and_sees_no_secret(forge: Office) -> None:
    with contact(forge).open("a") as file:
        file.write("note: Sam showed a drawing.\n")
    judged = judge(forge)
    assert (judged.code, judged.findings) == (0, "\n"), judged.said
    assert "note added" in judged.page
    assert "Sam" not in judged.page
    seen = (forge.root.parent / "seen").read_text()
    assert SECRET not in seen
    assert "HOME=" in seen


def test_a_bad_branch_fails_with_its_findings_beside_their_lines(forge: Office) -> None:
    contact(forge).write_text("schema: contact/1\nid: [\n")
    judged = judge(forge)
    assert judged.code == 1
    assert judged.findings.startswith("::error file=cases/")
    assert "Cannot be read, so nothing is said of it" in judged.page
    judged = judge(forge, "sarif")
    assert json.loads(judged.findings)["runs"][0]["results"]


def test_a_branch_does_not_bring_its_own_judge(forge: Office) -> None:
    """Pipeline, rules, attributes and hooks of the branch: none of them is run or counts."""
    mark = forge.root.parent / "ran"
    (forge.root / ".casekit/pipeline.sh").write_text(f"touch {mark}\n")
    (forge.root / ".gitattributes").write_text("* filter=evil diff=evil\n")
    (forge.root / ".github/workflows/casekit.yml").write_text("jobs: {}\n")
    agency = forge.root / "agency.yaml"
    agency.write_text(agency.read_text() + "forge_names: true\n")
    with contact(forge).open("a") as file:
        file.write("note: Sam showed a drawing.\n")
    judged = judge(forge)
    assert judged.code == 0, judged.said
    assert not mark.exists()
    assert "forge names" in judged.page
    assert "Sam" not in judged.page


@pytest.mark.parametrize("kind", ["link", "bomb", "agency", "repository"])
def test_a_hostile_branch_is_told_and_not_followed(kind: str, forge: Office) -> None:
    path = contact(forge)
    if kind == "link":
        path.unlink()
        path.symlink_to("/etc/passwd")
    elif kind == "bomb":
        path.write_text("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n")
    elif kind == "agency":
        (forge.root / "agency.yaml").write_text("schema: agency/1\nname: [\n")
    else:
        forge.git("rm", "-q", "--cached", path.relative_to(forge.root).as_posix())
        path.unlink()
        version = forge.git("rev-parse", "HEAD")
        place = path.relative_to(forge.root).as_posix()
        forge.git("update-index", "--add", "--cacheinfo", f"160000,{version},{place}")
        forge.git("commit", "-qm", "A repository")
    judged = judge(forge)
    assert judged.code in (1, 2), judged.said
    assert "root:" not in judged.page + judged.findings + judged.said
    assert "Traceback" not in judged.said
    assert "fault of casekit" not in judged.said
    assert judged.page


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CASEKIT_MOST_BYTES", "100", "bytes; 100 are allowed"),
        ("CASEKIT_MOST_FILES", "0", "files; 0 are allowed"),
        ("CASEKIT_SECONDS", "0.05", "longer than 0.05 seconds"),
        ("CASEKIT_KILOBYTES", "20000", "was not judged"),
    ],
)
def test_beyond_its_bounds_a_branch_is_not_judged(
    name: str, value: str, says: str, forge: Office
) -> None:
    with contact(forge).open("a") as file:
        file.write(f"note: {os.urandom(400).hex()}\n")
    judged = judge(forge, env={name: value})
    assert judged.code == 2
    assert judged.page.startswith("# This branch was not judged\n")
    assert name == "CASEKIT_KILOBYTES" or says in judged.page
    assert judged.findings == ""


def init(office: Office, forge: str) -> Answer:
    return office.run("init", str(office.root), "--forge", forge, by=SUPERVISOR)


@pytest.mark.parametrize("name", FORGES)
def test_the_files_are_saved_once_and_never_over_others(name: str, office: Office) -> None:
    folder, pipeline, request = FORGES[name]
    assert init(office, name).code == 0
    assert office.git("log", "-1", "--format=%s") == f"Pipeline for {name}"
    assert "r.sample@agency.example" in (office.root / folder / "CODEOWNERS").read_text()
    assert "pipeline.sh" in (office.root / pipeline).read_text()
    assert "No names" in (office.root / request).read_text()
    for path in (folder, pipeline, request, ".casekit/requirements.txt"):
        place = office.root / path
        assert place.is_dir() or not re.search("@[A-Z]+@", place.read_text())
    assert "is there" in init(office, name).out
    assert office.run("check", at="2026-02-20T09:00:00-06:00").code == 0
    (office.root / request).write_text("Our own\n")
    office.git("commit", "-qam", "Our own")
    refused = init(office, name)
    assert (refused.code, request in refused.err) == (5, True)


def test_what_pre_commit_runs_is_there_and_passes(office: Office) -> None:
    """The hooks of the project and those of a workspace run the same commands."""
    ours = ROOT / ".pre-commit-hooks.yaml"
    theirs = forge_files("github", ())[".pre-commit-config.yaml"].decode("utf-8")
    entries = [re.findall("entry: casekit (.+)", text) for text in (ours.read_text(), theirs)]
    assert entries[0] == entries[1] == ["fmt --check", "check"]
    for words in entries[0]:
        done = office.run(*words.split(), at="2026-02-20T09:00:00-06:00")
        assert done.code == 0, done.out
