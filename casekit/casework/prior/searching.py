"""The search for earlier contact: all cases of the newest version, and what of them is unreadable.

First only people and households are read, of every case; then, whole, the cases in which somebody
was found. Whatever could not be looked into is part of the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import NamedTuple

from casekit.casework.prior.history import (
    RISKS,
    EarlierCase,
    EarlierRisk,
    rank_risks,
    read_history,
)
from casekit.casework.prior.pairs import (
    Pair,
    Wanted,
    find_pairs,
    find_twice,
    follow,
    order_pairs,
    rate_case,
    want_people,
)
from casekit.model.findings import Finding
from casekit.workspace.case_places import CasePlace, list_version_cases
from casekit.workspace.finding_cases import find_case_folder
from casekit.workspace.loading import TOMBSTONE_FILE, WITHHELD, LoadedCase
from casekit.workspace.parallel import map_cases
from casekit.workspace.processes import open_pool_for
from casekit.workspace.sources import WorkingFiles
from casekit.workspace.version_cases import load_version_cases
from casekit.workspace.workspace import Workspace

_WHO_AND_WHERE = ("people", "households")
# Below so many cases it takes longer to start processes than to read them all here.
_MANY_CASES = 3_000
# A record holds so many cases. Beyond, the names are too common to tell anything, which is told.
MAX_CASES = 200
MAX_PAIRS = 400
# How sure it is that a case is this family's.
THIS_CASE = "this case"


class NotSearched(NamedTuple):
    """What was not looked into, and why; `is_fault` where it should have been readable."""

    what: str
    why: str
    is_fault: bool = False


class Told(NamedTuple):
    """An earlier case, and how sure it is that it is this family's."""

    history: EarlierCase
    match: str
    pairs: tuple[Pair, ...]


@dataclass(frozen=True)
class Prior:
    """What a search found; the cases with the highest risk first."""

    searched: int
    cases: tuple[Told, ...]
    pairs: tuple[Pair, ...]
    not_searched: tuple[NotSearched, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def highest(self) -> tuple[EarlierRisk, str] | None:
        """The highest earlier risk of all cases, and how sure the case is the family's.

        One that is only possibly theirs comes first as well while it is higher: to look at it and
        put it aside costs a call.
        """
        best = rank_risks(risk for told in self.cases for risk in told.history.risks[:1])
        return (best[0], self.match_of(best[0].case)) if best else None

    @property
    def highest_sure(self) -> tuple[EarlierRisk, str] | None:
        """The same among the cases that are more than possibly the family's."""
        sure = [told for told in self.cases if told.match != "possible"]
        best = rank_risks(risk for told in sure for risk in told.history.risks[:1])
        return (best[0], self.match_of(best[0].case)) if best else None

    def match_of(self, case: str) -> str:
        """How sure it is that a case is this family's."""
        return next(told.match for told in self.cases if told.history.case == case)

    @property
    def openings(self) -> int:
        """How often a case of theirs was opened."""
        return sum(told.history.openings for told in self.cases)

    @property
    def reports(self) -> int:
        """How many reports there were."""
        return sum(told.history.reports for told in self.cases)

    @property
    def threats(self) -> tuple[str, ...]:
        """The days on which a safety threat was found, the latest first."""
        return tuple(sorted({d for t in self.cases for d in t.history.threats}, reverse=True))


class _Seen(NamedTuple):
    """What the first look at a case gave."""

    pairs: tuple[Pair, ...]
    state: str
    since: str
    findings: tuple[Finding, ...]


def search_prior(
    workspace: Workspace,
    subject: LoadedCase,
    now: datetime,
    *,
    before: LoadedCase | None = None,
    new: Iterable[str] | None = None,
) -> Prior:
    """Search the newest version for earlier contact with the people of a case.

    `before` is that case as it was until now, where it was there; `new` are the people among whom
    to look for somebody typed twice, all of them without it. Raises GitFault when git cannot go on.
    """
    number = subject.case.number
    wanted = want_people(subject.case)
    listed = list_version_cases(workspace.repo, workspace.version)
    others = [place for place in listed.places if place.number != number]
    seen = _look_at_all(workspace, others, wanted)
    missing = [*_tell_places(listed.findings), *_tell_withheld(seen)]
    chosen = _choose_cases(wanted, seen)
    findings = [*listed.findings, *_faults(seen)]
    told, pairs, more = _read_whole(workspace, others, seen, chosen, wanted, now)
    findings += more
    if before is not None:
        own = read_history(before.case, now)
        told = [Told(own, THIS_CASE, ()), *told] if own.events else told
        findings += [f for f in before.findings if f.severity == "error"]
    pairs = order_pairs([*pairs, *find_twice(subject.case, new)])
    missing += _tell_unreadable(findings)
    missing += _tell_unsaved(workspace, number)
    missing += _tell_left_off(told, pairs)
    missing.append(NotSearched("other workspaces and agencies", "only this workspace is at hand"))
    return Prior(
        len(others),
        tuple(_order_cases(told)[:MAX_CASES]),
        tuple(pairs[:MAX_PAIRS]),
        tuple(missing),
        tuple(dict.fromkeys(findings)),
    )


def _look_at_all(
    workspace: Workspace, places: Sequence[CasePlace], wanted: Wanted
) -> dict[str, _Seen]:
    many = len(places) >= _MANY_CASES
    with open_pool_for(len(places)) if many else nullcontext() as pool:
        answers = map_cases(workspace, places, partial(_look_at, wanted), pool, _WHO_AND_WHERE)
        return {
            place.number: answer if answer is not None else _Seen((), "active", "", faults)
            for place, answer, faults in answers
        }


def _look_at(wanted: Wanted, loaded: LoadedCase) -> _Seen:
    """Who of a case may be one of those wanted; of a file that nobody may read, only its state."""
    faults = tuple(f for f in loaded.findings if f.severity == "error")
    # Half a word about a sealed file must not open it.
    if any(f.path.endswith(f"/{TOMBSTONE_FILE}") for f in faults):
        return _Seen((), "active", "", faults)
    if loaded.case.state in WITHHELD:
        decided = [r for r in loaded.case.records if r.kind == "tombstone"]
        since = decided[-1].occurred.day.isoformat() if decided else ""
        return _Seen((), loaded.case.state, since, ())
    return _Seen(tuple(find_pairs(wanted, loaded.case)), loaded.case.state, "", faults)


def _choose_cases(wanted: Wanted, seen: dict[str, _Seen]) -> list[str]:
    """The cases to be read whole: those with somebody who counts, the likeliest first."""
    best: dict[str, int] = {}
    for number, each in seen.items():
        counting = [_worth(pair) for pair in each.pairs if pair.counts]
        if counting:
            best[number] = max(counting)
    for decisions in wanted.decisions.values():
        for (case, _), decision in decisions.items():
            if decision.verdict == "same person" and case in seen and not _is_closed(seen[case]):
                best.setdefault(case, 100)
    return sorted(best, key=lambda number: (-best[number], number))


def _worth(pair: Pair) -> int:
    return 101 if pair.decision is not None else pair.likeness


def _is_closed(seen: _Seen) -> bool:
    return seen.state in WITHHELD


def _read_whole(
    workspace: Workspace,
    places: Sequence[CasePlace],
    seen: dict[str, _Seen],
    chosen: Sequence[str],
    wanted: Wanted,
    now: datetime,
) -> tuple[list[Told], list[Pair], list[Finding]]:
    """Read the chosen cases, and those that their people were decided to be the same as."""
    by_number = {place.number: place for place in places}
    pairs = [pair for each in seen.values() for pair in each.pairs]
    told: list[Told] = []
    findings: list[Finding] = []
    waiting = list(chosen)
    inherited: dict[str, str] = {}
    known = set(chosen)
    while waiting:
        some, waiting = waiting, []
        for loaded in load_version_cases(workspace, [by_number[n] for n in some]):
            number = loaded.case.number
            own = tuple(p for p in seen[number].pairs if p.counts)
            match = rate_case(own) if own else inherited.get(number, "same person")
            told.append(Told(read_history(loaded.case, now), match, own))
            findings += [f for f in loaded.findings if f.severity == "error"]
            for other, _ in follow(loaded.case, [p.other for p in own]):
                if other in by_number and other not in known and not _is_closed(seen[other]):
                    known.add(other)
                    inherited[other] = match
                    waiting.append(other)
    return told, pairs, findings


def _order_cases(told: Iterable[Told]) -> list[Told]:
    """The highest risk first, then what happened last; so nothing that is cut off was higher."""

    def last(each: Told) -> str:
        return max((event.day for event in each.history.events), default="")

    latest = sorted(told, key=lambda each: (last(each), each.history.case), reverse=True)
    return sorted(
        latest,
        key=lambda t: (
            RISKS.index(t.history.highest_risk.risk) if t.history.highest_risk else len(RISKS)
        ),
    )


def _faults(seen: dict[str, _Seen]) -> Iterator[Finding]:
    for each in seen.values():
        yield from each.findings


def _tell_places(findings: Iterable[Finding]) -> Iterator[NotSearched]:
    for finding in findings:
        yield NotSearched(f"{finding.path}", f"{finding.code}: not looked into", is_fault=True)


def _tell_unreadable(findings: Iterable[Finding]) -> Iterator[NotSearched]:
    """One line a case: whose files, how many, by their codes; nothing of what they hold."""
    by_case: dict[str, dict[str, None]] = {}
    paths: dict[str, set[str]] = {}
    for finding in findings:
        number = _case_of(finding.path)
        if number:
            by_case.setdefault(number, {})[finding.code] = None
            paths.setdefault(number, set()).add(finding.path)
    for number, codes in sorted(by_case.items()):
        files = len(paths[number])
        yield NotSearched(
            f"{files} file{'s' if files > 1 else ''} of case {number}",
            f"cannot be read: {', '.join(sorted(codes))}",
            is_fault=True,
        )


# With more files than these, comparing the folder would take longer than the whole search.
_FEW_FILES = 6_000


def _tell_unsaved(workspace: Workspace, own: str) -> Iterator[NotSearched]:
    """Edits of other cases that no version holds yet: what is searched is what was saved."""
    if not isinstance(workspace.source, WorkingFiles):
        return
    unsaved = workspace.repo.list_unsaved(("cases",), _FEW_FILES)
    if unsaved is None:
        yield NotSearched("edits that are not saved yet", "what was saved last was searched")
        return
    for number in sorted({_case_of(path) for path in unsaved} - {own, ""}):
        yield NotSearched(f"unsaved edits of case {number}", "what was saved last was searched")


def _case_of(path: str) -> str:
    found = find_case_folder(f"{path}/")
    return found[0] if found else ""


# So many numbers are named in one line.
_NAMED = 8


def _tell_withheld(seen: dict[str, _Seen]) -> Iterator[NotSearched]:
    for state, why in (
        ("sealed", "nobody reads them until a supervisor opens them again"),
        ("destroyed", "nothing is left of them here"),
    ):
        numbers = [
            f"{number} ({state} on {each.since})"
            for number, each in sorted(seen.items())
            if each.state == state
        ]
        if numbers:
            more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
            files = "1 case file" if len(numbers) == 1 else f"{len(numbers):,} case files"
            named = ", ".join(numbers[:_NAMED]) + more
            yield NotSearched(f"{files} that were {state}", f"{why}: {named}")


def _tell_left_off(told: Sequence[Told], pairs: Sequence[Pair]) -> Iterator[NotSearched]:
    if len(told) > MAX_CASES:
        yield NotSearched(
            f"{len(told) - MAX_CASES:,} more cases of people with such names",
            f"the {MAX_CASES} with the highest risk are told",
        )
    if len(pairs) > MAX_PAIRS:
        yield NotSearched(
            f"{len(pairs) - MAX_PAIRS:,} more people with such names",
            f"the {MAX_PAIRS} most alike are told",
        )
