"""The instruments that ship, and what answers come to: laws that hold for any answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.errors import Unreadable
from casekit.practice.instrument_data import Instrument, read_instruments
from casekit.practice.scoring import asked_items, score
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir

SHIPPED = read_instruments()
WITH_ITEMS = [i for i in SHIPPED.values() if i.items]
HEAD = """schema: instrument/1
id: own
version: 2026-11-27
title: Our own
kind: child needs
per: child
about: x
source: {instrument: x, section: x}
verification: own
choices:
  - {value: "0", label: "0", means: x}
  - {value: "1", label: "1", means: x}
  - {value: "2", label: "2", means: x}
  - {value: "3", label: "3", means: x}
items:
  - {id: a, question: A?, help: x}
  - {id: b, question: B?, help: x}
  - {id: c, question: C?, help: x, only_if: {item: a, values: ["2", "3"]}}
"""
SUM = (
    HEAD
    + """scoring:
  rule: sum
  bands: [{from: 0, gives: low}, {from: 3, gives: medium}, {from: 6, gives: high}]
  sets: risk
"""
)
HIGHEST = HEAD + 'scoring: {rule: highest, order: ["0", "1", "2", "3"]}\n'


def own(text: str) -> Instrument:
    return read_instruments((("instruments/own.yaml", text.encode()),))["own"]


def test_what_the_issue_names_is_there() -> None:
    kinds = {i.id: (i.kind, i.per) for i in SHIPPED.values()}
    assert kinds == {
        "cans-shaped": ("child needs", "child"),
        "cfsr-items": ("case review", "family"),
        "child-needs": ("child needs", "child"),
        "family-strengths-and-needs": ("family strengths and needs", "family"),
        "leaving-care": ("transition survey", "child"),
        "protective-capacities": ("protective capacities", "caregiver"),
        "psychosocial": ("psychosocial", "child"),
        "risk-levels": ("risk", "child"),
        "safety-threshold": ("safety", "threat"),
    }
    assert len(SHIPPED["cfsr-items"].items) == 18
    assert SHIPPED["cans-shaped"].items == () and SHIPPED["cans-shaped"].is_empty_form


def test_needs_are_asked_in_every_area_of_life() -> None:
    where = "common.schema.json#/$defs/needDomain"
    domains = SchemaSet(schemas_dir()).resolve(where, "common")[0]["enum"]
    asked = [item.domain for item in SHIPPED["family-strengths-and-needs"].items]
    assert asked == domains
    wanted = {"physical health", "mental health", "development", "education"}
    assert wanted | {"culture and identity"} <= {i.domain for i in SHIPPED["child-needs"].items}


def test_the_threshold_asks_what_a_threat_records() -> None:
    threat = SchemaSet(schemas_dir()).get("assessment")["properties"]["threats"]["items"]
    criteria = set(threat["properties"]["criteria"]["properties"])
    assert {item.id for item in SHIPPED["safety-threshold"].items} == criteria


@pytest.mark.parametrize("instrument", WITH_ITEMS, ids=lambda i: i.id)
def test_every_question_has_help_and_every_choice_a_meaning(instrument: Instrument) -> None:
    for item in instrument.items:
        assert item.question.endswith("?") and item.help
        assert all(option.means for option in item.choices)


@pytest.mark.parametrize("instrument", WITH_ITEMS, ids=lambda i: i.id)
@given(data=st.data())
def test_it_is_complete_when_nothing_is_missing_and_only_then(
    instrument: Instrument, data: Any
) -> None:
    full = {
        i.id: data.draw(st.sampled_from([o.value for o in i.choices])) if i.choices else "words"
        for i in instrument.items
    }
    left_out = data.draw(st.sets(st.sampled_from([i.id for i in instrument.items])))
    answers = {k: v for k, v in full.items() if k not in left_out}
    outcome = score(instrument, answers)
    asked = {i.id for i in asked_items(instrument, answers)}
    assert set(outcome.missing) == asked - answers.keys()
    assert outcome.is_complete == (not outcome.missing)
    assert outcome.result is None or outcome.is_complete


@given(st.lists(st.booleans(), min_size=5, max_size=5))
def test_a_threat_exists_only_with_all_five_criteria(met: list[bool]) -> None:
    threshold = SHIPPED["safety-threshold"]
    answers = {
        item.id: "met" if m else "not met" for item, m in zip(threshold.items, met, strict=True)
    }
    assert (score(threshold, answers).result == "safety threat") == all(met)


RISK = {
    ("yes", "no", "no"): "high",
    ("yes", "yes", "yes"): "high",
    ("no", "yes", "no"): "medium",
    ("no", "yes", "yes"): "medium",
    ("no", "no", "yes"): "low",
    ("no", "no", "no"): "none",
}


@pytest.mark.parametrize("said", RISK)
def test_the_first_yes_decides_on_the_risk(said: tuple[str, ...]) -> None:
    risk = SHIPPED["risk-levels"]
    answers = {item.id: word for item, word in zip(risk.items, said, strict=True)}
    assert score(risk, answers).result == RISK[said]


_RATING = st.sampled_from(["0", "1", "2", "3"])


@given(_RATING, _RATING, _RATING, st.sampled_from(["a", "b"]))
def test_a_sum_never_falls_when_an_answer_rises(a: str, b: str, c: str, which: str) -> None:
    form = own(SUM)
    order = ["low", "medium", "high"]
    answers = {"a": a, "b": b, "c": c}
    before = score(form, answers).result
    risen = {**answers, which: str(min(3, int(answers[which]) + 1))}
    after = score(form, risen).result
    assert order.index(str(after)) >= order.index(str(before))


@given(_RATING, _RATING, _RATING)
def test_the_highest_is_one_of_the_answers_and_none_is_higher(a: str, b: str, c: str) -> None:
    form = own(HIGHEST)
    asked = {"a": a, "b": b, **({"c": c} if a in "23" else {})}
    assert score(form, {"a": a, "b": b, "c": c}).result == max(asked.values())


def test_a_question_that_is_not_asked_is_not_missing() -> None:
    form = own(SUM)
    assert score(form, {"a": "0", "b": "1"}).is_complete
    assert score(form, {"a": "2", "b": "1"}).missing == ("c",)


def test_an_agency_overrides_ours_by_its_id() -> None:
    text = SUM.replace("id: own", "id: risk-levels").replace("kind: child needs", "kind: risk")
    changed = read_instruments((("instruments/risk.yaml", text.encode()),))
    assert changed["risk-levels"].title == "Our own"
    assert changed.keys() == SHIPPED.keys()


FAULTS: Mapping[str, tuple[str, str, int]] = {
    "INSTRUMENT-ITEM-TWICE": ("{id: b,", "{id: a,", 17),
    "INSTRUMENT-ITEM-UNKNOWN": ("{item: a,", "{item: z,", 18),
    "INSTRUMENT-VALUE-UNKNOWN": ('"2", "3"]}\n', '"2", "9"]}\n', 19),
    "SCHEMA-UNKNOWN-KEY": ("about: x", "abaut: x", 7),
}


@pytest.mark.parametrize("code", FAULTS)
def test_faults_are_told_with_their_line(code: str) -> None:
    old, new, line = FAULTS[code]
    text = HIGHEST
    assert old in text
    where = text.rindex(old) if code == "INSTRUMENT-VALUE-UNKNOWN" else text.index(old)
    with pytest.raises(Unreadable) as refused:
        own(text[:where] + new + text[where + len(old) :])
    assert (code, line) in {(f.code, f.line) for f in refused.value.findings}


_FIRST = "scoring: {rule: first of, value: '1', gives: [low], otherwise: none}\n"
_BARE = "".join(
    f"{line}\n" for line in HIGHEST.splitlines() if "value:" not in line and "choices" not in line
)
SENSELESS = {
    "one outcome for two items": (HEAD + _FIRST, "INSTRUMENT-SCORING"),
    "a sum of words": (
        SUM.replace('value: "3"', "value: many").replace('"3"]', '"2"]'),
        "INSTRUMENT-SCORING",
    ),
    "nothing asked": (
        HEAD.partition("items:")[0] + "items: []\nscoring: {rule: none}\n",
        "INSTRUMENT-EMPTY",
    ),
    "nothing to answer": (_BARE, "INSTRUMENT-NO-CHOICES"),
}


@pytest.mark.parametrize("what", SENSELESS)
def test_what_makes_no_sense_is_refused(what: str) -> None:
    text, code = SENSELESS[what]
    with pytest.raises(Unreadable) as refused:
        own(text)
    assert code in {f.code for f in refused.value.findings}
