"""Many workspaces on a Dask cluster: the same bytes as here. Only where Dask is installed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.office import Office

NOW = "2026-02-20T09:00:00-06:00"
distributed: Any = pytest.importorskip("distributed", reason="NOT CHECKED: casekit[cluster]")


def test_a_cluster_gives_the_same_bytes(template: Office, tmp_path: Path) -> None:
    for name in ("north", "south"):
        shutil.copytree(template.root, tmp_path / name)
    office = Office(tmp_path, template.home, template.case)
    words = ("due", "north/", "south/", "nowhere/", "--today", "2026-02-20", "--format", "json")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address.replace("tcp://", "dask://")
        there = office.run_apart(*words, "--executor", address, at=NOW)
    here = office.run_apart(*words, at=NOW)
    assert (there.code, there.out) == (here.code, here.out)
    assert here.code == 3
