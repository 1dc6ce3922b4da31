"""The texts of a record, to look for words in: whatever is sealed is never among them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from casekit.records.sealing import is_sealed

# Who wrote a record down, and when, is in every one of them: `casekit log` finds that.
_NOT_SEARCHED = ("schema", "recorded_at", "recorded_by")


def fold(text: str) -> str:
    """The text without the case of letters and without accents, as people search for names."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def list_texts(data: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a record's data by its field."""
    if is_sealed(data):
        return
    if isinstance(data, Mapping):
        for key, value in data.items():
            if not name and key in _NOT_SEARCHED:
                continue
            yield from list_texts(value, f"{name}.{key}" if name else str(key))
    elif isinstance(data, list | tuple):
        for number, value in enumerate(data):
            yield from list_texts(value, f"{name}[{number + 1}]")
    elif isinstance(data, str):
        yield name, data
