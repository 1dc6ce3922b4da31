"""A hostile file is refused with its code, soon, without harm to the process or to other files."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from casekit.records.limits import MAX_FINDINGS
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir
from casekit.workspace.loading import load_case

from .hostile.corpus import RECORDS, REQUESTS

HOSTILE = RECORDS | REQUESTS
MEASURE = Path(__file__).parent / "hostile" / "measure.py"
# What is refused may not take more work, whatever its size: calls made and left, not a time, which
# would be the machine's.
MAX_CALLS = 400_000
FOLDER = "cases/2026/2026-K7Q4MZ3"
EXAMPLES = Path(__file__).parents[1] / "schemas" / "examples"


@pytest.fixture(scope="module")
def outcomes() -> dict[str, dict[str, Any]]:
    """What became of each file, read in a process of its own."""
    done = subprocess.run(
        [sys.executable, str(MEASURE)], capture_output=True, text=True, check=False, timeout=300
    )
    found = {row["name"]: row for row in map(json.loads, done.stdout.splitlines())}
    last = list(found)[-1] if found else "none"
    assert done.returncode == 0, f"the process ended at: {last}\n{done.stderr}"
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_codes_and_soon(
    name: str, outcomes: dict[str, dict[str, Any]]
) -> None:
    outcome = outcomes[name]
    assert " ".join(outcome["codes"]) == HOSTILE[name][1]
    assert not outcome["is_read"]
    assert outcome["hints"]
    assert outcome["count"] <= MAX_FINDINGS
    assert outcome["calls"] < MAX_CALLS


def test_no_hostile_file_hides_the_next() -> None:
    contents = {
        f"{FOLDER}/people/{number:04}-hostile.yaml": content
        for number, (content, _) in enumerate(RECORDS.values())
    }
    good = f"{FOLDER}/people/zz-good.yaml"
    contents[good] = (EXAMPLES / "person" / "valid-sam.yaml").read_bytes()
    contents[f"{FOLDER}/case.yaml"] = (EXAMPLES / "case" / "valid-red-river.yaml").read_bytes()
    loaded = load_case("2026-K7Q4MZ3", FOLDER, contents, SchemaSet(schemas_dir()), UTC)
    assert [record.path for record in loaded.case.records] == [good]
    told: dict[str, set[str]] = {}
    for finding in loaded.findings:
        told.setdefault(finding.path, set()).add(finding.code)
    for path, (_, codes) in zip(contents, RECORDS.values(), strict=False):
        assert told[path] == set(codes.split())
