"""A workspace made by the command line, and an editor that has it open."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from .language_server import Editor, open_editor

SERVER = "CASEKIT_YAML_SERVER"

INTAKE = """\
occurred_at: 2026-01-12T09:40:00-06:00
kind: concern
reporter: mandated professional
reporter_profession: school
people:
  - {name: Sam Sample, called: Sam, role: child, birth: {date: 2018-06-02, certainty: known}}
  - {name: Jo Sample, called: Jo, role: family, relationships: [{to: Sam, is: mother}]}
households:
  - {kind: family home, address: 1 Example Street, members: [Jo, Sam]}
children: [Sam]
allegations:
  - {child: Sam, allegation: neglect, description: alone all night}
immediate_danger: {present: false}
narrative: Sam slept at his desk.
"""
CONTACT = """\
occurred_at: 2026-01-12T15:00:00-06:00
made: completed
mode: in person
place: residence
purposes: [home visit]
with: [Jo]
seen: [Sam]
narrative: Sam is well.
"""


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fictional agency with one case, one report and one contact."""
    home = tmp_path_factory.mktemp("editor")
    (home / ".gitconfig").write_text("[user]\nname = W. Sample\nemail = w@agency.example\n")
    environment = {
        **os.environ,
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "CASEKIT_CLOCK": "2026-01-12T16:00:00-06:00",
    }

    def casekit(*words: str, given: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "casekit", *words],
            cwd=home,
            env=environment,
            input=given,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    init = ["init", "files", "--name", "Willow Agency", "--timezone", "America/Winnipeg"]
    casekit(*init, "--standards", "ca-mb-cfs", "--fictional")
    answer = casekit("intake", "-C", "files", "--from", "-", "--format", "json", given=INTAKE)
    case = json.loads(answer)["case"]
    casekit("contact", case, "-C", "files", "--from", "-", given=CONTACT)
    return home / "files"


@pytest.fixture(scope="session")
def contact(workspace: Path) -> Path:
    """The file of the contact."""
    (path,) = workspace.glob("cases/*/*/contacts/*.yaml")
    return path


@pytest.fixture(scope="session")
def editor(workspace: Path) -> Iterator[Editor]:
    """An editor on the workspace; skips, with the reason in the summary, without a server."""
    server = os.environ.get(SERVER)
    if not server:
        pytest.skip(
            f"NOT CHECKED: the YAML editor. {SERVER} does not name the start file of a "
            "yaml-language-server (npm install yaml-language-server@2)"
        )
    with open_editor(Path(server), workspace) as opened:
        yield opened
