"""The sample agency: what lies in sample-cases/ is what its stories build, byte for byte.

After a change of a story or of a record's form, write it anew: UPDATE_SAMPLES=1 pytest
tests/test_sample_cases.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casekit.casework.stories import play_stories, read_stories
from casekit.overview.checking import check_workspace
from casekit.records.schemas import SchemaSet
from casekit.resources import sample_cases_dir, schemas_dir
from casekit.workspace.workspace import Workspace

SAMPLES = Path(__file__).parents[1] / "sample-cases"
BUILT = SAMPLES / "willow-river"
# What a workspace carries for editors and git says nothing about its cases.
SHOWN = ("agency.yaml", "calendars", "cases")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("samples") / "agency"
    play_stories(root, SAMPLES / "agency.yaml", read_stories(SAMPLES / "stories"), os.environ)
    return root


def iter_files(root: Path) -> Iterator[tuple[str, bytes]]:
    for name in SHOWN:
        top = root / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file():
                yield path.relative_to(root).as_posix(), path.read_bytes()


def test_the_sample_agency_is_what_its_stories_build(built: Path) -> None:
    if os.environ.get("UPDATE_SAMPLES"):
        shutil.rmtree(BUILT, ignore_errors=True)
        for name, content in iter_files(built):
            target = BUILT / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    assert dict(iter_files(BUILT)) == dict(iter_files(built))


def test_the_shipped_samples_are_those_of_the_checkout() -> None:
    assert (sample_cases_dir() / "agency.yaml").read_bytes() == (
        SAMPLES / "agency.yaml"
    ).read_bytes()


def test_its_records_are_right(built: Path) -> None:
    workspace = Workspace.open(built, SchemaSet(schemas_dir()))
    numbers = list(workspace.case_folders)
    now = datetime(2026, 11, 20, tzinfo=UTC)
    report = check_workspace(workspace, numbers, now, whole=True, strict=True)
    assert (report.cases, report.findings) == (3, ())


def test_its_versions_bear_the_dates_of_the_story(built: Path) -> None:
    dates = subprocess.run(
        ["git", "log", "--reverse", "--format=%cI %an"],
        cwd=built,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    steps = sorted(
        (step.at, step.by) for story in read_stories(SAMPLES / "stories") for step in story.steps
    )
    assert len(dates) == len(steps) + 1
    assert [datetime.fromisoformat(line.split(" ")[0]) for line in dates[1:]] == [
        at for at, _ in steps
    ]
    assert {line.split(" ", 1)[1] for line in dates} <= {
        "W. Sample",
        "K. Sample",
        "F. Sample",
        "R. Sample",
    }
