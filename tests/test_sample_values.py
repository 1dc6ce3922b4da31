"""The sample agencies hold every choice that a record may hold, so that each is seen somewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from casekit.model.records import FOLDERS
from casekit.records.profile import read_document
from casekit.resources import schemas_dir

SAMPLES = Path(__file__).parents[1] / "sample-cases"
SCHEMAS = {path.name: json.loads(path.read_text("utf-8")) for path in schemas_dir().glob("*.json")}
KINDS = sorted({*FOLDERS, "agency", "case"} - {"linked-case", "tombstone"})
# Where a choice stands -> what no sample has, and why.
NOT_SHOWN = {
    # Sealed links are different bytes each time, so no sample can be built again byte for byte.
    ("adoption-link.schema.json", "/side"): {"before", "after"},
    ("case.schema.json", "/access"): {"restricted"},
    ("agency.schema.json", "/sealing/readers"): {"supervisor", "assigned worker"},
    # The standards of these agencies allow neither an extension nor an exception; an approval of
    # anything else names its record by id, which a story does not know beforehand.
    ("approval.schema.json", "/scope"): {"extension", "exception", "other"},
    # A return is the same choice again, and the stories show plans as they were approved.
    ("sent-back.schema.json", "/scope"): {
        *("plan", "safety plan", "screening", "determination", "risk", "track", "review"),
        *("closing", "extension", "exception", "other"),
    },
    # The same documents as of handovers, which show each of them; one here is enough.
    ("release.schema.json", "/document"): {
        *("plan", "safety-plan", "child-plan", "review-report", "contact-chronology"),
        *("placement-information", "referral-letter", "closing-summary", "leaving-care-plan"),
    },
}

Place = tuple[str, str]


def follow(file: str, node: dict[str, Any], where: str) -> tuple[str, dict[str, Any], str]:
    """The file, the node and the place behind a reference."""
    while "$ref" in node:
        target, _, pointer = node["$ref"].partition("#")
        file = target.rpartition("/")[2] or file
        node = SCHEMAS[file]
        where = pointer
        for part in pointer.strip("/").split("/"):
            node = node[part]
    return file, node, where


def iter_choices(file: str, node: Any, where: str = "") -> Iterator[tuple[Place, list[str]]]:
    """Each enumeration that a schema reaches, by where it is defined."""
    if not isinstance(node, dict):
        return
    file, node, where = follow(file, node, where)
    if "enum" in node:
        yield (file, where), node["enum"]
    for key, child in node.get("properties", {}).items():
        yield from iter_choices(file, child, f"{where}/{key}")
    yield from iter_choices(file, node.get("items"), where)


def iter_chosen(file: str, node: Any, value: Any, where: str = "") -> Iterator[tuple[Place, str]]:
    """Each value of an enumeration that a record holds."""
    if not isinstance(node, dict):
        return
    file, node, where = follow(file, node, where)
    if "enum" in node and isinstance(value, str):
        yield (file, where), value
    if isinstance(value, dict):
        for key, one in value.items():
            yield from iter_chosen(file, node.get("properties", {}).get(key), one, f"{where}/{key}")
    if isinstance(value, list):
        for one in value:
            yield from iter_chosen(file, node.get("items"), one, where)


@pytest.fixture(scope="module")
def chosen() -> set[tuple[Place, str]]:
    found: set[tuple[Place, str]] = set()
    for path in [*SAMPLES.glob("*/agency.yaml"), *SAMPLES.glob("*/cases/**/*.yaml")]:
        data: Any = read_document(path.read_bytes(), path.name).data
        file = f"{str(data['schema']).partition('/')[0]}.schema.json"
        if file in SCHEMAS:
            found.update(iter_chosen(file, SCHEMAS[file], data))
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_choice_is_in_a_sample(kind: str, chosen: set[tuple[Place, str]]) -> None:
    file = f"{kind}.schema.json"
    for place, values in iter_choices(file, SCHEMAS[file]):
        missing = {value for value in values if (place, value) not in chosen}
        assert missing == NOT_SHOWN.get(place, set()), place
