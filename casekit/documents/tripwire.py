"""The last look at a document before it leaves: does anything withheld stand in it after all?

Projection keeps fields out; what somebody typed into a text that is not withheld it cannot know.
So the finished document is searched for every withheld value, folded to letters and digits: a line
break, a hyphen or an accent hides nothing. A paraphrase is found by no machine; a person reads too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from casekit.documents.dates_in_text import find_dates, read_day
from casekit.documents.folding import fold
from casekit.documents.withheld import SHORTEST_TEXT, Withheld

# So many digits of a telephone number are its own, whatever country and area stand before them.
_PHONE_DIGITS = 7
# Of a piece of an address without a number, such as the name of a shelter.
_SHORTEST_PIECE = 8
# So many words may stand between a house number and its street.
_BESIDE = 3
_SHORT_FORMS = {
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
    "terrace": "terr",
    "apartment": "apt",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
}
# A number behind one of these is that of a room, not of a house.
_UNITS = frozenset({"apt", "unit", "suite", "room", "floor", "flat", "box", "ext"})
_NO_STREET = frozenset({*_SHORT_FORMS.values(), *_UNITS, "rue", "calle", "no", "the", "lot"})
# Parts of names that are words of everybody.
_PARTICLES = frozenset(
    (
        *("van", "der", "den", "von", "de", "del", "la", "le", "du", "bin", "al", "el", "y", "e"),
        *("of", "the", "and", "i", "mr", "mrs", "ms", "dr", "st"),
    )
)
_WORD = re.compile(r"[^\W_]+")
_BROKEN = re.compile(r"(?<=\w)[-\u2010\u2011]\s*\n\s*(?=\w)")
_DIGIT_RUN = re.compile(r"\d(?:[\W_]{0,4}\d)+")
_POSTCODE = re.compile(r"[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa"})


@dataclass(frozen=True)
class Text:
    """A text of a document, in the forms in which withheld values are looked for.

    `known` are the names that its reader may see anyway: their words give nobody away.
    """

    text: str
    known: frozenset[str] = frozenset()

    @cached_property
    def _clean(self) -> str:
        # What shows nothing hides nothing: joiners, marks of direction, soft hyphens.
        shown = "".join(c for c in self.text if unicodedata.category(c) != "Cf")
        return _BROKEN.sub("", shown)

    @cached_property
    def _known_names(self) -> frozenset[str]:
        return frozenset(map(fold, self.known))

    @cached_property
    def _known_words(self) -> frozenset[str]:
        return frozenset(word for name in self.known for word in _words(name))

    @cached_property
    def folded(self) -> str:
        """Letters and digits only."""
        return fold(self._clean)

    @cached_property
    def written(self) -> frozenset[str]:
        """Each word as it is written."""
        return frozenset(_WORD.findall(self._clean))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Each word folded, streets in their short form."""
        return _words(self._clean)

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Where each word stands."""
        found: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            found.setdefault(word, []).append(place)
        return found

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Each run of digits, whatever signs stand between them."""
        return tuple(map(_digits, _DIGIT_RUN.findall(self._clean)))

    @cached_property
    def dates(self) -> frozenset[date]:
        """Every day that the text may mean, however it is written."""
        return frozenset(find_dates(self._clean))

    def has(self, withheld: Withheld) -> bool:
        """Whether a withheld value stands in the text."""
        value = withheld.value
        match withheld.form:
            case "name":
                return self._has_name(value)
            case "phone":
                # How to reach somebody may be an address as well.
                return self._has_phone(value) or self._has_address(value)
            case "email":
                return fold(value) in self.folded
            case "address":
                return self._has_address(value)
            case "birth date":
                return read_day(value) in self.dates
            case "phrase":
                return self._has_words(_words(value))
        return any(each in self.folded for each in _write_text(value))

    def _has_words(self, wanted: Sequence[str]) -> bool:
        """Whether words stand in the text one after the other."""
        length = len(wanted)
        return bool(wanted) and any(
            self.words[place : place + length] == tuple(wanted)
            for place in self.places.get(wanted[0], ())
        )

    def _has_name(self, name: str) -> bool:
        if fold(name) in self._known_names:
            return False
        parts = [part for part in name.split() if fold(part) and fold(part) not in _PARTICLES]
        whole = [word for part in parts for word in _words(part)]
        if len(parts) > 1 and self._has_words(whole):
            return True
        return any(self._has_part(part) for part in parts if fold(part) not in self._known_words)

    def _has_part(self, part: str) -> bool:
        """One word of a name; O'Hara and Ohara are one, and so are Müller and Mueller."""
        if self._has_words(_words(part)) and len(fold(part)) > 2:
            return True
        for spelled in {fold(part), fold(part.casefold().translate(_UMLAUTS))}:
            if len(spelled) > 4 and any(
                word.startswith(spelled) and len(word) <= len(spelled) + 2 for word in self.places
            ):
                return True
            if len(spelled) > 2 and spelled in self.places:
                return True
        # So short a name is a word as well, unless it is written as names are.
        return len(fold(part)) <= 2 and bool({part, part.upper()} & self.written)

    def _has_phone(self, value: str) -> bool:
        wanted = [_digits(run)[-_PHONE_DIGITS:] for run in _DIGIT_RUN.findall(value)]
        return any(
            run in number
            for run in wanted
            if len(run) >= _PHONE_DIGITS - 1
            for number in self.numbers
        )

    def _has_address(self, value: str) -> bool:
        pieces = [words for piece in re.split(r"[,;\n(]", value) if (words := _words(piece))]
        # The last piece is the town, which everybody knows.
        own = pieces if len(pieces) == 1 else pieces[:-1]
        if any(len("".join(w)) >= _SHORTEST_PIECE and self._has_words(w) for w in own):
            return True
        if any(self._has_words(_words(code)) for code in _POSTCODE.findall(value)):
            return True
        if any(fold(code) in self.places for code in _POSTCODE.findall(value)):
            return True
        return any(self._has_beside(*each) for each in _houses(_words(value)))

    def _has_beside(self, number: str, street: str) -> bool:
        """Whether a house number and its street stand near each other, in either order."""
        streets = self.places.get(street, ())
        return any(
            abs(one - other) <= _BESIDE for one in self.places.get(number, ()) for other in streets
        )


def _words(text: str) -> tuple[str, ...]:
    found = (fold(word) for word in _WORD.findall(text))
    return tuple(_SHORT_FORMS.get(word, word) for word in found if word)


def _digits(run: str) -> str:
    return "".join(str(unicodedata.decimal(c)) for c in run if c.isdecimal())


def _houses(words: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each number of a house with the name of its street: the word behind it, or before it."""
    for place, word in enumerate(words):
        if not word[0].isdecimal() or (place and words[place - 1] in _UNITS):
            continue
        behind = [w for w in words[place + 1 : place + 4] if w.isalpha() and w not in _NO_STREET]
        before = [
            w for w in words[max(0, place - 3) : place] if w.isalpha() and w not in _NO_STREET
        ]
        street = (behind[:1] or before[-1:] or [""])[0]
        if len(street) > 2:
            yield word, street
            number = re.match(r"\d+", word)
            if number and number[0] != word:
                yield number[0], street


def _write_text(value: str) -> Iterator[str]:
    """The whole text, and each of its sentences that is long enough to be its own."""
    yield fold(value)
    for sentence in re.split(r"[.!?;]|\n\s*\n", value):
        folded = fold(sentence)
        if len(folded) >= SHORTEST_TEXT:
            yield folded


def find_in(text: str, withheld: Sequence[Withheld], known: Collection[str]) -> Iterator[Withheld]:
    """What of the withheld stands in a text."""
    document = Text(text, frozenset(known))
    return (one for one in withheld if document.has(one))
