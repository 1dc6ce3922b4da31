"""The statement of an approval, or of a return for changes: what exactly somebody stood for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casekit.records.canonical import canonical_json, sha256_of
from casekit.trust.statements import BadStatement, read_statement

KIND = "casekit-approval/1"
DECISIONS = ("approved", "returned")
# By the kind of record that a decision is: what its statement calls it.
DECISION_OF: Mapping[str, str] = {"approval": "approved", "sent-back": "returned"}
# What a closing stands on besides its review. Contacts, progress, notices and people are none of
# it: they go on while the paper is signed, and change nothing of what was judged.
CLOSING_STANDS_ON = frozenset(
    {
        *("report", "screening", "opening", "assessment", "determination", "risk", "track"),
        *("plan", "plan-end", "review", "placement", "placement-end"),
        *("apprehension", "application", "hearing", "order", "order-end", "order-status"),
        "agreement",
    }
)


@dataclass(frozen=True, slots=True)
class ApprovalStatement:
    """Who decided what on which records.

    `workspace` is the digest of its first trust file, `records` are SHA-256 sums over the
    canonical JSON of each listed record's data by its id, `approves` those of them that are
    approved; `own` is the sum of the decision's own record. `prepared_by` wrote or saved what is
    approved; `base` is the newest version of the default branch that was at hand; `stands_for` is
    whose place a delegate takes.
    """

    workspace: str
    case: str
    decision: str
    scope: str
    record: str
    own: str
    approves: tuple[str, ...]
    records: Mapping[str, str]
    approver: str
    prepared_by: tuple[str, ...]
    base: str
    at: datetime
    acknowledged: tuple[str, ...]
    stands_for: str | None = None

    @property
    def content(self) -> bytes:
        """What is signed and lies in the file."""
        return canonical_json(self._as_data())

    def _as_data(self) -> dict[str, Any]:
        return {
            "statement": KIND,
            "workspace": self.workspace,
            "case": self.case,
            "decision": self.decision,
            "scope": self.scope,
            "record": self.record,
            "own": self.own,
            "approves": list(self.approves),
            "records": dict(self.records),
            "approver": self.approver,
            "prepared_by": list(self.prepared_by),
            "base": self.base,
            "at": self.at.isoformat(),
            "acknowledged": list(self.acknowledged),
            **({"for": self.stands_for} if self.stands_for is not None else {}),
        }


def read_approval(content: bytes) -> ApprovalStatement:
    """Read the statement of an approval; raises BadStatement for any doubt about it."""
    reader = read_statement(content, KIND)
    read = ApprovalStatement(
        workspace=reader.text("workspace"),
        case=reader.text("case"),
        decision=reader.text("decision"),
        scope=reader.text("scope"),
        record=reader.text("record"),
        own=reader.text("own"),
        approves=reader.texts("approves"),
        records=reader.text_by_name("records"),
        approver=reader.text("approver"),
        prepared_by=reader.texts("prepared_by"),
        base=reader.text("base"),
        at=reader.moment("at"),
        acknowledged=reader.texts("acknowledged"),
        stands_for=reader.text("for") if reader.has("for") else None,
    )
    reader.finish()
    if read.decision not in DECISIONS:
        raise BadStatement(f"it decides `{read.decision[:40]}`, which is nothing")
    if not read.approves or not set(read.approves) <= read.records.keys():
        raise BadStatement("it approves what it does not list")
    return read


def says_other(said: ApprovalStatement, data: Mapping[str, Any]) -> bool:
    """Whether the decision's own record says otherwise than what was signed for it."""
    kind = str(data.get("schema", "")).partition("/")[0]
    return (
        DECISION_OF.get(kind) != said.decision
        or data.get("scope") != said.scope
        or data.get("approves", data.get("returns")) != list(said.approves)
        or data.get("approved_by", data.get("returned_by")) != said.approver
    )


def hash_record(data: Mapping[str, Any]) -> str:
    """What a statement lists of a record: over what it says, never over how it is written."""
    return sha256_of(canonical_json(data))


def list_set(
    scope: str, approves: Sequence[str], kinds: Iterable[tuple[str, str]]
) -> tuple[str, ...]:
    """The ids of all records that an approval of this scope has to list, sorted.

    `kinds` are id and kind of every record of the case that is not voided. A plan is whole in its
    own record. A closing stands on more, and what is added to that is no longer what was approved.
    """
    more = {i for i, kind in kinds if kind in CLOSING_STANDS_ON} if scope == "closing" else set()
    return tuple(sorted(more.union(approves)))
