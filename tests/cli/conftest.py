"""Workspaces for the tests of the command line, built once and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.office import Office, snapshot
from tests.cli.walk import WALK, found_office, take

TO_CLOSING = ("safety plan ended", "reviewed", "plan ended", "closing approved")


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Office:
    top = tmp_path_factory.mktemp("office")
    (top / "home").mkdir()
    return found_office(top / "files", top / "home")


@pytest.fixture(scope="session")
def template(empty_template: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A case up to its approved plan."""
    office = empty_template.copy(tmp_path_factory.mktemp("office") / "files")
    for step in WALK:
        office = take(step, office, "yaml")
        if step.name == "plan approved":
            return office.pack()
    raise AssertionError("the walk has no approved plan")


@pytest.fixture
def empty(empty_template: Office, tmp_path: Path) -> Office:
    """A workspace without a case."""
    return empty_template.copy(tmp_path / "empty")


@pytest.fixture
def office(template: Office, tmp_path: Path) -> Office:
    """A workspace with one case up to its approved plan."""
    return template.copy(tmp_path / "files")


@pytest.fixture(scope="session")
def closing_template(template: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The case when its closing has been approved."""
    office = template.copy(tmp_path_factory.mktemp("closing") / "files")
    for step in WALK:
        if step.name in TO_CLOSING:
            take(step, office, "yaml")
    return office


@dataclass(frozen=True)
class Guard:
    """A workspace that nobody may change, what it held, and how to get it back."""

    office: Office
    bytes: dict[str, bytes | str]
    spare: Office


@pytest.fixture(scope="session")
def guard(template: Office, tmp_path_factory: pytest.TempPathFactory) -> Guard:
    office = template.copy(tmp_path_factory.mktemp("guarded") / "files")
    return Guard(office, snapshot(office.root), template)


@pytest.fixture
def untouched(guard: Guard) -> Iterator[Office]:
    """The same workspace, for what must not write: not one byte may differ afterwards."""
    yield guard.office
    after = snapshot(guard.office.root)
    if after != guard.bytes:
        shutil.rmtree(guard.office.root)
        guard.spare.copy(guard.office.root)
        both = after.keys() | guard.bytes.keys()
        pytest.fail(f"changed: {sorted(n for n in both if after.get(n) != guard.bytes.get(n))}")
