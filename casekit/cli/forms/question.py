"""One question of a form."""

from __future__ import annotations

from dataclasses import dataclass

from casekit.cli.forms.choices import Choice
from casekit.cli.forms.fields import Field
from casekit.cli.forms.paths import MENU, MORE, Path


@dataclass(frozen=True)
class Question:
    """One question: where its answer goes, the field it fills, and the answers that are at hand.

    `about` says what it belongs to, such as `Safety threat 2`. What `is_optional` can be left out.
    """

    path: Path
    field: Field
    choices: tuple[Choice, ...] = ()
    about: str = ""
    is_optional: bool = False

    @property
    def is_of_form(self) -> bool:
        """Whether it is about the form itself and its answer goes into no record."""
        return self.path[-1] in (MORE, MENU) or (len(self.path) > 1 and self.path[-2] == MENU)
