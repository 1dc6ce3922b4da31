"""What was approved against what is there now: the records, the decision's own, and the set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from casekit.model.findings import Finding
from casekit.oversight.branch_line import BranchLine
from casekit.trust.approval import ApprovalStatement, hash_record, list_set, says_other


class ReadRecord(NamedTuple):
    """A record of the newest version: where it lies and what it says; None if it cannot be read."""

    id: str
    path: str
    data: Mapping[str, Any] | None

    @property
    def kind(self) -> str:
        """What kind of record it says it is."""
        return str((self.data or {}).get("schema", "")).partition("/")[0]

    @property
    def is_voided(self) -> bool:
        """Whether somebody took it back."""
        return self.data is not None and "voided" in self.data


@dataclass(eq=False)
class CaseContent:
    """What is needed of one case: its number and folder, and a way to its records by id.

    `read_object` reads what a record said before, by its path and the object's id. An id is one
    record's; where several files say it, each of them is judged. `earlier` are the places at which
    approvals of a record came in so far, by its path and their scope.
    """

    number: str
    folder: str
    read: Callable[[str], list[ReadRecord]]
    read_all: Callable[[], list[ReadRecord]]
    read_object: Callable[[str, str], ReadRecord]
    earlier: dict[tuple[str, str], list[int]] = field(default_factory=dict)


def judge_own(said: ApprovalStatement, own: ReadRecord | None, path: str) -> Iterator[Finding]:
    """The decision's own record says what the statement says."""
    if own is None or own.data is None:
        yield Finding(
            code="APPROVAL-RECORD-MISSING",
            message="the record of this decision is not there, or cannot be read",
            path=path,
            hint="bring it back: casekit log tells the versions",
        )
        return
    if says_other(said, own.data):
        yield Finding(
            code="APPROVAL-REPLAYED",
            message=f"it was signed for `{said.scope}` by {said.approver}, and its record says "
            "otherwise",
            path=path,
            hint="somebody changed the record, or copied the statement: casekit log tells who",
        )
    elif not own.is_voided and hash_record(own.data) != said.own:
        yield _find_void(said, f"{own.path}, the decision's own record, was changed", path)


def judge_content(
    line: BranchLine, case: CaseContent, said: ApprovalStatement, place: int, path: str
) -> Iterator[Finding]:
    """What was approved is there and says the same, and nothing was added to its set."""
    for one, digest in said.records.items():
        found = case.read(one)
        if not found:
            yield _find_void(said, f"{one}, which was approved, is not there any more", path)
        for record in found:
            if record.data is None:
                yield _find_void(said, f"{one}, which was approved, cannot be read", path)
            elif hash_record(record.data) != digest:
                at = line.steps[line.entered(record.path)]
                yield _find_void(
                    said, f"{record.path} was changed; version {at.name} touched it last", path
                )
    kinds = []
    if said.scope == "closing":
        closed = _find_closed(line, case, place)
        kinds = [
            (record.id, record.kind)
            for record in case.read_all()
            if not record.is_voided and line.touched[record.path][0] <= closed
        ]
    for one in list_set(said.scope, said.approves, kinds):
        if one not in said.records:
            yield Finding(
                code="APPROVAL-ADDED-AFTER",
                message=f"{one} was added to what was approved, and was not read by who approved",
                path=path,
                hint=f"let it be approved anew: casekit approve {said.case} {said.scope}",
            )


def _find_closed(line: BranchLine, case: CaseContent, place: int) -> int:
    """The place by which the approved closing was done: what came later is none of it."""
    closings = [
        line.touched[record.path][0]
        for record in case.read_all()
        if record.kind == "closing" and not record.is_voided
    ]
    return min((c for c in closings if c >= place), default=len(line.steps))


def _find_void(said: ApprovalStatement, message: str, path: str) -> Finding:
    return Finding(
        code="APPROVAL-VOID",
        message=f"{message}; the approval does not hold",
        path=path,
        hint=f"put it back as it was approved, or approve anew: casekit approve {said.case} "
        f"{said.scope.replace(' ', '-')}",
    )
