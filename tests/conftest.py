"""What is tried once in a run of everything, and not a second time on the lowest libraries."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent
# What these are about is git, files, processes and our own words: the age of a library, or the time
# zone, makes no difference to them. A CI run tries them once, so that it stays short.
ONCE = (
    *("history", "oversight", "workspace", "cli/bundles", "overview/index", "documents/pictures"),
    *("cli/test_streams.py", "cli/test_text_is_text.py", "cli/test_sealing.py"),
    *("cli/test_expunge.py", "cli/test_prior.py", "cli/test_many_workspaces.py"),
    *("cli/test_two_workers.py", "cli/test_unfinished_merge.py", "cli/test_process.py"),
    *("cli/test_strict_practice.py", "cli/test_refusal_codes.py", "cli/test_standards.py"),
    *("documents/test_template_process.py", "documents/test_golden_samples.py"),
    *("documents/test_catalogues.py", "documents/test_tripwire.py", "cli/test_render_all.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them as trials."""
    for item in items:
        place = item.path.relative_to(HERE).as_posix() if item.path.is_relative_to(HERE) else ""
        if place.startswith(ONCE):
            item.add_marker(pytest.mark.trial)
