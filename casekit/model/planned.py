"""What is agreed on and goes on: planned contacts, care team, family time; never stored."""

from __future__ import annotations

from collections.abc import Sequence

from casekit.model.records import Case, Record


def plans_to_meet(case: Case) -> Sequence[Record]:
    """The planned contacts that were neither made, tried, nor called off, oldest first."""
    over = {r.data["appointment"] for r in case.facts("appointment-end")}
    over |= {r.data["appointment"] for r in case.facts("contact") if "appointment" in r.data}
    return [r for r in case.facts("appointment") if r.id not in over]


def care_team(case: Case) -> Sequence[Record]:
    """Who works with the family besides the agency's own workers, those who left apart."""
    gone = {r.data["member"] for r in case.facts("team-member-end")}
    return [r for r in case.facts("team-member") if r.id not in gone]


def family_times(case: Case) -> Sequence[Record]:
    """What is agreed on when children in care are with their families, as far as it goes on."""
    over = {r.data["family_time"] for r in case.facts("family-time-end")}
    return [r for r in case.facts("family-time") if r.id not in over]
