"""What is to be said of a case, before it has a language: a sentence of ours and what fills it.

The sentence is English, with `{places}`; `documents/tongue.py` puts it into the language of a page,
and the catalogues hold every sentence that stands in `phrase(...)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Choice(NamedTuple):
    """A choice of a list as it is filed, and what it is about."""

    value: str
    of: str


class Every(NamedTuple):
    """How far apart, as it is filed: `2 weeks`."""

    duration: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with what fills its places."""

    says: str
    values: Mapping[str, Said]


# What can be said: words of a record as they are, a choice, a day, a sentence, or several in a row.
Said = str | Choice | Every | date | Phrase | tuple["Said", ...]


def phrase(says: str, **values: Said) -> Phrase:
    """A sentence, given in English."""
    return Phrase(says, values)
