"""What an objective says, as a machine can see it: its clauses, each with its subject and verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from casekit.practice.plan_words import PlanWords, fold

# What somebody said, in quotation marks: their words are not the plan's.
_QUOTED = re.compile(r"(?<!\w)['\"\u2018\u201c].*?['\"\u2019\u201d](?!\w)")
_ASIDE = re.compile(r"\([^)]*\)")
_SENTENCES = re.compile(r"[.!?;]+(?=\s|$)")
# What follows says the same in other words: `is safe at night: an adult is at home`.
_EXPLAINED = re.compile(r":\s|\s[\u2013\u2014-]\s")
_PARTS = re.compile(r",? (?:and|then|but) |, |& ")
# A subject is no longer than that: `the mother of both children`.
_LONGEST_SUBJECT = 9
# Between a helping verb and the one that it helps stand no more words than that.
_LONGEST_HELP = 4


class Clause(NamedTuple):
    """One clause: who, the verb with what belongs to it, and what follows; folded text."""

    subject: str
    verb: str
    rest: str
    text: str
    explains: bool


class Reading(NamedTuple):
    """A text without quotations, asides, ages and days: whole, and its main clauses."""

    text: str
    clauses: tuple[Clause, ...]


def read_text(text: str, words: PlanWords) -> Reading:
    """Read an objective. What is in quotation marks counts only if nothing else is there."""
    plain = _QUOTED.sub(" ", text)
    if not re.search(r"\w", plain):
        plain = text
    plain = words.words["age_or_day"].sub(" ", _ASIDE.sub(" ", fold(plain)))
    plain = " ".join(plain.split())
    clauses = [
        clause
        for sentence in _SENTENCES.split(plain)
        for number, said in enumerate(_EXPLAINED.split(sentence))
        for part in _split_main(said.strip(" ,"), words)
        if (clause := _read_clause(part, words, explains=number > 0)) is not None
    ]
    return Reading(plain, tuple(clauses))


def _split_main(sentence: str, words: PlanWords) -> Iterator[str]:
    """The parts of the main clause: `when he shouts, she leaves` has one, `she leaves`."""
    hanging = words.words["subordinate"]
    begins = hanging.match(sentence)
    if begins is not None:
        _, comma, behind = sentence.partition(", ")
        sentence = behind if comma else sentence[begins.end() :]
    found = hanging.search(sentence)
    # `No one who hits lives here`: what hangs on the subject stands before the verb.
    if found is not None and _read_clause(sentence[: found.start()], words) is not None:
        sentence = sentence[: found.start()]
    loose = words.words["hanging"]
    for number, part in enumerate(_PARTS.split(sentence)):
        said = part.strip(" ,")
        # `in clean clothes, with her bag`: what goes on with such a word is no clause of its own.
        if said and not (number and loose.match(said)):
            yield said


def _read_clause(part: str, words: PlanWords, *, explains: bool = False) -> Clause | None:
    """The first word that can be its verb, with the subject before it; None where there is none."""
    helping = words.words["helping"]
    said = part.split()
    position = 0
    for number, word in enumerate(said[:_LONGEST_SUBJECT]):
        before = said[number - 1] if number else ""
        behind = part[position:]
        position += len(word) + 1
        if words.words["before_noun"].fullmatch(before) or before.endswith("'s"):
            continue
        if helping.fullmatch(word) and _is_verb_near(said[number + 1 :], words):
            continue
        verb = _find_verb(behind, words)
        if verb:
            rest = behind[len(verb) :].strip()
            return Clause(" ".join(said[:number]), verb, rest, part, explains)
    return None


def _find_verb(text: str, words: PlanWords) -> str:
    """The longest verb that a text begins with: `takes part` and not `takes`."""
    found = (pattern.match(text) for pattern in words.verbs.values())
    return max((one.group() for one in found if one is not None), key=len, default="")


def _is_verb_near(behind: list[str], words: PlanWords) -> bool:
    """Whether the verb that is helped follows: `has paid`, `are able to ride`."""
    helping = words.words["helping"]
    following = next((word for word in behind[:_LONGEST_HELP] if not helping.fullmatch(word)), "")
    before_noun = words.words["before_noun"].fullmatch(following)
    return not before_noun and bool(_find_verb(following, words))
