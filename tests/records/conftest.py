"""Small schemas of our own, so that these tests do not depend on the record kinds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from casekit.records.schemas import SCHEMA_PREFIX, SchemaSet

DRAFT = "https://json-schema.org/draft/2020-12/schema"
COMMON: dict[str, Any] = {
    "$defs": {
        "person_id": {
            "type": "string",
            "pattern": "^p[0-9]+(?![\\s\\S])",
            "minLength": 2,
            "description": "The id of a person",
            "examples": ["p1"],
            "x-refers-to": "person",
            "x-disclosure": ["team", "family"],
        },
        "day": {"type": "string", "format": "date", "x-disclosure": ["team"]},
        "moment": {"type": "string", "format": "date-time", "x-disclosure": ["team"]},
        "head": {
            "type": "object",
            "required": ["schema"],
            "properties": {
                "schema": {"type": "string", "x-disclosure": ["team"]},
                "occurred_on": {"$ref": "#/$defs/day"},
                "occurred_at": {"$ref": "#/$defs/moment"},
            },
            "oneOf": [{"required": ["occurred_at"]}, {"required": ["occurred_on"]}],
        },
    }
}
VISIT: dict[str, Any] = {
    "type": "object",
    "allOf": [{"$ref": "common.schema.json#/$defs/head"}],
    "required": ["made", "seen"],
    "properties": {
        "schema": {"const": "visit/1"},
        "made": {"enum": ["completed", "attempted"], "description": "Whether it took place"},
        "reason": {"type": "string", "x-disclosure": ["team"]},
        "seen": {
            "type": "array",
            "items": {"$ref": "common.schema.json#/$defs/person_id", "x-disclosure": ["team"]},
            "uniqueItems": True,
            "maxItems": 3,
        },
        "others": {"type": "array", "items": {"type": "string"}, "x-disclosure": ["supervisor"]},
        "minutes": {"type": "integer", "minimum": 1, "x-disclosure": ["team"]},
        "used": {"type": "boolean"},
        "email": {"type": "string", "format": "email"},
        "until": {"anyOf": [{"type": "string", "format": "date"},
                            {"type": "string", "format": "date-time"}]},
        "note": {"type": "string", "minLength": 1},
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["child"],
                "properties": {
                    "child": {"$ref": "common.schema.json#/$defs/person_id"},
                    "within": {"$ref": "#/$defs/within"},
                },
            },
        },
    },
    "if": {"properties": {"made": {"const": "attempted"}}, "required": ["made"]},
    "then": {"required": ["reason"]},
    "else": {"properties": {"reason": False}},
    "dependentRequired": {"used": ["minutes"]},
    "unevaluatedProperties": False,
    "$defs": {
        "within": {
            "anyOf": [
                {"type": "string", "x-disclosure": ["team", "court"]},
                {"type": "object", "properties": {"first": {"$ref": "#/$defs/within"}},
                 "additionalProperties": False},
                {"type": "integer", "x-disclosure": ["team", "family"]},
            ]
        }
    },
}  # fmt: skip


@pytest.fixture
def schemas(tmp_path: Path) -> SchemaSet:
    """The kind `visit` and its shared definitions."""
    return write_schemas(tmp_path, {"common": COMMON, "visit": VISIT})


def write_schemas(folder: Path, named: dict[str, dict[str, Any]]) -> SchemaSet:
    for name, schema in named.items():
        head = {"$schema": DRAFT, "$id": f"{SCHEMA_PREFIX}{name}.schema.json"}
        (folder / f"{name}.schema.json").write_text(json.dumps(head | schema), encoding="utf-8")
    return SchemaSet(folder)
