"""The tripwire: planted secrets are found as people type them, and clean text is let through."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casekit.documents.tripwire import Text, find_in
from casekit.documents.withheld import Form
from tests.documents.planted import CLEAN, FORMS, make_secret, plant, withhold, write_out

TRIED = 2_000


@pytest.mark.parametrize("form", FORMS)
def test_at_least_ninety_nine_of_a_hundred_planted_secrets_are_found(form: Form) -> None:
    """docs/disclosure.md gives the figures of more of them."""
    chance = random.Random(form)
    missed = []
    for _ in range(TRIED):
        secret = make_secret(form, chance)
        text = plant(write_out(form, secret, chance), chance)
        if not list(find_in(text, [withhold(form, secret)], ())):
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
        ("name", "Amanda Example", "Sam and Ada", False),
        ("name", "Ethan Example", "more than ten; we challenge", False),
        ("name", "Pat O'Hara", "Mrs Ohara", True),
        ("name", "Ann Müller", "Mueller said", True),
        ("name", "Ann Łukasz", "Lukasz's", True),
        ("name", "Li Wu", "LI WU next door", True),
        ("name", "Jan van der Berg", "the van of the school", False),
        ("phone", "204-555-0143 (not after 9 p.m.), ext. 12", "at 204\u2013555\u20130143", True),
        ("phone", "204-555-0143 or 204-555-0199", "2045550143", True),
        (
            "phone",
            "204-555-0143",
            "\u0662\u0660\u0664-\u0665\u0665\u0665-\u0660\u0661\u0664\u0663",
            True,
        ),
        (
            "address",
            "Hope House women's shelter, back entrance, Pine Falls",
            "at Hope House women's shelter",
            True,
        ),
        ("address", "14, rue Principale, Saint-Boniface", "14 rue Principale", True),
        ("address", "220 Maple Avenue Apt 5, Winnipeg", "220 Maple Ave.", True),
        ("address", "5-220 Maple Avenue", "220 Maple Avenue", True),
        ("address", "14 Example Street Red River", "14 Example", True),
        ("address", "14B Example Street West", "14 Example St W", True),
        ("address", "14 Example Street", "Example Street, no. 14", True),
        ("address", "Room 12, Osborne House", "in room 12", False),
        ("address", "14 Example Street, Winnipeg", "in Winnipeg", False),
        ("birth date", "2018-02-02", "2 févr. 2018", True),
        ("birth date", "2015-01-02", "1.2 15 minutes", False),
        ("phrase", "Fetal alcohol syndrome", "has fetal alcohol syndrome", True),
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
    known = frozenset({"Sam Sample"})
    assert not Text("Sam Sample came.", known).has(withhold("name", "Sam Sample"))
    assert not Text("The Sample family came.", known).has(withhold("name", "Pat Sample"))
    assert Text("Pat came.", known).has(withhold("name", "Pat Sample"))
    both = frozenset({"Pat Other", "Sam Sample"})
    assert Text("Pat Sample came.", both).has(withhold("name", "Pat Sample"))


@given(st.text(max_size=300), st.sampled_from(FORMS), st.text(min_size=1, max_size=60))
def test_no_text_breaks_it(text: str, form: Form, value: str) -> None:
    list(find_in(text, [withhold(form, value)], ()))


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=5, max_size=40))
def test_what_stands_there_as_it_is_is_found(value: str) -> None:
    folded = "".join(c for c in value.casefold() if c.isalnum())
    if len(folded) >= 5 and all(map(str.isalnum, value)):
        assert Text(f"so {value} said").has(withhold("email", value))
