"""What would be due if something were decided now: a case with a record that nobody has made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from casekit.errors import UsageFault
from casekit.model.ids import ALPHABET
from casekit.model.records import FOLDERS, Case, Person
from casekit.model.timeline import Span, Timeline
from casekit.overview.consequences import Consequence, compare_duties
from casekit.overview.due import JudgedCase, judge_case
from casekit.practice.rulebook import Rulebook
from casekit.records.annotations import find_nodes
from casekit.records.document import Keys, Position
from casekit.records.schemas import SchemaSet
from casekit.workspace.loading import LoadedCase, make_record

# What may be supposed, and the field of the record that would say it; a closing says no word.
RECORDS = {"risk": "risk", "track": "track", "closed": None}
_KINDS = {"risk": "risk", "track": "track", "closed": "closing"}
_WRITTEN = "what-if"
# The track that is never decided: a return brings it about.
AT_HOME = "at home"


class Supposition(NamedTuple):
    """One decision as somebody typed it: `risk=medium`, `track=permanency:Sam`, `closed`."""

    what: str
    value: str | None
    child: str | None


class Decision(NamedTuple):
    """A supposition as it would be made: for which children."""

    what: str
    value: str | None
    children: tuple[Person, ...]

    def __str__(self) -> str:
        """Such as `risk=medium for Ada and Sam`."""
        whom = " and ".join(person.called for person in self.children)
        return f"{self.what}{f'={self.value}' if self.value else ''} for {whom}"

    @property
    def in_words(self) -> str:
        """The same behind `as if`."""
        whom = " and ".join(person.called for person in self.children)
        if self.value is None:
            return f"the case were closed for {whom}"
        return f"{self.what} {self.value} were decided for {whom}"


@dataclass(frozen=True, eq=False)
class Supposed:
    """A case as it is and as it would be, and what that changes."""

    decisions: tuple[Decision, ...]
    now: JudgedCase
    then: JudgedCase
    consequences: tuple[Consequence, ...]


class _Nowhere:
    """A record that stands in no file."""

    path = _WRITTEN

    def locate(self, keys: Keys) -> Position:
        """No place at all."""
        return Position(1, 1)

    def locate_key(self, keys: Keys) -> Position:
        """No place at all."""
        return Position(1, 1)


def read_supposition(text: str, schemas: SchemaSet) -> Supposition:
    """Read what somebody typed; raise UsageFault with the list of what is possible."""
    whole, _, child = text.partition(":")
    what, equals, value = (part.strip() for part in whole.partition("="))
    if what not in RECORDS:
        raise UsageFault(f"--what-if does not know `{what}`", hint=say_possible(schemas))
    field = RECORDS[what]
    if field is None:
        if equals:
            raise UsageFault(f"--what-if {what} takes no value", hint=say_possible(schemas))
        return Supposition(what, None, child.strip() or None)
    if value not in _values(field, schemas):
        why = f"`{value}` is no {what} that could be decided"
        if not equals:
            why = f"--what-if {what} needs a value"
        raise UsageFault(why, hint=say_possible(schemas))
    return Supposition(what, value, child.strip() or None)


def say_possible(schemas: SchemaSet) -> str:
    """What may be supposed, in one line."""
    ways = [f"{f}={'|'.join(_values(f, schemas))}" for f in RECORDS.values() if f]
    return f"possible: {', '.join(ways)}, closed; for one child: risk=medium:Sam"


def _values(field: str, schemas: SchemaSet) -> list[str]:
    return [
        str(word)
        for node, _ in find_nodes(_KINDS[field], (field,), schemas)
        for word in node.get("enum", ())
        if word != AT_HOME
    ]


def suppose(
    loaded: LoadedCase,
    book: Rulebook,
    suppositions: Sequence[Supposition],
    now: datetime,
    horizon: date | None,
) -> Supposed:
    """Judge a case as it would become if these decisions were made at the moment, one by one.

    Nothing is written. Raises UsageFault where a decision would change nothing, or concerns nobody.
    """
    present = judge_case(loaded, book, now, horizon)
    becoming, decisions = loaded, []
    for number, one in enumerate(suppositions):
        timeline = book.timeline(becoming.case, now)
        children = _find_children(one, becoming.case, timeline, now)
        decisions.append(Decision(one.what, one.value, children))
        becoming = _with_decision(becoming, decisions[-1], book, now, number)
    future = judge_case(becoming, book, now, horizon)
    changed = compare_duties(present.judgement.obligations, future.judgement.obligations)
    return Supposed(tuple(decisions), present, future, changed)


def _find_children(
    one: Supposition, case: Case, timeline: Timeline, now: datetime
) -> tuple[Person, ...]:
    """The children for whom it is decided: all of whom the case is open, or the one named."""
    holding = {
        state: {s.subject for s in timeline.spans if s.state == state and _goes_on(s, now)}
        for state in ("episode open", "in care")
    }
    open_ = [p for p in case.children if p.id in holding["episode open"]]
    if one.child is not None:
        named = [p for p in open_ if one.child.casefold() in _names(p)]
        if len(named) != 1:
            names = ", ".join(p.called for p in open_)
            raise UsageFault(
                f"`{one.child}` is no child for whom case {case.number} is open, or more than one",
                hint=f"the children are: {names}" if names else "the case is not open for anybody",
            )
        open_ = named
    if not open_:
        raise UsageFault(
            f"case {case.number} is not open for any child, so nothing would be decided",
            hint="name a case that is open, or look back with --today",
        )
    if one.what != "track":
        return tuple(open_)
    # The track follows from removals and returns; a decision counts for a child in care only.
    in_care = [p for p in open_ if p.id in holding["in care"]]
    if not in_care:
        raise UsageFault(
            f"track={one.value} would change nothing in case {case.number}: no child asked about "
            "is in care",
            hint="a child comes home by a return, and leaves home by a removal or placement; a "
            "decision on the track counts while the child is in care",
        )
    return tuple(in_care)


def _goes_on(span: Span, now: datetime) -> bool:
    """Whether a state holds beyond a moment: what ends at it is over for what comes next."""
    return span.start.earliest <= now and (span.end is None or now < span.end.earliest)


def _names(person: Person) -> set[str]:
    return {person.id, person.called.casefold(), person.name.casefold()} | {
        person.name.split()[0].casefold()
    }


def _with_decision(
    loaded: LoadedCase, one: Decision, book: Rulebook, now: datetime, number: int
) -> LoadedCase:
    zone = book.agency.zone
    moment = now.astimezone(zone)
    kind = _KINDS[one.what]
    # Symbols that chance could draw are as good as any: the record never meets another one.
    record_id = f"{moment.date().isoformat()}-{ALPHABET[number].lower() * 6}"
    data: dict[str, Any] = {
        "schema": f"{kind}/1",
        "id": record_id,
        "occurred_at": moment.isoformat(),
        "recorded_at": moment.isoformat(),
        "recorded_by": _WRITTEN,
        "children": [person.id for person in one.children],
    }
    if one.value is not None:
        data |= {one.what: one.value, "reasons": _WRITTEN}
    else:
        data |= {"reason": "other", "summary": _WRITTEN}
    path = f"{loaded.case.path}/{FOLDERS[kind]}/{record_id}.yaml"
    return loaded.with_record(make_record(kind, data, path, zone, _Nowhere()), _Nowhere())
