"""What a change of standards would do to cases: each judged by the one and by the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from casekit.model.findings import Finding, sort_findings
from casekit.overview.consequences import Consequence, compare_duties
from casekit.overview.due import tell_unjudged
from casekit.practice.rulebook import Rulebook, gather_packs, with_packs
from casekit.standards.composing import InForce
from casekit.standards.force import ALWAYS, Force
from casekit.standards.packs import Pack
from casekit.workspace.loading import LoadedCase
from casekit.workspace.workspace import Workspace


class CaseChange(NamedTuple):
    """What becomes of one case."""

    loaded: LoadedCase
    consequences: tuple[Consequence, ...]


class ChangeReport(NamedTuple):
    """What becomes of all cases that were asked about, and what could not be judged."""

    cases: tuple[CaseChange, ...]
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """4 when something could not be read or judged, else 0: no change is a fault."""
        return 4 if any(f.severity == "error" for f in self.findings) else 0


def judge_change(
    workspace: Workspace,
    book: Rulebook,
    before: Pack,
    after: Pack,
    numbers: Iterable[str],
    now: datetime,
    withheld: Iterable[Finding] = (),
) -> ChangeReport:
    """Judge cases as of an aware instant by each of two packs, as if it were in force at all times.

    The rest of the rulebook stays: what is in force beside these packs, the agency's numbers, the
    places that a pack is bound to.
    """
    old, new = (
        _with_pack(workspace, book, pack, {before.id, after.id}) for pack in (before, after)
    )
    cases, findings = [], [*book.findings, *withheld]
    for number in numbers:
        loaded = workspace.load(number)
        findings.extend(loaded.findings)
        timeline = book.timeline(loaded.case, now)
        judged = [one.judge(timeline, now) for one in (old, new)]
        for judgement in judged:
            findings.extend(tell_unjudged(judgement.unjudged))
        cases.append(CaseChange(loaded, compare_duties(*(j.obligations for j in judged))))
    return ChangeReport(tuple(cases), sort_findings(dict.fromkeys(findings)))


def _with_pack(workspace: Workspace, book: Rulebook, pack: Pack, instead: set[str]) -> Rulebook:
    """The rulebook with one edition at all times, in the stead of whatever is of these packs."""
    used = gather_packs(workspace)
    places = next((one.force.places for one in used if one.pack.id in instead), ())
    timeless = pack._replace(rules=tuple(replace(rule, force=ALWAYS) for rule in pack.rules))
    others = [one for one in used if one.pack.id not in instead]
    return with_packs(book, [InForce(timeless, Force(places=places)), *others])
