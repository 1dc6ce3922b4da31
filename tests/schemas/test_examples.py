"""Records that must pass and records that must not; both validators agree on each.

An invalid example says in its first line what is wrong with it: `# expect: unknown key 'colour'`,
several complaints separated by `; `. Exactly these are found.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .lint import resolve_field
from .support import (
    COMMON,
    EXAMPLES,
    KINDS,
    Schema,
    build_python_validator,
    build_rust_validator,
    describe_error,
    load_yaml,
    read_schemas,
)

SCHEMAS = read_schemas()
PYTHON = {kind: build_python_validator(SCHEMAS[kind], SCHEMAS) for kind in KINDS}
RUST = {kind: build_rust_validator(SCHEMAS[kind], SCHEMAS) for kind in KINDS}
VALID = sorted(EXAMPLES.glob("*/valid-*.yaml"))
INVALID = sorted(EXAMPLES.glob("*/invalid-*.yaml"))


# One example shows these for all kinds.
HEAD = frozenset(
    {
        "occurred_at",
        "occurred_on",
        "note",
        "voided",
        "voided.by",
        "voided.at",
        "voided.reason",
        "only_for",
    }
)


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def _read(path: Path) -> Any:
    return load_yaml(path.read_text("utf-8"))


def test_every_kind_has_examples_of_both_sorts() -> None:
    assert {path.parent.name for path in VALID} == set(KINDS)
    assert {path.parent.name for path in INVALID} == set(KINDS)
    assert sorted([*VALID, *INVALID]) == sorted(p for p in EXAMPLES.rglob("*") if p.is_file())


@pytest.mark.parametrize("path", VALID, ids=_name)
def test_a_valid_example_passes(path: Path) -> None:
    kind, record = path.parent.name, _read(path)
    found = [describe_error(error) for error in PYTHON[kind].iter_errors(record)]
    assert found == []
    assert RUST[kind].is_valid(record)


@pytest.mark.parametrize("path", INVALID, ids=_name)
def test_an_invalid_example_draws_exactly_its_complaint(path: Path) -> None:
    kind, record = path.parent.name, _read(path)
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("# expect: ")
    found: set[str] = set()
    for error in PYTHON[kind].iter_errors(record):
        found |= describe_error(error)
    assert found == set(first.removeprefix("# expect: ").split("; "))
    assert not RUST[kind].is_valid(record)


@pytest.mark.parametrize("path", VALID, ids=_name)
def test_no_required_key_may_be_left_out_and_no_key_added(path: Path) -> None:
    """Walks the whole record, so that every nested object is tried."""
    kind, record = path.parent.name, _read(path)
    tried = 0
    for wrong in _spoil(record, SCHEMAS[kind]):
        tried += 1
        assert not PYTHON[kind].is_valid(wrong)
        assert not RUST[kind].is_valid(wrong)
    assert tried > len(SCHEMAS[kind]["required"])


def test_the_examples_use_every_field() -> None:
    """A field that no example shows is a field whose form nobody has looked at."""
    unused = []
    for kind in KINDS:
        seen: set[str] = set()
        for path in VALID:
            if path.parent.name == kind:
                seen |= set(_list_used(_read(path), ""))
        fields = set(_list_fields(SCHEMAS[kind], ""))
        unused += [f"{kind}: {field}" for field in sorted(fields - seen) if field not in HEAD]
    assert unused == [], "\n".join(unused)


def _spoil(record: Any, schema: Schema) -> Iterator[Any]:
    """The record with one required key missing, or one unknown key more, at each place."""
    for path, node in _find_objects(record, schema, ()):
        for key in node.get("required", ()):
            wrong = copy.deepcopy(record)
            del _descend(wrong, path)[key]
            yield wrong
        wrong = copy.deepcopy(record)
        _descend(wrong, path)["colour"] = "blue"
        yield wrong


def _find_objects(
    value: Any, schema: Schema, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], Schema]]:
    schema = resolve_field(schema, SCHEMAS[COMMON])
    if isinstance(value, dict):
        yield path, schema
        for key, part in value.items():
            yield from _find_objects(part, schema["properties"][key], (*path, key))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from _find_objects(part, schema["items"], (*path, at))


def _descend(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _list_used(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            here = f"{path}.{key}" if path else key
            yield here
            yield from _list_used(part, here)
    elif isinstance(value, list):
        for part in value:
            yield from _list_used(part, path)


def _list_fields(schema: Schema, path: str) -> Iterator[str]:
    schema = resolve_field(schema, SCHEMAS[COMMON])
    for key, part in schema.get("properties", {}).items():
        here = f"{path}.{key}" if path else key
        yield here
        yield from _list_fields(part, here)
    if "items" in schema:
        yield from _list_fields(schema["items"], path)
