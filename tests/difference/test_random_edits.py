"""A hundred random edits of each kind in the sample cases: each told once, and nothing besides."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from casekit.difference.cases import compare_cases
from casekit.difference.changes import Change
from casekit.difference.fields import name_item
from casekit.model.records import Case, Record
from casekit.records.annotations import find_nodes
from casekit.records.sealing import is_sealed
from tests.documents.canaries import sample_cases, schemas

EDITS_OF_A_KIND = 100
# What names a record or its kind: another one is another record.
_FIXED = ("schema", "id")

Keys = tuple[Any, ...]


class Edit(NamedTuple):
    """What was done: to which record, at which place, from what to what."""

    case: Case
    record: Record
    data: dict[str, Any]
    steps: tuple[str, ...]
    before: Any
    after: Any


def walk(value: Any, keys: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    """Every value of a record by its keys, but what names it."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        if not keys and key in _FIXED:
            continue
        yield (*keys, key), part
        if isinstance(part, dict | list) and not is_sealed(part):
            yield from walk(part, (*keys, key))


def at(data: Any, keys: Keys) -> Any:
    for key in keys:
        data = data[key]
    return data


def name_steps(data: Any, keys: Keys) -> tuple[str, ...]:
    """The keys with the name of each item, where it has one, in the place of its number."""
    steps = []
    for key in keys:
        data = data[key]
        steps.append(key if isinstance(key, str) else name_item(data, key))
    return tuple(steps)


def choose(chance: random.Random, fits: Callable[[Record, Keys, Any], bool]) -> Edit:
    """A place by chance at which an edit of some kind can be made, with a copy to make it in."""
    while True:
        case = chance.choice(sample_cases())
        record = chance.choice(case.records)
        places = [(k, v) for k, v in walk(record.data) if fits(record, k, v)]
        if places:
            keys, value = chance.choice(places)
            data = copy.deepcopy(dict(record.data))
            return Edit(case, record, data, keys, value, None)


def compare(edit: Edit, *, backwards: bool = False) -> list[Change]:
    others = tuple(r for r in edit.case.records if r.id != edit.record.id)
    after = replace(edit.case, records=(*others, edit.record._replace(data=edit.data)))
    sides = (after, edit.case) if backwards else (edit.case, after)
    return compare_cases(*sides, schemas(), names=True)


def other_value(chance: random.Random, value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + chance.randint(1, 9)
    return f"{value} {chance.choice(('again', 'twice', '(sic)'))}"


def is_leaf(_record: Record, keys: Keys, value: Any) -> bool:
    # The name of an item is an edit of its own kind, below.
    return not isinstance(value, dict | list) and keys[-1] not in _FIXED


def is_key(_record: Record, keys: Keys, _value: Any) -> bool:
    return isinstance(keys[-1], str) and keys[-1] not in ("voided", *_FIXED)


def is_item(_record: Record, keys: Keys, _value: Any) -> bool:
    return isinstance(keys[-1], int)


SEEDS = range(EDITS_OF_A_KIND)


def test_a_value_that_changed_is_told_once() -> None:
    for seed in SEEDS:
        chance = random.Random(seed)
        edit = choose(chance, is_leaf)
        new = other_value(chance, edit.before)
        at(edit.data, edit.steps[:-1])[edit.steps[-1]] = new
        (change,) = compare(edit)
        place = (change.record, change.field, change.before, change.after)
        steps = name_steps(edit.data, edit.steps)
        assert place == (edit.record.id, ".".join(steps), edit.before, new), change.says
        assert change.says and change.says.count("\n") == 0


@pytest.mark.parametrize("backwards", [False, True], ids=["removed", "added"])
def test_a_field_that_came_or_went_is_told_once(backwards: bool) -> None:
    for seed in SEEDS:
        edit = choose(random.Random(seed), is_key)
        del at(edit.data, edit.steps[:-1])[edit.steps[-1]]
        (change,) = compare(edit, backwards=backwards)
        newer = edit.record.data if backwards else edit.data
        steps = (*name_steps(newer, edit.steps[:-1]), edit.steps[-1])
        value = change.after if backwards else change.before
        assert (change.record, change.field) == (edit.record.id, ".".join(steps)), change.says
        assert is_sealed(edit.before) or value == edit.before
        assert change.code == ("field-added" if backwards else "field-removed")


@pytest.mark.parametrize("backwards", [False, True], ids=["removed", "added"])
def test_an_item_that_came_or_went_is_told_once(backwards: bool) -> None:
    for seed in SEEDS:
        edit = choose(random.Random(seed), is_item)
        del at(edit.data, edit.steps[:-1])[edit.steps[-1]]
        (change,) = compare(edit, backwards=backwards)
        value = change.after if backwards else change.before
        assert (change.record, value) == (edit.record.id, edit.before), change.says
        assert change.code == ("item-added" if backwards else "item-removed")


def is_named_item(_record: Record, keys: Keys, value: Any) -> bool:
    return isinstance(keys[-1], int) and isinstance(value, dict) and "id" in value


def test_an_item_under_another_name_is_moved_and_not_reworded() -> None:
    for seed in SEEDS:
        edit = choose(random.Random(seed), is_named_item)
        item = at(edit.data, edit.steps)
        item["id"] = f"{item['id']}9"
        (change,) = compare(edit)
        assert change.code == "item-moved"
        # What somebody called an item may name a client: then only its place is told.
        number = edit.steps[-1]
        names = (name_item(edit.before, number), name_item(item, number))
        assert (change.before, change.after) == names
        assert "words unchanged" in change.says


def has_two_goals(record: Record, keys: Keys, value: Any) -> bool:
    return keys == ("goals",) and len(value) > 1 and any(goal["objectives"] for goal in value)


def test_an_objective_in_another_goal_is_moved_and_not_reworded() -> None:
    for seed in SEEDS:
        chance = random.Random(seed)
        edit = choose(chance, has_two_goals)
        goals = edit.data["goals"]
        source, target = chance.sample(range(len(goals)), 2)
        if not goals[source]["objectives"]:
            source, target = target, source
        moved = goals[source]["objectives"].pop()
        old = moved["id"]
        moved["id"] = f"{goals[target]['id']}.O99"
        goals[target]["objectives"].append(moved)
        (change,) = compare(edit)
        assert (change.code, change.before, change.after) == ("item-moved", old, moved["id"])


def test_words_of_an_objective_are_reworded_and_not_moved() -> None:
    def fits(_record: Record, keys: Keys, _value: Any) -> bool:
        return keys[-1] in ("objective", "measure", "goal", "what") and keys[0] == "goals"

    for seed in SEEDS:
        edit = choose(random.Random(seed), fits)
        at(edit.data, edit.steps[:-1])[edit.steps[-1]] += " and more"
        (change,) = compare(edit)
        assert change.code == "reworded", change.says


def is_list(record: Record, keys: Keys, value: Any) -> bool:
    # The first language of a person is the one that they prefer: there the order says something.
    nodes = find_nodes(record.kind, keys, schemas())
    return (
        isinstance(value, list)
        and len(value) > 1
        and not any(node.get("x-ordered") for node, _ in nodes)
    )


def test_another_order_is_told_as_nothing() -> None:
    for seed in SEEDS:
        chance = random.Random(seed)
        edit = choose(chance, is_list)
        chance.shuffle(at(edit.data, edit.steps))
        assert compare(edit) == []
        edit = choose(chance, lambda _r, _k, value: isinstance(value, dict) and len(value) > 1)
        mapping = at(edit.data, edit.steps)
        pairs = [*mapping.items()]
        chance.shuffle(pairs)
        mapping.clear()
        mapping.update(pairs)
        assert compare(edit) == []


@pytest.mark.parametrize("backwards", [False, True], ids=["gone", "new"])
def test_a_record_that_came_or_went_is_told_once(backwards: bool) -> None:
    for seed in SEEDS:
        chance = random.Random(seed)
        case = chance.choice(sample_cases())
        record = chance.choice(case.records)
        less = replace(case, records=tuple(r for r in case.records if r.id != record.id))
        sides = (less, case) if backwards else (case, less)
        (change,) = compare_cases(*sides, schemas())
        assert (change.record, change.kind) == (record.id, record.kind), change.says
        assert change.attention or backwards


def test_a_withdrawn_record_is_told_once() -> None:
    for seed in SEEDS:
        edit = choose(random.Random(seed), lambda record, _k, _v: "voided" not in record.data)
        edit.data["voided"] = {"by": "w-sample", "at": edit.data["recorded_at"], "reason": "Twice"}
        (change,) = compare(edit)
        assert (change.code, change.attention) == ("record-withdrawn", True)


def test_nothing_of_a_client_is_told_unless_names_may_be_seen() -> None:
    """Every free text, name and birth date is planted; each is changed, added and taken out."""
    for sample in sample_cases():
        case, changed = (
            replace(sample, records=tuple(_plant(record, mark) for record in sample.records))
            for mark in ("PLANTED", "PLANTED AGAIN")
        )
        empty = replace(case, records=())
        for sides in ((None, case), (empty, case), (case, empty), (case, changed)):
            for change in compare_cases(*sides, schemas()):
                told = f"{change.says}{change.details}{change.as_data()}"
                assert "planted" not in told.casefold(), told
        seen = [change.says for change in compare_cases(case, changed, schemas(), names=True)]
        assert any("PLANTED" in says for says in seen)


def is_free(kind: str, keys: Keys) -> bool:
    nodes = [node for node, _ in find_nodes(kind, keys, schemas())]
    shaped = any("enum" in n or "const" in n or "format" in n or "pattern" in n for n in nodes)
    return not shaped or any("x-trace" in node for node in nodes)


def _plant(record: Record, mark: str) -> Record:
    data = copy.deepcopy(dict(record.data))
    for keys, value in [*walk(data)]:
        if isinstance(value, str) and is_free(record.kind, keys):
            at(data, keys[:-1])[keys[-1]] = mark
        elif keys[-1] == "id" and isinstance(value, str) and value == value.lower():
            # A short name that somebody chose, such as marie-nights.
            at(data, keys[:-1])[keys[-1]] = f"planted-{len(keys)}-{keys[-2]}"
    return record._replace(data=data)
