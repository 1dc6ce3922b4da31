"""Signed statements: one spelling of what is said, the signature beside it, a purpose for each.

A statement lies in its file exactly as it was signed, so `ssh-keygen -Y verify` judges it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from casekit.errors import CasekitError
from casekit.records.canonical import read_canonical_json

# What the two kinds of statements are signed for: one is never taken for the other.
OF_TRUST = "casekit-trust@v1"
OF_APPROVAL = "casekit-approval@v1"
# A statement lists some hundred records at most; nothing larger is looked into.
MAX_STATEMENT_BYTES = 1 << 20
# So much of a word that nobody knows is shown.
_SHOWN = 40


class BadStatement(CasekitError):
    """A statement that is not in its one form, or does not say what it has to say."""

    exit_code = 4
    code = "STATEMENT-BAD"


class Reader:
    """Takes the values of a statement out one by one; whatever does not fit is refused."""

    def __init__(self, data: Any, what: str) -> None:
        if not isinstance(data, dict):
            raise BadStatement(f"{what} is no mapping")
        self._data: dict[str, Any] = dict(data)
        self._what = what

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self._take(key)
        if not isinstance(value, str) or not value:
            raise BadStatement(f"`{key}` of {self._what} is no text")
        return value

    def number(self, key: str) -> int:
        """A whole number from 1 on."""
        value = self._take(key)
        if type(value) is not int or value < 1:
            raise BadStatement(f"`{key}` of {self._what} is no number from 1 on")
        return value

    def moment(self, key: str) -> datetime:
        """A moment with its offset."""
        value = self.text(key)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise BadStatement(f"`{key}` of {self._what} is no moment") from None
        # Other spellings of a moment are other statements; ours is the only one.
        if moment.isoformat() != value:
            raise BadStatement(f"`{key}` of {self._what} is not written as casekit writes it")
        if moment.tzinfo is None:
            raise BadStatement(f"`{key}` of {self._what} has no offset from UTC")
        return moment

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, each once."""
        values = self._take(key)
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            raise BadStatement(f"`{key}` of {self._what} is no list of texts")
        if len(set(values)) != len(values):
            raise BadStatement(f"`{key}` of {self._what} says something twice")
        return tuple(values)

    def text_by_name(self, key: str) -> Mapping[str, str]:
        """Texts by their names."""
        values = self._take(key)
        if not isinstance(values, dict) or not all(isinstance(v, str) for v in values.values()):
            raise BadStatement(f"`{key}` of {self._what} is no mapping of texts")
        return dict(values)

    def readers(self, key: str) -> Sequence[Reader]:
        """A list of mappings."""
        values = self._take(key)
        if not isinstance(values, list):
            raise BadStatement(f"`{key}` of {self._what} is no list")
        return [Reader(value, f"`{key}` of {self._what}") for value in values]

    def by_name(self, key: str) -> Mapping[str, Reader]:
        """Mappings by their names."""
        values = self._take(key)
        if not isinstance(values, dict):
            raise BadStatement(f"`{key}` of {self._what} is no mapping")
        return {name: Reader(value, f"{name} of {self._what}") for name, value in values.items()}

    def has(self, key: str) -> bool:
        """Whether something is said."""
        return key in self._data

    def finish(self) -> None:
        """Refuse what nobody asked for: it would be signed, and counted by no reader."""
        if self._data:
            more = ", ".join(key[:_SHOWN] for key in [*self._data][:3])
            raise BadStatement(f"{self._what} says more than is known: {more}")

    def _take(self, key: str) -> Any:
        if key not in self._data:
            raise BadStatement(f"{self._what} has no `{key}`")
        return self._data.pop(key)


def read_statement(content: bytes, kind: str) -> Reader:
    """Open a statement that is in its canonical form and of this kind; raises BadStatement."""
    if len(content) > MAX_STATEMENT_BYTES:
        raise BadStatement("the statement is larger than any that casekit writes")
    try:
        data = read_canonical_json(content)
    except ValueError as fault:
        raise BadStatement(f"the statement cannot be read in one way only: {fault}") from None
    reader = Reader(data, "the statement")
    if reader.text("statement") != kind:
        raise BadStatement(f"this is no statement of the kind {kind}")
    return reader
