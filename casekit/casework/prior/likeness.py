"""Whether two people on file may be one: points for and against, each with its reason in words.

A worker decides, never this number. It only sorts what a worker is to look at, so it errs towards
showing: a namesake costs a glance, a history that nobody saw may cost a child.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple

from casekit.casework.prior.known import Known, Relative
from casekit.casework.prior.names import Kind, compare_names
from casekit.model.ties import BIRTH_PARENTS

Match = Literal["likely", "possible", "unlikely", "no"]

# From here on they are taken for one person until somebody decides otherwise: it needs two things
# that speak for it, such as the name and the birth date; a name alone never gets there.
LIKELY = 75
# From here on a worker is asked: a whole name that is the same or nearly so gets here alone, unless
# something speaks against it, and so does half a name with the birth date.
POSSIBLE = 35

_FOR_NAME: Mapping[Kind, int] = {
    "same": 45,
    "nearly": 38,
    "alike": 25,
    # `Jo` and `Jo Redsky`: it fits, and it fits many.
    "part": 25,
    # After a marriage, say.
    "given": 12,
}
_SAME_BIRTH_DATE, _ESTIMATED_SAME, _SWAPPED, _SLIP, _NEAR = 40, 30, 32, 25, 15
_DATES_CONFLICT, _YEARS_APART = -40, -25
_EXPECTED_THEN, _OTHER_PREGNANCY = 25, -40
_PHONE, _ADDRESS, _NEAR_ADDRESS = 25, 15, 10
_MOTHER, _RELATIVE, _RELATIVES_AT_MOST = 20, 12, 30

# Days: a due date is wrong by weeks, and two pregnancies of one mother lie most of a year apart.
_SAME_PREGNANCY, _NEXT_PREGNANCY = 60, 200
_A_YEAR, _SOME_YEARS = 366, 3 * 366
_ALIKE_ADDRESS = 85


class Likeness(NamedTuple):
    """From 0 to 100, the match that it makes, and why: what speaks for it first, then against."""

    score: int
    match: Match
    reasons: tuple[str, ...]


NOBODY = Likeness(0, "no", ())


def compare_people(one: Known, other: Known) -> Likeness:
    """How likely two people on file are one person; the same in either order but for the words."""
    kind = compare_names(one.forms, other.forms)
    # An unborn child has no name yet, or what somebody wrote for one: the mother and the day tell.
    unborn = one.is_expected or other.is_expected
    if kind in ("different", "family") and not unborn:
        # Brothers, sisters and parents share home, telephone and relatives, and twins their birth
        # date: with another given name it is another person, however much else is the same.
        return NOBODY
    points = [] if unborn else [(_FOR_NAME[kind], _say_names(kind, one, other))]
    points += [*_compare_births(one, other), *_compare_homes(one, other)]
    points += _compare_relatives(one.relatives, other.relatives)
    score = max(0, min(100, sum(number for number, _ in points)))
    reasons = [why for number, why in points if number > 0]
    against = [f"against it: {why}" for number, why in points if number < 0]
    match = _judge(score, "different" if unborn else kind, bool(against))
    return Likeness(score, match, (*reasons, *against))


def _judge(score: int, kind: Kind, is_contradicted: bool) -> Match:
    if score >= POSSIBLE:
        return "likely" if score >= LIKELY else "possible"
    # The same name is told even then, with what speaks against it.
    return "unlikely" if is_contradicted and kind in ("same", "nearly") else "no"


def _say_names(kind: Kind, one: Known, other: Known) -> str:
    both = one.name if one.name == other.name else f"{one.name} / {other.name}"
    words: Mapping[Kind, str] = {
        "same": "same name",
        "nearly": "name nearly the same",
        "alike": "name alike",
        "part": "what is known of the name fits",
        "given": "same given name, another family name",
    }
    return f"{words[kind]}: {both}"


def _compare_births(one: Known, other: Known) -> Iterator[tuple[int, str]]:
    a, b = one.born, other.born
    if a is None or b is None:
        return
    apart = abs((a - b).days)
    both = f"{a.isoformat()} / {b.isoformat()}"
    if one.is_expected or other.is_expected:
        yield from _compare_expected(one, other, apart, both)
    elif a == b:
        is_sure = one.certainty == other.certainty == "known"
        points = _SAME_BIRTH_DATE if is_sure else _ESTIMATED_SAME
        yield points, f"same birth date{'' if is_sure else ', estimated'}: {a.isoformat()}"
    elif one.certainty == other.certainty == "known":
        if (a.year, a.month, a.day) == (b.year, b.day, b.month):
            yield _SWAPPED, f"same birth date with day and month swapped: {both}"
        elif _differ_by_a_digit(a, b):
            yield _SLIP, f"birth dates differ in one digit: {both}"
        else:
            yield _DATES_CONFLICT, f"the birth dates are known and differ: {both}"
    elif apart <= _A_YEAR:
        yield _NEAR, f"estimated birth dates within a year: {both}"
    elif apart > _SOME_YEARS:
        yield _YEARS_APART, f"estimated birth dates lie years apart: {both}"


def _compare_expected(one: Known, other: Known, apart: int, both: str) -> Iterator[tuple[int, str]]:
    born = not (one.is_expected and other.is_expected)
    if apart <= _SAME_PREGNANCY:
        what = "born when the other one was expected" if born else "expected at the same time"
        yield _EXPECTED_THEN, f"{what}: {both}"
    elif apart > _NEXT_PREGNANCY:
        yield _OTHER_PREGNANCY, f"expected at another time: {both}"


def _differ_by_a_digit(a: date, b: date) -> bool:
    """A slip in the day, the month, or the last figure of the year; ten years are no slip."""
    differing = [n for n, pair in enumerate(zip(a.isoformat(), b.isoformat(), strict=True))
                 if pair[0] != pair[1]]  # fmt: skip
    return len(differing) == 1 and differing[0] >= 3


def _compare_homes(one: Known, other: Known) -> Iterator[tuple[int, str]]:
    if one.numbers & other.numbers:
        yield _PHONE, "same telephone number"
    if set(one.addresses) & set(other.addresses):
        yield _ADDRESS, "same address"
    elif any(_is_near(a, b) for a in one.addresses for b in other.addresses):
        yield _NEAR_ADDRESS, "address nearly the same"


def _is_near(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """The same numbers, and words that are nearly the same; number 7 and number 17 are not near."""
    if {w for w in one if w.isdecimal()} != {w for w in other if w.isdecimal()}:
        return False
    from rapidfuzz.fuzz import ratio

    return ratio(" ".join(sorted(one)), " ".join(sorted(other))) >= _ALIKE_ADDRESS


def _compare_relatives(
    ours: tuple[Relative, ...], theirs: tuple[Relative, ...]
) -> Iterator[tuple[int, str]]:
    left = _RELATIVES_AT_MOST
    told: set[str] = set()
    # A mother says most; for the rest, the order of names makes the answer the same both ways.
    pairs = [(a, b, tie) for a in ours for b in theirs if (tie := _same_tie(a.tie, b.tie))]
    pairs.sort(key=lambda p: (p[2] != "mother", p[2], sorted((p[0].name, p[1].name))))
    for a, b, tie in pairs:
        if left <= 0:
            return
        mark = f"{tie} {sorted((a.forms[:1], b.forms[:1]))}"
        if mark in told or compare_names(a.forms, b.forms) not in ("same", "nearly", "part"):
            continue
        told.add(mark)
        points = min(left, _MOTHER if tie == "mother" else _RELATIVE)
        left -= points
        yield points, f"same {tie}: {a.name if a.name == b.name else f'{a.name} / {b.name}'}"


def _same_tie(one: str, other: str) -> str | None:
    """What two ties have in common: a parent whose gender nobody wrote down is mother or father."""
    if one == other:
        return one
    if {one, other} <= BIRTH_PARENTS and "parent" in (one, other):
        return other if one == "parent" else one
    return None
