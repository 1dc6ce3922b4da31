"""Generations: nobody is their own ancestor, a child stands below its parents, a couple is level.

What people say of each other need not fit together. The lines of descent come first, then whom two
have a child with, couples and siblings, then looser ties; what does not fit with what came before
is left out, and told in words by whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

Line = tuple[str, str]
# Above, below, and by how many generations at least.
Step = tuple[str, str, int]


class Layers(NamedTuple):
    """The generation of each person, the oldest is 0; who is not in it has no tie at all."""

    generation: Mapping[str, int]
    level: frozenset[frozenset[str]]
    steps: frozenset[Line]


def find_fitting(lines: Iterable[Line]) -> frozenset[Line]:
    """Those lines (from above to below) that make no circle with any that came before them.

    A mother of B and B mother of A cannot both be true. Which is wrong nobody can tell from here:
    the first stands.
    """
    below: dict[str, set[str]] = {}
    found = set()
    for above, child in lines:
        if above != child and not _reaches(below, child, above):
            below.setdefault(above, set()).add(child)
            found.add((above, child))
    return frozenset(found)


def find_layers(steps: Iterable[Step], level: Iterable[Line], loose: Iterable[Step]) -> Layers:
    """Put people into generations.

    `steps` make no circle. `level` are pairs of one generation, the most important first, and
    `loose` steps that give way to them.
    """
    known = list(steps)
    group: dict[str, str] = {}
    for above, child, _ in known:
        group.setdefault(above, above)
        group.setdefault(child, child)
    kept = set()
    for one, other in level:
        group.setdefault(one, one)
        group.setdefault(other, other)
        below = _below(known, group)
        first, second = group[one], group[other]
        if first == second:
            kept.add(frozenset((one, other)))
        elif not _reaches(below, first, second) and not _reaches(below, second, first):
            kept.add(frozenset((one, other)))
            group.update({each: first for each, its in group.items() if its == second})
    taken = {(above, child) for above, child, _ in known}
    for above, child, by in loose:
        group.setdefault(above, above)
        group.setdefault(child, child)
        if group[above] != group[child] and not _reaches(
            _below(known, group), group[child], group[above]
        ):
            known.append((above, child, by))
            taken.add((above, child))
    height = _measure([(group[a], group[b], by) for a, b, by in known], sorted({*group.values()}))
    top = max(height.values(), default=0)
    generation = {person: top - height[its] for person, its in group.items()}
    return Layers(generation, frozenset(kept), frozenset(taken))


def _measure(steps: list[Step], groups: list[str]) -> dict[str, int]:
    """How high each group stands: as low as what is below it allows, and not lower than siblings.

    First from below, so that parents stand right above their children; then whoever has parents is
    lifted up to them.
    """
    order = _from_above(steps, groups)
    height = dict.fromkeys(groups, 0)
    for one in reversed(order):
        for above, child, by in steps:
            if above == one:
                height[one] = max(height[one], height[child] + by)
    for one in order:
        limits = [height[above] - by for above, child, by in steps if child == one]
        if limits:
            height[one] = min(limits)
    return height


def _from_above(steps: list[Step], groups: list[str]) -> list[str]:
    above: dict[str, set[str]] = {one: set() for one in groups}
    for parent, child, _ in steps:
        above[child].add(parent)
    order: list[str] = []
    placed: set[str] = set()
    while len(order) < len(groups):
        ready = [one for one in groups if one not in placed and above[one] <= placed]
        order += ready
        placed.update(ready)
    return order


def _below(steps: Iterable[Step], group: Mapping[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for above, child, _ in steps:
        found.setdefault(group[above], set()).add(group[child])
    return found


def _reaches(below: Mapping[str, set[str]], start: str, end: str) -> bool:
    """Whether a way leads down from one to the other."""
    seen, left = {start}, [start]
    while left:
        here = left.pop()
        if here == end:
            return True
        fresh = below.get(here, set()) - seen
        seen |= fresh
        left.extend(fresh)
    return False
