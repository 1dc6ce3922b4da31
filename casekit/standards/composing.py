"""Which rules bind an agency: its packs in their editions and places, its own rules, its numbers.

An agency's rule may replace a state's, a state's or a module's one a federal one. What nobody could
verify replaces nothing that is enforced: a remembered number must not silence one that is sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from casekit.errors import NotFound, Unreadable
from casekit.model.when import ONE_DAY
from casekit.standards.durations import parse_duration
from casekit.standards.force import Force
from casekit.standards.packs import Pack
from casekit.standards.rules import Rule, with_agency_limit

# Whose rule may stand for whose: only for one of a lower rank.
RANKS: Mapping[str, int] = {"federal": 0, "module": 1, "state": 1, "agency": 2}


class InForce(NamedTuple):
    """An edition of a pack as an agency uses it: the days and the places of its rules."""

    pack: Pack
    force: Force
    is_later_edition: bool = False


def put_in_force(
    editions: Sequence[Pack], places: tuple[str, ...], only: str | None = None
) -> tuple[InForce, ...]:
    """Give each edition of a pack, the oldest first, its time.

    The oldest one reaches back: nothing is at hand that was in force before it. With `only` the
    agency keeps to one edition, and that one is in force at any time; raises NotFound when there
    is none of that name.
    """
    if only is not None:
        for pack in editions:
            if pack.edition == only:
                return (InForce(pack, Force(places=places)),)
        raise NotFound(
            f"the pack `{editions[0].id}` has no edition `{only}`",
            hint="its editions: " + ", ".join(pack.edition for pack in editions),
        )
    found = []
    for number, pack in enumerate(editions):
        following = editions[number + 1].effective_from if number + 1 < len(editions) else None
        ends = [day for day in (pack.effective_to, following and following - ONE_DAY) if day]
        since = pack.effective_from if number else None
        force = Force(since, min(ends, default=None), places)
        found.append(InForce(pack, force, is_later_edition=number > 0))
    return tuple(found)


def compose(packs: Iterable[InForce], limits: Mapping[str, str]) -> tuple[Rule, ...]:
    """Put together the rules of packs and the agency's own numbers (rule id -> length of time).

    The editions of a rule follow one another in time. Raises NotFound for a number that no rule
    takes, Unreadable for one that makes no sense.
    """
    rules = [
        replace(
            rule,
            force=narrow(used.force, rule.force),
            is_later_edition=used.is_later_edition,
        )
        for used in packs
        for rule in used.pack.rules
    ]
    rules = _apply_limits(rules, limits)
    return tuple(
        replace(rule, force=rule.force._replace(replaced_by=by))
        if (by := _find_replacements(rule, rules))
        else rule
        for rule in rules
    )


def may_replace(rule: Rule, other: Rule) -> bool:
    """Whether a rule that says so really stands for another one."""
    return RANKS[rule.level] > RANKS[other.level] and (rule.enforced or not other.enforced)


def _find_replacements(rule: Rule, rules: Iterable[Rule]) -> tuple[Force, ...]:
    return tuple(
        other.force for other in rules if rule.id in other.replaces and may_replace(other, rule)
    )


def narrow(pack: Force, rule: Force) -> Force:
    """When a rule is in force: within the time and the places of its edition."""
    since = [day for day in (pack.since, rule.since) if day]
    until = [day for day in (pack.until, rule.until) if day]
    return Force(max(since, default=None), min(until, default=None), pack.places)


def _apply_limits(rules: Sequence[Rule], limits: Mapping[str, str]) -> list[Rule]:
    known = {rule.id for rule in rules}
    for rule_id in limits:
        if rule_id not in known:
            raise NotFound(
                f"agency.yaml sets a limit for `{rule_id}`, which no pack in force has",
                hint="see the rules in force with: casekit standards list",
            )
    return [_with_limit(rule, limits[rule.id]) if rule.id in limits else rule for rule in rules]


def _with_limit(rule: Rule, within: str) -> Rule:
    try:
        return with_agency_limit(rule, parse_duration(within))
    except ValueError as fault:
        raise Unreadable(f"agency.yaml, limit for {rule.id}: {fault}") from fault
