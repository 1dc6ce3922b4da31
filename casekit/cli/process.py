"""`casekit process`: where each child stands, and every way on with what it still needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from casekit.casework.naming import choose_person
from casekit.cli.options import AsKnown, Directory, OneCase, Today
from casekit.cli.output import (
    Format,
    finding_as_data,
    say,
    tell_findings,
    write_json,
    write_rows,
)
from casekit.cli.session import Session, open_session
from casekit.model.days import say_day
from casekit.practice.conditions.registry import CONDITIONS
from casekit.practice.conditions.view import Gate
from casekit.practice.process import Standing, WayOn, find_standings_of
from casekit.practice.process_data import Process

COLUMNS = (
    *("child", "called", "state", "track", "stage", "since", "kind", "name", "leads_to", "ready"),
    *("needs", "when", "command"),
)
STATES = {
    "waiting": "waiting for a decision on the report",
    "not taken in": "the report was not taken in",
    "closed": "closed",
    "expected": "not born yet: a person expected, with no process of its own",
}


class Shape(StrEnum):
    """How the process is shown."""

    TEXT = "text"
    JSON = "json"
    TSV = "tsv"
    CSV = "csv"
    MD = "md"
    MERMAID = "mermaid"


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return process


def process(
    case: OneCase,
    child: Annotated[
        str | None, typer.Option("--child", metavar="PERSON", help="Only this child.")
    ] = None,
    today: Today = None,
    as_known: AsKnown = None,
    how: Annotated[
        Shape, typer.Option("--format", help="How to answer; mermaid is a picture.")
    ] = Shape.TEXT,
    directory: Directory = None,
) -> int:
    """Where each child stands, and every way on with what it still needs.

    \b
    Example: casekit process 2026-K7 --child Sam
    """
    session = open_session(directory, today=today, as_known=as_known)
    loaded = session.workspace.load(session.workspace.find_case(case))
    book = session.book
    timeline = book.timeline(loaded.case, session.now)
    standings = find_standings_of(loaded.case, timeline, book.process, session.now)
    if child is not None:
        standings = _choose(child, standings)
    rows = [row for standing in standings for row in _rows(standing)]
    if how is Shape.JSON:
        findings = [finding_as_data(f) for f in loaded.findings]
        write_json(_as_data(loaded.case.number, standings, book.process, session, findings))
    elif how is Shape.MERMAID:
        from casekit.overview.process_picture import draw_process

        for line in draw_process(book.process, standings):
            say(line)
    elif how in (Shape.TSV, Shape.CSV):
        write_rows(rows, COLUMNS, Format(how.value))
    else:
        lines = _as_lines(loaded.case.number, standings, book.process)
        for line in lines if how is Shape.TEXT else _as_markdown(lines):
            say(line)
    return tell_findings(loaded.findings)


def _choose(said: str, standings: Sequence[Standing]) -> tuple[Standing, ...]:
    found = choose_person(said, [standing.child for standing in standings])
    return tuple(s for s in standings if s.child.id == found)


def _as_lines(number: str, standings: Sequence[Standing], process: Process) -> Iterator[str]:
    yield f"Case {number}: {process.title.lower()}"
    if not standings:
        yield "There is no child in this case."
    for standing in standings:
        yield ""
        yield from _tell(standing, number, process)


def _tell(standing: Standing, number: str, process: Process) -> Iterator[str]:
    called = standing.child.called
    since = f" since {say_day(standing.since)}" if standing.since else ""
    if standing.state not in ("open", "waiting"):
        yield f"{called}: {STATES[standing.state]}{since}"
        return
    track = f", {standing.track}" if standing.track else ""
    stage = standing.stage.title if standing.stage else "nothing is left to do"
    yield f"{called}{track}: {stage}{since}"
    if standing.stage is not None:
        yield f"  Now: {standing.stage.does}"
    if standing.waits_for:
        yield f"  A review decided: {standing.waits_for}. Record what was done about it."
    for gate in standing.needs:
        yield f"  Missing: {gate.name} - {gate.says}"
        usual = CONDITIONS[gate.name].command
        yield f"    casekit {(gate.way or usual).replace('CASE', number)}"
    if standing.track:
        found = process.track(standing.track)
        for goal in found.goals if found else ():
            yield f"  Goal: {goal}"
    for kind, title in (("review", "A review may end in"), ("decision", "Decisions")):
        ways = [way for way in standing.ways if way.kind == kind]
        if ways:
            yield f"  {title}:"
        for way in ways:
            yield f"    {way.name}: {way.when}"
            yield f"      {_say_ready(way)}"
    ends = [way.name for way in standing.ways if way.kind == "end"]
    if ends:
        yield f"  Open from every track: {', '.join(ends)}"


def _say_ready(way: WayOn) -> str:
    missing = [gate.says for gate in way.gates if not gate.met]
    if missing:
        return f"needs: {'; '.join(missing)}"
    return f"ready: {way.command}"


def _as_markdown(lines: Iterator[str]) -> Iterator[str]:
    from casekit.documents.markdown import escape_markdown

    for line in lines:
        depth = (len(line) - len(line.lstrip())) // 2
        text = escape_markdown(line.strip())
        yield f"{'  ' * (depth - 1)}- {text}" if depth else text


def _rows(standing: Standing) -> Iterator[dict[str, Any]]:
    head = {
        "child": standing.child.id,
        "called": standing.child.called,
        "state": standing.state,
        "track": standing.track,
        "stage": standing.stage.id if standing.stage else None,
        "since": standing.since.isoformat() if standing.since else None,
    }
    if standing.stage is not None:
        yield {
            **head,
            "kind": "stage",
            "name": standing.stage.id,
            "leads_to": None,
            "ready": not standing.needs,
            "needs": "; ".join(gate.says for gate in standing.needs),
            "when": standing.stage.does,
            "command": f"casekit {standing.stage.command}",
        }
    else:
        yield {**head, **dict.fromkeys(("kind", "name", "leads_to", "ready", "needs", "when"))}
    for way in standing.ways:
        yield {
            **head,
            "kind": way.kind,
            "name": way.name,
            "leads_to": way.leads_to,
            "ready": way.is_ready,
            "needs": "; ".join(gate.says for gate in way.gates if not gate.met),
            "when": way.when,
            "command": way.command,
        }


def _as_data(
    number: str,
    standings: Sequence[Standing],
    process: Process,
    session: Session,
    findings: list[dict[str, Any]],
) -> dict[str, Any]:
    zone = session.workspace.agency.zone
    return {
        "case": number,
        "as_of": session.now.astimezone(zone).isoformat(timespec="seconds"),
        "version": session.workspace.version,
        "process": {"id": process.id, "version": process.version, "title": process.title},
        "children": [
            {
                "id": s.child.id,
                "called": s.child.called,
                "state": s.state,
                "track": s.track,
                "stage": s.stage.id if s.stage else None,
                "since": s.since.isoformat() if s.since else None,
                "record": s.record,
                "waits_for": s.waits_for,
                "done": [_gate_data(gate) for gate in s.done],
                "needs": [_gate_data(gate) for gate in s.needs],
                "ways": [
                    {
                        "kind": way.kind,
                        "name": way.name,
                        "when": way.when,
                        "leads_to": way.leads_to,
                        "ready": way.is_ready,
                        "conditions": [_gate_data(gate) for gate in way.gates],
                        "command": way.command,
                    }
                    for way in s.ways
                ],
            }
            for s in standings
        ],
        "findings": findings,
    }


def _gate_data(gate: Gate) -> dict[str, Any]:
    return {"gate": gate.name, "met": gate.met, "record": gate.record, "says": gate.says}
