"""The words of a plain call of a command, read without the parser of the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def read_words(
    words: Sequence[str],
    one: Mapping[str, str],
    several: Mapping[str, str],
    flags: Mapping[str, str],
) -> dict[str, Any] | None:
    """What options say, by the names that they are given here, and all else as `places`.

    `one` are those with a value that are said once, `several` those that may be said again, `flags`
    those without a value. None for whatever is not plainly one of these: the parser explains it.
    """
    given: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if word in flags:
            given[flags[word]] = True
        elif option in one or option in several:
            told = value if equals else next(rest, "")
            key = one.get(option) or several[option]
            is_dash = told == "-" and key == "output"
            if not told or (told.startswith("-") and not is_dash):
                return None
            if option in several:
                given.setdefault(key, []).append(told)
            elif key in given:
                return None  # said twice
            else:
                given[key] = told
        elif word.startswith("-"):
            return None
        else:
            given.setdefault("places", []).append(word)
    return given
