"""What is weak in an objective: the field, why, and a better wording; a warning, never a refusal.

An objective is a concrete end that can be measured and seen; an activity says who, where, how and
when (case planning flow chart). A machine reads words and no meaning: what it finds is a question
to the worker, and what it misses is still the supervisor's to find.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from casekit.practice.plan_clauses import Clause, Reading, read_text
from casekit.practice.plan_words import LONGEST, PlanWords, fold

_LONG_WORD = 6
_SENTENCE_ENDS = re.compile(r"[.!?:;]+(?=\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_FIELDS = ("objective", "measure", "baseline")
# How far behind its verb a service may stand: `completes the first part of the course`.
_NEAR = 9
# So many letters around a service in a measure are looked at for somebody who attends it.
_AROUND = 25
# So many ends are too many for one objective.
_MOST_ENDS = 3
# A part of a sentence shorter than this belongs to what was said before it.
_SHORTEST_END = 3
# A baseline of so few words says nothing, unless one of them is a number.
_FEW = 2
# `reading is poor`: of so many words that are left nobody learns how it is.
_LEFT_OVER = 1


class Weakness(NamedTuple):
    """One weak place: the field, the code, why, and how it could be better."""

    field: str
    code: str
    says: str
    better: str


class _Spot(NamedTuple):
    field: str
    code: str
    found: str
    saying: str = ""


def lint_objective(
    objective: Mapping[str, Any], words: PlanWords, today: date
) -> tuple[Weakness, ...]:
    """Everything weak in one objective, on its own; each code once for each field."""
    found: dict[tuple[str, str], Weakness] = {}
    for spot in _look(objective, words, today):
        sayings = words.sayings[spot.code]
        says = sayings.get(spot.saying or spot.field) or sayings["any"]
        quoted = spot.found if spot.found.isdecimal() else f"`{spot.found}`"
        weakness = Weakness(
            spot.field, spot.code, says.replace("{found}", quoted), sayings["better"]
        )
        found.setdefault((spot.field, spot.code), weakness)
    return tuple(found.values())


def _look(objective: Mapping[str, Any], words: PlanWords, today: date) -> Iterator[_Spot]:
    texts = {field: str(objective.get(field) or "") for field in _FIELDS}
    reading = read_text(texts["objective"], words)
    yield from _look_at_clauses(reading, words)
    yield from _look_at_words(reading, words)
    yield from _look_for_many(reading, words)
    yield from _look_at_measure(fold(texts["measure"]), words)
    yield from _look_at_baseline(fold(texts["baseline"]), words)
    for field in _FIELDS:
        said = words.words["blaming_but"].sub(" ", fold(texts[field]))
        blame = words.words["blaming"].search(said)
        if blame:
            yield _Spot(field, "PLAN-BLAMING", blame.group(), "any")
    yield from _look_at_day(str(objective.get("target_date") or ""), today)


# ------------------------------------------------------------ the objective


def _look_at_clauses(reading: Reading, words: PlanWords) -> Iterator[_Spot]:
    shown = words.evidence["shown"].search(reading.text) or _is_explained(reading, words)
    plain = shown or is_counted(reading.text, words)
    for number, clause in enumerate(reading.clauses):
        service = _find_service(clause, words)
        if service:
            yield _Spot("objective", "PLAN-SERVICE-NOT-CHANGE", service)
        task = _find_task(clause, words)
        if task:
            yield _Spot("objective", "PLAN-AGENCY-TASK", task)
        # What comes behind the first verb is mostly said of it: `so that he knows whom to call`.
        if number or _is_participle(clause):
            continue
        if not shown and words.verbs["inner"].fullmatch(clause.verb):
            yield _Spot("objective", "PLAN-NOT-OBSERVABLE", clause.verb)
        if not plain and words.verbs["turning"].fullmatch(clause.verb):
            yield _Spot("objective", "PLAN-VAGUE", clause.verb)
    if not reading.clauses and not plain:
        yield _Spot("objective", "PLAN-VAGUE", reading.text)


def _is_explained(reading: Reading, words: PlanWords) -> bool:
    """Whether a colon or a dash brings an act that can be seen: `is safe: the gate is shut`."""
    return any(
        clause.explains
        and not words.verbs["inner"].fullmatch(clause.verb)
        and not words.verbs["turning"].fullmatch(clause.verb)
        for clause in reading.clauses
    )


def _find_task(clause: Clause, words: PlanWords) -> str:
    """What the agency does, or has done: `the worker refers`, `an assessment is completed`."""
    if words.nouns["agency"].search(clause.subject):
        return f"{clause.subject} {clause.verb}"
    arranged = words.words["arranged"].search(clause.text)
    if arranged:
        return arranged.group()
    passive = re.match(r"\w+ed\b|made\b|found\b|held\b", clause.rest)
    is_service = words.nouns["service"].search(clause.subject)
    if is_service and words.verbs["state"].fullmatch(clause.verb) and passive:
        return f"{clause.subject} {clause.verb} {passive.group()}"
    return ""


def _find_service(clause: Clause, words: PlanWords) -> str:
    """The service that somebody is in, or goes along with, by this clause."""
    near = " ".join(clause.rest.split()[:_NEAR])
    if words.words["everyday"].search(near):
        return ""
    found = words.nouns["service"].search(near)
    is_in = words.verbs["attending"].fullmatch(clause.verb) or words.words["inside"].match(near)
    if found is None or not is_in:
        obeys = words.verbs["obeying"].fullmatch(clause.verb)
        found = (words.nouns["agency"].search(near) or found) if obeys else None
    return f"{clause.verb} {near[: found.end()]}" if found else ""


def _look_at_words(reading: Reading, words: PlanWords) -> Iterator[_Spot]:
    explained = _is_explained(reading, words)
    shown = explained or words.evidence["shown"].search(reading.text)
    unsaid = words.words["unsaid_but"].sub(" ", reading.text)
    for code, name, text, made_up_for in (
        ("PLAN-NOT-OBSERVABLE", "inner", reading.text, shown),
        ("PLAN-VAGUE", "vague", reading.text, explained),
        ("PLAN-VAGUE", "unsaid", unsaid, shown or is_counted(reading.text, words)),
        ("PLAN-JARGON", "jargon", reading.text, None),
        ("PLAN-NEVER-REACHED", "absolute", reading.text, None),
    ):
        found = words.words[name].search(text)
        if found and not made_up_for:
            yield _Spot("objective", code, found.group())


def _look_for_many(reading: Reading, words: PlanWords) -> Iterator[_Spot]:
    """Several ends in one: clauses that each have a verb with what belongs to it.

    `looks at, talks to and holds Ada` is one thing that is done, and so is `wakes her and walks
    her to the bus`; `clears the arrears` is another. In a list that has begun, two words suffice.
    """
    clauses = [clause for clause in reading.clauses if not clause.explains]
    ends = 0
    for number, clause in enumerate(clauses):
        shortest = _SHORTEST_END if ends < _MOST_ENDS - 1 else _SHORTEST_END - 1
        ends += not number or _is_end(clause, clauses[number - 1], shortest, words)
    if ends >= _MOST_ENDS:
        yield _Spot("objective", "PLAN-MANY-IN-ONE", str(ends))


def _is_end(clause: Clause, before: Clause, shortest: int, words: PlanWords) -> bool:
    goes_on = words.words["named_before"].match(clause.rest)
    if len(clause.text.split()) < shortest or goes_on:
        return False
    # `is up and dressed by eight` is one state.
    return not (words.verbs["state"].fullmatch(before.verb) and _is_participle(clause))


def _is_participle(clause: Clause) -> bool:
    """What is done to somebody and no act of anybody's: `signed or decided by the court`."""
    return not clause.subject and clause.verb.endswith("ed")


def is_counted(text: str, words: PlanWords) -> bool:
    """Whether folded text counts something: `four nights of seven`, `every Sunday`, `by six`."""
    if re.search(r"\d", text) or words.evidence["counted"].search(text):
        return True
    said = text.split()
    return any(
        words.evidence["number"].fullmatch(word)
        and any(words.evidence["unit"].fullmatch(near.strip(".,;")) for near in said[n + 1 : n + 4])
        for n, word in enumerate(said)
    )


# ------------------------------------------------------------ the measure and the baseline


def _look_at_measure(text: str, words: PlanWords) -> Iterator[_Spot]:
    counted = is_counted(text, words)
    service = words.words["service_measure"].search(text) or _find_attended(text, words)
    if service and not words.words["service_but"].search(text):
        yield _Spot("measure", "PLAN-SERVICE-NOT-CHANGE", service.group())
    opinion = words.words["opinion_only"].search(text) or (
        None if counted else words.words["opinion"].search(text)
    )
    seen = counted or words.evidence["seen"].search(text)
    if opinion:
        yield _Spot("measure", "PLAN-NOT-MEASURABLE", opinion.group())
    elif not seen:
        yield _Spot("measure", "PLAN-NOT-MEASURABLE", text, "nothing")


def _find_attended(text: str, words: PlanWords) -> re.Match[str] | None:
    """`groups attended`, `attends her sessions`: the service and that somebody was there."""
    for service in words.nouns["service"].finditer(text):
        near = text[max(0, service.start() - _AROUND) : service.end() + _AROUND]
        if words.words["being_there"].search(near):
            return service
    return None


def _look_at_baseline(text: str, words: PlanWords) -> Iterator[_Spot]:
    said = text.strip(" .-?!")
    if not re.search(r"\w", said):
        yield _Spot("baseline", "PLAN-BASELINE-EMPTY", text, "nothing")
        return
    number = is_counted(said, words)
    left, hollow_words = words.words["hollow"].subn(" ", said)
    left = words.words["hollow_noun"].sub(" ", left)
    hollow = bool(hollow_words) and len(re.findall(r"\w+", left)) <= _LEFT_OVER
    if words.words["empty"].fullmatch(said) or (
        not number and (hollow or len(said.split()) <= _FEW)
    ):
        yield _Spot("baseline", "PLAN-BASELINE-EMPTY", said)


def _look_at_day(when: str, today: date) -> Iterator[_Spot]:
    try:
        day = date.fromisoformat(when)
    except ValueError:
        saying = "" if when.strip() else "nothing"
        yield _Spot("target_date", "PLAN-NO-DATE", when, saying)
        return
    if day <= today:
        yield _Spot("target_date", "PLAN-NO-DATE", str(day), "past")


# ------------------------------------------------------------ the reading level


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
