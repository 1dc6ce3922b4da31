"""The last look at a document before it leaves: does anything withheld stand in it after all?

Projection keeps fields out; what somebody typed into a text that is not withheld it cannot know.
So the finished document is searched for every withheld value, folded to letters and digits: a line
break, a hyphen or an accent hides nothing. A paraphrase is found by no machine; a person reads too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from casekit.documents.withheld import SHORTEST_TEXT, Withheld

# Names from this length on are found inside of other letters; shorter ones as words of their own.
LONG_NAME = 5
_PHONE_DIGITS = 7
_STREETS = {
    "street": "st",
    "road": "rd",
    "avenue": "ave",
    "drive": "dr",
    "lane": "ln",
    "court": "ct",
    "boulevard": "blvd",
    "crescent": "cres",
    "place": "pl",
    "square": "sq",
    "apartment": "apt",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
}
_IN_FULL = {short: long for long, short in _STREETS.items()}
# In English, French and Spanish, folded.
_MONTHS = (
    ("january", "jan", "janvier", "enero"),
    ("february", "feb", "fevrier", "febrero"),
    ("march", "mar", "mars", "marzo"),
    ("april", "apr", "avril", "abril"),
    ("may", "mai", "mayo"),
    ("june", "jun", "juin", "junio"),
    ("july", "jul", "juillet", "julio"),
    ("august", "aug", "aout", "agosto"),
    ("september", "sep", "sept", "septembre", "septiembre"),
    ("october", "oct", "octobre", "octubre"),
    ("november", "nov", "novembre", "noviembre"),
    ("december", "dec", "decembre", "diciembre"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
# What stands between the parts of a date and is none of them.
_BETWEEN = frozenset({"of", "the", "de", "del", "le", "st", "nd", "rd", "th", "er"})
_WORD = re.compile(r"[^\W_]+")
_BROKEN = re.compile(r"(?<=\w)[-\u2010\u00ad]\s*\n\s*(?=\w)|\u00ad")
_DIGIT_RUN = re.compile(r"\d(?:[\s().\-/\u2010\u2011\u00a0]{0,3}\d)+")
_POSTCODE = re.compile(r"[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)


class Leak(NamedTuple):
    """A withheld value that a document has, and the part of the document in which it stands."""

    withheld: Withheld
    where: str


def find_leaks(withheld: Sequence[Withheld], parts: Mapping[str, str]) -> tuple[Leak, ...]:
    """What of the withheld stands in a document; `parts` are its texts by what they are.

    Words of a withheld name that are also in a name that may be printed tell nobody anything.
    """
    found = []
    for where, text in parts.items():
        document = Text(text)
        found += [Leak(one, where) for one in withheld if document.has(one)]
    return tuple(found)


def find_places(leak: Leak, page: Any) -> Iterator[str]:
    """Where on a page, as its data names them, a withheld value stands: there it can be mended."""
    for place, text in _texts(page, ""):
        if Text(text).has(leak.withheld):
            yield place


def _texts(node: Any, above: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, str):
        yield above, node
    elif isinstance(node, Mapping):
        for key, child in node.items():
            yield from _texts(child, f"{above}.{key}" if above else str(key))
    elif isinstance(node, list | tuple):
        for number, child in enumerate(node, start=1):
            yield from _texts(child, f"{above} {number}")


def fold(text: str) -> str:
    """Letters and digits only, without case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())


@dataclass(frozen=True)
class Text:
    """A text of a document, in the forms in which withheld values are looked for."""

    text: str

    @cached_property
    def joined(self) -> str:
        """The text with the words put together that a line end has broken."""
        return _BROKEN.sub("", self.text)

    @cached_property
    def folded(self) -> str:
        """Letters and digits only."""
        return fold(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Each word, folded."""
        return frozenset(fold(word) for word in _WORD.findall(self.joined))

    @cached_property
    def written(self) -> frozenset[str]:
        """Each word as it is written."""
        return frozenset(_WORD.findall(self.joined))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Each run of digits, whatever stands between them."""
        return tuple(
            "".join(c for c in run if c.isdecimal()) for run in _DIGIT_RUN.findall(self.joined)
        )

    @cached_property
    def dates(self) -> frozenset[date]:
        """Every day that the text may mean, however it is written."""
        return frozenset(_find_dates(self.joined))

    def has(self, withheld: Withheld) -> bool:
        """Whether a withheld value stands in the text."""
        value = withheld.value
        match withheld.form:
            case "name":
                return self._has_name(value)
            case "phone":
                digits = "".join(c for c in value if c.isdecimal())[-_PHONE_DIGITS:]
                return len(digits) >= _PHONE_DIGITS - 1 and any(
                    digits in number for number in self.numbers
                )
            case "email":
                return fold(value) in self.folded
            case "address":
                return any(each in self.folded for each in _write_address(value))
            case "birth date":
                return _read_day(value) in self.dates
        return any(each in self.folded for each in _write_text(value))

    def _has_name(self, name: str) -> bool:
        for word in _WORD.findall(name):
            folded = fold(word)
            if len(folded) >= LONG_NAME:
                if folded in self.folded:
                    return True
            elif (len(folded) > 2 and folded in self.words) or (
                len(folded) == 2 and word in self.written
            ):
                return True
        return False


def drop_known(withheld: Sequence[Withheld], known: Collection[str]) -> tuple[Withheld, ...]:
    """The withheld without those words of names that names which may be printed have as well."""
    words = {fold(word) for name in known for word in _WORD.findall(name)}
    kept = []
    for one in withheld:
        if one.form != "name":
            kept.append(one)
            continue
        left = [word for word in _WORD.findall(one.value) if fold(word) not in words]
        if left:
            kept.append(one._replace(value=" ".join(left)))
    return tuple(kept)


def _write_text(value: str) -> Iterator[str]:
    """The whole text, and each of its sentences that is long enough to be its own."""
    yield fold(value)
    for sentence in re.split(r"[.!?;\n]", value):
        folded = fold(sentence)
        if len(folded) >= SHORTEST_TEXT:
            yield folded


def _write_address(value: str) -> Iterator[str]:
    """The ways in which a street with its number, and a postal code, are written, folded."""
    for piece in re.split(r"[,;\n]", value):
        words = [fold(word) for word in _WORD.findall(piece)]
        numbered = [word for word in words if any(c.isdecimal() for c in word)]
        if numbered and len(words) > 1 and len("".join(words)) >= LONG_NAME:
            for spelled in _spellings(words):
                yield "".join(spelled)
                # The number before the street, or behind it.
                yield "".join([*spelled[1:], spelled[0]])
    for code in _POSTCODE.findall(value):
        yield fold(code)


def _spellings(words: list[str]) -> Iterator[list[str]]:
    yield words
    for other in (_STREETS, _IN_FULL):
        changed = [other.get(word, word) for word in words]
        if changed != words:
            yield changed


def _find_dates(text: str) -> Iterator[date]:
    found = (fold(token) for token in re.findall(r"\d+|[^\W\d_]+", text))
    tokens = [token for token in found if token not in _BETWEEN]
    for one, two, three in zip(tokens, tokens[1:], tokens[2:], strict=False):
        yield from _read_three(one, two, three)
    for year, month, day in re.findall(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)", text):
        yield from _make_date(year, month, day)


def _read_three(one: str, two: str, three: str) -> Iterator[date]:
    """Year, month and day in each order that somebody writes; both where two may be meant."""
    yield from _make_date(one, two, three)
    yield from _make_date(three, two, one)
    yield from _make_date(three, one, two)


def _make_date(year: str, month: str, day: str) -> Iterator[date]:
    number = _MONTH_OF.get(month, int(month) if month.isdecimal() and len(month) <= 2 else 0)
    if not (year.isdecimal() and day.isdecimal() and len(day) <= 2 and len(year) in (2, 4)):
        return
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    for each in years:
        try:
            yield date(each, number, int(day))
        except ValueError:
            continue


def _read_day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
