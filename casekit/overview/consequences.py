"""What becomes of a case's duties when something else is so: two judgements side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import tzinfo
from typing import Any, Literal, NamedTuple

from casekit.model.when import When, write_when
from casekit.standards.obligations import Obligation
from casekit.standards.rules import Rolling

Change = Literal[
    "becomes overdue",
    "is missed",
    "relieved",
    "moves",
    "goes on",
    "appears",
    "vanishes",
    "is met",
    "is needed again",
]
# In the order in which somebody who decides wants to hear of them.
ORDER: tuple[Change, ...] = (
    "becomes overdue",
    "is missed",
    "appears",
    "is needed again",
    "moves",
    "goes on",
    "relieved",
    "is met",
    "vanishes",
)


class Consequence(NamedTuple):
    """A duty that differs: as it is, and as it would be; None where there is none."""

    change: Change
    before: Obligation | None
    after: Obligation | None

    @property
    def duty(self) -> Obligation:
        """The duty to name it by: as it would be, or as it was."""
        duty = self.after or self.before
        assert duty is not None
        return duty


def compare_duties(
    before: Iterable[Obligation], after: Iterable[Obligation]
) -> tuple[Consequence, ...]:
    """What differs between two judgements of one case, the most serious first.

    Duties of one name are the same; of one rule and one beginning, or of one series, what is still
    to be done in the one stands for what is in the other.
    """
    found = [
        Consequence(change, old, new)
        for old, new in _pairs(list(before), list(after))
        if (change := _tell(old, new)) is not None
    ]
    return tuple(sorted(found, key=lambda c: (ORDER.index(c.change), _moment(c), c.duty.id)))


def _moment(consequence: Consequence) -> str:
    duty = consequence.duty
    return (duty.due or duty.since).latest.isoformat()


def _pairs(
    before: list[Obligation], after: list[Obligation]
) -> Iterator[tuple[Obligation | None, Obligation | None]]:
    by_id = {o.id: o for o in after}
    left: list[Obligation] = []
    for old in before:
        new = by_id.get(old.id)
        # A rolling duty that the other judgement has met goes on as the one that followed it.
        if new is None or (isinstance(old.rule.clock, Rolling) and old.is_live != new.is_live):
            left.append(old)
        else:
            del by_id[old.id]
            yield old, new
    rest = list(by_id.values())
    for old in left:
        new = next((o for o in rest if old.is_live and o.is_live and _alike(old, o)), None)
        if new is not None:
            rest.remove(new)
            yield old, new
            continue
        same = next((o for o in rest if o.id == old.id), None)
        if same is not None:
            rest.remove(same)
        yield old, same
    for new in rest:
        yield None, new


def _alike(one: Obligation, other: Obligation) -> bool:
    if (one.subject, one.part) != (other.subject, other.part):
        return False
    if isinstance(one.rule.clock, Rolling) and isinstance(other.rule.clock, Rolling):
        return one.rule.series == other.rule.series
    return one.rule.id == other.rule.id and one.trigger == other.trigger


def _tell(old: Obligation | None, new: Obligation | None) -> Change | None:
    """What changes from one to the other; None where it makes no difference to anybody."""
    was, will = old and old.status, new and new.status
    owed, owes = bool(old and old.is_live), bool(new and new.is_live)
    if will == "missed" and was != "missed":
        return "is missed"
    if will == "overdue" and was != "overdue":
        return "becomes overdue"
    if was in ("overdue", "missed") and will not in ("overdue", "missed"):
        return "relieved"
    if owed and owes:
        assert old is not None and new is not None
        if old.due != new.due:
            return "moves"
        # Of one series: the same limit stands, and another rule counts the next one.
        return "goes on" if old.rule.id != new.rule.id else None
    if owes:
        return "is needed again" if was in ("met", "met late", "excused") else "appears"
    if owed:
        return "is met" if will in ("met", "met late", "excused") else "vanishes"
    return None


def consequence_row(consequence: Consequence, zone: tzinfo) -> dict[str, Any]:
    """A consequence as the contract for scripts writes it."""
    duty, old, new = consequence.duty, consequence.before, consequence.after

    def text(when: When | None) -> str | None:
        return write_when(when, zone) if when else None

    return {
        "case": duty.case,
        "change": consequence.change,
        "rule": duty.rule.id,
        "rule_before": old.rule.id if old else None,
        "title": duty.rule.title,
        "part": duty.part or None,
        "per": duty.subject.per,
        "subject": duty.subject.id,
        "enforced": duty.rule.enforced,
        "due_before": text(old.due) if old else None,
        # Of a duty that ends in time its limit means nothing any more.
        "due_after": text(new.due) if new and consequence.change != "vanishes" else None,
        "status_before": old.status if old else None,
        "status_after": new.status if new else None,
    }
