"""A small workspace on real files and a real repository."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from casekit.casework.founding import Founding, found_workspace, make_worker
from casekit.model.changes import ChangeSet, NewRecord
from casekit.model.ids import make_case_number
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir
from casekit.workspace.workspace import Workspace

NOW = datetime(2026, 1, 12, 16, 0, tzinfo=UTC)
STAMP = "2026-01-12T10:00:00-06:00"
ENVIRONMENT = {
    **os.environ,
    "GIT_AUTHOR_NAME": "W. Sample",
    "GIT_AUTHOR_EMAIL": "w.sample@agency.example",
    "GIT_COMMITTER_NAME": "W. Sample",
    "GIT_COMMITTER_EMAIL": "w.sample@agency.example",
}


@pytest.fixture(scope="session")
def schemas() -> SchemaSet:
    return SchemaSet(schemas_dir())


@pytest.fixture
def root(tmp_path: Path) -> Path:
    people = (
        make_worker("W. Sample", "w.sample@agency.example", ("worker",)),
        make_worker("R. Sample", "r.sample@agency.example", ("supervisor",)),
    )
    founding = Founding("Test", "America/Winnipeg", ("ca-mb-cfs",), people, True, {})
    folder = tmp_path / "files"
    found_workspace(folder, founding, NOW, environment=ENVIRONMENT, when=NOW)
    return folder


@pytest.fixture
def workspace(root: Path, schemas: SchemaSet) -> Workspace:
    return Workspace.open(root, schemas, environment=ENVIRONMENT)


def add_case(workspace: Workspace, *symbols: int, when: datetime = NOW) -> str:
    """Save a case of which the number is drawn from these symbols, and give the number."""
    draws = iter(symbols)
    number = make_case_number(2026, lambda _below: next(draws))
    folder = f"cases/2026/{number}"
    head = {"recorded_at": STAMP, "recorded_by": "w-sample"}
    case = {"schema": "case/1", "number": number, **head}
    child = {"schema": "person/1", "id": "2026-01-12-k7q4mz", "occurred_on": "2026-01-12", **head}
    workspace.save(
        ChangeSet(
            number,
            f"Intake of {number}",
            (
                NewRecord(
                    "case",
                    f"{folder}/case.yaml",
                    {**case, "created_on": "2026-01-12", "access": "normal"},
                ),
                NewRecord(
                    "person",
                    f"{folder}/people/2026-01-12-k7q4mz.yaml",
                    {**child, "name": "Sam Sample", "called": "Sam", "role": "child"},
                ),
            ),
        ),
        when,
    )
    return number
