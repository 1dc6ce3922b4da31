"""What a branch brings, for the supervisor who decides on it: one report over its cases.

It is judged by the agency file, the rules and the trust of the branch that it goes to: a branch
cannot change what it is judged by, or allow itself to show names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casekit.difference.changes import Change
from casekit.difference.versions import (
    CaseDifference,
    compare_beside,
    compare_workspaces,
    list_differing_cases,
)
from casekit.difference.words import Speaker
from casekit.model.findings import Finding
from casekit.model.plans import find_approvals, find_standings, list_waiting, plans_in_force
from casekit.model.records import Case, Record
from casekit.overview.branch_approvals import say_signature
from casekit.overview.checking import Checker, make_checker
from casekit.overview.consequences import Consequence, compare_duties
from casekit.overview.due import judge_case
from casekit.overview.trust_checking import list_coming
from casekit.practice.rulebook import Rulebook
from casekit.workspace.loading import WITHHELD, LoadedCase
from casekit.workspace.workspace import Workspace

# What a duty's change means to whoever decides: met by this branch, made by it, or put at risk.
_MET = frozenset({"is met", "relieved", "goes on"})
_ENDANGERED = frozenset({"becomes overdue", "is missed", "moves"})
_ENDED = frozenset({"vanishes"})


@dataclass(frozen=True)
class PlanItem:
    """A part of a plan as it would become: its id, its target day, and how it stands."""

    of: str
    until: str
    standing: str
    words: str


@dataclass(frozen=True)
class CaseReport:
    """One case of a branch.

    `new_findings` were not told before; `needed` waits for a supervisor, `present` are approvals
    that the branch brings, `voided` those that were given to what it changed; `plans` are those
    that it adds or changes.
    """

    number: str
    changes: tuple[Change, ...]
    unreadable: tuple[Finding, ...]
    new_findings: tuple[Finding, ...]
    met: tuple[Consequence, ...]
    created: tuple[Consequence, ...]
    endangered: tuple[Consequence, ...]
    ended: tuple[Consequence, ...]
    needed: tuple[str, ...]
    present: tuple[str, ...]
    voided: tuple[str, ...]
    plans: Mapping[str, tuple[PlanItem, ...]]

    @property
    def attention(self) -> Sequence[Change]:
        """The changes that must not be overlooked."""
        return [change for change in self.changes if change.attention]


@dataclass(frozen=True)
class BranchReport:
    """What a branch brings, from the version at which it left to its newest."""

    before: str
    after: str
    beside: tuple[Change, ...]
    cases: tuple[CaseReport, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything could be read."""
        return not any(case.unreadable for case in self.cases)


def report_branch(
    before: Workspace,
    after: Workspace,
    judge: Workspace,
    book: Rulebook,
    now: datetime,
    *,
    names: bool,
) -> BranchReport:
    """Report on every case that differs between two states.

    `judge` is the newest state of the branch that this goes to, and `book` its rules. With
    `names`, names of people and the words of plans are told as well. Raises GitFault.
    """
    assert before.version is not None and after.version is not None
    versions = before.version, after.version
    coming = list_coming(judge.repo, *versions)
    before, after = before.judged_by(judge), after.judged_by(judge, coming)
    numbers = list_differing_cases(before, after)
    checker = make_checker(judge, now, goes_away=False, strict=False)
    found = compare_workspaces(before, after, numbers, names=names)
    cases = tuple(
        _report_case(difference, after, checker, book, now, names) for difference in found
    )
    return BranchReport(*versions, tuple(compare_beside(before, after)), cases)


def _report_case(
    difference: CaseDifference,
    after: Workspace,
    checker: Checker,
    book: Rulebook,
    now: datetime,
    names: bool,
) -> CaseReport:
    older, newer = difference.before, difference.after
    is_open = newer is not None and not any(
        side is not None and side.case.state in WITHHELD for side in (older, newer)
    )
    new_findings: tuple[Finding, ...] = ()
    duties: Sequence[Consequence] = ()
    needed: Sequence[str] = ()
    present: Sequence[str] = ()
    voided: Sequence[str] = ()
    plans: Mapping[str, tuple[PlanItem, ...]] = {}
    if is_open and newer is not None:
        new_findings = tuple(_find_new(checker, older, newer))
        duties = compare_duties(_judge(older, book, now), _judge(newer, book, now))
        speaker = Speaker(newer.case, after.schemas, names)
        needed = [speaker.record(record) for record in list_waiting(newer.case)]
        present = [
            speaker.summary(record) + say_signature(after, newer.case, record)
            for record in _list_new(older, newer)
            if record.kind == "approval" and not record.is_voided
        ]
        voided = [*_find_voided(difference.changes, older, speaker)]
        plans = {
            speaker.record(plan): tuple(_list_items(newer.case, plan, names))
            for plan in plans_in_force(newer.case)
            if any(change.record == plan.id for change in difference.changes)
        }
    return CaseReport(
        number=difference.number,
        changes=difference.changes,
        unreadable=difference.findings,
        new_findings=new_findings,
        met=tuple(one for one in duties if one.change in _MET),
        created=tuple(one for one in duties if one.change not in _MET | _ENDANGERED | _ENDED),
        endangered=tuple(one for one in duties if one.change in _ENDANGERED),
        ended=tuple(one for one in duties if one.change in _ENDED),
        needed=tuple(needed),
        present=tuple(present),
        voided=tuple(voided),
        plans=plans,
    )


def _judge(loaded: LoadedCase | None, book: Rulebook, now: datetime) -> Sequence[Any]:
    return judge_case(loaded, book, now).judgement.obligations if loaded is not None else ()


def _find_new(checker: Checker, older: LoadedCase | None, newer: LoadedCase) -> Iterator[Finding]:
    """What is told of a case and was not before; where it stands in its file does not matter."""
    known = Counter(map(_key, checker(older))) if older is not None else Counter()
    for finding in checker(newer):
        if known[_key(finding)]:
            known[_key(finding)] -= 1
        else:
            yield finding


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.code, finding.path.rpartition("/")[2], finding.message


def _list_new(older: LoadedCase | None, newer: LoadedCase) -> Iterator[Record]:
    known = {record.id for record in older.case.records} if older is not None else set()
    return (record for record in newer.case.records if record.id not in known)


def _find_voided(
    changes: Sequence[Change], older: LoadedCase | None, speaker: Speaker
) -> Iterator[str]:
    """Approvals of records that say something else now: they were given to other words."""
    if older is None:
        return
    for record_id in dict.fromkeys(change.record for change in changes):
        record = older.case.find(record_id)
        for approval in find_approvals(older.case, record_id) if record is not None else ():
            assert record is not None
            by = approval.data["approved_by"]
            yield f"{speaker.record(record)}, as approved by {by} ({approval.id})"


def _list_items(case: Case, plan: Record, names: bool) -> Iterator[PlanItem]:
    standings = find_standings(case, plan.id)
    for goal in plan.data.get("goals", ()):
        yield PlanItem(goal["id"], "", "", goal["goal"] if names else "")
        for objective in goal.get("objectives", ()):
            standing = standings.get(objective["id"])
            yield PlanItem(
                objective["id"],
                str(objective.get("target_date", "")),
                standing.status if standing else "not started",
                objective["objective"] if names else "",
            )
    for threat in plan.data.get("threats", ()):
        for action in threat["actions"]:
            yield PlanItem(
                f"{threat['id']} {action['id'] if names else ''}".strip(),
                str(plan.data.get("until", "")),
                "",
                action["does"] if names else "",
            )
