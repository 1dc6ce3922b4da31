"""A due list as Parquet: typed columns, for analytics over many workspaces and many days.

What a row calls `due` becomes `due_on`, the local day, and `due_at`, the instant, which is null
where only a day is meant; the other moments in the same way.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO

from casekit.model.when import read_when
from casekit.overview.exports.sheet import COLUMNS, DueSheet, Row

if TYPE_CHECKING:
    import pyarrow

ROW_VERSION = 1
# What is held in memory at a time: some 50 MB.
GROUP_ROWS = 50_000


def write_parquet(sheet: DueSheet, stream: BinaryIO, *, group_rows: int = GROUP_ROWS) -> None:
    """Write a Parquet file, row group by row group as the rows come.

    The same list gives the same bytes with the same version of pyarrow. What the list is of, and
    how much could not be read, stands in the file's metadata under `casekit`.
    """
    import pyarrow
    from pyarrow import parquet

    about = {
        "schema_version": ROW_VERSION,
        "as_of": sheet.local_as_of,
        "workspaces": [
            {
                "name": w.name,
                "version": w.version,
                "errors": sum(f.severity == "error" for f in w.findings),
            }
            for w in sheet.workspaces
        ],
    }
    schema = make_schema().with_metadata({"casekit": json.dumps(about)})
    with parquet.ParquetWriter(_Counting(stream), schema, compression="zstd") as writer:
        for group in _group(sheet.rows, group_rows):
            cells = [_read_row(sheet, row) for row in group]
            writer.write_table(pyarrow.Table.from_pylist(cells, schema))


def make_schema() -> pyarrow.Schema:
    """The columns and their types."""
    import pyarrow

    word = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
    moment = pyarrow.timestamp("us", tz="UTC")
    types = {
        "text": pyarrow.string(),
        "list": pyarrow.list_(pyarrow.string()),
        "word": word,
        "bool": pyarrow.bool_(),
        "number": pyarrow.int32(),
    }
    fields = [("as_of", moment), ("version", word)]
    for column in COLUMNS:
        if column.kind == "when":
            fields += [
                (f"{_base(column.key)}_on", pyarrow.date32()),
                (f"{_base(column.key)}_at", moment),
            ]
        elif column.kind != "day":
            fields.append((column.key, types[column.kind]))
    return pyarrow.schema(fields)


def _base(key: str) -> str:
    return key.removesuffix("_at")


def _read_row(sheet: DueSheet, row: Row) -> dict[str, Any]:
    cells: dict[str, Any] = {"as_of": sheet.as_of.astimezone(UTC), "version": sheet.version_of(row)}
    for column in COLUMNS:
        value = row.get(column.key)
        if column.kind == "when":
            base = _base(column.key)
            cells[f"{base}_on"], cells[f"{base}_at"] = _read_when(value, sheet.zone)
        elif column.kind != "day":
            cells[column.key] = value
    return cells


def _read_when(value: str | None, zone: tzinfo) -> tuple[date | None, datetime | None]:
    if value is None:
        return None, None
    when = read_when(value, zone)
    return when.day, when.earliest if when.is_exact else None


def _group(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while group := list(islice(waiting, size)):
        yield group


class _Counting(io.RawIOBase):
    """A stream that knows how much went through it: a pipe cannot be asked."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        size = memoryview(data).nbytes
        self._stream.write(data)
        self._written += size
        return size

    def tell(self) -> int:
        return self._written
