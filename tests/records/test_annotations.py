"""What the schemas say about each field, found for a schema and for data."""

from __future__ import annotations

from pathlib import Path

import pytest

from casekit.records.annotations import find_nodes, iter_annotated, leaves
from casekit.records.schemas import SchemaSet

from .conftest import write_schemas


def test_each_field_of_a_schema_is_told_once(schemas: SchemaSet) -> None:
    found = list(leaves(schemas.get("visit"), schemas))
    assert {path: leaf.get("x-disclosure") for path, leaf in found} == {
        ("schema",): ["team"],
        ("occurred_on",): ["team"],
        ("occurred_at",): ["team"],
        ("made",): None,
        ("reason",): ["team"],
        ("seen", "*"): ["team"],
        ("others", "*"): ["supervisor"],
        ("minutes",): ["team"],
        ("used",): None,
        ("email",): None,
        ("until",): None,
        ("note",): None,
        ("findings", "*", "child"): ["team", "family"],
        ("findings", "*", "within"): ["team"],
    }
    assert len(found) == 14
    by_path = dict(found)
    assert by_path[("seen", "*")]["x-refers-to"] == "person"
    assert by_path[("schema",)]["const"] == "visit/1"


def test_each_scalar_of_the_data_has_its_annotation(schemas: SchemaSet) -> None:
    data = {
        "schema": "visit/1",
        "seen": ["p1", "p2"],
        "others": ["a teacher"],
        "note": "x",
        "unknown": "y",
        "reason": {"not": "text"},
        "findings": [{"child": "p1", "within": {"first": "2 days"}}],
    }
    assert list(iter_annotated(data, "visit", schemas, "x-disclosure")) == [
        (("schema",), "visit/1", ["team"]),
        (("seen", 0), "p1", ["team"]),
        (("seen", 1), "p2", ["team"]),
        (("others", 0), "a teacher", ["supervisor"]),
        (("note",), "x", None),
        (("unknown",), "y", None),
        (("reason", "not"), "text", None),
        (("findings", 0, "child"), "p1", ["team", "family"]),
        (("findings", 0, "within", "first"), "2 days", ["team"]),
    ]
    refers = {k: a for k, _, a in iter_annotated(data, "visit", schemas, "x-refers-to") if a}
    assert refers == {
        ("seen", 0): "person",
        ("seen", 1): "person",
        ("findings", 0, "child"): "person",
    }


def test_what_speaks_about_a_place(schemas: SchemaSet) -> None:
    (node, base), *_ = find_nodes("visit", ("findings", 3, "child"), schemas)
    assert (node, base) == ({"$ref": "common.schema.json#/$defs/person_id"}, "visit")
    assert find_nodes("visit", ("absent",), schemas) == []


def test_open_mappings_and_tuples(tmp_path: Path) -> None:
    schema = {
        "properties": {
            "codes": {"additionalProperties": {"type": "string", "x-disclosure": ["team"]}},
            "pair": {
                "prefixItems": [{"x-disclosure": ["team"]}],
                "items": {"x-disclosure": ["court"]},
            },
        },
        "patternProperties": {"^x-": {"type": "string", "x-disclosure": ["supervisor"]}},
    }
    schemas = write_schemas(tmp_path, {"odd": schema})
    data = {"codes": {"a": "1"}, "pair": ["a", "b"], "x-y": "z"}
    found = {keys: said for keys, _, said in iter_annotated(data, "odd", schemas, "x-disclosure")}
    assert found == {
        ("codes", "a"): ["team"],
        ("pair", 0): ["team"],
        ("pair", 1): ["court"],
        ("x-y",): ["supervisor"],
    }
    assert ("codes", "*") in dict(leaves(schemas.get("odd"), schemas))


def test_branches_that_contradict_each_other_are_a_fault_of_the_schema(tmp_path: Path) -> None:
    schema = {"properties": {"a": {"anyOf": [{"x-refers-to": "person"}, {"x-refers-to": "case"}]}}}
    schemas = write_schemas(tmp_path, {"odd": schema})
    with pytest.raises(ValueError, match="x-refers-to differently"):
        list(iter_annotated({"a": "x"}, "odd", schemas, "x-refers-to"))


def test_a_reference_to_nothing_is_a_fault_of_the_schema(tmp_path: Path) -> None:
    schemas = write_schemas(tmp_path, {"odd": {"properties": {"a": {"$ref": "#/$defs/b"}}}})
    with pytest.raises(ValueError, match=r"#/\$defs/b, which is absent"):
        list(leaves(schemas.get("odd"), schemas))
