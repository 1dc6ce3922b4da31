"""`casekit check --explain CODE`: what a code means, why, and what brings it or leads out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from casekit.casework.planting import find_record_file, plant
from casekit.casework.stories import play_stories
from casekit.cli.output import Format, clean, say, write_json, write_rows
from casekit.cli.session import CLOCK_VARIABLE, open_schemas
from casekit.errors import UsageFault
from casekit.practice.codes import OTHER, REFUSAL, Code, Example, find_code, read_codes
from casekit.practice.waiting import read_limits
from casekit.resources import stories_dir
from casekit.workspace.workspace import Workspace

# The day on which the sample agency is looked at: later on, time itself brings other findings.
_LOOKED_AT = "2026-11-20T12:00:00-06:00"
COLUMNS = ("code", "level", "means", "why", "way", "days")
# Where a code is told, behind it; a code of every check needs no word.
_WHERE = {
    "strict": " (casekit check --level strict)",
    REFUSAL: " (refuses; exit 8)",
    OTHER: " (told by other commands than check)",
}


def explain_code(word: str | None, target: Path | None, how: Format) -> int:
    """Tell a code; with a target folder make the sample agency there, with a fault that brings it.

    Raises NotFound for a code that is not explained, UsageFault for an example without one.
    """
    if word is None:
        raise UsageFault("--example goes with --explain CODE", hint="say which code it is about")
    if word == "all" and target is None:
        return _list_codes(how)
    code = find_code(word)
    made = _make_example(code, target) if target is not None else None
    moment = f"{CLOCK_VARIABLE}={_LOOKED_AT}"
    row = _row(code)
    if how is Format.JSON:
        write_json({"codes": [row], "example": made})
    elif how is not Format.TEXT:
        write_rows([row], COLUMNS, how)
    else:
        _say(code, row["days"])
        if made is None and code.example is not None:
            say(f"  Try it: casekit check --explain {code.code} --example DIR")
        if made is not None:
            say(clean(f"  Made: {made}"))
            say(clean(f"  See it: {moment} casekit check --only {code.code} -C {target}"))
    return 0


def _row(code: Code) -> dict[str, Any]:
    return {
        "code": code.code,
        "level": code.level,
        "means": code.means,
        "why": code.why,
        "way": code.way,
        "days": read_limits().get(code.code),
    }


def _list_codes(how: Format) -> int:
    rows = [_row(code) for code in sorted(read_codes().values(), key=lambda code: code.code)]
    if how is Format.JSON:
        write_json({"codes": rows, "example": None})
    elif how is not Format.TEXT:
        write_rows(rows, COLUMNS, how)
    else:
        for row in rows:
            say(clean(f"{row['code']}\n  {row['means']}", keep_lines=True))
    return 0


def _say(code: Code, days: object) -> None:
    say(clean(f"{code.code}{_WHERE.get(code.level, '')}"))
    say(clean(f"  {code.means}"))
    say(clean(f"  Why: {code.why}"))
    if code.way is not None:
        say(clean(f"  Way out: {code.way}"))
    if days is not None:
        say(f"  Told after {days} days, unless `told_after` in agency.yaml says otherwise.")
    if code.example is not None:
        for line in _say_changes(code.example):
            say(clean(line))


def _say_changes(example: Example) -> list[str]:
    """The fault in words: what is different from the sample agency."""
    beside = all("file" in change or change["in"] == "agency" for change in example.changes)
    where = "beside the cases" if beside else f"in the case {example.case}"
    lines = [f"  For example, {where} of the sample agency {example.agency}:"]
    for change in example.changes:
        if "file" in change:
            lines.append(f"    a file {change['file']}:")
            lines += [f"      {line}" for line in change["text"].splitlines()]
        elif "new" in change:
            fields = "; ".join(f"{key}: {value}" for key, value in change["new"].items())
            lines.append(f"    one more {change['in']}: {fields}")
        elif "add" in change:
            lines.append(f"    in the {change['in']}, besides: {_line(change['add'])}")
        else:
            old, new = (_shown(part) for part in change["swap"])
            became = f"becomes `{new}`" if new else "is left out"
            lines.append(f"    in the {change['in']}, `{old}` {became}")
    return lines


def _line(text: str) -> str:
    return " ".join(text.split())


def _shown(text: str) -> str:
    """A text that is swapped, so that a tab or a line end in it is seen."""
    text = text.strip("\n") if text.strip() else text
    return text.replace("\t", "\\t").replace("\r", "\\r").replace("\n", "\\n")


def _make_example(code: Code, target: Path) -> str:
    if code.example is None:
        raise UsageFault(
            f"there is no example of {code.code}",
            hint="it takes more than one clone, form or agency; the meaning is told without"
            if code.is_of_check
            else "it is no finding of check; the meaning is told without --example",
        )
    if target.exists():
        raise UsageFault(f"{target} is there already", hint="name a folder that is not")
    numbers = play_stories(target, stories_dir(code.example.agency), os.environ)
    schemas = open_schemas()
    folder = Workspace.open(target, schemas).folder_of(numbers[code.example.case])
    plant(target, folder, code.example, schemas)
    told = code.example.told
    return str(find_record_file(target, folder, told["in"], told.get("with")))
