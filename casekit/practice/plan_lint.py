"""What is weak in a plan: line, reason and a better wording; a warning, never a refusal.

An objective is a concrete end that can be measured and seen; an activity says who, where, how and
when (case planning flow chart). A machine reads words and no meaning: what it finds is a question
to the worker, and what it misses is still the supervisor's to find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from casekit.practice.plan_words import LONGEST, Pattern, PlanWords, fold

# Of which each makes an objective do too much at once.
_MOST_ENDS = 2
_LONG_WORD = 6
_SENTENCE_ENDS = re.compile(r"[.!?:;]+(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_PARTS = re.compile(r"[,;]| and | & ")
# Shorter than this, a verb alone belongs to what was said before it.
_SHORT_CLAUSE = 3
_STATE = frozenset({"is", "are", "has", "have", "gets", "goes"})
# What somebody said, in quotation marks: their words are not the plan's.
_QUOTED = re.compile(r"(?<!\w)['\"\u2018\u201c].*?['\"\u2019\u201d](?!\w)")
_ASIDE = re.compile(r"\([^)]*\)")
_FIELDS = ("objective", "measure", "baseline")


class Weakness(NamedTuple):
    """One weak place: the field, the code, why, and how it could be better."""

    field: str
    code: str
    says: str
    better: str


def lint_objective(
    objective: Mapping[str, Any], words: PlanWords, today: date
) -> tuple[Weakness, ...]:
    """Everything weak in one objective, on its own; each code once for each field."""
    found: dict[tuple[str, str], Weakness] = {}
    for weakness in _find(objective, words, today):
        found.setdefault((weakness.field, weakness.code), weakness)
    return tuple(found.values())


def _find(objective: Mapping[str, Any], words: PlanWords, today: date) -> Iterator[Weakness]:
    texts = {field: str(objective.get(field) or "") for field in _FIELDS}
    when = str(objective.get("target_date") or "")
    for pattern in words.patterns:
        for field in _fields_of(pattern):
            text = when if field == "target_date" else texts[field]
            if field == "objective":
                text = _QUOTED.sub(" ", text) or text
            found = pattern.find(text)
            if found is not None:
                says = pattern.says.replace("{found}", f"`{found}`")
                yield Weakness(field, pattern.code, says, pattern.better)
    yield from _look_for_nothing(texts, words)
    yield from _look_at_the_day(when, today)
    yield from _look_for_many(texts["objective"], words)


def _fields_of(pattern: Pattern) -> tuple[str, ...]:
    if pattern.field == "any":
        return _FIELDS
    return ("target_date",) if pattern.field == "when" else (pattern.field,)


def _look_for_nothing(texts: Mapping[str, str], words: PlanWords) -> Iterator[Weakness]:
    if not texts["baseline"].strip():
        better = next(p.better for p in words.patterns if p.code == "PLAN-BASELINE-EMPTY")
        yield Weakness("baseline", "PLAN-BASELINE-EMPTY", "it does not say how it is now", better)
    measure = fold(texts["measure"])
    if not re.search(r"\d", measure) and not words.counted.search(measure):
        better = next(p.better for p in words.patterns if p.code == "PLAN-NOT-MEASURABLE")
        says = "the measure names nothing that is counted or seen"
        yield Weakness("measure", "PLAN-NOT-MEASURABLE", says, better)


def _look_at_the_day(when: str, today: date) -> Iterator[Weakness]:
    better = "Name a day on which everybody will look at it together."
    try:
        day = date.fromisoformat(when)
    except ValueError:
        says = f"`{when}` is no day" if when else "there is no day by which it is to be reached"
        yield Weakness("target_date", "PLAN-NO-DATE", says, better)
        return
    if day <= today:
        yield Weakness("target_date", "PLAN-NO-DATE", f"{day} is past", better)


def _look_for_many(text: str, words: PlanWords) -> Iterator[Weakness]:
    """Several ends in one: parts of a sentence that each have a verb with what belongs to it."""
    ends = 0
    for part in _PARTS.split(_ASIDE.sub(" ", fold(text)))[1:]:
        ends += _is_end(part.removeprefix(" will").strip(), words, is_listed=ends > 0)
    if ends >= _MOST_ENDS:
        yield Weakness(
            "objective",
            "PLAN-MANY-IN-ONE",
            f"{ends + 1} things stand in one objective, so nobody can say whether it is reached",
            "Make an objective of each, with a measure of its own, and begin with the first.",
        )


def _is_end(part: str, words: PlanWords, *, is_listed: bool) -> bool:
    """Whether a part of a sentence is an end of its own.

    `looks at, talks to and holds Ada` is one thing that is done; `clears the arrears` is another,
    and so is `Dan finds work`. In a list that has begun, two words are enough.
    """
    said = part.split()
    shortest = _SHORT_CLAUSE - 1 if is_listed else _SHORT_CLAUSE
    if len(said) >= shortest and words.verbs.match(part):
        return True
    beginning = said[1 : _SHORT_CLAUSE + 1]
    has_subject = any(
        word in _STATE or (word.endswith("s") and words.verbs.fullmatch(word)) for word in beginning
    )
    return len(said) > _SHORT_CLAUSE and has_subject


def measure_lix(text: str) -> int | None:
    """The reading level by LIX: words per sentence plus the percentage of words over six letters.

    None for a text without a word.
    """
    text = text[: LONGEST * 20]
    found = _WORD.findall(text)
    if not found:
        return None
    sentences = sum(1 for part in _SENTENCE_ENDS.split(text) if _WORD.search(part))
    long = sum(len(word) > _LONG_WORD for word in found)
    return round(len(found) / max(1, sentences) + 100 * long / len(found))
