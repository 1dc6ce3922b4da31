"""How the approvals that a branch brings are signed, in words for its page.

They were judged when the case was loaded, by the trust file of the branch that the work goes to.
The last word has `casekit verify`, once the branch is merged: only then is it known when an
approval came in.
"""

from __future__ import annotations

from collections.abc import Mapping

from casekit.model.records import Case, Record
from casekit.trust.places import file_names
from casekit.workspace.workspace import Workspace

_NOT_SIGNED = "NOT SIGNED"
_DAMAGED = "ITS SIGNATURE DOES NOT HOLD"
_NOT_TRUSTED = "SIGNED WITH A KEY THAT IS NOT TRUSTED FOR IT"
# By the code of what speaks against it; another one is told by its code.
_WORDS: Mapping[str, str] = {
    "APPROVAL-NOT-SIGNED": _NOT_SIGNED,
    "APPROVAL-SIGNATURE-MISSING": _NOT_SIGNED,
    "APPROVAL-NOT-CANONICAL": _DAMAGED,
    "APPROVAL-SIGNATURE-BAD": _DAMAGED,
    "APPROVAL-KEY-NOT-TRUSTED": _NOT_TRUSTED,
    "APPROVAL-NO-AUTHORITY": _NOT_TRUSTED,
    "APPROVAL-REPLAYED": "SIGNED FOR SOMETHING ELSE",
    # What was changed stands behind the first colon, by its kind and id.
    "APPROVAL-VOID": "GIVEN TO OTHER WORDS: {what}",
}


def say_signature(after: Workspace, case: Case, approval: Record) -> str:
    """How an approval is signed, to be said behind it; nothing where there is no trust file."""
    if after.proof is None:
        return ""
    doubt = case.unproven.get(approval.id)
    if doubt is not None:
        words = _WORDS.get(doubt.code, f"COUNTS FOR NOTHING: {doubt.code}")
        return f"; {words.format(what=doubt.message.partition(': ')[2])}"
    # Without one it counts where it is of before there was trust, or of an office elsewhere.
    is_signed = after.source.has(file_names(case.path, approval.id)[0])
    return "; signed" if is_signed else f"; {_NOT_SIGNED}"
