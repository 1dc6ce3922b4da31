"""Editors show the words of the definition that a field refers to, and overlook the field's own.

So where a field says something, what it refers to says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
COMMON = json.loads((SCHEMAS / "common.schema.json").read_text())["$defs"]
WORDS = ("title", "description")


def find_references(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node
        for child in node.values():
            yield from find_references(child)
    elif isinstance(node, list):
        for child in node:
            yield from find_references(child)


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: str(path.name))
def test_a_field_with_words_refers_to_a_definition_without(path: Path) -> None:
    schema = json.loads(path.read_text())
    definitions = {**COMMON, **schema.get("$defs", {})}
    hidden = [
        node
        for node in find_references(schema)
        for word in WORDS
        if word in node and word in definitions[node["$ref"].rpartition("/")[2]]
    ]
    assert hidden == []
