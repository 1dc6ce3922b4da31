"""The plain calls of `casekit due` and `casekit next`, as a person types them every morning.

Read here, they go without the parser of the command line, a quarter of the time of an answer out of
the index. Anything that is not exactly of this form, and every mistake, is left to the parser.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from casekit.cli.choosing import MOST_DAYS
from casekit.cli.due_ask import DueAsk, NextAsk, answer_due, answer_next
from casekit.cli.exporting import DueFormat
from casekit.cli.faults import answer_for
from casekit.cli.output import Format
from casekit.cli.plain_words import read_words

_ONE = {
    "--today": "today",
    "--as-known": "as_known",
    "--until": "until",
    "--rule": "rule",
    "--horizon": "horizon",
    "--format": "how",
    "-o": "output",
    "--output": "output",
    "-C": "directory",
}
_SEVERAL = {
    "--worker": "workers",
    "--unit": "units",
    "--office": "offices",
    "--status": "statuses",
}
_FLAGS = {"--all": "everything", "--line": "line", "--working": "working", "--fresh": "fresh"}


def read_plain_due(name: str, words: Sequence[str]) -> Callable[[], int] | None:
    """What answers a plain call of `due` or `next`; None for any other."""
    given = read_words(words, _ONE, _SEVERAL, _FLAGS)
    if given is None or not _convert(name, given):
        return None
    if name == "due":
        ask = DueAsk(**given)
        return lambda: answer_for(name, ask.how is DueFormat.JSON, lambda: answer_due(ask))
    given["cases"] = given.pop("places", None)
    if not given.keys() <= {*NextAsk._fields}:
        return None
    wanted = NextAsk(**given)
    return lambda: answer_for(name, wanted.how is Format.JSON, lambda: answer_next(wanted))


def _convert(name: str, given: dict[str, Any]) -> bool:
    """Make of some words what they mean; False for one that the parser must explain."""
    formats: Any = DueFormat if name == "due" else Format
    if "how" in given:
        if given["how"] not in list(formats):
            return False
        given["how"] = formats(given["how"])
    if "directory" in given:
        given["directory"] = Path(given["directory"])
    if "horizon" in given:
        days = given["horizon"]
        # Python refuses to read thousands of digits.
        is_short = len(days) <= len(str(MOST_DAYS))
        if not (is_short and days.isascii() and days.isdigit() and int(days) <= MOST_DAYS):
            return False
        given["horizon"] = int(days)
    return True
