"""What a plan could begin with: from what assessments found to goals out of the banks, with blanks.

Every goal answers a finding and says which. Nothing is finished: the measure, how it is now, the
day, and who does what, where, how and when are the family's and the worker's to say, and a blank
cannot be saved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casekit.model.records import Case, Record
from casekit.practice.banks_data import BankGoal
from casekit.practice.plan_checks import newest_with

# Who a finding is about when it names nobody: all children of the plan.
_FINDINGS = (("needs", "need"), ("causes", "cause"), ("threats", "threat"))


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
    case: Case, children: frozenset[str], banks: Mapping[str, Sequence[BankGoal]]
) -> tuple[Proposal, ...]:
    """What the newest assessments of these children found, by area of life, safety first."""
    found: dict[str, list[Finding]] = {}
    for one in _find(case, children):
        found.setdefault(one.domain, []).append(one)
    strong = newest_with(case, "strengths", children)
    strengths = strong.data["strengths"] if strong else []
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


def _find(case: Case, children: frozenset[str]) -> Iterator[Finding]:
    for key, thing in _FINDINGS:
        assessment = newest_with(case, key, children)
        if assessment is None:
            continue
        gone = _gone_threats(case, assessment) if key == "threats" else frozenset()
        for one in assessment.data[key]:
            concerned = frozenset(one.get("children", ()))
            if concerned and not concerned & children:
                continue
            if key == "threats" and one["threat"].casefold() in gone:
                continue
            yield Finding(
                kind=thing,
                id=one["id"],
                domain=one.get("domain", "safety"),
                says=one[thing],
                why=one.get("why") or one.get("evidence", ""),
                children=concerned & children,
                record=assessment.id,
            )


def _gone_threats(case: Case, found: Record) -> frozenset[str]:
    """The threats that a later assessment judged to be gone."""
    return frozenset(
        one["threat"].casefold()
        for record in case.facts("assessment")
        if record.occurred.earliest > found.occurred.earliest
        for one in record.data.get("threats_judged", ())
        if one["still"] == "gone"
    )


def _choose_strengths(strengths: Sequence[Mapping[str, Any]], domain: str) -> tuple[str, ...]:
    """Those of the same area first; any strength may carry a goal."""
    ordered = sorted(strengths, key=lambda one: one["domain"] != domain)
    return tuple(str(one["strength"]) for one in ordered[:2])
