"""The regular forms of English verbs and nouns."""

from __future__ import annotations

from collections.abc import Iterator

_VOWELS = "aeiou"


def verb_forms(verb: str) -> Iterator[str]:
    """`attend` brings `attends`, `attended` and `attending`; what follows a verb stays behind it.

    A verb with `/` in it is irregular and brings what stands there.
    """
    head, space, rest = verb.partition(" ")
    forms = head.split("/") if "/" in head else _regular(head)
    for form in forms:
        yield f"{form}{space}{rest}"


def noun_forms(noun: str) -> Iterator[str]:
    """`class` and `classes`: the word and its plural."""
    yield noun
    if noun.endswith(("s", "x", "ch", "sh")):
        yield f"{noun}es"
    elif _ends_in_consonant_and_y(noun):
        yield f"{noun[:-1]}ies"
    else:
        yield f"{noun}s"


def _regular(verb: str) -> tuple[str, ...]:
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if _ends_in_consonant_and_y(verb):
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    stem = _double_last(verb)
    third = f"{verb}es" if verb.endswith(("s", "x", "ch", "sh", "z", "o")) else f"{verb}s"
    return verb, third, f"{stem}ed", f"{stem}ing"


def _double_last(verb: str) -> str:
    """`stop` becomes `stopp`: one syllable that ends in consonant, vowel and consonant."""
    vowels = sum(letter in _VOWELS for letter in verb)
    short = vowels == 1 and len(verb) > 2 and verb[-2] in _VOWELS
    return verb + verb[-1] if short and verb[-1] not in "wxy" + _VOWELS else verb


def _ends_in_consonant_and_y(word: str) -> bool:
    return word.endswith("y") and len(word) > 1 and word[-2] not in _VOWELS
