"""Comparing two sides of a record with what it was: laws over any data, and lists by hand."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from casekit.records.document import Keys
from casekit.records.three_ways import (
    ABSENT,
    SHOWN_CHARACTERS,
    UNKNOWN,
    Difference,
    compare_sides,
    show_value,
)

LEAVES = st.sampled_from(["red", "green", 1, True, 0, False]) | st.text("ab", max_size=2)
KEYS = st.sampled_from(["a", "b", "c"])
ITEMS = st.lists(
    st.builds(lambda i, g: {"id": i, "a": g}, st.sampled_from("GH"), LEAVES), max_size=3
)


def records(more: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    data: st.SearchStrategy[Any] = st.recursive(
        LEAVES | more,
        lambda inner: st.dictionaries(KEYS, inner, max_size=3) | st.lists(inner, max_size=3),
        max_leaves=8,
    )
    return st.dictionaries(KEYS, data, max_size=3)


RECORDS = records(st.nothing())
# With lists whose items have ids, of which the order is nothing that could differ.
WITH_IDS = records(ITEMS)
FLAT = st.dictionaries(KEYS, LEAVES, max_size=3)
SWAPPED = {"here": "there", "there": "here", "collision": "collision", "same id": "same id"}


def kinds(differences: tuple[Difference, ...]) -> list[str]:
    return [d.kind for d in differences]


def same(one: Any, other: Any) -> bool:
    """Equal with their types; Python itself takes 1 for true."""
    return repr(_ordered(one)) == repr(_ordered(other))


def _ordered(value: Any) -> Any:
    if isinstance(value, dict):
        return "mapping", sorted((k, _ordered(v)) for k, v in value.items())
    return [_ordered(v) for v in value] if isinstance(value, list) else value


@given(RECORDS, RECORDS)
def test_equal_sides_have_no_difference_whatever_was_before(base: Any, side: Any) -> None:
    for before in (base, ABSENT, UNKNOWN):
        assert compare_sides(before, side, deepcopy(side)) == ()


@given(RECORDS, RECORDS)
def test_what_only_one_side_changed_never_collides(base: Any, changed: Any) -> None:
    one = compare_sides(base, base, changed)
    other = compare_sides(base, changed, base)
    assert set(kinds(one)) <= {"there"}
    assert set(kinds(other)) <= {"here"}
    assert bool(one) == bool(other) == (not same(base, changed))


@given(WITH_IDS, WITH_IDS)
def test_nor_do_items_with_ids(base: Any, changed: Any) -> None:
    assert set(kinds(compare_sides(base, base, changed))) <= {"there"}
    assert set(kinds(compare_sides(base, changed, base))) <= {"here"}


@given(WITH_IDS, WITH_IDS, WITH_IDS)
def test_turned_round_the_sides_say_the_same(base: Any, here: Any, there: Any) -> None:
    one = compare_sides(base, here, there)
    other = compare_sides(base, there, here)
    assert sorted((SWAPPED[d.kind], repr(d.there), repr(d.here)) for d in one) == sorted(
        (d.kind, repr(d.here), repr(d.there)) for d in other
    )


@given(WITH_IDS, WITH_IDS, WITH_IDS)
def test_keys_lead_to_the_values(base: Any, here: Any, there: Any) -> None:
    for d in compare_sides(base, here, there):
        for side, keys, value in ((here, d.here_keys, d.here), (there, d.there_keys, d.there)):
            if value is not ABSENT:
                assert same(_get(side, keys), value)


def _get(data: Any, keys: Keys) -> Any:
    for key in keys:
        data = data[key]
    return data


@given(FLAT, FLAT, FLAT)
def test_fields_collide_when_all_three_differ(base: Any, here: Any, there: Any) -> None:
    def get(side: Any, key: str) -> Any:
        return repr(side[key]) if key in side else None

    wanted = {
        k
        for k in here.keys() | there.keys()
        if len({get(base, k), get(here, k), get(there, k)}) == 3
    }
    found = compare_sides(base, here, there)
    assert {d.keys[0] for d in found if d.kind == "collision"} == wanted


@given(RECORDS, RECORDS)
def test_with_nothing_known_of_before_every_difference_collides(here: Any, there: Any) -> None:
    found = compare_sides(UNKNOWN, here, there)
    assert set(kinds(found)) <= {"collision"}
    assert bool(found) == (not same(here, there))


def goals(**texts: str) -> Any:
    return {"goals": [{"id": key, "goal": text, "objectives": []} for key, text in texts.items()]}


def test_items_are_known_by_their_ids_in_whatever_order() -> None:
    base = goals(G1="one", G2="two")
    here, there = goals(G1="one", G2="new"), goals(G2="other", G1="one")
    (found,) = compare_sides(base, here, there)
    assert found.kind == "collision"
    assert (found.here_keys, found.there_keys) == (("goals", 1, "goal"), ("goals", 0, "goal"))
    assert (found.before, found.here, found.there) == ("two", "new", "other")


def test_a_new_id_on_both_sides_is_two_items_unless_they_say_the_same() -> None:
    base = goals(G1="one")
    assert kinds(compare_sides(base, goals(G1="one", G2="a"), goals(G1="one", G2="b"))) == [
        "same id"
    ]
    assert compare_sides(base, goals(G1="one", G2="a"), goals(G1="one", G2="a")) == ()
    more = goals(G1="one", G2="a")
    more["goals"][1]["objectives"] = [{"id": "G2.O1"}]
    assert kinds(compare_sides(base, goals(G1="one", G2="a"), more)) == ["there"]


def test_an_item_taken_out_here_and_changed_there_collides() -> None:
    (found,) = compare_sides(goals(G1="one"), goals(), goals(G1="new"))
    assert (found.kind, found.here) == ("collision", ABSENT)
    assert found.keys == ("goals", 0)


@pytest.mark.parametrize(
    ("base", "here", "there", "wanted"),
    [
        ([], ["a"], ["b"], ["here", "there"]),
        (["a"], ["a", "b"], ["a", "b"], []),
        (["a"], ["a", "b"], ["c", "a"], ["here", "there"]),
        (["a"], ["b"], ["c"], ["collision"]),
        (["a"], ["b"], ["a", "c"], ["here", "there"]),
        (["a", "b"], ["a"], ["a", "c"], ["collision"]),
        (["a", "b"], ["a"], ["a", "b"], ["here"]),
        (["a"], "a", ["b"], ["collision"]),
        ([], ["a", "b"], ["b", "a"], ["collision"]),
        (["a"], ["a", "b", "b"], ["a", "b"], ["collision"]),
    ],
)
def test_items_without_ids(base: Any, here: Any, there: Any, wanted: list[str]) -> None:
    assert kinds(compare_sides({"l": base}, {"l": here}, {"l": there})) == wanted


def test_a_membership_ended_here_and_another_begun_there_do_not_collide() -> None:
    base = {"memberships": [{"household": "h1", "from": "2024"}]}
    here = {"memberships": [{"household": "h1", "from": "2024", "until": "2026"}]}
    there = {"memberships": [*base["memberships"], {"household": "h2", "from": "2026"}]}
    assert kinds(compare_sides(base, here, there)) == ["here", "there"]
    both = {"memberships": [{"household": "h1", "from": "2024", "until": "2025"}]}
    (found,) = [d for d in compare_sides(base, here, both) if d.kind == "collision"]
    assert found.keys == ("memberships", 0, "until")


def test_sealed_values_are_one_value_and_never_shown() -> None:
    base, here, there = ({"r": {"sealed": f"v1:{t}"}} for t in ("TOKENA", "TOKENB", "TOKENC"))
    (found,) = compare_sides(base, here, there)
    assert found.keys == ("r",)
    assert show_value(found.here, found.there) == "sealed value"
    for value in ([found.here], {"deep": [{"er": found.here}]}):
        assert "TOKEN" not in show_value(value)
        assert "sealed value" in show_value(value)


@given(st.text("ab", min_size=1, max_size=400), st.text("ab", max_size=400))
def test_shown_values_are_short_and_tell_two_texts_apart(one: str, other: str) -> None:
    shown = show_value(one, other), show_value(other, one)
    assert all(len(s) <= SHOWN_CHARACTERS + 8 for s in shown)
    assert (shown[0] == shown[1]) == (one == other)
