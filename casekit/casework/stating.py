"""What a supervisor is shown before deciding, and the signed statement of the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from casekit.casework.approving import list_missing_of_plans
from casekit.casework.desk import Desk
from casekit.casework.drafting import Recorded
from casekit.difference.cases import compare_cases
from casekit.errors import GateRefused, Unreadable
from casekit.history.authors import find_branch_base, list_authored
from casekit.history.objects import list_files, read_blobs
from casekit.history.signing import SigningKey, sign
from casekit.model.changes import NewFile
from casekit.model.findings import Finding
from casekit.model.plans import list_given
from casekit.model.records import Case, Record
from casekit.practice.checks import check_case
from casekit.practice.closing_gates import find_closing_gates
from casekit.practice.rulebook import Rulebook
from casekit.practice.scope import Scope
from casekit.records.profile import read_document
from casekit.trust.approval import (
    DECISION_OF,
    ApprovalStatement,
    hash_record,
    list_set,
    read_approval,
)
from casekit.trust.chain import TrustChain
from casekit.trust.places import file_names
from casekit.trust.saved import read_saved_chain
from casekit.trust.statements import OF_APPROVAL, BadStatement
from casekit.trust.trust_file import TrustFile
from casekit.workspace.loading import LoadedCase
from casekit.workspace.workspace import Workspace

# What is about the closing itself, and is written only after its approval.
_OF_THE_CLOSING = frozenset({"approved", "aftercare said", "lessons written"})


@dataclass(frozen=True, eq=False)
class Signer:
    """The key that signs, and the trust under which it does."""

    key: SigningKey
    chain: TrustChain


@dataclass(frozen=True)
class Preview:
    """What is decided on: what changed since the last approval, and all that speaks against it.

    `points` are the codes of findings and gates, each with its sentence; `records` are sums over
    what each listed record says.
    """

    scope: str
    changed: tuple[str, ...]
    points: Mapping[str, Sequence[str]]
    records: Mapping[str, str]


def find_trust(workspace: Workspace) -> TrustChain | None:
    """The trust in force in the newest version; None where approvals are not signed.

    Raises Unreadable where there is a trust file and it does not hold: nothing goes unsigned then.
    """
    chain = read_saved_chain(workspace.repo, workspace.version)
    if chain.newest is None and chain.findings:
        raise Unreadable(
            "the trust file does not hold, so nothing can be signed; nothing was saved",
            chain.findings,
            hint="see what is wrong: casekit verify",
        )
    return chain if chain.newest is not None else None


def stand_in(desk: Desk, trust: TrustFile) -> Desk:
    """The desk of a delegate, who has no supervisor's role of their own."""
    if trust.may_approve(desk.worker.id):
        return desk
    given = [d for d in trust.delegations_to(desk.worker.id) if d.covers(desk.now)]
    return replace(desk, stands_for=given[0].of) if given else desk


def preview_decision(
    done: Recorded, workspace: Workspace, book: Rulebook, now: datetime
) -> Preview:
    """What is decided on, as the case is before the decision."""
    decision = done.changes.new[0].data
    loaded = done.loaded.without_record(str(decision["id"]))
    case, scope = loaded.case, str(decision["scope"])
    approves = _decided_on(decision)
    points: dict[str, list[str]] = {}
    # An approval that does not hold is answered by the decision itself.
    answered = {
        doubt.path
        for one, doubt in case.unproven.items()
        if (record := case.find(one)) is not None
        and {one, *record.data.get("approves", ())} & set(approves)
    }
    for finding in check_case(Scope(loaded, workspace.agency, workspace.schemas, now)):
        if finding.path in answered and finding.code.startswith("APPROVAL-"):
            continue
        points.setdefault(finding.code, []).append(f"{finding.path}: {finding.message}")
    for name, says in _list_unmet(scope, loaded, approves, book, now):
        points.setdefault(name.replace(" ", "-"), []).append(says)
    records = {
        one: hash_record(record.data)
        for one in list_set(scope, approves, _kinds(case))
        if (record := case.find(one)) is not None
    }
    return Preview(scope, tuple(list_changed(loaded, workspace, scope, records)), points, records)


def list_changed(
    loaded: LoadedCase, workspace: Workspace, scope: str, records: Mapping[str, str]
) -> list[str]:
    """What changed since the last approval of this scope, in words, names and texts with them.

    Only of the records that are decided on. What was never approved is told as new; `!` marks what
    must not be overlooked.
    """
    case = loaded.case
    earlier = [r for r in list_given(case) if r.data["scope"] == scope]
    before = _load_approved(workspace, earlier[-1]) if earlier else None
    if before is None:
        others = tuple(r for r in case.records if r.id not in records)
        before = replace(case, records=others)
    lines, told = [], set()
    for change in compare_cases(before, case, workspace.schemas, names=True):
        if change.record in records or (change.code == "record-removed" and scope == "closing"):
            told.add(change.record)
            lines.append(f"! {change.says}" if change.attention else change.says)
            lines += (f"    {line}" for line in change.details)
    # A squash brings an approval and what was changed after it in one version.
    lines += (
        f"! {one}: it is not what was approved, and no version has what it said then"
        for one, digest in _read_approved(workspace, case, earlier).items()
        if one in records and records[one] != digest and one not in told
    )
    return lines


def _read_approved(
    workspace: Workspace, case: Case, earlier: Sequence[Record]
) -> Mapping[str, str]:
    """What the newest signed approval of these was given to; nothing where none is signed."""
    for approval in reversed(earlier):
        path, _ = file_names(case.path, approval.id)
        if workspace.source.has(path):
            try:
                return read_approval(workspace.source.read([path])[path]).records
            except BadStatement:
                continue  # verify tells what is wrong with it
    return {}


def _load_approved(workspace: Workspace, approval: Record) -> Case | None:
    """The case in the version that brought an approval; None while no version has it."""
    versions = workspace.repo.list_versions(approval.path)
    if not versions:
        return None
    source = Workspace.read(workspace.repo, workspace.schemas, as_known=versions[-1])
    number = approval.path.split("/")[-3]
    return source.load(number).case if number in source.case_folders else None


def require_acknowledged(preview: Preview, acknowledged: Sequence[str]) -> tuple[str, ...]:
    """What speaks against it and was named all the same, sorted; raises GateRefused."""
    said = {one.casefold() for one in acknowledged}
    missing = [code for code in preview.points if code.casefold() not in said]
    if missing:
        raise GateRefused(
            "nothing was saved",
            [
                Finding(
                    code="GATE-NOT-ACKNOWLEDGED",
                    message=f"{code}: {'; '.join(preview.points[code][:3])}",
                    path="casekit approve",
                    hint=f"mend it, or say that you know of it: --acknowledge {code}",
                )
                for code in missing
            ],
        )
    return tuple(sorted(preview.points))


def state_decision(
    done: Recorded,
    workspace: Workspace,
    desk: Desk,
    signer: Signer,
    preview: Preview,
    acknowledged: Sequence[str],
) -> Recorded:
    """Add the signed statement of a decision to what is saved with it; raises GateRefused."""
    new = done.changes.new[0]
    trust, version = signer.chain.newest, workspace.version
    first = signer.chain.first_digest
    assert trust is not None and version is not None and first is not None
    case = done.loaded.case
    approves = tuple(_decided_on(new.data))
    approved = [r for one in approves if (r := case.find(one)) is not None]
    listed = [r for one in preview.records if (r := case.find(one)) is not None]
    faults = [*_refuse_signer(trust, desk, signer.key), *_refuse_unsaved(workspace, case, listed)]
    authors = _find_authors(workspace, version, approved)
    if new.kind == "approval" and desk.worker.id in authors:
        faults.append(
            _refuse(
                "GATE-APPROVER-IS-AUTHOR",
                f"{desk.worker.id} saved a version of what is approved and so cannot approve it",
                "another supervisor approves what a supervisor wrote",
            )
        )
    if faults:
        raise GateRefused("nothing was saved", faults)
    statement = ApprovalStatement(
        workspace=first,
        case=case.number,
        decision=DECISION_OF[new.kind],
        scope=preview.scope,
        record=str(new.data["id"]),
        own=hash_record(new.data),
        approves=approves,
        records=preview.records,
        approver=desk.worker.id,
        prepared_by=tuple(sorted({*authors, *(r.recorded_by for r in approved)})),
        base=find_branch_base(workspace.repo, version),
        at=datetime.fromisoformat(desk.stamp),
        acknowledged=tuple(acknowledged),
        stands_for=desk.stands_for,
    )
    path, beside = file_names(case.path, statement.record)
    content = statement.content
    signature = sign(content, OF_APPROVAL, signer.key).encode("ascii")
    files = (NewFile(path, content), NewFile(beside, signature))
    return replace(done, changes=done.changes._replace(files=files))


def _list_unmet(
    scope: str, loaded: LoadedCase, approves: Sequence[str], book: Rulebook, now: datetime
) -> list[tuple[str, str]]:
    case = loaded.case
    approved = [r for one in approves if (r := case.find(one)) is not None]
    gates = list_missing_of_plans(case, approved, book, now)
    if scope == "closing" and approved:
        timeline = book.timeline(case, now)
        obligations = book.judge(timeline, now).obligations
        children = sorted({child for r in approved for child in r.children})
        # The usual end: another reason asks for less, and says so when the case is closed.
        supposed = approved[-1]._replace(
            kind="closing", data={"reason": "goals achieved", "children": children}
        )
        found = find_closing_gates(supposed, case, timeline, obligations, now)
        gates += [g for g in found if not g.met and g.name not in _OF_THE_CLOSING]
    return [(gate.name, gate.says) for gate in gates]


def _decided_on(decision: Mapping[str, Any]) -> list[str]:
    return [str(one) for one in decision.get("approves", decision.get("returns", ()))]


def _kinds(case: Case) -> list[tuple[str, str]]:
    return [(r.id, r.kind) for r in case.records if not r.is_voided]


def _refuse_signer(trust: TrustFile, desk: Desk, key: SigningKey) -> list[Finding]:
    worker = desk.worker.id
    person = trust.person(worker)
    if person is None or not person.has_key(key.public):
        return [
            _refuse(
                "GATE-KEY-NOT-TRUSTED",
                f"your key is none of those that the trust file has for {worker}",
                f"a root adds it: casekit trust add {worker} --key FILE.pub",
            )
        ]
    if not trust.may_approve(worker) and desk.stands_for is None:
        return [
            _refuse(
                "GATE-APPROVER-NOT-TRUSTED",
                f"the trust file does not let {worker} approve, nor stand in for anybody now",
                "a supervisor of the trust file approves; who is one: casekit trust",
            )
        ]
    return []


def _refuse_unsaved(workspace: Workspace, case: Case, listed: Sequence[Record]) -> list[Finding]:
    """Only what the newest version has can be found again: nobody approves an unsaved edit."""
    assert workspace.version is not None
    saved = {f.path: f.oid for f in list_files(workspace.repo, workspace.version, case.path)}
    there = [record for record in listed if record.path in saved]
    blobs = read_blobs(workspace.repo, [saved[record.path] for record in there])
    same = {
        record.id
        for record in there
        if isinstance(data := read_document(blobs[saved[record.path]], record.path).data, dict)
        and hash_record(data) == hash_record(record.data)
    }
    return [
        _refuse(
            "GATE-NOT-SAVED",
            f"{record.path} is not in the newest version as it lies in the folder",
            "save it with git, or throw the edit away: "
            f'git restore --staged --worktree -- "{record.path}"',
        )
        for record in listed
        if record.id not in same
    ]


def _read(content: bytes, path: str) -> str | None:
    data = read_document(content, path).data
    return hash_record(data) if isinstance(data, dict) else None


def _find_authors(workspace: Workspace, version: str, approved: Sequence[Record]) -> set[str]:
    """The workers who made versions of the records, by the addresses that git was told."""
    ids = {worker.email.casefold(): worker.id for worker in workspace.agency.staff}
    found = list_authored(workspace.repo, version, [record.path for record in approved])
    return {ids[one.email.casefold()] for one in found if one.email.casefold() in ids}


def _refuse(code: str, message: str, hint: str) -> Finding:
    return Finding(code=code, message=message, path="casekit approve", hint=hint)
