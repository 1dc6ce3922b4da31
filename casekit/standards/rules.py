"""A rule of a standards pack: who, while what holds, one clock, met by what, and its source.

The words of the language are named tuples: there are many kinds of them, every command makes the
classes anew as it starts, and a dataclass takes four times as long to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from casekit.standards.durations import Duration
from casekit.standards.force import ALWAYS, Force
from casekit.standards.moments import Moment, RuleFault
from casekit.standards.patterns import EventPattern

# What stands in a text or was decided by somebody; the rest is advice.
SURE_ENOUGH = frozenset({"primary", "secondary", "decision", "agency"})


class Decided(NamedTuple):
    """A length that somebody wrote into a decision: a field of the newest fitting event.

    With a `table`, the field's value is looked up there; without one it is the length itself.
    """

    pattern: EventPattern
    field: str
    table: Mapping[str, str] | None


class Within(NamedTuple):
    """One obligation per trigger: so long after it."""

    trigger: Moment
    length: Duration | Decided


class DueAt(NamedTuple):
    """A computed moment, perhaps with an earliest one."""

    due: Moment
    opens: Moment | None


class Rolling(NamedTuple):
    """So long after the later of the state's start and the last qualifying event."""

    every: Duration


class Anchored(NamedTuple):
    """An anchor and k periods; a late one does not move the next."""

    every: Duration
    anchor: Moment


class Part(NamedTuple):
    """So many of the events that meet a rule and also fit `where`: a duty of its own.

    `met_by` is what meets the rule, narrowed to those.
    """

    name: str
    at_least: int
    where: Mapping[str, Any]
    met_by: tuple[EventPattern, ...]


class Quota(NamedTuple):
    """So many in each of these periods; the only one there is, is the calendar month."""

    each: str


class Total(NamedTuple):
    """So many cumulative days within a moving window, or ever, some states not counted."""

    trigger: Moment
    total: Duration
    window: Duration | None
    not_counting: tuple[str, ...]


class Gate(NamedTuple):
    """No number: something that stays open until it is done, and what it blocks.

    What is done before `opens` does not count; while that moment is not known, nothing does.
    """

    trigger: Moment
    blocks: str
    opens: Moment | None


RuleClock = Within | DueAt | Rolling | Anchored | Quota | Total | Gate


class Source(NamedTuple):
    """Where a rule stands written."""

    instrument: str
    section: str
    edition: str = ""
    where: str = ""

    def __str__(self) -> str:
        edition = f" ({self.edition})" if self.edition else ""
        return f"{self.instrument}, {self.section}{edition}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, ready to be evaluated.

    Rolling rules of one `series` hand over: when a condition changes from one to the next, the
    earlier due stands. A duty of a rule that is for `after_closing` does not end with the episode.
    `parts` are duties of their own; a rule without any is one duty. Several rules of one id are
    its editions.
    """

    id: str
    title: str
    kind: str
    per: str
    conditions: Mapping[str, Any]
    clock: RuleClock
    met_by: tuple[EventPattern, ...]
    reading: str
    source: Source
    verification: str
    enforced: bool
    series: str
    parts: tuple[Part, ...] = ()
    not_before: Duration | None = None
    early_counts: bool = False
    extend_at_most: Duration | None = None
    may_be_excused: bool = False
    after_closing: bool = False
    replaces: tuple[str, ...] = ()
    pack: str = ""
    level: str = ""
    edition: str = ""
    # Of an edition that another one went before: it tells its duties from those of that one.
    is_later_edition: bool = False
    force: Force = ALWAYS


def with_agency_limit(rule: Rule, length: Duration) -> Rule:
    """The rule with the agency's own number, which is enforced.

    Only a rule that counts from a moment can take one; raises RuleFault for the others.
    """
    match rule.clock:
        case Gate(_, _, opens) if opens is not None:
            raise RuleFault(f"{rule.id} says what must be waited for; it has no limit to set")
        case Within(trigger) | Gate(trigger):
            clock: RuleClock = Within(trigger, length)
        case Rolling():
            clock = Rolling(length)
        case Anchored(_, anchor):
            clock = Anchored(length, anchor)
        case _:
            raise RuleFault(f"{rule.id} has no number that an agency could set")
    return replace(rule, clock=clock, enforced=True, verification="agency")
