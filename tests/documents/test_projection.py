"""What is not named for a reader never leaves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.documents import projection
from casekit.documents.catalogue import NAMES
from casekit.documents.faults import UnknownAudience
from casekit.documents.projection import AUDIENCES, project
from casekit.documents.withheld import list_withheld
from casekit.model.staff import Worker
from casekit.records.schemas import SchemaSet

from . import red_river

Leaf = tuple[str, object]
ANNOTATIONS = st.one_of(
    st.none(),
    st.just("family"),  # a slip: a word where a list belongs
    st.lists(st.sampled_from([*AUDIENCES, "everybody"]), max_size=4, unique=True),
)
KEYS = st.sampled_from(["a", "b", "c", "d"])
TREES = st.recursive(
    ANNOTATIONS.map(lambda annotation: ("leaf", annotation)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=25,
)


def _grow(node: Any, place: str) -> tuple[Any, list[tuple[tuple[str | int, ...], str, Any]]]:
    """Data whose leaves say where they stand, and the annotation of each."""
    if isinstance(node, tuple):
        return place, [((), place, node[1])]
    pairs = enumerate(node) if isinstance(node, list) else node.items()
    grown = {key: _grow(child, f"{place}/{key}") for key, child in pairs}
    leaves = [
        ((key, *keys), text, annotation)
        for key, (_, inner) in grown.items()
        for keys, text, annotation in inner
    ]
    data = {key: value for key, (value, _) in grown.items()}
    return (list(data.values()) if isinstance(node, list) else data), leaves


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    else:
        for child in node if isinstance(node, list) else node.values():
            yield from _texts(child)


def _has_empty(node: Any) -> bool:
    if isinstance(node, str):
        return False
    children = node if isinstance(node, list) else list(node.values())
    return not children or any(_has_empty(child) for child in children)


@given(tree=st.dictionaries(KEYS, TREES, max_size=4), audience=st.sampled_from(AUDIENCES))
def test_only_leaves_named_for_the_audience_pass(tree: Any, audience: str) -> None:
    data, leaves = _grow(tree, "")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(projection, "iter_annotated", lambda *_: iter(leaves))
        projected = project(data, "any", audience=audience, schemas=None)  # type: ignore[arg-type]
    may_pass = {
        text
        for _, text, annotation in leaves
        if isinstance(annotation, list) and audience in annotation
    }
    assert set(_texts(projected)) == may_pass
    assert projected == {} or not _has_empty(projected)


def test_a_key_that_no_schema_knows_is_withheld(schemas: SchemaSet) -> None:
    plan = red_river.family_plan(unknown="SECRET", goals=[{"goal": "kept", "more": ["SECRET"]}])
    for audience in AUDIENCES:
        assert "SECRET" not in str(project(plan.data, "plan", audience=audience, schemas=schemas))


def test_what_stays_keeps_its_order_and_shape(schemas: SchemaSet) -> None:
    plan = red_river.family_plan()
    seen = project(plan.data, "plan", audience="team", schemas=schemas)
    assert seen["goals"] == plan.data["goals"]
    assert list(seen) == [key for key in plan.data if key in seen]


def test_an_unknown_audience_is_refused(schemas: SchemaSet) -> None:
    with pytest.raises(UnknownAudience) as refused:
        project({}, "plan", audience="press", schemas=schemas)
    assert refused.value.exit_code == 2
    assert "family" in (refused.value.hint or "")


HEALTH = {
    "schema": "health/1",
    "id": "2026-02-02-d6j3nq",
    "occurred_on": "2026-02-02",
    "children": ["2026-01-12-s4m7wx"],
    "kind": "allergy",
    "what": "Wasps",
}


def test_a_record_narrows_its_readers_and_never_widens_them(schemas: SchemaSet) -> None:
    def seen(audience: str, *only_for: str) -> bool:
        data = {**HEALTH, **({"only_for": [*only_for]} if only_for else {})}
        return "what" in project(data, "health", audience=audience, schemas=schemas)

    assert [seen(audience) for audience in AUDIENCES] == [*[True] * 6, False]
    assert seen("carer", "carer") and not seen("family", "carer")
    assert not seen("provider", "provider"), "the form says nobody there may"
    for audience in ("team", "supervisor"):
        assert seen(audience, "nobody") and seen(audience, "court")


def test_a_class_of_information_is_left_out(schemas: SchemaSet) -> None:
    kept = frozenset({"health"})
    whole = project(HEALTH, "health", audience="carer", schemas=schemas)
    part = project(HEALTH, "health", audience="carer", schemas=schemas, without=kept)
    assert whole["what"] == "Wasps" and "what" not in part and "kind" not in part
    team = project(HEALTH, "health", audience="team", schemas=schemas, without=kept)
    assert team["what"] == "Wasps", "who works on the case reads on"
    needs = [
        {"id": "N1", "domain": "substance use", "need": "To stay sober", "why": "x"},
        {"id": "N2", "domain": "housing", "need": "A flat", "why": "x"},
    ]
    found = {"schema": "assessment/1", "instrument": "child needs", "needs": needs}
    drink = frozenset({"substance use"})
    told = project(found, "assessment", audience="court", schemas=schemas, without=drink)
    assert [need["need"] for need in told["needs"]] == ["A flat"]


def test_who_is_not_of_the_family_is_a_third_party(schemas: SchemaSet) -> None:
    """By the part in the case, which is of the family, an office or neither; else by the field."""
    kept = frozenset({"third party"})

    def see(data: dict[str, Any], kind: str, reader: str = "court") -> dict[str, Any]:
        return project(data, kind, audience=reader, schemas=schemas, without=kept)

    for role in ("child", "family", "professional"):
        assert see({"name": "W. Sample", "role": role}, "person")["name"] == "W. Sample"
    for role in ("carer", "community", "other", "of a later form"):
        assert see({"name": "W. Sample", "role": role}, "person") == {}
        assert see({"name": "W. Sample", "role": role}, "person", "team")["name"] == "W. Sample"
    assert see({"name": "W. Sample"}, "person") == {}, "a person without a part may be anybody"
    meeting = {"about": "School", "others": ["The neighbour"], "missing": ["Her brother"]}
    assert see(meeting, "meeting") == {"about": "School"}
    # What is of two classes is left out with either of them.
    cause = {"cause": "Drink", "domain": "substance use", "evidence": "So says the neighbour"}
    assert see({"causes": [cause]}, "assessment")["causes"][0]["cause"] == "Drink"
    for one in ("third party", "substance use"):
        told = project(
            {"causes": [cause]}, "assessment", audience="court", schemas=schemas,
            without=frozenset({one}),
        )  # fmt: skip
        assert "evidence" not in str(told)


def test_a_release_lets_its_own_value_through_and_nothing_else(schemas: SchemaSet) -> None:
    """Of one record, field and value, for one kind of reader, and in one document if it says so."""
    staff = [
        Worker("r-sample", "R. Sample", "r@agency.example", frozenset({"supervisor"})),
        Worker("w-sample", "W. Sample", "w@agency.example", frozenset({"worker"})),
    ]
    people = [
        red_river.make_person("2026-01-13-ppppp1", "A. Sample", "A.", "family", phone="555 0101"),
        red_river.make_person("2026-01-13-ppppp2", "B. Sample", "B.", "family", phone="555 0102"),
    ]
    said = {"record": people[0].id, "field": "phone", "value": "555 0101", "audience": "family"}
    tried = [
        ({}, "r-sample", True),
        ({}, "w-sample", False),
        ({"value": "555 0102"}, "r-sample", False),
        ({"record": people[1].id}, "r-sample", False),
        ({"field": "name"}, "r-sample", False),
        ({"voided": {"reason": "x"}}, "r-sample", False),
        ({"document": "plan"}, "r-sample", True),
        ({"document": "plan"}, "w-sample", False),
    ]
    for changed, by, counts in tried:
        data = {**said, **changed}
        release = red_river.make_record(
            "release", "2026-02-09-rrrrr1", "2026-02-09T10:00:00-06:00", **data
        )
        case = red_river.make_case(*people, release._replace(recorded_by=by))
        plain = red_river.make_case(*people)
        for reader, document in product(AUDIENCES, (*NAMES, None)):
            told: dict[str, Any] = {"audience": reader, "schemas": schemas, "staff": staff}
            before = list_withheld(plain, **told, document=document)
            after = list_withheld(case, **told, document=document)
            narrow = data.get("document", document)
            gone = {(one.record.id, one.field) for one in before} - {
                (one.record.id, one.field) for one in after
            }
            expected = {(people[0].id, "phone")} if counts and reader == "family" else set()
            assert gone == (expected if narrow == document else set()), (data, reader, document)
