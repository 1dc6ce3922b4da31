"""The generator of large workspaces makes cases that are right, each with ids of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from casekit.cli.session import open_schemas
from casekit.history.repository import Repository
from casekit.oversight.integrity import verify_integrity

ROOT = Path(__file__).parents[2]


def test_many_cases_are_right(tmp_path: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, str(ROOT / "benchmarks" / "make_many.py")),
            *(str(tmp_path), "7", "--versions", "3", "--files"),
        ],
        check=True,
        cwd=ROOT,
        capture_output=True,
    )
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1"}
    root = tmp_path / "files"
    report = verify_integrity(Repository.open(root, environment), None, open_schemas())
    assert report.findings == ()
    assert (report.cases, report.versions) == (7, 4)
    assert len(list(root.glob("cases/2026/??/2026-*/case.yaml"))) == 7
    names = [p.name for p in root.glob("cases/**/*.yaml") if p.name != "case.yaml"]
    assert len(names) == len(set(names)) == 7 * 28
