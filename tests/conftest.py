"""What is tried once in a run of everything, and not a second time on the lowest libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# What these are about is git, files, processes and our own words: the age of a library, or the time
# zone, makes little difference to them. A CI run tries them once, so that it stays short.
ONCE = (
    *("history", "oversight", "workspace", "cli", "overview/index", "overview/exports"),
    *("documents/pictures", "documents/test_template_process.py", "documents/test_tripwire.py"),
    *("documents/test_golden_samples.py", "documents/test_catalogues.py"),
    *("records/test_hostile.py", "test_red_river.py", "test_sample_cases.py"),
)
# Of the command line each command, form and transcript, and what a far time zone could move.
TWICE = (
    *("cli/forms", "cli/test_every_command.py", "cli/test_contract.py", "cli/test_transcripts.py"),
    *("cli/test_coverage.py", "cli/test_plain_call.py", "cli/test_plain_due.py"),
    *("cli/test_output.py", "cli/test_exports.py", "cli/test_deadlines.py", "cli/test_days_set.py"),
    *("cli/test_danger.py", "cli/test_schedules.py", "cli/test_calendars.py"),
    *("cli/test_gates.py", "cli/test_word.py", "cli/test_render_language.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them as trials."""
    for item in items:
        place = item.path.relative_to(HERE).as_posix() if item.path.is_relative_to(HERE) else ""
        if place.startswith(ONCE) and not place.startswith(TWICE):
            item.add_marker(pytest.mark.trial)
