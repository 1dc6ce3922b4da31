"""The bench is built once and copied for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import empty_template, office, template  # noqa: F401 used as fixtures
from tests.trust.bench import Bench, build_bench


@pytest.fixture(scope="session")
def bench_template(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    bench = build_bench(tmp_path_factory.mktemp("bench"))
    bench.office.pack()
    return bench


@pytest.fixture
def bench(bench_template: Bench, tmp_path: Path) -> Bench:
    """A plan that waits for approval, on a branch beside the agency's."""
    return bench_template.copy(tmp_path / "files")
