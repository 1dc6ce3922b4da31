"""The process as a Mermaid flowchart, with the stage in which each child stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casekit.practice.process import Standing
from casekit.practice.process_data import Process


def draw_process(process: Process, standings: Sequence[Standing]) -> Iterator[str]:
    """The lines of the picture; nothing in a name can be taken for a part of it."""
    yield "flowchart TD"
    for stage in process.stages:
        here = [s.child.called for s in standings if s.stage is not None and s.stage.id == stage.id]
        yield f'  {_id(stage.id)}["{_text(" - ".join([stage.title, *here]))}"]'
    for first, second in zip(process.stages, process.stages[1:], strict=False):
        if second.id != "closing":
            yield f"  {_id(first.id)} --> {_id(second.id)}"
    for track in process.tracks:
        here = [s.child.called for s in standings if s.track == track.id]
        yield f'  {_id(track.id)}(["{_text(" - ".join([track.title, *here]))}"])'
        yield f"  implementation --> {_id(track.id)}"
        for way in track.ways:
            yield f'  {_id(track.id)} -->|"{_text(way.result)}"| {_id(way.leads_to)}'
    for turn in process.turns:
        yield f"  {_id(turn.start)} -.-> {_id(turn.to)}"
    for end in process.ends:
        yield f'  {_id(end.id)}["{_text(end.id)}"] --> closing'
    current = {s.stage.id for s in standings if s.stage is not None}
    current |= {s.track for s in standings if s.track is not None}
    if current:
        yield "  classDef here stroke-width:4px"
        yield f"  class {','.join(sorted(_id(one) for one in current))} here"


def _id(name: str) -> str:
    # `end` alone is a word of the language.
    return name.replace(" ", "_")


def _text(text: str) -> str:
    """Text between quotes: what could end them, or be markup, is written as its number."""
    return "".join(c if c.isalnum() or c in " .,:-()" else f"#{ord(c)};" for c in text)
