"""Joining two sides of a record: laws over any data, and lists by hand."""

from __future__ import annotations

from typing import Any

from hypothesis import given

from casekit.records.joining import Collision, Decision, join_lists, join_sides
from casekit.records.three_ways import ABSENT, UNKNOWN, compare_sides, is_same
from tests.records.test_three_ways import RECORDS, WITH_IDS, goals


class Taker:
    """Takes one side wherever both collide, and remembers where."""

    def __init__(self, side: str) -> None:
        self.side = side
        self.met: list[Collision] = []

    def __call__(self, collision: Collision) -> Decision:
        self.met.append(collision)
        value = collision.here if self.side == "here" else collision.there
        return () if value is ABSENT else (value,)


def join(base: Any, here: Any, there: Any, side: str = "here") -> tuple[Any, list[Collision]]:
    taker = Taker(side)
    return join_sides(base, here, there, taker), taker.met


@given(WITH_IDS, WITH_IDS)
def test_what_only_one_side_changed_stands_and_nobody_is_asked(base: Any, changed: Any) -> None:
    for joined, met in (join(base, changed, base), join(base, base, changed)):
        assert is_same(joined, changed)
        assert met == []
    for before in (base, ABSENT, UNKNOWN):
        assert is_same(join(before, changed, changed)[0], changed)


@given(WITH_IDS, WITH_IDS, WITH_IDS)
def test_the_sides_collide_at_the_same_places_turned_round(
    base: Any, here: Any, there: Any
) -> None:
    one, met = join(base, here, there, "here")
    other, turned = join(base, there, here, "there")
    assert sorted((c.what, c.name) for c in met) == sorted((c.what, c.name) for c in turned)
    if not met:
        assert join(base, one, other)[1] == []


@given(RECORDS, RECORDS, RECORDS)
def test_where_check_tells_a_collision_somebody_is_asked(base: Any, here: Any, there: Any) -> None:
    told = [d for d in compare_sides(base, here, there) if d.kind in ("collision", "same id")]
    if told:
        assert join(base, here, there)[1]


@given(WITH_IDS, WITH_IDS)
def test_with_nothing_known_of_before_nothing_is_lost_unasked(here: Any, there: Any) -> None:
    for side, wanted in (("here", here), ("there", there)):
        joined, _ = join(UNKNOWN, here, there, side)
        assert sorted(joined) == sorted(wanted)


def ids(data: Any) -> list[str]:
    return [item["id"] for item in data["goals"]]


def test_items_that_one_side_moved_stand_where_it_put_them() -> None:
    base = goals(G1="one", G2="two", G3="three")
    here = goals(G3="three", G1="one", G2="two")
    there = goals(G1="one", G2="other", G4="four", G3="three")
    joined, met = join(base, here, there)
    assert (ids(joined), met) == (["G3", "G1", "G2", "G4"], [])
    assert joined["goals"][2]["goal"] == "other"
    back, met = join(base, there, here)
    assert (ids(back), met) == (["G3", "G1", "G2", "G4"], [])


def test_two_orders_collide() -> None:
    base = goals(G1="one", G2="two", G3="three")
    here, there = goals(G3="three", G1="one", G2="two"), goals(G2="two", G1="one", G3="three")
    joined, (met,) = join(base, here, there, "there")
    assert (met.what, met.name, met.here) == ("order", "goals.order", ["G3", "G1", "G2"])
    assert ids(joined) == ["G2", "G1", "G3"]


def test_deleted_and_unchanged_is_gone_and_deleted_and_changed_is_asked() -> None:
    base = goals(G1="one", G2="two")
    assert ids(join(base, goals(G1="one"), base)[0]) == ["G1"]
    joined, (met,) = join(base, goals(G1="one"), goals(G1="one", G2="new"))
    assert (met.name, met.here, ids(joined)) == ("G2", ABSENT, ["G1"])


def test_of_one_id_both_stand_and_the_second_takes_the_next_free_one() -> None:
    base = goals(G1="one")
    there = {"goals": [*base["goals"], {"id": "G2", "goal": "b", "objectives": [{"id": "G2.O1"}]}]}
    here = goals(G1="one", G2="a", G3="c")
    joined = join_sides(base, here, there, lambda c: (c.here, c.there))
    assert ids(joined) == ["G1", "G2", "G4", "G3"]
    assert joined["goals"][2] == {"id": "G4", "goal": "b", "objectives": [{"id": "G4.O1"}]}


def test_what_both_added_is_one_statement() -> None:
    base: Any = {"a": 1}
    here, there = ({"a": 1, "voided": {"by": by, "reason": by}} for by in ("w", "r"))
    joined, (met,) = join(base, here, there, "there")
    assert (met.name, joined["voided"]) == ("voided", {"by": "r", "reason": "r"})


def test_lists_without_ids_are_added_to_or_are_one_value() -> None:
    base = {"to": ["a", "b"]}
    joined, met = join(base, {"to": ["a", "b", "c"]}, {"to": ["d", "a", "b"]})
    assert (joined, met) == ({"to": ["a", "b", "c", "d"]}, [])
    _, (met_one,) = join(base, {"to": ["b"]}, {"to": ["a", "c"]})
    assert (met_one.name, met_one.here) == ("to", ["b"])
    assert join_lists(["a", "b"], ["b", "c"]) == ["a", "b", "c"]
