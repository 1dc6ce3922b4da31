"""Are the records right? Every fault of form, of sense and of the workspace itself."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from casekit.errors import CasekitError
from casekit.history.folders import Entry, ManyObjects
from casekit.model.faults import explain_fault
from casekit.model.findings import Finding, hides_something, sort_findings
from casekit.overview.trust_checking import (
    check_trust,
    compare_trust,
    find_given_again,
    list_coming,
)
from casekit.practice.agency_checks import check_agency
from casekit.practice.checks import check_case
from casekit.practice.deadlines import KINDS, find_without_effect
from casekit.practice.rulebook import Rulebook, open_rulebook
from casekit.practice.scope import Scope
from casekit.records.schemas import SchemaSet
from casekit.workspace.agency import AGENCY_FILE, Agency
from casekit.workspace.case_places import list_changed_cases
from casekit.workspace.loading import LoadedCase
from casekit.workspace.out_of_sight import find_closed, find_deleted
from casekit.workspace.parallel import (
    CaseAnswer,
    map_all,
    map_cases,
)
from casekit.workspace.processes import open_pool_for
from casekit.workspace.workspace import Workspace

# Sees what is found in each case go by, with how many cases there are.
Watch = Callable[
    [Iterable[CaseAnswer[tuple[Finding, ...]]], int], Iterable[CaseAnswer[tuple[Finding, ...]]]
]


@dataclass(frozen=True)
class CheckReport:
    """What a check found, and how many cases it looked at."""

    findings: tuple[Finding, ...]
    cases: int

    def only(self, codes: Collection[str]) -> CheckReport:
        """The same with the findings of these codes; what could not be read is never left out."""
        kept = [f for f in self.findings if f.code in codes or hides_something([f])]
        return CheckReport(tuple(kept), self.cases)

    @property
    def exit_code(self) -> int:
        """4 when a file could not be read, 1 when there are other findings, else 0."""
        if hides_something(self.findings):
            return 4
        return 1 if self.findings else 0


def check_workspace(
    workspace: Workspace,
    numbers: Iterable[str],
    now: datetime,
    *,
    whole: bool,
    strict: bool = False,
    watch: Watch = lambda answers, _number: answers,
    environment: Mapping[str, str] | None = None,
) -> CheckReport:
    """Check cases; `whole` adds the calendars, the packs, the agency's own limits, and the trust.

    `strict` adds what is weak without being wrong: plans that say too little, and drift.
    `watch` sees the answers go by; `environment` tells where pins are kept. Raises GitFault, and
    ProcessLost.
    """
    numbers = list(numbers)
    folders = tuple(f"{workspace.folder_of(number)}/" for number in numbers)
    findings = [f for f in find_deleted(workspace) if whole or f.path.startswith(folders)]
    if whole:
        findings.extend(check_agency(workspace))
        findings.extend(check_trust(workspace, environment or {}))
        findings.extend(find_closed(workspace))
        findings.extend(_check_merge(workspace))
    with open_pool_for(len(numbers)) as pool:
        checker = make_checker(workspace, now, goes_away=pool is not None, strict=strict)
        answers = map_all(workspace, checker, pool, None if whole else dict.fromkeys(numbers))
        findings.extend(collect(watch(answers, len(numbers))))
    # A case tells of a merge in its own folder, and so does the whole workspace.
    return CheckReport(sort_findings(dict.fromkeys(findings)), len(numbers))


def check_changed(
    workspace: Workspace,
    before: str,
    now: datetime,
    *,
    strict: bool = False,
    judge: Workspace | None = None,
) -> CheckReport:
    """Check what the version of a workspace changed since an earlier one, and read nothing else.

    `judge` is the state whose agency file, rules and trust judge, if they are not its own. A case
    that differs is checked whole, also for what was wrong in it before; records and cases that are
    gone are told. Raises NotFound for an unknown version, GitFault.
    """
    repo, version = workspace.repo, workspace.version
    earlier = repo.resolve(before)
    assert version is not None
    listed = list_changed_cases(repo, earlier, version)
    changed = listed.places
    findings = [*listed.findings]
    if _read_beside(workspace, earlier) != _read_beside(workspace, version):
        # What it changes of the agency's own files is still looked at as it would become.
        findings.extend(check_agency(workspace))
        findings.extend(compare_trust(workspace, earlier))
    if workspace.proof is not None or (judge is not None and judge.proof is not None):
        findings.extend(find_given_again(workspace, earlier))
    if judge is not None:
        workspace = workspace.judged_by(judge, list_coming(repo, earlier, version))
    findings.extend(
        Finding(
            code="RECORD-DELETED",
            message=f"this file was in version {earlier[:7]} and is not in {version[:7]}",
            path=path,
            hint=f"bring it back: git checkout {earlier[:7]} -- {path}; to take a record back, "
            "give it `voided:` with by, at and reason",
        )
        for path in repo.list_removed(earlier, version, "cases")
    )
    with open_pool_for(len(changed)) as pool:
        checker = make_checker(judge or workspace, now, goes_away=pool is not None, strict=strict)
        findings.extend(collect(map_cases(workspace, changed, checker, pool)))
    return CheckReport(sort_findings(dict.fromkeys(findings)), len(changed))


def _read_beside(workspace: Workspace, version: str) -> tuple[set[Entry], set[str | None]]:
    """What lies in a version beside its cases, and what of it is refused."""
    with ManyObjects(workspace.repo) as objects:
        top = objects.read_top(version)
    refused = {odd.path for odd in top.refused}
    return {entry for entry in top.entries if entry.name != "cases"}, refused


@dataclass(eq=False)
class Checker:
    """Checks one case after the other, here or in another process."""

    agency: Agency
    schemas: SchemaSet
    now: datetime
    # Opened when a case first speaks of duties: only then are the rules needed.
    open_rules: Callable[[], Rulebook] | None
    rules: Rulebook | tuple[Finding, ...] | None = None
    strict: bool = False

    def __call__(self, loaded: LoadedCase) -> tuple[Finding, ...]:
        scope = Scope(loaded, self.agency, self.schemas, self.now)
        found = [*loaded.findings, *check_case(scope)]
        if any(True for _ in loaded.case.facts(*KINDS)):
            rules = self.get_rules()
            found += find_without_effect(scope, rules) if isinstance(rules, Rulebook) else rules
        found += self._check_forms(scope)
        if self.strict:
            from casekit.practice.strict import find_weak

            found += find_weak(scope)
        return tuple(found)

    def _check_forms(self, scope: Scope) -> Sequence[Finding]:
        """What is wrong with answers to forms; the instruments are read when a case has some."""
        records = [
            r for r in scope.loaded.case.facts("assessment") if {"form", "answers"} & r.data.keys()
        ]
        if not records:
            return ()
        rules = self.get_rules()
        if not isinstance(rules, Rulebook):
            return rules
        from casekit.practice.form_answers import check_form

        try:
            instruments = rules.instruments
        except CasekitError as fault:
            return tuple(explain_fault(fault, AGENCY_FILE))
        return [finding for r in records for finding in check_form(scope, r, instruments)]

    def get_rules(self) -> Rulebook | tuple[Finding, ...]:
        """The rules of the agency, or why there are none."""
        if self.rules is None and self.open_rules is not None:
            try:
                self.rules = self.open_rules()
            except CasekitError as fault:
                self.rules = tuple(explain_fault(fault, AGENCY_FILE))
        return self.rules or ()


def make_checker(workspace: Workspace, now: datetime, *, goes_away: bool, strict: bool) -> Checker:
    """A checker; one that goes away to other processes takes the rules with it."""
    open_rules = partial(open_rulebook, workspace)
    checker = Checker(workspace.agency, workspace.schemas, now, open_rules, strict=strict)
    if goes_away:
        checker.get_rules()
        checker.open_rules = None
    return checker


def collect(answers: Iterable[CaseAnswer[tuple[Finding, ...]]]) -> Iterator[Finding]:
    """What was found in each case, and what kept one from being looked at."""
    for answer in answers:
        yield from answer.answer or ()
        yield from answer.faults


def _check_merge(workspace: Workspace) -> list[Finding]:
    """What an unfinished merge leaves to decide, in the cases and outside of them."""
    found = [f for some in workspace.merge_findings.values() for f in some]
    if not found and workspace.is_merging:
        found = [
            Finding(
                code="MERGE-UNFINISHED",
                message="git is in the middle of a merge; every file is put together, and no "
                "version holds it yet",
                path=".",
                hint="save it with: git add -A && git commit (in a rebase: git rebase --continue)",
            )
        ]
    return found
