"""What a plan could begin with: from what assessments found to goals out of the banks, with blanks.

Every goal answers a finding and says which. Nothing is finished: the measure, how it is now, the
day, and who does what, where, how and when are the family's and the worker's to say, and a blank
cannot be saved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from casekit.model.assessed import KINDS, standing_findings
from casekit.model.records import Case
from casekit.practice.banks_data import BankGoal


@dataclass(frozen=True, slots=True)
class Finding:
    """One need, cause or threat: its id, its words, why, whom it concerns, and its record."""

    kind: str
    id: str
    domain: str
    says: str
    why: str
    children: frozenset[str]
    record: str
    found_on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """An area of life with what was found in it, the goals that may fit, and strengths to use."""

    domain: str
    findings: tuple[Finding, ...]
    goals: tuple[BankGoal, ...]
    strengths: tuple[str, ...]

    @property
    def children(self) -> frozenset[str]:
        """The children whom it concerns; empty means all."""
        return frozenset(child for one in self.findings for child in one.children)


def propose(
    case: Case,
    children: frozenset[str],
    findings: Sequence[Finding],
    banks: Mapping[str, Sequence[BankGoal]],
) -> tuple[Proposal, ...]:
    """What could answer these findings about these children, by area of life, safety first."""
    found: dict[str, list[Finding]] = {}
    for one in findings:
        found.setdefault(one.domain, []).append(one)
    strengths = [one.data for one in standing_findings(case, "strengths", children)]
    ordered = sorted(found, key=lambda domain: (domain != "safety", list(found).index(domain)))
    return tuple(
        Proposal(
            domain=domain,
            findings=tuple(found[domain]),
            goals=tuple(banks.get(domain, ())),
            strengths=_choose_strengths(strengths, domain),
        )
        for domain in ordered
    )


def find_findings(case: Case, children: frozenset[str]) -> Sequence[Finding]:
    """The needs, causes and threats that stand for any of these children."""
    return [
        Finding(
            kind=thing,
            id=one.data["id"],
            domain=one.data.get("domain", "safety"),
            says=one.data[thing],
            why=one.data.get("why") or one.data.get("evidence", ""),
            children=one.children if one.data.get("children") else frozenset(),
            record=one.record.id,
            found_on=one.record.occurred.day,
        )
        for key, thing in KINDS.items()
        for one in standing_findings(case, key, children)
    ]


def _choose_strengths(strengths: Sequence[Mapping[str, Any]], domain: str) -> tuple[str, ...]:
    """Those of the same area first; any strength may carry a goal."""
    ordered = sorted(strengths, key=lambda one: one["domain"] != domain)
    return tuple(str(one["strength"]) for one in ordered[:2])
