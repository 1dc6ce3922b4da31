"""The approvals that a branch brings, each with whether its signature would hold.

A first look, by the trust file of the branch that the work goes to. The last word has
`casekit verify`, once the branch is merged: only then is it known when an approval came in.
"""

from __future__ import annotations

from casekit.errors import CasekitError
from casekit.history.signing import check_signature
from casekit.model.findings import Finding
from casekit.model.records import Case, Record
from casekit.trust.approval import hash_record, read_approval, says_other
from casekit.trust.chain import TrustChain
from casekit.trust.places import file_names
from casekit.trust.proof import may_decide
from casekit.trust.statements import OF_APPROVAL, BadStatement
from casekit.workspace.workspace import Workspace


def say_signature(after: Workspace, chain: TrustChain, case: Case, approval: Record) -> str:
    """How an approval is signed, to be said behind it; nothing where there is no trust file."""
    doubt = case.unproven.get(approval.id)
    if chain.newest is None:
        return _say_doubt(doubt) if doubt is not None else ""
    path, beside = file_names(case.path, approval.id)
    if not (after.source.has(path) and after.source.has(beside)):
        return "; NOT SIGNED"
    try:
        contents = after.source.read([path, beside])
        said = read_approval(contents[path])
        public = check_signature(contents[beside].decode("ascii"), contents[path], OF_APPROVAL)
    except (CasekitError, BadStatement, ValueError):
        return "; ITS SIGNATURE DOES NOT HOLD"
    owner = chain.newest.owner_of(public)
    if owner is None or owner.id != said.approver or not may_decide(chain.newest, said):
        return "; SIGNED WITH A KEY THAT IS NOT TRUSTED FOR IT"
    own = (chain.first_digest, case.number, approval.id, hash_record(approval.data))
    signed = (said.workspace, said.case, said.record, said.own)
    if own != signed or says_other(said, approval.data):
        return "; SIGNED FOR SOMETHING ELSE"
    for one, digest in said.records.items():
        record = case.find(one)
        if record is None or hash_record(record.data) != digest:
            return f"; GIVEN TO OTHER WORDS: {one} was changed since"
    return _say_doubt(doubt) if doubt is not None else "; signed"


def _say_doubt(doubt: Finding) -> str:
    return f"; COUNTS FOR NOTHING: {doubt.code}"
