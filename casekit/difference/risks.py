"""A decision on risk, beside what was held before it."""

from __future__ import annotations

from casekit.difference.changes import Change
from casekit.difference.words import Speaker
from casekit.model.records import Case, Record, rank
from casekit.model.timeline import RANKED_STATES

_ORDER = RANKED_STATES["risk"]


def say_risk(speaker: Speaker, record: Record) -> Change:
    """A decision on risk, per child: raised, lowered or the same as before."""
    lines = say_levels(speaker, record)
    says = f"{'; '.join(says for says, _ in lines)} ({record.id})"
    attention = any(attention for _, attention in lines)
    return Change("risk-decided", record.kind, record.id, says, attention=attention)


def say_levels(speaker: Speaker, record: Record) -> list[tuple[str, bool]]:
    """The level that a record gives each child beside the one before, and whether to look at it.

    A level that went up is looked at, and one that went down without an assessment between the two,
    whether that was there before or came with the change. An assessment is one itself.
    """
    told = []
    new = record.data["risk"]
    for child in sorted(record.children):
        earlier = [
            r
            for r in speaker.case.facts("risk", "assessment")
            if child in r.children and "risk" in r.data and rank(r) < rank(record)
        ]
        who = speaker.person(child)
        old = earlier[-1].data["risk"] if earlier else None
        if old is None:
            told.append((f"risk to {who} decided: {new}", False))
        elif old == new:
            told.append((f"risk to {who} still {new}", False))
        elif _ORDER.index(new) > _ORDER.index(old):
            told.append((f"risk to {who} raised from {old} to {new}", True))
        else:
            says = f"risk to {who} lowered from {old} to {new}"
            is_founded = record.kind == "assessment" or _was_assessed(
                speaker.case, child, earlier[-1], record
            )
            told.append(
                (says if is_founded else f"{says} without a new assessment", not is_founded)
            )
    return told


def _was_assessed(case: Case, child: str, earlier: Record, record: Record) -> bool:
    return any(
        rank(earlier) < rank(one) < rank(record) and child in one.children
        for one in case.facts("assessment")
    )
