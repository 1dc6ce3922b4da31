"""Secrets planted in free text as people type them, and clean text beside: seeded, so repeatable.

Every person, street and number here is made of syllables and digits by chance.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from casekit.documents.tripwire import Text, find_in
from casekit.documents.withheld import Form, Withheld
from casekit.documents.withheld_elsewhere import list_former_values
from casekit.model.records import Record
from casekit.model.when import at_instant
from casekit.records.schemas import open_shared
from casekit.resources import schemas_dir

from . import red_river

FORMS: tuple[Form, ...] = ("name", "phone", "email", "address", "birth date", "text")
_SYLLABLES = ["ba", "dor", "el", "fin", "gré", "hul", "jas", "kem", "lo", "mir", "nö", "pra", "sel"]
_STREETS = ("Street", "Road", "Avenue", "Drive", "Lane", "Crescent")
_SHORT = {"Street": "St.", "Road": "Rd", "Avenue": "Ave.", "Drive": "Dr", "Lane": "Ln"}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
}
# What plans say, with days, times, numbers and words that begin like names.
CLEAN = (
    "The children are looked after every night until 30 June 2026, six nights of seven.",
    "Somebody of the family calls the worker before 8 a.m. when a night did not work.",
    "Two days of ten at school in May; the bus leaves at 7:45 from stop 214.",
    "The group meets on Tuesdays at 2 p.m. in room 12 of the family centre.",
    "By 2026-07-30 the form is signed and the fee of $400 is paid.",
    "He wants to sleep in his own bed, and to see his aunt twice a month.",
    "The court looks at it again on 14 March 2027; file 22-01-00417.",
    "They read together for 20 minutes, 5 days a week, from 1 September on.",
)


# Where a file of people or homes has a value of this kind.
_OF_FILES: dict[Form, tuple[str, tuple[str, ...]]] = {
    "name": ("person", ("name",)),
    "phone": ("person", ("phone",)),
    "address": ("household", ("address",)),
    "birth date": ("person", ("birth", "date")),
}


def make_secret(form: Form, chance: random.Random) -> str:
    """A withheld value as it stands on file."""

    def name(least: int = 2, most: int = 3) -> str:
        return "".join(chance.choices(_SYLLABLES, k=chance.randint(least, most))).capitalize()

    digits = "".join(chance.choices("0123456789", k=4))
    match form:
        case "name":
            return f"{name(1, 3)} {name()}"
        case "phone":
            return f"{chance.randint(200, 989)}-{chance.randint(200, 989)}-{digits}"
        case "email":
            return f"{name().lower()}.{name().lower()}@{name().lower()}.example"
        case "address":
            street = f"{chance.randint(1, 999)} {name()} {chance.choice(_STREETS)}"
            return f"{street}, {name()}"
        case "birth date":
            return (date(1950, 1, 1) + timedelta(days=chance.randrange(27_000))).isoformat()
    words = " ".join(name(1, 3).lower() for _ in range(9))
    return f"{words.capitalize()}. {' '.join(name(1, 2).lower() for _ in range(6))}."


def write_out(form: Form, secret: str, chance: random.Random) -> str:
    """A secret as somebody types it into a sentence."""
    match form:
        case "name":
            words = secret.split()
            given = [word for word in words if len(word) > 2]
            return chance.choice(
                [
                    secret,
                    secret.upper(),
                    _plain(secret),
                    chance.choice(given),
                    f"{words[1]}, {words[0]}",
                ]
            )
        case "phone":
            one, two, three = secret.split("-")
            ways = [secret, f"({one}) {two}-{three}", f"+1 {one} {two} {three}"]
            ways += [f"{one}.{two}.{three}", f"{two}-{three}", f"{one}{two}{three}"]
        case "address":
            street, town = secret.split(", ")
            number, called, kind = street.split()
            ways = [secret, street, f"{number} {called} {_SHORT.get(kind, kind)}", street.upper()]
            ways += [f"{called} {kind} {number}", f"{number}, {called} {kind}, {town}"]
        case "birth date":
            ways = list(_write_day(date.fromisoformat(secret)))
        case "text":
            ways = [secret, secret.split(".")[0], secret.lower()]
        case _:
            ways = [secret, secret.upper()]
    return chance.choice(ways)


def _write_day(day: date) -> Iterator[str]:
    yield day.isoformat()
    yield f"{day.day}.{day.month}.{day.year}"
    yield f"{day.month}/{day.day}/{day.year}"
    yield f"{day.day:02}/{day.month:02}/{day.year % 100:02}"
    for language, names in _MONTHS.items():
        month = names.split()[day.month - 1]
        yield f"{day.day} {month} {day.year}"
        if language == "en":
            yield f"{month} {day.day}, {day.year}"
            yield f"the {day.day}th of {month[:3]} {day.year}"
        if language == "es":
            yield f"{day.day} de {month} de {day.year}"


def plant(secret: str, chance: random.Random) -> str:
    """A text of several sentences with the secret somewhere, perhaps broken by a line end."""
    said = secret
    if " " in said and chance.random() < 0.3:
        place = chance.choice([n for n, c in enumerate(said) if c == " "])
        said = f"{said[:place]}\n{said[place + 1 :]}"
    elif len(said) > 8 and said.isalpha() and chance.random() < 0.3:
        said = f"{said[:4]}-\n{said[4:]}"
    sentences = chance.sample(CLEAN, k=4)
    sentences.insert(chance.randint(0, 4), f"Ask {said} about it.")
    return chance.choice([" ", "\n"]).join(sentences)


def withhold(form: Form, value: str) -> Withheld:
    """A value as the tripwire gets it."""
    when = datetime(2026, 1, 12, tzinfo=UTC)
    record = Record(
        "household", "2026-01-12-h3d8vn", "x.yaml", 1, at_instant(when, UTC), when, "w", {}
    )
    return Withheld(record, ("address",), form, value)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not unicodedata.combining(c))


def withhold_former(form: Form, value: str, chance: random.Random) -> list[Withheld]:
    """A value that a file of the case had before, as the last look gets it; what it has now."""
    kind, keys = _OF_FILES[form]

    def make(said: str) -> Record:
        data: Any = said
        for key in reversed(keys):
            data = {key: data}
        record_id = "2026-01-12-h3d8vn"
        return red_river.make_record(kind, record_id, "2026-01-12", **data, only_for=["nobody"])

    case = red_river.make_case(make(make_secret(form, chance)))
    former = list_former_values(
        case,
        [make(value)],
        audience="provider",
        schemas=open_shared(schemas_dir()),
        known_homes=frozenset(),
    )
    return list(former)


def main() -> None:
    """Print the table of docs/disclosure.md, of as many values of each kind as are asked for."""
    wanted = int(sys.argv[1])
    clean = Text("\n".join(CLEAN))
    tried = [(form, False) for form in FORMS] + [
        (form, True) for form in FORMS if form in _OF_FILES
    ]
    for form, is_former in tried:
        chance = random.Random(form)
        found = alarms = 0
        for _ in range(wanted):
            secret = make_secret(form, chance)
            text = plant(write_out(form, secret, chance), chance)
            once = [withhold(form, secret)]
            looked_for = withhold_former(form, secret, chance) if is_former else once
            found += any(True for _ in find_in(text, looked_for, ()))
            alarms += any(clean.has(one) for one in looked_for)
        named = f"an earlier {form}" if is_former else form
        print(f"| {named} | {wanted:,} | {found:,} | {wanted:,} | {alarms:,} |")


if __name__ == "__main__":
    main()
