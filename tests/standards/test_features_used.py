"""Every word of the rule language stands in a pack that ships: none is there for its own sake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from casekit.standards.durations import UNITS, parse_duration
from casekit.standards.packs import ALWAYS_IN_FORCE, list_packs, load_editions

PACKS = [pack for name in (*list_packs(), ALWAYS_IN_FORCE) for pack in load_editions(name)]


def walk(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value of a pack's data with the keys above it."""
    yield path, node
    if isinstance(node, dict):
        for key, value in node.items():
            yield from walk(value, (*path, key))
    elif isinstance(node, list):
        for value in node:
            yield from walk(value, path)


NODES = [found for pack in PACKS for found in walk(dict(pack.data))]
RULES = [rule for pack in PACKS for rule in pack.data["rules"]]
CLOCKS: dict[str, set[str]] = {
    "within": {"from", "within"},
    "due": {"due"},
    "due with opens": {"due", "opens"},
    "rolling or anchored": {"every", "counting from"},
    "quota": {"each"},
    "total in a window": {"from", "total", "in the last"},
    "total": {"from", "total"},
    "gate": {"from", "gate"},
    "gate with opens": {"from", "gate", "opens"},
}
MODIFIERS = ("not before", "extend", "excuse", "early", "after closing", "not counting", "series")
CONDITIONS = (
    *("risk", "track", "in care", "age", "setting", "legal status", "Indigenous affiliation"),
    *("placed outside the jurisdiction", "under a safety plan"),
)
ROLES = ("the child", "each child", "a caregiver", "the family")


@pytest.mark.parametrize("name", CLOCKS)
def test_each_clock(name: str) -> None:
    wanted = CLOCKS[name]
    assert any(wanted <= rule.keys() for rule in RULES)


def test_rolling_and_anchored() -> None:
    bases = {rule["counting from"] == "last" for rule in RULES if "counting from" in rule}
    assert bases == {True, False}


@pytest.mark.parametrize("unit", UNITS)
def test_each_unit(unit: str) -> None:
    found = set()
    for _, value in NODES:
        if isinstance(value, str):
            for text in (value, value.partition(" after ")[0], value.partition(" before ")[0]):
                try:
                    found.add(parse_duration(text).unit)
                except ValueError:
                    continue
    assert unit in found


@pytest.mark.parametrize("key", [*MODIFIERS, "of which", "at least", "replaces"])
def test_each_modifier(key: str) -> None:
    assert any(key in rule for rule in RULES)


@pytest.mark.parametrize("state", CONDITIONS)
def test_each_condition(state: str) -> None:
    assert any(state in rule.get("while", {}) for rule in RULES)


@pytest.mark.parametrize("role", ROLES)
def test_each_role(role: str) -> None:
    assert any("with" in path and value == role for path, value in NODES)


@pytest.mark.parametrize("role", ["case manager", "supervisor"])
def test_who_did_it(role: str) -> None:
    assert any(path[-1:] == ("by",) and value == role for path, value in NODES)


@pytest.mark.parametrize(
    "key", ["first of", "last of", "absent", "decided in", "table", "where", "define", "under"]
)
def test_each_word_of_moments_and_events(key: str) -> None:
    assert any(key in path for path, _ in NODES)


@pytest.mark.parametrize("word", ["birthday ", " starts", " ends", " after ", " before "])
def test_each_form_of_a_moment(word: str) -> None:
    keys = {"from", "due", "opens", "counting from", "first of", "last of"}
    assert any(
        isinstance(value, str) and word in f"{value} " and keys & {*path} for path, value in NODES
    )


def test_several_levels_and_a_pack_with_several_editions() -> None:
    assert {pack.level for pack in PACKS} == {"federal", "state", "module", "agency"}
    assert len(load_editions("us-ma-dcf")) == 3


@pytest.mark.parametrize("per", ["case", "child", "report", "plan", "placement", "review"])
def test_each_kind_of_subject(per: str) -> None:
    assert any(rule["per"] == per for rule in RULES)
