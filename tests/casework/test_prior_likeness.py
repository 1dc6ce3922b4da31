"""Who may be whom: what is alike, what speaks against it, and that nothing ever raises."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.casework.prior.folding import fold_address, fold_name, fold_numbers
from casekit.casework.prior.known import Known, Relative, list_forms
from casekit.casework.prior.likeness import LIKELY, POSSIBLE, compare_people
from casekit.casework.prior.names import compare_names

BORN = "2018-06-02"


def know(name: str, born: str = "", sure: str = "known", **more: Any) -> Known:
    """A person as the records of a case would tell of one."""
    ties = tuple(Relative(tie, who, list_forms(who)) for tie, who in more.get("ties", ()))
    return Known(
        *("2026-K7Q4MZ3", "2026-01-12-s4m7wx", name, more.get("role", "child")),
        list_forms(name, more.get("called")),
        date.fromisoformat(born) if born else None,
        sure if born else "",
        fold_numbers(more.get("phone", "")),
        (fold_address(more["home"]),) if "home" in more else (),
        ties,
    )


SAM = know("Sam Sample", BORN)
JO = [("mother", "Jo Sample")]
HOME = {"home": "1 Example Street", "phone": "204-555-0142", "ties": JO}
PAIRS = {
    "the same": (SAM, SAM, "likely"),
    "a slip in the name": (SAM, know("Sam Sampel", BORN), "likely"),
    "a short form": (know("Samuel Sample", BORN), SAM, "likely"),
    "what he is called": (know("Oluwaseun Sample", BORN, called="Sam"), SAM, "likely"),
    "accents and case": (know("JOSÉ Łukasz", BORN), know("jose lukasz", BORN), "likely"),
    "names in another order": (know("Sample, Sam", BORN), know("Sample Sam", BORN), "likely"),
    "a middle name": (know("Sam James Sample", BORN), SAM, "likely"),
    "an apostrophe": (know("Tess O\u2019Neil", BORN), know("Tess ONeil", BORN), "likely"),
    "day and month swapped": (SAM, know("Sam Sample", "2018-02-06"), "likely"),
    "one digit of the date": (SAM, know("Sam Sample", "2018-06-12"), "possible"),
    "the year estimated": (SAM, know("Sam Sample", "2017-09-01", "estimated"), "possible"),
    "the date unknown": (SAM, know("Sam Sample"), "possible"),
    "a name alone, with a slip": (know("Sam Sample"), know("Sam Sampel"), "possible"),
    "another family name": (SAM, know("Sam Redsky", BORN), "possible"),
    "one name and the home": (know("Sam", **HOME), know("Sam", **HOME), "likely"),
    "a strangers' name": (SAM, know("Sam Sample", "2009-01-30"), "unlikely"),
    "a typed birth date, and all else": (
        know("Sam Sample", BORN, **HOME),
        know("Sam Sample", "2013-01-30", **HOME),
        "possible",
    ),
    "years apart, estimated": (SAM, know("Sam Sample", "2008-01-01", "estimated"), "unlikely"),
    "the first name alone": (know("Sam"), know("Sam Sample"), "no"),
    "twins": (know("Sam Sample", BORN, **HOME), know("Ada Sample", BORN, **HOME), "no"),
    "mother and child": (
        know("Jo Sample", role="family", home="1 Example Street"),
        know("Sam Sample", BORN, home="1 Example Street"),
        "no",
    ),
    "names one letter apart": (know("Jon Redsky"), know("Jan Redsky"), "no"),
    "the child that was expected": (
        know("Baby", "2026-06-02", "expected", **HOME),
        know("Ada Sample", "2026-05-20", **HOME),
        "likely",
    ),
    "a child expected, and a brother": (
        know("Baby", "2026-06-02", "expected", **HOME),
        know("Sam Sample", BORN, **HOME),
        "no",
    ),
    "two expected children of two mothers": (
        know("Baby", "2026-06-02", "expected"),
        know("Baby", "2026-06-02", "expected"),
        "no",
    ),
    "other scripts": (know("Иван Петров", BORN), know("Петров Иван", BORN), "likely"),
    "points left out": (know("محمد علي", BORN), know("مُحَمَّد علي", BORN), "likely"),
    "no space between": (know("王小明", BORN), know("王 小明", BORN), "likely"),
    "a vowel of another script": (know("राम देव", BORN), know("रोम देव", BORN), "possible"),
    "no name at all": (know("..."), know("!"), "no"),
}


@pytest.mark.parametrize("name", PAIRS)
def test_pairs_of_people(name: str) -> None:
    one, other, match = PAIRS[name]
    for likeness in (compare_people(one, other), compare_people(other, one)):
        assert likeness.match == match, likeness
        assert (likeness.score >= LIKELY) == (match == "likely")
        assert (likeness.score >= POSSIBLE) == (match in ("likely", "possible"))
        assert likeness.reasons or match == "no"


def test_the_reasons_are_words() -> None:
    one, other = know("Sam Sample", BORN, **HOME), know("Sam Sampel", BORN, **HOME)
    assert compare_people(one, other).reasons == (
        "name nearly the same: Sam Sample / Sam Sampel",
        "same birth date: 2018-06-02",
        "same telephone number",
        "same address",
        "same mother: Jo Sample",
    )


def test_what_speaks_against_it_is_a_reason_too() -> None:
    likeness = compare_people(SAM, know("Sam Sample", "2009-01-30"))
    assert likeness.reasons[-1] == (
        "against it: the birth dates are known and differ: 2018-06-02 / 2009-01-30"
    )


def test_neither_an_address_nor_a_number_is_repeated_in_a_reason() -> None:
    words = " ".join(compare_people(know("Sam S", **HOME), know("Sam S", **HOME)).reasons)
    assert "Example Street" not in words
    assert "555" not in words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("204-555-0142", "(204) 555 0142, evenings only"),
        ("+1 204 555 0142", "204.555.0142"),
        ("+44 7700 900123", "07700 900 123"),
        ("\u0662\u0660\u0664-\u0665\u0665\u0665-\u0660\u0661\u0664\u0662", "2045550142"),
    ],
)
def test_one_number_written_in_two_ways(one: str, other: str) -> None:
    assert fold_numbers(one) == fold_numbers(other) != frozenset()


def test_what_is_no_number_is_left_out() -> None:
    assert fold_numbers("call 12 or 555-01, after 17:30 on 2 May") == frozenset()


@pytest.mark.parametrize(
    ("one", "other", "points"),
    [
        ("1 Example St.", "1 example street", "same address"),
        ("12 Example Street, apt 4", "12 Example Street, Unit 4", "same address"),
        ("12 Example Street", "12 Exemple Street", "address nearly the same"),
        ("7 Example Street", "17 Example Street", None),
    ],
)
def test_addresses(one: str, other: str, points: str | None) -> None:
    reasons = compare_people(know("Sam Sample", home=one), know("Sam Sample", home=other)).reasons
    assert [r for r in reasons if "address" in r] == ([points] if points else [])


ANY_TEXT = st.text(max_size=30) | st.sampled_from(["Sam Sample", "Sam", "Sampel, Sam", "\ud800"])
ANY_ONE = st.builds(
    know,
    ANY_TEXT,
    st.sampled_from(["", BORN, "2018-02-06", "2017-06-02", "1990-01-01"]),
    st.sampled_from(["known", "estimated", "expected"]),
    phone=ANY_TEXT,
    home=ANY_TEXT,
    ties=st.lists(st.tuples(st.sampled_from(["mother", "sibling"]), ANY_TEXT), max_size=3),
)


@given(ANY_ONE, ANY_ONE)
def test_the_order_of_two_people_changes_nothing_and_no_text_raises(one: Any, other: Any) -> None:
    there, back = compare_people(one, other), compare_people(other, one)
    assert (there.score, there.match) == (back.score, back.match)
    assert len(there.reasons) == len(back.reasons)
    assert 0 <= there.score <= 100


@given(st.lists(ANY_TEXT, min_size=2, max_size=4), st.randoms())
def test_the_order_of_the_parts_of_a_name_changes_nothing(parts: list[str], random: Any) -> None:
    name = " ".join(part.replace(",", " ") for part in parts)
    shuffled = name.split()
    random.shuffle(shuffled)
    one, other = list_forms(name), list_forms(" ".join(shuffled))
    if one and other and len(one[0]) > 1:
        assert compare_names(one, other) == "same"


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold_name(text)
    assert fold_name(" ".join(once)) == once
