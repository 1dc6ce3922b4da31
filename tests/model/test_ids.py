"""Case numbers and record ids: what a slip of the pen can and cannot do."""

from __future__ import annotations

import itertools
import random
from datetime import date

import pytest

from casekit.model.ids import (
    ALPHABET,
    CASE_NUMBER,
    RECORD_ID,
    check_symbol,
    has_right_check_symbol,
    make_case_number,
    make_record_id,
)


def draw(seed: int) -> str:
    return make_case_number(2026, random.Random(seed).randrange)


NUMBERS = [draw(seed) for seed in range(60)]
PLACES = (0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11)


@pytest.mark.parametrize("number", NUMBERS[:20])
def test_every_single_wrong_symbol_is_caught(number: str) -> None:
    assert has_right_check_symbol(number)
    for place in PLACES:
        symbols = "0123456789" if place < 4 else ALPHABET
        for symbol in symbols.replace(number[place], ""):
            wrong = number[:place] + symbol + number[place + 1 :]
            assert not has_right_check_symbol(wrong), wrong


def test_every_symbol_at_every_place_has_its_own_check_symbol() -> None:
    for place in range(6):
        given = {
            check_symbol(2026, "0" * place + symbol + "0" * (5 - place)) for symbol in ALPHABET
        }
        assert given == set(ALPHABET)


def test_swapped_neighbours_are_caught_save_0_and_z() -> None:
    for place in range(5):
        for one, other in itertools.combinations(ALPHABET, 2):
            straight = check_symbol(2026, "0" * place + one + other + "0" * (4 - place))
            swapped = check_symbol(2026, "0" * place + other + one + "0" * (4 - place))
            assert (straight == swapped) is ({one, other} == {"0", "Z"})


@pytest.mark.parametrize("number", NUMBERS)
def test_a_check_symbol_swapped_with_its_neighbour_is_caught(number: str) -> None:
    swapped = number[:10] + number[11] + number[10]
    harmless = number[10] == number[11] or {number[10], number[11]} == {"0", "Z"}
    assert has_right_check_symbol(swapped) is harmless


@pytest.mark.parametrize(
    "text",
    ["", "2026-", "2026-K7Q4MZ", NUMBERS[0] + "\n", NUMBERS[0].lower(), "٢٠٢٦" + NUMBERS[0][4:]],
)
def test_what_is_no_number_has_no_right_check_symbol(text: str) -> None:
    assert not has_right_check_symbol(text)


def test_no_vowel_is_in_the_alphabet() -> None:
    assert len(ALPHABET) == 30 == len(set(ALPHABET))
    assert not set("AEILOU") & set(ALPHABET)
    with pytest.raises(ValueError):
        check_symbol(2026, "AAAAAA")


def test_ids_are_of_their_form() -> None:
    assert all(CASE_NUMBER.match(number) for number in NUMBERS)
    assert len(set(NUMBERS)) == len(NUMBERS)
    made = make_record_id(date(2026, 1, 2), lambda _: 29)
    assert made == "2026-01-02-zzzzzz"
    assert RECORD_ID.match(made) and not RECORD_ID.match(made + "\n")
