"""What a family was told: help and authority, rights, why a child is moved, a permanent plan.

Casework stands on a relationship, and a family can only work with an agency that has said what it
is there for (case planning flow chart, Relationship). Everything here is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator

from casekit.model.findings import Finding
from casekit.model.records import Case, Record
from casekit.practice.scope import Scope

WHY_MOVED = "why the child is moved"
# After which record what must have been explained, and how it is called.
_AFTER = {
    "opening": (
        "the agency's duty to protect",
        "what the agency can help with",
        "that the agency wants to keep the family together",
        "rights and complaints",
    ),
    "placement": (WHY_MOVED, "that the child is to return as soon as possible"),
    "apprehension": (WHY_MOVED, "that the child is to return as soon as possible"),
    "track": ("that a permanent plan will be made", "that parental rights may end"),
}


def find_unexplained(scope: Scope) -> Iterator[Finding]:
    """What nobody has explained to the family although a record says that it was time to.

    A visit to the family must have come since: nobody can explain to whom they have not met.
    """
    case = scope.loaded.case
    talks = [
        r for r in case.facts("contact") if r.data["made"] == "completed" and r.data.get("with")
    ]
    for kind, wanted in _AFTER.items():
        for record in case.facts(kind):
            if kind == "track" and record.data["track"] != "permanency":
                continue
            if kind == "placement" and not _is_removal(case, record):
                continue
            since = [r for r in talks if r.occurred.latest >= record.occurred.earliest]
            told = {word for r in since for word in r.data.get("explained", ())}
            if record.data.get("explained_to"):
                told.add(WHY_MOVED)
            left = [word for word in wanted if word not in told]
            if since and left:
                yield _tell(scope, record, left)


def _is_removal(case: Case, placement: Record) -> bool:
    """The first home away from home, which no apprehension has led to: by order or agreement."""
    earlier = [
        r for r in case.facts("placement") if r.occurred.earliest < placement.occurred.earliest
    ]
    removed = [
        r for r in case.facts("apprehension") if r.occurred.earliest <= placement.occurred.latest
    ]
    return not any(placement.children & r.children for r in (*earlier, *removed))


def _tell(scope: Scope, record: Record, left: list[str]) -> Finding:
    return scope.finding(
        record,
        ("schema",),
        "NOT-EXPLAINED",
        f"no contact since this {record.kind} says that it was explained: {'; '.join(left)}",
        "explain it, and write it under `explained:` of the contact",
    )
