"""How hard a page reads: for whom it is said, in which languages, and of which words."""

from __future__ import annotations

from typing import Any

import pytest

from casekit.documents.reading_level import ReadingLevel, read_level, say_level
from casekit.documents.tongue import ENGLISH, Tongue
from casekit.practice.plan_lint import measure_lix

from .conftest import BuildPage

HARD = "Parental engagement with multidisciplinary interventions shows considerable progress."
EASY = "Sam is at home. Jo is with him at night."


def page(*texts: str, **more: Any) -> dict[str, Any]:
    return {"sections": [{"blocks": [{"kind": "text", "text": text} for text in texts]}], **more}


def test_the_hardest_sentence_is_told_with_its_level() -> None:
    read = read_level(page(EASY, f"{EASY} {HARD}"), "family", ENGLISH)
    assert isinstance(read, ReadingLevel)
    assert (read.hardest, read.hardest_level, read.limit) == (HARD, measure_lix(HARD), 45)
    assert read.level < read.hardest_level
    assert say_level(read) == (
        f"reads at LIX {read.level} (45 or lower is the aim; a newspaper is about 40); "
        f"the hardest sentence ({read.hardest_level}): {HARD}"
    )
    child = read_level(page(HARD), "child", ENGLISH)
    assert isinstance(child, ReadingLevel) and child.limit < read.limit and child.is_hard


def test_frame_and_names_count_nothing() -> None:
    """An agency with a long name makes no page hard to read."""
    plain = read_level(page(EASY), "family", ENGLISH)
    framed = page(EASY, "Philadelphia Bartholomew", agency=HARD, footer=HARD, labels={"x": HARD})
    assert read_level(framed, "family", ENGLISH) == plain
    # Nor do words in an alphabet that the measure does not know.
    other = page(EASY, "\u062a\u062d\u0636\u0631 " * 9 + "Birch Centre.")
    assert read_level(other, "family", ENGLISH) == plain
    assert read_level(page("Jo"), "family", ENGLISH) is None


@pytest.mark.parametrize("audience", ["team", "supervisor", "court", "carer", "provider"])
def test_for_others_nothing_is_said(audience: str) -> None:
    assert read_level(page(HARD), audience, ENGLISH) is None


@pytest.mark.parametrize("tongue", [Tongue("fr", "fr"), Tongue("fr"), Tongue("en", "other")])
def test_where_the_measure_does_not_hold_that_is_said(tongue: Tongue) -> None:
    read = read_level(page(HARD), "family", tongue)
    assert isinstance(read, str) and "not measured" in say_level(read)
    assert HARD not in say_level(read)


@pytest.mark.parametrize("audience", ["family", "child"])
def test_a_sentence_is_one_that_stands_on_the_page(build_page: BuildPage, audience: str) -> None:
    made = build_page(audience=audience)
    read = read_level(made, audience, ENGLISH)
    assert isinstance(read, ReadingLevel) and read.hardest in str(made).replace("\\n", "\n")
