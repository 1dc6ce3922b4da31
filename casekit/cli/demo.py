"""`casekit demo`: build a sample agency with its history, and show what casekit does."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from casekit.casework.stories import play_stories
from casekit.cli import due, explain, render
from casekit.cli.output import say, talk
from casekit.cli.rendering import Paper
from casekit.errors import ConflictingEdit
from casekit.resources import stories_dir

# A fixed day, so that everybody sees the same; it lies after the last step of the stories.
THE_DAY = "2026-11-20T09:00"


class Sample(StrEnum):
    """The fictional agencies, by their folder below sample-cases/stories/."""

    WILLOW_RIVER = "willow-river"
    BIRCH_LAKE = "birch-lake"


def command(_name: str) -> Callable[..., int]:
    """The function behind the name."""
    return demo


def demo(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="A new folder for the sample agency.")
    ] = Path("casekit-demo"),
    agency: Annotated[
        Sample,
        typer.Option(
            help="willow-river: a few cases, shown around in; birch-lake: all tracks and ends."
        ),
    ] = Sample.WILLOW_RIVER,
) -> int:
    """Build a sample agency in a new folder and look around in it: what is due on a fixed day, why
    one visit is overdue, one plan as Markdown and PDF. Nobody in it is a real person.

    \b
    Example: casekit demo my-first-look
    """
    if folder.exists() and any(folder.iterdir()):
        raise ConflictingEdit(
            f"{folder} is there already and not empty",
            hint="name another: casekit demo DIR, or look around in this one",
        )
    talk(f"Building the sample agency in {folder} ...")
    numbers = play_stories(folder, stories_dir(agency.value), os.environ)
    _show(f"casekit due --today {THE_DAY}")
    due.due(today=THE_DAY, directory=folder)
    if agency is Sample.WILLOW_RIVER:
        _look_around(folder, numbers)
    else:
        say()
        for story, number in sorted(numbers.items()):
            say(f"{number}  {story.replace('-', ' ')}")
        say(f"Look around: cd {folder}; casekit show CASE; casekit timeline CASE; casekit log")
    return 0


def _look_around(folder: Path, numbers: Mapping[str, str]) -> None:
    in_care, whole = numbers["cedar-hill"], numbers["red-river"]
    rule = "mb-114-s3-ongoing"
    _show(f"casekit explain {in_care} {rule} --today {THE_DAY}")
    explain.explain_case(in_care, rule, only_live=True, today=THE_DAY, directory=folder)
    for paper in (Paper.MD, Paper.PDF):
        target = folder.parent / f"{folder.name}-plan.{paper.value}"
        _show(f"casekit render {whole} plan --format {paper.value} -o {target}")
        render.render([whole, "plan"], how=paper, output=str(target), directory=folder)
        say(f"{target}  {target.stat().st_size:,} bytes")
    say()
    say(
        f"Look around: cd {folder}; casekit show {whole}; casekit chronology {in_care}; casekit log"
    )


def _show(line: str) -> None:
    say()
    say(f"$ {line}")
