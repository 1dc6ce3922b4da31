"""The plainest call of a recording command, which scripts make: the case, a file, and little else.

Read here, it goes without the parser of the command line and the flags of every field, a fifth of
such a command's time. Anything that is not exactly of this form is left to the parser.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from casekit.casework.commands import STEPS

_VALUES = {"--from": "from_file", "--format": "how", "-C": "directory", "--step": "step"}
_DRY_RUN = ("-n", "--dry-run")
_FORMATS = ("text", "json")


def read_plain_call(name: str, words: Sequence[str]) -> dict[str, Any] | None:
    """The options of `[CASE] --from FILE [--step ...] [--format ...] [-n] [-C DIR]`, else None."""
    given: dict[str, Any] = {"dry_run": False, "how": "text", "directory": None, "from_file": None}
    cases: list[str] = []
    rest = iter(words)
    for word in rest:
        option, equals, value = word.partition("=") if word.startswith("--") else (word, "", "")
        if word in _DRY_RUN:
            given["dry_run"] = True
        elif option in _VALUES:
            told = value if equals else next(rest, None)
            key = _VALUES[option]
            if not told or (key in given and given[key] not in (None, "text")):
                return None  # said twice, or nothing said
            given[key] = told
        elif word.startswith("-"):
            return None
        else:
            cases.append(word)
    if len(cases) != (name != "intake") or given["from_file"] is None:
        return None
    if given["how"] not in _FORMATS or ("step" in given and len(STEPS.get(name, ())) < 2):
        return None
    given["case"] = cases[0] if cases else None
    given["directory"] = given["directory"] and Path(given["directory"])
    return given


def run_plain_call(name: str, given: dict[str, Any]) -> int:
    """Record what a plain call asks for, and give the exit code."""
    from casekit.cli.faults import answer_for
    from casekit.cli.recorder import Reply, record_request

    how = Reply(given["how"])
    told = {**given, "how": how}
    return answer_for(name, how is Reply.JSON, lambda: record_request(name, (), told))
