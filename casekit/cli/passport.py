"""`casekit passport`: a child's health and education, as carers, doctors and schools need them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from casekit.casework.naming import choose_person
from casekit.cli.options import AsKnown, Directory, HowToAnswer, OneCase, Today
from casekit.cli.output import (
    Format,
    finding_as_data,
    say,
    tell_findings,
    write_json,
    write_rows,
)
from casekit.cli.session import open_session
from casekit.model.passports import Line, read_passports
from casekit.model.records import Case, Person

COLUMNS = ("child", "passport", "standing", "day", "kind", "what", "by", "record")
_HEADS = {"holds": "Now", "next": "Next", "was": "Before"}


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return passport


def passport(
    case: OneCase,
    child: Annotated[
        str | None, typer.Option("--child", metavar="PERSON", help="Only this child.")
    ] = None,
    today: Today = None,
    as_known: AsKnown = None,
    how: HowToAnswer = Format.TEXT,
    directory: Directory = None,
) -> int:
    """Each child's health and education: what holds, what comes next, what was.

    \b
    Example: casekit passport 2026-K7 --child Sam
    """
    session = open_session(directory, today=today, as_known=as_known)
    loaded = session.workspace.load(session.workspace.find_case(case))
    children = _choose(loaded.case, child)
    read = [(one, read_passports(loaded.case, one, session.today)) for one in children]
    rows = [_as_data(one, line) for one, lines in read for line in lines]
    if how is Format.JSON:
        findings = [finding_as_data(f) for f in loaded.findings]
        write_json({"case": loaded.case.number, "entries": rows, "findings": findings})
    elif how in (Format.TSV, Format.CSV, Format.MD):
        write_rows(rows, COLUMNS, how)
    else:
        for one, lines in read:
            _say(one, lines)
    return tell_findings(loaded.findings)


def _choose(case: Case, child: str | None) -> list[Person]:
    if child is None:
        return list(case.children)
    found = choose_person(child, case.children)
    return [one for one in case.children if one.id == found]


def _as_data(child: Person, line: Line) -> dict[str, Any]:
    return {"child": child.called, **line._asdict(), "day": line.day.isoformat()}


def _say(child: Person, lines: Sequence[Line]) -> None:
    say(child.called)
    if not lines:
        say("  Nothing is written down yet: casekit health, casekit education")
    for name in ("health", "education"):
        for standing, head in _HEADS.items():
            mine = [one for one in lines if (one.passport, one.standing) == (name, standing)]
            if mine:
                say(f"  {name.capitalize()}, {head.lower()}")
            for one in mine:
                by = f" ({one.by})" if one.by else ""
                say(f"    {one.day.isoformat()}  {one.kind}: {one.what}{by}")
    say("")
