"""Case numbers and record ids: what they look like, how they are made, how a slip shows.

A case number is the year, six random symbols and a check symbol (Luhn over 30 symbols), so that
one wrong symbol is always caught, and two swapped neighbours too (save 0Z for Z0, which Luhn
cannot see). The alphabet leaves out A E I L O U: no words, and nothing to confuse with 0 and 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

ALPHABET = "0123456789BCDFGHJKMNPQRSTVWXYZ"
BASE = len(ALPHABET)
CASE_NUMBER = re.compile(rf"[0-9]{{4}}-[{ALPHABET}]{{7}}\Z")
RECORD_ID = re.compile(rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}-[{ALPHABET.lower()}]{{6}}\Z")

# Gives a whole number from 0 up to, not including, its argument.
RandomBelow = Callable[[int], int]


def check_symbol(year: int, symbols: str) -> str:
    """Give the Luhn symbol that completes a case number; the year is part of the sum.

    Raises ValueError when a symbol is not of the alphabet.
    """
    digits = [ALPHABET.index(symbol) for symbol in f"{year:04d}{symbols}"]
    total = 0
    for place, digit in enumerate(reversed(digits)):
        weighted = digit * 2 if place % 2 == 0 else digit
        total += weighted // BASE + weighted % BASE
    return ALPHABET[-total % BASE]


def has_right_check_symbol(number: str) -> bool:
    """Tell whether a whole case number is well formed and its check symbol fits."""
    if not CASE_NUMBER.match(number):
        return False
    return check_symbol(int(number[:4]), number[5:11]) == number[11]


def make_case_number(year: int, random_below: RandomBelow) -> str:
    """Draw a new case number for a year."""
    symbols = "".join(ALPHABET[random_below(BASE)] for _ in range(6))
    return f"{year:04d}-{symbols}{check_symbol(year, symbols)}"


def make_record_id(day: date, random_below: RandomBelow) -> str:
    """Draw a record id for the day on which it is recorded."""
    symbols = "".join(ALPHABET[random_below(BASE)] for _ in range(6)).lower()
    return f"{day.isoformat()}-{symbols}"
