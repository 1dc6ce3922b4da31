"""Whether an approval bears a signature that holds, as far as files alone can show it.

Whatever reads a case asks here, so that no limit is met and no gate opened by a name that somebody
typed. When an approval came in, and what the trust file said at that time, files do not show: that
is the history's to tell, and `casekit verify` reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from casekit.history.signing import BadSignature, check_signature
from casekit.model.findings import Finding
from casekit.model.records import Case, Record
from casekit.model.when import FIRST_INSTANT
from casekit.trust.approval import (
    ApprovalStatement,
    hash_record,
    list_set,
    read_approval,
    says_other,
)
from casekit.trust.chain import TrustChain
from casekit.trust.places import file_names
from casekit.trust.statements import OF_APPROVAL, BadStatement
from casekit.trust.trust_file import TrustFile


@dataclass(frozen=True)
class Proof:
    """What approvals are judged by: the trust in force, and who works for this agency.

    A chain of which no version holds lets none count: who spoils the trust file wins nothing.
    `coming` are the ids of those that come in now: the newest version alone judges their keys.
    """

    chain: TrustChain
    workers: frozenset[str]
    coming: frozenset[str] = frozenset()

    @cached_property
    def since(self) -> datetime:
        """When approvals began to be signed here: what was written down before bears no signature.

        A version of the trust file has no moment of its own; its keys have. Without any, always.
        One that still waits for its roots says it as well.
        """
        first = next(iter(self.chain.versions), self.chain.waiting)
        people = first.people.values() if first is not None else ()
        keys = [key for person in people for key in person.keys]
        return min((key.since for key in keys), default=FIRST_INSTANT)

    def find_unproven(self, case: Case, contents: Mapping[str, bytes]) -> dict[str, Finding]:
        """The approvals of a case that count for nothing, by id, each with why.

        So do those that stand in an extension or exception itself: nobody signs with it.
        `contents` are the files of the case by path, statements and signatures among them.
        """
        found: dict[str, Finding] = {}
        for record in case.facts("approval"):
            if (doubt := next(self._doubt(case, record, contents), None)) is not None:
                found[record.id] = doubt
        found |= dict(self._find_overtaken(case, contents, found))
        for record in case.facts("extension", "exception"):
            decided = "approved_by" in record.data
            if decided and (doubt := next(self._judge_unsigned(case, record), None)) is not None:
                found[record.id] = doubt
        return found

    def _find_overtaken(
        self, case: Case, contents: Mapping[str, bytes], found: Mapping[str, Finding]
    ) -> Iterator[tuple[str, Finding]]:
        """Approvals of what was approved anew since, and says now what it said before.

        Whoever puts the older words back does not bring back their approval, not even by taking
        back the newer one.
        """
        for newer in (r for r in case.records if r.kind == "approval"):
            doubt = found.get(newer.id)
            if newer.is_voided:
                doubt = next(self._doubt(case, newer, contents), None)
            if doubt is None or doubt.code != "APPROVAL-VOID":
                continue  # with another code nobody trusted has signed it
            said = read_approval(contents[file_names(case.path, newer.id)[0]])
            changed = {one for one in said.approves if _is_changed(case, one, said.records[one])}
            for record in case.facts("approval"):
                is_older = record.id not in found and record.recorded_at < said.at
                if is_older and not changed.isdisjoint(record.data["approves"]):
                    says = f"{newer.id}, given since, is of other words"
                    yield record.id, _find(case, record, "APPROVAL-VOID", says)

    def _doubt(
        self, case: Case, record: Record, contents: Mapping[str, bytes]
    ) -> Iterator[Finding]:
        path, beside = file_names(case.path, record.id)
        content, signature = contents.get(path), contents.get(beside)
        if content is None:
            yield from self._judge_unsigned(case, record)
            return
        if signature is None:
            says = "its statement bears no signature"
            yield _find(case, record, "APPROVAL-SIGNATURE-MISSING", says)
            return
        try:
            said = read_approval(content)
        except BadStatement as fault:
            says = f"its statement cannot be read in one way only: {fault.message}"
            yield _find(case, record, "APPROVAL-NOT-CANONICAL", says)
            return
        try:
            key = check_signature(signature.decode("ascii", "replace"), content, OF_APPROVAL)
        except BadSignature as fault:
            says = f"its signature does not hold: {fault.message}"
            yield _find(case, record, "APPROVAL-SIGNATURE-BAD", says)
            return
        meant = (self.chain.first_digest, case.number, record.id)
        is_other = meant != (said.workspace, said.case, said.record)
        if self.chain.versions and (is_other or says_other(said, record.data)):
            says = "its statement was signed for something else than its record says"
            yield _find(case, record, "APPROVAL-REPLAYED", says)
        yield from self._judge_key(case, record, said, key)
        yield from _judge_content(case, record, said)

    def _judge_unsigned(self, case: Case, record: Record) -> Iterator[Finding]:
        # The id of a duty names the records that it arose from.
        named = record.data.get("approves", str(record.data.get("obligation")).split("/"))
        about = [r for one in named for r in _find_all(case, one)]
        # Nobody has approved what was not there yet.
        if all(r.recorded_at < self.since for r in (record, *about)):
            return
        approver = record.data["approved_by"]
        if approver not in self.workers and self._came_with_it(case, record, about):
            return  # what another office approved came without its statements
        says = "there is a trust file, and no signed statement of it"
        yield _find(case, record, "APPROVAL-NOT-SIGNED", says)

    def _came_with_it(self, case: Case, record: Record, about: list[Record]) -> bool:
        """Whether it is of a time in which nobody of this agency wrote anything in the case."""
        ours = (r for r in case.records if r.recorded_by in self.workers)
        return all(r not in about and r.recorded_at > record.recorded_at for r in ours)

    def _judge_key(
        self, case: Case, record: Record, said: ApprovalStatement, key: str
    ) -> Iterator[Finding]:
        """Whose key it is, by any version of the trust file: somebody may have left since."""
        since = -1 if record.id in self.coming else 0
        owned = [
            trust
            for trust in self.chain.versions[since:]
            if (person := trust.person(said.approver)) is not None and person.has_key(key)
        ]
        if not owned:
            says = f"it is signed with a key that nobody trusts as one of {said.approver}"
            yield _find(case, record, "APPROVAL-KEY-NOT-TRUSTED", says)
        elif not any(may_decide(trust, said) for trust in owned):
            says = f"the trust file does not let {said.approver} approve"
            yield _find(case, record, "APPROVAL-NO-AUTHORITY", says)
        else:
            # What was written down when a delegate's time was over, nobody approved in that time.
            there = [r.recorded_at for one in said.approves for r in _find_all(case, one)]
            latest = replace(said, at=max(said.at, record.recorded_at, *there))
            if not any(may_decide(trust, said) and may_decide(trust, latest) for trust in owned):
                says = f"it is of later than {said.approver} stood in for {said.stands_for}"
                yield _find(case, record, "APPROVAL-DELEGATION-OVER", says)


def may_decide(trust: TrustFile, said: ApprovalStatement) -> bool:
    """Whether a version of the trust file lets the approver decide, by a role or for somebody."""
    return trust.may_approve(said.approver) or any(
        given.of == said.stands_for and given.covers(said.at)
        for given in trust.delegations_to(said.approver)
    )


def _judge_content(case: Case, record: Record, said: ApprovalStatement) -> Iterator[Finding]:
    """What was approved says the same as then, and whoever approves has not recorded it."""
    if hash_record(record.data) != said.own:
        yield _find(case, record, "APPROVAL-VOID", "its own record was changed since it was signed")
    for one, digest in said.records.items():
        found = _find_all(case, one)
        # What is taken back itself needs no approval; what a closing stands on was read for it.
        is_over = one in said.approves and any(r.is_voided for r in found)
        if not found:
            yield _find(case, record, "APPROVAL-VOID", f"{one}, which it approves, cannot be read")
        elif _is_changed(case, one, digest) and not (is_over and len(found) == 1):
            says = f"{found[0].kind} {one} was changed since it was approved"
            yield _find(case, record, "APPROVAL-VOID", says)
        if one in said.approves and any(r.recorded_by == said.approver for r in found):
            says = f"{said.approver} recorded {one} and so cannot approve it"
            yield _find(case, record, "APPROVAL-SELF", says)
    for one in _list_added(case, record, said) if said.scope == "closing" else ():
        says = f"{one} was added to what was approved, and was not read by who approved"
        yield _find(case, record, "APPROVAL-ADDED-AFTER", says)


def _is_changed(case: Case, record_id: str, digest: str) -> bool:
    return any(hash_record(record.data) != digest for record in _find_all(case, record_id))


def _list_added(case: Case, record: Record, said: ApprovalStatement) -> list[str]:
    """What a closing stands on and was not listed; what is of later than the closing is not it."""
    closings = [r.recorded_at for r in case.facts("closing") if r.recorded_at >= record.recorded_at]
    closed = min(closings, default=None)
    kinds = [
        (r.id, r.kind)
        for r in case.records
        if not r.is_voided and (closed is None or r.recorded_at < closed)
    ]
    return [one for one in list_set("closing", (), kinds) if one not in said.records]


def _find_all(case: Case, record_id: str) -> list[Record]:
    """Every record of an id: two files may say that they are it, and only one was approved."""
    return [record for record in case.records if record.id == record_id]


def _find(case: Case, record: Record, code: str, says: str) -> Finding:
    scope = str(record.data.get("scope", record.kind)).replace(" ", "-")
    # By its id: what is over, such as a plan that was superseded, the scope alone does not find.
    which = " ".join(f"--approve {one}" for one in record.data.get("approves", [record.id]))
    return Finding(
        code=code,
        message=f"this approval counts for nothing: {says}",
        path=record.path,
        line=record.line,
        column=1,
        hint=f"a supervisor reads it and approves anew: casekit approve {case.number} "
        f"{scope} {which}; how this one came here tells: casekit verify {case.number}",
    )
