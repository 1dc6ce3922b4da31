"""Every schema keeps the rules of lint.py, and each rule is able to complain."""

from __future__ import annotations

import copy
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing.exceptions import Unresolvable

from casekit.resources import schemas_dir

from .lint import SEALED_FORMS, lint_pattern, lint_schema
from .support import (
    BASE,
    COMMON,
    KINDS,
    Schema,
    build_python_validator,
    build_rust_validator,
    read_schemas,
)

SCHEMAS = read_schemas()


def test_every_kind_has_its_schema() -> None:
    assert set(SCHEMAS) == {*KINDS, COMMON}


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schema_is_valid_by_the_metaschema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_schema_keeps_the_rules(name: str) -> None:
    assert lint_schema(name, SCHEMAS[name], SCHEMAS[COMMON]) == []


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_file_is_plain_ascii_and_ends_its_last_line(name: str) -> None:
    content = (schemas_dir() / f"{name}.schema.json").read_bytes()
    assert content.isascii()
    assert b"\r" not in content and b"\t" not in content
    assert content.endswith(b"}\n")


# ------------------------------------------------------------ each rule is able to complain

GOOD_COMMON: Schema = {
    "$defs": {
        "line": {"type": "string", "minLength": 1, "maxLength": 200},
        "recordId": {
            "type": "string",
            "pattern": "^[0-9]{4}$",
            "minLength": 4,
            "maxLength": 4,
            "examples": ["2026"],
        },
    }
}
LEAF: Schema = {"title": "What?", "description": "Say it.", "x-disclosure": ["team", "supervisor"]}


def make_good_schema() -> Schema:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE}toy.schema.json",
        "title": "Toy",
        "description": "A toy.",
        "type": "object",
        "properties": {
            "schema": {**LEAF, "type": "string", "const": "toy/1"},
            "what": {**LEAF, "$ref": "common.schema.json#/$defs/line"},
            "words": {
                "title": "Words",
                "description": "Some.",
                "type": "array",
                "items": {**LEAF, "$ref": "common.schema.json#/$defs/line"},
                "maxItems": 5,
            },
            "code": {
                **LEAF,
                "type": "string",
                "pattern": "^[a-z]+$",
                "maxLength": 9,
                "not": {"pattern": "[\\n\\r]"},
                "examples": ["abc"],
            },
            "count": {**LEAF, "type": "integer", "minimum": 0, "maximum": 9},
            "part": {
                "title": "Part",
                "description": "One.",
                "type": "object",
                "properties": {"yes": {**LEAF, "type": "boolean"}},
                "required": ["yes"],
                "additionalProperties": False,
            },
        },
        "required": ["schema"],
        "additionalProperties": False,
    }


def test_a_good_schema_draws_no_complaint() -> None:
    assert lint_schema("toy", make_good_schema(), GOOD_COMMON) == []


def _put(*path: str, value: Any) -> Callable[[Schema], None]:
    def change(schema: Schema) -> None:
        node = schema
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = value

    return change


def _drop(*path: str) -> Callable[[Schema], None]:
    def change(schema: Schema) -> None:
        node = schema
        for step in path[:-1]:
            node = node[step]
        del node[path[-1]]

    return change


P = "properties"
BAD_SNIPPETS: list[tuple[Callable[[Schema], None], str]] = [
    (_put("$id", value="urn:toy"), "$id is not the file's name"),
    (_put("$schema", value="draft-07"), "$schema is not 2020-12"),
    (_drop("description"), "the file has no title or description"),
    (_put(P, "schema", "const", value="toy/2"), "schema: is not required to be toy/1"),
    (_put("required", value=[]), "schema: is not required to be toy/1"),
    (_put(P, "what", "maxLenght", value=5), "what: keyword maxLenght is not used here"),
    (_put(P, "what", "default", value="x"), "what: keyword default is not used here"),
    (_drop(P, "part", "additionalProperties"), "part: object is not closed"),
    (_put("additionalProperties", value=True), ": object is not closed"),
    (_put(P, "part", "required", value=["no"]), "part: required no is not a property"),
    (_drop(P, "words", "maxItems"), "words: list has no bound or no items"),
    (_drop(P, "count", "maximum"), "count: number has no bounds"),
    (_drop(P, "code", "maxLength"), "code: text has no maxLength"),
    (_put(P, "what", value={**LEAF, "type": "string", "maxLength": 5}), "what: text may be empty"),
    (_drop(P, "code", "not"), "code: a line break after the end would pass"),
    (_drop(P, "code", "examples"), "code: pattern has no example"),
    (
        _put(P, "code", "pattern", value="[a-z]+"),
        "code: pattern is not anchored at both ends",
    ),
    (
        _put(P, "what", "$ref", value="https://example.org/x.json#/$defs/line"),
        "what: https://example.org/x.json#/$defs/line is no common part",
    ),
    (
        _put(P, "what", "$ref", value="common.schema.json#/$defs/lyne"),
        "what: common.schema.json#/$defs/lyne is no common part",
    ),
    (_drop(P, "what", "title"), "what: no title or no description"),
    (_drop(P, "part", P, "yes", "description"), "part.yes: no title or no description"),
    (_drop(P, "words", "items", "title"), "words[]: no title or no description"),
    (_drop(P, "words", "items", "x-disclosure"), "words[]: no x-disclosure"),
    (
        _put(P, "what", "x-disclosure", value=["team", "supervisor", "neighbour"]),
        "what: x-disclosure has other words, another order, or a word twice",
    ),
    (
        _put(P, "what", "x-disclosure", value=["team", "family"]),
        "what: x-disclosure leaves out the team or the supervisor",
    ),
    (_put(P, "what", "x-refers-to", value="dog"), "what: x-refers-to dog is not known"),
    (
        _put(P, "what", "$ref", value="common.schema.json#/$defs/recordId"),
        "what: the id of a record without x-refers-to",
    ),
]


@pytest.mark.parametrize(
    ("change", "complaint"),
    BAD_SNIPPETS,
    ids=[f"{number} {complaint[:60]}" for number, (_, complaint) in enumerate(BAD_SNIPPETS)],
)
def test_a_bad_snippet_draws_its_complaint(
    change: Callable[[Schema], None], complaint: str
) -> None:
    schema = copy.deepcopy(make_good_schema())
    change(schema)
    assert lint_schema("toy", schema, GOOD_COMMON) == [complaint]


SEALED: Schema = {
    "title": "Who?",
    "description": "Sealed.",
    "$ref": "common.schema.json#/$defs/sealed",
    "x-sealed": "reporter-identity",
}


@pytest.mark.parametrize(
    ("place", "field", "complaint"),
    [
        (("who",), SEALED, None),
        (("who",), {**SEALED, "x-sealed": "other"}, "x-sealed names no form"),
        (("part", P, "who"), SEALED, "stands deeper than the record"),
        (("who",), {k: v for k, v in SEALED.items() if k != "x-sealed"}, "a sealed value has"),
        (("who",), {**LEAF, "type": "boolean", "x-sealed": "reporter-identity"}, "nothing else"),
    ],
)
def test_a_sealed_field_says_so_and_is_for_nobody(
    place: tuple[str, ...], field: Schema, complaint: str | None
) -> None:
    schema = make_good_schema()
    _put(P, *place, value=field)(schema)
    common = {"$defs": {**GOOD_COMMON["$defs"], "sealed": SCHEMAS[COMMON]["$defs"]["sealed"]}}
    found = lint_schema("toy", schema, common)
    assert found == [] if complaint is None else complaint in "; ".join(found)
    common = copy.deepcopy(common)
    common["$defs"]["sealed"]["properties"]["sealed"]["x-disclosure"] = ["team", "supervisor"]
    assert complaint or lint_schema("toy", schema, common) == [
        "who.sealed: a sealed text is for no audience"
    ]


@pytest.mark.parametrize("name", sorted(SEALED_FORMS))
def test_the_form_of_a_plaintext_is_for_nobody(name: str) -> None:
    """It keeps the other rules, and no file of this form may lie about."""
    path = schemas_dir() / f"{name}.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    fields = schema["properties"]
    assert {tuple(field["x-disclosure"]) for field in fields.values()} == {()}
    found = set(lint_schema(name, schema, SCHEMAS[COMMON]))
    nobody = {f"{key}: x-disclosure leaves out the team or the supervisor" for key in fields}
    assert found == nobody | {f"schema: is not required to be {name}/1"}


@pytest.mark.parametrize(
    ("pattern", "complaint"),
    [
        ("[a-z]+$", "anchored"),
        ("^[a-z]+", "anchored"),
        ("^\\d+$", "backslash"),
        ("^\\w$", "backslash"),
        ("^a(?!b)$", "looks around"),
        ("^a|b$", "choice outside"),
        ("^(a+)+$", "quantifier within"),
        ("^(a*b)*$", "quantifier within"),
        ("^((a{1,9})b){2,}$", "quantifier within"),
        ("^([a+]b+)*$", "quantifier within"),
    ],
)
def test_a_bad_pattern_draws_its_complaint(pattern: str, complaint: str) -> None:
    found = lint_pattern(pattern)
    assert len(found) == 1 and complaint in found[0]


@pytest.mark.parametrize("pattern", ["^[a+*]+$", "^(ab?)+$", "^([0-9]{4})+$", "^(a|b+)?c*$"])
def test_a_good_pattern_draws_no_complaint(pattern: str) -> None:
    assert lint_pattern(pattern) == []


# ------------------------------------------------------------ patterns in both validators


def _find_patterned(node: Any, path: str) -> Iterator[tuple[str, Schema]]:
    if isinstance(node, dict):
        if node.get("type") == "string" and "pattern" in node:
            yield path, node
        for key, part in node.items():
            yield from _find_patterned(part, f"{path}/{key}")


PATTERNED = [
    (f"{path} {example}", leaf, example)
    for name, schema in sorted(SCHEMAS.items())
    for path, leaf in _find_patterned(schema, name)
    for example in leaf.get("examples", ())
]


@pytest.mark.parametrize(
    ("leaf", "value"), [entry[1:] for entry in PATTERNED], ids=[entry[0] for entry in PATTERNED]
)
def test_a_patterned_text_takes_its_example_and_nothing_around_it(leaf: Schema, value: str) -> None:
    python = build_python_validator(leaf, SCHEMAS)
    for validator in (
        python,
        build_rust_validator(leaf, SCHEMAS),
        build_rust_validator(leaf, SCHEMAS, linear=True),
    ):
        assert validator.is_valid(value)
        for wrong in (
            value + "\n",
            value + "\r\n",
            "\n" + value,
            f" {value}",
            value + "\n" + value,
        ):
            assert not validator.is_valid(wrong)
        # Digits of another script are no digits here.
        assert not validator.is_valid(value + "\u0663")


DAYS = {
    "2026-01-12": True,
    "2024-02-29": True,
    "2025-02-29": False,
    "2026-02-30": False,
    "2026-13-01": False,
    "2026-1-12": False,
    "20260112": False,
    "12.01.2026": False,
    "0026-01-12": False,
    "": False,
}
MOMENTS = {
    "2026-01-12T09:40:00-06:00": True,
    "2026-01-12T09:40:00Z": True,
    "2026-01-12T09:40:00+05:45": True,
    "2026-01-12T09:40:00": False,
    "2026-01-12T09:40-06:00": False,
    "2026-01-12 09:40:00-06:00": False,
    "2026-02-30T09:40:00-06:00": False,
    "2026-01-12T24:00:00-06:00": False,
    "2026-01-12T09:40:60-06:00": False,
    "2026-01-12T09:40:00-0600": False,
    "2026-01-12T09:40:00-24:00": False,
    "2026-01-12T09:40:00.5-06:00": False,
    "2026-01-12t09:40:00z": False,
    "2026-01-12": False,
}
LENGTHS = {
    "48 hours": True,
    "72 hours except non-working days": True,
    "1 working day": True,
    "5 court days": True,
    "15 months": True,
    "0 days": False,
    "five days": False,
    "5 work days": False,
    "5days": False,
    "5 days except non-working days": False,
    "-1 days": False,
}
VALUES = [
    (name, value, expected)
    for name, table in (("date", DAYS), ("dateTime", MOMENTS), ("duration", LENGTHS))
    for value, expected in table.items()
] + [
    ("dateOrDateTime", value, expected) for value, expected in (DAYS | MOMENTS).items() if expected
]


@pytest.mark.parametrize(("name", "value", "expected"), VALUES)
def test_days_moments_and_lengths_of_time(name: str, value: str, expected: bool) -> None:
    leaf = {
        "$schema": SCHEMAS[COMMON]["$schema"],
        "$ref": f"{BASE}common.schema.json#/$defs/{name}",
    }
    assert build_python_validator(leaf, SCHEMAS).is_valid(value) is expected
    assert build_rust_validator(leaf, SCHEMAS).is_valid(value) is expected


# ------------------------------------------------------------ nothing but local files


@pytest.mark.parametrize("name", sorted(KINDS))
def test_references_resolve_without_a_network(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a schema reached for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    record = dict.fromkeys(SCHEMAS[name]["properties"])
    assert list(build_python_validator(SCHEMAS[name], SCHEMAS).iter_errors(record))
    assert not build_rust_validator(SCHEMAS[name], SCHEMAS).is_valid(record)


def test_a_missing_common_file_is_an_error_not_a_download() -> None:
    alone = {"contact": SCHEMAS["contact"]}
    record = {"id": "2026-01-12-k7q4mz"}
    with pytest.raises(Unresolvable):
        list(build_python_validator(SCHEMAS["contact"], alone).iter_errors(record))
    with pytest.raises(ValueError, match=r"common\.schema\.json"):
        build_rust_validator(SCHEMAS["contact"], alone)
