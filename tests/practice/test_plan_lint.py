"""The plan lint: one objective for each weakness, a near miss beside it, and both kinds judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.practice.banks_data import read_banks
from casekit.practice.plan_lint import lint_objective, measure_lix
from casekit.practice.plan_words import load_plan_words
from casekit.records.profile import read_document
from casekit.records.schemas import SchemaSet
from casekit.resources import schemas_dir

WORDS = load_plan_words()
assert WORDS is not None
TODAY = date(2026, 11, 27)
GOOD = {
    "objective": "An adult is at home with Sam every night.",
    "measure": "Nights of seven, ticked on Marie's calendar.",
    "baseline": "None of five working nights.",
    "target_date": "2027-04-30",
}
# A change of the good one that brings the code, and one near to it that must not.
CASES: Mapping[str, tuple[dict[str, str], dict[str, str]]] = {
    "PLAN-SERVICE-NOT-CHANGE": (
        {"objective": "Jo completes the parenting class."},
        {"objective": "Sam attends his lessons on nine of ten days."},
    ),
    "PLAN-AGENCY-TASK": (
        {"objective": "The worker refers the family to a housing project."},
        {"objective": "Jo asks for a flat at two housing offices."},
    ),
    "PLAN-JARGON": (
        {"objective": "Jo practises co-regulation with Sam on four evenings of seven."},
        {"objective": "Jo sits with Sam until he is quiet on four evenings of seven."},
    ),
    "PLAN-NOT-OBSERVABLE": (
        {"objective": "Jo understands what fear does to children."},
        {"objective": "Jo can name three people whom she would call at night."},
    ),
    "PLAN-VAGUE": (
        {"objective": "Jo provides appropriate care."},
        {"objective": "Jo is at home by six on every school day."},
    ),
    "PLAN-BLAMING": (
        {"baseline": "She refuses to get up in the morning."},
        {"baseline": "She got up after ten on four of five days."},
    ),
    "PLAN-NO-DATE": ({"target_date": "ongoing"}, {"target_date": "2026-11-28"}),
    "PLAN-NOT-MEASURABLE": (
        {"measure": "Everybody is satisfied."},
        {"measure": "Times a week, counted by the carer."},
    ),
    "PLAN-BASELINE-EMPTY": ({"baseline": "n/a"}, {"baseline": "None of seven nights."}),
    "PLAN-MANY-IN-ONE": (
        {"objective": "Jo will find work, get a flat and pay the rent every month."},
        {"objective": "Sam brushes his teeth and is in bed by eight on five days of seven."},
    ),
    "PLAN-NEVER-REACHED": (
        {"objective": "Dan never again shouts at Sam."},
        {"objective": "Dan has shouted at Sam on no more than two days of thirty."},
    ),
}


def codes(change: Mapping[str, Any]) -> set[str]:
    assert WORDS is not None
    return {weak.code for weak in lint_objective({**GOOD, **change}, WORDS, TODAY)}


def test_a_good_objective_is_left_alone() -> None:
    assert codes({}) == set()


@pytest.mark.parametrize("code", CASES)
def test_each_weakness_is_found_and_its_neighbour_is_not(code: str) -> None:
    weak, near = CASES[code]
    assert code in codes(weak)
    assert code not in codes(near)


@pytest.mark.parametrize("code", CASES)
def test_each_says_why_and_how_it_could_be_better(code: str) -> None:
    assert WORDS is not None
    found = lint_objective({**GOOD, **CASES[code][0]}, WORDS, TODAY)
    (first, *_) = [weak for weak in found if weak.code == code]
    assert first.says and first.better and first.field in (*GOOD,)


def test_every_code_of_the_words_has_a_case() -> None:
    assert WORDS is not None
    assert WORDS.sayings.keys() == CASES.keys()


def test_what_is_missing_is_told() -> None:
    assert codes({"target_date": ""}) == {"PLAN-NO-DATE"}
    assert codes({"target_date": "2026-11-27"}) == {"PLAN-NO-DATE"}
    assert codes({"baseline": " "}) == {"PLAN-BASELINE-EMPTY"}
    assert "PLAN-NOT-MEASURABLE" in codes({"measure": ""})


def judge(name: str) -> tuple[int, float, float]:
    """How many objectives; of those told to be weak how many are, and of the weak how many told."""
    path = Path(__file__).parent / f"plan_lint_{name}.yaml"
    document = read_document(path.read_bytes(), path.name)
    data: Any = document.data
    told = [
        (bool(codes({k: one.get(k, "") for k in GOOD})), one["verdict"] == "bad")
        for one in data["objectives"]
    ]
    both = told.count((True, True))
    precision = both / (both + told.count((True, False)))
    return len(told), precision, both / (both + told.count((False, True)))


@pytest.mark.parametrize(("name", "number"), [("objectives", 96), ("development", 260)])
def test_the_objectives_it_was_built_with(name: str, number: int) -> None:
    many, precision, recall = judge(name)
    assert many == number and precision >= 0.99 and recall >= 0.99


@pytest.mark.parametrize("number", [1, 2])
def test_an_exam_by_somebody_who_had_not_seen_the_rules(number: int) -> None:
    """The figures of the first sight stand in docs/plan-lint.md; what was learned must stay."""
    many, precision, recall = judge(f"exam_{number}")
    assert many == 60 and precision >= 0.95 and recall >= 0.95


@given(st.dictionaries(st.sampled_from(list(GOOD)), st.text(max_size=300)))
def test_no_text_breaks_it(change: dict[str, str]) -> None:
    codes(change)


@given(st.permutations(list(GOOD)))
def test_the_order_of_the_fields_changes_nothing(order: list[str]) -> None:
    weak = {"objective": "Jo completes the class.", "measure": "Certificate.", "baseline": "None"}
    whole = {**GOOD, **weak}
    assert WORDS is not None
    found = lint_objective({key: whole[key] for key in order}, WORDS, TODAY)
    assert set(found) == set(lint_objective(whole, WORDS, TODAY))


# Words per sentence, and the percentage of words of more than six letters.
LIX = {
    "The cat sat. The dog ran.": 3,
    "She sees him.": 3,
    "Everybody understands difficulties.": 103,
    "One two three four. Five six seven eleven.": 4,
    "She cannot remember. It is late, and nobody answers the telephone.": 33,
}


@pytest.mark.parametrize("text", LIX)
def test_the_reading_level_of_known_texts(text: str) -> None:
    assert measure_lix(text) == LIX[text]


def test_a_text_without_words_has_no_level() -> None:
    assert measure_lix(" 12 ... ?") is None


# ------------------------------------------------------------ banks


def test_there_is_a_bank_for_every_area_of_life() -> None:
    schemas = SchemaSet(schemas_dir())
    wanted = schemas.resolve("common.schema.json#/$defs/needDomain", "common")[0]["enum"]
    assert set(read_banks()) == set(wanted)


def test_no_bank_finishes_an_objective_or_names_a_service_as_its_end() -> None:
    assert WORDS is not None
    for goals in read_banks().values():
        for goal in goals:
            assert measure_lix(goal.goal) is not None
            assert (measure_lix(goal.goal) or 0) < WORDS.lix["family"], goal.goal
            for beginning in goal.objectives:
                assert "???" in beginning.start and beginning.ask.endswith("?")
                found = {
                    weak.code
                    for weak in lint_objective({**GOOD, "objective": beginning.start}, WORDS, TODAY)
                }
                assert found <= {"PLAN-MANY-IN-ONE"}, (beginning.start, found)


def test_the_page_names_every_code_and_no_other() -> None:
    root = Path(__file__).resolve().parents[2]
    page = (root / "docs" / "plan-lint.md").read_text(encoding="utf-8")
    code = (root / "casekit" / "practice" / "plan_checks.py").read_text(encoding="utf-8")
    code += (root / "casekit" / "practice" / "plan_lint.py").read_text(encoding="utf-8")
    code += (root / "casekit" / "practice" / "plan_words" / "en.yaml").read_text(encoding="utf-8")
    told = set(re.findall(r"^\| (PLAN-[A-Z-]+) \|", page, re.MULTILINE))
    known = set(re.findall(r"PLAN-[A-Z]+(?:-[A-Z]+)+", code)) - {"PLAN-BLANK"}
    known |= {
        "PLAN-VAGUE",
        "PLAN-BLAMING",
        "PLAN-JARGON",
        *(f"PLAN-{thing}-WITHOUT-GOAL" for thing in ("NEED", "CAUSE", "THREAT")),
    }
    assert told == known
