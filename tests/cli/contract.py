"""The schemas of the answers, ready to judge one."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from casekit.records.formats import is_day, is_moment
from casekit.resources import schemas_dir

FOLDER = schemas_dir() / "output"
NAMES = tuple(
    sorted({p.name.removesuffix(".schema.json") for p in FOLDER.glob("*.json")} - {"common"})
)


def read_schema(name: str) -> dict[str, Any]:
    """The schema of an answer by the name of its command."""
    schema: dict[str, Any] = json.loads((FOLDER / f"{name}.schema.json").read_text("utf-8"))
    return schema


@cache
def make_validator(name: str) -> Draft202012Validator:
    """A validator that really checks dates, and knows only our own files."""

    def retrieve(uri: str) -> Resource[Any]:
        return DRAFT202012.create_resource(read_schema(Path(uri).name.removesuffix(".schema.json")))

    checker = Draft202012Validator.FORMAT_CHECKER.__class__(formats=())
    checker.checks("date")(is_day)
    checker.checks("date-time")(is_moment)
    registry: Registry[Any] = Registry(retrieve=retrieve)  # type: ignore[call-arg]
    return Draft202012Validator(read_schema(name), registry=registry, format_checker=checker)


def find_breaches(name: str, answer: Any) -> list[str]:
    """Where an answer does not keep to the contract."""
    return [
        f"{'/'.join(map(str, e.absolute_path))}: {e.message}"
        for e in make_validator(name).iter_errors(answer)
    ]
