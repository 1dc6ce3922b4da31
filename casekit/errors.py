"""The exceptions casekit raises on purpose, each with its exit code.

Exit codes: 1 findings or overdue, 2 usage, 3 not found or ambiguous, 4 unreadable or not enough
data to judge, 5 conflicting edit, 6 git, 7 missing tool, 8 refused by a gate, 70 bug,
130 interrupted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from casekit.model.findings import Finding


class CasekitError(Exception):
    """A situation the user can do something about: what happened, where, and the way out."""

    exit_code = 70
    code = "BUG"

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        path: str | None = None,
        line: int | None = None,
        column: int | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.path = path
        self.line = line
        self.column = column

    def __reduce__(self) -> tuple[Any, ...]:
        # From process to process as it is: many kinds build their sentence from something else.
        return _rebuild, (type(self), self.args, self.__dict__)


def _rebuild(kind: type[CasekitError], args: tuple[Any, ...], state: dict[str, Any]) -> Any:
    fault = kind.__new__(kind, *args)
    fault.__dict__.update(state)
    return fault


class UsageFault(CasekitError):
    """The words of the call do not fit together."""

    exit_code = 2
    code = "USAGE"


class BadInput(CasekitError):
    """What was given to record is wrong; every fault is told, nothing is written."""

    exit_code = 2
    code = "BAD-INPUT"

    def __init__(self, message: str, findings: Sequence[Finding], *, hint: str | None = None):
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)


class NotFound(CasekitError):
    """Nothing, or more than one thing, answers to the name that was given."""

    exit_code = 3
    code = "NOT-FOUND"


class Unreadable(CasekitError):
    """A file that is needed cannot be read, or the data does not suffice to judge."""

    exit_code = 4
    code = "UNREADABLE"

    def __init__(
        self,
        message: str,
        findings: Sequence[Finding] = (),
        *,
        hint: str | None = None,
        path: str | None = None,
    ):
        super().__init__(message, hint=hint, path=path)
        self.findings = tuple(findings)


class ConflictingEdit(CasekitError):
    """Somebody else's work stands where this one would be written."""

    exit_code = 5
    code = "CONFLICT"


class GitFault(CasekitError):
    """git refused, or is not set up for this person or folder."""

    exit_code = 6
    code = "GIT"


class MissingTool(CasekitError):
    """A program or library that this command needs is not installed."""

    exit_code = 7
    code = "MISSING-TOOL"


class LibraryMissing(MissingTool):
    """A form of answer needs a library that is not installed with casekit itself."""

    code = "MISSING-LIBRARY"

    def __init__(self, form: str, library: str, extra: str) -> None:
        super().__init__(
            f"--format {form} needs {library}, which is not installed here",
            hint=f"python -m pip install 'casekit[{extra}]'",
        )


class GateRefused(CasekitError):
    """The casework does not allow this step yet; each unmet condition is a finding."""

    exit_code = 8
    code = "GATE"

    def __init__(self, message: str, findings: Sequence[Finding] = (), *, hint: str | None = None):
        super().__init__(message, hint=hint)
        self.findings = tuple(findings)
