"""The sample agencies: what lies in sample-cases/ is what their stories build, byte for byte.

After a change of a story or of a record's form, write it anew: UPDATE_SAMPLES=1 pytest
tests/test_sample_cases.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casekit.casework.prior.before import Before, read_before
from casekit.casework.stories import play_stories, read_stories
from casekit.overview.checking import check_workspace
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir, stories_dir
from casekit.workspace.workspace import Workspace
from tests.cli.office import Office

SAMPLES = Path(__file__).parents[1] / "sample-cases"
AGENCIES = sorted(path.name for path in (SAMPLES / "stories").iterdir())
# What a workspace carries for editors and git says nothing about its cases.
SHOWN = ("agency.yaml", "calendars", "cases")


@dataclass(frozen=True)
class Sample:
    """An agency, and the workspace that its stories built."""

    name: str
    root: Path
    numbers: Mapping[str, str]


@pytest.fixture(scope="module", params=AGENCIES)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    root = tmp_path_factory.mktemp("samples") / "agency"
    numbers = play_stories(root, SAMPLES / "stories" / request.param, os.environ)
    return Sample(request.param, root, numbers)


def iter_files(root: Path) -> Iterator[tuple[str, bytes]]:
    for name in SHOWN:
        top = root / name
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            if path.is_file():
                yield path.relative_to(root).as_posix(), path.read_bytes()


def test_a_sample_agency_is_what_its_stories_build(built: Sample) -> None:
    kept = SAMPLES / built.name
    if os.environ.get("UPDATE_SAMPLES"):
        shutil.rmtree(kept, ignore_errors=True)
        for name, content in iter_files(built.root):
            target = kept / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    assert dict(iter_files(kept)) == dict(iter_files(built.root))


@pytest.mark.parametrize("name", AGENCIES)
def test_the_shipped_samples_are_those_of_the_checkout(name: str) -> None:
    shipped, kept = stories_dir(name), SAMPLES / "stories" / name
    names = sorted(path.name for path in kept.iterdir())
    assert names == sorted(path.name for path in shipped.iterdir())
    assert all((shipped / one).read_bytes() == (kept / one).read_bytes() for one in names)


def test_its_records_are_right(built: Sample) -> None:
    workspace = Workspace.open(built.root, SchemaSet(schemas_dir()))
    numbers = list(workspace.case_folders)
    now = datetime(2026, 11, 20, tzinfo=UTC)
    report = check_workspace(workspace, numbers, now, whole=True, strict=True)
    assert report.cases == len(read_stories(stories_dir(built.name))) and report.findings == ()


@pytest.mark.parametrize("built", ["birch-lake"], indirect=True)
def test_an_earlier_risk_is_told_of_the_same_child_and_of_nobody_else(built: Sample) -> None:
    """Iva was taken for Ivo at the call, and is by now decided to be somebody else."""
    workspace = Workspace.open(built.root, SchemaSet(schemas_dir()))
    now = datetime(2026, 11, 20, tzinfo=UTC)

    def before(story: str) -> Before:
        return read_before(workspace.load(built.numbers[story]).case, now)

    told = before("ivo-again")
    assert told.highest is not None and (told.highest.risk, told.match) == ("medium", "same person")
    assert before("nearly-ivo") == Before(None, "", 0, 0, False, 0)


@pytest.mark.parametrize("built", ["birch-lake"], indirect=True)
def test_what_was_agreed_does_not_go_on_in_a_closed_case(built: Sample, tmp_path: Path) -> None:
    def show(story: str) -> str:
        office = Office(built.root, tmp_path, built.numbers[story])
        return office.run("show", office.case, at="2026-11-20T12:00:00-06:00").out

    assert "Family time" in show("leaving-care")
    closed = show("many-moves")
    assert "closed on 2026-09-17" in closed and "Family time" not in closed


@pytest.mark.parametrize("built", ["birch-lake"], indirect=True)
def test_a_line_of_the_chronology_names_people_and_lists_in_words(
    built: Sample, tmp_path: Path
) -> None:
    def read(story: str) -> str:
        office = Office(built.root, tmp_path, built.numbers[story])
        return office.run("chronology", office.case, at="2026-11-20T12:00:00-06:00").out

    assert "r, -, s" not in read("died") and "r-sample" in read("died")
    assert "Police (fictional)" in read("not-found") and "['" not in read("not-found")


def test_its_versions_bear_the_dates_of_the_story(built: Sample) -> None:
    dates = subprocess.run(
        ["git", "log", "--reverse", "--format=%cI %an"],
        cwd=built.root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    stories = read_stories(stories_dir(built.name))
    steps = sorted(step.at for story in stories for step in story.steps)
    assert len(dates) == len(steps) + 1
    assert [datetime.fromisoformat(line.split(" ")[0]) for line in dates[1:]] == steps
    assert {line.split(" ", 1)[1] for line in dates} <= {
        "W. Sample",
        "K. Sample",
        "F. Sample",
        "R. Sample",
    }
