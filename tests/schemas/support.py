"""What the tests of the schemas share: the files, both validators, and the reading of examples."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing import Registry, Resource
from referencing.exceptions import NoSuchResource
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from casekit.resources import schemas_dir

Schema = dict[str, Any]

BASE = "https://casekit.invalid/schemas/"
EXAMPLES = Path(__file__).parent / "examples"
COMMON = "common"
# Forms that are no records, with tests of their own: standards packs, definitions of metrics, key
# files, what is typed before it is sealed, and what is in a bundle.
OTHER_FORMS = frozenset(
    {
        *("standards-pack", "metric-definitions", "process", "instrument", "bank"),
        *("case-key", "reporter-identity", "linked-case", "finding-codes", "bundle-manifest"),
    }
)

KINDS = (
    "case",
    "person",
    "household",
    "report",
    "screening",
    "opening",
    "assignment",
    "determination",
    "risk",
    "track",
    "consultation",
    "approval",
    "sent-back",
    "extension",
    "exception",
    "closing",
    "reopening",
    "transfer",
    "transfer-answer",
    "adoption-link",
    "unsealing",
    "tombstone",
    "assessment",
    "plan",
    "plan-end",
    "progress",
    "contact",
    "referral",
    "referral-status",
    "placement",
    "placement-end",
    "apprehension",
    "application",
    "hearing",
    "order",
    "order-end",
    "order-status",
    "agreement",
    "notice",
    "notice-receipt",
    "consent",
    "consent-withdrawal",
    "review",
    "meeting",
    "sharing",
    "advocacy",
    "advocacy-answer",
    "debriefing",
    "release",
    "translation",
    "handover",
    "family-time",
    "family-time-held",
    "family-time-end",
    "team-member",
    "team-member-end",
    "health",
    "education",
    "appointment",
    "appointment-end",
    "home-considered",
    "agency",
    "calendar",
    "provider",
)


def read_schemas() -> dict[str, Schema]:
    """Every schema of a record, and the common parts, by the name of the file."""
    paths = sorted(schemas_dir().glob("*.schema.json"))
    names = {path.name.removesuffix(".schema.json"): path for path in paths}
    return {
        name: json.loads(path.read_text("utf-8"))
        for name, path in names.items()
        if name not in OTHER_FORMS
    }


def refuse_retrieval(uri: str) -> Resource[Any]:
    """Stand where a network would: nothing is ever fetched."""
    raise NoSuchResource(uri)


def refuse_address(uri: str) -> Any:
    """The same for the fast validator."""
    raise ValueError(f"{uri} is not one of the schemas")


def build_python_validator(schema: Schema, schemas: dict[str, Schema]) -> Draft202012Validator:
    """The explaining validator, knowing only the given schemas."""
    registry: Registry[Any] = Registry(retrieve=refuse_retrieval)  # type: ignore[call-arg]
    resources = [(part["$id"], Resource.from_contents(part)) for part in schemas.values()]
    return Draft202012Validator(
        schema,
        registry=registry.with_resources(resources),
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )


def build_rust_validator(
    schema: Schema, schemas: dict[str, Schema], *, linear: bool = False
) -> jsonschema_rs.Validator:
    """The fast validator, knowing only the given schemas; `linear` takes its linear engine."""
    pairs = [(part["$id"], part) for part in schemas.values()]
    return jsonschema_rs.validator_for(
        schema,
        validate_formats=True,
        registry=jsonschema_rs.Registry(pairs),
        retriever=refuse_address,
        pattern_options=jsonschema_rs.RegexOptions() if linear else None,
    )


class _PlainConstructor(SafeConstructor):
    """Reads days and moments as the text they are."""


_PlainConstructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def load_yaml(text: str) -> Any:
    """The data of a YAML text, days and moments as text."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _PlainConstructor
    return yaml.load(text)


_WORDS = {
    "enum": "not a listed word",
    "const": "not the fixed word",
    "type": "wrong type",
    "pattern": "wrong form",
    "not": "wrong form",
    "maxLength": "too long",
    "minLength": "too short",
    "format": "no such day or moment",
    "minItems": "empty list",
    "uniqueItems": "the same twice",
    "minimum": "out of bounds",
    "maximum": "out of bounds",
    # The one choice among fields is a day or a moment.
    "anyOf": "wrong form",
}


def describe_error(error: ValidationError) -> set[str]:
    """One sentence for each thing an error complains about, as the invalid examples expect it."""
    path = ".".join(str(step) for step in error.absolute_path)
    at = f" at {path}" if path else ""
    keyword = str(error.validator)
    value: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    if keyword == "additionalProperties":
        return {f"unknown key {key!r}{at}" for key in instance if key not in schema["properties"]}
    if keyword == "required":
        return {f"missing {key!r}{at}" for key in value if key not in instance}
    if keyword == "oneOf":
        return {"exactly one of occurred_at, occurred_on"}
    if keyword in ("minLength", "maxLength") and "pattern" in schema:
        return {f"wrong form{at}"}
    return {_WORDS[keyword] + at}
