"""The due list as lines of JSON: each line is whole and keeps to its schema."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from casekit.overview.exports.ndjson import write_ndjson
from tests.cli.contract import find_breaches
from tests.cli.hostile import find_steering
from tests.overview.exports.sample import WICKED, make_row, make_rows, make_sheet


def write(*told: Any) -> bytes:
    made = io.BytesIO()
    write_ndjson(make_sheet(*told), made)
    return made.getvalue()


def test_each_line_keeps_to_the_schema_and_to_its_row() -> None:
    lines = write().decode("utf-8").splitlines()
    assert len(lines) == len(make_rows())
    for line, row in zip(lines, make_rows(), strict=True):
        told = json.loads(line)
        assert find_breaches("due-row", told) == []
        assert {key: told[key] for key in row} == row
        assert told["as_of"] == "2026-03-20T10:30:12-05:00"


def test_the_schema_can_refuse() -> None:
    told = json.loads(write().splitlines()[0])
    for key in told:
        assert find_breaches("due-row", {k: v for k, v in told.items() if k != key})
    assert find_breaches("due-row", {**told, "surprise": 1})


@pytest.mark.parametrize("text", WICKED)
def test_text_arrives_as_it_is_and_steers_nothing(text: str) -> None:
    written = write([make_row(title=text)])
    assert written.count(b"\n") == 1
    assert json.loads(written)["title"] == text
    assert find_steering(written.decode("utf-8")) <= {"\n"}


def test_rows_are_written_as_they_come() -> None:
    made = io.BytesIO()
    sizes = []

    def rows() -> Iterator[dict[str, Any]]:
        for _ in range(3):
            sizes.append(made.tell())
            yield make_row()

    write_ndjson(make_sheet(rows()), made)
    assert sizes == sorted(set(sizes))
