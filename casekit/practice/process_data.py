"""The process as data: stages, tracks and ways on, from the file that ships or the agency's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from casekit.errors import Unreadable
from casekit.model.findings import Finding
from casekit.practice.conditions.registry import CONDITIONS
from casekit.practice.rulebook import PROCESS_FILE, find_own_process
from casekit.records.document import Document
from casekit.records.profile import read_document
from casekit.records.schemas import open_shared, suggest
from casekit.records.validation import find_faults
from casekit.resources import schemas_dir
from casekit.workspace.workspace import Workspace

SHIPPED = Path(__file__).resolve().parent / PROCESS_FILE


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage: what is done in it, the conditions that end it, and the command that serves them.

    `also` has what one track requires besides, `unless` the services that pass it over.
    """

    id: str
    title: str
    does: str
    requires: tuple[str, ...]
    also: Mapping[str, tuple[str, ...]]
    unless: frozenset[str]
    command: str
    source: str

    def conditions(self, track: str | None) -> tuple[str, ...]:
        """What ends the stage for a child on a track."""
        return (*self.requires, *self.also.get(str(track), ()))


@dataclass(frozen=True, slots=True)
class Way:
    """What a review may end in on a track, when, where it leads, and what it requires.

    Of what it `requires`, the `gate` must be met before the review can be recorded.
    """

    result: str
    when: str
    leads_to: str
    requires: tuple[str, ...]
    gate: frozenset[str]


@dataclass(frozen=True, slots=True)
class Track:
    """A track with its goals and the ways on from its reviews."""

    id: str
    title: str
    goals: tuple[str, ...]
    ways: tuple[Way, ...]
    source: str

    def way(self, result: str) -> Way | None:
        """The way that a result of a review means here; None where it is not open."""
        return next((way for way in self.ways if way.result == result), None)


@dataclass(frozen=True, slots=True)
class Turn:
    """A decision that changes the track, and what it requires."""

    start: str
    to: str
    requires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class End:
    """What can end the work from every track."""

    id: str
    when: str
    command: str


@dataclass(frozen=True, slots=True)
class Process:
    """The stages in their order, the tracks, the decisions between them, and the ends."""

    id: str
    version: str
    title: str
    stages: tuple[Stage, ...]
    tracks: tuple[Track, ...]
    turns: tuple[Turn, ...]
    ends: tuple[End, ...]

    def track(self, name: str | None) -> Track | None:
        """The track of that name."""
        return next((track for track in self.tracks if track.id == name), None)


@lru_cache(maxsize=4)
def read_process(own: bytes | None) -> Process:
    """The process an agency wrote, or the one that ships; raises Unreadable with every fault."""
    content, path = (SHIPPED.read_bytes(), str(SHIPPED)) if own is None else (own, PROCESS_FILE)
    document = read_document(content, path)
    findings = list(document.findings)
    schemas = open_shared(schemas_dir())
    if not findings:
        findings += find_faults(
            document.data,
            "process",
            schemas,
            document.locate,
            document.path,
            document.locate_key,
        )
    return _read(document, findings, path)


def check_process(workspace: Workspace) -> list[Finding]:
    """The faults of the agency's own process; none where it has none."""
    own = find_own_process(workspace)
    try:
        if own is not None:
            read_process(own)
    except Unreadable as fault:
        return [*fault.findings]
    return []


def _read(document: Document, findings: list[Finding], path: str) -> Process:
    if not findings and document.data is not None:
        findings = _find_senseless(document)
    if findings or document.data is None:
        raise Unreadable(f"{path} cannot be used until it is mended", findings, path=path)
    data: Any = document.data
    return Process(
        id=data["id"],
        version=data["version"],
        title=data["title"],
        stages=tuple(_read_stage(one) for one in data["stages"]),
        tracks=tuple(_read_track(one) for one in data["tracks"]),
        turns=tuple(Turn(o["from"], o["to"], tuple(o["requires"])) for o in data["decisions"]),
        ends=tuple(End(one["id"], one["when"], one["command"]) for one in data["ends"]),
    )


def _read_stage(data: Mapping[str, Any]) -> Stage:
    return Stage(
        id=data["id"],
        title=data["title"],
        does=data["does"],
        requires=tuple(data["requires"]),
        also={track: tuple(names) for track, names in data.get("also", {}).items()},
        unless=frozenset(data.get("unless", ())),
        command=data["command"],
        source=data["source"],
    )


def _read_track(data: Mapping[str, Any]) -> Track:
    return Track(
        id=data["id"],
        title=data["title"],
        goals=tuple(data["goals"]),
        ways=tuple(
            Way(
                result=way["result"],
                when=way["when"],
                leads_to=way["leads to"],
                requires=tuple(way["requires"]),
                gate=frozenset(way.get("gate", ())),
            )
            for way in data["ways"]
        ),
        source=data["source"],
    )


def _find_senseless(document: Document) -> list[Finding]:
    """Names that mean nothing: conditions nobody judges, and ways that lead nowhere."""
    data: Any = document.data
    findings: list[Finding] = []

    def tell(keys: tuple[str | int, ...], code: str, message: str, hint: str) -> None:
        place = document.locate(keys)
        findings.append(
            Finding(
                code=code,
                message=message,
                path=document.path,
                line=place.line,
                column=place.column,
                hint=hint,
            )
        )

    def look(names: Any, keys: tuple[str | int, ...]) -> None:
        for number, name in enumerate(names):
            if name not in CONDITIONS:
                hint = suggest(name, tuple(CONDITIONS), "conditions")
                tell((*keys, number), "PROCESS-CONDITION", f"nothing judges `{name}`", hint)

    tracks = [track["id"] for track in data["tracks"]]
    goals = {*tracks, *(stage["id"] for stage in data["stages"])}
    for s, stage in enumerate(data["stages"]):
        look(stage["requires"], ("stages", s, "requires"))
        for track, names in stage.get("also", {}).items():
            look(names, ("stages", s, "also", track))
            if track not in tracks:
                hint = suggest(track, tracks, "tracks")
                tell(("stages", s, "also", track), "PROCESS-TRACK", f"no track `{track}`", hint)
    for t, track in enumerate(data["tracks"]):
        for w, way in enumerate(track["ways"]):
            keys: tuple[str | int, ...] = ("tracks", t, "ways", w)
            look(way["requires"], (*keys, "requires"))
            for number, name in enumerate(way.get("gate", ())):
                if name not in way["requires"]:
                    tell(
                        (*keys, "gate", number),
                        "PROCESS-GATE",
                        f"`{name}` is a gate and is not required",
                        "name it under `requires` as well",
                    )
            if way["leads to"] not in goals:
                hint = suggest(way["leads to"], sorted(goals), "stages and tracks")
                tell(
                    (*keys, "leads to"),
                    "PROCESS-LEADS-NOWHERE",
                    f"there is no stage and no track `{way['leads to']}`",
                    hint,
                )
    for d, turn in enumerate(data["decisions"]):
        look(turn["requires"], ("decisions", d, "requires"))
        for key in ("from", "to"):
            if turn[key] not in tracks:
                hint = suggest(turn[key], tracks, "tracks")
                tell(("decisions", d, key), "PROCESS-TRACK", f"no track `{turn[key]}`", hint)
    return findings
