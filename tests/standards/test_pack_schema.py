"""The form of the standards packs: what passes, what does not, and that it teaches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from schemas.lint import AUDIENCES, lint_pattern, lint_schema
from schemas.support import (
    build_python_validator,
    build_rust_validator,
    load_yaml,
    read_schemas,
)

from casekit.resources import schemas_dir
from casekit.standards.packs import packs_dir, read_pack

EXAMPLES = Path(__file__).parent / "pack_examples"
SCHEMA = json.loads((schemas_dir() / "standards-pack.schema.json").read_text("utf-8"))
OTHERS = read_schemas()
PYTHON = build_python_validator(SCHEMA, OTHERS)
RUST = build_rust_validator(SCHEMA, OTHERS)
PACKS = sorted(p for p in packs_dir().rglob("*.yaml") if p.parent.name != "calendars")
VALID = sorted(EXAMPLES.glob("valid-*.yaml"))
INVALID = sorted(EXAMPLES.glob("invalid-*.yaml"))
# Names that a pack makes up itself: the one thing the schema cannot close.
OPEN_MAPS = {"define", "where"}


def complaints(data: Any) -> set[str]:
    return {
        f"{e.validator} at {'.'.join(str(step) for step in e.absolute_path)}"
        for e in PYTHON.iter_errors(data)
    }


@pytest.mark.parametrize("path", [*PACKS, *VALID], ids=lambda p: p.stem)
def test_a_good_pack_passes_and_can_be_read(path: Path) -> None:
    data = load_yaml(path.read_text("utf-8"))
    assert complaints(data) == set()
    assert RUST.is_valid(data)
    assert len(read_pack(data, path.name).rules) == len(data["rules"])


@pytest.mark.parametrize("path", INVALID, ids=lambda p: p.stem)
def test_a_bad_pack_draws_its_complaint(path: Path) -> None:
    text = path.read_text("utf-8")
    expected = text.splitlines()[0].removeprefix("# expect: ").split("; ")
    data = load_yaml(text)
    assert complaints(data) == set(expected)
    assert not RUST.is_valid(data)


def test_the_schema_keeps_the_rules_of_the_others() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    shared = {"$defs": {**OTHERS["common"]["$defs"], **SCHEMA["$defs"]}}
    found = lint_schema("standards-pack", SCHEMA, shared)
    of_maps = {"keyword minProperties is not used here", "keyword propertyNames is not used here"}
    of_maps.add("object is not closed")
    expected = {f"{name}: {said}" for name in OPEN_MAPS for said in of_maps}
    # A range says at least one of its two ends.
    assert set(found) == expected | {"range: keyword minProperties is not used here"}
    content = (schemas_dir() / "standards-pack.schema.json").read_bytes()
    assert content.isascii() and content.endswith(b"}\n") and b"\r" not in content


def _walk(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema that may describe a value, also inside choices and maps."""
    yield path, node
    for key in ("properties", "$defs"):
        for name, part in node.get(key, {}).items():
            yield from _walk(part, f"{path}/{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            yield from _walk(node[key], f"{path}/{key}")
    if path != "/rules/items":  # its choices are conditions, not values
        for at, part in enumerate(node.get("anyOf", ())):
            yield from _walk(part, f"{path}/{at}")


EVERY = [(path, node) for path, node in _walk(SCHEMA, "") if set(node) != {"$ref"}]


def test_every_part_has_a_title_and_a_text_also_inside_choices() -> None:
    assert len(EVERY) > 100
    # What is never referred to without words beside the reference needs none of its own.
    bare = {node["$ref"] for _, node in _walk(SCHEMA, "") if set(node) == {"$ref"}}
    worded = [part for name, part in SCHEMA["$defs"].items() if f"#/$defs/{name}" not in bare]
    lacking = [
        path
        for path, node in EVERY
        if not (node.get("title") and node.get("description"))
        and not any(node is part for part in worded)
    ]
    assert lacking == []


def test_every_value_says_who_may_see_it_also_inside_choices() -> None:
    for path, node in EVERY:
        if node.get("type") in ("string", "integer", "boolean"):
            assert [a for a in AUDIENCES if a in node["x-disclosure"]] == node["x-disclosure"], path
        if "pattern" in node:
            assert lint_pattern(node["pattern"]) == []


def test_every_property_of_a_rule_teaches_with_an_example() -> None:
    rule = SCHEMA["properties"]["rules"]["items"]
    dull = [
        key
        for key, part in rule["properties"].items()
        if not any(word in part["description"] for word in ("example", "such as", "e.g.", "as "))
    ]
    assert dull == []


def test_each_clock_has_a_readable_title() -> None:
    clocks = SCHEMA["properties"]["rules"]["items"]["oneOf"]
    assert len({clock["title"] for clock in clocks}) == 7
    assert all("(" in clock["title"] and clock["description"] for clock in clocks)
