"""What an exception says, as findings: told among others, it ends nothing."""

from __future__ import annotations

from casekit.errors import CasekitError
from casekit.model.findings import Finding


def explain_fault(fault: CasekitError, path: str) -> list[Finding]:
    """Turn an exception into findings: those that it carries, and its own message.

    `path` is where it happened when the exception does not say.
    """
    inner: tuple[Finding, ...] = getattr(fault, "findings", ())
    place = (fault.path or path, fault.line or 0, fault.column or 0)
    return [*inner, Finding(fault.code, fault.message, *place, hint=fault.hint)]
