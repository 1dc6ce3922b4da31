"""The language of a document: our sentences, the choices of lists, days and names in it.

The text of a record is never translated. English is the language of the source and needs neither a
catalogue nor a library; every other language is read from `casekit/locales` when it is first asked
for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from casekit.documents.directions import put_together, set_apart
from casekit.documents.faults import UnknownLanguage
from casekit.documents.words import CHOICES, EVERY, MONTHS
from casekit.model.phrases import Choice, Every, Phrase, Said
from casekit.resources import locales_dir

if TYPE_CHECKING:
    from gettext import GNUTranslations

ENGLISH_CODE = "en"
# Each language with the names by which an agency may call it in agency.yaml.
_CALLED: Mapping[str, tuple[str, ...]] = {
    "en": ("english",),
    "fr": ("french", "français", "francais"),
    "es": ("spanish", "español", "espanol", "castellano"),
}
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
NO_BREAK = "\N{NO-BREAK SPACE}"
LANGUAGES = tuple(_CALLED)

_DURATION = re.compile(r"([0-9]+) (hour|day|working day|court day|week|month|year)s?")
_FRENCH_DE = re.compile(r"\b([Dd])e \{(\w+)\}")
_VOWEL = re.compile("[aeiouyàâäæéèêëîïôöœùûü]", re.IGNORECASE)
# Spanish says `e` before the sound i: Jo e Ivo, but Jo y Hiedra.
_SOUNDS_I = re.compile("h?[ií](?![aeou])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tongue:
    """One language, ready to speak; `records_in` is the language that the records are written in.

    That one is `other` where it is none that documents are made in.
    """

    code: str = ENGLISH_CODE
    records_in: str = ENGLISH_CODE

    @classmethod
    def of(cls, code: str, records_in: str = ENGLISH_CODE) -> Tongue:
        """The tongue of a language code; raises UnknownLanguage."""
        if code not in LANGUAGES:
            raise UnknownLanguage(code, LANGUAGES)
        return cls(code, records_in)

    def say(self, text: str, **values: str) -> str:
        """A sentence of ours, given in English, with its `{places}` filled in afterwards.

        What runs left stands in it as a whole.
        """
        values = {place: set_apart(value) for place, value in values.items()}
        if self.code == ENGLISH_CODE:
            return text.format(**values)
        return self._fill(_open_catalogue(self.code).gettext(text), values)

    def say_count(self, one: str, many: str, n: int) -> str:
        """A sentence that counts, given in English for one and for many; `{n}` is the number."""
        if self.code == ENGLISH_CODE:
            return (one if n == 1 else many).format(n=n)
        return self._fill(_open_catalogue(self.code).ngettext(one, many, n), {"n": str(n)})

    def word(self, value: str, of: str) -> str:
        """A choice from a fixed list within a sentence; `of` says what the choice is about.

        One that an agency added stands as it is.
        """
        if not value:
            return ""
        if self.code == ENGLISH_CODE:
            return CHOICES.get(of, {}).get(value, value)
        return _open_catalogue(self.code).pgettext(of, value)

    def choice(self, value: str, of: str) -> str:
        """The same as a sentence begins with it."""
        return capitalize(self.word(value, of))

    def put(self, said: Said) -> str:
        """What the model has to say, in this language; a record's own words stand as they are."""
        match said:
            case Choice(value, of):
                return self.word(value, of)
            case Every(duration):
                return self.every(duration)
            case Phrase(says, values):
                return self.say(says, **{name: self.put(one) for name, one in values.items()})
            case date():
                return self.day(said)
            case tuple():
                return self.listing([self.put(one) for one in said])
        return said

    def month(self, day: date) -> str:
        """The month of a day, in short: `Feb 2027`."""
        if self.code == ENGLISH_CODE:
            return f"{MONTHS[day.month - 1][:3]} {day.year}"
        from babel.dates import format_skeleton

        return format_skeleton("yMMM", day, locale=self.code)

    def day(self, day: date) -> str:
        """A day as a reader says it: `12 January 2026`; the machine's locale plays no part."""
        if self.code == ENGLISH_CODE:
            return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
        from babel.dates import format_date

        said = format_date(day, "long", locale=self.code)
        return f"1er{said[1:]}" if self.code == "fr" and day.day == 1 else said

    def date(self, text: str) -> str:
        """An ISO date in words; text that is no date stays as it is."""
        try:
            return self.day(date.fromisoformat(text))
        except ValueError:
            return text

    def period(self, since: str, until: str) -> str:
        """A period between ISO dates whose ends may be open; empty when nothing is known of it."""
        ends = {"since": self.date(since), "until": self.date(until)}
        if since and until:
            return self.say("From {since} until {until}", **ends)
        if since:
            return self.say("From {since}", since=ends["since"])
        return self.say("Until {until}", until=ends["until"]) if until else ""

    def every(self, duration: str) -> str:
        """How far apart: `every 2 weeks`."""
        found = _DURATION.fullmatch(duration)
        if found is None:
            return self.say("every {duration}", duration=duration) if duration else ""
        return self.say_count(*EVERY[found[2]], int(found[1]))

    def listing(self, names: Sequence[str]) -> str:
        """Names as a sentence has them: `Jo, Sam and Ada`."""
        if len(names) < 2:
            return "".join(names)
        names = [set_apart(name) for name in names]
        if self.code == ENGLISH_CODE:
            return f"{', '.join(names[:-1])} and {names[-1]}"
        if self.code == "es" and _SOUNDS_I.match(names[-1]):
            return f"{', '.join(names[:-1])} e {names[-1]}"
        from babel.lists import format_list

        return format_list(names, locale=self.code)

    def row(self, parts: Sequence[str]) -> str:
        """Parts one after the other; in French there is a space before the semicolon."""
        return put_together(parts, f"{NO_BREAK if self.code == 'fr' else ''}; ")

    def label(self, label: str, words: str) -> str:
        """A label and what is said under it: in French there is a space before the colon."""
        return f"{set_apart(label)}{NO_BREAK if self.code == 'fr' else ''}: {set_apart(words)}"

    @property
    def note(self) -> str:
        """What a page says whose records are in another language than its own; else nothing."""
        if self.code == self.records_in:
            return ""
        return self.say("What people said and wrote stands as it was said.")

    def _fill(self, text: str, values: Mapping[str, str]) -> str:
        if self.code == "fr":
            text = _FRENCH_DE.sub(lambda found: _elide(found, values), text)
        return text.format(**values)


ENGLISH = Tongue()


def find_language(called: str) -> str:
    """The code of a language by its code or name, `other` where it is none of documents."""
    wanted = called.strip().casefold()
    for code, names in _CALLED.items():
        if wanted in (code, *names) or wanted.startswith(f"{code}-"):
            return code
    return "other"


def choose_tongue(languages: Sequence[str], wanted: str | None) -> Tongue:
    """The tongue of a document: the wanted one, else the agency's own where there are words in it.

    Raises UnknownLanguage.
    """
    usual = find_language(languages[0]) if languages else ENGLISH_CODE
    return Tongue.of(wanted or (usual if usual in LANGUAGES else ENGLISH_CODE), usual)


def capitalize(text: str) -> str:
    """A text as a sentence begins with it; the rest of it stays as it is."""
    return text[:1].upper() + text[1:]


def _elide(found: re.Match[str], values: Mapping[str, str]) -> str:
    """French has no `de` before a vowel: d'Ada. A name with h stays apart: both are right."""
    return f"{found[1]}{APOSTROPHE}{{{found[2]}}}" if _VOWEL.match(values[found[2]]) else found[0]


@lru_cache(maxsize=len(LANGUAGES))
def _open_catalogue(code: str) -> GNUTranslations:
    """The catalogue of a language, compiled in memory: nothing can be older than its source."""
    import io
    from gettext import GNUTranslations

    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    path = locales_dir() / code / "LC_MESSAGES" / "documents.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=code, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)
