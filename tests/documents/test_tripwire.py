"""The tripwire: planted secrets are found as people type them, and clean text is let through."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.documents.tripwire import Text, drop_known, find_leaks, find_places
from casekit.documents.withheld import Form
from tests.documents.planted import CLEAN, FORMS, make_secret, plant, withhold, write_out

TRIED = 2_000


@pytest.mark.parametrize("form", FORMS)
def test_at_least_ninety_nine_of_a_hundred_planted_secrets_are_found(form: Form) -> None:
    """docs/disclosure.md gives these figures."""
    chance = random.Random(form)
    missed = []
    for _ in range(TRIED):
        secret = make_secret(form, chance)
        text = plant(write_out(form, secret, chance), chance)
        if not find_leaks([withhold(form, secret)], {"text": text}):
            missed.append((secret, text))
    assert len(missed) <= TRIED // 100, missed[:5]


@pytest.mark.parametrize("form", FORMS)
def test_clean_text_is_let_through(form: Form) -> None:
    chance = random.Random(form)
    text = "\n".join(CLEAN)
    alarms = [
        secret
        for _ in range(TRIED)
        if Text(text).has(withhold(form, secret := make_secret(form, chance)))
    ]
    assert len(alarms) <= TRIED // 100, alarms[:20]


@pytest.mark.parametrize(
    ("form", "value", "text", "is_found"),
    [
        ("name", "Bo Example", "Ask Bo about it.", True),
        ("name", "Bo Example", "He has bo-tox.", False),
        ("name", "Al Example", "The trial is al dente.", False),
        ("name", "Ann Example", "Planning", False),
        ("name", "Ann Example", "Ask ann.", True),
        ("name", "W. Example", "an EXAM-\nPLE of", True),
        ("phone", "204 555 0111", "call 2 0 4 - 5 5 5 - 0 1 1 1", True),
        ("phone", "204 555 0111", "5550111", True),
        ("phone", "204 555 0111", "555 0112", False),
        ("phone", "911", "on 9/11 at 911", False),
        ("email", "b.example@school.example", "B.Example (at) school.example", False),
        ("email", "b.example@school.example", "<B.EXAMPLE@school.example>", True),
        ("address", "14 Example Street, R3C 0V8 Red River", "at r3c0v8", True),
        ("address", "14 Example Street", "Example St 14", True),
        ("address", "14 Example Street", "114 Other Street", False),
        ("address", "Apt 3, 14 Example Road", "14 EXAMPLE RD", True),
        ("birth date", "2018-06-02", "born 2.6.18", True),
        ("birth date", "2018-06-02", "June 2nd, 2018", True),
        ("birth date", "2018-06-02", "le 2 juin 2018", True),
        ("birth date", "2018-06-02", "2 June 2019", False),
        ("text", "She hides the bottles under the sink in the laundry.", "hides bottles", False),
    ],
)
def test_forms(form: Form, value: str, text: str, is_found: bool) -> None:
    assert Text(text).has(withhold(form, value)) == is_found


def test_a_word_of_a_name_that_is_printed_anyway_gives_nobody_away() -> None:
    (left,) = drop_known([withhold("name", "Pat Sample")], ["Sam Sample"])
    assert left.value == "Pat"
    assert drop_known([withhold("name", "Sam Sample")], ["Sam Sample"]) == ()


def test_the_place_on_the_page_is_named() -> None:
    page: Any = {"goals": [{"goal": "x"}, {"goal": "y", "why": "Pat told us."}]}
    (leak,) = find_leaks([withhold("name", "Pat Example")], {"text": "Pat told us."})
    assert list(find_places(leak, page)) == ["goals 2.why"]


@given(st.text(max_size=300), st.sampled_from(FORMS), st.text(min_size=1, max_size=60))
def test_no_text_breaks_it(text: str, form: Form, value: str) -> None:
    find_leaks([withhold(form, value)], {"text": text})


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=5, max_size=40))
def test_what_stands_there_as_it_is_is_found(value: str) -> None:
    folded = "".join(c for c in value.casefold() if c.isalnum())
    if len(folded) >= 5 and all(map(str.isalnum, value)):
        assert Text(f"so {value} said").has(withhold("email", value))
