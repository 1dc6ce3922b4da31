"""Stories: a fictional agency's cases, told as what each worker typed when, played back in order.

Each agency has a folder of stories, with its `agency.yaml` beside them. A story's `record` is what
a `--from` file would hold, so that the sample cases, the tests and the documentation show one and
the same thing; a time without an offset is the agency's. Chance comes from the story's name:
played again, it gives the same ids and the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from casekit.casework.desk import Desk
from casekit.casework.founding import Founding, found_workspace
from casekit.casework.intake import open_intake
from casekit.casework.linking import link_call
from casekit.casework.prior.identity import name_same_people
from casekit.casework.prior.surfacing import surface_prior
from casekit.casework.recording import record
from casekit.casework.request import Request
from casekit.errors import Unreadable
from casekit.practice.rulebook import Rulebook, open_rulebook
from casekit.records.profile import read_document
from casekit.records.schemas import open_shared
from casekit.resources import schemas_dir
from casekit.workspace.agency import AGENCY_FILE
from casekit.workspace.workspace import Workspace


@dataclass(frozen=True)
class Step:
    """What one person typed at one moment: a command and its request."""

    at: datetime
    by: str
    run: str
    request: Request


@dataclass(frozen=True)
class Story:
    """A case told step by step."""

    name: str
    title: str
    steps: tuple[Step, ...]


def read_stories(folder: Path) -> Sequence[Story]:
    """Read an agency's stories, the one that begins first first; raises Unreadable."""
    zone = _read_founding(folder / AGENCY_FILE).zone
    paths = [path for path in sorted(folder.glob("*.yaml")) if path.name != AGENCY_FILE]
    stories = [_read_story(path, zone) for path in paths]
    return sorted(stories, key=lambda story: (story.steps[0].at, story.name))


def _read_story(path: Path, zone: ZoneInfo) -> Story:
    document = read_document(path.read_bytes(), path.name)
    if document.findings or document.data is None:
        raise Unreadable(f"the story {path.name} cannot be read", document.findings)
    data: Any = document.data
    whole = Request(data, document)
    steps = tuple(
        Step(
            _in_zone(datetime.fromisoformat(step["at"]), zone),
            step["by"],
            step["run"],
            whole.part("steps", number, "record"),
        )
        for number, step in enumerate(data["steps"])
    )
    return Story(path.stem, data["title"], steps)


def _in_zone(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def play_stories(
    root: Path,
    folder: Path,
    environment: Mapping[str, str],
    stories: Sequence[Story] | None = None,
) -> Mapping[str, str]:
    """Build an agency from its folder of stories, and give each story's case number by its name.

    All its stories, or those that are given. Raises what founding and recording raise: a story at
    fault is a fault of ours.
    """
    schemas = open_shared(schemas_dir())
    stories = read_stories(folder) if stories is None else stories
    founding = _read_founding(folder / AGENCY_FILE)
    people = {str(p["id"]): p for p in founding.people}
    first = min(story.steps[0].at for story in stories)
    found_workspace(
        root,
        founding,
        first,
        environment=_as_person(environment, next(iter(people.values()))),
        when=first,
    )
    book: Rulebook | None = None
    numbers: dict[str, str] = {}
    chances = {story.name: random.Random(story.name) for story in stories}  # noqa: S311
    for story, step in _in_order(stories):
        workspace = Workspace.open(
            root, schemas, environment=_as_person(environment, people[step.by])
        )
        worker = workspace.agency.worker(step.by)
        assert worker is not None
        desk = Desk(worker, step.at, workspace.agency.zone, chances[story.name].randrange)
        request = _with_numbers(step.request, numbers)
        loaded = workspace.load(numbers[story.name]) if story.name in numbers else None
        case = loaded.case if loaded is not None else None
        request = name_same_people(request, step.run, workspace, case, desk)
        if loaded is None:
            done = open_intake(request, workspace, desk)
            numbers[story.name] = done.changes.case
        else:
            request = link_call(request, loaded, workspace)
            # No step changes the agency itself, so its rules are read once.
            book = book or open_rulebook(workspace)
            done = record(step.run, request, loaded, desk, book, schemas)
        if step.run == "intake":
            done = surface_prior(done, workspace, desk, before=loaded)
        workspace.save(done.changes, step.at)
    return numbers


def _in_order(stories: Sequence[Story]) -> Iterator[tuple[Story, Step]]:
    steps = [(story, step) for story in stories for step in story.steps]
    return iter(sorted(steps, key=lambda pair: pair[1].at))


def _read_founding(path: Path) -> Founding:
    document = read_document(path.read_bytes(), AGENCY_FILE)
    if document.findings or document.data is None:
        raise Unreadable(f"{path} cannot be read", document.findings)
    data: Any = document.data
    return Founding(
        data["name"],
        data["timezone"],
        tuple(s["pack"] for s in data["standards"]),
        tuple(data["people"]),
        True,
        {},
    )


def _as_person(environment: Mapping[str, str], person: Mapping[str, Any]) -> dict[str, str]:
    """The environment in which git knows this person as the one who saves."""
    name, email = str(person["name"]), str(person["email"])
    return {
        **environment,
        "GIT_AUTHOR_NAME": name,
        "GIT_AUTHOR_EMAIL": email,
        "GIT_COMMITTER_NAME": name,
        "GIT_COMMITTER_EMAIL": email,
    }


def _with_numbers(request: Request, numbers: Mapping[str, str]) -> Request:
    """Put the case number of another story where `$its-name` or `$its-name/Sam` stands."""

    def fill(node: Any) -> Any:
        if isinstance(node, Mapping):
            return {key: fill(value) for key, value in node.items()}
        if isinstance(node, list):
            return [fill(item) for item in node]
        if isinstance(node, str) and node.startswith("$"):
            story, slash, rest = node[1:].partition("/")
            return f"{numbers[story]}{slash}{rest}"
        return node

    return Request(fill(request.data), request.document, request.prefix)
