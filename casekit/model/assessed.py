"""What the assessments of a case have found and still stands: needs, causes, threats, strengths.

Instruments look at different things, and each is used again and again: of each the newest word
counts, and none hides another's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from casekit.model.records import Case, Record, rank

# Who a finding is about when it names nobody: all children of its assessment.
KINDS: Mapping[str, str] = {"needs": "need", "causes": "cause", "threats": "threat"}


class Found(NamedTuple):
    """One finding, the assessment that has it, and whom it concerns."""

    record: Record
    data: Mapping[str, Any]
    children: frozenset[str]


def standing_findings(case: Case, key: str, children: Collection[str]) -> Sequence[Found]:
    """What the newest assessment of each instrument found about these children, oldest first.

    `key` is needs, causes, threats or strengths. A threat that was later judged to be gone does not
    stand any more. Of one id the newest counts.
    """
    wanted = frozenset(children)
    newest: dict[str, Record] = {}
    for record in case.facts("assessment"):
        if record.data.get(key) and (not record.children or record.children & wanted):
            newest[record.data["instrument"]] = record
    found: dict[str, Found] = {}
    ordered = sorted(newest.values(), key=rank)
    for record in ordered:
        gone = _gone_since(case, record) if key == "threats" else frozenset()
        for number, one in enumerate(record.data[key]):
            concerned = frozenset(one.get("children", ())) or record.children
            words = str(one.get("threat", "")).casefold()
            if (concerned and not concerned & wanted) or gone & {
                words,
                str(one.get("id")).casefold(),
            }:
                continue
            name = str(one.get("id", f"{record.id} {number}"))
            found.pop(name, None)
            found[name] = Found(record, one, concerned & wanted)
    return tuple(found.values())


def _gone_since(case: Case, found: Record) -> frozenset[str]:
    """The threats, by id or words, that a later assessment judged to be gone."""
    said: dict[str, str] = {}
    for record in case.facts("assessment"):
        if record.occurred.earliest > found.occurred.earliest:
            for one in record.data.get("threats_judged", ()):
                said[one["threat"].casefold()] = one["still"]
    return frozenset(threat for threat, still in said.items() if still == "gone")
