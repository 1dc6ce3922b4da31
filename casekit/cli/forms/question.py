"""One question of a form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casekit.cli.forms.choices import Choice
from casekit.cli.forms.fields import Field
from casekit.cli.forms.paths import MENU, MORE, NEW, Path


def _is_stamp(text: str) -> bool:
    """Whether it is a day or a moment as the form writes them."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == 10 or moment.tzinfo is not None


@dataclass(frozen=True)
class Question:
    """One question: where its answer goes, the field it fills, and the answers that are at hand.

    `about` says what it belongs to, such as `Safety threat 2`. What `is_optional` can be left out;
    where it `takes_new`, somebody new to the case can be named.
    """

    path: Path
    field: Field
    choices: tuple[Choice, ...] = ()
    about: str = ""
    is_optional: bool = False
    takes_new: bool = False

    def takes(self, value: Any) -> bool:
        """Whether a value can be its answer: a choice may be gone, and a draft may be anybody's."""
        if value is None:
            return self.is_optional or self.field.default == "now"
        if self.field.takes == "yes or no":
            return isinstance(value, bool)
        if self.field.takes == "number":
            return type(value) is int
        values = value if self.field.many and isinstance(value, list) else [value]
        if isinstance(value, list) != self.field.many or not values:
            return False
        if not all(isinstance(one, str) for one in values):
            return False
        if self.field.takes in ("when", "day", "moment"):
            return all(_is_stamp(one) for one in values)
        known = {choice.value for choice in self.choices}
        is_closed = self.field.takes in ("choice", "reference", "menu")
        return not is_closed or all(one in known or self._is_new(one) for one in values)

    def _is_new(self, value: str) -> bool:
        return self.takes_new and value.startswith(NEW)

    @property
    def is_of_form(self) -> bool:
        """Whether it is about the form itself and its answer goes into no record."""
        return self.path[-1] in (MORE, MENU) or (len(self.path) > 1 and self.path[-2] == MENU)
