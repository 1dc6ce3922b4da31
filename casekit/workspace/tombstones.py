"""The state of a case file as the agency decided it: open to its readers, sealed, or destroyed.

`tombstone.yaml` in the case's folder says it, signed by who decided. Without it a case is active.
What is decided there outlives the records: of a destroyed case nothing else is left but the file
that says its number, so that the number is never given again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casekit.errors import GateRefused
from casekit.history.signing import BadSignature, check_signature, fingerprint
from casekit.model.findings import Finding, Severity
from casekit.model.records import Record
from casekit.records.canonical import canonical_json
from casekit.workspace.agency import Agency

STATES = ("active", "restricted", "sealed", "destroyed")
NAMESPACE = "casekit-tombstone"


class CaseWithheld(GateRefused):
    """The case file was sealed or destroyed."""

    def __init__(self, number: str, tombstone: Mapping[str, Any]) -> None:
        state, by = tombstone["state"], tombstone["recorded_by"]
        self.code = f"CASE-{state.upper()}"
        way = (
            "it is not read or written; a supervisor opens it again: "
            f'casekit expunge {number} --state active --reason "..." --authority "..."'
            if state == "sealed"
            else "nothing of it is left here, and its number is not used again"
        )
        super().__init__(
            f"case {number} was {state} on {str(tombstone['recorded_at'])[:10]} by {by}", hint=way
        )


def signed_statement(data: Mapping[str, Any]) -> bytes:
    """What is signed: a tombstone without its signature, keys sorted, no space, UTF-8."""
    words = {key: value for key, value in data.items() if key != "signature"}
    return canonical_json(words)


def judge_signature(record: Record, agency: Agency) -> Iterator[Finding]:
    """Whether a tombstone was signed, as it stands, with a key of who is said to have decided."""
    data = record.data
    try:
        public = check_signature(data["signature"], signed_statement(data), NAMESPACE)
    except BadSignature as fault:
        yield _finding(
            record,
            "TOMBSTONE-SIGNATURE",
            f"the signature does not hold: {fault.message}",
            "find out who changed the file (casekit log); sign anew what is right",
        )
        return
    worker = agency.worker(data["recorded_by"])
    if worker is None or public not in {" ".join(k.split()[:2]) for k in worker.signing_keys}:
        yield _finding(
            record,
            "TOMBSTONE-KEY-UNKNOWN",
            f"it is signed with a key that agency.yaml does not have for {data['recorded_by']}: "
            + fingerprint(public),
            "compare the fingerprint with the person, then put the key under `signing_keys:`",
            "warning",
        )


def _finding(
    record: Record, code: str, message: str, hint: str, severity: Severity = "error"
) -> Finding:
    return Finding(
        code=code,
        message=message,
        path=record.path,
        line=record.line,
        severity=severity,
        hint=hint,
    )
