"""What is tried once in a run of everything, and which tests wait for the disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from casekit.history import runner

HERE = Path(__file__).parent
# What these are about is git, files, processes and our own words: the age of a library, or the time
# zone, makes little difference to them. A CI run tries them once, so that it stays short.
ONCE = (
    *("history", "oversight", "workspace", "cli", "overview/index", "overview/exports", "trust"),
    *("difference", "test_readme.py"),
    *("documents/pictures", "documents/test_template_process.py", "documents/test_tripwire.py"),
    *("documents/test_golden_samples.py", "documents/test_catalogues.py"),
    *("records/test_hostile.py", "test_red_river.py", "test_sample_cases.py"),
)
# Of the command line each command, form and transcript, and what a far time zone could move.
TWICE = (
    *("cli/forms", "cli/test_every_command.py", "cli/test_contract.py", "cli/test_transcripts.py"),
    *("cli/test_plain_call.py", "cli/test_plain_due.py"),
    *("cli/test_output.py", "cli/test_exports.py", "cli/test_deadlines.py", "cli/test_days_set.py"),
    *("cli/test_schedules.py", "cli/test_calendars.py"),
    *("cli/test_gates.py", "cli/test_render_language.py"),
    # Of signatures, what the library that makes and judges them could move.
    *("trust/test_statements.py", "trust/test_deciding.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them as trials."""
    for item in items:
        place = item.path.relative_to(HERE).as_posix() if item.path.is_relative_to(HERE) else ""
        if place.startswith(ONCE) and not place.startswith(TWICE):
            item.add_marker(pytest.mark.trial)


# These are about what is on the disk when the power goes; the others only wait for it, and most of
# their time. Whole processes, which some tests start, sync in any case.
SYNCING = (
    *("history", "faults", "oversight/test_backup.py", "cli/bundles/test_sending.py"),
    "packaging",
)
_REAL_FSYNC = os.fsync
_REAL_SETTINGS = runner.SAFE_SETTINGS


def _sync(really: bool) -> None:
    kept = [setting for setting in _REAL_SETTINGS if "fsync" not in setting]
    os.fsync = _REAL_FSYNC if really else lambda _handle: None
    runner.SAFE_SETTINGS = _REAL_SETTINGS if really else (*kept, "core.fsync=none")


def pytest_configure() -> None:
    """Nobody waits for the disk, in fixtures of whole sessions either."""
    _sync(really=False)


@pytest.fixture(autouse=True)
def _disk(request: pytest.FixtureRequest) -> Iterator[None]:
    place = request.path.relative_to(HERE).as_posix()
    _sync(really=place.startswith(SYNCING))
    yield
    _sync(really=False)
