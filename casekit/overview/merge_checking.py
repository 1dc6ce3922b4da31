"""What a merge brought that neither of its sides had: told once it is a version.

git joins lines that do not collide; whether the two sides fit together nobody has judged. A case
that only one side changed is as somebody saved it, so only those that both changed are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from itertools import permutations
from typing import Any, NamedTuple

from casekit.errors import NotFound, UsageFault
from casekit.history.repository import Repository
from casekit.model.findings import Finding, sort_findings
from casekit.model.plans import plans_in_force
from casekit.model.records import Case, Record
from casekit.overview.checking import CheckReport, make_checker
from casekit.overview.trust_checking import compare_trust
from casekit.practice.agency_checks import check_agency
from casekit.records.document import Keys
from casekit.records.joining import Collision, Decision, join_sides
from casekit.records.three_ways import Difference, compare_sides, is_missing, is_same
from casekit.workspace.case_places import list_changed_cases
from casekit.workspace.finding_cases import find_case_folder
from casekit.workspace.loading import LoadedCase
from casekit.workspace.value_history import find_value
from casekit.workspace.workspace import Workspace


def find_merge(repo: Repository, named: str | None) -> str:
    """The merge that is meant: the named one, or the newest; raises NotFound, UsageFault."""
    head = repo.head()
    if named is None:
        found = repo.newest_merge(head) if head is not None else None
        if found is None:
            raise NotFound(
                "no merge stands in the history of this workspace",
                hint="what changed since a version: casekit check --changed VERSION",
            )
        return found
    version = repo.resolve(named)
    if len(repo.parents(version)) < 2:
        raise UsageFault(
            f"version {version[:7]} joins no two sides",
            hint=f"what it changed: casekit check --changed {version[:7]}~..{version[:7]}",
        )
    return version


def check_merge(workspace: Workspace, now: datetime, *, strict: bool = False) -> CheckReport:
    """Check the merge that a workspace was opened at, and tell what none of its sides had.

    Raises GitFault.
    """
    repo, version = workspace.repo, workspace.version
    assert version is not None
    parents = repo.parents(version)
    sides = [_Side(workspace, parent) for parent in parents]
    bases = {
        (one, other): _Side(workspace, base)
        for one, other in permutations(sides, 2)
        if (base := repo.common_version(one.version, other.version)) is not None
    }
    changed = [list_changed_cases(repo, parent, version) for parent in parents]
    joined = set.intersection(*({p.number for p in listed.places} for listed in changed))
    # Where one side was taken whole, the case is as that one had it, and the other's work is gone.
    for (here, there), both in bases.items():
        one, other = (
            {p.number for p in list_changed_cases(repo, both.version, side.version).places}
            for side in (here, there)
        )
        joined |= one & other
    joined &= workspace.case_folders.keys()
    checker = make_checker(workspace, now, goes_away=False, strict=strict)
    findings = [*_in_all([listed.findings for listed in changed])]
    findings += _find_lost(repo, version, sides, bases)
    findings += _new(check_agency(workspace), *(check_agency(side.workspace) for side in sides))
    findings += [fault for parent in parents for fault in compare_trust(workspace, parent)]
    for number in sorted(joined):
        loaded = workspace.load(number)
        before = [side.load(number) for side in sides]
        known = [checker(each) for each in before if each is not None]
        findings += _new(checker(loaded), *known)
        for (here, there), both in bases.items():
            findings += _compare(loaded, here, there, both, number)
    return CheckReport(sort_findings(dict.fromkeys(findings)), len(joined))


class _Side:
    """A version that the merge joined, or that its sides were both built on."""

    def __init__(self, workspace: Workspace, version: str) -> None:
        self._merged = workspace
        self.version = version

    @cached_property
    def workspace(self) -> Workspace:
        """The workspace as it was at this version."""
        merged = self._merged
        return Workspace.read(merged.repo, merged.schemas, as_known=self.version)

    def load(self, number: str) -> LoadedCase | None:
        """A case as it was, None where it was not there yet."""
        known = self.workspace.case_folders
        return self.workspace.load(number) if number in known else None

    def records(self, number: str) -> Mapping[str, Record]:
        """The records of a case by their ids."""
        loaded = self.load(number)
        return {r.id: r for r in loaded.case.records} if loaded else {}


class _What(NamedTuple):
    """What tells a finding from others, wherever its line has moved to."""

    code: str
    path: str
    message: str


def _name(finding: Finding) -> _What:
    return _What(finding.code, finding.path, finding.message)


def _new(found: Iterable[Finding], *before: Iterable[Finding]) -> list[Finding]:
    known = {_name(f) for some in before for f in some}
    return [f for f in found if _name(f) not in known]


def _in_all(found: list[tuple[Finding, ...]]) -> Iterator[Finding]:
    first, *others = found
    for finding in first:
        if all(any(_name(f) == _name(finding) for f in some) for some in others):
            yield finding


def _find_lost(
    repo: Repository,
    version: str,
    sides: list[_Side],
    bases: Mapping[tuple[_Side, _Side], _Side],
) -> Iterator[Finding]:
    """Records that a side had, that no side deleted, and that the merge does not have."""
    for (one, other), base in bases.items():
        deleted = set(repo.list_removed(base.version, other.version, "cases"))
        for path in repo.list_removed(one.version, version, "cases"):
            if path not in deleted and not _has_moved(path, version, sides, repo):
                yield Finding(
                    code="RECORD-DELETED",
                    message=f"this file was in version {one.version[:7]} and not in the merge",
                    path=path,
                    hint=f"bring it back: git checkout {one.version[:7]} -- {path}",
                )


def _has_moved(path: str, version: str, sides: list[_Side], repo: Repository) -> bool:
    """Whether the case lies in another folder now, with this record in it."""
    found = find_case_folder(path)
    if found is None:
        return False
    number, folder = found
    merged = Workspace.read(repo, sides[0].workspace.schemas, as_known=version)
    place = merged.case_folders.get(number, folder)
    return place != folder and merged.source.has(f"{place}{path[len(folder) :]}")


def _compare(
    loaded: LoadedCase, one: _Side, other: _Side, base: _Side, number: str
) -> Iterator[Finding]:
    """What the work of one side did to that of the other; asked once from each side."""
    before, here, there = (side.records(number) for side in (base, one, other))
    merged = {r.id: r for r in loaded.case.records}
    yield from _find_overtaken(merged, before, here, there)
    if one.version < other.version:
        yield from _find_left_out(merged, before, here, there)
        yield from _find_edited_twice(number, merged, before, here, there)
        yield from _find_plans_apart(loaded.case, before, here, there)


def _find_overtaken(
    merged: Mapping[str, Record],
    before: Mapping[str, Record],
    here: Mapping[str, Record],
    there: Mapping[str, Record],
) -> Iterator[Finding]:
    """Approvals of one side whose record the other side changed meanwhile."""
    for approval in merged.values():
        is_new = approval.id in here and approval.id not in before and approval.id not in there
        if approval.kind != "approval" or approval.is_voided or not is_new:
            continue
        for name in approval.data["approves"]:
            seen, now = here.get(name), merged.get(name)
            if seen is not None and now is not None and not is_same(seen.data, now.data):
                yield Finding(
                    code="APPROVAL-OVERTAKEN",
                    message=f"{approval.data['approved_by']} approved {now.kind} {name} while "
                    "somebody else changed it: what stands now nobody approved",
                    path=approval.path,
                    line=approval.line,
                    column=1,
                    hint="let it be read again, and approved anew: casekit approve",
                )


def _find_left_out(
    merged: Mapping[str, Record],
    before: Mapping[str, Record],
    here: Mapping[str, Record],
    there: Mapping[str, Record],
) -> Iterator[Finding]:
    """Values that one side alone changed and that the merge holds as they were before.

    So it is when somebody took one side of a file whole, where its fields did not collide.
    """
    for name in merged.keys() & before.keys() & here.keys() & there.keys():
        was, one, other, now = (some[name].data for some in (before, here, there, merged))
        collided: list[str] = []

        def note(collision: Collision, noted: list[str] = collided) -> Decision:
            noted.append(collision.name)
            return () if is_missing(collision.here) else (collision.here,)

        joined = join_sides(was, one, other, note)
        for names in dict.fromkeys(_name_keys(joined, d.here_keys) for d in _differ(joined, now)):
            said = ".".join(names)
            is_back = is_same(find_value(now, names), find_value(was, names))
            ends = tuple(name.removesuffix(".order") for name in collided)
            if is_back and not any(said.endswith(end) or f"{end}." in said for end in ends):
                yield Finding(
                    code="EDIT-LEFT-OUT",
                    message=f"{said}: only one side changed it, and the merge holds what it was",
                    path=merged[name].path,
                    line=merged[name].line,
                    column=1,
                    hint=f"see both values: casekit blame CASE {name} {names[-1]}; write the right "
                    "one into the record",
                )


def _differ(joined: Any, now: Any) -> Sequence[Difference]:
    return compare_sides(joined, joined, now)


def _name_keys(joined: Any, keys: Keys) -> tuple[str, ...]:
    """Keys by the ids of items, up to the first list whose items have none."""
    names: list[str] = []
    value = joined
    for key in keys:
        if isinstance(key, int):
            item = value[key] if key < len(value) else None
            if not isinstance(item, Mapping) or "id" not in item:
                break
            names.append(str(item["id"]))
        else:
            names.append(key)
        value = value[key] if isinstance(key, int) else value.get(key, {})
    return tuple(names)


def _find_edited_twice(
    number: str,
    merged: Mapping[str, Record],
    before: Mapping[str, Record],
    here: Mapping[str, Record],
    there: Mapping[str, Record],
) -> Iterator[Finding]:
    """Plans that both sides changed since they were one."""
    for name, plan in merged.items():
        if plan.kind != "plan" or not {name} <= before.keys() & here.keys() & there.keys():
            continue
        was: Any = before[name].data
        if not is_same(was, here[name].data) and not is_same(was, there[name].data):
            yield Finding(
                code="PLAN-EDITED-TWICE",
                message="both sides changed this plan: nobody has read it as it is now",
                path=plan.path,
                line=plan.line,
                column=1,
                severity="warning",
                hint=f"read it as a whole: casekit render {number} plan; who set a value: "
                f"casekit blame {number} {name} FIELD",
            )


def _find_plans_apart(
    case: Case,
    before: Mapping[str, Record],
    here: Mapping[str, Record],
    there: Mapping[str, Record],
) -> Iterator[Finding]:
    """Two plans in force for one person, each worked on by another side."""

    def is_of(plan: Record, side: Mapping[str, Record], other: Mapping[str, Record]) -> bool:
        was, mine, theirs = (
            record.data if (record := some.get(plan.id)) else None for some in (before, side, other)
        )
        return mine is not None and not is_same(mine, was) and is_same(theirs, was)

    plans = plans_in_force(case)
    for first in plans:
        for second in plans:
            if not is_of(first, here, there) or not is_of(second, there, here):
                continue
            shared = {*first.data.get("for", ())} & {*second.data.get("for", ())}
            is_one_kind = first.data["kind"] == second.data["kind"]
            if shared and is_one_kind:
                yield Finding(
                    code="PLANS-FROM-BOTH",
                    message=f"two {first.data['kind']} plans are in force for {sorted(shared)[0]}: "
                    f"this one, and {second.id} of the other side",
                    path=first.path,
                    line=first.line,
                    column=1,
                    hint="agree on one of them, and end the other: casekit plan CASE --step end "
                    f"--plan {second.id}",
                )
