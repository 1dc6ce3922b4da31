"""`casekit picture`: a family as a genogram or an ecomap, in words or as SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casekit.cli.options import AsKnown, Directory, OneCase, Today
from casekit.cli.output import (
    Format,
    Shown,
    clean,
    finding_as_data,
    say,
    talk,
    tell_findings,
    write_json,
    write_rows,
)
from casekit.cli.session import Session, open_session
from casekit.cli.speaking import Language
from casekit.documents.directions import drop_hints, show
from casekit.documents.tongue import ENGLISH, Tongue, choose_tongue
from casekit.errors import UsageFault
from casekit.model.building import case_until
from casekit.model.kinship import Kinship, Relative, read_kinship
from casekit.model.offices import Around
from casekit.model.surroundings import Surroundings, read_surroundings
from casekit.model.when import look_at

if TYPE_CHECKING:
    from casekit.model.records import Case

TIES = ("person", "is", "to", "since", "until", "over", "drawn")
AROUND = ("called", "about", "group", "line", "helps", "said")
_ENDING = ".svg"


class Subject(StrEnum):
    """What the picture shows."""

    GENOGRAM = "genogram"
    ECOMAP = "ecomap"


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
    return picture


def picture(
    case: OneCase,
    subject: Annotated[
        Subject, typer.Argument(metavar="PICTURE", help="genogram or ecomap.", show_default=False)
    ],
    today: Today = None,
    as_known: AsKnown = None,
    how: Annotated[
        Shape | None,
        typer.Option("--format", help="How to answer: text, or svg for a page, and others."),
    ] = None,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write the SVG there.")
    ] = None,
    language: Language = None,
    directory: Directory = None,
) -> int:
    """A family as a picture: a genogram (who is whose), or an ecomap (what is around).

    \b
    Example: casekit picture 2026-K7 genogram
    Example: casekit picture 2026-K7 ecomap --language fr -o ecomap.svg
    """
    shape, file = _choose(how, output)
    session = open_session(directory, today=today, as_known=as_known)
    loaded = session.workspace.load(session.workspace.find_case(case))
    known = case_until(loaded.case, look_at(session.now, session.workspace.agency.zone))
    findings = [finding_as_data(finding) for finding in loaded.findings]
    tongue = choose_tongue(session.workspace.agency.languages, language)
    if subject is Subject.GENOGRAM:
        _show_genogram(read_kinship(known, session.today), shape, file, findings, tongue)
    else:
        _show_ecomap(_read_surroundings(known, session), shape, file, findings, tongue)
    return tell_findings(loaded.findings)


def _choose(how: Shape | None, output: str | None) -> tuple[Shape, Path | None]:
    """The form, and the file if there is one; only an SVG is written into a file."""
    if output in (None, "-"):
        return how or (Shape.SVG if output else Shape.TEXT), None
    file = Path(str(output))
    if how not in (None, Shape.SVG) or file.suffix.casefold() != _ENDING:
        raise UsageFault(
            f"-o {output} is not an SVG file", hint=f"end its name in {_ENDING}, or leave out -o"
        )
    return Shape.SVG, file


def _read_surroundings(case: Case, session: Session) -> Surroundings:
    from casekit.overview.services import name_providers

    timeline = session.book.timeline(case, session.now)
    away = {
        str(span.subject): str(span.value)
        for span in timeline.spans
        if span.state == "setting"
        and span.start.earliest <= session.now
        and (span.end is None or session.now < span.end.earliest)
    }
    return read_surroundings(
        case,
        session.today,
        away=away,
        staff={worker.id: worker.name for worker in session.workspace.agency.staff},
        providers=name_providers(session.workspace),
    )


def _show_genogram(
    kinship: Kinship, how: Shape, file: Path | None, findings: list[dict[str, Any]], tongue: Tongue
) -> None:
    if how is Shape.JSON:
        write_json({**_kinship_as_data(kinship), "home": None, "around": [], "findings": findings})
    elif how is Shape.SVG:
        from casekit.documents.pictures.genogram_svg import draw_genogram

        _put(draw_genogram(kinship, tongue), file)
    elif how is Shape.TEXT:
        from casekit.documents.pictures.genogram_words import say_title, tell_kinship

        _say_lines(say_title(kinship, tongue), tell_kinship(kinship, tongue))
    else:
        rows = [{**row, "person": kinship.call(row["person"]), "to": kinship.call(row["to"])}
                for row in _ties(kinship)]  # fmt: skip
        write_rows(rows, TIES, Format(how.value))


def _show_ecomap(
    surroundings: Surroundings,
    how: Shape,
    file: Path | None,
    findings: list[dict[str, Any]],
    tongue: Tongue,
) -> None:
    around = [_around_as_data(one) for one in surroundings.around]
    if how is Shape.JSON:
        people = [_person(one, surroundings.away.get(one.id)) for one in surroundings.inside]
        empty = Kinship(surroundings.case, surroundings.day, (), (), (), (), (), (), ())
        write_json(
            _kinship_as_data(empty)
            | {"picture": "ecomap", "people": people, "home": surroundings.home or None}
            | {"around": around, "findings": findings}
        )
    elif how is Shape.SVG:
        from casekit.documents.pictures.ecomap_svg import draw_ecomap

        _put(draw_ecomap(surroundings, tongue), file)
    elif how is Shape.TEXT:
        from casekit.documents.pictures.ecomap_words import say_title, tell_surroundings

        _say_lines(say_title(surroundings, tongue), tell_surroundings(surroundings, tongue))
    else:
        write_rows(around, AROUND, Format(how.value))


def _put(svg: str, file: Path | None) -> None:
    """The picture into a file that gets its name when all of it is there, or to standard output."""
    text = Shown(show(svg.rstrip("\n")))
    if file is None:
        say(text)
        return
    from casekit.cli.exporting import open_beside

    with open_beside(file) as stream:
        stream.write(f"{text}\n".encode())
    talk(f"wrote {file}")


def _say_lines(head: str, lines: Iterator[str]) -> None:
    say(clean(head))
    say("")
    for line in lines:
        say(clean(drop_hints(line)))


def _kinship_as_data(kinship: Kinship) -> dict[str, Any]:
    return {
        "case": kinship.case,
        "picture": "genogram",
        "day": kinship.day.isoformat(),
        "people": [_person(one, None) for one in kinship.people],
        "couples": [
            {"people": list(one.pair), "stands": one.stands, "since": one.since, "until": one.until}
            for one in kinship.couples
        ],
        "parents": [
            {"parents": list(one.parents), "child": one.child, "kind": one.kind}
            for one in kinship.descents
        ],
        "qualities": [
            {"people": [one.one, one.other], "quality": one.quality} for one in kinship.bonds
        ],
        "households": [
            {"id": one.id, "kind": one.kind, "members": list(one.members)} for one in kinship.homes
        ],
        "ties": list(_ties(kinship)),
        "left_out": list(kinship.left_out),
    }


def _around_as_data(one: Around) -> dict[str, Any]:
    """What programs get is English, as everything else that they get."""
    said = {key: getattr(one, key) for key in AROUND}
    words = {key: "; ".join(map(ENGLISH.put, said[key])) for key in ("about", "said")}
    return said | words | {"called": ENGLISH.put(one.called)}


def _person(one: Relative, away: str | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "called": one.called,
        "shape": one.shape,
        "child_of_the_case": one.is_index,
        "born": one.born,
        "certainty": one.certainty or None,
        "died": one.died,
        "age": one.age,
        "generation": one.generation,
        "away": away,
    }


def _ties(kinship: Kinship) -> Iterator[dict[str, Any]]:
    for tie in kinship.said:
        yield {
            "person": tie.person,
            "is": tie.is_,
            "to": tie.to,
            "since": tie.since,
            "until": tie.until,
            "over": tie.over,
            "drawn": tie.drawn,
        }
