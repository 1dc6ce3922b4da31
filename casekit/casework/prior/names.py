"""How alike two names are, whatever their order, accents, middle names and slips of the pen."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from casekit.casework.prior.folding import Tokens, is_whole_name

Kind = Literal["same", "nearly", "alike", "part", "given", "family", "different"]

# Of two parts of a name, in hundredths. One slip in five letters is 80, in four 75.
_ALMOST = 75
# Below, two parts are two names; one slip in three letters is 67, as in Jon and Jan.
_ALIKE = 60
# `Sam` for Samuel: the beginning of a name, of three letters at least.
_SHORT_FORM, _SHORTEST_FORM = 90, 3
_INITIAL = 80
# Surely the same given or family name, where the other one differs.
_SURE = 88
# In this order the best of several ways to say a name counts.
_ORDER: Sequence[Kind] = ("different", "family", "given", "part", "alike", "nearly", "same")


def compare_names(one: Sequence[Tokens], other: Sequence[Tokens]) -> Kind:
    """What two people's names have in common at best; the same in either order.

    same; nearly (slips, short forms, a middle name more); alike; part (one has a single part only);
    given or family (that one is the same, the other differs); different.
    """
    best: Kind = "different"
    for a in one:
        for b in other:
            # Most names have nothing in common, and that is found out at once.
            if any(_compare_parts(x, y) >= _ALIKE for x in a for y in b):
                best = max(best, _compare_forms(*sorted((a, b))), key=_ORDER.index)
    return best


def _compare_forms(one: Tokens, other: Tokens) -> Kind:
    are_whole = is_whole_name(one) and is_whole_name(other)
    if sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return "same" if is_whole_name(one) or is_whole_name(other) else "part"
    pairs = _pair_parts(one, other)
    weakest = min(likeness for _, _, likeness in pairs)
    if min(len(one), len(other)) == 1 and not are_whole:
        return "part" if weakest >= _SURE else "different"
    if weakest >= _ALMOST:
        return "nearly"
    if weakest >= _ALIKE:
        return "alike"
    sure = [(a, b) for a, b, likeness in pairs if likeness >= _SURE]
    if any(a == one[0] or b == other[0] for a, b in sure):
        return "given"
    return "family" if sure else "different"


def _pair_parts(one: Tokens, other: Tokens) -> list[tuple[str, str, float]]:
    """Each part of the shorter name beside the part of the longer one that is most like it."""
    possible = [
        (_compare_parts(a, b), i, k) for i, a in enumerate(one) for k, b in enumerate(other)
    ]
    possible.sort(key=lambda each: (-each[0], sorted((one[each[1]], other[each[2]]))))
    left, right = set(range(len(one))), set(range(len(other)))
    found = []
    for likeness, i, k in possible:
        if i in left and k in right:
            left.remove(i)
            right.remove(k)
            found.append((one[i], other[k], likeness))
    return found


@lru_cache(maxsize=200_000)
def _compare_parts(one: str, other: str) -> float:
    if one == other:
        return 100
    short, long = sorted((one, other), key=len)
    if len(short) == 1:
        return _INITIAL if long.startswith(short) else 0
    from rapidfuzz.distance import OSA  # only who looks for people waits for it

    alike = 100 * OSA.normalized_similarity(short, long)
    if len(short) >= _SHORTEST_FORM and long.startswith(short):
        return max(alike, _SHORT_FORM)
    return alike
