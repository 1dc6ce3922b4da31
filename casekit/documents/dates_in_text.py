"""Days in free text, however they are written: to recognise one day, not to know which is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from casekit.documents.folding import fold

# In English, French and Spanish, folded.
_MONTHS = (
    ("january", "jan", "janvier", "janv", "enero", "ene"),
    ("february", "feb", "fevrier", "fevr", "febrero"),
    ("march", "mar", "mars", "marzo"),
    ("april", "apr", "avril", "avr", "abril", "abr"),
    ("may", "mai", "mayo"),
    ("june", "jun", "juin", "junio"),
    ("july", "jul", "juillet", "juil", "julio"),
    ("august", "aug", "aout", "agosto", "ago"),
    ("september", "sep", "sept", "septembre", "septiembre"),
    ("october", "oct", "octobre", "octubre"),
    ("november", "nov", "novembre", "noviembre"),
    ("december", "dec", "decembre", "diciembre", "dic"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
# What stands between the parts of a date and is none of them.
_BETWEEN = frozenset({"of", "the", "in", "de", "del", "le", "st", "nd", "rd", "th", "er"})
_SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2})[./-](\d{1,2})[./-](\d{2})(?!\d)")
_RUN = re.compile(r"(?<!\d)(\d{8})(?!\d)")


def find_dates(text: str) -> Iterator[date]:
    """Every day that three parts of a text may mean, in any order; both where two may be meant."""
    found = (fold(token) for token in re.findall(r"\d+|[^\W\d_]+", text))
    tokens = [token for token in found if token not in _BETWEEN]
    for one, two, three in zip(tokens, tokens[1:], tokens[2:], strict=False):
        yield from _make_date(one, two, three)
        yield from _make_date(three, two, one)
        yield from _make_date(three, one, two)
    for one, two, short in _SHORT_YEAR.findall(text):
        for century in ("19", "20"):
            yield from _make_date(century + short, two, one)
            yield from _make_date(century + short, one, two)
    for run in _RUN.findall(text):
        yield from _make_date(run[:4], run[4:6], run[6:])
        yield from _make_date(run[4:], run[2:4], run[:2])
        yield from _make_date(run[4:], run[:2], run[2:4])


def read_day(value: str) -> date | None:
    """A day as records write it; None for anything else."""
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _make_date(year: str, month: str, day: str) -> Iterator[date]:
    number = _MONTH_OF.get(month, int(month) if month.isdecimal() and len(month) <= 2 else 0)
    if not (year.isdecimal() and len(year) == 4 and day.isdecimal() and len(day) <= 2):
        return
    try:
        yield date(int(year), number, int(day))
    except ValueError:
        return
