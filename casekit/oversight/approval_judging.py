"""One approval against the trust in force where it came in, the records, and the history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from casekit.history.signing import BadSignature, check_signature, fingerprint
from casekit.model.findings import Finding, Severity
from casekit.oversight.approval_content import CaseContent, ReadRecord, judge_content, judge_own
from casekit.oversight.branch_line import BranchLine
from casekit.oversight.story import TOLERANCE, Saved
from casekit.oversight.trust_line import TrustLine
from casekit.oversight.version_authors import Author
from casekit.trust.approval import ApprovalStatement, read_approval
from casekit.trust.places import file_names
from casekit.trust.statements import OF_APPROVAL, BadStatement
from casekit.trust.trust_file import TrustFile


class Judged(NamedTuple):
    """A decision as verification found it; `holds` where nothing speaks against it.

    `is_sound` where it was right when it came in, whatever was changed afterwards.
    `entered` is the version of the line that brought it, `trust` the version of the trust file in
    force there, None where it is not signed or was not read so far.
    """

    case: str
    record: str
    path: str
    decision: str
    scope: str
    approver: str
    holds: bool
    statement: ApprovalStatement | None = None
    key: str | None = None
    entered: Saved | None = None
    trust: int | None = None
    is_sound: bool = False


# What speaks against an approval only since something was changed.
_SINCE = frozenset({"APPROVAL-VOID", "APPROVAL-ADDED-AFTER"})


@dataclass(frozen=True, eq=False)
class Judge:
    """What all decisions of a workspace are judged by."""

    line: BranchLine
    trust: TrustLine
    read_authors: Callable[[list[str]], list[Author]]
    workers: frozenset[str] = frozenset()

    def judge(
        self, case: CaseContent, path: str, content: bytes, sign: bytes
    ) -> tuple[Judged | None, list[Finding]]:
        """Judge a statement and its signature, with the decision's own record if it is there.

        Those of one case are judged in the order in which they came in.
        """
        record_id = path.rpartition("/")[2].removesuffix(".json")
        try:
            said = read_approval(content)
        except BadStatement as fault:
            return None, [
                _find(
                    "APPROVAL-NOT-CANONICAL",
                    f"this is no statement of an approval: {fault.message}",
                    path,
                    "it was not written by casekit approve: let the supervisor approve anew",
                )
            ]
        place = self.line.entered(*file_names(case.folder, record_id))
        entered = self.line.steps[place]
        trust = self.trust.at(place)
        findings: list[Finding] = []
        key: str | None = None
        try:
            key = check_signature(sign.decode("ascii", "replace"), content, OF_APPROVAL)
        except BadSignature as fault:
            findings.append(
                _find(
                    "APPROVAL-SIGNATURE-BAD",
                    f"the signature does not hold: {fault.message}",
                    path,
                    "find out who changed it (casekit log); the supervisor approves anew",
                )
            )
        findings += self._judge_place(case, said, record_id, path)
        if key is not None:
            findings += self._judge_key(said, key, trust, entered, path)
        findings += self._judge_times(said, place, entered, path)
        if said.decision == "approved":
            findings += self._judge_self(case, said, place, path)
        own = case.read(record_id)
        for each in own or (None,):
            findings += judge_own(said, each, path)
        is_current = not own or not all(each.is_voided for each in own)
        if said.decision == "approved" and is_current:
            findings += judge_content(self.line, case, said, place, path)
            findings += self._judge_given_again(case, own, path)
        if not is_current:
            findings = [f._replace(severity="warning") for f in findings]
        errors = {f.code for f in findings if f.severity == "error"}
        judged = Judged(
            *(case.number, record_id, path, said.decision, said.scope, said.approver),
            holds=not errors and is_current,
            statement=said,
            key=fingerprint(key) if key is not None else None,
            entered=entered,
            trust=trust.number if trust is not None else None,
            is_sound=errors <= _SINCE and is_current,
        )
        return judged, findings

    def _judge_given_again(
        self, case: CaseContent, own: list[ReadRecord], path: str
    ) -> Iterator[Finding]:
        """Whoever takes an approval back signs nothing with it: only history shows that it was."""
        for record in own:
            oids = self.line.former.get(record.path, ())
            former = (case.read_object(record.path, oid) for oid in oids)
            if not record.is_voided and any(one.is_voided for one in former):
                yield _find(
                    "APPROVAL-GIVEN-AGAIN",
                    "it was taken back in an earlier version, and stands again",
                    path,
                    "put its `voided:` back; a supervisor who means it approves anew: casekit "
                    f"approve {case.number}",
                )

    def _judge_place(
        self, case: CaseContent, said: ApprovalStatement, record_id: str, path: str
    ) -> Iterator[Finding]:
        """A statement counts in the one workspace, case and record that it names."""
        first = self.trust.first_digest
        meant = {
            "workspace": (said.workspace, first),
            "case": (said.case, case.number),
            "record": (said.record, record_id),
        }
        for what, (named, here) in meant.items():
            if named != here:
                yield _find(
                    "APPROVAL-REPLAYED",
                    f"it was signed for another {what}: {named[:24]}, not {str(here)[:24]}",
                    path,
                    "somebody copied it here: remove it, and find out who did (casekit log)",
                )

    def _judge_key(
        self,
        said: ApprovalStatement,
        key: str,
        trust: TrustFile | None,
        entered: Saved,
        path: str,
    ) -> Iterator[Finding]:
        if trust is None:
            yield _find(
                "APPROVAL-BEFORE-TRUST",
                f"when it came in, with version {entered.name}, there was no trust file",
                path,
                "approve anew: nobody can tell whose key that was",
            )
            return
        person = trust.person(said.approver)
        if person is None or not person.has_key(key):
            now, ever = trust.owner_of(key), self.trust.ever_owned(key)
            whose = (
                f"a key of {now.id}"
                if now is not None
                else f"a key of {ever} that was not trusted then"
                if ever is not None
                else "a key that nobody is trusted with"
            )
            yield _find(
                "APPROVAL-KEY-NOT-TRUSTED",
                f"it says that {said.approver} decided and is signed with {whose}, "
                f"{fingerprint(key)}; version {trust.number} of the trust file was in force when "
                f"it came in, with version {entered.name}",
                path,
                f"{said.approver} or another supervisor approves anew, with a trusted key",
            )
            return
        if trust.may_approve(said.approver):
            return
        given = [d for d in trust.delegations_to(said.approver) if d.of == said.stands_for]
        if not given:
            yield _find(
                "APPROVAL-NO-AUTHORITY",
                f"the trust file lets {said.approver} approve neither by a role nor in the place of"
                f" {said.stands_for or 'anybody'}",
                path,
                "a supervisor of the trust file approves: casekit trust tells who is one",
            )
        elif not any(d.covers(said.at) and d.covers(_until(entered, d.until)) for d in given):
            yield _find(
                "APPROVAL-DELEGATION-OVER",
                f"{said.approver} stood in for {said.stands_for} until "
                f"{_say(max(d.until for d in given))}; it bears {_say(said.at)} and came in with "
                f"version {entered.name}",
                path,
                f"{said.stands_for} or another supervisor approves anew",
            )

    def _judge_times(
        self, said: ApprovalStatement, place: int, entered: Saved, path: str
    ) -> Iterator[Finding]:
        base = self.line.brought.get(said.base)
        if base is None:
            yield _find(
                "APPROVAL-BASE-LOST",
                f"it was made on version {said.base[:7]}, which is not in the history: that was "
                "written anew, or is of another workspace",
                path,
                "fetch the history that has it, and find out who wrote this one anew",
            )
        elif base > place:
            yield _find(
                "APPROVAL-BASE-LATER",
                f"it says that it was made on version {said.base[:7]}, which came in after it",
                path,
                "find out who put it into an older version (casekit log)",
            )
        elif said.at < self.line.steps[base].at - TOLERANCE:
            yield _find(
                "APPROVAL-DATED-BACK",
                f"it says {_say(said.at)}, and was made on version "
                f"{self.line.steps[base].name}, which is later",
                path,
                "see whose clock was wrong; where none was, ask who approved",
            )
        if said.at > entered.at + TOLERANCE:
            yield _find(
                "APPROVAL-AFTER-VERSION",
                f"it says {_say(said.at)}, later than the version that brought it: {entered.name}",
                path,
                "see whose clock was wrong: casekit log",
            )

    def _judge_self(
        self, case: CaseContent, said: ApprovalStatement, place: int, path: str
    ) -> Iterator[Finding]:
        """Who approves has neither recorded nor versioned it since it was approved before."""
        for record in [record for one in said.approves for record in case.read(one)]:
            if record.data is None:
                continue
            if record.data.get("recorded_by") == said.approver:
                yield _find_self(said, record, "recorded it", path)
                continue
            places = case.earlier.setdefault((record.path, said.scope), [])
            since = max((p for p in places if p < place), default=-1)
            places.append(place)
            yield from self._judge_authors(said, record, since, place, path)

    def _judge_authors(
        self, said: ApprovalStatement, record: ReadRecord, since: int, place: int, path: str
    ) -> Iterator[Finding]:
        versions = list(self.line.authored(record.path, since, place))
        authors = self.read_authors(versions)
        for version, author in zip(versions, authors, strict=True):
            if author.worker != said.approver:
                continue
            told = "signed" if author.is_proven else "made, as git was told,"
            if self.line.steps[place].id != version or author.is_proven:
                yield _find_self(said, record, f"{told} version {version[:7]} of it", path)
                return
            # Squashed into one: git names whoever squashed it, and nobody else.
            yield _find(
                "APPROVAL-AUTHORS-UNSEEN",
                f"{record.path} and its approval came in with one version, "
                f"{version[:7]}, that {said.approver} {told}: history does not show "
                f"who wrote it. The statement says: {', '.join(said.prepared_by)}",
                path,
                "merge without squashing where that has to be shown",
                "warning",
            )
            return


def _until(entered: Saved, end: datetime) -> datetime:
    # A version is saved moments after what it holds was signed.
    return min(entered.at, end) if entered.at <= end + TOLERANCE else entered.at


def _say(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _find_self(said: ApprovalStatement, record: ReadRecord, did: str, path: str) -> Finding:
    return _find(
        "APPROVAL-SELF",
        f"{said.approver} approved {record.path}, and {did}",
        path,
        "another supervisor approves what a supervisor wrote",
    )


def _find(code: str, message: str, path: str, hint: str, severity: Severity = "error") -> Finding:
    return Finding(code=code, message=message, path=path, severity=severity, hint=hint)
