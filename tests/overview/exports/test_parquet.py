"""The due list as Parquet: types, streaming, and the documented queries."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

pyarrow = pytest.importorskip("pyarrow")
from pyarrow import parquet  # noqa: E402

from casekit.overview.exports.parquet import write_parquet  # noqa: E402
from tests.overview.exports.sample import (  # noqa: E402
    AS_OF,
    SOUTH,
    VERSION,
    make_faults,
    make_row,
    make_rows,
    make_sheet,
)

PAGE = Path(__file__).parents[3] / "docs" / "analytics.md"


def write(*told: Any, **how: Any) -> bytes:
    made = io.BytesIO()
    write_parquet(make_sheet(*told), made, **how)
    return made.getvalue()


def read(content: bytes) -> Any:
    return parquet.read_table(io.BytesIO(content))


def test_columns_have_types() -> None:
    schema = read(write()).schema
    word = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    assert schema.field("due_on").type == pyarrow.date32()
    assert schema.field("due_at").type == pyarrow.timestamp("us", tz="UTC")
    assert schema.field("as_of").type == pyarrow.timestamp("us", tz="UTC")
    assert schema.field("enforced").type == pyarrow.bool_()
    assert schema.field("days_overdue").type == pyarrow.int32()
    assert schema.field("status").type == word
    assert schema.field("case").type == pyarrow.string()
    assert len(set(schema.names)) == len(schema.names)


def test_rows_come_back() -> None:
    rows = read(write()).to_pylist()
    assert len(rows) == len(make_rows())
    for got, given in zip(rows, make_rows(), strict=True):
        for key in ("id", "case", "worker", "status", "enforced", "days_overdue", "part"):
            assert got[key] == given[key]
    assert (rows[0]["due_on"], rows[0]["due_at"]) == (date(2026, 3, 11), None)
    assert rows[2]["due_on"] == date(2026, 3, 21)
    assert rows[2]["due_at"] == datetime(2026, 3, 21, 14, 40, tzinfo=UTC)
    assert rows[9]["met_on"] == date(2026, 3, 1)
    assert (rows[7]["due_on"], rows[7]["due_at"]) == (None, None)
    assert {row["as_of"] for row in rows} == {AS_OF}
    assert (rows[0]["version"], rows[5]["version"]) == (VERSION, None)


def test_an_instant_near_midnight_has_its_local_day() -> None:
    (row,) = read(write([make_row(due="2026-03-21T23:40:00-05:00")])).to_pylist()
    assert (row["due_on"], row["due_at"].day) == (date(2026, 3, 21), 22)


def test_what_the_list_is_of_stands_in_the_file() -> None:
    content = write([], make_faults())
    assert read(content).num_rows == 0
    about = json.loads(read(content).schema.metadata[b"casekit"])
    assert about["as_of"] == "2026-03-20T10:30:12-05:00"
    assert [w["errors"] for w in about["workspaces"]] == [1, 0]
    assert about["workspaces"][1] == {"name": SOUTH, "version": None, "errors": 0}
    assert "Jo" not in str(about)


def test_the_same_list_gives_the_same_bytes() -> None:
    assert write() == write()
    assert write() != write(make_rows()[:2])


class Pipe(io.RawIOBase):
    """Neither told nor turned back; knows when something came."""

    def __init__(self) -> None:
        super().__init__()
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.content += bytes(data)
        return len(bytes(data))


def test_rows_are_written_group_by_group_into_a_pipe() -> None:
    pipe = Pipe()
    sizes = []

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(100):
            sizes.append(len(pipe.content))
            yield make_row(id=f"a/{number}")

    write_parquet(make_sheet(rows()), pipe, group_rows=10)  # type: ignore[arg-type]
    # The first ten are asked for while nothing is written but the mark at the start.
    assert sizes[9] == sizes[0] < sizes[10] < sizes[20] < sizes[90]
    assert parquet.ParquetFile(io.BytesIO(pipe.content)).num_row_groups == 10


def documented_queries() -> list[str]:
    return re.findall(r"^```sql\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)


def ask(query: str, folder: Path) -> list[tuple[Any, ...]]:
    duckdb = pytest.importorskip("duckdb", reason="NOT CHECKED: the queries of analytics.md")
    with duckdb.connect() as store:
        found: list[tuple[Any, ...]] = store.execute(
            query.replace("'due/", f"'{folder.as_posix()}/")
        ).fetchall()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of two workspaces, and an older one of the first with more overdue."""
    older = make_sheet([make_row(id=f"o/{n}") for n in range(7)])
    object.__setattr__(older, "as_of", datetime(2026, 3, 1, 12, tzinfo=UTC))
    with (tmp_path / "north-old.parquet").open("wb") as stream:
        write_parquet(older, stream)
    (tmp_path / "north.parquet").write_bytes(write())
    south = {"workspace": SOUTH, "office": "South"}
    rows = [make_row(**south), make_row(**south, days_overdue=30), make_row(**south, rule="other")]
    (tmp_path / "south.parquet").write_bytes(write(rows))
    return tmp_path


def test_overdue_by_office_and_rule(folder: Path) -> None:
    rule = "mb-114-s3-ongoing"
    assert ask(documented_queries()[0], folder) == [
        ("North", rule, 2, 2, 9),
        ("South", rule, 2, 1, 30),
        ("South", "other", 1, 1, 9),
    ]


def test_overdue_over_time(folder: Path) -> None:
    assert ask(documented_queries()[1], folder) == [
        (date(2026, 3, 1), "North", 7),
        (date(2026, 3, 20), "North", 2),
        (date(2026, 3, 20), "South", 3),
    ]
