"""A due list as lines of JSON, one object a row: for pipes, and for lists of any length."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from casekit.model.visible import replace_hidden
from casekit.overview.exports.sheet import COLUMNS, DueSheet

ROW_VERSION = 1
_KEYS = [column.key for column in COLUMNS]
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def write_ndjson(sheet: DueSheet, stream: BinaryIO) -> None:
    """Write each row as one line; each says by itself when, and of which version, it holds.

    The shape is schemas/output/due-row.schema.json.
    """
    as_of = sheet.local_as_of
    for row in sheet.rows:
        whole: dict[str, Any] = {
            "schema_version": ROW_VERSION,
            "as_of": as_of,
            "version": sheet.version_of(row),
        }
        whole.update(zip(_KEYS, map(row.get, _KEYS), strict=True))
        line = _as_json(whole)
        # Whoever parses it gets the very text; whoever looks at it is not steered by it.
        if not line.isascii() or "\x7f" in line:
            line = replace_hidden(line, _escape)
        stream.write(line.encode("utf-8") + b"\n")


def _escape(character: str) -> str:
    return "\\u007f" if character == "\x7f" else json.dumps(character)[1:-1]
