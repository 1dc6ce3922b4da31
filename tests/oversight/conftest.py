"""Workspaces whose history the tests spoil: built once through the command line, then copied."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import empty_template, template  # noqa: F401 used as fixtures
from tests.cli.office import WORKER, Office

AT = "2026-02-12T12:00:00-06:00"
Save = Callable[..., str]


@pytest.fixture
def office(template: Office, tmp_path: Path) -> Office:  # noqa: F811
    """A workspace with one case up to its approved plan, in the year 2026."""
    return template.copy(tmp_path / "files").loosen()


@pytest.fixture
def save(office: Office) -> Save:
    """Save everything in the folder by hand, with git alone."""
    return lambda at=AT: save_by_hand(office, at)


def save_by_hand(office: Office, at: str = AT) -> str:
    """A version by git, bearing a moment; gives its id."""
    office.git("add", "--all")
    dates = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at}
    subprocess.run(
        ["git", "commit", "--quiet", "--allow-empty", "-m", "By hand"],
        cwd=office.root,
        env=office.environment(WORKER, None, dates),
        check=True,
    )
    return office.git("rev-parse", "HEAD")


def loose(office: Office, oid: str) -> Path:
    """The file of a loose object, made writable."""
    path = office.root / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    return path
