"""`casekit timeline`: a case over time as a picture, in the terminal or as SVG."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import typer

from casekit.casework.naming import choose_person
from casekit.cli.options import AsKnown, Directory, OneCase, Since, Today, Until
from casekit.cli.output import (
    Format,
    Shown,
    clean,
    finding_as_data,
    say,
    tell_findings,
    write_json,
    write_rows,
)
from casekit.cli.session import Session, open_session, read_day
from casekit.cli.speaking import Language
from casekit.documents.directions import show
from casekit.documents.pictures.lanes import EMPTY, Picture, draw_lanes
from casekit.documents.tongue import ENGLISH, Tongue, choose_tongue
from casekit.errors import UsageFault

COLUMNS = ("child", "called", "state", "value", "start", "end", "goes_on")


class Shape(StrEnum):
    """How the picture is shown."""

    TEXT = "text"
    SVG = "svg"
    JSON = "json"
    TSV = "tsv"
    CSV = "csv"
    MD = "md"


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return timeline


def timeline(
    case: OneCase,
    child: Annotated[
        str | None, typer.Option("--child", metavar="PERSON", help="Only this child.")
    ] = None,
    since: Since = None,
    until: Until = None,
    today: Today = None,
    as_known: AsKnown = None,
    how: Annotated[
        Shape, typer.Option("--format", help="How to answer; svg is a picture for a page.")
    ] = Shape.TEXT,
    language: Language = None,
    directory: Directory = None,
) -> int:
    """A case over time as a picture: service, track, risk, homes and legal status of each child.

    \b
    Example: casekit timeline 2026-K7 --since 2026-06-01
    Example: casekit timeline 2026-K7 --format svg > case.svg
    """
    session = open_session(directory, today=today, as_known=as_known)
    loaded = session.workspace.load(session.workspace.find_case(case))
    known = session.book.timeline(loaded.case, session.now)
    wanted = None if child is None else choose_person(child, loaded.case.children)
    start, end = _read(since, "--since", session), _read(until, "--until", session)
    if start and end and end < start:
        raise UsageFault(f"--until {end} lies before --since {start}")
    picture = draw_lanes(loaded.case, known, session.now, child=wanted, start=start, end=end)
    tongue = choose_tongue(session.workspace.agency.languages, language)
    findings = [finding_as_data(f) for f in loaded.findings]
    _write(picture, loaded.case.number, how, findings, tongue)
    return tell_findings(loaded.findings)


def _read(text: str | None, name: str, session: Session) -> date | None:
    return None if text is None else read_day(text, session.workspace.agency.zone, name)


def _write(
    picture: Picture | None,
    number: str,
    how: Shape,
    findings: list[dict[str, Any]],
    tongue: Tongue,
) -> None:
    if how is Shape.JSON:
        write_json({"case": number, **_as_data(picture), "findings": findings})
    elif how in (Shape.TSV, Shape.CSV, Shape.MD):
        write_rows(_rows(picture), COLUMNS, Format(how.value))
    elif picture is None:
        say(tongue.say(EMPTY))
    elif how is Shape.SVG:
        from casekit.documents.pictures.timeline_svg import draw_svg

        say(Shown(show(draw_svg(picture, tongue).rstrip("\n"))))
    else:
        from casekit.overview.timeline_text import draw_text

        for line in draw_text(picture, shutil.get_terminal_size((100, 24)).columns, tongue):
            say(clean(line))


def _rows(picture: Picture | None) -> list[dict[str, Any]]:
    return [
        {
            "child": lane.child,
            "called": lane.called,
            "state": lane.state,
            "value": ENGLISH.put(stretch.value),
            "start": stretch.start.isoformat(),
            "end": stretch.end.isoformat(),
            "goes_on": stretch.goes_on,
        }
        for lane in (picture.lanes if picture else ())
        for stretch in lane.stretches
    ]


def _as_data(picture: Picture | None) -> dict[str, Any]:
    return {
        "start": picture.start.isoformat() if picture else None,
        "end": picture.end.isoformat() if picture else None,
        "stretches": _rows(picture),
        "marks": [
            {
                "day": mark.day.isoformat(),
                "letter": mark.letter,
                "says": ENGLISH.put(mark.says),
                "record": mark.record,
            }
            for mark in (picture.marks if picture else ())
        ],
    }
